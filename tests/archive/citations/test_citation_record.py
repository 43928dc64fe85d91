"""What holds for every citation record, whatever it is made of."""

import dataclasses
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.citations.cite_keys import KeyRing, cite_key
from archive.citations.record import (
    CitationRecord,
    Date,
    Organisation,
    Person,
    clean_text,
    is_page_range,
    split_suffix,
)
from tests.archive.citations.citation_records import ARTICLE, NASTY, record


@given(st.text())
def test_clean_text_is_one_line_that_xml_can_carry(text):
    clean = clean_text(text)
    assert len(clean.splitlines()) <= 1
    assert clean == clean_text(clean)
    assert not [c for c in clean if unicodedata.category(c) in {"Cc", "Cs"}]
    clean.encode("utf-8")


def test_a_record_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ARTICLE.title = "Another"


def test_names_without_content_are_left_out():
    each = CitationRecord(id="x", author=(Person(" "), Organisation("\x0c"), Person("Pradera")))
    assert each.author == (Person("Pradera"),)


@pytest.mark.parametrize("particle", ["d'", "d’", "al-"])
def test_a_particle_that_leans_on_the_name_has_no_blank(particle):
    assert Person("Arvor", particle=particle).full_family == f"{particle}Arvor"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("King Jr.", ("King", "Jr.")),
        ("Marta Luz, Jr", ("Marta Luz", "Jr")),
        ("Reed III", ("Reed", "III")),
        ("Souza Filho", ("Souza Filho", "")),
        ("Júnior", ("Júnior", "")),
        ("Jr.", ("Jr.", "")),
        ("Ivo", ("Ivo", "")),
    ],
)
def test_a_suffix_is_told_from_the_name(name, parts):
    assert split_suffix(name) == parts


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("265", "269", "265-269"),
        ("265", "265", "265"),
        ("265", "", "265"),
        ("", "269", "269"),
        ("S21", "S25", "S21-S25"),
        ("xii", "xv", "xii-xv"),
        ("", "", ""),
    ],
)
def test_the_extent_is_as_printed(first, last, expected):
    assert record(page_first=first, page_last=last).page() == expected


@pytest.mark.parametrize(
    ("pages", "is_range"),
    [
        ("268", False),
        ("[268]", False),
        ("A-4", False),
        ("268–269", True),
        ("[268]–[269]", True),
        ("12-14", True),
        ("xii–xv", True),
        ("3, 7", True),
    ],
)
def test_a_range_of_pages_is_told_from_a_page(pages, is_range):
    assert is_page_range(pages) is is_range


def test_the_locator_never_touches_the_extent():
    cited = ARTICLE.with_locator("[268]")
    assert (cited.page_first, cited.page_last) == ("265", "269")
    assert cited.locator_note == "Cited page: [268]"
    assert ARTICLE.with_locator("268–269").locator_note == "Cited pages: 268–269"
    assert ARTICLE.locator_note == ""


@pytest.mark.parametrize(
    ("date", "iso"), [(Date(2007), "2007"), (Date(2007, 7), "2007-07"), (Date(987, 7, 4), "0987-07-04")]
)
def test_a_date_is_as_precise_as_what_is_known(date, iso):
    assert date.iso == iso


@pytest.mark.parametrize("parts", [(2007, 13), (2007, 0), (2007, None, 4), (2007, 7, 32)])
def test_an_impossible_date_is_refused(parts):
    with pytest.raises(ValueError, match=r"no (month|day)"):
        Date(*parts)


# ------------------------------------------------------------------ cite keys
@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({}, "berron2007integration"),
        ({"author": ()}, "anon2007integration"),
        ({"issued": None}, "berronndintegration"),
        ({"title": ""}, "berron2007-7k2m9x4q"),
        ({"author": (Person("García Márquez", "Luz"),)}, "garciamarquez2007integration"),
        ({"author": (Person("Leyen", "U", particle="von der"),)}, "vonderleyen2007integration"),
        ({"author": (Organisation("The Centre for Trade and Labour"),)}, "centre2007integration"),
        ({"author": (Person("Østgård Straße", "Ł"),)}, "ostgardstrasse2007integration"),
        ({"author": (Person("Достоевский"),)}, "anon2007integration"),
        ({"title": "La unión de los pueblos"}, "berron2007union"),
        ({"title": "民族の統合"}, "berron2007-7k2m9x4q"),
        ({"title": "“¿Qué?” & others"}, "berron2007que"),
    ],
)
def test_a_cite_key_says_who_when_and_what(fields, key):
    assert cite_key(record(**fields)) == key


def test_keys_of_one_export_are_unique_and_stable():
    ring = KeyRing()
    keys = [ring.key_for(ARTICLE) for _ in range(30)]
    assert keys[:4] == [
        "berron2007integration",
        "berron2007integrationa",
        "berron2007integrationb",
        "berron2007integrationc",
    ]
    assert keys[27] == "berron2007integrationaa"
    assert len(set(keys)) == 30
    assert KeyRing().key_for(ARTICLE) == keys[0]


def test_a_lettered_key_never_takes_the_place_of_a_natural_one():
    ring = KeyRing()
    natural = record(title="Integrationa of Peoples")
    keys = [ring.key_for(each) for each in (natural, ARTICLE, ARTICLE)]
    assert keys == ["berron2007integrationa", "berron2007integration", "berron2007integrationb"]


@pytest.mark.parametrize("name", NASTY)
def test_every_key_is_plain_ascii(name):
    key = cite_key(NASTY[name])
    assert key.isascii()
    assert key.replace("-", "").isalnum()
