"""Names: order, particles, initials, lists with et al., labels and substitutes."""

from __future__ import annotations

import pytest

from archive.citations.csl.initials import initialize
from tests.archive.citations.csl.small_styles import cited, person, style, work

ALBA, BRAVO, CORTE, DURAN = (
    person("Alba", "Ana María"),
    person("Bravo", "Jean-Luc"),
    person("Corte", "Eva"),
    person("Durán", "Ida"),
)


def names(attributes="", inner="", outer=""):
    return style(f'<names variable="author" {outer}><name {attributes}/>{inner}</names>')


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ("", "Ana María Alba, Jean-Luc Bravo, Eva Corte"),
        ('form="short"', "Alba, Bravo, Corte"),
        ('form="count"', "3"),
        ('and="text"', "Ana María Alba, Jean-Luc Bravo, and Eva Corte"),
        ('and="symbol" delimiter-precedes-last="never"', "Ana María Alba, Jean-Luc Bravo & Eva Corte"),
        ('form="short" et-al-min="3" et-al-use-first="1"', "Alba et al."),
        ('form="short" et-al-min="3" et-al-use-first="2"', "Alba, Bravo, et al."),
        ('form="short" et-al-min="3" et-al-use-first="1" et-al-use-last="true"', "Alba, … Corte"),
        ('name-as-sort-order="first" and="text"', "Alba, Ana María, Jean-Luc Bravo, and Eva Corte"),
        ('name-as-sort-order="all" initialize-with="."', "Alba, A.M., Bravo, J.-L., Corte, E."),
        ('delimiter="; " form="short"', "Alba; Bravo; Corte"),
    ],
)
def test_a_list_of_names(attributes, text):
    assert cited(names(attributes), work(author=[ALBA, BRAVO, CORTE])) == text


@pytest.mark.parametrize(
    ("rule", "one", "two"),
    [
        ("contextual", "Alba et al.", "Alba, Bravo, et al."),
        ("always", "Alba, et al.", "Alba, Bravo, et al."),
        ("never", "Alba et al.", "Alba, Bravo et al."),
    ],
)
def test_what_stands_before_et_al(rule, one, two):
    for first, text in ((1, one), (2, two)):
        read = names(
            f'form="short" et-al-min="3" et-al-use-first="{first}" delimiter-precedes-et-al="{rule}"'
        )
        assert cited(read, work(author=[ALBA, BRAVO, CORTE])) == text


def test_after_an_inverted_name_but_not_after_a_body():
    read = names('and="text" name-as-sort-order="first" delimiter-precedes-last="after-inverted-name"')
    assert cited(read, work(author=[ALBA, BRAVO])) == "Alba, Ana María, and Jean-Luc Bravo"
    assert cited(read, work(author=[{"literal": "Tide Office"}, BRAVO])) == "Tide Office and Jean-Luc Bravo"


VAN_MAR = person("Mar", "Vera", non_dropping_particle="van")
VON_SEE = person("See", "Uwe", dropping_particle="von")


@pytest.mark.parametrize(
    ("name", "natural", "inverted", "short"),
    [
        (VAN_MAR, "Vera van Mar", "Mar, Vera van", "van Mar"),
        (VON_SEE, "Uwe von See", "See, Uwe von", "See"),
        (person("van Mar", "Vera"), "Vera van Mar", "Mar, Vera van", "van Mar"),
        (person("See", "Uwe von"), "Uwe von See", "See, Uwe von", "See"),
        (person("d'Onda", "Lia"), "Lia d’Onda", "Onda, Lia d’", "d’Onda"),
        (person("García Márquez", "Inés"), "Inés García Márquez", "García Márquez, Inés", "García Márquez"),
        (person("Rey", "Tom", suffix="Jr."), "Tom Rey Jr.", "Rey, Tom, Jr.", "Rey"),
        (person("Rey", "Tom, Jr."), "Tom Rey Jr.", "Rey, Tom, Jr.", "Rey"),
        (person("海", "波"), "海波", "海波", "海"),
        (person("Lone"), "Lone", "Lone", "Lone"),
        ({"literal": "Office of Tides and Winds"}, *["Office of Tides and Winds"] * 3),
    ],
)
def test_the_parts_of_a_name_in_their_order(name, natural, inverted, short):
    author = work(author=[name])
    assert cited(names(), author) == natural
    assert cited(names('name-as-sort-order="all"'), author) == inverted
    assert cited(names('form="short"'), author) == short


def test_a_particle_stays_before_the_family_where_the_style_never_demotes_it():
    read = style(
        '<names variable="author"><name name-as-sort-order="all"/></names>',
        options='demote-non-dropping-particle="never"',
    )
    assert cited(read, work(author=[VAN_MAR])) == "van Mar, Vera"


@pytest.mark.parametrize(
    ("given", "sign", "text"),
    [
        ("Ana María", ". ", "A. M."),
        ("A.M.", ". ", "A. M."),
        ("Jean-Luc", ".", "J.-L."),
        ("María de los Ángeles", ". ", "M. de los Á."),
        ("Ana", "", "A"),
        ("TSerendorj", ".", "Ts."),
        ("<i>Ana</i> Lía", ". ", "<i>A.</i> L."),
    ],
)
def test_initials(given, sign, text):
    assert initialize(given, sign) == text


def test_formatting_of_parts():
    read = style(
        '<names variable="author"><name><name-part name="family" text-case="uppercase" font-weight="bold"/></name></names>'
    )
    assert cited(read, work(author=[ALBA]), html=True) == "Ana María <b>ALBA</b>"


def test_labels_follow_the_number_of_names_and_their_place():
    behind = style('<names variable="editor"><name form="short"/><label form="short" prefix=", "/></names>')
    before = style('<names variable="editor"><label form="verb" suffix=" "/><name form="short"/></names>')
    assert cited(behind, work(editor=[ALBA])) == "Alba, ed."
    assert cited(behind, work(editor=[ALBA, BRAVO])) == "Alba, Bravo, eds."
    assert cited(before, work(editor=[ALBA])) == "edited by Alba"


def test_an_editor_who_translates_is_named_once():
    read = style(
        '<names variable="editor translator" delimiter="; "><name form="short"/><label prefix=" (" suffix=")"/></names>'
    )
    assert cited(read, work(editor=[ALBA], translator=[ALBA])) == "Alba (editor & translator)"
    assert cited(read, work(editor=[ALBA], translator=[BRAVO])) == "Alba (editor); Bravo (translator)"


SUBSTITUTE = (
    '<names variable="author"><name form="short"/><label form="short" prefix=", "/>'
    '<substitute><names variable="editor"/><text variable="title"/></substitute></names>'
    '<text variable="title" prefix=". "/><names variable="editor" prefix=" / "><name form="short"/></names>'
)


def test_what_stands_in_for_names_is_not_put_out_again():
    read = style(SUBSTITUTE)
    assert cited(read, work(author=[ALBA], editor=[BRAVO], title="Tides")) == "Alba. Tides / Bravo"
    assert cited(read, work(editor=[BRAVO], title="Tides")) == "Bravo, ed.. Tides".replace("..", ".")
    assert cited(read, work(title="Tides")) == "Tides"


def test_options_are_inherited_from_the_style_and_the_citation():
    layout = '<names variable="author"><name/></names>'
    assert cited(style(layout, options='name-form="short"'), work(author=[ALBA])) == "Alba"
    both = style(layout, options='name-form="short"', citation='name-form="long"')
    assert cited(both, work(author=[ALBA])) == "Ana María Alba"
    assert cited(style(layout, citation='et-al-min="2" et-al-use-first="1"'), work(author=[ALBA, DURAN])) == (
        "Ana María Alba et al."
    )
