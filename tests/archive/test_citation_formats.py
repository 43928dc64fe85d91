"""Every format, on every nasty record, through every reader: what comes out is what went in."""

import calendar
import json
import re
import unicodedata

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from archive.citations.formats import BY_EXTENSION, BY_KEY, FORMATS
from archive.citations.record import CitationRecord, Date, Organisation, Person
from archive.citations.writers import bibtex
from tests.archive.citation_records import NASTY, record

MONTH_NAMES = dict(
    zip(
        calendar.month_name[1:],
        range(1, 13),
        strict=True,
    )
)


# ------------------------------------------------------------------ what a reader should find
def fold(text: str) -> str:
    """As readers do: blanks of all kinds are one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def facts_of(each: CitationRecord) -> dict:
    """What every format says of a record, in plain values; "" where it says nothing."""
    return {
        "title": fold(each.title),
        "author": [name_facts(name) for name in each.author],
        "container": fold(each.container_title),
        "volume": each.volume,
        "issue": each.issue,
        "first": each.page_first,
        "last": "" if each.page_last == each.page_first else each.page_last,
        "year": each.issued.year if each.issued else None,
        "month": each.issued.month if each.issued else None,
        "doi": each.DOI,
        "url": each.URL,
        "keyword": list(each.keyword),
        "note": each.locator_note,
        "language": each.language,
        "abstract": fold(each.abstract),
    }


def name_facts(name) -> tuple:
    if isinstance(name, Organisation):
        return (fold(name.literal),)
    return (fold(name.full_family), fold(name.given), name.suffix)


# ------------------------------------------------------------------ the readers
_context = get_default_latex_context_db()
_context.add_context_category(
    "of our escapes",
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textasciicircum", "^"),
        MacroTextSpec("textasciitilde", "~"),
    ],
    specials=[],
    prepend=True,
)
# pylatexenc sets ligatures as TeX does (`` as “): our escapes are what is read here.
_context = _context.filter_context(exclude_categories=["nonascii-specials"])
_latex = LatexNodes2Text(latex_context=_context, strict_latex_spaces=True)


def plain(latex: str) -> str:
    return fold(_latex.latex_to_text(latex))


def bib_facts(fields: dict, people: list, raw=lambda value: value) -> dict:
    get = lambda name: plain(fields.get(name, ""))  # noqa: E731
    first, _, last = fields.get("pages", "").partition("--")
    year = re.search(r"\d{4}", fields.get("year", ""))
    month = fields.get("month", "")
    return {
        "title": get("title"),
        "author": people,
        "container": get("journal") or get("booktitle") or get("howpublished") or get("series"),
        "volume": get("volume"),
        "issue": get("number"),
        "first": first,
        "last": last,
        "year": int(year.group()) if year else None,
        "month": MONTH_NAMES.get(month) or (bibtex.MONTHS.index(month) + 1 if month else None),
        "doi": fields.get("doi", ""),
        "url": fields.get("url", ""),
        "keyword": get("keywords").split(", ") if fields.get("keywords") else [],
        "note": get("note"),
        "language": get("language"),
        "abstract": get("abstract"),
    }


def bib_name(family: str, given: str, suffix: str) -> tuple:
    is_unit = family.startswith("{") and family.endswith("}") and not given and not suffix
    return (plain(family),) if is_unit else (plain(family), plain(given), plain(suffix))


def elided(name: tuple) -> tuple:
    """ "d’ Arvor" as our record says it: BibTeX parts particle and name by a blank."""
    return (name[0].replace("’ ", "’"), *name[1:])


def read_with_pybtex(text: str) -> list[dict]:
    found = []
    for entry in parse_string(text, "bibtex").entries.values():
        people = []
        for person in entry.persons.get("author", []):
            family = " ".join(person.prelast_names + person.last_names)
            given = " ".join(person.first_names + person.middle_names)
            people.append(elided(bib_name(family, given, " ".join(person.lineage_names))))
        found.append(bib_facts(dict(entry.fields), people))
    return found


def read_with_bibtexparser(text: str) -> list[dict]:
    library = bibtexparser.parse_string(
        text,
        append_middleware=[
            bibtexparser.middlewares.SeparateCoAuthors(),
            bibtexparser.middlewares.SplitNameParts(),
        ],
    )
    assert not library.failed_blocks, library.failed_blocks[0].error
    assert not library.comments
    found = []
    for entry in library.entries:
        fields = {name: field.value for name, field in entry.fields_dict.items()}
        people = [
            elided(bib_name(" ".join(name.von + name.last), " ".join(name.first), " ".join(name.jr)))
            for name in fields.get("author", [])
        ]
        found.append(bib_facts(fields, people))
    return found


def read_with_rispy(text: str) -> list[dict]:
    return [ris_facts(entry) for entry in rispy.loads(text)]


def ris_facts(entry: dict) -> dict:
    date = entry.get("date", "").split("/")
    return {
        "title": fold(entry.get("title", "")),
        "author": [ris_name(name) for name in entry.get("authors", [])],
        "container": entry.get("secondary_title", ""),
        "volume": entry.get("volume", ""),
        "issue": entry.get("number", ""),
        "first": entry.get("start_page", ""),
        "last": entry.get("end_page", ""),
        "year": int(entry["year"]) if "year" in entry else None,
        "month": int(date[1]) if len(date) > 1 and date[1] else None,
        "doi": entry.get("doi", ""),
        "url": "".join(entry.get("urls", [])),
        "keyword": entry.get("keywords", []),
        "note": "".join(entry.get("notes", [])),
        "language": entry.get("language", ""),
        "abstract": fold(entry.get("abstract", "")),
    }


def ris_name(name: str) -> tuple:
    if "," not in name:
        return (fold(name),)
    family, given, suffix = [*(part.strip() for part in name.split(",")), "", ""][:3]
    return (fold(family), fold(given), suffix)


def read_as_json(text: str) -> list[dict]:
    return [csl_facts(item) for item in json.loads(text)]


def csl_facts(item: dict) -> dict:
    first, _, last = item.get("page", "").partition("–" if "–" in item.get("page", "") else "-")
    year, month = [*item.get("issued", {}).get("date-parts", [[]])[0], None, None][:2]
    people = [
        (fold(name["literal"]),)
        if "literal" in name
        else (fold(name.get("family", "")), fold(name.get("given", "")), name.get("suffix", ""))
        for name in item.get("author", [])
    ]
    return {
        "title": fold(item.get("title", "")),
        "author": people,
        "container": item.get("container-title", ""),
        "volume": item.get("volume", ""),
        "issue": item.get("issue", ""),
        "first": first,
        "last": last,
        "year": year,
        "month": month,
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
        "keyword": item["keyword"].split(", ") if "keyword" in item else [],
        "note": item.get("note", ""),
        "language": item.get("language", ""),
        "abstract": fold(item.get("abstract", "")),
    }


READERS = {
    "bibtex": [read_with_pybtex, read_with_bibtexparser],
    "ris": [read_with_rispy],
    "csl-json": [read_as_json],
}
CASES = [
    pytest.param(each, read, id=f"{each.key}-{read.__name__}")
    for each in FORMATS
    for read in READERS.get(each.key, [])
]


def expected_from(each: CitationRecord, read) -> dict:
    """The facts, less the little that a format cannot say."""
    facts = facts_of(each)
    if read in READERS["bibtex"]:
        # A person without given name is written as one unit, as a body is.
        facts["author"] = [
            (" ".join(filter(None, name)),) if len(name) == 3 and not name[1] else name
            for name in facts["author"]
        ]
        facts["url"] = facts["url"].replace("\\", "%5C")
    return facts


# ------------------------------------------------------------------ all formats, all records
def test_every_format_has_a_reader_that_checks_it():
    assert set(READERS) == set(BY_KEY)


@pytest.mark.parametrize(("each", "read"), CASES)
@pytest.mark.parametrize("name", NASTY)
def test_a_record_reads_back_as_it_was(each, read, name):
    text = "".join(each.write([NASTY[name]]))
    assert read(text) == [expected_from(NASTY[name], read)]


@pytest.mark.parametrize(("each", "read"), CASES)
def test_all_records_read_back_from_one_file(each, read):
    text = "".join(each.write(NASTY.values()))
    assert read(text) == [expected_from(one, read) for one in NASTY.values()]


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_keys_and_extensions_are_unique(each):
    assert [other.key for other in FORMATS].count(each.key) == 1
    assert BY_EXTENSION[each.extension] is each
    assert BY_KEY[each.key] is each
    assert re.fullmatch("[a-z0-9-]+", each.extension)


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_records_are_written_one_by_one(each):
    """The second record is not asked for before the first is out: memory stays flat."""
    asked = []

    def records():
        for n in range(3):
            asked.append(n)
            yield record(id=f"r{n}", title=f"Number {n}")

    seen = ""
    for chunk in each.write(records()):
        seen += chunk
        if "Number 0" in seen:
            break
    assert asked in ([0], [0, 1])


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_no_control_character_and_no_byte_order_mark_gets_out(each):
    text = "".join(each.write(NASTY.values()))
    allowed = {"\n", "\r"} if each.key == "ris" else {"\n"}
    assert {c for c in text if unicodedata.category(c) in {"Cc", "Cs"}} <= allowed
    assert not text.startswith("\ufeff")
    text.encode("utf-8")


@pytest.mark.parametrize(("each", "read"), CASES)
def test_an_empty_list_is_a_valid_file(each, read):
    assert read("".join(each.write([]))) == []


# ------------------------------------------------------------------ hostile strings
hostile = st.text(max_size=40) | st.text(
    alphabet=st.sampled_from("ab A{}\\%$#&_~^\"'@,=-–\n\r\f\t\x00\u2028\x85ER TY-é;:<>/*"), max_size=40
)
names = st.builds(Person, family=hostile, given=hostile) | st.builds(Organisation, hostile)
hostile_records = st.builds(
    CitationRecord,
    id=st.just("7k2m9x4q"),
    title=hostile,
    author=st.lists(names, max_size=3).map(tuple),
    container_title=hostile,
    volume=hostile,
    abstract=hostile,
    issued=st.none() | st.builds(Date, year=st.integers(1000, 2200), month=st.none() | st.integers(1, 12)),
)


@given(st.lists(hostile_records, min_size=1, max_size=3))
def test_no_text_breaks_a_file(records):
    """As many entries come out as went in, each with its own title, in every format and reader."""
    for each in FORMATS:
        text = "".join(each.write(records))
        for read in READERS[each.key]:
            found = read(text)
            assert [facts["title"] for facts in found] == [fold(one.title) for one in records]
            assert [facts["abstract"] for facts in found] == [fold(one.abstract) for one in records]
            assert [len(facts["author"]) for facts in found] == [len(one.author) for one in records]
