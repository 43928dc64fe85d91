"""The archive's words that begin so, and that stand with the words before them in some article, best behind them."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from itertools import islice

import numpy as np

from search.backends.arrays.snapshot import NOTHING, Snapshot
from search.backends.expanded_terms import forms_of
from search.function_words import is_function_word
from search.query_fields import CONTENT
from search.query_nodes import Unit, Word
from search.stemming import main_language

CONSIDERED = 300  # of the words that begin so, the most frequent
READ = 100  # of these, as many as the words before share most articles with


def complete(
    snapshot: Snapshot, form: str, most: int, before: Sequence[Word] = (), language: str = ""
) -> list[str]:
    """At most so many, the most frequent first. With `before` those that stand with these words in an article.

    What follows them in most articles comes first. With a `language` those alone that stand in articles of it.
    """
    terms = snapshot.terms_from(CONTENT, form)
    forms = (each for each in forms_of(terms) if each.isalpha() and each != form)
    often = ((-terms.get(each, 0) - terms.get(f"{each}!", 0), each) for each in forms)
    ranked = (each for _, each in nsmallest(CONSIDERED, often))
    if not before and not language:
        return list(islice((each for each in ranked if snapshot.has_form(CONTENT, each)), most))
    among = (
        snapshot.select("language", lambda tag: main_language(tag) == language) if language else snapshot.live
    )
    if not before:
        counts = {
            each: (0, int(np.count_nonzero(among & _documents(snapshot, (each, f"{each}!")))))
            for each in ranked
        }
    else:
        counts = _together(snapshot, list(ranked), before, among)
    found = sorted((-behind, -beside, each) for each, (behind, beside) in counts.items() if behind or beside)
    return [each for *_, each in found[:most]]


def _together(
    snapshot: Snapshot, forms: Sequence[str], before: Sequence[Word], among: np.ndarray
) -> dict[str, tuple[int, int]]:
    """For each form the number of articles in which it follows these words, and in which it stands with them.

    A function word only completes what it follows.
    """
    having = among.copy()
    for unit in _units(before):
        having &= _documents(snapshot, unit.terms[1])
    shared = {
        each: int(np.count_nonzero(having & _documents(snapshot, (each, f"{each}!")))) for each in forms
    }
    nearest = nsmallest(READ, ((-count, each) for each, count in shared.items() if count))
    places = _places_after(snapshot, before)
    places = places[among[snapshot.documents_of(CONTENT, places)]]
    counts = {}
    for _, each in nearest:
        met = places[np.isin(places, _positions(snapshot, (each, f"{each}!")))]
        behind = len(np.unique(snapshot.documents_of(CONTENT, met)))
        counts[each] = (behind, 0 if is_function_word(each) else shared[each])
    return counts


def _places_after(snapshot: Snapshot, words: Sequence[Word]) -> np.ndarray:
    """The positions behind the words, wherever they stand one after the other."""
    places: np.ndarray | None = None
    for unit in _units(words):
        own = _positions(snapshot, unit.terms[1])
        places = own + 1 if places is None else places[np.isin(places, own)] + 1
    return NOTHING if places is None else places


def _positions(snapshot: Snapshot, terms: Sequence[str]) -> np.ndarray:
    return np.unique(np.concatenate([snapshot.positions(CONTENT, term) for term in terms]))


def _documents(snapshot: Snapshot, terms: Sequence[str]) -> np.ndarray:
    """Those that have one of these terms."""
    found = np.zeros(snapshot.size, bool)
    for term in terms:
        found[snapshot.term(CONTENT, term).documents] = True
    return found


def _units(words: Sequence[Word]) -> list[Unit]:
    return [unit for word in words for unit in word.alternatives[-1]]
