"""The terms of the index, from Solr's terms component: how frequent some are, and which are like a word.

Frequencies count documents of the whole index, those deleted since and those closed to who asks included: they rank
words. What is shown to anybody is counted again among the documents that are theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from search.analysis import bare_form
from search.backends.solr.client import SolrClient
from search.query_nodes import Unit

MAX_EXPANSIONS = 1000
MAX_LIKE = 5000  # terms with the first two letters of a word and one letter other than it
_SIGNS = re.compile(r"([.\\+*?\[\](){}|^$\-&~#@\"<>!])")


class Terms:
    """Those of the collection that an alias names. `milliseconds`: how long Solr took to tell of them."""

    def __init__(self, client: SolrClient, name: str) -> None:
        self._client = client
        self._name = name
        self.milliseconds = 0

    def frequencies(self, fields: Iterable[str], terms: Sequence[str]) -> dict[str, dict[str, int]]:
        """By field the terms that it has, with the number of documents that have them."""
        fields = list(fields)
        if not terms:
            return {field: {} for field in fields}
        found = self._ask(fields, {"terms.list": ",".join(dict.fromkeys(terms)), "terms.limit": -1})
        return {field: found.get(field, {}) for field in fields}

    def starting_with(self, field: str, prefix: str, most: int, pattern: str = "") -> dict[str, int]:
        """So many of the terms that begin so, the most frequent first. `pattern`: those that are wholly like it."""
        asked = {"terms.prefix": prefix, "terms.limit": most, "terms.sort": "count"}
        if pattern:
            asked["terms.regex"] = pattern
        return self._ask([field], asked).get(field, {})

    def expand(self, field: str, unit: Unit) -> tuple[dict[int, list[str]], bool]:
        """The terms that a prefix or fuzzy unit stands for, by span, and whether some were left out."""
        if unit.mode == "prefix":
            found = self.starting_with(field, unit.form, MAX_EXPANSIONS + 1)
        else:
            like = self.starting_with(field, unit.form[:2], MAX_LIKE, _one_edit_away(unit.form))
            found = {term: often for term, often in like.items() if unit.accepts(bare_form(term))}
        by_span: dict[int, list[str]] = {}
        for term in sorted(list(found)[:MAX_EXPANSIONS]):
            by_span.setdefault(int(term.partition("+")[2] or 1), []).append(term)
        return by_span, len(found) > MAX_EXPANSIONS

    def _ask(self, fields: Sequence[str], asked: dict[str, object]) -> dict[str, dict[str, int]]:
        answer = self._client.read(f"{self._name}/terms", {"terms.fl": fields, **asked})
        self.milliseconds += answer["responseHeader"]["QTime"]
        return {
            field: dict(zip(found[::2], found[1::2], strict=True)) for field, found in answer["terms"].items()
        }


def _one_edit_away(form: str) -> str:
    """A pattern of all terms whose form differs by a letter added, left out, changed or two swapped, not before the third."""
    first, rest = _quoted(form[:2]), form[2:]
    others = {_quoted(rest)}
    for at in range(len(rest) + 1):
        before, after = rest[:at], rest[at:]
        others.add(f"{_quoted(before)}.{_quoted(after)}")
        if after:
            others.add(f"{_quoted(before)}.{_quoted(after[1:])}")
            others.add(_quoted(before + after[1:]))
        if len(after) > 1:
            others.add(_quoted(before + after[1] + after[0] + after[2:]))
    return f"{first}(?:{'|'.join(sorted(others))})!?(?:\\+[0-9])?"


def _quoted(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
