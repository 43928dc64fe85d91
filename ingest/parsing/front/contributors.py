"""Who edited or translated the article, and the works that it is a review of, where a line of its front says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.records import ParsedAuthor, ParsedReview, Role
from ingest.parsing.structure.bylines import read_byline
from ingest.parsing.vocabulary.contributions import read_contribution
from ingest.parsing.vocabulary.names import split_name
from ingest.parsing.vocabulary.normalise import fold

_staff = re.compile(r"^(?:reviewed|academic editor|revisado|handling editor)\b")
FIRST_BLOCKS = 10  # of an article, in which its front stands

_review_of = re.compile(
    r"^(?:(?:a |book )?review of|rese[nñ]a (?:del? libro|del?)|recensi[oó]n del?|resenha d[eoa]"
    r"|compte[- ]rendu d[eu]|rezension (?:zu|von)|besprechung von)\s*:?\s+(?P<work>.+)$",
    re.I | re.S,
)
_rubric = re.compile(
    r"^(?:book )?reviews?$|^resenas?$|^recension(?:es)?$|^comptes?[- ]rendus?$|^resenhas?$|^rezension(?:en)?$"
)
_imprint = re.compile(
    r"^(?P<head>.+)[.,(]\s*(?:(?P<place>[^\W\d][^:.,()]{1,40}):\s*)?(?P<publisher>[^\W\d][^,:()]{1,80}?),?\s*"
    r"\(?(?P<year>(?:1[4-9]|20)\d\d)\b"
)
_by = re.compile(r"^(?P<title>.+?),?\s+(?:by|por|par|von)\s+(?P<names>[^\W\d_].+)$", re.I)
MAX_WORK = 400  # characters of a work's title, names and imprint


def find_contributors(blocks: Sequence[Block], front: Front, language: str) -> tuple[ParsedAuthor, ...]:
    """Those whom a line names after "Translated by" or "Edited by". Editors of a journal, who stand beside those
    that reviewed the article for it, are none.
    """
    lines = [row.signed for row in _rows_of_front(blocks, front)]
    is_staff = any(_staff.match(fold(line)) for line in lines)
    found: dict[tuple[Role, str], ParsedAuthor] = {}
    for number, line in enumerate(lines):
        role, said = read_contribution(line)
        if not role or (role == "editor" and is_staff):
            continue
        for name in _names(said or (lines[number + 1] if number + 1 < len(lines) else "")):
            parts = split_name(name, language)
            author = ParsedAuthor(given=parts.given, family=parts.family, role=role, name_as_printed=name)
            found.setdefault((role, name), author)
    return tuple(found.values())


def _rows_of_front(blocks: Sequence[Block], front: Front) -> Iterator[SourceRow]:
    first = blocks[0].page if blocks else 0
    for i, block in enumerate(blocks):
        is_note = block.kind == "note" and block.page == first
        if is_note or (i < FIRST_BLOCKS and front.kinds.get(i) == "front"):
            yield from block.rows


def _names(text: str) -> list[str]:
    found = read_byline(text)
    return [signature.name for signature in found.signatures] if found else []


# ------------------------------------------------------------------ works reviewed
def find_reviewed_works(blocks: Sequence[Block], language: str) -> tuple[ParsedReview, ...]:
    """After "Review of" the work; below the rubric "Book Review" a block with a place, a publisher and a year."""
    is_rubric = False
    for block in blocks[:FIRST_BLOCKS]:
        text = " ".join(row.text for row in block.rows)
        if match := _review_of.match(text):
            work = read_reviewed_work(match["work"], language)
        else:
            work = read_reviewed_work(text, language) if is_rubric and ":" in text else None
        if work is not None:
            return (work,)
        is_rubric = is_rubric or bool(_rubric.match(block.folded.strip(" .:")))
    return ()


def read_reviewed_work(text: str, language: str = "") -> ParsedReview | None:
    """Title, authors, publisher and year of a work as a review prints them; None without names and a year.

    >>> read_reviewed_work("Harbours and Tides, by Ana Sá. Lisbon: Quay Press, 1998. 300 pp.")
    ParsedReview(title='Harbours and Tides', authors=('Sá, Ana',), publisher='Quay Press', year='1998')
    """
    match = _imprint.match(text) if len(text) <= MAX_WORK else None
    if not match:
        return None
    names, title = _parted(match["head"].strip(" .,("))
    if not names or not title:
        return None
    people = [split_name(name, language) for name in names]
    filed = tuple(", ".join(filter(None, [name.family, name.given])) for name in people)
    return ParsedReview(title.strip(" .,"), filed, match["publisher"].strip(), match["year"])


def _parted(head: str) -> tuple[list[str], str]:
    """Names and title, in whichever order: "Harbours, by Ana Sá", "Ana Sá, Harbours", "Harbours. Ana Sá"."""
    if match := _by.match(head):
        said = match["names"]
        if names := _names(said) or _names(said.rpartition(",")[0]):  # a place may stand behind them
            return names, match["title"]
    for sign in re.finditer(r"[.:,]\s+", head):
        if names := _names(head[: sign.start()]):
            return names, head[sign.end() :]
    for sign in reversed(list(re.finditer(r"[.,]\s+", head))):
        if names := _names(head[sign.end() :]):
            return names, head[: sign.start()]
    return [], ""
