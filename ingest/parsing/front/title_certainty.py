"""How sure a title is: what speaks for it and against it in its type, its place, and elsewhere on the pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block, breaks_early, ends_sentence
from ingest.parsing.rules import Rule
from ingest.parsing.structure.block_features import NUMBERED, is_capitals
from ingest.parsing.structure.bylines import byline_rows
from ingest.parsing.vocabulary.cues import has_institution, names_publication, names_publisher
from ingest.parsing.vocabulary.normalise import fold

START = 0.0
LONG = 24  # words; few titles have more
SEVERAL = 4
SAME = 0.85  # share of the words by which two titles are one
MISREAD = 0.75  # confidence of a recognised word that may be another
SURELY_FOLLOWED = 1.5  # as `front_strength` says
FEW_WORDS = 2
LARGER = 1.15  # type, than the text's
OPENING = 10  # blocks of an article among which titles stand
_file_name = re.compile(
    r"\.(?:docx?|pdf|tex|dvi|indd|qxd|rtf|odt)\b|^(?:microsoft word|untitled|slide)\b", re.I
)
_serial = re.compile(r"\b(?:no|nr|num|vol|volume|band|heft|tome|n[.º°])\.?\s*\d+|\D,?\s\d{1,3}$", re.I)


@dataclass(frozen=True)
class TitleSigns:
    """What the pages say about a title. `heads`: head and foot lines of its pages; `claimed` as the file has it."""

    front: Front
    blocks: Sequence[Block]
    heads: Sequence[str]
    claimed: str
    boundary: float

    @cached_property
    def text(self) -> str:
        return " ".join(row.text for row in self.front.title)

    @cached_property
    def words(self) -> list[str]:
        return fold(self.text).split()

    @cached_property
    def is_by_type(self) -> bool:
        return self.front.found.source == "font"

    @cached_property
    def is_recognised(self) -> bool:
        return any(word.confidence is not None for row in self.front.title for word in row.words)


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


def _has_no_front(signs: TitleSigns) -> bool:
    front = signs.front
    return not (front.byline or front.corporate or front.abstracts or front.keywords)


def _is_several_sentences(signs: TitleSigns) -> bool:
    return any(ends_sentence(row.text) for row in signs.front.title[:-1])


def _is_of_two_types(signs: TitleSigns) -> bool:
    """Lines in capitals and others: a rubric and a title, a title and its deck."""
    return len({is_capitals(row.text) for row in signs.front.title}) > 1


def _has_names_inside(signs: TitleSigns) -> bool:
    """A line of it, not the first, reads as names do."""
    rows = signs.front.title[1:]
    return any(byline_rows(Block((row,)), 0) is not None for row in rows)


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
    Rule("set by its type", lambda s: s.is_by_type, "Accounts of the Water", 1.0),
    Rule(
        "front matter follows", lambda s: s.front.found.follows >= SURELY_FOLLOWED, "Ana Sá / Abstract", 1.0
    ),
    Rule("a name may follow", lambda s: 1 <= s.front.found.follows < SURELY_FOLLOWED, "Ana Sá", 0.5),
    Rule(
        "names that are sure",
        lambda s: bool(s.front.byline and s.front.byline.is_sure),
        "Ana Sá and Luis Paz",
        0.5,
    ),
    Rule("an abstract", lambda s: bool(s.front.abstracts), "Abstract", 0.5),
    Rule("the file's metadata agree", _is_claimed, "Title: Accounts of the Water", 1.0),
    Rule("the file's metadata have another", _is_another_claimed, "Title: A Tale of Two Rivers", -1.0),
    Rule("running heads print it", _is_in_head, "Accounts of the Water 12", 1.0),
    Rule("a citation prints it", _is_in_citation, "Sá, A. (2010). Accounts of the Water. Waters 3", 1.0),
    Rule("several words", lambda s: len(s.words) >= SEVERAL, "Accounts of the Upper Water", 1.0),
    Rule("very many words", lambda s: len(s.words) > LONG, "Accounts of the Water For more than …", -1.0),
    Rule("several sentences", _is_several_sentences, "The Wells. / They were dug.", -0.5),
    Rule("lines in capitals and others", _is_of_two_types, "FEATURE / Accounts of the Water", -0.5),
    Rule("a line of names in it", _has_names_inside, "Accounts of the Water / Ana Sá", -1.0),
    Rule(
        "as much speaks for another line",
        lambda s: bool(s.front.found.rivals),
        "The Ferryman / Who Pays for Water",
        -1.0,
    ),
    Rule(
        "another line in large type below", _is_another_below, "The Ferryman / Who Pays for the Water", -1.0
    ),
    Rule("a line ends early", _is_broken_early, "Los libros / The Ledgers of the Estuary", -0.5),
    Rule("a journal, an institution, a series", _is_masthead, "Working Papers on Water, No. 14", -1.5),
    Rule("names of persons", _are_names, "Ana Sá", -1.5),
    Rule("neither names nor an abstract", _has_no_front, "Accounts of the Water / The valley met …", -0.5),
    Rule("recognised in an image", lambda s: s.is_recognised, "Accounts of tne Water", -0.3),
    Rule("words that may be misread", _has_misread_words, "Accounts of tbe Water", -0.5),
    Rule("where it begins is not sure", lambda s: s.boundary < SAME, "…", -0.5),
)
