"""What BibLaTeX, CSV, EndNote, RefWorks and the XML formats say in ways of their own."""

import csv
import io
import re

import pytest
from lxml import etree

from archive.citations.formats import BY_KEY
from archive.citations.languages import babel_name, filing_offset, marc_code
from archive.citations.record import Date, Organisation, Person
from archive.citations.writers import dublin_core, endnote, jats, marcxml, mods
from archive.citations.writers.spreadsheet import COLUMNS, guard
from tests.archive.citations.citation_records import ARTICLE, NASTY, record

XML_FORMATS = {"endnote", "mods", "marcxml", "oai_dc", "jats"}


def write(key: str, *records) -> str:
    return "".join(BY_KEY[key].write(records))


def texts(element, path: str) -> list[str]:
    return ["".join(found.itertext()) for found in element.iterfind(path.replace("/", "/{*}"))]


# ------------------------------------------------------------------ BibLaTeX
@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (Date(2007), "date = {2007},"),
        (Date(2007, 7), "date = {2007-07},"),
        (Date(2007, 7, 4), "date = {2007-07-04},"),
        (Date(1900, is_circa=True), "date = {1900~},"),
        (Date(2007, end_year=2008), "date = {2007/2008},"),
    ],
)
def test_biblatex_dates_are_those_of_edtf(date, expected):
    assert expected in write("biblatex", record(issued=date))


def test_biblatex_names_language_and_kind_of_periodical():
    text = write("biblatex", record(type="article-newspaper", language="es-AR", accessed=Date(2026, 7, 5)))
    assert "langid = {spanish}," in text
    assert "entrysubtype = {newspaper}," in text
    assert "urldate = {2026-07-05}," in text
    assert "langid" not in write("biblatex", record(language="tlh"))


# ------------------------------------------------------------------ CSV
@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "'=1", "''=1"])
def test_no_cell_begins_like_a_formula(cell):
    assert guard(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=b", "1-2", "'quoted'", "[268]"])
def test_other_cells_stay_as_they_are(cell):
    assert guard(cell) == cell


COMMAS = record(keyword=("Cochabamba, Bolivia", "rights; duties", "ports"))


@pytest.mark.parametrize(
    ("key", "pattern"),
    [
        ("bibtex", r"keywords = \{(.*)\}"),
        ("biblatex", r"keywords = \{(.*)\}"),
        ("csl-json", r'"keyword": "(.*?)"'),
    ],
)
def test_a_keyword_with_a_comma_stays_in_one_piece_where_commas_part_keywords(key, pattern):
    """Zotero splits at commas and semicolons, biber and JabRef at every comma."""
    found = re.search(pattern, write(key, COMMAS))
    assert re.split("[,;] ?", found[1]) == ["Cochabamba – Bolivia", "rights – duties", "ports"]


@pytest.mark.parametrize("key", ["ris", "refworks", "endnote", "mods", "marcxml", "oai_dc", "jats"])
def test_it_keeps_its_comma_where_each_keyword_has_a_field(key):
    assert "Cochabamba, Bolivia" in write(key, COMMAS)


def test_csv_has_one_line_a_work_and_one_cell_a_column():
    text = write("csv", *NASTY.values()).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(NASTY) + 1
    assert {len(row) for row in rows} == {len(COLUMNS)}


# ------------------------------------------------------------------ EndNote and RefWorks
def test_endnote_keeps_a_body_in_one_piece():
    names = (
        Organisation("Centre for Trade, Labour and Tides"),
        Person("King", "Marta", suffix="Jr."),
        Person("Plato"),
    )
    element = endnote.to_element(record(author=names))
    assert texts(element, "contributors/authors/author") == [
        "Centre for Trade,, Labour and Tides,",
        "King, Marta, Jr.",
        "Plato,",
    ]


def test_refworks_names_have_no_blank_after_the_comma():
    text = write("refworks", record(author=(Person("King", "Marta Luz", suffix="Jr."), Person("Plato"))))
    assert "A1 King,Marta Luz,Jr.\r\nA1 Plato,\r\n" in text


# ------------------------------------------------------------------ MODS
def test_mods_says_both_ends_of_a_range_and_that_a_date_is_not_sure():
    element = mods.to_element(record(issued=Date(2007, end_year=2008, is_circa=True)))
    dates = element.findall("{*}originInfo/{*}dateIssued")
    assert [(date.text, date.get("point"), date.get("qualifier")) for date in dates] == [
        ("2007", "start", "approximate"),
        ("2008", "end", "approximate"),
    ]


def test_mods_puts_editors_and_pages_into_the_host():
    element = mods.to_element(NASTY["chapter"])
    (host,) = element.findall("{*}relatedItem")
    assert host.get("type") == "host"
    assert texts(host, "{*}name/namePart") == ["Quiroga", "Bruno", "Board of Works and Ways"]
    assert texts(host, "{*}part/extent/start") == ["265"]


# ------------------------------------------------------------------ MARC
@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (None, "nuuuuuuuu"),
        (Date(2007), "s2007    "),
        (Date(2007, 7), "e200707  "),
        (Date(2007, 7, 4), "e20070704"),
        (Date(1900, is_circa=True), "q19001900"),
        (Date(2007, end_year=2008), "m20072008"),
    ],
)
def test_marc_008_says_what_kind_of_date_it_is(date, expected):
    element = marcxml.to_element(record(issued=date))
    (fixed,) = [field.text for field in element.findall("{*}controlfield") if field.get("tag") == "008"]
    assert fixed[6:15] == expected
    assert len(fixed) == 40


@pytest.mark.parametrize(
    ("name", "leader"),
    [("plain article", "nab"), ("chapter", "naa"), ("without journal", "nam")],
)
def test_marc_leader_says_what_a_work_is_part_of(name, leader):
    element = marcxml.to_element(NASTY[name])
    assert element.find("{*}leader").text == f"00000{leader} a2200000ui 4500"


def test_marc_has_a_title_even_where_the_work_has_none():
    fields = {
        field.get("tag"): field for field in marcxml.to_element(NASTY["untitled"]).iterfind("{*}datafield")
    }
    assert "".join(fields["245"].itertext()).strip() == "[Untitled, p. 265]"
    assert fields["245"].get("ind1") == "1"


def test_marc_enters_a_body_as_a_body():
    element = marcxml.to_element(NASTY["body with and"])
    tags = [field.get("tag") for field in element.iterfind("{*}datafield")]
    assert tags.count("110") == tags.count("700") == 1
    assert "100" not in tags


@pytest.mark.parametrize(
    ("title", "language", "offset"),
    [
        ("The Integration of Peoples", "en", 4),
        ("La integración", "es-AR", 3),
        ("L’intégration", "fr", 2),
        ("La Integration", "en", 0),
        ("Peoples", "", 0),
    ],
)
def test_a_catalogue_passes_over_the_article(title, language, offset):
    assert filing_offset(title, language) == offset


def test_languages_have_the_names_of_each_format():
    assert (babel_name("pt-BR"), marc_code("pt-BR")) == ("portuguese", "por")
    assert (babel_name(""), marc_code("")) == ("", "und")


# ------------------------------------------------------------------ Dublin Core and JATS
def test_dublin_core_says_where_it_was_printed_in_one_line():
    element = dublin_core.to_element(ARTICLE)
    assert texts(element, "{*}source") == ["Regional Affairs Quarterly, 7(3), 2007, 265–269"]
    assert texts(element, "{*}identifier") == [
        "https://archive.example/d/7k2m9x4q/",
        "https://doi.org/10.5555/raq_1468_0181",
    ]


def test_jats_elements_stand_in_the_order_of_the_standard():
    element = jats.to_element(ARTICLE.with_locator("[268]"))
    assert [child.tag for child in element.find("front/article-meta")] == [
        "article-id", "article-id", "title-group", "contrib-group", "pub-date", "volume", "issue",
        "fpage", "lpage", "self-uri", "abstract", "kwd-group", "custom-meta-group",
    ]  # fmt: skip
    assert [child.tag for child in element.find("front/journal-meta")] == [
        "journal-id", "journal-title-group", "issn", "publisher",
    ]  # fmt: skip
    assert texts(element, "front/article-meta/custom-meta-group/custom-meta/meta-value") == ["[268]"]


# ------------------------------------------------------------------ one work, many works
@pytest.mark.parametrize(
    ("key", "alone", "together"),
    [
        ("mods", "modsCollection", "modsCollection"),
        ("marcxml", "collection", "collection"),
        ("endnote", "xml", "xml"),
        ("oai_dc", "dc", "records"),
        ("jats", "article", "articles"),
    ],
)
def test_a_single_work_is_a_document_of_its_format(key, alone, together):
    roots = [
        etree.QName(etree.fromstring(write(key, *records).encode())).localname
        for records in ([ARTICLE], [ARTICLE, ARTICLE], [])
    ]
    assert roots == [alone, together, together]


@pytest.mark.parametrize("key", sorted(XML_FORMATS))
def test_markup_in_a_text_stays_text(key):
    text = write(key, NASTY["markup"])
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp;amp;" in text
