"""Two printed pages on one image: their labels, and which of them a place of the text stands on. Pure.

The image is one page, labelled "50–51"; its text goes over to the second at the character `turns_at`, which is None
where the image shows one printed page.
"""

from __future__ import annotations

import re
from typing import Protocol

BETWEEN_LABELS = re.compile(r"\s*[-‒–—/]\s*")


def labels_of(label: str, turns_at: int | None) -> tuple[str, ...]:
    """
    >>> labels_of("50–51", 812), labels_of("50–51", None), labels_of("50", 812), labels_of("", None)
    (('50', '51'), ('50–51',), ('50',), ())
    """
    both = tuple(BETWEEN_LABELS.split(label)) if turns_at is not None else ()
    return both if len(both) == 2 and all(both) else (label,) if label else ()


def label_at(label: str, turns_at: int | None, offset: int) -> str:
    """The label of the printed page on which a character of the text stands.

    >>> label_at("50–51", 812, 811), label_at("50–51", 812, 812), label_at("50", None, 7)
    ('50', '51', '50')
    """
    labels = labels_of(label, turns_at) or ("",)
    return labels[-1] if turns_at is not None and offset >= turns_at else labels[0]


class Part(Protocol):
    """What one article has of a page."""

    @property
    def label(self) -> str: ...
    @property
    def turns_at(self) -> int | None: ...


def turn_of_both(upper: Part, lower: Part, shift: int) -> int | None:
    """Where the text turns of two parts of one image that become one; that of the lower begins at `shift`.

    Parts under different labels stand on different printed pages.
    """
    if upper.turns_at is not None:
        return upper.turns_at
    if lower.turns_at is not None:
        return shift + lower.turns_at
    return shift if upper.label and lower.label and upper.label != lower.label else None


def label_of_both(upper: Part, lower: Part) -> str:
    """
    "50–51" of parts under "50" and "51", of one under "50" and one under "50–51", and so on.
    """
    labels = [*labels_of(upper.label, upper.turns_at)[:1], *labels_of(lower.label, lower.turns_at)[-1:]]
    return "–".join(dict.fromkeys(labels))
