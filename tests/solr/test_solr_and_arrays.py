"""Solr finds what the embedded engine finds, and fetches no more of a large archive than of a small one."""

import random

import pytest

from search.backends.arrays.array_engine import ArrayEngine
from search.engine_protocol import Question
from search.query_fields import WORD_FIELDS
from search.query_language import read
from search.query_nodes import And, Narrowing, Optional
from tests.search.archives import WORDS
from tests.search.test_engine_contract import add, entry, none_of, random_entries
from tests.solr.conftest import make

pytestmark = pytest.mark.external
COUNT, QUERIES, SEED = 250, 150, 19


def random_query(random_):
    """One of each operator of the language, in any mixture."""
    word = lambda: random_.choice(WORDS).replace(",", "")  # noqa: E731
    kinds = (
        lambda: word(),
        lambda: f"{word()} {word()}",
        lambda: f"{word()} OR {word()}",
        lambda: f"{word()} -{word()}",
        lambda: f'"{word()} {word()}"',
        lambda: f'"{word()} {word()} {word()}"',
        lambda: f'"{word()} {word()}"~{random_.randint(0, 6)}',
        lambda: f'"{word()} {word()} {word()}"~{random_.randint(1, 8)}',
        lambda: f"={word()}",
        lambda: f"{word()[:4]}*",
        lambda: f"{word()}~",
        lambda: f"title:{word()}",
        lambda: f'title:"{word()} {word()}"',
        lambda: f"language:{random_.choice(('en', 'es', 'pt'))} {word()}",
        lambda: f"year:2005..2007 {word()}",
        lambda: f'({word()} OR "{word()} {word()}") {word()}',
    )
    return random_.choice(kinds)()


@pytest.fixture
def engines(cloud, new_name, tmp_path):
    made = [make(cloud, new_name, replicas=1), ArrayEngine(tmp_path / "index", WORD_FIELDS, seconds=20)]
    for engine in made:
        engine.rebuild(random_entries(SEED, COUNT), none_of)
    return made


def test_what_is_found_and_counted_is_the_same(engines):
    random_ = random.Random(SEED)
    texts = [random_query(random_) for _ in range(QUERIES)]
    differing = []
    for text in texts:
        question = Question(read(text).root, end=COUNT, facets=("authors", "year", "language"))
        one, other = (engine.ask(question) for engine in engines)
        if (set(one.keys), one.facets) != (set(other.keys), other.facets):
            differing.append((text, sorted({*one.keys} ^ {*other.keys})))
    assert differing == []


def test_words_of_the_archive_are_the_same(engines):
    one, other = engines
    for form in ("na", "li", "pol", "inte", "the"):
        assert one.complete(form, 5) == other.complete(form, 5)
        assert one.complete(form, 5, language="es") == other.complete(form, 5, language="es")
        before = read("social").root.words
        assert one.complete(form, 5, before) == other.complete(form, 5, before)
    for form in ("natoin", "intergation", "harbuor", "polisy", "zzzzz", "trade"):
        assert one.correct(form) == other.correct(form)
    weights = {":en:polici": 1.0, ":en:nation": 2.0, ":en:harbour": 1.0}
    assert one.telling_terms(weights, 3) == pytest.approx(other.telling_terms(weights, 3))


def test_what_is_fetched_for_a_query_does_not_grow_with_the_archive(cloud, new_name, monkeypatch):
    engine = make(cloud, new_name, replicas=1)
    engine.rebuild((), none_of)
    fetched = []
    send = engine.client._send

    def counting(*args):
        answer = send(*args)
        fetched.append(len(repr(answer)))
        return answer

    monkeypatch.setattr(engine.client, "_send", counting)
    node = And((read('"shared words" OR word*').root, Optional(read("number").root)))
    sizes = []
    for size in (100, 1000):
        add(engine, *(entry(n, f"Number {n}", ("shared words",), year=2000 + n % 10) for n in range(size)))
        fetched.clear()
        answer = engine.ask(
            Question(node, [Narrowing("year", first=2000)], end=20, facets=("authors", "year"))
        )
        assert answer.total == size
        sizes.append(sum(fetched))
    assert sizes[1] < sizes[0] * 1.1
