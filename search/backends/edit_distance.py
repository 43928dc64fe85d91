"""How far two forms are from each other, and how far a spelling that is offered may be."""

from __future__ import annotations

MAX_DISTANCE = 2  # letters added, left out or changed
MIN_LENGTH = 4  # letters of a word that is worth guessing at


def distances_for(form: str) -> range:
    """The distances at which a spelling of a form is looked for, one after the other; none for a short one."""
    if len(form) < MIN_LENGTH:
        return range(0)
    return range(1, (MAX_DISTANCE if len(form) > MIN_LENGTH + 1 else 1) + 1)


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
