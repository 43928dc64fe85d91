"""Hits in stored texts are those that are found by reading the texts."""

import random

import pytest
from hypothesis import given, settings

from search.locate import Locator, locate
from search.query_language import read
from search.tokens import stored_hits
from search.tokens.stored_hits import StoredLocator
from search.tokens.token_file import Text
from search.tokens.token_store import TokenStore
from tests.search.archives import random_entries
from tests.search.backends.test_agreement import queries

ENTRIES = random_entries(seed=11, count=60)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The texts in several files."""
    made = TokenStore(tmp_path_factory.mktemp("tokens"))
    for first in range(0, len(ENTRIES), 20):
        with made.writing() as add:
            for key, entry in enumerate(ENTRIES[first : first + 20], first):
                add(Text(key, entry.language, entry.columns["pages"]))
    return made


@pytest.fixture(autouse=True, scope="module")
def of_every_length():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_hits, "STORED", 0)
        yield


@settings(max_examples=150, deadline=None)
@given(text=queries)
def test_stored_and_read_texts_have_the_same_hits(store, text):
    query = read(text)
    locators = {entry.language: StoredLocator(query.page_terms, entry.language, store) for entry in ENTRIES}
    for entry in ENTRIES:
        pages = entry.columns["pages"]
        stored = locate(query, pages, entry.language, locators[entry.language])
        assert stored == locate(query, pages, entry.language)


def test_a_stored_text_is_not_read(store, monkeypatch):
    monkeypatch.setattr(Locator, "_found", None)
    entry = next(
        entry for entry in ENTRIES if "nation" in entry.columns["pages"][0] and entry.language == "en"
    )
    assert locate(
        read("nation"), entry.columns["pages"], "en", StoredLocator(read("nation").terms, "en", store)
    )


def test_what_is_not_stored_is_read(store):
    for text, language in (
        ("A text of another nation.", "en"),
        (ENTRIES[0].columns["pages"][0] + " nation", "en"),
    ):
        terms = read("nation").terms
        assert StoredLocator(terms, language, store).find(text) == Locator(terms, language).find(text) != []


def test_words_far_apart_and_long_gaps_keep_their_places(tmp_path):
    pages = ["nation" + " " * 700 + "trade" + "—" * 254 + "neo", "\n" + " " * 300 + "nation", ""]
    store = TokenStore(tmp_path)
    with store.writing() as add:
        add(Text(1, "en", pages))
    for text in ("nation", "trade", '"nation trade"', '"trade nation"~2', "neo*"):
        terms = read(text)
        assert locate(terms, pages, "en", StoredLocator(terms.page_terms, "en", store)) == locate(
            terms, pages, "en"
        )


def test_random_long_texts(tmp_path):
    random_ = random.Random(5)
    words = ["nation", "neo", "liberal", "the", "of", "AIDS", "policy-making", "integración"]
    pages = [
        "".join(random_.choice(words) + random_.choice([" ", ", ", "\n"]) for _ in range(400))
        for _ in range(4)
    ]
    store = TokenStore(tmp_path)
    with store.writing() as add:
        add(Text(1, "es", pages))
    for text in ("nation", "neoliberal", '"of the nation"', '"liberal policy"~3', "integra*", "the OR of"):
        query = read(text)
        assert locate(query, pages, "es", StoredLocator(query.page_terms, "es", store)) == locate(
            query, pages, "es"
        )
