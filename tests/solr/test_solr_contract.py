"""The contract of every engine (`tests/search/test_engine_contract.py`), kept by a real SolrCloud."""
from tests.search.test_engine_contract import *  # noqa: F403
from tests.solr.conftest import make_engine
