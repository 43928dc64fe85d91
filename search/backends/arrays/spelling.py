"""The archive's own words nearest to one that it does not hold."""

from __future__ import annotations

from search.backends.arrays.snapshot import Snapshot
from search.backends.edit_distance import distances_for, edit_distance
from search.backends.expanded_terms import forms_of


def suggest(snapshot: Snapshot, field: str, form: str) -> str | None:
    """The nearest form with the same first letter, of equally near ones the most frequent; None if none is near."""
    for distance in distances_for(form):
        forms = _within(snapshot, field, form, distance)
        nearest = sorted(forms, key=lambda each: (-forms[each], each))
        found = next((each for each in nearest if snapshot.has_form(field, each)), None)
        if found is not None:
            return found
    return None


def _within(snapshot: Snapshot, field: str, form: str, distance: int) -> dict[str, int]:
    """The forms with the same first letter at most so far away, with their frequencies."""
    terms = snapshot.frequencies(
        field, lambda segment: segment.like(field, form[0], form, bits=2 * distance, letters=distance)
    )
    forms = forms_of(terms)
    return {
        each: often
        for each, often in forms.items()
        if each != form and edit_distance(form, each, distance) <= distance
    }
