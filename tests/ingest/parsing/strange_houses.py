"""Articles whose front misleads, and pages that are worn: what parsing gets wrong, it should not say for sure.

As `houses`, from a number alone. The houses here print other things where title and authors are looked
for: the name of a series, who was spoken to, who translated, whom a text remembers, nothing at all. Half
of the articles come as the file has them; the others as recognised text with misread letters, or as plain
text without type. `metadata` of some name somebody else. Nothing was set to suit the parser.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from reportlab.lib.pagesizes import LETTER
from reportlab.platypus import Flowable, Spacer, Table

from ingest.parsing.records import Line, SourceFile, SourcePage, Word
from ingest.sources.plain_text import page_of_text
from tests.ingest.parsing.houses import (
    AND,
    CENTRED,
    HOUSES,
    RIGHT,
    SANS,
    Article,
    House,
    Person,
    affiliation,
    draw_person,
    listed,
    text,
)

ENGLISH = ("en",)
MASTHEADS = "The Ferryman|Lower Valley Observer|RIBERA|Tides & Tolls|The Dyke|Northern Harbours"
SERIES = "Working Papers in River Economics, No. 14|Occasional Notes on Salt 3|Serie Cuadernos, 22"
WORD_NAMES = "Grant Field|Rose Banks|Mark Stone|Will Rivers|Faith Hill|Art Wood|Drew Marsh|Grace Park"
BODIES = (
    "The Harbour Survey Group|Committee on Tariffs of the Salt Society|Ferry Workers' Collective"
    "|Editorial Board|Valley Water Observatory"
)
SINGLE_NAMES = "Suhartana|Widyadi|Ramakesan|Purnomosid|Ketutwan"
OFFICES = ("professor of history at", "engineer of the port of", "formerly clerk at", "teacher at")
STANDFIRST = (
    "For more than a century nobody asked who paid for the water. Now a small cooperative has counted, and "
    "the answer has divided a valley"
)


def others(article: Article, count: int = 1) -> list[Person]:
    """Persons who are named in the front and did not write the article; few, as the lists of names are short."""
    known = {person.family for person in article.people}
    found: list[Person] = []
    while len(found) < count:
        person = draw_person(article.random, article.language)
        if person.family not in known:
            known.add(person.family)
            found.append(person)
    return found


def names(article: Article) -> str:
    return listed([person.name for person in article.people], AND[article.language])


def _spaced(words: str, size: float = 12, font: str = "Times-Roman", **more: object) -> Flowable:
    return text(words, font, size, spaceAfter=size * 0.8, **more)


# ------------------------------------------------------------------ the houses
def masthead_house(article: Article) -> list[Flowable]:
    """The paper's name thrice as large as the title, which has no by-line in half of the cases."""
    has_names = article.random.random() < 0.6
    found = [
        _spaced(article.random.choice(MASTHEADS.split("|")), 34, "Times-Bold"),
        _spaced(f"No. {article.first} · Price 3 d. · {article.year}", 9),
        _spaced(article.title, 14, "Times-Bold"),
    ]
    if has_names:
        return [*found, _spaced(names(article), 10, "Times-Italic")]
    article.people = []
    return found


def series_house(article: Article) -> list[Flowable]:
    """The series in larger type than the title, and a line on where the paper was read."""
    return [
        _spaced(article.random.choice(SERIES.split("|")), 19, "Helvetica-Bold"),
        _spaced(article.title, 14, "Helvetica-Bold"),
        _spaced("Paper read at the Third Congress of Lower Estuaries", 10, "Helvetica"),
        *(text(person.name, "Helvetica", 11) for person in article.people),
        Spacer(1, 14),
    ]


def interview_house(article: Article) -> list[Flowable]:
    """Who was spoken to stands in the title; who asked wrote it."""
    asked = others(article)[0]
    article.title = f"A Conversation with {asked.name}"
    article.people = article.people[:1]
    return [
        _spaced(article.title, 20, "Times-Bold"),
        _spaced(f"{asked.name} on {article.title.split()[-1]} and the valley", 11, "Times-Italic"),
        _spaced(f"Interview by {article.people[0].name}", 11),
    ]


def translated_house(article: Article) -> list[Flowable]:
    """Below the authors whoever translated, in the same type."""
    by = {"en": "Translated by", "es": "Traducción de", "fr": "Traduit par", "de": "Übersetzt von"}
    by["pt"] = "Tradução de"
    return [
        _spaced(article.title, 17, "Times-Bold", **CENTRED),
        text(names(article), "Times-Roman", 12, **CENTRED),
        _spaced(f"{by[article.language]} {others(article)[0].name}", 12, **CENTRED),
    ]


def magazine_house(article: Article) -> list[Flowable]:
    """A standfirst in large type, then text and photographs by different persons."""
    return [
        _spaced("FEATURE", 9, "Helvetica-Bold"),
        _spaced(article.title, 26, "Times-Bold"),
        _spaced(STANDFIRST, 15, "Times-Italic"),
        _spaced(f"Text: {names(article)}  Photographs: {others(article)[0].name}", 9, "Helvetica"),
    ]


def obituary_house(article: Article) -> list[Flowable]:
    """A person's name is the title; the initials or the name at the end are the author's."""
    dead = others(article)[0]
    article.title = dead.name
    article.people = article.people[:1]
    return [_spaced(dead.name, 16, "Times-Bold", **CENTRED), _spaced("1861–1934", 11, **CENTRED)]


def signed_close(article: Article) -> list[Flowable]:
    return [text(person.name, "Times-Italic", 10, **RIGHT) for person in article.people]


def memory_house(article: Article) -> list[Flowable]:
    """A dedication between the title and the authors."""
    return [
        _spaced(article.title, 16, "Times-Bold", **CENTRED),
        _spaced(f"To {others(article)[0].name}, in memory", 10, "Times-Italic", **CENTRED),
        _spaced(names(article), 12, **CENTRED),
    ]


def body_house(article: Article) -> list[Flowable]:
    """Nobody signs but a body."""
    name = article.random.choice(BODIES.split("|"))
    article.people = [Person("", name, "", "")]
    return [_spaced(article.title, 17, "Times-Bold"), _spaced(name, 11)]


def fragment_house(article: Article) -> list[Flowable]:
    """The article began on an earlier page: neither title nor authors stand here."""
    article.title, article.people = "", []
    return [text("and in most villages it was the council that paid for them in the end.", "Times-Roman", 10)]


def thanks_close(article: Article) -> list[Flowable]:
    thanked = " and ".join(person.name for person in others(article, 2))
    return [text(f"I thank {thanked} for reading the ledgers with me.", "Times-Roman", 9, spaceBefore=8)]


def dispatch_house(article: Article) -> list[Flowable]:
    """A headline in capitals and a dateline; no author."""
    article.people = []
    place = article.random.choice(("PORT ALDRAY", "VALMARO", "NORDHAVEN"))
    return [
        _spaced(article.title.upper(), 13, "Times-Bold", **CENTRED),
        _spaced("From our own correspondent", 9, "Times-Italic", **CENTRED),
        text(f"{place}, May 3.—The council of the valley met.", "Times-Roman", 10),
    ]


def letter_house(article: Article) -> list[Flowable]:
    article.people = article.people[:1]
    return [_spaced(article.title, 13, "Times-Bold"), text("Sir,—", "Times-Roman", 10)]


def letter_close(article: Article) -> list[Flowable]:
    person = article.people[0]
    return [
        text("I am, Sir, yours &amp;c.,", "Times-Roman", 10, **RIGHT),
        text(f"{person.name}.", "Times-Roman", 10, **RIGHT),
        text(f"{person.place}, May 3.", "Times-Italic", 9),
    ]


def bracketed_places_house(article: Article) -> list[Flowable]:
    """Each name with its place in brackets."""
    signed = listed([f"{p.name} ({p.place})" for p in article.people], AND[article.language])
    return [_spaced(article.title, 15, "Helvetica-Bold"), _spaced(signed, 10, "Helvetica")]


def name_and_place_house(article: Article) -> list[Flowable]:
    """Names and places between commas: who does not know the places cannot tell them apart."""
    signed = "; ".join(f"{p.name}, {p.place}" for p in article.people)
    if article.random.random() < 0.5:
        signed = ", ".join(f"{p.name}, {p.place}" for p in article.people)
    return [_spaced(article.title, 15, "Times-Bold"), _spaced(signed, 10.5, "Times-Italic")]


def office_house(article: Article) -> list[Flowable]:
    """Each name with an office and a place."""
    signed = [f"{p.name}, {article.random.choice(OFFICES)} {p.place}" for p in article.people]
    return [
        _spaced(article.title, 15, "Times-Bold", **CENTRED),
        _spaced(f"{listed(signed, ', and')}.", 10, **CENTRED),
    ]


def word_names_house(article: Article) -> list[Flowable]:
    """Authors who are called as everyday words are, with nothing that tells of authors."""
    chosen = article.random.sample(WORD_NAMES.split("|"), len(article.people[:3]))
    article.people = [
        Person(*name.split(), person.place, "") for name, person in zip(chosen, article.people, strict=False)
    ]
    return [_spaced(article.title, 15, "Times-Bold"), _spaced(names(article), 10.5)]


def single_names_house(article: Article) -> list[Flowable]:
    """Authors with one name, each with a mark."""
    chosen = article.random.sample(SINGLE_NAMES.split("|"), len(article.people[:3]))
    article.people = [Person("", name, p.place, "") for name, p in zip(chosen, article.people, strict=False)]
    signed = ", ".join(f"{name}<super>{n}</super>" for n, name in enumerate(chosen, 1))
    return [
        _spaced(article.title, 15, "Times-Bold"),
        _spaced(signed, 11),
        *(
            text(f"<super>{n}</super> {affiliation(article, person)}", "Times-Roman", 9)
            for n, person in enumerate(article.people, 1)
        ),
        Spacer(1, 10),
    ]


def thesis_house(article: Article) -> list[Flowable]:
    """The university above in the largest type, the supervisor below the author."""
    article.people = article.people[:1]
    return [
        _spaced(f"University of {article.people[0].place}", 20, "Times-Roman", **CENTRED),
        _spaced("Faculty of Rivers and Harbours", 14, "Times-Roman", **CENTRED),
        _spaced(article.title, 16, "Times-Bold", **CENTRED),
        _spaced("by", 10, **CENTRED),
        _spaced(article.people[0].name, 12, **CENTRED),
        _spaced(f"Supervisor: {others(article)[0].name}", 11, **CENTRED),
    ]


def two_titles_house(article: Article) -> list[Flowable]:
    """The title and then the same in another language, in the same type."""
    other = "The Ledgers of the Estuary" if article.language != "en" else "Los libros del estuario"
    return [
        _spaced(article.title, 15, "Times-Bold"),
        _spaced(other, 15, "Times-Bold"),
        _spaced(names(article), 11),
    ]


def edited_house(article: Article) -> list[Flowable]:
    """Editor and reviewers before the authors."""
    article.people = article.people[:3]
    editor, *reviewers = others(article, 3)
    return [
        text(f"Edited by: {editor.name}, {editor.place}", "Helvetica", 8),
        _spaced(f"Reviewed by: {', '.join(person.name for person in reviewers)}", 8, "Helvetica"),
        _spaced(article.title, 18, "Helvetica-Bold"),
        _spaced(names(article), 11, "Helvetica-Bold"),
        _spaced(affiliation(article, article.people[0]), 9, "Helvetica"),
    ]


def capitals_house(article: Article) -> list[Flowable]:
    """Names in capitals side by side, without addresses."""
    cells = [text(person.name.upper(), "Helvetica", 10) for person in article.people[:3]]
    article.people = article.people[:3]
    return [
        _spaced(article.title.upper(), 12, "Helvetica"),
        Table([cells], colWidths=[470 / len(cells)] * len(cells)),
        Spacer(1, 10),
    ]


def box_house(article: Article) -> list[Flowable]:
    """A box above names what else the number holds, with its authors."""
    teasers = [
        text(f"{title} <i>{person.name}</i>", "Helvetica", 9)
        for title, person in zip(("Bread and Votes", "A Canal Too Far"), others(article, 2), strict=True)
    ]
    return [
        text("In this issue", "Helvetica-Bold", 12),
        *teasers,
        Spacer(1, 16),
        _spaced(article.title, 16, "Times-Bold"),
        _spaced(names(article), 11),
    ]


def affiliated_house(article: Article) -> list[Flowable]:
    """Each author's department first, the name below it."""
    found = [_spaced(article.title, 15, "Times-Bold", **CENTRED)]
    for person in article.people[:3]:
        found += [
            text(affiliation(article, person), "Times-Italic", 10, **CENTRED),
            _spaced(person.name, 11, **CENTRED),
        ]
    article.people = article.people[:3]
    return found


def column_house(article: Article) -> list[Flowable]:
    """A column with a name of its own above the title; the columnist's name runs in large type."""
    article.people = article.people[:1]
    return [
        _spaced(article.people[0].name, 22, "Times-Roman"),
        _spaced("Letters from the Dyke", 12, "Times-Italic"),
        _spaced(article.title, 15, "Times-Bold"),
    ]


def essay_house(article: Article) -> list[Flowable]:
    """A title of one or two words, in the usual type above the usual names."""
    short = {"es": "Sal|Los barqueros", "fr": "Le sel|Passeurs", "de": "Salz|Fährleute", "pt": "Sal|A cheia"}
    article.title = article.random.choice(short.get(article.language, "Salt|On Bread|Ferrymen").split("|"))
    return [_spaced(article.title, 18, "Times-Bold"), _spaced(names(article), 11, "Times-Italic")]


STRANGE = (
    House("masthead", masthead_house, languages=ENGLISH, columns=2),
    House("series", series_house, faces=SANS),
    House("interview", interview_house, languages=ENGLISH, columns=2),
    House("translated", translated_house, size=11),
    House("magazine", magazine_house, languages=ENGLISH, columns=2),
    House("obituary", obituary_house, close=signed_close, languages=ENGLISH),
    House("memory", memory_house),
    House("body", body_house, languages=ENGLISH, columns=2),
    House("fragment", fragment_house, close=thanks_close, languages=ENGLISH),
    House("dispatch", dispatch_house, languages=ENGLISH, columns=2),
    House("letter", letter_house, close=letter_close, languages=ENGLISH),
    House("bracketed places", bracketed_places_house, faces=SANS),
    House("name and place", name_and_place_house, size=11),
    House("office", office_house, languages=ENGLISH),
    House("word names", word_names_house, languages=ENGLISH),
    House("single names", single_names_house, languages=ENGLISH),
    House("thesis", thesis_house, languages=ENGLISH, page=LETTER, size=11),
    House("two titles", two_titles_house),
    House("edited", edited_house, faces=SANS, columns=2),
    House("capitals", capitals_house, faces=SANS),
    House("box", box_house, languages=ENGLISH),
    House("affiliated", affiliated_house, columns=2),
    House("column", column_house, languages=ENGLISH, columns=2),
    House("essay", essay_house, size=11),
)
ALL = (*HOUSES, *STRANGE)


# ------------------------------------------------------------------ how the file tells it
MISREAD = (
    ("rn", "m"), ("m", "rn"), ("l", "1"), ("I", "l"), ("e", "c"), ("h", "b"), ("n", "u"), ("u", "n"),
    ("a", "o"), ("ü", "ii"), ("é", "6"), ("ñ", "fi"), ("S", "5"), ("B", "8"), ("O", "0"), ("t", "f"),
)  # fmt: skip
RAISED = {"1": "!'¹l", "2": "?²2", "3": "*³3"}  # what a raised figure is read for
SHARE_OF_FILES, SHARE_OF_RECOGNISED = 0.5, 0.35  # the rest is plain text


@dataclass(frozen=True)
class Way:
    """How a printed article reaches parsing."""

    name: str
    change: Callable[[SourceFile, random.Random], SourceFile]


def _as_it_is(source: SourceFile, chance: random.Random) -> SourceFile:
    return source


def _as_plain_text(source: SourceFile, chance: random.Random) -> SourceFile:
    pages = []
    for page in source.pages:
        words, block = [], 0
        for line in page.lines:
            words += [""] if line.block != block else []
            block = line.block
            words.append(line.text)
        pages.append(page_of_text(page.number, "\n".join(words)))
    return replace(source, media_type="text/plain", pages=tuple(pages), info={})


def _as_recognised(source: SourceFile, chance: random.Random) -> SourceFile:
    rate = chance.choice((0.002, 0.008, 0.02, 0.04))  # of the letters
    pages = tuple(_recognised_page(page, rate, chance) for page in source.pages)
    return replace(source, pages=pages, info={})


def _recognised_page(page: SourcePage, rate: float, chance: random.Random) -> SourcePage:
    lines = tuple(_recognised_line(line, rate, chance) for line in page.lines)
    raw = "\n".join(line.text for line in lines)
    return replace(page, lines=lines, raw_text=raw, text_source="ocr", file_label="")


def _recognised_line(line: Line, rate: float, chance: random.Random) -> Line:
    words = tuple(_recognised_word(word, rate, chance) for word in line.words)
    size = round(line.size * chance.uniform(0.95, 1.05), 1)
    return replace(
        line, words=words, text=" ".join(word.text for word in words), size=size,
        is_bold=False, is_italic=False, font="", italics=(),
    )  # fmt: skip


def _recognised_word(word: Word, rate: float, chance: random.Random) -> Word:
    if word.is_superscript:
        return replace(
            word, text=chance.choice(RAISED.get(word.text, word.text)), is_superscript=False, confidence=0.7
        )
    read = _misread(word.text, rate, chance)
    # Engines doubt most of what they misread, and some of what they read well.
    sure = chance.uniform(0.9, 0.97) if read == word.text else chance.uniform(0.35, 0.93)
    return replace(word, text=read, confidence=round(sure if chance.random() < 0.96 else sure - 0.2, 2))


def _misread(word: str, rate: float, chance: random.Random) -> str:
    for printed, read in MISREAD:
        if printed in word and chance.random() < rate * len(word) / 2:
            return word.replace(printed, read, 1)
    return word


WAYS = (Way("file", _as_it_is), Way("recognised", _as_recognised), Way("plain text", _as_plain_text))


def way_of(number: int) -> Way:
    share = random.Random(f"way {number}").random()
    if share < SHARE_OF_FILES:
        return WAYS[0]
    return WAYS[1] if share < SHARE_OF_FILES + SHARE_OF_RECOGNISED else WAYS[2]


def metadata(number: int, article: Article) -> dict[str, str]:
    """What the file says of itself: mostly nothing, sometimes the truth, sometimes another's name."""
    chance = random.Random(f"info {number}")
    kind = chance.choice(("none", "none", "true", "junk", "other"))
    if kind == "true":
        return {"Title": article.title, "Author": "; ".join(person.name for person in article.people)}
    if kind == "junk":
        return {
            "Title": "Microsoft Word - ms_final2.doc",
            "Author": chance.choice(("user", "scanner 3", "Admin")),
        }
    return {"Author": draw_person(chance, article.language).name} if kind == "other" else {}


def house_of(number: int) -> House:
    return ALL[number % len(ALL)]
