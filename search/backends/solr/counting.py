"""In how many documents of who asks something stands: many questions in one request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from search.backends.solr.client import SolrClient
from search.backends.solr.queries import ALL, NOTHING, query_of_terms
from search.query_fields import CONTENT

AT_ONCE = 300  # questions of one request


def forms_query(form: str) -> str:
    """A form in one piece, whether it has a stem where it stands or not."""
    return query_of_terms(CONTENT, (form, f"{form}!"))


class Counting:
    """Among the documents that a filter leaves."""

    def __init__(self, client: SolrClient, name: str, access: str) -> None:
        self._client = client
        self._name = name
        self._access = access

    def count(self, queries: Sequence[str], among: str = ALL) -> list[int]:
        """For each query the number of documents that it finds."""
        found: list[int] = []
        for first in range(0, len(queries), AT_ONCE):
            found += self._count(queries[first : first + AT_ONCE], among)
        return found

    def _count(self, queries: Sequence[str], among: str) -> list[int]:
        facets = {f"q{at}": {"type": "query", "q": query} for at, query in enumerate(queries)}
        asked = {"q": among, "fq": [self._access] if self._access else [], "rows": 0}
        told = self._client.read(f"{self._name}/select", {**asked, "json.facet": json.dumps(facets)})[
            "facets"
        ]
        return [told.get(name, {}).get("count", 0) for name in facets]

    def has_any(self, terms: Iterable[str]) -> bool:
        terms = tuple(terms)
        return self.count([query_of_terms(CONTENT, terms) if terms else NOTHING])[0] > 0

    def has_form(self, form: str) -> bool:
        return self.count([forms_query(form)])[0] > 0

    def having(self, forms: Sequence[str]) -> list[str]:
        """Those of these forms that stand in some document."""
        counts = self.count([forms_query(form) for form in forms])
        return [form for form, often in zip(forms, counts, strict=True) if often]

    def total(self) -> int:
        return self.count([ALL])[0]

    def languages(self) -> frozenset[str]:
        """The main languages of the documents."""
        facet = {"languages": {"type": "terms", "field": "main_language", "limit": -1}}
        asked = {"q": ALL, "fq": [self._access] if self._access else [], "rows": 0}
        told = self._client.read(f"{self._name}/select", {**asked, "json.facet": json.dumps(facet)})["facets"]
        return frozenset(bucket["val"] for bucket in told.get("languages", {}).get("buckets", ()))
