"""Haystack in front of any engine of ours: what its manual says of SearchQuerySet and of its backends."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from haystack import connections
from haystack.backends import SQ
from haystack.exceptions import FacetingError
from haystack.inputs import AutoQuery, Exact, Not, Raw
from haystack.query import SearchQuerySet

from archive.models import Document
from search.entries import make_entry
from search.query_nodes import Narrowing
from search.search_indexes import DocumentIndex
from tests.builders import make_document, make_issue, make_journal

ENGINES = ("search.backends.haystack_backend.ArchiveEngine",)


@pytest.fixture(params=ENGINES)
def backend(request, settings, db):
    options = {**settings.HAYSTACK_CONNECTIONS["default"], "ENGINE": request.param}
    settings.HAYSTACK_CONNECTIONS = {"default": options}
    found = connections.reload("default").get_backend()
    found.clear()
    return found


@pytest.fixture
def articles(backend):
    letters = make_journal("Letters, Notes and Queries")
    made = [
        make_document("Alpha", texts=("one two three",), authors=("Ann Smith", "J. Smith, Jr"), subjects=("Free, fair trade",)),
        make_document("Beta", texts=("one two",), authors=("Ann Smith",), issue=make_issue(year=2005)),
        make_document("Gamma", texts=("one",), authors=(), issue=make_issue(year=2006, journal=letters)),
        make_document("Delta", texts=("three two one",), language="es", issue=make_issue(year=None, journal=letters)),
    ]  # fmt: skip
    index_all(backend)
    return made


def index_all(backend):
    backend.update(DocumentIndex(), list(Document.objects.for_indexing()))


def titles(results):
    return [Document.objects.get(pk=result.pk).title for result in results]


def found(**filters):
    return set(titles(SearchQuerySet().filter(**filters)))


FILTERS = [
    ({"content": "two"}, {"Alpha", "Beta", "Delta"}),
    ({"content": "two three"}, {"Alpha", "Delta"}),
    ({"content": Exact("two three")}, {"Alpha"}),
    ({"content__exact": "two three"}, {"Alpha"}),
    ({"content": AutoQuery('"one two" -three')}, {"Beta"}),
    ({"content": Raw("three OR title:gamma")}, {"Alpha", "Gamma", "Delta"}),
    ({"content": Not("three")}, {"Beta", "Gamma"}),
    ({"content": AutoQuery('"two one"')}, {"Delta"}),
    ({"content__startswith": "thr"}, {"Alpha", "Delta"}),
    ({"content__fuzzy": "thres"}, {"Alpha", "Delta"}),
    ({"content__in": ["three", "gamma"]}, {"Alpha", "Delta", "Gamma"}),
    ({"title": "alpha"}, {"Alpha"}),
    ({"author": "smith"}, {"Alpha", "Beta"}),
    ({"authors": "ann-smith"}, {"Alpha", "Beta"}),
    ({"authors__in": ["ann-smith", "nobody"]}, {"Alpha", "Beta"}),
    ({"year": 2005}, {"Beta"}),
    ({"year": "2005"}, {"Beta"}),
    ({"year__gt": 2005}, {"Alpha", "Gamma"}),
    ({"year__gte": 2006}, {"Alpha", "Gamma"}),
    ({"year__lt": 2006}, {"Beta"}),
    ({"year__lte": 2006}, {"Beta", "Gamma"}),
    ({"year__range": (2005, 2006)}, {"Beta", "Gamma"}),
    ({"language": "es"}, {"Delta"}),
    ({"title_key__startswith": "al"}, {"Alpha"}),
    ({"title_key__endswith": "ta"}, {"Beta", "Delta"}),
    ({"title_key__contains": "amm"}, {"Gamma"}),
    ({"title_key__fuzzy": "bata"}, {"Beta"}),
    ({"content": "zebra"}, set()),
    ({"content": "?!"}, set()),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_filters(articles, filters, expected):
    assert found(**filters) == expected


def test_filters_combine(articles):
    everything = SearchQuerySet()
    assert set(titles(everything.filter(content="one").exclude(content="three"))) == {"Beta", "Gamma"}
    assert set(titles(everything.filter(SQ(title="alpha") | SQ(title="gamma")))) == {"Alpha", "Gamma"}
    assert set(titles(everything.filter(SQ(content="one") & ~SQ(year=2006)))) == {"Alpha", "Beta", "Delta"}
    assert set(titles(everything.filter(title="alpha").filter_or(title="beta"))) == {"Alpha", "Beta"}
    assert set(titles(everything.filter(title="alpha") | everything.filter(title="beta"))) == {
        "Alpha",
        "Beta",
    }
    assert set(titles(everything.filter(content="two") & everything.filter(year=2005))) == {"Beta"}
    assert set(titles(everything.auto_query("one -two"))) == {"Gamma"}
    assert titles(everything.none()) == []
    assert len(everything.all()) == 4
    assert len(everything.models(Document)) == 4


def test_slices_are_exact_at_every_offset(articles):
    whole = titles(SearchQuerySet().order_by("title_key")[:])
    assert whole == ["Alpha", "Beta", "Delta", "Gamma"]
    for start in range(5):
        for end in range(start, 6):
            assert titles(SearchQuerySet().order_by("title_key")[start:end]) == whole[start:end]
    assert titles([SearchQuerySet().order_by("title_key")[2]]) == ["Delta"]
    assert titles(SearchQuerySet().order_by("title_key")) == whole


def test_a_slice_with_its_total_is_one_search(articles, monkeypatch):
    backend = connections["default"].get_backend()
    searches = []
    search = backend.search
    monkeypatch.setattr(
        backend, "search", lambda *args, **options: searches.append(1) or search(*args, **options)
    )
    results = SearchQuerySet().filter(content="one").facet("authors")
    assert len(results[1:3]) == 2
    assert len(results) == 4
    assert results.facet_counts()["fields"]["authors"]
    assert len(searches) == 1


def test_order_may_mix_directions_and_what_has_no_value_comes_last(articles):
    assert titles(SearchQuerySet().order_by("-year", "title_key")) == ["Alpha", "Gamma", "Beta", "Delta"]
    assert titles(SearchQuerySet().order_by("year")) == ["Beta", "Gamma", "Alpha", "Delta"]
    assert titles(SearchQuerySet().order_by("language", "-title_key")) == ["Gamma", "Beta", "Alpha", "Delta"]


def test_facets_are_whole_values(articles):
    results = SearchQuerySet().facet("authors").facet("subjects").facet("year")
    fields = results.facet_counts()["fields"]
    assert fields["authors"] == [("ann-smith", 2), ("ines-pradera", 1), ("j-smith-jr", 1)]
    assert fields["subjects"] == [("free-fair-trade", 1)]
    assert fields["year"] == [(2005, 1), (2006, 1), (2007, 1)]


def test_a_choice_narrows_all_but_its_own_counts(articles):
    results = SearchQuerySet().facet("authors").facet("year").narrow(Narrowing("authors", ("j-smith-jr",)))
    assert titles(results[:10]) == ["Alpha"]
    fields = results.facet_counts()["fields"]
    assert dict(fields["authors"]) == {"ann-smith": 2, "ines-pradera": 1, "j-smith-jr": 1}
    assert fields["year"] == [(2007, 1)]
    ranged = SearchQuerySet().narrow(Narrowing("year", first=2006))
    assert set(titles(ranged)) == {"Alpha", "Gamma"}
    assert titles(SearchQuerySet().narrow('authors:"j-smith-jr"')) == ["Alpha"]


def test_what_cannot_be_done_is_refused(articles):
    with pytest.raises(FacetingError):
        len(SearchQuerySet().narrow("text:one"))
    with pytest.raises(FacetingError):
        len(SearchQuerySet().date_facet("date", None, None, "year"))


def test_query_facets(articles):
    counts = SearchQuerySet().query_facet("authors", "ann-smith").facet_counts()
    assert counts["queries"] == {"authors_ann-smith": 2}


def test_results_carry_their_values(articles):
    (result,) = SearchQuerySet().filter(title="alpha")
    assert (result.pk, result.model) == (articles[0].pk, Document)
    assert result.object == articles[0]
    assert (result.authors, result.year, result.language) == (["ann-smith", "j-smith-jr"], 2007, "en")
    assert result.score > 0
    assert result.text is None
    (loaded,) = SearchQuerySet().filter(title="alpha").load_all()
    assert loaded.object == articles[0]


def test_what_is_written_again_replaces_what_was(backend, articles):
    articles[0].pages.update(text="four five")
    index_all(backend)
    assert found(content="four") == {"Alpha"}
    assert found(content="three") == {"Delta"}
    assert len(SearchQuerySet()) == 4


def test_what_is_removed_is_gone(backend, articles):
    backend.remove(articles[0])
    backend.remove("archive.document.987654")
    assert found(content="three") == {"Delta"}
    backend.remove(f"archive.document.{articles[3].pk}")
    assert found(content="three") == set()
    assert SearchQuerySet().facet("authors").facet_counts()["fields"]["authors"] == [("ann-smith", 1)]


def test_clearing_leaves_an_index_that_answers(backend, articles):
    backend.clear(models=[Document])
    assert len(SearchQuerySet()) == 0
    index_all(backend)
    assert len(SearchQuerySet()) == 4
    backend.clear()
    assert len(SearchQuerySet()) == 0


def test_one_bad_document_does_not_spoil_the_others(backend, articles, monkeypatch, caplog):
    prepare = DocumentIndex.prepare_text

    def fail_for_beta(self, document):
        if document.title == "Beta":
            raise ValueError("broken")
        return f"{prepare(self, document)} fresh"

    monkeypatch.setattr(DocumentIndex, "prepare_text", fail_for_beta)
    index_all(backend)
    assert found(content="fresh") == {"Alpha", "Gamma", "Delta"}
    assert found(title="beta") == {"Beta"}
    assert "broken" in caplog.text


def test_similar_articles(backend, articles):
    similar = make_document("Epsilon", texts=("three three two wonderful",))
    other = make_document("Zeta", texts=("a wonderful three",))
    index_all(backend)
    assert titles(SearchQuerySet().more_like_this(similar))[0] in {"Zeta", "Alpha"}
    assert "Epsilon" not in titles(SearchQuerySet().more_like_this(similar))
    assert "Zeta" not in titles(SearchQuerySet().more_like_this(other))


def test_spelling_comes_from_the_archive(articles):
    assert SearchQuerySet().spelling_suggestion("alpa gama") == "alpha gamma"
    assert SearchQuerySet().spelling_suggestion("alpha") is None


HOSTILE = [
    "?*", "* * *", "year:..", "title:", "[2005 TO 2007]", "one AND (two OR", "NOT " * 1000 + "one",
    "(" * 5000, " OR ".join(f"a{n}*" for n in range(200)), "one~9", "x" * 100_000, "\x00one\x00", "one^99",
    "🌊" * 300, "'; DROP TABLE archive_document; --", "one\\", "a" * 3 + "*", '"' * 99, "{!lucene}one", "../../etc",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_queries_are_answered(articles, text):
    """Each as a reader may send it: with rows or with none, never with an error."""
    results = SearchQuerySet().filter(content=AutoQuery(text))
    assert 0 <= len(results) <= len(articles)
    assert len(list(results[:20])) == min(20, len(results))


NASTY = ("Smith, J.", 'O"Brien', "a:b", "x AND y", "100 %", "(open", "back\\slash", "été", "semi;colon")


@pytest.mark.parametrize("name", NASTY)
def test_values_are_whole_whatever_signs_they_have(backend, name):
    make_document("Signs", language=name)
    index_all(backend)
    results = SearchQuerySet().facet("language").narrow(Narrowing("language", (name,)))
    assert titles(results) == ["Signs"]
    assert dict(results.facet_counts()["fields"]["language"]) == {name: 1}


def test_several_writers_lose_nothing(backend):
    documents = [make_document(f"Number {number}", texts=("shared words",)) for number in range(24)]
    entries = {document.pk: make_entry(DocumentIndex().full_prepare(document)) for document in documents}

    def write(first):
        for document in documents[first::4]:
            with backend.engine.writing() as write:
                write([entries[document.pk]], ())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert len(SearchQuerySet().filter(content="shared")) == 24
