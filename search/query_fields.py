"""The fields of the query language: a row of QUERY_FIELDS is all that there is to one.

The reader's notation, the search tips, what is indexed and how much it counts are read off this table. What
a row changes of the index asks for a new FORMAT and for `manage.py rebuild_index`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from search.analysis import PART_BREAK
from search.query_problems import Sentence


class Operator(NamedTuple):
    """How something is written, an example, and what it finds."""

    syntax: str
    example: Sentence
    meaning: Sentence


@dataclass(frozen=True)
class QueryField:
    """One field, `author:`, and the `operators` it has in the notation.

    `aliases`: what else it may be called, also in the languages of the interface.
    `kind`: words of the article, or a year or a language of its record, or a switch, which says how to search
    and not for what. Of words, `texts` are those of a document (`archive.models.Document`); where they are
    part of its record, each is found without the field too and counts `boost` times more than on a page.
    Other texts stand on its pages already.
    """

    name: str
    operators: tuple[Operator, ...]
    aliases: tuple[str, ...] = ()
    kind: Literal["words", "year", "language", "switch"] = "words"
    texts: Callable[[Any], Iterable[str]] | None = None
    is_record: bool = True
    boost: float = 0.0

    def text_of(self, document: Any) -> str:
        """What is indexed; no phrase goes from one text to the next."""
        return PART_BREAK.join(text for text in self.texts(document) if text) if self.texts else ""


def _names(document: Any) -> Iterable[str]:
    """An author stands under each form of the name, as one speaks of a person and as one looks a person up."""
    names: list[str] = []
    for authorship in document.bylines:
        author = authorship.author
        names += [author.name, author.inverted_name, authorship.name_as_printed, *map(str, author.variants)]
    return dict.fromkeys(names)


def _names_of_journal(document: Any) -> Iterable[str]:
    journal = document.issue.journal if document.issue else None
    return (journal.title, journal.abbreviation) if journal else ()


HEADING = "heading"  # the field of words that stand on pages, in some places of them
QUERY_FIELDS: tuple[QueryField, ...] = (
    QueryField(
        "author",
        (Operator("author:", lambda _: _("author:pradera"), lambda _: _("in the names of the authors")),),
        aliases=("autor", "autora", "auteur"),
        texts=_names,
        boost=1.0,
    ),
    QueryField(
        "title",
        (Operator("title:", lambda _: _('title:"social policy"'), lambda _: _("in the title")),),
        aliases=("título", "titulo", "titre", "titel"),
        texts=lambda document: (document.title, document.subtitle),
        boost=4.0,
    ),
    QueryField(
        "journal",
        (Operator("journal:", lambda _: _("journal:quarterly"), lambda _: _("in the name of the journal")),),
        aliases=("revista", "revue", "zeitschrift"),
        texts=_names_of_journal,
    ),
    QueryField(
        "subject",
        (Operator("subject:", lambda _: _("subject:trade"), lambda _: _("among the subjects")),),
        aliases=("materia", "tema", "assunto", "sujet", "thema"),
        texts=lambda document: (subject.name for subject in document.subjects.all()),
        boost=1.0,
    ),
    QueryField(
        HEADING,
        (
            Operator(
                "heading:", lambda _: _("heading:conclusions"), lambda _: _("in the headings of sections")
            ),
        ),
        aliases=("section", "encabezado"),
        texts=lambda document: (section.heading for section in document.sections.all()),
        is_record=False,
    ),
    QueryField(
        "year",
        (
            Operator("year:", lambda _: _("year:2005"), lambda _: _("published in that year")),
            Operator(
                "year:A..B",
                lambda _: _("year:2005..2007"),
                lambda _: _("published from A to B; one of the two may be left out"),
            ),
        ),
        aliases=("año", "ano", "année", "annee", "jahr"),
        kind="year",
    ),
    QueryField(
        "language",
        (Operator("language:", lambda _: _("language:es"), lambda _: _("written in that language")),),
        aliases=("lang", "idioma", "langue", "sprache"),
        kind="language",
    ),
    QueryField(
        "acronyms",
        (
            Operator(
                "acronyms:off",
                lambda _: _("ALBA acronyms:off"),
                lambda _: _("not also the other form of an acronym that the archive explains"),
            ),
        ),
        kind="switch",
    ),
    QueryField(
        "variants",
        (
            Operator(
                "variants:off",
                lambda _: _("labour variants:off"),
                lambda _: _("not also other spellings of a word, and what it is in other languages"),
            ),
        ),
        aliases=("variantes",),
        kind="switch",
    ),
    QueryField(
        "near",
        (
            Operator(
                "near:off",
                lambda _: _("tariff near:off"),
                lambda _: _("not also near spellings that a machine may have misread"),
            ),
        ),
        kind="switch",
    ),
    QueryField(
        "stopwords",
        (
            Operator(
                "stopwords:off",
                lambda _: _("the price of water stopwords:off"),
                lambda _: _("also count and mark words that stand everywhere, such as “the” and “of”"),
            ),
        ),
        kind="switch",
    ),
    QueryField(
        "mostwords",
        (
            Operator(
                "mostwords:off",
                lambda _: _("who set the price of salt in winter mostwords:off"),
                lambda _: _("all of the words of a long question, even where few articles have them"),
            ),
        ),
        kind="switch",
    ),
)
# By each name that a reader may type.
FIELDS: dict[str, QueryField] = {
    name: field for field in QUERY_FIELDS for name in (field.name, *field.aliases)
}
SWITCHES = tuple(field.name for field in QUERY_FIELDS if field.kind == "switch")
SWITCH_NAMES = tuple(name for name, field in FIELDS.items() if field.kind == "switch")
CONTENT = "text"  # the field of the index that holds the whole article
FIELDS_OF_WORDS = tuple(field for field in QUERY_FIELDS if field.kind == "words")
WORD_FIELDS = (CONTENT, *(field.name for field in FIELDS_OF_WORDS))
# What counts most stands first in the whole text.
RECORD = tuple(
    sorted((field for field in FIELDS_OF_WORDS if field.is_record), key=lambda field: -field.boost)
)


def record_texts(document: Any) -> dict[str, str]:
    """The parts of an article's record that are searched by their words, by field."""
    return {field.name: field.text_of(document) for field in RECORD}
