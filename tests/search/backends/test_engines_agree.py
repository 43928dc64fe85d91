"""Every engine finds the same as the embedded one, whatever is asked: sets, counts, facets and order by values."""

import pytest

from search.backends.arrays.array_engine import ArrayEngine
from search.query_fields import WORD_FIELDS
from tests.search.archives import random_entries
from tests.search.query_samples import questions, texts_of
from tests.search.test_engine_contract import ENGINES

FACETS = ("year", "language")


@pytest.fixture(scope="module", params=[name for name in ENGINES if name != "arrays"])
def engines(request, tmp_path_factory):
    entries = [
        entry.__class__(
            entry.identity,
            entry.language,
            {**dict.fromkeys(WORD_FIELDS, ""), **entry.words},
            {name: value for name, value in entry.columns.items() if name != "pages"},
        )
        for entry in random_entries(11, 200)
    ]
    made = (
        ArrayEngine(tmp_path_factory.mktemp("arrays"), WORD_FIELDS),
        ENGINES[request.param](tmp_path_factory.mktemp(request.param)),
    )
    for engine in made:
        engine.rebuild(entries, lambda identities: iter(()))
    return *made, texts_of(entries)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_asked_is_answered_alike(engines, seed):
    embedded, other, texts = engines
    found = 0
    for told, question in questions(seed, 50, texts):
        question = question.__class__(
            question.node, question.narrowings, ("-year", "language"), facets=FACETS
        )
        expected, answer = embedded.ask(question), other.ask(question)
        assert set(answer.keys) == set(expected.keys), told
        assert answer.total == expected.total, told
        assert {name: list(answer.facets[name].items()) for name in FACETS} == {
            name: list(expected.facets[name].items()) for name in FACETS
        }, told
        assert list(answer.keys) == list(expected.keys), told
        found += expected.total > 0
    assert found > 20
