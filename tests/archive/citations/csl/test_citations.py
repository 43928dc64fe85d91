"""Citations: their order, groups, collapsed years and numbers, and cites again."""

from __future__ import annotations

import pytest

from archive.citations.csl.cite import Locator
from archive.citations.csl.cited_works import Citation, CitedWork
from tests.archive.citations.csl.small_styles import cited, cited_in_turn, person, style, work, year

ANA, BRUNO = person("Alba", "Ana"), person("Bravo", "Bruno")
SHORT = (
    '<group delimiter=" "><names variable="author"><name form="short"/></names>'
    '<date variable="issued"><date-part name="year"/></date></group>'
)
WORKS = [
    work("a", author=[ANA], issued=year(2007), title="Tides"),
    work("b", author=[BRUNO], issued=year(2005), title="Winds"),
    work("c", author=[ANA], issued=year(2009), title="Rains"),
    work("d", author=[ANA], issued=year(2007), title="Shores"),
]


def test_cites_stand_in_the_order_that_the_style_asks_for():
    sort = '<sort><key variable="issued" sort="descending"/></sort>'
    assert cited(style(SHORT, sort=sort), *WORKS[:3]) == "Alba 2009; Alba 2007; Bravo 2005"


def test_cites_of_the_same_names_are_grouped_and_collapsed():
    grouped = style(SHORT, citation='cite-group-delimiter=", "')
    assert cited(grouped, *WORKS[:3]) == "Alba 2007, Alba 2009; Bravo 2005"
    collapsed = style(SHORT, citation='collapse="year"')
    assert cited(collapsed, *WORKS[:3]) == "Alba 2007, 2009; Bravo 2005"


def test_letters_of_a_year_are_collapsed():
    options = 'disambiguate-add-year-suffix="true" year-suffix-delimiter="," collapse="{}"'
    same = [work(id, author=[ANA], issued=year(2007)) for id in "wxyz"]
    assert cited(style(SHORT, citation=options.format("year-suffix")), *same) == "Alba 2007a,b,c,d"
    assert cited(style(SHORT, citation=options.format("year-suffix-ranged")), *same) == "Alba 2007a–d"


def test_numbers_are_collapsed_and_keep_their_locators():
    read = style('<text variable="citation-number"/>', citation='collapse="citation-number"', delimiter=",")
    assert cited(read, *WORKS) == "1–4"
    pair = [Citation((CitedWork("a"), CitedWork("c"), CitedWork("d")))]
    assert cited_in_turn(read, WORKS, *pair) == ["1,3,4"]


def test_affixes_of_who_cites():
    citation = Citation(
        (
            CitedWork("a", prefix="see "),
            CitedWork("b", suffix=" and others"),
            CitedWork("c", suppresses_author=True),
        )
    )
    assert cited_in_turn(style(SHORT), WORKS, citation) == ["see Alba 2007; Bravo 2005 and others; 2009"]


NOTE = (
    '<choose><if position="ibid-with-locator"><text term="ibid"/><text variable="locator" prefix=", "/></if>'
    '<else-if position="ibid"><text term="ibid"/></else-if>'
    '<else-if position="near-note"><text value="near "/><text variable="title"/></else-if>'
    '<else-if position="subsequent"><text variable="title"/>'
    '<text variable="first-reference-note-number" prefix=", see n. "/></else-if>'
    '<else><text variable="title"/><text variable="locator" prefix=", "/></else></choose>'
)


@pytest.mark.parametrize(
    ("cites", "texts"),
    [
        ([("a", ""), ("a", "")], ["Tides", "Ibid."]),
        ([("a", ""), ("a", "7")], ["Tides", "Ibid., 7"]),
        ([("a", "7"), ("a", "7")], ["Tides, 7", "Ibid."]),
        ([("a", "7"), ("a", "8")], ["Tides, 7", "Ibid., 8"]),
        ([("a", "7"), ("a", "")], ["Tides, 7", "near Tides"]),
        ([("a", ""), ("b", ""), ("a", "")], ["Tides", "Winds", "near Tides"]),
    ],
)
def test_notes_that_cite_again(cites, texts):
    notes = [
        Citation((CitedWork(id, Locator(page) if page else None),), note)
        for note, (id, page) in enumerate(cites, 1)
    ]
    assert cited_in_turn(style(NOTE, kind="note"), WORKS, *notes) == texts


def test_a_note_of_two_works_is_followed_by_no_ibid():
    notes = [Citation((CitedWork("a"), CitedWork("b")), 1), Citation((CitedWork("b"),), 2)]
    assert cited_in_turn(style(NOTE, kind="note"), WORKS, *notes)[1] == "near Winds"


def test_far_from_the_first_note_its_number_is_told():
    notes = [Citation((CitedWork("a"),), 1), Citation((CitedWork("b"),), 2), Citation((CitedWork("a"),), 9)]
    assert cited_in_turn(style(NOTE, kind="note"), WORKS, *notes)[2] == "Tides, see n. 1"
