"""Bibliographies: their order, repeated names, the second field, blocks."""

from __future__ import annotations

import pytest

from tests.archive.citations.csl.small_styles import listed, person, style, work, year

ANA, BRUNO, CARLA = person("Alba", "Ana"), person("Bravo", "Bruno"), person("Corte", "Carla")
NAMES = '<names variable="author"><name form="short" and="text"/></names>'


def read(layout, *, sort="", attributes="", suffix="", **others):
    layout_suffix = f'suffix="{suffix}"' if suffix else ""
    bibliography = (
        f"<bibliography {attributes}>{sort}<layout {layout_suffix}>{layout}</layout></bibliography>"
    )
    return style('<text variable="title"/>', bibliography=bibliography, **others)


def sorted_titles(key, *works, macros=""):
    return listed(read('<text variable="title"/>', sort=f"<sort>{key}</sort>", macros=macros), *works)


def test_titles_are_sorted_without_case_accents_and_signs():
    works = [work(str(n), title=title) for n, title in enumerate(["éclair", "Zeta", "“Delta”", "alfa"])]
    assert sorted_titles('<key variable="title"/>', *works) == ["alfa", "“Delta”", "éclair", "Zeta"]


@pytest.mark.parametrize("direction", ["ascending", "descending"])
def test_what_has_nothing_for_a_key_stands_last(direction):
    works = [work("a", title="none"), work("b", title="one", volume="2"), work("c", title="two", volume="10")]
    titles = sorted_titles(f'<key variable="volume" sort="{direction}"/>', *works)
    assert titles == (["one", "two", "none"] if direction == "ascending" else ["two", "one", "none"])


def test_dates_before_christ_come_first_and_ranges_behind_their_beginning():
    works = [
        work("a", title="after", issued=year(54)),
        work("b", title="range", issued={"date-parts": [[-44], [-40]]}),
        work("c", title="single", issued=year(-44)),
        work("d", title="first", issued=year(-100)),
    ]
    assert sorted_titles('<key variable="issued"/>', *works) == ["first", "single", "range", "after"]


def test_names_are_sorted_through_macros_with_what_stands_in_for_them():
    macros = '<macro name="who"><names variable="author"><name/><substitute><text variable="title"/></substitute></names></macro>'
    works = [
        work("a", title="Zeta", author=[CARLA]),
        work("b", title="Bonanza"),
        work("c", title="Alfa", author=[BRUNO]),
    ]
    assert sorted_titles('<key macro="who"/>', *works, macros=macros) == ["Bonanza", "Alfa", "Zeta"]


@pytest.mark.parametrize(
    ("rule", "entries"),
    [
        ("complete-all", ["Alba and Bravo", "---", "Alba and Corte", "Bravo"]),
        ("complete-each", ["Alba and Bravo", "--- and ---", "Alba and Corte", "Bravo"]),
        ("partial-each", ["Alba and Bravo", "--- and ---", "--- and Corte", "Bravo"]),
        ("partial-first", ["Alba and Bravo", "--- and Bravo", "--- and Corte", "Bravo"]),
    ],
)
def test_names_of_the_entry_before(rule, entries):
    attributes = f'subsequent-author-substitute="---" subsequent-author-substitute-rule="{rule}"'
    authors = [[ANA, BRUNO], [ANA, BRUNO], [ANA, CARLA], [BRUNO]]
    works = [work(str(n), author=author) for n, author in enumerate(authors)]
    assert listed(read(NAMES, attributes=attributes), *works) == entries


def test_the_second_field_is_aligned_and_closed_within():
    layout = '<text variable="citation-number" suffix=". "/><text variable="title"/>'
    entries = listed(
        read(layout, attributes='second-field-align="flush"', suffix="."), work(title="Tides"), html=True
    )
    assert entries == [
        '\n    <div class="csl-left-margin">1. </div><div class="csl-right-inline">Tides.</div>\n  '
    ]


def test_an_entry_that_says_nothing_is_left_out():
    assert listed(read('<text variable="DOI"/>'), work()) == []


def test_an_address_is_a_link_to_the_web_alone():
    layout = '<text variable="URL"/>'
    entries = listed(
        read(layout),
        work("a", URL="https://tides.example/?a=1&b=2"),
        work("b", URL="javascript:alert(1)"),
        html=True,
    )
    assert entries == [
        '<a href="https://tides.example/?a=1&amp;b=2">https://tides.example/?a=1&#38;b=2</a>',
        "javascript:alert(1)",
    ]


def test_values_kept_in_a_note_are_read():
    entries = listed(read('<text variable="genre"/>'), work(note="genre: Tide table\nthe rest is a note"))
    assert entries == ["Tide table"]
