"""Rows -> reading text, with the way back: which characters of the text came from which word.

The text of a passage is cut where the page changes. A word broken over a page end stands whole on
the earlier page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.text.hyphens import Joint
from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN

Decide = Callable[[str, str], Joint]
_open_doi = re.compile(r"doi(?:\.org/|:)10\.$|10\.\d{4,9}/\S*[.(_/]$")
_doi_goes_on = re.compile(
    r"^(?:\d{4,9}/\S|(?:\d[\w.()/-]*\d[\w.()/-]*|[a-z]\w*[\d.][\w.()/-]*)\.?(?:\s|$)|[a-z]\w*$)"
)
_open_pii = re.compile(r"10\.\d{4,9}/\S*\d{4}-\d{3}[\dX]\(\d\d\)$")  # ISSN and year; a number follows
_open_url = re.compile(r"(?:https?://|www\.|doi:|doi\.org|^10\.\d{4})\S*[/._=&?%-]$", re.I)


class WordSpan(NamedTuple):
    """text[start:end] of a segment came from word number `word` of `row`."""

    start: int
    end: int
    row: SourceRow
    word: int


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a passage that stands on one page (index into the file)."""

    page: int
    text: str
    spans: tuple[WordSpan, ...]


def read_segments(rows: Sequence[SourceRow], decide: Decide) -> tuple[Segment, ...]:
    """The rows as running text, one segment a page."""
    segments: list[_Draft] = []
    for number, row in enumerate(rows):
        joint = _joint(rows[number - 1], row, decide) if number else "space"
        starts_page = not segments or segments[-1].page != row.page
        skipped = 0
        if starts_page and segments and joint in ("join", "keep"):
            skipped = segments[-1].finish_word(row, joint)
            joint = "space"
        if starts_page:
            segments.append(_Draft(row.page))
        segments[-1].add_row(row, joint, skipped)
    return tuple(draft.segment() for draft in segments if draft.text)


def whole_text(segments: Sequence[Segment]) -> str:
    """The passage as one paragraph."""
    return " ".join(segment.text for segment in segments)


def _joint(above: SourceRow, row: SourceRow, decide: Decide) -> Joint:
    """How two rows go together: "keep" also means that nothing stands between them."""
    left, right = above.text, row.text
    if left.endswith(("-", SOFT_HYPHEN)):
        return decide(left.rsplit(" ", 1)[-1], right.split(" ", 1)[0])
    if left.endswith(("–", "—", "/")) and left[-2:-1].strip() and right[:1].strip():
        return "keep" if not left.endswith("/") or _open_url.search(left.rsplit(" ", 1)[-1]) else "space"
    last = left.rsplit(" ", 1)[-1]
    if _doi_runs_on(last, right):
        return "keep"
    if _open_url.search(last) and re.match(r"^[\w./#%=&?-]*[\w/]", right) and right[:1].islower():
        return "keep" if left[-1] in "/_=&?%" else "space"
    return "space"


def _doi_runs_on(last: str, right: str) -> bool:
    """Is a DOI broken over the line end: "10.1016/j.|neuroimage.2012.01.021", "…2614(80)|80396-4"?

    After a full stop a sentence would go on with a capital, as no DOI is seen to do.
    """
    if _open_pii.search(last):
        return bool(re.match(r"\d{5}-[\dX]", right))
    return bool(_open_doi.search(last)) and bool(_doi_goes_on.match(right))


class _Draft:
    """A segment in the making."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.text = ""
        self.spans: list[WordSpan] = []

    def add_row(self, row: SourceRow, joint: Joint, skipped: int) -> None:
        for i, word in enumerate(row.words):
            if i < skipped:
                continue
            is_first = i == skipped
            if is_first and joint == "join":
                self._drop_hyphen()
            elif self.text and not (i in row.glued and not is_first) and not (is_first and joint == "keep"):
                self.text += " "
            self._append(word.text, row, i)

    def finish_word(self, row: SourceRow, joint: Joint) -> int:
        """Take the rest of a broken word from the next page's first row; how many words that took."""
        if joint == "join":
            self._drop_hyphen()
        taken = 1
        self.text += row.words[0].text
        while taken < len(row.words) and taken in row.glued:
            self.text += row.words[taken].text
            taken += 1
        return taken

    def _drop_hyphen(self) -> None:
        if self.text.endswith(("-", SOFT_HYPHEN)):
            self.text = self.text[:-1]
            if self.spans:
                last = self.spans[-1]
                self.spans[-1] = WordSpan(last.start, min(last.end, len(self.text)), last.row, last.word)

    def _append(self, text: str, row: SourceRow, word: int) -> None:
        start = len(self.text)
        self.text += text
        self.spans.append(WordSpan(start, len(self.text), row, word))

    def segment(self) -> Segment:
        self._drop_soft()
        return Segment(self.page, self.text, tuple(span for span in self.spans if span.end > span.start))

    def _drop_soft(self) -> None:
        if self.text.endswith(SOFT_HYPHEN):
            self._drop_hyphen()
