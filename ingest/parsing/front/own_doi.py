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
)  # where a journal's line may tell it within: "River Quarterly 4(1), doi: 10.…"


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
    asides = [block.text for block in blocks if block.kind == "aside"]
    notes = [b.text for b in blocks if b.kind == "note" and b.page == blocks[0].page and "doi" in b.folded]
    for block in front.doi_blocks:
        if find_doi(mend_syntax(block.text)):
            return block.text, "front matter"
    for line in [*front.imprint, *front.address_lines, *notes, *asides, *heads]:
        if find_doi(line):
            return (
                line,
                "foot line"
                if line in heads or line in notes
                else "side bar"
                if line in asides
                else "front matter",
            )
    first = blocks[0].page if blocks else 0
    for i, block in enumerate(blocks):
        is_line = i < BLOCKS_AT_TOP and len(block.text) < MAX_LINE
        is_labelled = re.search(r"\bdoi\b" if is_line else r"^doi\b", block.folded)
        if block.page == first and is_labelled and block.kind != "reference" and find_doi(block.text):
            return block.text, "labelled line"
    return "", ""
