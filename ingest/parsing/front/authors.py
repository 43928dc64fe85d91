"""Who wrote the article: by-line, address block, or the author matter at its end."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.parsing.front.affiliations import give_emails, give_orcids, make_authors, read_addresses
from ingest.parsing.front.certainty import AUTHOR_SIGNS, START, AuthorSigns, Said
from ingest.parsing.front.closing import (
    bearers,
    merge_authors,
    read_biographies,
    read_correspondence,
    read_signatures,
    read_star_note,
)
from ingest.parsing.front.front_matter import Front
from ingest.parsing.front.printed_orcids import give_linked_orcids, give_orcids_beside_names
from ingest.parsing.layout.blocks import Block
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.records import Evidence, OrcidLink, ParsedAuthor
from ingest.parsing.rules import chance
from ingest.parsing.structure.bylines import Signature
from ingest.parsing.structure.notes import split_notes


def find_authors(
    blocks: Sequence[Block],
    front: Front,
    language: str,
    said: Said,
    orcid_links: Sequence[OrcidLink],
) -> tuple[list[ParsedAuthor], Evidence | None]:
    """The authors with the evidence for them; none are invented where the pages name none.

    `said`: what is told of them elsewhere. `orcid_links`: those of the article's first page.
    """
    closing = _closing_authors(blocks, language)
    for read in (_below_title, _in_byline, _corporate):
        found = read(blocks, front, language, closing)
        if found is not None:
            authors, signatures = found
            authors = _with_notes(blocks, merge_authors(authors, closing), signatures)
            authors = _with_orcids(blocks, front, authors, orcid_links)
            told = AuthorSigns(front, authors, blocks, closing, said)
            return authors, _evidence(front, told)
    if closing:
        block = next(b for b in blocks if b.kind in ("signature", "biography", "correspondence"))
        sure = chance(AUTHOR_SIGNS, AuthorSigns(front, closing, blocks, closing, said), START)
        return closing, at_front_row(block.first, sure, f"{block.kind} at the end")
    return [], None


Found = tuple[list[ParsedAuthor], list[Signature]] | None


def _below_title(
    blocks: Sequence[Block], front: Front, language: str, closing: Sequence[ParsedAuthor]
) -> Found:
    """Each group of names with its own lines; marks lead to lines of any group."""
    if front.opening is None:
        return None
    shared = read_addresses(front.address_lines)
    authors: list[ParsedAuthor] = []
    for group in front.opening.groups:
        signatures = group.names.signatures
        own = read_addresses(group.lines, signatures[0].name if len(signatures) == 1 else "")
        own.by_mark = shared.by_mark | own.by_mark
        if not group.lines:
            own.common = read_addresses(front.opening.common).common
        made = make_authors([s for s in signatures if not s.is_body], own, language)
        authors += made
        authors += [ParsedAuthor(literal=s.name, name_as_printed=s.name) for s in signatures if s.is_body]
    later = read_addresses(front.address_lines[front.opening.count :])  # the column or page below goes on
    known = {author.name_as_printed for author in authors}
    authors += make_authors([s for s in later.signatures if s.name not in known], later, language)
    given = {author.email for author in authors}
    rest = [email for email in shared.emails if email not in given]
    authors = give_emails(authors, rest, [s.is_corresponding for s in front.opening.signatures])
    return give_orcids(authors, shared.orcids), front.opening.signatures


def _in_byline(
    blocks: Sequence[Block], front: Front, language: str, closing: Sequence[ParsedAuthor]
) -> Found:
    """The by-line, or names over their addresses, in the order of reading."""
    signatures = list(front.byline.signatures) if front.byline else []
    addresses = read_addresses(front.address_lines, signatures[0].name if len(signatures) == 1 else "")
    if addresses.signatures and (not signatures or addresses.by_name or len(signatures) == 1):
        known = {s.name for s in signatures}
        signatures += [s for s in addresses.signatures if s.name not in known]
    return (make_authors(signatures, addresses, language), signatures) if signatures else None


def _corporate(
    blocks: Sequence[Block], front: Front, language: str, closing: Sequence[ParsedAuthor]
) -> Found:
    if not front.corporate:
        return None
    place = " ".join(read_addresses(front.address_lines).common)
    return [ParsedAuthor(literal=front.corporate, name_as_printed=front.corporate, affiliation=place)], []


def _with_notes(
    blocks: Sequence[Block], authors: list[ParsedAuthor], signatures: Sequence[Signature]
) -> list[ParsedAuthor]:
    for note in (part for block in blocks if block.kind == "note" for part in split_notes(block)):
        authors = read_star_note(note.text, authors, bearers(note.text, signatures))
    return authors


def _with_orcids(
    blocks: Sequence[Block], front: Front, authors: list[ParsedAuthor], links: Sequence[OrcidLink]
) -> list[ParsedAuthor]:
    first = blocks[0].page
    about = [
        row
        for i, block in enumerate(blocks)
        if front.kinds.get(i) == "front" or (block.kind in {"note", "correspondence"} and block.page == first)
        for row in block.rows
    ]
    authors = give_orcids_beside_names(authors, [row.text for row in about])
    return give_linked_orcids(authors, links, [row for row in about if row.page == first])


def _evidence(front: Front, told: AuthorSigns) -> Evidence:
    source = "below the title" if front.corporate and not front.byline else "by-line"
    return at_front_row(front.byline_row, chance(AUTHOR_SIGNS, told, START), source)


def at_front_row(row: SourceRow | None, sure: float, source: str) -> Evidence:
    return Evidence(sure, source, row.page + 1 if row else None, row.source.box if row else None)


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
