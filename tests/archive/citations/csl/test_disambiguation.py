"""Cites that would lead to two works are told apart, by names, by condition, by letters."""

from __future__ import annotations

from archive.citations.csl.cited_works import Citation, CitedWork
from tests.archive.citations.csl.small_styles import (
    cited,
    cited_in_turn,
    listed,
    person,
    style,
    work,
    year,
)

ANA, ALMA, BRUNO = person("Alba", "Ana"), person("Alba", "Lía"), person("Bravo", "Bruno")
SHORT = (
    '<group delimiter=" "><names variable="author"><name form="short" initialize-with="." and="text"/></names>'
    '<date variable="issued"><date-part name="year"/></date></group>'
)
ENTRY = (
    '<bibliography><layout><names variable="author"><name/></names>'
    '<date variable="issued" prefix=" "><date-part name="year"/></date></layout></bibliography>'
)


def test_letters_follow_the_order_of_the_bibliography():
    read = style(SHORT, citation='disambiguate-add-year-suffix="true"', bibliography=ENTRY)
    works = [work("b", author=[ANA], issued=year(2007)), work("a", author=[ANA], issued=year(2007))]
    assert cited(read, *works) == "Alba 2007a; Alba 2007b"
    assert listed(read, *works) == ["Ana Alba 2007a", "Ana Alba 2007b"]


def test_the_day_of_access_does_not_tell_works_apart():
    read = style(
        SHORT + '<date variable="accessed" form="numeric" prefix=" seen "/>',
        citation='disambiguate-add-year-suffix="true"',
    )
    works = [
        work(id, author=[ANA], issued=year(2007), accessed=year(2020, 1, day))
        for id, day in (("a", 1), ("b", 2))
    ]
    assert cited(read, *works) == "Alba 2007a seen 01/01/2020; Alba 2007b seen 01/02/2020"


def test_given_names_in_the_ambiguous_cite_alone():
    read = style(SHORT, citation='disambiguate-add-givenname="true"')
    works = [
        work("a", author=[ANA], issued=year(2007)),
        work("b", author=[ALMA], issued=year(2007)),
        work("c", author=[ANA], issued=year(2008)),
    ]
    assert cited(read, *works) == "A. Alba 2007; L. Alba 2007; Alba 2008"


def test_given_names_in_all_cites_where_the_rule_is_so():
    read = style(
        SHORT, citation='disambiguate-add-givenname="true" givenname-disambiguation-rule="all-names"'
    )
    works = [work("a", author=[ANA], issued=year(2007)), work("b", author=[ALMA], issued=year(2008))]
    assert cited(read, *works) == "A. Alba 2007; L. Alba 2008"


def test_of_first_names_alone_where_the_rule_is_so():
    read = style(
        SHORT,
        citation='disambiguate-add-givenname="true" givenname-disambiguation-rule="primary-name"',
    )
    works = [
        work("a", author=[ANA, BRUNO], issued=year(2007)),
        work("b", author=[BRUNO, ALMA], issued=year(2008)),
        work("c", author=[ALMA], issued=year(2009)),
    ]
    assert cited(read, *works) == "A. Alba and Bravo 2007; Bravo and Alba 2008; L. Alba 2009"


def test_names_that_et_al_would_cut():
    et_al = 'et-al-min="2" et-al-use-first="1" disambiguate-add-names="true"'
    works = [
        work("a", author=[ANA, BRUNO, ALMA], issued=year(2007)),
        work("b", author=[ANA, ALMA, BRUNO], issued=year(2007)),
        work("c", author=[ANA, BRUNO], issued=year(2008)),
    ]
    assert cited(style(SHORT, citation=et_al), *works) == (
        "Alba, Bravo, et al. 2007; Alba, Alba, et al. 2007; Alba et al. 2008"
    )


def test_names_stay_cut_where_more_of_them_would_not_help():
    et_al = 'et-al-min="2" et-al-use-first="1" disambiguate-add-names="true"'
    works = [work(id, author=[ANA, BRUNO], issued=year(2007)) for id in ("a", "b")]
    assert cited(style(SHORT, citation=et_al), *works) == "Alba et al. 2007; Alba et al. 2007"


def test_a_condition_for_the_cites_that_are_still_alike():
    read = style(
        SHORT + '<choose><if disambiguate="true"><text variable="title" prefix=", "/></if></choose>',
    )
    works = [
        work("a", author=[ANA], issued=year(2007), title="Tides"),
        work("b", author=[ANA], issued=year(2007), title="Winds"),
        work("c", author=[ANA], issued=year(2009), title="Rains"),
    ]
    assert cited(read, *works) == "Alba 2007, Tides; Alba 2007, Winds; Alba 2009"


def test_letters_beyond_z():
    read = style(SHORT, citation='disambiguate-add-year-suffix="true"')
    works = [work(f"w{n:02}", author=[ANA], issued=year(2007)) for n in range(28)]
    texts = cited_in_turn(read, works, *[Citation((CitedWork(each["id"]),)) for each in works])
    assert [texts[0], texts[25], texts[26], texts[27]] == [
        "Alba 2007a",
        "Alba 2007z",
        "Alba 2007aa",
        "Alba 2007ab",
    ]
