"""One question to a snapshot -> the rows asked for, the total, and the counts of all facets, in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from search.backends.arrays.evaluation import Evaluation
from search.backends.arrays.ordering import best
from search.backends.arrays.snapshot import Snapshot
from search.engine_protocol import Answer, Question
from search.errors import TooSlowError
from search.query_nodes import Narrowing

WHOLE = 0.65  # of the time of a question, for the whole answer,
PART = 0.25  # and for what can be said of one that has used it up; the rest is for ordering and counting


def answer(snapshot: Snapshot, question: Question, seconds: float, left_out: int | None = None) -> Answer:
    """What the time allows; TooSlowError where that is nothing. `left_out` is the number of a document that is no answer."""
    evaluation = Evaluation(snapshot, seconds * WHOLE)
    is_whole = True
    try:
        match = evaluation.everything() if question.node is None else evaluation.match(question.node)
    except TooSlowError:
        if question.node is None:
            raise
        match, is_whole = evaluation.as_far_as_time_goes(question.node, seconds * PART)
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
        keys=snapshot.keys[numbers].tolist(),
        scores=match.scores[numbers].tolist(),
        facets={name: _count(snapshot, name, found, chosen) for name in question.facets},
        truncated_prefixes=tuple(evaluation.truncated_prefixes),
        is_partial=not is_whole,
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
    order = column.order[counts[column.order] > 0]
    order = order[np.argsort(-counts[order], kind="stable")]
    return {
        column.values[code]: often for code, often in zip(order.tolist(), counts[order].tolist(), strict=True)
    }
