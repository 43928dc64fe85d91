"""Dates: their parts and forms, ranges, seasons, and years before Christ."""

from __future__ import annotations

import pytest

from tests.archive.citations.csl.small_styles import cited, style, work, year

YEAR = '<date variable="issued"><date-part name="year"/></date>'
FULL = '<date variable="issued" form="text"/>'


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (year(2007), "2007"),
        (year(2007, 7), "July 2007"),
        (year(2007, 7, 4), "July 4, 2007"),
        ({"date-parts": [[2007, 7, 4], [2007, 7, 9]]}, "July 4–9, 2007"),
        ({"date-parts": [[2007, 7, 30], [2007, 8, 2]]}, "July 30–August 2, 2007"),
        ({"date-parts": [[2007], [2008]]}, "2007–2008"),
        ({"date-parts": [[2007]], "season": 3}, "Autumn 2007"),
        ({"date-parts": [["2007", "7"]]}, "July 2007"),
        ({"literal": "in the rains"}, "in the rains"),
        ({"raw": "2007-07-04"}, "July 4, 2007"),
        ({"raw": "2007/2009"}, "2007–2009"),
        ({"date-parts": [[0]]}, ""),
        ({"date-parts": [[]]}, ""),
        ({}, ""),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(date, text):
    assert cited(style(FULL), work(issued=date)) == text


@pytest.mark.parametrize(("number", "text"), [(-99, "99 BC"), (79, "79 AD"), (1999, "1999")])
def test_years_of_antiquity_say_so(number, text):
    assert cited(style(YEAR), work(issued=year(number))) == text


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ('<date-part name="month" form="short"/>', "Sept."),
        ('<date-part name="month" form="numeric-leading-zeros"/>', "09"),
        ('<date-part name="day" form="ordinal"/>', "2nd"),
        ('<date-part name="day" form="numeric-leading-zeros"/>', "02"),
        ('<date-part name="year" form="short"/>', "07"),
    ],
)
def test_parts_have_forms(part, text):
    assert cited(style(f'<date variable="issued">{part}</date>'), work(issued=year(2007, 9, 2))) == text


def test_the_language_says_the_order_and_the_style_the_forms():
    layout = '<date variable="issued" form="text" date-parts="year-month"><date-part name="month" form="short"/></date>'
    assert cited(style(layout), work(issued=year(2007, 9, 2))) == "Sept. 2007"
    assert cited(style(layout, language="es-ES"), work(issued=year(2007, 9, 2))) == "sep. de 2007"


def test_ordinals_only_of_the_first_where_the_language_has_it_so():
    layout = '<date variable="issued"><date-part name="day" form="ordinal" suffix=" "/><date-part name="month"/></date>'
    french = style(layout, language="fr-FR")
    assert cited(french, work(issued=year(2007, 7, 1))) == "1ᵉʳ juillet"
    assert cited(french, work(issued=year(2007, 7, 4))) == "4 juillet"
