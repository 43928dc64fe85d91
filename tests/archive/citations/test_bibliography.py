"""Lists of references: their order, and what tells works of the same authors apart."""

import pytest

from archive.citations.bibliography import bibliography
from archive.citations.record import Date, Organisation, Person
from archive.citations.rich_text import to_html, to_plain
from archive.citations.styles import BY_KEY, FIRST_STYLES
from tests.archive.citations.citation_records import record

ANA, LUZ = Person("Alba", "Ana"), Person("Mora", "Luz")


def work(title, *author, year=2007, **more):
    return record(
        title=title, title_short="", author=author, issued=Date(year) if year else None, DOI="", **more
    )


def listed(style, *records):
    """(reference up to its title, form for the text) of each entry."""
    entries = bibliography(records, BY_KEY[style])
    heads = [to_plain(entry.reference).partition(" Regional")[0] for entry in entries]
    return [(head, to_plain(entry.in_text)) for head, entry in zip(heads, entries, strict=True)]


TWO_IN_A_YEAR = [work("Tides", ANA), work("The Ports", ANA), work("Ships", LUZ)]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "apa",
            [
                ("Alba, A. (2007a). The Ports.", "(Alba, 2007a)"),
                ("Alba, A. (2007b). Tides.", "(Alba, 2007b)"),
                ("Mora, L. (2007). Ships.", "(Mora, 2007)"),
            ],
        ),
        (
            "chicago-author-date",
            [
                ("Alba, Ana. 2007a. “The Ports.”", "(Alba 2007a)"),
                ("———. 2007b. “Tides.”", "(Alba 2007b)"),
                ("Mora, Luz. 2007. “Ships.”", "(Mora 2007)"),
            ],
        ),
        (
            "harvard",
            [
                ("Alba, A. (2007a) ‘The Ports’,", "(Alba, 2007a)"),
                ("Alba, A. (2007b) ‘Tides’,", "(Alba, 2007b)"),
                ("Mora, L. (2007) ‘Ships’,", "(Mora, 2007)"),
            ],
        ),
        (
            "mla",
            [
                ("Alba, Ana. “The Ports.”", "(Alba, “The Ports”)"),
                ("———. “Tides.”", "(Alba, “Tides”)"),
                ("Mora, Luz. “Ships.”", "(Mora)"),
            ],
        ),
    ],
)
def test_two_works_of_the_same_authors_in_a_year_are_told_apart(style, expected):
    assert listed(style, *TWO_IN_A_YEAR) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", ["(Alba, n.d.-a)", "(Alba, n.d.-b)"]),
        ("chicago-author-date", ["(Alba, n.d.-a)", "(Alba, n.d.-b)"]),
        ("harvard", ["(Alba, no date a)", "(Alba, no date b)"]),
    ],
)
def test_two_works_without_a_year_have_letters_too(style, expected):
    entries = bibliography([work("B", ANA, year=None), work("A", ANA, year=None)], BY_KEY[style])
    assert [to_plain(entry.in_text) for entry in entries] == expected


@pytest.mark.parametrize("style", FIRST_STYLES, ids=lambda style: style.key)
def test_nothing_is_lettered_that_the_text_tells_apart_or_that_others_wrote(style):
    works = [
        work("A", ANA, year=2006),
        work("B", ANA, year=2007),
        work("C", ANA, LUZ, Person("Reyes", "Sol"), Person("Sosa", "Eva")),
        work("D", ANA, LUZ, Person("Reyes", "Sol"), Person("Tito", "Eva")),
        work("E", Person("Alba", "Bea")),
        work("F"),
    ]
    for entry in bibliography(works, style):
        assert "2007a" not in to_plain(entry.reference + entry.in_text)


def test_the_page_cited_does_not_hide_that_two_works_are_alike():
    entries = bibliography([each.with_locator(str(n)) for n, each in enumerate(TWO_IN_A_YEAR)], BY_KEY["apa"])
    assert to_plain(entries[0].in_text) == "(Alba, 2007a, p. 1)"


def test_unsigned_pieces_of_one_newspaper_and_year_are_told_apart():
    pieces = [
        work(title, type="article-newspaper", container_title="The Herald", volume="", issue="")
        for title in ("Tides", "Ports")
    ]
    entries = bibliography(pieces, BY_KEY["chicago-author-date"])
    assert [to_html(entry.in_text) for entry in entries] == [
        "(<i>The Herald</i> 2007a)",
        "(<i>The Herald</i> 2007b)",
    ]
    assert to_plain(entries[0].reference).startswith("The Herald. 2007a. “Ports.”")


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", ["Z undated", "B 2006", "A 2007", "A with Luz", "Bea", "C body", "The C title", "É", "Я"]),
        ("chicago-author-date", ["B 2006", "A 2007", "Z undated", "A with Luz", "Bea", "C body", "The C title", "É", "Я"]),
        ("mla", ["A 2007", "B 2006", "Z undated", "A with Luz", "Bea", "C body", "The C title", "É", "Я"]),
    ],
)  # fmt: skip
def test_a_list_is_in_the_order_of_the_alphabet_and_of_its_style(style, expected):
    works = [
        work("Я", Person("Яковлев", "Иван")),
        work("É", Person("Éluard", "Ida")),
        work("The C title"),
        work("C body", Organisation("The C Board")),
        work("Bea", Person("Alba", "Bea"), year=1999),
        work("A with Luz", ANA, LUZ, year=1999),
        work("Z undated", ANA, year=None),
        work("A 2007", ANA),
        work("B 2006", ANA, year=2006),
    ]
    texts = [to_plain(entry.reference).lower() for entry in bibliography(works, BY_KEY[style])]
    assert [next(each for each in expected if each.lower() in text) for text in texts] == expected


def test_of_a_newspaper_named_just_before_nothing_is_left_out():
    entries = bibliography([work("Ports"), work("Tides")], BY_KEY["mla"])
    assert [to_plain(entry.reference)[:8] for entry in entries] == ["“Ports.”", "“Tides.”"]
