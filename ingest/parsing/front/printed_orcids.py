"""Whose ORCID is whose: by the name before it on its line, or on a line above it, or by a link at the name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.records import Box, OrcidLink, ParsedAuthor
from ingest.parsing.vocabulary.identifiers import find_orcids
from ingest.parsing.vocabulary.names import MARKS
from ingest.parsing.vocabulary.normalise import fold

OVERLAP = 1.0  # by which a link may miss the edges of its words, in points


def give_orcids_beside_names(authors: Sequence[ParsedAuthor], lines: Iterable[str]) -> list[ParsedAuthor]:
    """The names of each line, and the ORCIDs behind them; nobody gets one by guess."""
    out = list(authors)
    bearer: int | None = None
    for line in lines:
        named = sorted(
            (at, i) for i, author in enumerate(out) if (at := line.find(author.name_as_printed)) >= 0
        )
        for orcid in find_orcids(line):
            at = line.find(orcid)
            before = [i for place, i in named if place < at]
            owner = before[-1] if before and at >= 0 else bearer if not named else None
            if owner is not None and not out[owner].orcid and orcid not in {each.orcid for each in out}:
                out[owner] = replace(out[owner], orcid=orcid)
        if named:
            bearer = named[0][1] if len(named) == 1 else None
    return out


def give_linked_orcids(
    authors: Sequence[ParsedAuthor], links: Iterable[OrcidLink], rows: Sequence[SourceRow]
) -> list[ParsedAuthor]:
    """Those of links on a name or right behind it: an icon says nothing that could be read."""
    out = list(authors)
    for link in links:
        word = _word_before(link.box, rows)
        owners = [
            i for i, author in enumerate(out) if word and fold(author.name_as_printed).split()[-1:] == [word]
        ]
        if len(owners) == 1 and not out[owners[0]].orcid:
            out[owners[0]] = replace(out[owners[0]], orcid=link.orcid)
    return out


def _word_before(box: Box, rows: Sequence[SourceRow]) -> str:
    """The last word of its line that begins before it, or lies under it."""
    x, y, width, height = box
    best, edge = "", -1.0
    for row in rows:
        for word in row.words:
            if word.box is None or word.is_superscript:
                continue
            left, top, across, down = word.box
            is_level = top < y + height and top + down > y
            is_linked = left < x + OVERLAP or left + across < x + width + OVERLAP
            bare = fold(word.text).strip(MARKS + " ,.;()0123456789")
            if is_level and is_linked and bare and left + across > edge:
                best, edge = bare, left + across
    return best
