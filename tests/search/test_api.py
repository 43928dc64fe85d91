"""The search as JSON: what the results page shows."""

import pytest

from archive.models import Document
from search import engine


def get(client, status=200, **parameters):
    response = client.get("/api/search", parameters)
    assert response.status_code == status, response.content
    return response.json()


def test_articles_come_with_their_pages_and_snippets(client, small_archive):
    data = get(client, q='"own forum"')
    (row,) = data["items"]
    assert data["total"] == 1
    assert row["document"]["title"] == "The Neo-Liberal Harbour"
    (page,) = row["pages"]
    assert (page["label"], page["sequence"], page["hits"]) == ("266", 2, 1)
    (snippet,) = page["snippets"]
    assert "own forum" in snippet["text"]
    assert "<mark>" in snippet["html"]
    assert client.get(snippet["url"].removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("query", ["harbour", "", "integration OR policy", "zzzz", "author:quill", '"'])
def test_it_finds_what_the_engine_finds_in_its_order(client, small_archive, query):
    found = engine.run(query, per_page=100)
    data = get(client, q=query, limit=100)
    assert data["total"] == found.total
    assert [row["document"]["identifier"] for row in data["items"]] == [
        row.document.identifier for row in found.rows
    ]
    assert data["read_as"] == found.read_as


def test_a_query_that_cannot_be_followed_says_where(client, small_archive):
    problem = get(client, q="harbour (trade")["problem"]
    assert problem["detail"]
    assert isinstance(problem["position"], int)


def test_filters_facets_and_years(client, small_archive):
    data = get(client, q="harbour")
    assert {value["value"]: value["count"] for value in data["facets"]["journal"]}
    narrowed = get(client, q="harbour", journal=["review-of-harbour-towns"])
    assert 0 < narrowed["total"] < data["total"]
    assert get(client, **{"from": 2008, "to": 2008})["total"] == 2
    assert get(client, **{"from": 2008, "to": 2007})["total"] == 3


def test_pages_lead_to_the_last_article(client, small_archive):
    data = get(client, limit=4)
    rest = client.get(data["next"].removeprefix("http://testserver")).json()
    found = [row["document"]["identifier"] for row in data["items"] + rest["items"]]
    assert set(found) == set(Document.objects.values_list("identifier", flat=True))
    assert rest["next"] is None
    assert get(client, status=404, page=99)["status"] == 404


def test_an_index_that_is_away_is_a_503_to_come_back_to(client, db):
    response = client.get("/api/search", {"q": "harbour"})
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert response["Retry-After"]


def test_a_search_costs_a_constant_number_of_queries(client, small_archive, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        get(client, limit=100)
