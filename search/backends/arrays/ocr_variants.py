"""Forms that OCR may have made of a word: spellings near it that are rare and no words themselves.

The letters of every term are kept as a mask, 32 bits a term, made once for each segment. A
misreading changes two bits of it, two letters read as one three; and one end of the word is mostly read well.
That leaves a few hundred of a million terms to compare letter by letter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from search.analysis import bare_form
from search.backends.arrays.misreading import ANY, LOOK_ALIKE, is_inside, misreading_cost
from search.backends.arrays.snapshot import SegmentView, Snapshot
from search.lexicon import is_word

MIN_LENGTH, LONG = 4, 9  # letters from which one look-alike is thought of, and two or any letter
RARER = 4  # so many times rarer than a word is what may be anything misread of it
MAX_FORMS = 12
OTHER = 26  # bit of all that is no letter from a to z


class Masks(NamedTuple):
    """Side by side for the terms of a field in a segment; those that are no plain forms have length 0."""

    letters: np.ndarray  # of 32 bits
    lengths: np.ndarray  # in bytes
    heads: np.ndarray  # the first three bytes as a number
    tails: np.ndarray  # the last three


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
    for candidate in _candidates(snapshot, field, form):
        cost = misreading_cost(form, candidate, limit)
        if not 0 < cost <= limit or (cost == ANY and not is_inside(form, candidate)):
            continue
        often = snapshot.form_frequency(field, candidate)
        if often <= (frequency // RARER if cost == ANY else most) and not is_word(candidate, languages):
            near.append((cost, -often, candidate))
    found = (candidate for _, _, candidate in sorted(near) if snapshot.has_form(field, candidate))
    return tuple(form for form, _ in zip(found, range(MAX_FORMS), strict=False))


def _candidates(snapshot: Snapshot, field: str, form: str) -> set[str]:
    """Forms with about the same letters that begin or end alike."""
    encoded = form.encode()
    wanted = _make(np.array([0, len(encoded)]), np.frombuffer(encoded, np.uint8))
    misread = 2 if len(form) >= LONG else 1  # letters or pairs of letters
    shared = 0xFFFFFF if len(form) >= LONG else 0xFFFF  # three letters at one end, or two
    forms = set()
    for segment in snapshot.segments:
        masks = masks_of(segment, field)
        if masks is None:
            continue
        is_near = np.abs(masks.lengths - len(encoded)) <= misread
        is_near &= np.bitwise_count(masks.letters ^ wanted.letters) <= misread + 2
        is_near &= ((masks.heads ^ wanted.heads) & shared == 0) | ((masks.tails ^ wanted.tails) & shared == 0)
        terms = segment.terms.field(field)
        forms.update(bare_form(terms[index].decode()) for index in np.flatnonzero(is_near).tolist())
    return {each for each in forms if each.isalpha()}


def masks_of(segment: SegmentView, field: str) -> Masks | None:
    """Those of a segment, which never changes, are made when they are first asked for."""
    if field not in segment.masks:
        terms = segment.terms.field(field)
        segment.masks[field] = None if terms is None or not len(terms) else _make(*terms.raw())
    return segment.masks[field]


def _make(bounds: np.ndarray, letters: np.ndarray) -> Masks:
    """Of terms that lie side by side in `letters`, each from one of the `bounds` to the next."""
    starts, lengths = bounds[:-1], np.diff(bounds).astype(np.int16)
    lengths -= letters[bounds[1:] - 1] == ord("!")
    is_plain = (letters[starts] != ord(":")) & ~np.logical_or.reduceat(letters == ord("+"), starts)
    return Masks(
        np.bitwise_or.reduceat(_BITS[letters], starts),
        np.where(is_plain, lengths, 0),
        _three(letters, [starts, starts + 1, starts + 2]),
        _three(letters, [starts + lengths - 1, starts + lengths - 2, starts + lengths - 3]),
    )


def _three(letters: np.ndarray, positions: list[np.ndarray]) -> np.ndarray:
    """The bytes at these positions as one number each, the outermost lowest; of shorter terms a neighbour's."""
    found = [
        letters[np.clip(at, 0, len(letters) - 1)].astype(np.uint32) << 8 * n for n, at in enumerate(positions)
    ]
    return found[0] | found[1] | found[2]


def _bits() -> np.ndarray:
    bits = np.full(256, 1 << OTHER, np.uint32)
    for index in range(26):
        bits[ord("a") + index] = 1 << index
    bits[ord("!")] = 0
    return bits


_BITS = _bits()
