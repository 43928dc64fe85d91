"""Marks what pure modules say to the reader, so that the catalogues have it; who shows it translates it."""

from __future__ import annotations


def mark(message: str) -> str:
    """The message as it is. Imported as `_`, by which makemessages finds it."""
    return message
