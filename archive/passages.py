"""The address of a passage (?at=) and the passage found again, also after a new parse. Pure: no Django.

An address holds where the passage was and what it says, as the Web Annotation Data Model joins a
TextPositionSelector with a TextQuoteSelector. Both count folded characters: letters and digits
without case and accents. White space, hyphens and punctuation may therefore change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.reading_text import Span

CONTEXT = 24  # folded characters kept before and after the passage
EDGE = 40  # of a long passage, folded characters kept of its beginning and of its end
SLACK = 0.1  # of a long passage, the share of its length that may come or go between its edges
LONGEST_ADDRESS = 600
ADDRESS = re.compile(
    r"(\d{1,5})\.(\d{1,7})\.(\d{1,7})~([^\W_]*)~([^\W_]+)~([^\W_]*)~([^\W_]*)",
)

Texts = Sequence[tuple[int, str]]  # (sequence, reading text) of each page, in order


@dataclass(frozen=True)
class Passage:
    """`position` counts from the start of the page `sequence`; it and `length` are in folded characters."""

    sequence: int
    position: int
    length: int
    before: str
    opening: str
    closing: str  # empty where `opening` is the whole passage
    after: str

    def __str__(self) -> str:
        place = f"{self.sequence}.{self.position}.{self.length}"
        return "~".join((place, self.before, self.opening, self.closing, self.after))


class _Folded:
    """The pages as one folded string; origins[i] is (sequence, offset) of its character i."""

    def __init__(self, pages: Texts) -> None:
        self.origins: list[tuple[int, int]] = []
        self.starts: dict[int, int] = {}
        letters: list[str] = []
        for sequence, text in pages:
            self.starts[sequence] = len(letters)
            for offset, character in enumerate(text):
                for letter in fold(character):
                    letters.append(letter)
                    self.origins.append((sequence, offset))
        self.text = "".join(letters)


def fold(text: str) -> str:
    """Letters and digits alone, without case and accents.

    >>> fold("La Nación, co-operación")
    'lanacioncooperacion'
    """
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(filter(str.isalnum, parts))


def read_address(at: str) -> Passage | None:
    """The passage that an address names; None where it is not an address of ours."""
    found = ADDRESS.fullmatch(at) if len(at) <= LONGEST_ADDRESS else None
    if found is None:
        return None
    sequence, position, length = map(int, found.groups()[:3])
    return Passage(sequence, position, length, *found.groups()[3:])


def passage_at(pages: Texts, start: tuple[int, int], end: tuple[int, int]) -> Passage | None:
    """The passage from `start` up to `end`, both (sequence, offset); None where it has no letter."""
    folded = _Folded(pages)
    inside = [index for index, origin in enumerate(folded.origins) if start <= origin < end]
    if not inside:
        return None
    first, last = inside[0], inside[-1] + 1
    said, sequence = folded.text[first:last], folded.origins[first][0]
    is_long = len(said) > 2 * EDGE
    return Passage(
        sequence,
        first - folded.starts[sequence],
        len(said),
        folded.text[max(0, first - CONTEXT) : first],
        said[:EDGE] if is_long else said,
        said[-EDGE:] if is_long else "",
        folded.text[last : last + CONTEXT],
    )


def find_passage(pages: Texts, passage: Passage) -> list[Span]:
    """One span for each page the passage stands on; none where its words are no longer there.

    Of several places with the words, the one whose surroundings agree most; then the nearest to
    where the passage was.
    """
    folded = _Folded(pages)
    was = folded.starts.get(passage.sequence, 0) + passage.position
    places = list(_places(folded.text, passage))
    if not places:
        return []
    first, last = max(
        places, key=lambda place: (_agreement(folded.text, passage, *place), -abs(place[0] - was))
    )
    spans: dict[int, Span] = {}
    for sequence, offset in folded.origins[first:last]:
        start = spans[sequence].start if sequence in spans else offset
        spans[sequence] = Span(1, sequence, start, offset + 1)
    return list(spans.values())


def _places(text: str, passage: Passage) -> Iterator[tuple[int, int]]:
    """(first, last) of each place in the folded text that says what the passage says."""
    slack = int(passage.length * SLACK)
    first = text.find(passage.opening)
    while first >= 0:
        last = first + len(passage.opening)
        if passage.closing:
            due = first + passage.length - len(passage.closing)
            closings = text[max(last, due - slack) : due + slack + len(passage.closing)]
            at = closings.find(passage.closing)
            last = max(last, due - slack) + at + len(passage.closing) if at >= 0 else -1
        if last > 0:
            yield first, last
        first = text.find(passage.opening, first + 1)


def _agreement(text: str, passage: Passage, first: int, last: int) -> int:
    """How many characters next to the place agree with those that stood around the passage."""
    before = text[max(0, first - CONTEXT) : first]
    after = text[last : last + CONTEXT]
    return _common(before[::-1], passage.before[::-1]) + _common(after, passage.after)


def _common(one: str, other: str) -> int:
    """Length of the beginning that both have."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
