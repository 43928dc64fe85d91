"""Forms that OCR may have made of a word: spellings near it that are rare and no words themselves.

A misreading changes two bits of the shape of a word (see `word_shapes`), two letters read as one three; and
one end of the word is mostly read well. That leaves a few hundred of a million terms to compare letter by letter.
"""

from __future__ import annotations

import numpy as np

from search.backends.arrays.snapshot import NOTHING, SegmentView, Snapshot
from search.backends.expanded_terms import forms_of
from search.backends.misreading import ANY, LOOK_ALIKE, is_inside, misreading_cost
from search.lexicon import is_word

MIN_LENGTH, LONG = 4, 9  # letters from which one look-alike is thought of, and two or any letter
RARER = 4  # so many times rarer than a word is what may be anything misread of it
MAX_FORMS = 12


def ocr_variants(snapshot: Snapshot, field: str, form: str) -> tuple[str, ...]:
    """The likely misreadings of a form in living documents, the likeliest and most frequent first.

    () for short words, numbers, and what neither the archive nor a language has: that is misspelt, not
    misread. A name, which no list holds, has misreadings only where it stands far more often than they do.
    """
    if len(form) < MIN_LENGTH or not form.isalpha():
        return ()
    languages = sorted(snapshot.languages)
    frequency = snapshot.form_frequency(field, form)
    is_known = is_word(form, languages)
    if not frequency and not is_known:
        return ()
    most = max(frequency, 1) if is_known else frequency // RARER
    limit = 2 * LOOK_ALIKE if len(form) >= LONG else LOOK_ALIKE
    near = []
    for candidate, often in _candidates(snapshot, field, form).items():
        cost = misreading_cost(form, candidate, limit)
        if not 0 < cost <= limit or (cost == ANY and not is_inside(form, candidate)):
            continue
        if often <= (frequency // RARER if cost == ANY else most) and not is_word(candidate, languages):
            near.append((cost, -often, candidate))
    found = (candidate for _, _, candidate in sorted(near) if snapshot.has_form(field, candidate))
    return tuple(form for form, _ in zip(found, range(MAX_FORMS), strict=False))


def _candidates(snapshot: Snapshot, field: str, form: str) -> dict[str, int]:
    """Forms with about the same letters that begin or end alike, with their frequencies."""
    misread = 2 if len(form) >= LONG else 1  # letters or pairs of letters
    shared = 3 if len(form) >= LONG else 2  # bytes at one end
    encoded = form.encode()

    def near(segment: SegmentView) -> np.ndarray:
        terms = segment.files.fields.get(field)
        if terms is None:
            return NOTHING
        begin = terms.starting_with(encoded[:shared])
        shapes = segment.files.shapes.field(field)
        alike = (
            shapes.like(numbers, form, misread + 2, misread)
            for numbers in (np.arange(begin.start, begin.stop), shapes.ending_with(encoded[-shared:]))
        )
        return np.unique(np.concatenate([*alike]))

    forms = forms_of(snapshot.frequencies(field, near))
    return {each: often for each, often in forms.items() if each.isalpha()}
