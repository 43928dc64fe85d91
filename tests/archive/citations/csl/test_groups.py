"""Groups, conditions, labels and numbers."""

from __future__ import annotations

import pytest

from archive.citations.csl.locale import load_locale
from archive.citations.csl.numbers import format_numbers, is_numeric, is_plural, to_roman
from archive.citations.csl.pages import format_pages
from tests.archive.citations.csl.small_styles import cited, style, work


def test_a_group_is_left_out_where_all_its_variables_are_empty():
    read = style('<group delimiter=" "><text term="retrieved"/><text variable="URL"/></group>')
    assert cited(read, work()) == ""
    assert cited(read, work(URL="https://tides.example/")) == "retrieved https://tides.example/"


def test_a_group_of_words_alone_is_put_out():
    assert cited(style('<group><text value="See"/></group>'), work()) == "See"


def test_a_macro_that_says_something_holds_the_group_around_it():
    read = style(
        '<group delimiter=" "><text macro="word"/><text variable="DOI"/></group>',
        macros='<macro name="word"><text value="here"/></macro>',
    )
    assert cited(read, work()) == "here"


def test_delimiters_pass_through_a_choose_but_not_through_a_group():
    read = style(
        '<group delimiter=", "><choose><if type="book"><text value="a"/><text value="b"/></if></choose>'
        '<group><text value="c"/><text value="d"/></group></group>'
    )
    assert cited(read, work()) == "a, b, cd"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('type="book"', True),
        ('type="book thesis"', False),
        ('type="book thesis" match="any"', True),
        ('type="thesis" match="none"', True),
        ('variable="title"', True),
        ('variable="title DOI"', False),
        ('variable="title DOI" match="any"', True),
        ('variable="title" match="none"', False),
        ('type="book" variable="title"', True),
        ('is-numeric="volume"', True),
        ('is-numeric="edition"', False),
        ('is-uncertain-date="issued"', True),
        ('locator="page"', True),
        ('locator="chapter"', False),
        ('position="first"', True),
    ],
)
def test_conditions(condition, holds):
    read = style(f'<choose><if {condition}><text value="yes"/></if><else><text value="no"/></else></choose>')
    record = work(
        title="Tides", volume="12b", edition="second", issued={"date-parts": [[1900]], "circa": True}
    )
    assert cited(read, record, locator="7") == ("yes" if holds else "no")


@pytest.mark.parametrize(
    ("locator", "label", "text"),
    [
        ("7", "page", "p. 7"),
        ("7-9", "page", "pp. 7–9"),
        ("7 & 9", "page", "pp. 7 & 9"),
        ("xi-xv", "page", "pp. xi–xv"),
        ("2", "chapter", "chap. 2"),
        ("s.v. tide", "page", "s.v. tide"),
        ("vol. 1, fol. 8", "page", "vol. 1, fol. 8"),
    ],
)
def test_a_locator_has_the_label_of_its_kind_and_number(locator, label, text):
    read = style(
        '<group delimiter=" "><label variable="locator" form="short"/><text variable="locator"/></group>'
    )
    assert cited(read, work(), locator=locator, label=label) == text


def test_a_label_is_plural_by_the_number_of_volumes():
    read = style('<number variable="number-of-volumes"/><label variable="number-of-volumes" prefix=" "/>')
    assert cited(read, work(number_of_volumes="1")) == "1 volume"
    assert cited(read, work(number_of_volumes="3")) == "3 volumes"


@pytest.mark.parametrize(
    ("pages", "style_name", "text"),
    [
        ("321-328", "", "321–328"),
        ("42-45", "minimal", "42–5"),
        ("42-45", "minimal-two", "42–45"),
        ("321-8", "expanded", "321–328"),
        ("100-104", "chicago-16", "100–104"),
        ("107-108", "chicago-16", "107–8"),
        ("321-325", "chicago-16", "321–25"),
        ("1496-1504", "chicago-16", "1496–504"),
        ("1496-1504", "chicago-15", "1496–1504"),
        ("S21-S25", "minimal", "S21–5"),
        ("xii-xv", "minimal", "xii–xv"),
        ("Smith-Jones", "minimal", "Smith-Jones"),
        ("265-69, 300", "expanded", "265–269, 300"),
    ],
)
def test_ranges_of_pages(pages, style_name, text):
    assert format_pages(pages, style_name, "–") == text


@pytest.mark.parametrize(
    ("number", "form", "english", "spanish"),
    [
        ("2", "ordinal", "2nd", "2.ª"),
        ("11", "ordinal", "11th", "11.ª"),
        ("112", "ordinal", "112th", "112.ª"),
        ("3", "long-ordinal", "third", "tercera"),
        ("14", "roman", "xiv", "xiv"),
        ("2,3", "ordinal", "2nd, 3rd", "2.ª, 3.ª"),
        ("second", "ordinal", "second", "second"),
    ],
)
def test_numbers_in_their_forms(number, form, english, spanish):
    assert format_numbers(number, form, load_locale("en-US")) == english
    assert format_numbers(number, form, load_locale("es-ES"), "feminine") == spanish


def test_what_is_numeric_and_what_is_plural():
    assert [is_numeric(each) for each in ("D2", "2 & 3", "2-4", "IV", "")] == [True, True, True, False, False]
    assert [is_plural(each) for each in ("12", "12–14", "a-7", "1, 2")] == [False, True, False, True]
    assert to_roman(1999) == "mcmxcix"
