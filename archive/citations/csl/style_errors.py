"""What is wrong with a style or a locale, in words for who chose it."""

from __future__ import annotations


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators; who shows it translates it, since nothing here knows a language."""
    return sentence


class StyleError(ValueError):
    """A file that is no usable style or locale: `reason` with its `values` says why, `line` where, 0 if unknown."""

    def __init__(self, reason: str, line: int = 0, **values: object) -> None:
        super().__init__(reason % values if values else reason)
        self.reason = reason
        self.line = line
        self.values = values
