"""What the first articles found say of a question raises what is like them."""

import pytest

from search import engine, feedback
from search.connection import current_engine, current_tokens
from search.feedback import with_feedback
from search.query_language import read
from search.query_nodes import Akin, Optional
from search.raising import raised
from search.tokens import passages
from search.tokens.passages import passage_about
from search.tokens.token_file import Text
from search.tokens.token_store import TokenStore

QUESTION = "how did ferrymen fix tolls during harsh floods"


def stored(folder, language, *pages):
    store = TokenStore(folder)
    with store.writing() as add:
        add(Text(7, language, pages))
    return store.newest([7])[7]


def test_a_passage_is_where_the_most_of_the_words_stand(tmp_path, monkeypatch):
    monkeypatch.setattr(passages, "WIDTH", 12)
    monkeypatch.setattr(passages, "MARGIN", 4)
    lone = "Ferrymen, ferrymen and ferrymen sang of willows. " + "Nothing happened for years. " * 9
    text = stored(
        tmp_path, "en", lone, "Old barge owners and some ferrymen fixed the tolls at 12 each.\nReeds grew."
    )
    found = passage_about(["ferrymen", "tolls", "unheard"], text)
    assert {":en:barg", ":en:owner", ":en:toll", ":en:fix"} <= found.keys()
    assert not {":en:willow", ":en:the", ":en:and", "12!"} & found.keys()
    assert found[":en:ferrymen"] == 1


def test_without_any_of_the_words_it_is_the_beginning(tmp_path):
    text = stored(tmp_path, "xx", "Klein boot, klein 7.")
    assert passage_about(["salt"], text) == {"klein!": 2, "boot!": 1}
    assert passage_about(["salt"], stored(tmp_path / "empty", "en", "…")) == {}


def test_the_newest_text_of_an_article_counts(tmp_path):
    store = TokenStore(tmp_path)
    for pages in (("Old text.",), ("New text.",)):
        with store.writing() as add:
            add(Text(7, "en", pages))
    (text,) = store.newest([7, 8]).values()
    assert ":en:new" in passage_about([], text)
    with store.writing() as add:
        add(Text(7, "en", ()))
    assert store.newest([7]) == {}


@pytest.fixture
def rivers(publish):
    """The first two speak of the question in the words of the third, which has two words of it, as the fourth has."""
    beside = "The bargemen met at the weir, and the weir was closed by bargemen."
    publish("A", texts=(f"Ferrymen would fix the tolls during harsh floods. {beside}",))
    publish("B", texts=(f"Of ferrymen, tolls and floods. {beside}",))
    publish("C", texts=(f"Of tolls in times of floods: {beside}",))
    publish(
        "D",
        texts=(
            "Of tolls in times of floods: the millers met at the hall, and the hall was painted by them.",
        ),
    )
    publish("E", texts=("Nobody spoke of the bargemen at the weir.",))


def order(text, **asked):
    return [row.document.title for row in engine.run(text, **asked).rows]


@pytest.mark.django_db
def test_what_is_like_the_first_articles_comes_before_what_is_not(rivers, monkeypatch):
    assert order(QUESTION) == ["A", "B", "C", "D"]
    monkeypatch.setattr(feedback, "MOST", 0)
    engine._understood.cache_clear()
    assert engine.run(QUESTION).total == 4  # the same articles, in whatever order
    engine._understood.cache_clear()


@pytest.mark.django_db
def test_it_finds_marks_and_tells_nothing(rivers):
    found = engine.run(QUESTION)
    assert found.total == 4
    assert "bargemen" not in found.read_as
    assert "bargemen" not in found.query
    assert all("<mark>bargemen" not in str(page.snippets) for row in found.rows for page in row.pages)
    assert len(engine.find_documents(QUESTION)) == 4


@pytest.mark.django_db
def test_pages_of_results_follow_on_each_other(rivers):
    assert [order(QUESTION, page=page, per_page=1)[0] for page in (1, 2, 3, 4)] == order(QUESTION)


@pytest.mark.django_db
def test_without_stored_texts_a_query_stays_as_it_is(rivers, tmp_path):
    query = raised(read("tolls floods"))
    assert with_feedback(query, current_engine(), TokenStore(tmp_path)) == query
    (akin,) = [
        node.node
        for node in with_feedback(query, current_engine(), current_tokens()).root.nodes
        if isinstance(node, Optional) and isinstance(node.node, Akin)
    ]
    assert sum(weight for _, weight in akin.terms) == pytest.approx(feedback.SHARE * 2)
    assert ":en:bargemen" in dict(akin.terms)
