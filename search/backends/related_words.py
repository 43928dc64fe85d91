"""The words that set a text apart from the archive, and a query of those of a document for what is like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log

from search.analysis import term_positions
from search.backends.scoring import rarity
from search.engine_protocol import Entry
from search.query_fields import CONTENT
from search.query_nodes import Node, Or, Term, Word
from search.stemming import main_language

MAX_WORDS = 25
MIN_LENGTH = 4

FrequencyOf = Callable[[str], int]  # in how many documents a term, or a form, stands


def telling_terms(
    weights: Mapping[str, float], most: int, count: int, frequency_of: FrequencyOf
) -> dict[str, float]:
    """Those of the terms that say most, by what they weigh and how rare they are, with both together."""
    said = {
        term: weight * rarity(count, frequency)
        for term, weight in weights.items()
        if (frequency := frequency_of(term)) > 1
    }
    chosen = sorted(said, key=lambda term: (-said[term], term))[:most]
    return {term: said[term] for term in chosen}


def forms_in(entry: Entry) -> dict[str, int]:
    """The words of an entry that may be telling, and how often each stands there."""
    positions, _, _ = term_positions(entry.words.get(CONTENT, ""), main_language(entry.language))
    return {
        form: len(found) for form, found in positions.items() if len(form) >= MIN_LENGTH and form.isalpha()
    }


def related_to(forms: Mapping[str, int], count: int, frequency_of: FrequencyOf) -> Node | None:
    """The words with the highest tf-idf (Salton & Buckley 1988), None if the archive holds none of them."""
    weights: dict[str, float] = {}
    for form, number in forms.items():
        frequency = frequency_of(form)
        if 1 < frequency <= count / 2 or (frequency and count < 10):
            weights[form] = number * log((count + 1) / frequency)
    chosen = sorted(weights, key=lambda form: (-weights[form], form))[:MAX_WORDS]
    return Or(tuple(Term((Word(form, (form,)),)) for form in chosen)) if chosen else None
