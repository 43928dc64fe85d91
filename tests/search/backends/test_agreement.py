"""Index and located hits mean the same by a query: no result without a hit, no hit without a result."""

import random
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import PART_BREAK
from search.backends.arrays import index_files
from search.backends.arrays.evaluation import Evaluation
from search.locate import Locator, locate
from search.query_expansion import Acronyms, Knowledge, expand, forms_of
from search.query_language import Query, read
from search.query_nodes import And, Expanded, Language, Not, Or, Term, Years
from search.stemming import main_language
from tests.search.archives import WORDS, random_entries

ENTRIES = random_entries(seed=7, count=150)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """The entries in three segments, some written twice and some deleted."""
    folder = tmp_path_factory.mktemp("index")
    index_files.create(folder, index_files.make_schema(["text", "title"]))
    index_files.write(folder, [*ENTRIES[:40], *random_entries(seed=8, count=20)], merges=False)
    index_files.write(folder, ENTRIES[:90], merges=False)
    index_files.write(folder, [*ENTRIES[90:], *random_entries(seed=9, count=155)[150:]], merges=False)
    index_files.write(folder, [], [f"archive.document.{number}" for number in range(150, 155)], merges=False)
    return index_files.open_folder(folder)


@lru_cache(maxsize=2000)
def locator_of(term: Term, language: str) -> Locator:
    return Locator([term], language)


def occurrences(term: Term, entry) -> int:
    locator = locator_of(term, entry.language)
    text = entry.words[term.field or "text"]
    return sum(len(locator.find(part)) for part in text.split(PART_BREAK))


def is_match(node, entry) -> bool:
    match node:
        case Term():
            return occurrences(node, entry) > 0
        case And(nodes):
            return all(is_match(inner, entry) for inner in nodes)
        case Or(nodes):
            return any(is_match(inner, entry) for inner in nodes)
        case Expanded():
            return any(is_match(inner, entry) for inner in (node.node, *node.strong, *node.weak))
        case Not(inner):
            return not is_match(inner, entry)
        case Years(first, last):
            year = entry.columns["year"]
            return year is not None and (first or 0) <= year <= (last or 9999)
        case Language(code):
            return main_language(entry.language) == code
    raise TypeError(node)


def found(snapshot, node) -> set[str]:
    documents = Evaluation(snapshot, seconds=60).match(node).documents
    return {snapshot.stored[number]["id"] for number in np.flatnonzero(documents)}


words = st.sampled_from([*WORDS, "goverment", "liberl", "polcies", "zebra", "neo-liberals"])
single = st.one_of(
    words,
    words.map("={}".format),
    words.filter(lambda word: word.isalpha() and len(word) > 3).map(lambda word: f"{word[:4]}*"),
    words.filter(lambda word: word.isalpha() and len(word) > 3).map("{}~".format),
)
phrase = st.lists(single, min_size=2, max_size=4).map(lambda parts: '"{}"'.format(" ".join(parts)))
near = st.tuples(st.lists(words, min_size=2, max_size=3), st.integers(0, 6)).map(
    lambda drawn: '"{}"~{}'.format(" ".join(drawn[0]), drawn[1])
)
term = st.one_of(single, phrase, near, phrase.map("title:{}".format), words.map("title:{}".format))
condition = st.sampled_from(["year:2005..2006", "year:2007..", "language:es", "language:en"])
queries = st.recursive(
    st.one_of(term, term, condition),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "({})".format(" OR ".join(parts))),
        inner.map("NOT ({})".format),
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(text=queries)
def test_the_index_finds_exactly_the_articles_with_hits(snapshot, text):
    query = read(text)
    assert query.root is not None
    assert found(snapshot, query.root) == {entry.identity for entry in ENTRIES if is_match(query.root, entry)}


# An archive that explains US and AID, and in which a machine misread some words.
KNOWN = Knowledge(
    Acronyms(
        {"us": ("neo liberal", "social integration"), "aids": ("policy of trade",)},
        {forms_of("social integration"): ("US",), forms_of("policy of trade"): ("AIDS",)},
    ),
    ocr_variants=lambda form: {
        "trade": ("trading", "liberl"),
        "policy": ("polcies",),
        "nation": ("nations",),
    }.get(form, ()),
)
expanded = st.lists(
    st.one_of(
        st.sampled_from(
            ["US", "aids", '"social integration"', "social integration", "policy of trade", "trade"]
        ),
        st.sampled_from(["nation", "NOT trade", "(US OR nation)", "policy", '"trade nation"', "title:trade"]),
        words,
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(text=expanded)
def test_what_is_searched_besides_is_found_and_marked_alike(snapshot, text):
    query = expand(read(text), KNOWN).query
    identities = found(snapshot, query.root)
    assert identities == {entry.identity for entry in ENTRIES if is_match(query.root, entry)}
    assert identities >= found(snapshot, read(text).root)
    for entry in ENTRIES[:20]:
        asked = any(occurrences(term, entry) for term in query.page_terms)
        on_pages = locate(query, entry.columns["pages"], entry.language)
        title = any(locator_of(term, entry.language).find(entry.words["title"]) for term in query.page_terms)
        assert bool(on_pages) or title or not asked


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(phrase, near, single))
def test_the_index_counts_what_is_marked(snapshot, text):
    query = read(text)
    (one,) = query.terms
    counts = Evaluation(snapshot, seconds=60)._counts(one, "text")
    for entry in ENTRIES:
        counted = counts[snapshot.number_of[entry.identity]]
        marked = occurrences(one, entry)
        assert counted >= marked > 0 or counted == marked == 0  # overlapping phrases are marked once


@settings(max_examples=200, deadline=None)
@given(text=queries, number=st.integers(0, len(ENTRIES) - 1))
def test_what_a_hit_covers_is_what_was_asked(text, number):
    entry = ENTRIES[number]
    pages = entry.columns["pages"]
    query = read(text)
    for hit in locate(query, pages, entry.language):
        covered = " ".join(pages[place.page][place.start : place.end] for place in hit.ranges)
        assert covered.strip() == covered != ""
        alone = [term for term in query.page_terms if Locator([term], entry.language).find(covered)]
        assert alone or any(term.slop is not None for term in query.page_terms)


@settings(max_examples=200, deadline=None)
@given(text=queries)
def test_how_a_query_was_read_reads_back_as_the_same(text):
    query = read(text)
    again = read(query.describe())
    assert again.problem is None
    assert again.root == query.root
    assert again.describe() == query.describe()


@settings(max_examples=500, deadline=None)
@given(text=st.text(max_size=80) | st.text(alphabet='ab"()*~:-= \n“”ANDORT.,', max_size=60))
def test_no_string_is_too_odd_to_be_read(text):
    query = read(text)
    assert isinstance(query, Query)
    again = read(query.describe())
    assert again.root == query.root
    if query.problem is not None:
        assert 0 <= query.problem.position <= max(len(text), 0)


def test_accents_and_case_never_matter(snapshot):
    for word in WORDS:
        plain = word.replace("é", "e").replace("ó", "o").replace("ï", "i").replace("’", "'")
        assert found(snapshot, read(word).root) == found(snapshot, read(plain).root), word
    for word in ("integration", "Integration", "iNtegration"):
        assert found(snapshot, read(word).root) == found(snapshot, read("integration").root)


def test_random_segments_hold_what_was_written_last(snapshot):
    assert snapshot.count == len(ENTRIES)
    random.Random(1).shuffle(order := list(ENTRIES))
    for entry in order[:20]:
        stored = snapshot.stored[snapshot.number_of[entry.identity]]
        assert stored["pages"] == entry.columns["pages"]
        assert stored["digest"] == entry.digest()
