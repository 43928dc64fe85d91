"""Who wrote the article: by-line, address block, or the author matter at its end."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.parsing.front.affiliations import make_authors, read_addresses
from ingest.parsing.front.closing import (
    bearers,
    merge_authors,
    read_biographies,
    read_correspondence,
    read_signatures,
    read_star_note,
)
from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block
from ingest.parsing.records import Evidence, ParsedAuthor
from ingest.parsing.structure.notes import split_notes


def find_authors(
    blocks: Sequence[Block], front: Front, language: str
) -> tuple[list[ParsedAuthor], Evidence | None]:
    """The authors with the evidence for them; none are invented where the pages name none."""
    signatures = list(front.byline.signatures) if front.byline else []
    addresses = read_addresses(front.address_lines, signatures[0].name if len(signatures) == 1 else "")
    closing = _closing_authors(blocks, language)
    if addresses.signatures and (not signatures or addresses.by_name or len(signatures) == 1):
        known = {s.name for s in signatures}
        signatures += [s for s in addresses.signatures if s.name not in known]
    if signatures:
        authors = make_authors(signatures, addresses, language)
        authors = merge_authors(authors, closing)
        for note in (part for block in blocks if block.kind == "note" for part in split_notes(block)):
            authors = read_star_note(note.text, authors, bearers(note.text, signatures))
        row = front.byline_row
        sure = 0.95 if front.byline and (front.byline.is_sure or addresses.emails or closing) else 0.75
        return authors, Evidence(
            sure, "by-line", row.page + 1 if row else None, row.source.box if row else None
        )
    if front.corporate:
        row = front.byline_row
        place = " ".join(addresses.common)
        author = ParsedAuthor(literal=front.corporate, name_as_printed=front.corporate, affiliation=place)
        return [author], Evidence(
            0.7, "below the title", row.page + 1 if row else None, row.source.box if row else None
        )
    if closing:
        block = next(b for b in blocks if b.kind in ("signature", "biography", "correspondence"))
        return closing, Evidence(0.85, f"{block.kind} at the end", block.page + 1, block.first.source.box)
    return [], None


def _closing_authors(blocks: Sequence[Block], language: str) -> list[ParsedAuthor]:
    """All whom the author matter names, each once, in order."""
    found = read_signatures([b for b in blocks if b.kind == "signature"], language)
    for block in blocks:
        if block.kind == "biography":
            found += [a for a in read_biographies(block.text, language) if not _is_known(a, found)]
    for block in blocks:
        if block.kind == "correspondence":
            author = read_correspondence(block.text, language)
            if author and _is_known(author, found):
                found = merge_authors(found, [author])
            elif author:
                found.append(author)
    return found


def _is_known(author: ParsedAuthor, others: Sequence[ParsedAuthor]) -> bool:
    return any(author.name_as_printed.casefold() == other.name_as_printed.casefold() for other in others)
