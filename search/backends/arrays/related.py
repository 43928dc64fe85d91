"""What is like a document: a query of the words that set it apart from the archive."""

from __future__ import annotations

from math import log

from search.analysis import term_positions
from search.backends.arrays.snapshot import Snapshot
from search.engine_protocol import Entry
from search.query_fields import CONTENT
from search.query_nodes import Node, Or, Term, Word
from search.stemming import main_language

MAX_WORDS = 25
MIN_LENGTH = 4


def related_to(snapshot: Snapshot, entry: Entry) -> Node | None:
    """The words with the highest tf-idf (Salton & Buckley 1988), None if the archive holds none of them."""
    positions, _, _ = term_positions(entry.words.get(CONTENT, ""), main_language(entry.language))
    weights: dict[str, float] = {}
    for form, found in positions.items():
        if len(form) >= MIN_LENGTH and form.isalpha():
            frequency = snapshot.form_frequency(CONTENT, form)
            if 1 < frequency <= snapshot.count / 2 or (frequency and snapshot.count < 10):
                weights[form] = len(found) * log((snapshot.count + 1) / frequency)
    chosen = sorted(weights, key=lambda form: (-weights[form], form))[:MAX_WORDS]
    return Or(tuple(Term((Word(form, (form,)),)) for form in chosen)) if chosen else None
