"""The contract of every engine, kept by a real SolrCloud: `tests/search/test_engine_contract.py`, test by test."""

import pytest

from search.errors import IndexAwayError
from tests.search.test_engine_contract import *  # noqa: F403
from tests.solr.conftest import make

pytestmark = pytest.mark.external


@pytest.fixture
def make_engine(request, cloud, kept_name):
    """One whose index is emptied for the next test, because making one takes a second; else one without an index."""
    name = kept_name if "engine" in request.fixturenames else request.getfixturevalue("new_name")
    return lambda **options: make(cloud, name, replicas=1, **options)


@pytest.fixture
def engine(make_engine):
    """With an empty index."""
    made = make_engine()
    try:
        made.remove(made.contents().digests)
    except IndexAwayError:
        made.rebuild((), lambda identities: iter(()))
    return made
