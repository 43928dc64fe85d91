"""References as the handbooks print them, and the forms for the text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.citations.record import CitationRecord, Date, Organisation, Person
from archive.citations.rich_text import StyledRun
from archive.citations.styles import BY_KEY, FIRST_STYLES, STYLES, to_html, to_plain
from tests.archive.citations.citation_records import ARTICLE, NASTY, record

DOI = "https://doi.org/10.5555/raq_1468_0181"
TITLE = "The Integration of Peoples: Treaties and Tides"
CHAPTER = record(
    type="chapter",
    container_title="Ports and Peoples",
    editor=(Person("Quiroga", "Bruno Luis"),),
    publisher_place="Lisbon",
    volume="",
    issue="",
    issued=Date(2007),
    page_first="103",
    page_last="107",
)
NEWS = record(
    type="article-newspaper",
    container_title="The Quay Herald",
    issued=Date(2007, 9, 4),
    volume="",
    issue="",
    page_first="A4",
    page_last="",
)
UNSIGNED = record(author=())
UNSIGNED_NEWS = replace(NEWS, author=())
UNTITLED = record(title="", title_short="", supplied_title="[Untitled, p. 265]")
BODY = record(author=(Organisation("Centre for Trade and Labour"),))
TWO = record(author=(Person("Berrón", "Gonzalo"), Person("Pradera", "Jean-Paul")))
FOUR = record(author=tuple(Person(name, "Ana") for name in ("Alba", "Mora", "Reyes", "Sosa")))
ALONE = record(type="document", container_title="", volume="", issue="")


def reference(style: str, each: CitationRecord) -> str:
    return to_html(BY_KEY[style].reference(each)).replace(f'<a href="{DOI}">{DOI}</a>', "DOI")


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (ARTICLE, f"Berrón, G. (2007). {TITLE}. <i>Regional Affairs Quarterly</i>, <i>7</i>(3), 265–269. DOI"),
        (UNSIGNED, f"{TITLE}. (2007). <i>Regional Affairs Quarterly</i>, <i>7</i>(3), 265–269. DOI"),
        (UNTITLED, "Berrón, G. (2007). [Untitled, p. 265]. <i>Regional Affairs Quarterly</i>, <i>7</i>(3), 265–269. DOI"),
        (BODY, f"Centre for Trade and Labour. (2007). {TITLE}. <i>Regional Affairs Quarterly</i>, <i>7</i>(3), 265–269. DOI"),
        (TWO, f"Berrón, G., &amp; Pradera, J.-P. (2007). {TITLE}. <i>Regional Affairs Quarterly</i>, <i>7</i>(3), 265–269. DOI"),
        (record(issued=None, volume=""), f"Berrón, G. (n.d.). {TITLE}. <i>Regional Affairs Quarterly</i>, (3), 265–269. DOI"),
        (NEWS, f"Berrón, G. (2007, September 4). {TITLE}. <i>The Quay Herald</i>, A4. DOI"),
        (UNSIGNED_NEWS, f"{TITLE}. (2007, September 4). <i>The Quay Herald</i>, A4. DOI"),
        (CHAPTER, f"Berrón, G. (2007). {TITLE}. In B. L. Quiroga (Ed.), <i>Ports and Peoples</i> (pp. 103–107). Quay Press. DOI"),
        (ALONE, f"Berrón, G. (2007). <i>{TITLE}</i> (pp. 265–269). Quay Press. DOI"),
    ],
)  # fmt: skip
def test_apa(each, expected):
    assert reference("apa", each) == expected


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (ARTICLE, f"Berrón, Gonzalo. “{TITLE}.” <i>Regional Affairs Quarterly</i>, vol. 7, no. 3, July 2007, pp. 265–69, DOI."),
        (UNSIGNED, f"“{TITLE}.” <i>Regional Affairs Quarterly</i>, vol. 7, no. 3, July 2007, pp. 265–69, DOI."),
        (UNTITLED, "Berrón, Gonzalo. [Untitled, p. 265]. <i>Regional Affairs Quarterly</i>, vol. 7, no. 3, July 2007, pp. 265–69, DOI."),
        (BODY, f"Centre for Trade and Labour. “{TITLE}.” <i>Regional Affairs Quarterly</i>, vol. 7, no. 3, July 2007, pp. 265–69, DOI."),
        (TWO, f"Berrón, Gonzalo, and Jean-Paul Pradera. “{TITLE}.” <i>Regional Affairs Quarterly</i>, vol. 7, no. 3, July 2007, pp. 265–69, DOI."),
        (FOUR, f"Alba, Ana, et al. “{TITLE}.” <i>Regional Affairs Quarterly</i>, vol. 7, no. 3, July 2007, pp. 265–69, DOI."),
        (NEWS, f"Berrón, Gonzalo. “{TITLE}.” <i>The Quay Herald</i>, 4 Sept. 2007, p. A4, DOI."),
        (UNSIGNED_NEWS, f"“{TITLE}.” <i>The Quay Herald</i>, 4 Sept. 2007, p. A4, DOI."),
        (CHAPTER, f"Berrón, Gonzalo. “{TITLE}.” <i>Ports and Peoples</i>, edited by Bruno Luis Quiroga, Quay Press, 2007, pp. 103–07, DOI."),
        (ALONE, f"Berrón, Gonzalo. <i>{TITLE}</i>. Quay Press, 2007, pp. 265–69, DOI."),
    ],
)  # fmt: skip
def test_mla(each, expected):
    assert reference("mla", each) == expected


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (ARTICLE, f"Berrón, Gonzalo. 2007. “{TITLE}.” <i>Regional Affairs Quarterly</i> 7 (3): 265–69. DOI."),
        (UNSIGNED, f"“{TITLE}.” 2007. <i>Regional Affairs Quarterly</i> 7 (3): 265–69. DOI."),
        (UNTITLED, "Berrón, Gonzalo. 2007. [Untitled, p. 265]. <i>Regional Affairs Quarterly</i> 7 (3): 265–69. DOI."),
        (BODY, f"Centre for Trade and Labour. 2007. “{TITLE}.” <i>Regional Affairs Quarterly</i> 7 (3): 265–69. DOI."),
        (TWO, f"Berrón, Gonzalo, and Jean-Paul Pradera. 2007. “{TITLE}.” <i>Regional Affairs Quarterly</i> 7 (3): 265–69. DOI."),
        (FOUR, f"Alba, Ana, Ana Mora, Ana Reyes, and Ana Sosa. 2007. “{TITLE}.” <i>Regional Affairs Quarterly</i> 7 (3): 265–69. DOI."),
        (NEWS, f"Berrón, Gonzalo. 2007. “{TITLE}.” <i>The Quay Herald</i>, September 4, 2007. DOI."),
        (UNSIGNED_NEWS, f"<i>The Quay Herald</i>. 2007. “{TITLE}.” September 4, 2007. DOI."),
        (record(type="article-newspaper", author=(), volume="", issue=""), f"<i>Regional Affairs Quarterly</i>. 2007. “{TITLE}.” July 2007. DOI."),
        (CHAPTER, f"Berrón, Gonzalo. 2007. “{TITLE}.” In <i>Ports and Peoples</i>, edited by Bruno Luis Quiroga, 103–7. Lisbon: Quay Press. DOI."),
        (ALONE, f"Berrón, Gonzalo. 2007. <i>{TITLE}</i>. Quay Press. DOI."),
    ],
)  # fmt: skip
def test_chicago(each, expected):
    assert reference("chicago-author-date", each) == expected


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (ARTICLE, f"Berrón, G. (2007) ‘{TITLE}’, <i>Regional Affairs Quarterly</i>, 7(3), pp. 265–269. Available at: DOI."),
        (UNSIGNED, f"<i>Regional Affairs Quarterly</i> (2007) ‘{TITLE}’, 7(3), pp. 265–269. Available at: DOI."),
        (UNTITLED, "Berrón, G. (2007) [Untitled, p. 265], <i>Regional Affairs Quarterly</i>, 7(3), pp. 265–269. Available at: DOI."),
        (BODY, f"Centre for Trade and Labour (2007) ‘{TITLE}’, <i>Regional Affairs Quarterly</i>, 7(3), pp. 265–269. Available at: DOI."),
        (TWO, f"Berrón, G. and Pradera, J.-P. (2007) ‘{TITLE}’, <i>Regional Affairs Quarterly</i>, 7(3), pp. 265–269. Available at: DOI."),
        (FOUR, f"Alba, A. <i>et al.</i> (2007) ‘{TITLE}’, <i>Regional Affairs Quarterly</i>, 7(3), pp. 265–269. Available at: DOI."),
        (record(issued=None), f"Berrón, G. (no date) ‘{TITLE}’, <i>Regional Affairs Quarterly</i>, 7(3), pp. 265–269. Available at: DOI."),
        (NEWS, f"Berrón, G. (2007) ‘{TITLE}’, <i>The Quay Herald</i>, 4 September, p. A4. Available at: DOI."),
        (UNSIGNED_NEWS, f"<i>The Quay Herald</i> (2007) ‘{TITLE}’, 4 September, p. A4. Available at: DOI."),
        (CHAPTER, f"Berrón, G. (2007) ‘{TITLE}’, in B.L. Quiroga (ed.) <i>Ports and Peoples</i>. Lisbon: Quay Press, pp. 103–107. Available at: DOI."),
        (ALONE, f"Berrón, G. (2007) <i>{TITLE}</i>. Quay Press, pp. 265–269. Available at: DOI."),
    ],
)  # fmt: skip
def test_harvard(each, expected):
    assert reference("harvard", each) == expected


@pytest.mark.parametrize(
    ("fields", "apa", "mla", "chicago", "harvard"),
    [
        ({"locator": "268"}, "(Berrón, 2007, p. 268)", "(Berrón 268)", "(Berrón 2007, 268)", "(Berrón, 2007, p. 268)"),
        ({}, "(Berrón, 2007)", "(Berrón)", "(Berrón 2007)", "(Berrón, 2007)"),
        ({"locator": "[268]"}, "(Berrón, 2007, p. [268])", "(Berrón [268])", "(Berrón 2007, [268])", "(Berrón, 2007, p. [268])"),
        ({"locator": "268–269"}, "(Berrón, 2007, pp. 268–269)", "(Berrón 268–69)", "(Berrón 2007, 268–69)", "(Berrón, 2007, pp. 268–269)"),
        ({"locator": "S21–S25"}, "(Berrón, 2007, pp. S21–S25)", "(Berrón S21–25)", "(Berrón 2007, S21–25)", "(Berrón, 2007, pp. S21–S25)"),
        ({"locator": "xii"}, "(Berrón, 2007, p. xii)", "(Berrón xii)", "(Berrón 2007, xii)", "(Berrón, 2007, p. xii)"),
        ({"issued": None, "locator": "268"}, "(Berrón, n.d., p. 268)", "(Berrón 268)", "(Berrón, n.d., 268)", "(Berrón, no date, p. 268)"),
        (
            {"author": (), "locator": "268"},
            "(“The Integration of Peoples,” 2007, p. 268)",
            "(“The Integration of Peoples” 268)",
            "(“The Integration of Peoples” 2007, 268)",
            "(Regional Affairs Quarterly, 2007, p. 268)",
        ),
        ({"author": TWO.author}, "(Berrón & Pradera, 2007)", "(Berrón and Pradera)", "(Berrón and Pradera 2007)", "(Berrón and Pradera, 2007)"),
        ({"author": FOUR.author}, "(Alba et al., 2007)", "(Alba et al.)", "(Alba et al. 2007)", "(Alba et al., 2007)"),
        ({"author": FOUR.author[:3]}, "(Alba et al., 2007)", "(Alba et al.)", "(Alba, Mora, and Reyes 2007)", "(Alba, Mora and Reyes, 2007)"),
        (
            {"author": BODY.author},
            "(Centre for Trade and Labour, 2007)",
            "(Centre for Trade and Labour)",
            "(Centre for Trade and Labour 2007)",
            "(Centre for Trade and Labour, 2007)",
        ),
        (
            {"author": (Person("Leyen", "Ursel", particle="von der"),), "locator": "4"},
            "(von der Leyen, 2007, p. 4)",
            "(von der Leyen 4)",
            "(von der Leyen 2007, 4)",
            "(von der Leyen, 2007, p. 4)",
        ),
    ],
)  # fmt: skip
def test_the_form_for_the_text(fields, apa, mla, chicago, harvard):
    each = record(**fields)
    forms = [to_plain(style.in_text(each)) for style in FIRST_STYLES]
    assert forms == [apa, mla, chicago, harvard]


def test_the_form_for_an_unsigned_newspaper_piece():
    each = replace(UNSIGNED_NEWS, locator="A4")
    assert [to_html(style.in_text(each)) for style in FIRST_STYLES] == [
        "(“The Integration of Peoples,” 2007, p. A4)",
        "(“The Integration of Peoples” A4)",
        "(<i>The Quay Herald</i> 2007, A4)",
        "(<i>The Quay Herald</i>, 2007, p. A4)",
    ]


@pytest.mark.parametrize(
    ("each", "title"),
    [
        (UNSIGNED, "“The Integration of Peoples”"),
        (ALONE, "<i>The Integration of Peoples</i>"),
        (UNTITLED, "[Untitled, p. 265]"),
    ],
)
def test_the_form_for_an_unsigned_work_gives_its_title_as_the_reference_does(each, title):
    style = BY_KEY["chicago-author-date"]
    assert to_html(style.in_text(replace(each, author=()))) == f"({title} 2007)"


MAGAZINE = record(type="article-magazine", issued=Date(2007, 7))
DATED = [
    ("apa", NEWS, "Berrón, G. (2007, September 4). TITLE. <i>The Quay Herald</i>, A4. DOI"),
    ("apa", MAGAZINE, "Berrón, G. (2007, July). TITLE. <i>Regional Affairs Quarterly</i>, <i>7</i>(3), 265–269. DOI"),
    ("mla", MAGAZINE, "Berrón, Gonzalo. “TITLE.” <i>Regional Affairs Quarterly</i>, vol. 7, no. 3, July 2007, pp. 265–69, DOI."),
    ("chicago-author-date", MAGAZINE, "Berrón, Gonzalo. 2007. “TITLE.” <i>Regional Affairs Quarterly</i>, July 2007. DOI."),
    ("harvard", MAGAZINE, "Berrón, G. (2007) ‘TITLE’, <i>Regional Affairs Quarterly</i>, July, pp. 265–269. Available at: DOI."),
]  # fmt: skip


@pytest.mark.parametrize(("style", "each", "expected"), DATED)
def test_newspapers_and_magazines_are_cited_by_their_day(style, each, expected):
    assert reference(style, each) == expected.replace("TITLE", TITLE)


ISSUES = [
    ({"volume": ""}, "Quarterly</i>, no. 3 (July 2007): 265–69. DOI."),
    ({"volume": "", "page_first": "", "page_last": ""}, "Quarterly</i>, no. 3 (July 2007). DOI."),
    ({"volume": "", "issued": Date(2007)}, "Quarterly</i>, no. 3 (2007): 265–69. DOI."),
    ({"issue": ""}, "Quarterly</i> 7 (July 2007): 265–69. DOI."),
    ({"issue": "", "issued": Date(2007)}, "Quarterly</i> 7 (2007): 265–69. DOI."),
    ({"volume": "", "issue": ""}, "Quarterly</i>, July 2007, 265–69. DOI."),
]


@pytest.mark.parametrize(("fields", "end"), ISSUES)
def test_chicago_names_the_month_where_a_number_is_missing(fields, end):
    assert reference("chicago-author-date", record(**fields)).endswith(end)


def test_what_is_about_a_year_is_said_in_the_words_of_the_style():
    each = record(issued=Date(1900, is_circa=True))
    years = {style.key: to_plain(style.reference(each)) for style in FIRST_STYLES}
    assert "G. (ca. 1900)." in years["apa"]
    assert ", [1900?], pp." in years["mla"]
    assert "Gonzalo. [1900?]. “" in years["chicago-author-date"]
    assert "G. (1900) ‘" in years["harvard"]


def test_a_volume_of_a_book_stands_before_the_pages_in_apa():
    assert "<i>Ports and Peoples</i> (Vol. 2, pp. 103–107). Quay" in reference(
        "apa", replace(CHAPTER, volume="2")
    )


@pytest.mark.parametrize("style", ["chicago-author-date", "harvard"])
def test_a_newspapers_volume_is_left_out(style):
    assert "7" not in reference(style, NASTY["a newspaper with volume"]).replace("2007", "")


@pytest.mark.parametrize(
    ("style", "end"),
    [
        ("apa", "265–269. Retrieved July 5, 2026, from URL"),
        ("mla", "pp. 265–69, URL. Accessed 5 July 2026."),
        ("chicago-author-date", "265–69. URL. Accessed July 5, 2026."),
        ("harvard", "pp. 265–269. Available at: URL (Accessed: 5 July 2026)."),
    ],
)
def test_the_day_of_access_stands_where_the_style_has_it_and_never_with_a_doi(style, end):
    each = record(DOI="", accessed=Date(2026, 7, 5))
    assert to_plain(BY_KEY[style].reference(each)).replace(each.URL, "URL").endswith(end)
    assert "2026" not in to_plain(BY_KEY[style].reference(record(accessed=Date(2026, 7, 5))))


@pytest.mark.parametrize(
    ("style", "fields", "expected"),
    [
        ("mla", {"title": "“Who Asked?”"}, "Berrón, Gonzalo. “‘Who Asked?’” <i>Regional"),
        ("apa", {"title": "Who Asked!"}, "(2007). Who Asked! <i>Regional"),
        ("chicago-author-date", {"title": "On “Free” Trade"}, "2007. “On ‘Free’ Trade.” <i>Regional"),
        ("harvard", {"title": "The People’s ‘Free’ Trade?"}, "(2007) ‘The People’s “Free” Trade?’, <i>Regional"),
        ("mla", {"title": "¿Integración de quién?", "language": "es"}, "“¿Integración de quién?” <i>Regional"),
        ("apa", {"author": (Person("King", "Marta Luz", suffix="Jr."),)}, "King, M. L., Jr. (2007)."),
        ("mla", {"author": (Person("Leyen", "Ursel", particle="von der"),)}, "von der Leyen, Ursel. “The"),
        ("apa", {"author": (Person("García Márquez", "Luz"),)}, "García Márquez, L. (2007)."),
        ("mla", {"page_first": "S21", "page_last": "S25"}, "pp. S21–25, DOI."),
        ("chicago-author-date", {"page_first": "xii", "page_last": "xv"}, "7 (3): xii–xv. DOI."),
        ("apa", {"page_last": "265"}, "<i>7</i>(3), 265. DOI"),
        ("harvard", {"page_last": "265"}, "7(3), p. 265. Available at: DOI."),
    ],
)  # fmt: skip
def test_pitfalls(style, fields, expected):
    fields = {"title_short": ""} | fields if "title" in fields else fields
    assert expected in reference(style, record(**fields))


def test_of_more_than_twenty_authors_apa_names_nineteen_and_the_last():
    text = to_plain(BY_KEY["apa"].reference(NASTY["many authors"]))
    assert "AuthorS, N. 18, … AuthorY, N. 24. (2007)" in text
    assert "AuthorT" not in text


def test_of_more_than_ten_authors_chicago_names_seven():
    text = to_plain(BY_KEY["chicago-author-date"].reference(NASTY["many authors"]))
    assert "N. 6 AuthorG, et al. 2007." in text
    assert "AuthorH" not in text


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
def test_a_title_that_asks_takes_no_full_stop(style):
    text = to_plain(style.reference(record(title="Who Rules?", title_short="")))
    assert "?." not in text
    assert "..” " not in text


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
@pytest.mark.parametrize("name", NASTY)
def test_no_reference_has_holes_or_double_stops(style, name):
    plain = to_plain(style.reference(NASTY[name]))
    assert plain == plain.strip()
    for flaw in ("..", ",,", "()", "“”", "‘’", " ,", " .", "None", "?."):
        assert flaw not in plain, plain
    in_text = to_plain(style.in_text(NASTY[name]))
    assert in_text
    if style in FIRST_STYLES:
        assert in_text.startswith("(")
        assert in_text.endswith(")")


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_becomes_markup(title, name):
    each = record(title=title, author=(Organisation(name),), container_title=title, DOI=name)
    for style in FIRST_STYLES:
        html = to_html(style.reference(each))
        for tag in ("<i>", "</i>", "</a>", "<b>", "</b>"):
            html = html.replace(tag, "")
        assert html.count("<") == html.count('<a href="https://')


def test_only_web_addresses_become_links():
    assert to_html((StyledRun("javascript:alert(1)", href="javascript:alert(1)"),)) == "javascript:alert(1)"
