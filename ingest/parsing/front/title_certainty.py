"""How sure a title is: what speaks for it and against it in its type, its place, and elsewhere on the pages.

Each sign is a row with what it adds to the log odds of `START`. The weights were fitted by logistic regression,
no sign against its sense, to some 490 titles: made ones, a tenth of them set to mislead, and printed ones of
thirty houses; signs that told nothing beside the others were left out. A line that ends early
weighs less than was fitted, as titles set in the middle break so more often than those of the sample.
`test_reliability` holds the outcome.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block, breaks_early
from ingest.parsing.rules import Rule
from ingest.parsing.structure.block_features import NUMBERED, is_capitals
from ingest.parsing.structure.bylines import byline_rows
from ingest.parsing.vocabulary.cues import has_institution, names_publication, names_publisher
from ingest.parsing.vocabulary.normalise import fold

START = 0.5  # log odds of a short line of which nothing else is known
LONG = 24  # words; few titles have more
SEVERAL = 4
SAME = 0.85  # share of the words by which two titles are one
MISREAD = 0.75  # confidence of a recognised word that may be another
FEW_WORDS = 2
LARGER = 1.15  # type, than the text's
OPENING = 10  # blocks of an article among which titles stand
_file_name = re.compile(
    r"\.(?:docx?|pdf|tex|dvi|indd|qxd|rtf|odt)\b|^(?:microsoft word|untitled|slide)\b", re.I
)
_of_other_lines = re.compile(r"\S@\S+\.\w|https?:|\(\d{4}\),?:?\s*\d+\s?[–-]\s?\d+")
_serial = re.compile(r"\b(?:no|nr|num|vol|volume|band|heft|tome|n[.º°])\.?\s*\d+|\D,?\s\d{1,3}$", re.I)


@dataclass(frozen=True)
class TitleSigns:
    """What the pages say about a title. `heads`: head and foot lines of its pages; `claimed`: as the file has it."""

    front: Front
    blocks: Sequence[Block]
    heads: Sequence[str]
    claimed: str

    @cached_property
    def text(self) -> str:
        return " ".join(row.text for row in self.front.title)

    @cached_property
    def words(self) -> list[str]:
        return fold(self.text).split()

    @cached_property
    def is_by_type(self) -> bool:
        return self.front.title_source == "font"


def _is_in(words: Sequence[str], text: str) -> bool:
    """Does the text hold nearly all of the words?"""
    return bool(words) and len(set(words) & set(fold(text).split())) >= SAME * len(set(words))


def _is_claimed(signs: TitleSigns) -> bool:
    said = fold(signs.claimed).split()
    return len(said) > 1 and (_is_in(signs.words, signs.claimed) or _is_in(said, signs.text))


def _is_another_claimed(signs: TitleSigns) -> bool:
    said = fold(signs.claimed).split()
    is_title = len(said) >= SEVERAL and not _file_name.search(signs.claimed)
    return is_title and not set(said) & {word for word in signs.words if len(word) >= SEVERAL}


def _is_in_head(signs: TitleSigns) -> bool:
    """Do the running heads or a citation print it, or its beginning?"""
    heads = [fold(re.sub(r"^\W*\d+\s+|\s+\d+\W*$", "", head)) for head in signs.heads]
    whole = [head for head in heads if len(signs.words) >= SEVERAL and _is_in(signs.words, head)]
    opening = " ".join(signs.words)
    return bool(whole) or any(len(head.split()) > FEW_WORDS and opening.startswith(head) for head in heads)


def _is_in_citation(signs: TitleSigns) -> bool:
    return len(signs.words) >= SEVERAL and any(_is_in(signs.words, text) for text in signs.front.imprint)


def _is_masthead(signs: TitleSigns) -> bool:
    folded = fold(signs.text)
    is_named = names_publication(folded) or names_publisher(folded) or has_institution(folded)
    return is_named or bool(_serial.search(signs.text))


def _are_names(signs: TitleSigns) -> bool:
    return byline_rows(Block(tuple(signs.front.title)), 0) is not None


def _has_misread_words(signs: TitleSigns) -> bool:
    words = [w for row in signs.front.title for w in row.words if any(map(str.isalpha, w.text))]
    return any(word.confidence is not None and word.confidence < MISREAD for word in words)


def _is_of_two_types(signs: TitleSigns) -> bool:
    """Lines in capitals and others: a rubric and a title, a title and its deck."""
    return len({is_capitals(row.text) for row in signs.front.title}) > 1


def _is_another_below(signs: TitleSigns) -> bool:
    """In type larger than the text, between the title and the text, a line that is neither names nor subtitle."""
    front, last = signs.front, signs.front.title[-1]
    known = {id(row) for row in [*front.title, *front.subtitle]}
    return any(
        block.page == last.page
        and block.first.line > last.line
        and block.size >= LARGER
        and len(block.text.split()) >= SEVERAL
        and id(block.first) not in known
        and byline_rows(block, 0) is None
        and front.kinds.get(i) != "abstract"
        and not NUMBERED.match(block.text)
        for i, block in enumerate(signs.blocks[:OPENING])
    )


def _is_broken_early(signs: TitleSigns) -> bool:
    """A line ends although the first words of the next would have had room, as between two titles."""
    return any(breaks_early(above, row) for above, row in pairwise(signs.front.title))


TITLE_CERTAINTY: tuple[Rule[TitleSigns], ...] = (
    Rule("set by its type", lambda s: s.is_by_type, "Accounts of the Water", 0.55),
    Rule(
        "names that are sure",
        lambda s: bool(s.front.byline and s.front.byline.is_sure),
        "Ana Sá and Luis Paz",
        0.75,
    ),
    Rule("the file's metadata agree", _is_claimed, "Title: Accounts of the Water", 0.6),
    Rule("the file's metadata have another", _is_another_claimed, "Title: A Tale of Two Rivers", -0.7),
    Rule("running heads print it", _is_in_head, "Accounts of the Water 12", 0.65),
    Rule("a citation prints it", _is_in_citation, "Sá, A. (2010). Accounts of the Water. Waters 3", 0.3),
    Rule("several words", lambda s: len(s.words) >= SEVERAL, "Accounts of the Upper Water", 2.4),
    Rule("very many words", lambda s: len(s.words) > LONG, "Accounts of the Water For more than …", -1.2),
    Rule("lines in capitals and others", _is_of_two_types, "FEATURE / Accounts of the Water", -1.2),
    Rule(
        "another line in large type below", _is_another_below, "The Ferryman / Who Pays for the Water", -1.9
    ),
    Rule("a line ends early", _is_broken_early, "Los libros / The Ledgers of the Estuary", -1.35),
    Rule("a journal, an institution, a series", _is_masthead, "Working Papers on Water, No. 14", -1.3),
    Rule(
        "an address, or a year and pages",
        lambda s: bool(_of_other_lines.search(s.text)),
        "Waters 8 (1992) 47–48",
        -2.0,
    ),
    Rule("names of persons", _are_names, "Ana Sá", -0.5),
    Rule("words that may be misread", _has_misread_words, "Accounts of tbe Water", -0.5),
)
