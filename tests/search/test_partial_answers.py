"""What the time limit cuts short shows what was found so far, says so, and is not kept."""

import pytest
from django.urls import reverse

from search import engine
from search.backends.arrays.evaluation import Evaluation
from search.errors import TooSlowError
from search.results import Filters

TEXT = "The ferrymen set the price of salt."
QUERY = '"price of salt" ferrymen'


@pytest.fixture
def ferries(publish):
    return [publish(f"Ferry {number}", texts=(TEXT,)) for number in range(8)]


@pytest.fixture
def slow(monkeypatch):
    """Time for the three newest articles, and for no more."""
    match = Evaluation.match

    def limited(self, node):
        if self.documents.sum() > 2:
            raise TooSlowError
        return match(self, node)

    monkeypatch.setattr(Evaluation, "match", limited)


@pytest.mark.django_db
def test_what_was_found_in_time_is_shown(ferries, slow):
    found = engine.run(QUERY)
    assert found.is_partial
    assert {row.document for row in found.rows} == set(ferries[-3:])
    assert found.total == 3
    assert all(row.hits == 2 for row in found.rows)
    assert found.problem is None
    assert found.help is None
    assert [
        (value.value, value.count) for facet in found.facets if facet.name == "lang" for value in facet.values
    ] == [("en", 3)]
    assert engine.run(QUERY, Filters(language=("es",))).total == 0


@pytest.mark.django_db
def test_a_query_that_is_done_part_by_part_is_whole(ferries, monkeypatch):
    match = Evaluation.match

    def limited(self, node):
        if self.documents.sum() == len(ferries):
            raise TooSlowError
        return match(self, node)

    whole = engine.run(QUERY)
    monkeypatch.setattr(Evaluation, "match", limited)
    in_parts = engine.run(QUERY)
    assert not in_parts.is_partial
    assert in_parts.total == whole.total == len(ferries)


@pytest.mark.django_db
def test_page_export_feed_and_api_say_so_and_are_not_kept(client, ferries, slow):
    def get(name, *args):
        response = client.get(reverse(name, args=args), {"q": QUERY})
        assert response.headers["Cache-Control"] == "no-store"
        return response

    page = " ".join(get("search:results").content.decode().split())
    assert "At least <b>3</b> articles" in page
    assert "what was found so far is shown" in page
    assert 'filename="search-incomplete.ris"' in get("search:export", "ris").headers["Content-Disposition"]
    assert "ferrymen (incomplete)</title>" in get("search:feed").content.decode()
    answer = client.get("/api/search", {"q": QUERY})
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json()["is_partial"], answer.json()["total"]) == (True, 3)


@pytest.mark.django_db
def test_all_values_of_a_facet_say_so_too(client, ferries, slow):
    response = client.get(reverse("search:facet", args=["lang"]), {"q": QUERY})
    page = response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert "all counts are “at least”" in page
    assert '<span class="count">3</span>' in page


@pytest.mark.django_db
def test_nothing_of_it_is_remembered_as_whole(ferries, monkeypatch):
    question = "how do the ferrymen set the high price of white salt"
    match = Evaluation.match
    with monkeypatch.context() as while_slow:
        while_slow.setattr(
            Evaluation, "match", lambda self, node: match(self, node) if self.documents.sum() < 2 else _stop()
        )
        engine.run(question)
    found = engine.run(question)
    assert found.total == len(ferries)
    assert found.fewer_words.with_all == 0
    assert not found.is_partial


def _stop():
    raise TooSlowError


@pytest.mark.django_db
def test_titles_say_where_the_answer_is_by_most_of_the_words(client, ferries):
    question = "how do the ferrymen set the high price of white salt"
    export = client.get(reverse("search:export", args=["ris"]), {"q": question})
    assert 'filename="search-most-of-the-words.ris"' in export.headers["Content-Disposition"]
    feed = client.get(reverse("search:feed"), {"q": question}).content.decode()
    assert "white salt (most of the words)</title>" in feed
    plain = client.get(reverse("search:export", args=["ris"]), {"q": QUERY})
    assert 'filename="search.ris"' in plain.headers["Content-Disposition"]
    assert "(most of the words)" not in client.get(reverse("search:feed"), {"q": QUERY}).content.decode()
