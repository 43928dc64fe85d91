"""What is known of the front of an article while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.parsing.front.opening import Opening
from ingest.parsing.layout.blocks import Block
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.structure.bylines import ByLine


@dataclass(slots=True)
class Front:
    """Indexes into the article's blocks by role, and what the by-line says."""

    title: list[SourceRow] = field(default_factory=list)
    title_source: str = ""
    subtitle: list[SourceRow] = field(default_factory=list)
    parallel_titles: list[list[SourceRow]] = field(default_factory=list)  # the same in other languages
    byline: ByLine | None = None
    byline_row: SourceRow | None = None
    opening: Opening | None = None  # the same on a page with boxes, by the place of each line
    corporate: str = ""
    address_lines: list[str] = field(default_factory=list)
    doi_blocks: list[Block] = field(default_factory=list)
    abstracts: list[list[Block]] = field(default_factory=list)  # one group a language
    keywords: list[list[Block]] = field(default_factory=list)
    imprint: list[str] = field(default_factory=list)  # "Received: …", "Citation: …"
    kinds: dict[int, str] = field(default_factory=dict)  # block index -> "front" | "abstract"
