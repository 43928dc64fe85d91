"""The words that set a text apart from the archive, and a query of those of a document for what is like it."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

from search.analysis import term_positions
from search.backends.related_words import MAX_WORDS, MIN_LENGTH
from search.backends.solr.counting import Counting
from search.backends.solr.solr_completing import FORMS
from search.backends.solr.terms import Terms
from search.engine_protocol import Entry
from search.query_fields import CONTENT
from search.query_nodes import Node, Or, Term, Word
from search.stemming import main_language

SMALL = 10  # documents: of fewer, what most of them have may still tell them apart


def telling_terms(
    terms: Terms, counting: Counting, weights: Mapping[str, float], most: int
) -> dict[str, float]:
    """Those of the terms that say most, by what they weigh and how rare they are, with both together."""
    frequencies = terms.frequencies([CONTENT], list(weights))[CONTENT]
    total = counting.total()
    said = {term: weights[term] * _rarity(total, often) for term, often in frequencies.items() if often > 1}
    chosen = sorted(said, key=lambda term: (-said[term], term))[:most]
    return {term: said[term] for term in chosen}


def _rarity(total: int, matched: int) -> float:
    """How much it says of a document to be one of so many."""
    return log(1 + (max(total, matched) - matched + 0.5) / (matched + 0.5))


def related_to(terms: Terms, counting: Counting, entry: Entry) -> Node | None:
    """The words with the highest tf-idf (Salton & Buckley 1988), None if the archive holds none of them."""
    positions, _, _ = term_positions(entry.words.get(CONTENT, ""), main_language(entry.language))
    forms = [form for form in positions if len(form) >= MIN_LENGTH and form.isalpha()]
    frequencies = terms.frequencies([FORMS], forms)[FORMS]
    total = counting.total()
    weights = {
        form: len(positions[form]) * log((total + 1) / often)
        for form, often in frequencies.items()
        if 1 < often <= total / 2 or (often and total < SMALL)
    }
    chosen = sorted(weights, key=lambda form: (-weights[form], form))[:MAX_WORDS]
    return Or(tuple(Term((Word(form, (form,)),)) for form in chosen)) if chosen else None
