"""Titles and abstracts in other languages than the article's, each with its language."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.parsing.front.abstracts import SURE_OF_LANGUAGE, join_rows, read_abstract
from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block
from ingest.parsing.records import ParsedParallel
from ingest.parsing.structure.bylines import byline_rows
from ingest.parsing.structure.title_types import is_title_like
from ingest.parsing.text.reading_text import Decide
from ingest.parsing.vocabulary.languages import commonest_language, identify_language, is_foreign


def find_parallel_texts(
    blocks: Sequence[Block], front: Front, chosen: int, language: str, joints: Decide
) -> tuple[ParsedParallel, ...]:
    """In print order, one for each language. `chosen`: the abstract that is in the article's own."""
    found: dict[str, ParsedParallel] = {}
    for rows in front.parallel_titles:
        _add(found, _language_of(" ".join(row.text for row in rows), language), title=join_rows(rows, joints))
    for number, group in enumerate(front.abstracts):
        code, certainty = identify_language(" ".join(block.text for block in group)[:1500])
        if number == chosen or code == language or certainty <= SURE_OF_LANGUAGE:
            continue
        title = _title_above(blocks, front, group, language)
        _add(
            found,
            code,
            title=join_rows(title.rows, joints) if title else "",
            abstract=read_abstract(group, joints),
        )
    return tuple(found.values())


def _add(found: dict[str, ParsedParallel], code: str, *, title: str = "", abstract: str = "") -> None:
    """What was read first of a language stands."""
    held = found.get(code, ParsedParallel(code))
    if code and (title or abstract):
        found[code] = ParsedParallel(code, held.title or title, held.abstract or abstract)


def _language_of(title: str, language: str) -> str:
    """A title is short: where the model is not sure, how common its words are tells."""
    code, certainty = identify_language(title)
    is_sure = certainty > SURE_OF_LANGUAGE and code != language
    return code if is_sure else commonest_language(title, language)


def _title_above(
    blocks: Sequence[Block], front: Front, group: Sequence[Block], language: str
) -> Block | None:
    """The block above the label of an abstract in another language, where it is a title in that language too."""
    places = {id(block): i for i, block in enumerate(blocks)}
    at = places.get(id(group[0]), 0) - 1
    if at >= 0 and blocks[at].kind == "abstract_head":
        at -= 1
    if at < 0 or front.kinds.get(at) != "front" or blocks[at].first in front.title + front.subtitle:
        return None
    above = blocks[at]
    is_title = is_title_like(above) and byline_rows(above, 0) is None
    return above if is_title and is_foreign(above.text, language) else None
