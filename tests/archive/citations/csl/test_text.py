"""Text: markup of fields, quotation marks, affixes, case, and punctuation where texts meet."""

from __future__ import annotations

import pytest

from archive.citations.csl.text_case import change_case
from tests.archive.citations.csl.small_styles import cited, style, work

TITLE = '<text variable="title"/>'
QUOTED = '<text variable="title" quotes="true"/>'
OUTSIDE = '<locale><style-options punctuation-in-quote="false"/></locale>'


@pytest.mark.parametrize(
    ("title", "html"),
    [
        ("The <i>Nautilus</i> at Sea", "The <i>Nautilus</i> at Sea"),
        ("H<sub>2</sub>O and x²", "H<sub>2</sub>O and x<sup>2</sup>"),
        ("Less < more & <b>open", "Less &#60; more &#38; &#60;b&#62;open"),
        ("<script>alert(1)</script>", "&#60;script&#62;alert(1)&#60;/script&#62;"),
        ("The Peoples' Own", "The Peoples’ Own"),
        ('On "Free" Trade', "On “Free” Trade"),
        ('An open " mark', 'An open " mark'),
    ],
)
def test_markup_is_read_and_all_else_is_text(title, html):
    assert cited(style(TITLE), work(title=title), html=True) == html


def test_italics_within_italics_are_roman():
    read = style('<text variable="title" font-style="italic"/>')
    html = cited(read, work(title="The <i>Nautilus</i> at Sea"), html=True)
    assert html == '<i>The <span style="font-style:normal;">Nautilus</span> at Sea</i>'


def test_quotation_marks_within_others_are_turned_at_every_level():
    title = "She said “he said ‘no’ twice” again"
    assert cited(style(QUOTED), work(title=title)) == "“She said ‘he said “no” twice’ again”"


@pytest.mark.parametrize(
    ("title", "inside", "outside"),
    [
        ("Trade", "“Trade,” x", "“Trade”, x"),
        ("Who Rules?", "“Who Rules?,” x", "“Who Rules?”, x"),
        ("On “Free” “Trade”", "“On ‘Free’ ‘Trade,’” x", "“On ‘Free’ ‘Trade’”, x"),
    ],
)
def test_a_comma_stands_inside_of_closing_quotes_where_the_language_has_it_so(title, inside, outside):
    layout = f'<group delimiter=", ">{QUOTED}<text value="x"/></group>'
    assert cited(style(layout), work(title=title)) == inside
    assert cited(style(layout, locale=OUTSIDE), work(title=title)) == outside


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("Who?", ". ", "Who? x"),
        ("Inc.", ". ", "Inc. x"),
        ("Inc.", ", ", "Inc., x"),
        ("Stop!", ": ", "Stop! x"),
        ("a:", "! ", "a! x"),
        ("a;", ". ", "a; x"),
    ],
)
def test_of_two_signs_that_meet_one_may_go(first, second, joined):
    read = style(f'<text value="{first}"/><text value="x" prefix="{second}"/>')
    assert cited(read, work()) == joined


def test_signs_within_a_field_are_left_alone():
    assert cited(style(TITLE), work(title="Wait.. <i>. what</i>?.")) == "Wait.. . what?."


def test_affixes_stand_outside_of_formatting_and_go_with_what_is_empty():
    read = style(
        '<text variable="title" prefix="(" suffix=")" font-weight="bold"/><text variable="DOI" prefix="[" suffix="]"/>'
    )
    assert cited(read, work(title="Tides"), html=True) == "(<b>Tides</b>)"


def test_periods_are_stripped_but_not_those_of_affixes():
    assert cited(
        style('<text variable="title" strip-periods="true" suffix="."/>'), work(title="J. Mar. Sci.")
    ) == ("J Mar Sci.")


@pytest.mark.parametrize(
    ("case", "text", "changed"),
    [
        ("lowercase", "The FTAA", "the ftaa"),
        ("uppercase", "Señas", "SEÑAS"),
        ("capitalize-first", "the FTAA and us", "The FTAA and us"),
        ("capitalize-all", "the view from here", "The View From Here"),
        ("title", "the tide of war: a view from far-off", "The Tide of War: A View from Far-Off"),
        ("title", "eBooks in the USA", "eBooks in the USA"),
        ("title", "what it stands for", "What It Stands For"),
        ("sentence", "The Tide of War in the USA", "The tide of war in the USA"),
    ],
)
def test_text_case(case, text, changed):
    assert change_case([(text, False)], case) == [changed]


def test_title_case_is_of_english_alone_and_passes_over_what_keeps_its_case():
    read = style('<text variable="title" text-case="title"/>')
    assert cited(read, work(title="la marea del sur", language="es")) == "la marea del sur"
    assert cited(read, work(title='the <span class="nocase">e-tide</span> rises')) == "The e-tide Rises"


def test_raised_signs_stay_in_plain_text():
    assert cited(style(TITLE), work(title="On CO² and the 1ᵉʳ tide")) == "On CO² and the 1ᵉʳ tide"
