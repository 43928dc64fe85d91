"""One question to a snapshot -> the rows asked for, the total, and the counts of all facets, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from search.backends.arrays.evaluation import Evaluation, Match
from search.backends.arrays.ordering import best
from search.backends.arrays.snapshot import Snapshot
from search.inputs import Choice

KIND = "django_ct"  # the model of a document, "archive.document"


@dataclass(frozen=True)
class Question:
    """`node` None asks for everything. Facets are counted as if nothing were chosen in the same field."""

    node: Any
    kinds: frozenset[str]
    sort_by: Sequence[str] = ()
    start: int = 0
    end: int | None = None
    choices: Sequence[Choice] = ()
    facets: Sequence[str] = ()
    values: Sequence[Choice] = ()  # to be counted one by one
    left_out: int | None = None  # a document that is no answer


@dataclass(frozen=True)
class Answer:
    """`numbers` are the documents from start to end in order, `cut` the prefixes that were too wide."""

    total: int = 0
    numbers: list[int] = field(default_factory=list)
    scores: np.ndarray = field(default_factory=lambda: np.empty(0))
    facets: dict[str, list[tuple[Any, int]]] = field(default_factory=dict)
    values: list[int] = field(default_factory=list)
    cut: tuple[str, ...] = ()


def answer(snapshot: Snapshot, question: Question, content: str, seconds: float) -> Answer:
    """Raises TooSlowError when the time is used up. `content` is the field of the whole text."""
    evaluation = Evaluation(snapshot, content, seconds)
    match = evaluation.everything() if question.node is None else evaluation.match(question.node)
    found = match.documents & snapshot.select(KIND, question.kinds.__contains__)
    if question.left_out is not None:
        found[question.left_out] = False
    chosen = {choice: snapshot.select(choice.field, choice.accepts) for choice in question.choices}
    shown = found.copy()
    for documents in chosen.values():
        shown &= documents
    return Answer(
        total=int(np.count_nonzero(shown)),
        numbers=best(
            snapshot, Match(shown, match.scores, match.own), question.sort_by, question.start, question.end
        ),
        scores=match.scores,
        facets={name: _count(snapshot, name, found, chosen) for name in question.facets},
        values=[
            int(np.count_nonzero(snapshot.select(value.field, value.accepts) & shown))
            for value in question.values
        ],
        cut=tuple(evaluation.cut),
    )


def _count(
    snapshot: Snapshot, name: str, found: np.ndarray, chosen: dict[Choice, np.ndarray]
) -> list[tuple[Any, int]]:
    """Whole values with the number of documents that have them, most frequent first."""
    documents = found.copy()
    for choice, those in chosen.items():
        if choice.field != name:
            documents &= those
    flat = snapshot.flat(name)
    counts = np.bincount(flat.codes[documents[flat.documents]], minlength=len(flat.values))
    order = np.lexsort((np.arange(len(counts)), -counts))
    return [(flat.values[code], int(counts[code])) for code in order.tolist() if counts[code]]
