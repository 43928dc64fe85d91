"""How sure a list of authors is: many weak signs, none of which is enough by itself, added up.

Each sign is a row with what it adds to the log odds of `START`. The weights were fitted by logistic regression,
no sign against its sense, to some 400 lists: made ones, some set to mislead, others with misread letters, and
printed ones of thirty houses. Signs too rare for that (a place, everyday words, letters as no name has) have
weights by hand. `test_reliability` holds the outcome.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.front.affiliations import matching_author, read_addresses
from ingest.parsing.front.front_matter import Front
from ingest.parsing.front.opening import mails_in
from ingest.parsing.layout.blocks import Block
from ingest.parsing.records import ParsedAuthor, Word
from ingest.parsing.rules import Rule
from ingest.parsing.structure.block_features import EMAIL
from ingest.parsing.structure.bylines import UNREAD, Signature, read_byline
from ingest.parsing.vocabulary.cues import has_institution
from ingest.parsing.vocabulary.names import is_common_phrase, is_place
from ingest.parsing.vocabulary.normalise import fold

START = 3.05  # log odds of a line of names of which nothing else is known
HALF = 0.5
CLOSING = 6  # blocks at the end of an article, besides one for each author
OPENING = 120  # characters of a note that tell of a place of work
UNSURE_TITLE = 0.85
MISREAD = 0.75  # confidence of a recognised word that may be another
LONG_NAME = 5  # words; few have more
_strange = re.compile(r"[^\W\d_]\d|\d[^\W\d_]|[|!?<>{}\\\[\]=+_~]")
_stars = re.compile(r"[*∗⁎†‡§¶]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What is told elsewhere: the author as the file's metadata name him, head and foot lines, how sure the title is."""

    claimed: str = ""
    heads: Sequence[str] = ()
    sure_of_title: float = 1.0


@dataclass(frozen=True, slots=True)
class AuthorSigns:
    """What the front says about a list of authors."""

    front: Front
    authors: Sequence[ParsedAuthor]
    blocks: Sequence[Block]  # of the article
    closing: Sequence[ParsedAuthor]  # whom the end of the text names
    said: Said

    @property
    def signatures(self) -> Sequence[Signature]:
        return self.front.byline.signatures if self.front.byline else ()

    @property
    def rest(self) -> Sequence[str]:
        return self.front.byline.rest if self.front.byline else ()

    def share(self, count: int) -> float:
        return count / max(1, len(self.authors))


def _last_words(signs: AuthorSigns) -> list[str]:
    """The last word of each surname."""
    return [words[-1] for a in signs.authors if (words := fold(a.family or a.literal).split())]


def _are_named(signs: AuthorSigns, text: str) -> bool:
    words = set(re.findall(r"[^\W\d_]+", fold(text)))
    return bool(signs.authors) and set(_last_words(signs)) <= words


def _are_claimed(signs: AuthorSigns) -> bool:
    words = set(re.findall(r"[^\W\d_]+", fold(signs.said.claimed)))
    return not words.isdisjoint(_last_words(signs))


def _are_all_claimed(signs: AuthorSigns) -> bool:
    return _are_named(signs, signs.said.claimed)


def _are_in_heads(signs: AuthorSigns) -> bool:
    """Running heads name the first author: "Sá et al.", "ANA SÁ"."""
    words = {word for head in signs.said.heads for word in re.findall(r"[^\W\d_]+", fold(head))}
    return bool(_last_words(signs)) and _last_words(signs)[0] in words


def _are_cited(signs: AuthorSigns) -> bool:
    """The article's own citation, a copyright or a line on correspondence names all of them."""
    lines = [*signs.front.imprint, *signs.said.heads]
    return any(_are_named(signs, line) for line in lines)


def _is_correspondent_one_of_them(signs: AuthorSigns) -> bool:
    return bool(signs.signatures) and any(
        matching_author(author.name_as_printed, signs.authors) is not None for author in signs.closing
    )


def _are_other_names_near(signs: AuthorSigns) -> bool:
    """Among the lines about the authors stands one that reads as a name and was not taken for one."""
    known = " ".join(fold(author.name_as_printed) for author in signs.authors)
    lines = [*signs.front.address_lines, *(signs.front.opening.before if signs.front.opening else ())]
    read = (read_byline(line) for line in lines)
    return any(
        fold(each.name) not in known and not is_place(each.name) and not is_common_phrase(each.name)
        for by in read
        if by
        for each in by.signatures
    )


def _byline_words(signs: AuthorSigns) -> list[Word]:
    names = {part for a in signs.authors for part in fold(a.name_as_printed).split()}
    rows = (row for block in signs.blocks for row in block.rows)
    return [
        word
        for row in rows
        for word in row.words
        if word.confidence is not None and fold(word.text).strip(".,;:*") in names
    ]


def _may_be_misread(signs: AuthorSigns) -> bool:
    return any(word.confidence is not None and word.confidence < MISREAD for word in _byline_words(signs))


def _is_recognised(signs: AuthorSigns) -> bool:
    return any(word.confidence is not None for row in signs.blocks[0].rows for word in row.words)


def _has_no_type(signs: AuthorSigns) -> bool:
    return signs.blocks[0].first.source.box is None


def _has_strange_letters(signs: AuthorSigns) -> bool:
    """Figures or signs within a name."""
    return any(_strange.search(a.name_as_printed) for a in signs.authors if not a.literal)


def _has_long_name(signs: AuthorSigns) -> bool:
    return any(len(a.name_as_printed.split()) > LONG_NAME for a in signs.authors)


def _named_by_mail(signs: AuthorSigns) -> int:
    return sum(bool(author.email) and _spells(author) for author in signs.authors)


def _spells(author: ParsedAuthor) -> bool:
    local = re.sub(r"[^a-z]", "", fold(author.email.split("@")[0]))
    parts = re.findall(r"[a-z]{3,}", fold(f"{author.family} {author.given}"))
    return any(part in local for part in parts)


def _is_marked_through(signs: AuthorSigns) -> bool:
    return len(signs.signatures) > 1 and all(s.marks or s.stars for s in signs.signatures)


def _are_signed(signs: AuthorSigns) -> bool:
    """Do the last lines name them too: as author matter, or each at the opening of a line?"""
    if not signs.signatures:
        return False
    if signs.closing:
        return True
    last = [row.folded for block in signs.blocks[-len(signs.authors) - CLOSING :] for row in block.rows]
    names = [fold(author.name_as_printed) for author in signs.authors]
    return len(signs.blocks) > CLOSING and all(any(t.startswith(name) for t in last) for name in names)


def _are_fewer_than_mails(signs: AuthorSigns) -> bool:
    """An e-mail address at least has lost its author."""
    mails = {mail for line in signs.front.address_lines for mail in mails_in(line)}
    return len(mails) > len(signs.authors)


def _are_fewer_than_marks(signs: AuthorSigns) -> bool:
    """A mark of an affiliation or of a note about an author that none of the names bears."""
    borne = {mark for s in signs.signatures for mark in s.marks}
    told = {m for m in read_addresses(signs.front.address_lines).by_mark if not m.startswith(UNREAD)}
    stars = {s.stars for s in signs.signatures if s.stars}
    notes = {found[0] for block in signs.blocks if (found := _stars.match(block.text)) and _is_about(block)}
    return bool(borne and told - borne) or bool(stars and {note.strip() for note in notes} - stars)


def _is_about(block: Block) -> bool:
    return has_institution(block.folded[:OPENING]) or bool(EMAIL.search(block.text))


def _are_fewer_than_signed(signs: AuthorSigns) -> bool:
    """The end of the text names someone else."""
    return any(matching_author(author.name_as_printed, signs.authors) is None for author in signs.closing)


AUTHOR_SIGNS: tuple[Rule[AuthorSigns], ...] = (
    Rule(
        "the line says that it names authors",
        lambda s: bool(s.front.byline and s.front.byline.is_sure),
        "by Ana Sá",
        0.3,
    ),
    Rule(
        "a word for it opens the line",
        lambda s: bool(s.front.byline and s.front.byline.has_by),
        "By Ana Sá",
        1.05,
    ),
    Rule(
        "e-mail addresses spell the names",
        lambda s: s.share(_named_by_mail(s)) >= HALF,
        "ana@valley.example",
        0.7,
    ),
    Rule(
        "all e-mail addresses spell them",
        lambda s: len(s.authors) > 0 and _named_by_mail(s) == len(s.authors),
        "ana@valley.example",
        0.45,
    ),
    Rule("each bears a mark", _is_marked_through, "Ana Sá¹, Luis Paz²", 0.6),
    Rule("the file's metadata name one of them", _are_claimed, "Author: Ana Sá", 0.55),
    Rule("the file's metadata name all of them", _are_all_claimed, "Author: Ana Sá; Luis Paz", 0.4),
    Rule("running heads name the first", _are_in_heads, "Sá et al.", 0.3),
    Rule("a citation or a notice names them", _are_cited, "© 2010 Ana Sá and Luis Paz", 0.55),
    Rule("letters go to one of them", _is_correspondent_one_of_them, "Correspondence: Ana Sá", 0.8),
    Rule("another name near by", _are_other_names_near, "Ana Sá / Hill College / Eva Roth", -1.75),
    Rule("recognised in an image", _is_recognised, "Ana Sá'", -1.9),
    Rule("words that may be misread", _may_be_misread, "Aua Sá", -1.15),
    Rule("letters as no name has", _has_strange_letters, "A1a Sá", -1.5),
    Rule("a very long name", _has_long_name, "Ana Sá Translation of Luis Paz Roth", -0.8),
    Rule("plain text", _has_no_type, "Ana Sá", -0.5),
    Rule("the title is not sure", lambda s: s.said.sure_of_title < UNSURE_TITLE, "The Ferryman", -0.7),
    Rule("they sign at the end too", _are_signed, "Ana Sá teaches at Valley College.", 1.05),
    Rule(
        "more e-mail addresses than names", _are_fewer_than_mails, "Ana Sá / {ana,luis}@valley.example", -1.2
    ),
    Rule("marks that no name bears", _are_fewer_than_marks, "Ana Sá¹ / ² Valley University", -1.2),
    Rule("others sign at the end", _are_fewer_than_signed, "Luis Paz teaches at Valley College.", -1.0),
    Rule(
        "something strange among the names",
        lambda s: bool(s.rest) and not all(map(is_place, s.rest)),
        "Xy#3",
        -1.0,
    ),
    Rule(
        "names of one word",
        lambda s: bool(s.front.byline and s.front.byline.singles),
        "Ana Sá, Ramakrishnan",
        -0.8,
    ),
    Rule(
        "everyday words",
        lambda s: any(is_common_phrase(a.name_as_printed) for a in s.authors),
        "Water Market",
        -1.2,
    ),
    Rule("a place", lambda s: any(is_place(a.name_as_printed) for a in s.authors), "New York", -1.2),
    Rule("a body", lambda s: any(a.literal for a in s.authors), "Working Group on Trade", -0.5),
)
