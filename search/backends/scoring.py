"""How well an article matches: BM25F, the same in every engine (see `arrays.evaluation`)."""

from __future__ import annotations

from math import log

import numpy as np

K1, B = 1.6, 0.75  # measured on judged questions: tests/benchmarks/bench_questions.py
LESS = 0.5  # what another spelling counts beside the reader's own word
EXACT_FIRST = 1e6  # more than any score: what has the reader's own words stands before other spellings


def rarity(count: int, matched: int) -> float:
    """How much it says of a document to be one of so many among `count`."""
    total = max(count, matched)
    return log(1 + (total - matched + 0.5) / (matched + 0.5))


def length_norm(lengths: np.ndarray, mean: float) -> np.ndarray:
    """How much longer than usual each document is."""
    return 1 - B + B * lengths / (mean or 1.0)


def saturated(weighted: np.ndarray) -> np.ndarray:
    """A word counts the less the more often it stood there before."""
    return weighted * (K1 + 1) / (weighted + K1)
