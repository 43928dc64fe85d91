"""Pages and a query -> the characters of every hit."""

import pytest

from search.locate import Hit, Locator, Range, locate
from search.query_language import read

PAGES = (
    "The neo-liberal integration of peoples, neo liberal or neoliberal. People’s forum of social",
    "integration began. The U.S. and the USA left; nations are not the nation.",
    "",
    "AIDS is not aid. l’État, c’est moi. 1,000 or 1000 ships.",
)


def covered(text, pages=PAGES, language="en"):
    """The hits as the strings they cover, those of one hit joined by |."""
    hits = locate(read(text), pages, language)
    return ["|".join(pages[r.page][r.start : r.end] for r in hit.ranges) for hit in hits]


HITS = [
    ("people", ["peoples", "People’s"]),
    ("=peoples", ["peoples"]),
    ("=people", ["People’s"]),
    ("neoliberal", ["neo-liberal", "neo liberal", "neoliberal"]),
    ("neo-liberal", ["neo-liberal", "neo liberal", "neoliberal"]),
    ("neo liberal", ["neo-liberal", "neo liberal", "neoliberal"]),
    ("liberal", ["liberal", "liberal"]),
    ("=neoliberal", ["neo-liberal", "neo liberal", "neoliberal"]),
    ("neolib*", ["neo-liberal", "neo liberal", "neoliberal"]),
    ("neoliberl~", ["neo-liberal", "neo liberal", "neoliberal"]),
    ('"neoliberal integration"', ["neo-liberal integration"]),
    ('"peoples neoliberal"', ["peoples, neo liberal"]),
    ('"social integration"', ["social|integration"]),
    ('"forum of social integration began"', ["forum of social|integration began"]),
    ('"integration social"', []),
    ('"integration forum"~9', ["integration|forum"]),
    ('"forum began"~3', ["forum|began"]),
    ('"began forum"~3', ["forum|began"]),
    ('"began forum"~2', []),
    ("usa", ["USA"]),
    ("US", ["U.S"]),
    ("nation", ["nations", "nation"]),
    ("=nation", ["nation"]),
    ("aid", ["aid"]),
    ("AIDS", ["AIDS"]),
    ("aids", ["AIDS", "aid"]),
    ("etat", ["État"]),
    ("l’état", ["État"]),
    ("1000", ["1,000", "1000"]),
    ('"social integration" integration', ["integration", "social|integration"]),
    ("began -forum", ["began"]),
    ("author:forum", []),
    ("year:2007", []),
    ("zebra", []),
]


@pytest.mark.parametrize(("text", "expected"), HITS)
def test_hits_cover_what_was_asked(text, expected):
    assert covered(text) == expected


def test_a_hit_over_a_page_break_has_a_range_on_each_page_and_counts_for_the_first():
    (hit,) = locate(read('"social integration"'), PAGES, "en")
    assert hit == Hit((Range(0, 85, 91), Range(1, 0, 11)))
    assert hit.page == 0


def test_a_phrase_goes_on_over_an_empty_page():
    pages = ("one", "", "two")
    assert covered('"one two"', pages) == ["one|two"]


def test_hits_come_in_reading_order_whatever_the_order_of_the_words():
    assert covered("moi began forum") == ["forum", "began", "moi"]


def test_a_language_without_stems_has_exact_hits_only():
    assert covered("nation", language="da") == ["nation"]
    assert covered("nation", language="") == ["nation"]


def test_what_was_learned_of_one_text_serves_the_next():
    locator = Locator(read("nation").page_terms, "en")
    assert locator.find("nations") == [((0, 7),)]
    assert locator.find("no such word") == []
    assert locator.find("a nation, nations") == [((2, 8),), ((10, 17),)]


def test_no_hit_lies_inside_another():
    pages = ("free trade area free trade",)
    assert covered('"free trade area" "free trade" trade', pages) == ["free trade area", "free trade"]


def test_a_phrase_that_repeats_itself_is_marked_without_overlaps():
    assert covered('"so so"', ("so so so so so",)) == ["so so", "so so"]
