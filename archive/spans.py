"""Stretches of the reading text of pages. Pure: no Django."""

from dataclasses import dataclass

PARAGRAPH_BREAK = "\n\n"  # between the paragraphs of a page's reading text


@dataclass(frozen=True)
class TextSpan:
    """text[start:end] of the page with this sequence belongs to the hit with this number, from 1."""

    hit: int
    sequence: int
    start: int
    end: int
