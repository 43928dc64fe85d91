"""SEARCH_URL: which engine it names, and what is said where it names none."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from search.backends import addresses
from search.backends.addresses import check_address, make_engine, problem_of
from search.backends.arrays.array_engine import ArrayEngine


def test_an_empty_address_is_the_embedded_engine(settings):
    engine = make_engine("", ("text",), 1.0)
    assert isinstance(engine, ArrayEngine)
    assert engine.directory.path == settings.SEARCH_DIR
    assert check_address(None) == []


@pytest.mark.parametrize(
    "url",
    [
        "tantivy:///srv/archive/tantivy",
        "solr+http://host1:8983,host2:8983/solr/pages",
        "solr+https://[::1]:8983/solr/pages",
    ],
)
def test_addresses_of_engines_are_known(url, monkeypatch):
    monkeypatch.setattr(addresses, "find_spec", lambda name: name)
    assert problem_of(url) is None


@pytest.mark.parametrize(
    "url",
    ["tantivy://folder", "tantivy:folder", "solr+http:///solr/pages", "elastic://host", "solr+http://host1"],
)
def test_what_names_no_engine_is_told_with_what_does(url, settings):
    settings.SEARCH_URL = url
    (problem,) = check_address(None)
    assert url in problem.msg
    assert "tantivy:///" in problem.hint
    with pytest.raises(ImproperlyConfigured, match="no address"):
        make_engine(url, ("text",), 1.0)


def test_a_package_that_is_missing_is_told_with_how_it_is_installed(monkeypatch):
    monkeypatch.setattr(addresses, "find_spec", lambda name: None)
    problem = problem_of("tantivy:///srv/archive/tantivy")
    assert "tantivy" in problem.message
    assert "requirements-scale.txt" in str(problem.hint)
