"""The archive's own words nearest to one that it does not hold."""

from __future__ import annotations

from search.backends.arrays.snapshot import Snapshot, forms_of

MAX_DISTANCE = 2  # letters added, left out or changed
MIN_LENGTH = 4  # letters of a word that is worth guessing at


def suggest(snapshot: Snapshot, field: str, form: str) -> str | None:
    """The nearest form with the same first letter, of equally near ones the most frequent; None if none is near."""
    if len(form) < MIN_LENGTH:
        return None
    for distance in range(1, (MAX_DISTANCE if len(form) > MIN_LENGTH + 1 else 1) + 1):
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


def edit_distance(one: str, other: str, limit: int) -> int:
    """Letters to add, leave out, change or swap to make one form of the other; limit + 1 if more.

    Optimal string alignment, row by row, given up as soon as a row is beyond the limit.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, other_letter in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
