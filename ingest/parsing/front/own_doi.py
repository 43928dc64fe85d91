"""An article's own DOI: printed in its front, its side bars, its head and foot lines, never in its references."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block
from ingest.parsing.references.misread_dois import mend_syntax, voted
from ingest.parsing.vocabulary.identifiers import find_doi

BLOCKS_AT_TOP, MAX_LINE = (
    3,
    200,
)  # of a journal's line that tells it within: "River Quarterly 4(1), doi: 10.…"


def find_own_doi(
    front: Front, blocks: Sequence[Block], heads: Sequence[str], *, is_recognised: bool
) -> tuple[str, str]:
    """The article's own DOI and where it stands. A recognised one is mended if the pages say how."""
    read, source = _printed_doi(front, blocks, heads)
    if not is_recognised:
        return find_doi(read), source
    doi = voted(find_doi(mend_syntax(read)), heads)
    return doi, source if doi and doi in read else f"{source}, mended" if doi else ""


def _printed_doi(front: Front, blocks: Sequence[Block], heads: Sequence[str]) -> tuple[str, str]:
    """The text with the DOI: of the front, else of head or foot lines, never of the references."""
    first = blocks[0].page if blocks else 0
    asides = [block.text for block in blocks if block.kind == "aside"]
    notes = [b.text for b in blocks if b.kind == "note" and b.page == first and "doi" in b.folded]
    for block in front.doi_blocks:
        if find_doi(mend_syntax(block.text)):
            return block.text, "front matter"
    places = (
        ("front matter", (*front.imprint, *front.address_lines)),
        ("foot line", notes),
        ("side bar", asides),
        ("foot line", heads),
        ("labelled line", _labelled_lines(blocks, first)),
    )
    return next(((line, place) for place, lines in places for line in lines if find_doi(line)), ("", ""))


def _labelled_lines(blocks: Sequence[Block], first_page: int) -> list[str]:
    """Of the first page: what begins with "doi", and of the lines at its top what has the word anywhere."""
    found = []
    for i, block in enumerate(blocks):
        is_line = i < BLOCKS_AT_TOP and len(block.text) < MAX_LINE
        is_labelled = re.search(r"\bdoi\b" if is_line else r"^doi\b", block.folded)
        if block.page == first_page and is_labelled and block.kind != "reference":
            found.append(block.text)
    return found
