"""Forms that OCR may have made of a word: near spellings that are rare and no words themselves.

The letters of every term are kept as a mask, 32 bits a term, made once for each segment. A form at a
distance of d has a mask that differs in at most 2d bits, which leaves a few hundred of a million terms to
compare letter by letter.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from wordfreq import available_languages, zipf_frequency

from search.analysis import bare_form
from search.backends.snapshot import SegmentView, Snapshot
from search.backends.spelling import edit_distance

SHORTEST, LONG = 4, 9  # letters from which one is taken at a distance of 1, and of 2
RARER = 4  # so many times rarer than the word is what was misread of it
MOST_FORMS = 12
OTHER = 26  # bit of all that is no letter from a to z


class Masks(NamedTuple):
    """Side by side for the terms of a field in a segment; those that are no plain forms have length 0."""

    letters: np.ndarray  # of 32 bits
    lengths: np.ndarray  # in bytes


def near_forms(snapshot: Snapshot, field: str, form: str) -> tuple[str, ...]:
    """The likely misreadings of a form in living documents, the nearest and most frequent first.

    () for short words, numbers, and words that the archive does not hold: those are misspelt, not misread.
    """
    limit = 2 if len(form) >= LONG else 1
    if len(form) < SHORTEST or not form.isalpha() or not snapshot.has_form(field, form):
        return ()
    frequency = snapshot.form_frequency(field, form)
    languages = frozenset(snapshot.languages)
    near = []
    for candidate in _candidates(snapshot, field, form, limit):
        distance = edit_distance(form, candidate, limit)
        often = snapshot.form_frequency(field, candidate)
        if 0 < distance <= limit and often * RARER <= frequency and not _is_word(candidate, languages):
            near.append((distance, -often, candidate))
    found = (candidate for _, _, candidate in sorted(near) if snapshot.has_form(field, candidate))
    return tuple(form for form, _ in zip(found, range(MOST_FORMS), strict=False))


def _candidates(snapshot: Snapshot, field: str, form: str, limit: int) -> set[str]:
    encoded = form.encode()
    mask = _mask_of(encoded)
    forms = set()
    for segment in snapshot.segments:
        masks = masks_of(segment, field)
        if masks is None:
            continue
        is_near = np.abs(masks.lengths - len(encoded)) <= limit
        is_near &= np.bitwise_count(masks.letters ^ mask) <= 2 * limit
        terms = segment.terms.field(field)
        forms.update(bare_form(terms[index].decode()) for index in np.flatnonzero(is_near).tolist())
    return {each for each in forms if each.isalpha() and abs(len(each) - len(form)) <= limit}


def masks_of(segment: SegmentView, field: str) -> Masks | None:
    """Those of a segment, which never changes, are made when they are first asked for."""
    if field not in segment.masks:
        terms = segment.terms.field(field)
        segment.masks[field] = None if terms is None or not len(terms) else _make(*terms.raw())
    return segment.masks[field]


def _make(bounds: np.ndarray, letters: np.ndarray) -> Masks:
    starts, lengths = bounds[:-1], np.diff(bounds).astype(np.int16)
    bits = _BITS[letters]
    masks = np.bitwise_or.reduceat(bits, starts)
    lengths -= letters[bounds[1:] - 1] == ord("!")
    is_plain = (letters[starts] != ord(":")) & ~np.logical_or.reduceat(letters == ord("+"), starts)
    return Masks(masks, np.where(is_plain, lengths, 0))


def _bits() -> np.ndarray:
    bits = np.full(256, 1 << OTHER, np.uint32)
    for index in range(26):
        bits[ord("a") + index] = 1 << index
    bits[ord("!")] = 0
    return bits


_BITS = _bits()


def _mask_of(form: bytes) -> np.uint32:
    return np.bitwise_or.reduce(_BITS[np.frombuffer(form, np.uint8)])


@lru_cache(maxsize=1 << 14)
def _is_word(form: str, languages: frozenset[str]) -> bool:
    """Whether a language that the archive holds has such a word."""
    known = languages & available_languages("small").keys()
    return any(zipf_frequency(form, code, "small") > 0 for code in known)
