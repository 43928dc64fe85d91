"""One question to Solr -> the rows asked for, the total, and the counts of all facets, in one request.

What a question fetches does not grow with the archive: keys and scores of the rows, and the most frequent values of
each facet. Only who asks for everything, an export or all values of a facet, gets it, and in parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from search.backends.solr.client import SolrClient
from search.backends.solr.documents import sort_field, value_field
from search.backends.solr.queries import ALL, Queries, values_query
from search.backends.solr.terms import Terms
from search.engine_protocol import Answer, Question
from search.errors import TooSlowError
from search.query_nodes import Narrowing

MAX_VALUES = 1000  # of a facet beside rows: more than are ever shown there, and the years of a thousand
AT_ONCE = 2000  # documents of one request where all are asked for


def answer(
    client: SolrClient, name: str, question: Question, access: str, word_fields: Sequence[str], seconds: float
) -> Answer:
    """TooSlowError where the time does not even allow a partial answer. `access`: the filter of who asks."""
    queries = Queries(Terms(client, name), word_fields, seconds)
    queries.look_up(question.node)
    parameters = _parameters(queries, question, access)
    if question.end is None:
        found = list(everything(client, name, parameters))
        total, rows, facets = found[0][0], [row for _, page, _ in found for row in page], found[0][2]
        rows, is_partial = rows[max(question.start, 0) :], False
    else:
        start = max(question.start, 0)
        paged = {
            "start": start,
            "rows": max(0, question.end - start),
            "timeAllowed": queries.milliseconds_left(),
        }
        told = client.read(f"{name}/select", {**parameters, **paged}, seconds)
        is_partial = bool(told["responseHeader"].get("partialResults"))
        total, rows = told["response"]["numFound"], told["response"]["docs"]
        facets = told.get("facets", {})
        if is_partial and not total:
            raise TooSlowError
    return Answer(
        total=total,
        keys=[row["key"] for row in rows],
        scores=[row.get("score", 0.0) for row in rows],
        facets={field: _counts(facets, field, question.narrowings) for field in question.facets},
        truncated_prefixes=tuple(queries.truncated_prefixes),
        is_partial=is_partial or queries.is_cut,
    )


def everything(
    client: SolrClient, name: str, parameters: Mapping[str, Any], at_once: int = AT_ONCE
) -> Iterator[tuple[int, list[dict[str, Any]], dict[str, Any]]]:
    """All that is found, part by part: the total, some of the rows, and with the first of them the facets."""
    mark = "*"
    while True:
        told = client.read(f"{name}/select", {**parameters, "rows": at_once, "cursorMark": mark})
        yield told["response"]["numFound"], told["response"]["docs"], told.get("facets", {})
        if told["nextCursorMark"] == mark:
            return
        mark = told["nextCursorMark"]
        parameters = {each: value for each, value in parameters.items() if each != "json.facet"}


def _parameters(queries: Queries, question: Question, access: str) -> dict[str, Any]:
    query, order = ALL, []
    if question.node is not None:
        query = queries.parameters[queries.node(question.node)]
        if not question.sort_by and (exact := queries.exactly(question.node)):
            order.append(f"exists(query(${exact})) desc")
    narrowed = [queries.condition(each, tag=each.field) for each in question.narrowings]
    order += [_order(each) for each in question.sort_by or ["-score"]]
    parameters = {
        "q": query,
        "fq": [each for each in (access, *(f"{queries.parameters[name]}" for name in narrowed)) if each],
        "sort": ", ".join([*order, "key asc", "id asc"]),
        "fl": "key,score",
        **queries.parameters,
    }
    if question.facets:
        parameters["json.facet"] = json.dumps(_facets(question))
    return parameters


def _order(name: str) -> str:
    direction = "desc" if name.startswith("-") else "asc"
    field = name.removeprefix("-")
    return f"{'score' if field == 'score' else sort_field(field)} {direction}"


def _facets(question: Question) -> dict[str, Any]:
    """By field its values; those that are chosen are also counted one by one, however rare they are."""
    asked: dict[str, Any] = {}
    is_list = question.end == 0
    for field in question.facets:
        others = {"excludeTags": field}
        counted = {"type": "terms", "field": value_field(field), "mincount": 1, "domain": others}
        asked[field] = counted | (
            {"limit": -1} if is_list else {"limit": MAX_VALUES, "refine": True, "overrequest": MAX_VALUES}
        )
        for at, value in enumerate(_chosen(question.narrowings, field)):
            query = values_query(field, (value,))
            asked[f"{field}.{at}"] = {"type": "query", "q": query, "domain": others}
    return asked


def _chosen(narrowings: Sequence[Narrowing], field: str) -> list[str | int]:
    return [value for each in narrowings if each.field == field for value in each.values]


def _counts(facets: Mapping[str, Any], field: str, narrowings: Sequence[Narrowing]) -> dict[Any, int]:
    """Whole values with the number of documents that have them, most frequent first."""
    buckets = facets.get(field, {}).get("buckets", [])
    counts = {bucket["val"]: bucket["count"] for bucket in buckets}
    for at, value in enumerate(_chosen(narrowings, field)):
        if often := facets.get(f"{field}.{at}", {}).get("count", 0):
            counts.setdefault(value, often)
    return counts
