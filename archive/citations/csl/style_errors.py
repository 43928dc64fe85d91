"""What is wrong with a style or a locale, in words for who chose it."""

from __future__ import annotations


class StyleError(ValueError):
    """A file that is no usable style or locale: the argument says why."""
