"""What the parsing of one article must know of the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.assemble import PageFacts
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.structure.block_features import Body
from ingest.parsing.text.hyphens import Vocabulary


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the whole file."""

    facts: PageFacts
    body: Body
    vocabulary: Vocabulary
    furniture: Sequence[Sequence[SourceRow]]  # printed head and foot lines of every page
    lines_on_pages: Sequence[int]
    has_finished_articles: bool  # do other articles of the file show end matter?
