"""The advanced search writes queries of the search box, shows them and leads to what they find."""

import re

import pytest
from django.urls import reverse

from search.advanced import PARTS, write
from search.query_language import read
from tests.builders import make_document

ADVANCED = "/search/advanced/"


@pytest.mark.parametrize(
    ("typed", "more", "query"),
    [
        ({"all": "social integration"}, {}, "social integration"),
        ({"all": "water OR (sea"}, {}, 'water "OR" sea'),
        ({"phrase": "“free trade” area"}, {}, '"free trade area"'),
        ({"any": 'treaty "free trade"'}, {}, '(treaty OR "free trade")'),
        ({"any": "treaty"}, {}, "treaty"),
        ({"none": "tariff -tax"}, {}, "-tariff -tax"),
        ({"near": "trade poverty"}, {"within": 5}, '"trade poverty"~5'),
        ({"near": "trade"}, {}, "trade"),
        ({"near": "trade poverty"}, {"within": 500}, '"trade poverty"~50'),
        ({"forms": "nations"}, {}, "=nations"),
        ({"title": 'policy "free trade"'}, {}, 'title:policy title:"free trade"'),
        ({"author": "Inés Pradera"}, {}, "author:Inés author:Pradera"),
        ({}, {"language": "es", "years": (2005, 2007)}, "language:es year:2005..2007"),
        ({}, {"years": (2005, 2005)}, "year:2005"),
        ({}, {"years": (None, 2007)}, "year:..2007"),
        ({"all": '"unclosed'}, {}, "unclosed"),
        ({"all": " -= ", "phrase": '""', "any": "()"}, {}, ""),
    ],
)
def test_what_is_typed_is_written_in_the_notation_of_the_box(typed, more, query):
    assert write(typed, **more) == query
    assert read(query).problem is None


def test_every_example_is_a_query_that_reads(db):
    assert len({part.name for part in PARTS}) == len(PARTS)
    for part in PARTS:
        assert read(part.written(part.example(str))).problem is None
        assert part.written(part.example(str))


def test_the_form_shows_the_query_and_leads_to_it(client, small_archive):
    asked = {"all": "harbour", "none": "nobody", "from": "2000", "to": "1990"}
    page = client.get(ADVANCED, asked)
    assert "<code>harbour -nobody year:1990..2000</code>" in page.content.decode()
    assert 'value="harbour"' in page.content.decode()
    answer = client.get(ADVANCED, asked | {"go": "1"})
    assert answer["Location"] == "/search/?q=harbour+-nobody+year%3A1990..2000"
    found = client.get(answer["Location"]).context["results"]
    assert [row.document.title for row in found.rows] == ["Nations at Sea"]
    assert client.get(ADVANCED, asked | {"format": "json"}).json() == {
        "query": "harbour -nobody year:1990..2000"
    }


def test_nothing_and_nonsense_are_said(client, small_archive):
    assert "Nothing was asked for yet" in client.get(ADVANCED, {"go": "1"}).content.decode()
    wrong = client.get(
        ADVANCED, {"all": "harbour", "from": "soon", "go": "1", "within": "x", "language": "<b>"}
    )
    assert "“soon” is no year to search from" in wrong.content.decode()
    assert "<code>harbour</code>" in wrong.content.decode()
    assert client.get(ADVANCED, {"all": "\x00" + "x" * 5000, "any": "<script>"}).status_code == 200


def test_results_lead_to_the_form_with_their_query(client, small_archive):
    page = client.get("/search/", {"q": "harbour"}).content.decode()
    assert f'href="{reverse("search:advanced")}?q=harbour"' in page
    form = client.get(ADVANCED, {"q": 'harbour "the forum"'}).content.decode()
    assert 'value="harbour &quot;the forum&quot;"' in form


def test_only_languages_and_years_of_published_articles_are_offered(client, small_archive):
    make_document("Draft", language="fr", state="draft")
    context = client.get(ADVANCED).context
    assert {code for code, _name in context["languages"]} == {"en", "es", "de"}
    assert list(context["years"]) == [1999, 2001, 2007, 2008]


# ------------------------------------------------------------------ where to begin
def test_without_a_query_there_are_subjects_years_and_examples(client, small_archive):
    page = client.get("/search/").content.decode()
    for way in (
        "/s/trade/",
        "?from=1999&amp;to=1999",
        "/search/?q=social+integration",
        ADVANCED,
        "/search/tips/",
    ):
        assert way in page


def test_an_empty_archive_has_a_beginning_too(client, db):
    assert client.get("/search/").status_code == 200
    assert client.get(ADVANCED).status_code == 200


def test_the_years_chosen_are_marked_on_the_bars(client, small_archive):
    page = client.get("/search/", {"q": "harbour", "from": "2000", "to": "2008"}).content.decode()
    bars = re.findall(r'data-from="(\d+)" data-to="\d+"( class="chosen")?', page)
    assert {year for year, is_chosen in bars if is_chosen} == {year for year, _ in bars} - {"1999"}
    assert len(bars) > 1
