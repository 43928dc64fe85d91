"""References as plain text."""

from __future__ import annotations

from archive.citations.csl.locale import Locale
from archive.citations.csl.nodes import Rendered
from archive.citations.csl.output.runs import settled


def to_plain(rendered: Rendered, locale: Locale) -> str:
    return "".join(token for token in settled(rendered, locale) if isinstance(token, str))
