"""The first three formats to the letter, and each pitfall by itself."""

import json
from textwrap import dedent

import pytest

from archive.citations.formats import BY_KEY
from archive.citations.record import Date, Organisation, Person
from archive.citations.writers import latex
from tests.archive.citations.citation_records import ARTICLE, NASTY, record


def write(key: str, *records) -> str:
    return "".join(BY_KEY[key].write(records))


def test_bibtex_to_the_letter():
    assert write("bibtex", ARTICLE.with_locator("[268]")) == dedent(
        """\
        @article{berron2007integration,
          author = {Berrón, Gonzalo},
          title = {The Integration of Peoples: Treaties and Tides},
          journal = {Regional Affairs Quarterly},
          volume = {7},
          number = {3},
          pages = {265--269},
          publisher = {Quay Press},
          year = {2007},
          month = jul,
          issn = {1468-0181},
          doi = {10.5555/raq_1468_0181},
          url = {https://archive.example/d/7k2m9x4q/},
          language = {en},
          keywords = {integration, treaties},
          abstract = {What a treaty leaves out.},
          note = {Cited page: [268]},
        }

        """
    )


def test_ris_to_the_letter():
    lines = [
        "TY  - JOUR",
        "AU  - Berrón, Gonzalo",
        "TI  - The Integration of Peoples: Treaties and Tides",
        "ST  - The Integration of Peoples",
        "T2  - Regional Affairs Quarterly",
        "JF  - Regional Affairs Quarterly",
        "J2  - Reg. Aff. Q.",
        "PY  - 2007",
        "DA  - 2007/07//",
        "VL  - 7",
        "IS  - 3",
        "SP  - 265",
        "EP  - 269",
        "PB  - Quay Press",
        "SN  - 1468-0181",
        "DO  - 10.5555/raq_1468_0181",
        "UR  - https://archive.example/d/7k2m9x4q/",
        "LA  - en",
        "KW  - integration",
        "KW  - treaties",
        "AB  - What a treaty leaves out.",
        "N1  - Cited pages: 268–269",
        "ER  - ",
        "",
        "",
    ]
    assert write("ris", ARTICLE.with_locator("268–269")) == "\r\n".join(lines)


def test_csl_json_to_the_letter():
    (item,) = json.loads(write("csl-json", ARTICLE.with_locator("268")))
    assert item == {
        "id": "7k2m9x4q",
        "citation-key": "berron2007integration",
        "type": "article-journal",
        "title": "The Integration of Peoples: Treaties and Tides",
        "title-short": "The Integration of Peoples",
        "container-title": "Regional Affairs Quarterly",
        "container-title-short": "Reg. Aff. Q.",
        "volume": "7",
        "issue": "3",
        "publisher": "Quay Press",
        "DOI": "10.5555/raq_1468_0181",
        "ISSN": "1468-0181",
        "URL": "https://archive.example/d/7k2m9x4q/",
        "language": "en",
        "abstract": "What a treaty leaves out.",
        "author": [{"family": "Berrón", "given": "Gonzalo"}],
        "issued": {"date-parts": [[2007, 7]]},
        "page": "265-269",
        "keyword": "integration, treaties",
        "note": "Cited page: 268",
    }


# ------------------------------------------------------------------ BibTeX
@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("Trade & Tides", "en", r"Trade \& Tides"),
        ("100% of $5 #1 a_b", "en", r"100\% of \$5 \#1 a\_b"),
        ("~ ^ \\", "en", r"{\textasciitilde} {\textasciicircum} {\textbackslash}"),
        ("an { open brace", "en", r"an {\textbraceleft} open brace"),
        ("The FTAA, and After", "en", "The {FTAA}, and After"),
        ("(FTAA)", "en", "({FTAA})"),
        ("The G-22 on eTrade", "en", "The {G-22} on {eTrade}"),
        ("A McDonald in AT&T", "en", r"A {McDonald} in {AT\&T}"),
        ("La unión de América Latina", "es", "La unión de {América} {Latina}"),
        ("La unión de América Latina", "", "La unión de América Latina"),
        ("The Union of America", "en-GB", "The Union of America"),
    ],
)
def test_a_bibtex_title_keeps_what_styles_would_lower(title, language, expected):
    assert latex.escape_title(title, language) == expected


def test_bibtex_escapes_text_and_never_identifiers():
    text = write(
        "bibtex", record(container_title="A_B & C", URL="https://archive.example/d/?a=1&b=2_3%20~x#y")
    )
    assert r"journal = {A\_B \& C}," in text
    assert "doi = {10.5555/raq_1468_0181}," in text
    assert "url = {https://archive.example/d/?a=1&b=2_3%20~x#y}," in text


@pytest.mark.parametrize("name", NASTY)
def test_braces_of_a_bibtex_entry_balance_as_bibtex_counts_them(name):
    """BibTeX counts every brace, escaped or not, and ends a value where the count is zero."""
    depth = 0
    for character in write("bibtex", NASTY[name]).strip():
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Person("García Márquez", "Luz"), "García Márquez, Luz"),
        (Person("Ortega y Gasset", "Ana"), "{Ortega y Gasset}, Ana"),
        (Person("Álvarez Ruiz", "Ana"), "{Álvarez Ruiz}, Ana"),
        (Person("von der Leyen", "Ursel"), "von der Leyen, Ursel"),
        (Person("Leyen", "Ursel", particle="von der"), "von der Leyen, Ursel"),
        (Person("de la Cruz y Vega", "Sol"), "de la {Cruz y Vega}, Sol"),
        (Person("King", "Marta", suffix="Jr."), "King, Jr., Marta"),
        (Person("Hand and Glove", "Ed"), "{Hand and Glove}, Ed"),
        (Person("Smith, Esq.", "Ed"), "{Smith, Esq.}, Ed"),
        (Person("Plato"), "{Plato}"),
        (Person("", "Teresa"), "{Teresa}"),
        (Organisation("Centre for Trade and Labour"), "{Centre for Trade and Labour}"),
        (Organisation("Quay, Ltd & Sons"), r"{Quay, Ltd \& Sons}"),
    ],
)
def test_a_bibtex_name_is_cut_where_it_should_be(name, expected):
    assert latex.names((name,)) == expected


def test_bibtex_months_are_macros_and_a_missing_one_is_left_out():
    assert "month = dec," in write("bibtex", record(issued=Date(2007, 12)))
    assert "month" not in write("bibtex", record(issued=Date(2007)))
    assert "year" not in write("bibtex", record(issued=None))


def test_bibtex_says_about_when():
    assert "year = {circa 1900}," in write("bibtex", record(issued=Date(1900, is_circa=True)))
    assert "year = {2007--2008}," in write("bibtex", record(issued=Date(2007, end_year=2008)))


# ------------------------------------------------------------------ RIS
def test_every_line_of_ris_ends_in_crlf_and_every_record_in_er():
    text = write("ris", *NASTY.values())
    assert text.replace("\r\n", "").count("\n") == text.replace("\r\n", "").count("\r") == 0
    lines = text.split("\r\n")
    assert [line for line in lines if line and line[2:6] != "  - "] == []
    assert sum(line.startswith("TY  - ") for line in lines) == len(NASTY)
    assert lines.count("ER  - ") == len(NASTY)


def test_ris_dates_say_what_is_known():
    def tags(date):
        text = write("ris", record(issued=date))
        return [line for line in text.split("\r\n") if line.startswith(("PY", "DA"))]

    assert tags(None) == []
    assert tags(Date(2007)) == ["PY  - 2007"]
    assert tags(Date(2007, 7, 4)) == ["PY  - 2007", "DA  - 2007/07/04/"]
    assert tags(Date(1900, is_circa=True)) == ["PY  - 1900", "DA  - 1900///circa"]
    assert tags(Date(2007, end_year=2008)) == ["PY  - 2007", "DA  - 2007///to 2008"]


def test_a_comma_inside_a_ris_name_part_cannot_shift_the_parts():
    assert "AU  - Smith Esq., Ed\r\n" in write("ris", record(author=(Person("Smith, Esq.", "Ed"),)))


# ------------------------------------------------------------------ CSL-JSON
def test_csl_json_merges_the_particle_into_the_family_name():
    (item,) = json.loads(write("csl-json", NASTY["particle apart"]))
    assert item["author"] == [{"family": "von der Leyen", "given": "Ursel"}]


def test_csl_json_says_about_when():
    (item,) = json.loads(write("csl-json", record(issued=Date(1900, is_circa=True))))
    assert item["issued"] == {"date-parts": [[1900]], "circa": True}
    (item,) = json.loads(write("csl-json", record(issued=Date(2007, end_year=2008))))
    assert item["issued"] == {"date-parts": [[2007], [2008]]}


# ------------------------------------------------------------------ what is not known
def test_an_untitled_work_has_no_title_in_data_formats():
    untitled = NASTY["untitled"]
    assert "title =" not in write("bibtex", untitled)
    assert "TI  - " not in write("ris", untitled)
    assert "title" not in json.loads(write("csl-json", untitled))[0]


def test_an_unsigned_work_has_no_author():
    unsigned = NASTY["unsigned"]
    assert "author" not in write("bibtex", unsigned)
    assert "AU  - " not in write("ris", unsigned)
    assert "author" not in json.loads(write("csl-json", unsigned))[0]
