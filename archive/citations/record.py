"""What a citation says, in the variables of CSL-JSON: every format and style reads only this.

Names of fields are those of the CSL-JSON schema with "_" for "-". Unlike CSL-JSON, an article's
extent (`page_first`, `page_last`) and the place a reader cites (`locator`) are different fields
and are never mixed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, fields, replace

from archive.citations.marked_titles import Marked, cut_marked, read_marks, to_tags, without_marks

# Separators of lines, words and files that are no text: form feeds of OCR, U+2028, U+0085 …
_SPACE_LIKE = re.compile("[\t\n\v\f\r \x1c-\x1f\x85\u2028\u2029]+")
# Controls, lone surrogates and the last two code points of each plane.
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff"
    + "".join(chr(n * 0x10000 + 0xFFFE + m) for n in range(17) for m in (0, 1))
    + "]"
)


def clean_text(text: str) -> str:
    """`text` on one line, without what no format may carry: control characters, lone surrogates,
    non-characters (XML 1.0, section 2.2). Composed (NFC); a no-break space stays one.

    >>> clean_text("Trade\\x0c and\\x00 Union\\n")
    'Trade and Union'
    """
    text = _SPACE_LIKE.sub(" ", text)
    text = _UNFIT.sub("", text)
    return _SPACE_LIKE.sub(" ", unicodedata.normalize("NFC", text)).strip()


class _Clean:
    """A value whose texts are all clean: no writer needs to think of control characters."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]  # mixed into dataclasses only
            value = getattr(self, each.name)
            if isinstance(value, str):
                object.__setattr__(self, each.name, clean_text(value))


@dataclass(frozen=True, slots=True)
class Person(_Clean):
    """`family` is whole ("García Márquez"); `particle` is what stands before it ("von der")."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    orcid: str = ""  # 0000-0002-1825-0097

    @property
    def in_own_order(self) -> str:
        """ "毛泽东", or "" for a name whose given part comes first."""
        return self.family + self.given if is_family_first(self.family, self.given) else ""

    @property
    def orcid_url(self) -> str:
        return f"https://orcid.org/{self.orcid}" if self.orcid else ""

    @property
    def full_family(self) -> str:
        """ "von der Leyen"."""
        return _join_particle(self.particle, self.family)


@dataclass(frozen=True, slots=True)
class Organisation(_Clean):
    """A body. Its name is one unit, whatever "and" or comma stands in it."""

    literal: str


Name = Person | Organisation

_EASTERN = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+")


def is_family_first(family: str, given: str) -> bool:
    """Whether a name is written in its own order, without a comma or a blank: 毛泽东, 김철수, 村上春樹."""
    return bool(given and _EASTERN.fullmatch(family + given))


def _join_particle(particle: str, family: str) -> str:
    """ "d'" and "l’" lean on the name; others stand apart."""
    if not particle or particle.endswith(("'", "’", "-")):
        return particle + family
    return f"{particle} {family}".strip()


# "Filho", "Neto" and "Júnior" are not here: in Portuguese they belong to the family name.
_SUFFIX = re.compile(r"^(?P<name>.*?),?\s+(?P<suffix>[JS]r\.?|I{2,3}|IV)$")


def split_suffix(name: str) -> tuple[str, str]:
    """The name without its generational suffix, and the suffix.

    >>> split_suffix("King Jr."), split_suffix("Souza Filho"), split_suffix("Martin Luther, Jr.")
    (('King', 'Jr.'), ('Souza Filho', ''), ('Martin Luther', 'Jr.'))
    """
    found = _SUFFIX.match(name.strip())
    return (found["name"].rstrip(" ,"), found["suffix"]) if found and found["name"] else (name.strip(), "")


def part_suffix(family: str, given: str, suffix: str = "") -> tuple[str, str, str]:
    """Family name, given name and suffix, wherever the suffix stands: "King Jr.", or "Marta Luz, Jr.".

    >>> part_suffix("King Jr.", "Marta Luz"), part_suffix("King", "Marta Luz, Jr.")
    (('King', 'Marta Luz', 'Jr.'), ('King', 'Marta Luz', 'Jr.'))
    """
    if suffix:
        return family, given, suffix
    family, suffix = split_suffix(family)
    if not suffix and "," in given:
        given, suffix = split_suffix(given)
    return family, given, suffix


def name_as_filed(text: str) -> Name:
    """ "King, Marta Luz, Jr." is a person; a name without a comma is a body's, or stands as it is."""
    family, comma, given = text.partition(",")
    if not comma:
        return Organisation(text)
    family, given, suffix = part_suffix(family.strip(), given.strip())
    return Person(family, given, suffix=suffix)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is known. `end_year` makes it a range of years (2007–2008)."""

    year: int
    month: int | None = None  # 1 to 12
    day: int | None = None  # 1 to 31, only with a month
    end_year: int | None = None
    is_circa: bool = False

    def __post_init__(self) -> None:
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"no month {self.month}")
        if self.day is not None and (self.month is None or not 1 <= self.day <= 31):
            raise ValueError(f"no day {self.day} in month {self.month}")

    @property
    def parts(self) -> tuple[int, ...]:
        """(2007,), (2007, 7) or (2007, 7, 4)."""
        return tuple(part for part in (self.year, self.month, self.day) if part is not None)

    @property
    def iso(self) -> str:
        """ "2007", "2007-07" or "2007-07-04" (ISO 8601), of a range the beginning."""
        return "-".join(f"{part:04d}" if n == 0 else f"{part:02d}" for n, part in enumerate(self.parts))


def iso(date: Date | None) -> str:
    """ "2007-07", or "" for a date that is not known."""
    return date.iso if date else ""


ACCESS_RIGHTS = {
    "premises": "The text is open to readers on the library's premises only",
    "staff": "The text is open to the library's staff only",
}
NAMED = ("author", "editor", "translator")  # roles of a record's names


@dataclass(frozen=True, slots=True)
class ParallelText(_Clean):
    """Title and abstract as the work itself prints them in another language. `title` may have marks (`marked_titles`)."""

    language: str = ""  # BCP 47
    title: str = ""
    abstract: str = ""

    @property
    def plain_title(self) -> str:
        return without_marks(self.title)


@dataclass(frozen=True, slots=True)
class ReviewedWork(_Clean):
    """A work that a review is of, as it prints it."""

    title: str = ""
    author: tuple[Name, ...] = ()
    publisher: str = ""
    year: str = ""

    @property
    def in_words(self) -> str:
        """ "Ana Sá, Ports (Quay Press, 1998)"."""
        source = ", ".join(filter(None, [self.publisher, self.year]))
        names = ", ".join(map(_spoken, self.author))
        return ", ".join(filter(None, [names, self.title])) + (f" ({source})" if source else "")


@dataclass(frozen=True, slots=True)
class CitationRecord(_Clean):
    """One work. "" , () and None stand for what is not known.

    Invariants: every text is one clean line (`clean_text`), names without content are left out. A title that is
    given with marks (`marked_titles`) is kept twice: `title` has the words alone, `marked_title` the marks too.
    """

    id: str
    type: str = "article-journal"  # of the CSL types: those in formats and styles
    title: str = ""  # with the subtitle: "Peoples in Motion: A Memoir"
    title_short: str = ""  # without it; "" when there is none
    marked_title: str = ""  # the title with its marks; "" where it has none
    supplied_title: str = (
        ""  # what a cataloguer writes where one is missing: "[Untitled, p. 267]", or the opening
    )
    # words, "[A profound process …]", which are the title too
    running_head: str = ""  # of its first page, where that is all that is known of the source
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    translator: tuple[Name, ...] = ()
    reviewed: tuple[ReviewedWork, ...] = ()
    parallel: tuple[ParallelText, ...] = ()
    issued: Date | None = None
    accessed: Date | None = None
    container_title: str = ""
    container_title_short: str = ""
    volume: str = ""
    issue: str = ""
    page_first: str = ""  # the work's extent, labels as printed
    page_last: str = ""
    locator: str = ""  # the page cited: "268", "268–269", "[268]" when the label is inferred
    publisher: str = ""
    publisher_place: str = ""
    DOI: str = ""
    ISSN: str = ""
    ISBN: str = ""
    URL: str = ""
    pdf_url: str = ""  # of a PDF of the work alone that everyone may have, where a format is asked to name it
    language: str = ""  # BCP 47
    rights: str = ""  # a statement in words, or the address of a licence
    access_rights: str = ""  # whose the text is where it is not everyone's: a key of ACCESS_RIGHTS
    available_date: Date | None = None  # the day from which on it is everyone's
    abstract: str = ""
    keyword: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        _Clean.__post_init__(self)
        keywords = (clean_text(word) for word in self.keyword)
        object.__setattr__(self, "keyword", tuple(word for word in keywords if word))
        for names in NAMED:
            object.__setattr__(self, names, tuple(name for name in getattr(self, names) if _has_name(name)))
        self._part_marks()

    def _part_marks(self) -> None:
        """A record that is made of this one may have another title: its marks are then no longer these."""
        words = without_marks(self.title)
        marked = self.title if words != self.title else self.marked_title
        object.__setattr__(self, "marked_title", marked if without_marks(marked) == words != marked else "")
        object.__setattr__(self, "title", words)
        object.__setattr__(self, "title_short", without_marks(self.title_short))

    @property
    def title_pieces(self) -> Marked:
        """The title as runs of letters under the same marks."""
        return read_marks(self.title_with_marks)

    @property
    def title_with_marks(self) -> str:
        return self.marked_title or self.title

    @property
    def short_title_with_marks(self) -> str:
        is_part = self.title.startswith(self.title_short)
        return (
            to_tags(cut_marked(self.title_pieces, 0, len(self.title_short))) if is_part else self.title_short
        )

    @property
    def best_title(self) -> str:
        """The title, or the supplied one in brackets where there is none."""
        return self.title or self.supplied_title or "[Untitled]"

    def page(self, dash: str = "-") -> str:
        """The extent "265-269" with the dash a format wants; "265" for a single page; ""."""
        if not self.page_first or self.page_last in {"", self.page_first}:
            return self.page_first or self.page_last
        return f"{self.page_first}{dash}{self.page_last}"

    @property
    def is_named_by_cataloguer(self) -> bool:
        """Whether the work prints no title."""
        return not self.title or self.title == self.supplied_title

    @property
    def locator_note(self) -> str:
        """ "Cited page: 268", "Cited pages: 268–269", or "": how data formats carry the locator."""
        if not self.locator:
            return ""
        return f"Cited {'pages' if is_page_range(self.locator) else 'page'}: {self.locator}"

    @property
    def note(self) -> str:
        """What data formats have no field for: "Running head: Global Forum. Cited page: 268"."""
        head = f"Running head: {self.running_head}" if self.running_head else ""
        return ". ".join(filter(None, [head, self.locator_note]))

    @property
    def titles_in_other_languages(self) -> str:
        """Between equals signs, as catalogues write parallel titles (ISBD)."""
        return " = ".join(each.plain_title for each in self.parallel if each.title)

    @property
    def reviewed_in_words(self) -> str:
        """ "Ana Sá, Ports (Quay Press, 1998)", or ""."""
        return "; ".join(work.in_words for work in self.reviewed)

    @property
    def review_note(self) -> str:
        """ "Review of: Ana Sá, Ports (Quay Press, 1998)", or ""."""
        return f"Review of: {self.reviewed_in_words}" if self.reviewed else ""

    @property
    def note_with_review(self) -> str:
        """For formats that have no field for the work reviewed either."""
        return ". ".join(filter(None, [self.review_note, self.note]))

    @property
    def keywords_between_commas(self) -> str:
        """For formats that hold all keywords in one field: one with a comma or semicolon stays in one piece.

        Braces would not keep it so: biber splits at every comma, Zotero at semicolons too.

        >>> CitationRecord(id="1", keyword=("Cochabamba, Bolivia", "water")).keywords_between_commas
        'Cochabamba – Bolivia, water'
        """
        return ", ".join(re.sub(r"\s*[,;]+\s*", " – ", word) for word in self.keyword)

    @property
    def rights_url(self) -> str:
        """The address of the licence, where `rights` is one."""
        return self.rights if re.fullmatch(r"https?://\S+", self.rights) else ""

    @property
    def access_in_words(self) -> str:
        """In English, as the terms of a record are; "" where everyone may read the text.

        >>> CitationRecord(id="1", access_rights="staff", available_date=Date(2030, 1, 5)).access_in_words
        "The text is open to the library's staff only; to everyone from 2030-01-05"
        """
        if not self.access_rights:
            return ""
        later = f"; to everyone from {self.available_date.iso}" if self.available_date else ""
        return ACCESS_RIGHTS[self.access_rights] + later

    def with_locator(self, locator: str) -> CitationRecord:
        return replace(self, locator=locator)


def in_natural_order(name: Name, given: str) -> str:
    """ "Martin Luther King Jr.", with `given` as a style writes it; "毛泽东"."""
    if isinstance(name, Organisation):
        return name.literal
    return name.in_own_order or " ".join(filter(None, [given, name.full_family, name.suffix]))


def _spoken(name: Name) -> str:
    return in_natural_order(name, name.given if isinstance(name, Person) else "")


def _has_name(name: Name) -> bool:
    return bool(name.literal if isinstance(name, Organisation) else name.family or name.given)


def is_page_range(pages: str) -> bool:
    """Whether more than one page is meant: an en dash, a comma, or a hyphen between two numbers.

    >>> is_page_range("268–269"), is_page_range("12-14"), is_page_range("A-4"), is_page_range("[268]")
    (True, True, False, False)
    """
    return bool(re.search(r"[–,]|\d\]?-\[?\d", pages))


def with_suffixes_behind_given_names(record: CitationRecord) -> CitationRecord:
    """The same with "Marta Luz, Jr." as given name: where programs keep a suffix that have no field for it (Zotero)."""
    changed = {role: tuple(map(_suffix_behind_given, getattr(record, role))) for role in NAMED}
    return replace(
        record, author=changed["author"], editor=changed["editor"], translator=changed["translator"]
    )


def _suffix_behind_given(name: Name) -> Name:
    if isinstance(name, Organisation) or not (name.suffix and name.given):
        return name
    return replace(name, given=f"{name.given}, {name.suffix}", suffix="")
