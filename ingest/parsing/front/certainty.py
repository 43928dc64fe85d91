"""How sure title and authors are: several weak signs, none of which is enough by itself, added up.

Each sign is a row with what it adds to `START`. Set by hand and checked on the first pages of 64 articles
of some twenty publishers: of 39 lists of authors said with 0.95 or more 38 were right, and so were all 58
titles; of the 21 lists said with less, 21.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.front.affiliations import matching_author, read_addresses
from ingest.parsing.front.front_matter import Front
from ingest.parsing.front.opening import mails_in
from ingest.parsing.layout.blocks import Block
from ingest.parsing.records import ParsedAuthor
from ingest.parsing.rules import LEAST, SUREST, Rule, T, weigh
from ingest.parsing.structure.block_features import EMAIL
from ingest.parsing.structure.bylines import UNREAD, Signature
from ingest.parsing.vocabulary.cues import has_institution
from ingest.parsing.vocabulary.names import is_common_phrase, is_given_name, is_place
from ingest.parsing.vocabulary.normalise import fold

START = 0.55
HALF = 0.5
CLOSING = 6  # blocks at the end of an article, besides one for each author
OPENING = 120  # characters of a note that tell of a place of work
_stars = re.compile(r"[*∗⁎†‡§¶]+")


def sure_of(signs: Sequence[Rule[T]], thing: T) -> float:
    return round(min(SUREST, max(LEAST, START + weigh(signs, thing))), 2)


@dataclass(frozen=True, slots=True)
class AuthorSigns:
    """What the front says about a list of authors."""

    front: Front
    authors: Sequence[ParsedAuthor]
    claimed: str
    blocks: Sequence[Block]  # of the article
    closing: Sequence[ParsedAuthor]  # whom the end of the text names

    @property
    def signatures(self) -> Sequence[Signature]:
        return self.front.byline.signatures if self.front.byline else ()

    @property
    def rest(self) -> Sequence[str]:
        return self.front.byline.rest if self.front.byline else ()

    def share(self, count: int) -> float:
        return count / max(1, len(self.authors))


def _are_claimed(signs: AuthorSigns) -> bool:
    words = set(re.findall(r"[^\W\d_]+", fold(signs.claimed)))
    return bool(words) and any(
        fold(a.family).split()[-1:] and fold(a.family).split()[-1] in words for a in signs.authors
    )


def _named_by_mail(signs: AuthorSigns) -> int:
    return sum(bool(author.email) and _spells(author) for author in signs.authors)


def _spells(author: ParsedAuthor) -> bool:
    local = re.sub(r"[^a-z]", "", fold(author.email.split("@")[0]))
    parts = re.findall(r"[a-z]{3,}", fold(f"{author.family} {author.given}"))
    return any(part in local for part in parts)


def _is_marked_through(signs: AuthorSigns) -> bool:
    return len(signs.signatures) > 1 and all(s.marks or s.stars for s in signs.signatures)


def _is_known(author: ParsedAuthor) -> bool:
    return "." in author.given or any(map(is_given_name, author.given.split()[:1]))


def _are_signed(signs: AuthorSigns) -> bool:
    """Do the last lines name them: as author matter, or each at the opening of a line?"""
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
        "below a title", lambda s: bool(s.front.title and s.signatures), "Accounts of the Water / Ana Sá", 0.1
    ),
    Rule(
        "the line says that it names authors",
        lambda s: bool(s.front.byline and s.front.byline.is_sure),
        "by Ana Sá",
        0.15,
    ),
    Rule(
        "a word for it opens the line",
        lambda s: bool(s.front.byline and s.front.byline.has_by),
        "By Ana Sá",
        0.1,
    ),
    Rule(
        "e-mail addresses spell the names",
        lambda s: s.share(_named_by_mail(s)) >= HALF,
        "ana@valley.example",
        0.15,
    ),
    Rule(
        "all have an affiliation", lambda s: all(a.affiliation for a in s.authors), "Valley University", 0.1
    ),
    Rule("each bears a mark", _is_marked_through, "Ana Sá¹, Luis Paz²", 0.1),
    Rule(
        "given names or initials",
        lambda s: s.share(sum(map(_is_known, s.authors))) >= HALF,
        "Ana, L. M.",
        0.1,
    ),
    Rule("the file's metadata agree", _are_claimed, "Author: Ana Sá", 0.1),
    Rule("they sign at the end too", _are_signed, "Ana Sá teaches at Valley College.", 0.15),
    Rule(
        "more e-mail addresses than names", _are_fewer_than_mails, "Ana Sá / {ana,luis}@valley.example", -0.25
    ),
    Rule("marks that no name bears", _are_fewer_than_marks, "Ana Sá¹ / ² Valley University", -0.25),
    Rule("others sign at the end", _are_fewer_than_signed, "Luis Paz teaches at Valley College.", -0.25),
    Rule(
        "something strange among the names",
        lambda s: bool(s.rest) and not all(map(is_place, s.rest)),
        "Xy#3",
        -0.2,
    ),
    Rule(
        "names of one word",
        lambda s: bool(s.front.byline and s.front.byline.singles),
        "Ana Sá, Ramakrishnan",
        -0.2,
    ),
    Rule(
        "everyday words",
        lambda s: any(is_common_phrase(a.name_as_printed) for a in s.authors),
        "Water Market",
        -0.25,
    ),
    Rule("a place", lambda s: any(is_place(a.name_as_printed) for a in s.authors), "New York", -0.25),
    Rule("a body", lambda s: any(a.literal for a in s.authors), "Working Group on Trade", -0.1),
)
