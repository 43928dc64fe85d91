"""Hits of a query in a text whose chunks are stored: those that `Locator.find` finds, without reading the text.

The chunks that a query asks for are looked up in the vocabulary, once a query and file; in each text they are
then found by their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from weakref import WeakKeyDictionary

import numpy as np

from search.analysis import COMBINING_FORMS, bare_form
from search.locate import AskedChunk, CharSpan, Found, Locator
from search.query_nodes import Term
from search.tokens.token_file import TokenFile, digest_of
from search.tokens.token_store import TokenStore

STORED = 200  # characters: a shorter text is sooner read than looked up


class StoredLocator(Locator):
    """A locator that reads no text whose chunks are stored."""

    def __init__(self, terms: Sequence[Term], language: str, store: TokenStore) -> None:
        super().__init__(terms, language)
        self.tag = language
        self.store = store
        self.is_of_phrases = not self.may_join and all(
            term.slop is None and len(term.words) > 1 for term in self.terms
        )
        self._asked: WeakKeyDictionary[TokenFile, tuple[np.ndarray, dict[int, AskedChunk]]] = (
            WeakKeyDictionary()
        )

    def find(self, text: str) -> list[tuple[CharSpan, ...]]:
        stored = self.store.find(digest_of(text, self.tag)) if len(text) >= STORED else None
        return super().find(text) if stored is None else self.hits(text, self._stored(*stored))

    def _stored(self, tokens: TokenFile, document: int) -> Iterable[Found]:
        """What is asked for in one of the stored texts."""
        is_asked, asked = self._of_file(tokens)
        own = tokens.of_document(document)
        at = np.flatnonzero(is_asked[own.numbers])
        if not len(at):
            return ()
        ends = np.cumsum(tokens.letters[own.numbers] + own.gaps)
        positions: Iterable[int] = repeat(
            0, len(at)
        )  # of single words nothing asks in which place they stand
        if not self.is_of_words or self.may_join:
            widths = tokens.widths[own.numbers]
            begins = np.cumsum(widths, dtype=np.int64) - widths
            if self.is_of_phrases:
                at = at[_beside_another(begins[at], widths[at])]
            positions = begins[at].tolist()
        numbers = own.numbers[at]
        starts = (ends[at] - tokens.letters[numbers]).tolist()
        return zip(positions, starts, map(asked.__getitem__, numbers.tolist()), strict=True)

    def _of_file(self, tokens: TokenFile) -> tuple[np.ndarray, dict[int, AskedChunk]]:
        known = self._asked.get(tokens)
        if known is None:
            asked = {}
            for number in set(self._candidates(tokens)):
                if tokens.language_of(number) == self.language:
                    entry = self.asked(tokens.spellings[number].decode())
                    if entry is not None:
                        asked[number] = entry
            is_asked = np.zeros(len(tokens.spellings), bool)
            is_asked[[*asked]] = True
            known = self._asked[tokens] = (is_asked, asked)
        return known

    def _candidates(self, tokens: TokenFile) -> Iterable[int]:
        """The numbers of spellings that may be asked for."""
        own = f":{self.language}:"
        bases = {bare_form(term) for term in self.by_term if not term.startswith(":") or term.startswith(own)}
        if self.may_join:
            bases |= COMBINING_FORMS
        begun = {unit.form if unit.mode == "prefix" else unit.form[:2] for unit in self.open}
        return chain(
            chain.from_iterable(tokens.chunks_with(base.encode()) for base in bases),
            chain.from_iterable(tokens.chunks_starting_with(prefix.encode()) for prefix in begun),
        )


def _beside_another(begins: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Which chunks may be of a phrase: they are of several words, or the next or the one before is asked for as well."""
    is_next = begins[1:] == begins[:-1] + widths[:-1]
    found: np.ndarray = widths > 1
    found[:-1] |= is_next
    found[1:] |= is_next
    return found
