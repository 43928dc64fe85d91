"""The address of a passage (?at=) and the passage found again, also after a new parse. Pure: no Django.

Those we give are short (archive.reading.passage_codes). Scripts make long ones from a selection
(static/js/quoting.js), and so did earlier releases: such a one holds where the passage was and what it
says, as the Web Annotation Data Model joins a TextPositionSelector with a TextQuoteSelector. Both count
folded characters: letters and digits without case and accents. White space, hyphens and punctuation may
therefore change.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from archive.reading.passage_codes import EDGE, SLACK, CodedPassage, encode, read_code
from archive.reading.reading_text import PageText, TextBlock
from archive.spans import TextSpan

CONTEXT = 24  # folded characters kept before and after the passage
PARTS_OF_WORDS = ("Lu", "Ll", "Lt", "Lm", "Mn", "Nd")  # general categories (Unicode 15, 4.5)
MAX_PUNCTUATION = 9  # characters that are neither letters nor space, kept at each end of the passage
MAX_ADDRESS_LENGTH = 600
ADDRESS = re.compile(
    r"(\d{1,5})\.(\d{1,7})\.(\d{1,7})\.(\d)\.(\d)~([^\W_]*)~([^\W_]+)~([^\W_]*)~([^\W_]*)",
)
NOT_FOLDED = re.compile(r"[\W_]+")

Texts = Sequence[tuple[int, str]]  # (sequence, reading text) of each page, in order
Place = tuple[int, int]  # (sequence, offset)


@dataclass(frozen=True)
class QuotedPassage:
    """`position` counts from the start of the page `sequence`; it and `length` are in folded characters.

    `lead` and `tail` say how many characters of punctuation belong to it outside its outermost letters.
    """

    sequence: int
    position: int
    length: int
    lead: int
    tail: int
    before: str
    opening: str
    closing: str  # empty where `opening` is the whole passage
    after: str

    def __str__(self) -> str:
        place = f"{self.sequence}.{self.position}.{self.length}.{self.lead}.{self.tail}"
        return "~".join((place, self.before, self.opening, self.closing, self.after))

    def places(self, text: str, due: int) -> Iterator[tuple[int, int]]:
        """(first, last) of each place in the folded text that says what the passage says."""
        slack = int(self.length * SLACK)
        first = text.find(self.opening)
        while first >= 0:
            last = first + len(self.opening)
            if self.closing:
                closes = first + self.length - len(self.closing)
                closings = text[max(last, closes - slack) : closes + slack + len(self.closing)]
                at = closings.find(self.closing)
                last = max(last, closes - slack) + at + len(self.closing) if at >= 0 else -1
            if last > 0:
                yield first, last
            first = text.find(self.opening, first + 1)

    def agreement(self, text: str, first: int, last: int) -> int:
        """How many characters next to the place agree with those that stood around the passage."""
        before = text[max(0, first - CONTEXT) : first]
        after = text[last : last + CONTEXT]
        return _common(before[::-1], self.before[::-1]) + _common(after, self.after)


Passage = QuotedPassage | CodedPassage


def fold_passage(text: str) -> str:
    """Letters and digits alone, without case and accents.

    >>> fold_passage("La Nación, co-operación")
    'lanacioncooperacion'
    """
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return NOT_FOLDED.sub("", parts)


@lru_cache(4096)
def _letters_of(character: str) -> int:
    """How many folded characters come of one; most give one or none."""
    return len(fold_passage(character))


def read_address(at: str) -> Passage | None:
    """The passage that an address names; None where it is not an address of ours."""
    if "~" not in at:
        return read_code(at)
    found = ADDRESS.fullmatch(at) if len(at) <= MAX_ADDRESS_LENGTH else None
    if found is None:
        return None
    sequence, position, length, lead, tail = map(int, found.groups()[:5])
    before, opening, closing, after = map(
        fold_passage, found.groups()[5:]
    )  # a script may fold less than we do
    return QuotedPassage(sequence, position, length, lead, tail, before, opening, closing, after)


def find_address(pages: Iterable[PageText], at: str) -> list[TextSpan]:
    """Where the passage of an address stands now; nowhere where the address is none or its words are gone.

    In whole words: who selects over a scan aims roughly.
    """
    wanted = read_address(at)
    if not wanted:
        return []
    texts = [(page.sequence, page.text) for page in pages]
    return in_whole_words(FoldedPages(texts).find(wanted), dict(texts))


def in_whole_words(spans: Sequence[TextSpan], texts: Mapping[int, str]) -> list[TextSpan]:
    """The spans, the first begun and the last ended with its whole word; `texts` by sequence."""
    widened = list(spans)
    if spans:
        text, start = texts[spans[0].sequence], spans[0].start
        while start and _belong_together(text[start - 1], text[start]):
            start -= 1
        widened[0] = replace(widened[0], start=start)
        text, end = texts[spans[-1].sequence], spans[-1].end
        while end < len(text) and _belong_together(text[end - 1], text[end]):
            end += 1
        widened[-1] = replace(widened[-1], end=end)
    return widened


def _belong_together(one: str, other: str) -> bool:
    """Whether two characters side by side are of one word. Not told of scripts without capitals.

    Some of these write no spaces between words: a word would be a whole sentence.
    """
    return all(unicodedata.category(letter) in PARTS_OF_WORDS for letter in (one, other))


def give_addresses(blocks: Iterable[TextBlock], pages: Iterable[PageText]) -> None:
    """Each paragraph learns the address of its words; `pages` are those it stands on and their neighbours."""
    folded = _folded(pages)
    for block in blocks:
        if block.kind == "paragraph":
            block.at = folded.code(block.start, block.end)


def code_of(spans: Sequence[TextSpan], pages: Iterable[PageText]) -> str:
    """The short address of a passage found; `pages` are those it stands on and their neighbours."""
    first, last = spans[0], spans[-1]
    return _folded(pages).code((first.sequence, first.start), (last.sequence, last.end))


def _folded(pages: Iterable[PageText]) -> FoldedPages:
    return FoldedPages([(page.sequence, page.text) for page in pages])


class FoldedPages:
    """Pages of a text as one folded string, to name passages in and to find them again."""

    def __init__(self, pages: Texts) -> None:
        self._texts = dict(pages)
        self._sequences = list(self._texts)
        self._starts: list[int] = []  # of each page in the folded string
        folded = []
        length = 0
        for _, text in pages:
            self._starts.append(length)
            folded.append(fold_passage(text))
            length += len(folded[-1])
        self.text = "".join(folded)
        self._kept_offsets: dict[int, list[int]] = {}

    def passage(self, start: Place, end: Place) -> QuotedPassage | None:
        """The passage from `start` up to `end`; None where it has no letter."""
        first, last = self._index(*start), self._index(*end)
        if first >= last:
            return None
        said = self.text[first:last]
        (sequence, opens), (closes_on, closes) = self._place(first), self._place(last - 1)
        from_ = start[1] if start[0] == sequence else 0
        until = end[1] if end[0] == closes_on else len(self._texts[closes_on])
        is_long = len(said) > 2 * EDGE
        return QuotedPassage(
            sequence,
            first - self._starts[self._sequences.index(sequence)],
            len(said),
            _punctuation(self._texts[sequence][from_:opens][::-1]),
            _punctuation(self._texts[closes_on][closes + 1 : until]),
            self.text[max(0, first - CONTEXT) : first],
            said[:EDGE] if is_long else said,
            said[-EDGE:] if is_long else "",
            self.text[last : last + CONTEXT],
        )

    def code(self, start: Place, end: Place) -> str:
        """The short address of the passage; "" where it has no letter."""
        first, last = self._index(*start), self._index(*end)
        passage = self.passage(start, end)
        if passage is None:
            return ""
        place = (passage.sequence, passage.position, passage.length, passage.lead, passage.tail)
        return str(encode(place, self.text[first:last], passage.before, passage.after))

    def find(self, passage: Passage) -> list[TextSpan]:
        """One span for each page the passage stands on; none where its words are no longer there.

        Of several places with the words, the one whose surroundings agree most; then the nearest to
        where the passage was.
        """
        was = passage.position
        if passage.sequence in self._texts:
            was += self._starts[self._sequences.index(passage.sequence)]
        places = list(passage.places(self.text, was))
        if not places:
            return []
        first, last = max(
            places, key=lambda place: (passage.agreement(self.text, *place), -abs(place[0] - was))
        )
        return self._spans(passage, first, last)

    def _spans(self, passage: Passage, first: int, last: int) -> list[TextSpan]:
        (opens_on, opens), (closes_on, closes) = self._place(first), self._place(last - 1)
        opens -= min(passage.lead, _punctuation(self._texts[opens_on][:opens][::-1]))
        closes += 1 + min(passage.tail, _punctuation(self._texts[closes_on][closes + 1 :]))
        spans = []
        between = self._sequences[self._sequences.index(opens_on) : self._sequences.index(closes_on) + 1]
        for sequence in between:
            text = self._texts[sequence]
            start = opens if sequence == opens_on else len(text) - len(text.lstrip())
            end = closes if sequence == closes_on else len(text.rstrip())
            if start < end:
                spans.append(TextSpan(1, sequence, start, end))
        return spans

    def _index(self, sequence: int, offset: int) -> int:
        """Where in the folded string the first letter at or after a place stands."""
        return self._starts[self._sequences.index(sequence)] + bisect_left(self._offsets(sequence), offset)

    def _place(self, index: int) -> Place:
        page = bisect_right(self._starts, index) - 1
        sequence = self._sequences[page]
        return sequence, self._offsets(sequence)[index - self._starts[page]]

    def _offsets(self, sequence: int) -> list[int]:
        """Where each folded character of a page comes from in its text."""
        if sequence not in self._kept_offsets:
            text = self._texts[sequence]
            self._kept_offsets[sequence] = [
                offset for offset, letter in enumerate(text) for _ in range(_letters_of(letter))
            ]
        return self._kept_offsets[sequence]


def _punctuation(text: str) -> int:
    """How many characters at the beginning of a text are neither letters nor white space."""
    count = 0
    for character in text[:MAX_PUNCTUATION]:
        if character.isspace() or _letters_of(character):
            break
        count += 1
    return count


def _common(one: str, other: str) -> int:
    """Length of the beginning that both have."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
