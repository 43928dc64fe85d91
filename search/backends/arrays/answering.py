"""One question to a snapshot -> the rows asked for, the total, and the counts of all facets, in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from search.backends.arrays.evaluation import Evaluation
from search.backends.arrays.ordering import best
from search.backends.arrays.snapshot import Snapshot
from search.engine_protocol import Answer, Question
from search.query_nodes import Narrowing


def answer(snapshot: Snapshot, question: Question, seconds: float, left_out: int | None = None) -> Answer:
    """Raises TooSlowError when the time is used up. `left_out` is the number of a document that is no answer."""
    evaluation = Evaluation(snapshot, seconds)
    match = evaluation.everything() if question.node is None else evaluation.match(question.node)
    found = match.documents.copy()
    if left_out is not None:
        found[left_out] = False
    chosen = {each: snapshot.select(each.field, each.accepts) for each in question.narrowings}
    shown = found.copy()
    for documents in chosen.values():
        shown &= documents
    numbers = best(snapshot, match._replace(documents=shown), question.sort_by, question.start, question.end)
    return Answer(
        total=int(np.count_nonzero(shown)),
        keys=[int(snapshot.stored[number]["django_id"]) for number in numbers],
        scores=match.scores[numbers].tolist(),
        facets={name: _count(snapshot, name, found, chosen) for name in question.facets},
        truncated_prefixes=tuple(evaluation.truncated_prefixes),
    )


def _count(
    snapshot: Snapshot, name: str, found: np.ndarray, chosen: Mapping[Narrowing, np.ndarray]
) -> dict[Any, int]:
    """Whole values with the number of documents that have them, most frequent first."""
    documents = found.copy()
    for narrowing, those in chosen.items():
        if narrowing.field != name:
            documents &= those
    column = snapshot.column(name)
    counts = np.bincount(column.codes[documents[column.documents]], minlength=len(column.values))
    order = np.lexsort((np.arange(len(counts)), -counts))
    return {column.values[code]: int(counts[code]) for code in order.tolist() if counts[code]}
