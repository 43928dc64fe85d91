"""Years in a question are offered as years of publication, and nothing is changed silently."""

import pytest
from django.urls import reverse

from search import engine
from search.query_language import read
from search.query_nodes import Years
from search.years_offered import years_offered


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("harbours between 1999 and 2007", "harbours year:1999..2007"),
        ("Between 1999 and 2007 harbours", "harbours year:1999..2007"),
        ("puertos entre 1999 y 2007", "puertos year:1999..2007"),
        ("portos entre 1999 e 2007", "portos year:1999..2007"),
        ("ports entre 1999 et 2007", "ports year:1999..2007"),
        ("Häfen zwischen 1999 und 2007", "Häfen year:1999..2007"),
        ("harbours from 1999 to 2007", "harbours year:1999..2007"),
        ("harbours 1999-2007", "harbours year:1999..2007"),
        ("1999–2007", "year:1999..2007"),
        ("2007 - 1999 harbours", "harbours year:1999..2007"),
        ('"the harbour" 1999..2007', '"the harbour" year:1999..2007'),
    ],
)
def test_years_of_a_question_are_offered(text, query):
    assert years_offered(text).query == query
    assert Years(1999, 2007) in (root := read(query).root, *getattr(root, "nodes", ()))


@pytest.mark.parametrize(
    "text",
    [
        '"between 1999 and 2007"',
        "year:1999..2007",
        "year:1999-2007",
        "year: 1999..2007",
        "harbours 1999",
        "between harbours and 2007",
        "pages 265-269",
        "=1999-2007",
        "1999-2007-11",
    ],
)
def test_what_is_quoted_or_in_notation_is_left(text):
    assert years_offered(text) is None


@pytest.mark.django_db
def test_the_page_offers_a_link_and_answers_as_typed(client, small_archive):
    found = engine.run("harbour 1999-2007")
    assert found.total == 0
    page = client.get(reverse("search:results"), {"q": "harbour 1999-2007"}).content.decode()
    assert 'href="/search/?q=harbour+year%3A1999..2007">Published from 1999 to 2007</a>' in page
    rows = engine.run(found.years_offered.query).rows
    assert {row.document.issue.year for row in rows} == {1999, 2001, 2007}
