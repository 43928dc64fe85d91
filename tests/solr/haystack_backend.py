"""Haystack's door to a SolrCloud, as a connection of tests names it."""

from haystack.backends import BaseEngine

from search.backends.haystack_adapter import EngineBackend, NodeQuery
from search.backends.solr.solr_engine import SolrEngine
from search.query_fields import WORD_FIELDS


class SolrBackend(EngineBackend):
    def make_engine(self, options):
        return SolrEngine(options["URL"], WORD_FIELDS)


class Engine(BaseEngine):
    backend = SolrBackend
    query = NodeQuery
