"""The passage of a stored text in which the most of some words stand together, as its words.

Pure: a text is a `token_store.Stored`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from search.analysis import read_chunk, stem_term, unstemmed
from search.function_words import is_function_word
from search.stemming import is_stemmable
from search.tokens.token_file import TokenFile
from search.tokens.token_store import Stored

WIDTH = 200  # chunks: a long paragraph
MARGIN = 50  # of them before the first word


def passage_about(forms: Sequence[str], stored: Stored) -> Counter[str]:
    """The terms of the words in the first passage that has the most of these, in any of their forms.

    Without function words and numbers.
    """
    tokens, document = stored
    numbers = tokens.of_document(document).numbers
    terms: Counter[str] = Counter()
    if not len(numbers):
        return terms
    language = tokens.language_of(int(numbers[0]))
    start = _start([_chunks(form, tokens, language) for form in forms], tokens, numbers)
    for number in numbers[start : start + WIDTH].tolist():
        for part in read_chunk(tokens.spellings[number].decode(), language).parts:
            if part.span == 1 and is_stemmable(part.form) and not is_function_word(part.form):
                terms[part.terms[-1]] += 1
    return terms


def _start(words: Sequence[Sequence[int]], tokens: TokenFile, numbers: np.ndarray) -> int:
    """Where the passage begins: a little before the first of its words. `words` are numbers of chunks."""
    word_of = np.zeros(len(tokens.spellings), np.uint8)
    for word, chunks in enumerate(words, 1):
        word_of[chunks] = word
    asked = word_of[numbers]
    at = np.flatnonzero(asked)
    if not len(at):
        return 0
    there = np.zeros(len(at), np.int64)  # how many of the words stand in the passage that begins with each
    for word in range(1, len(words) + 1):
        own = at[asked[at] == word]
        there += np.searchsorted(own, at + WIDTH - MARGIN) > np.searchsorted(own, at)
    return max(0, int(at[there.argmax()]) - MARGIN)


def _chunks(form: str, tokens: TokenFile, language: str) -> list[int]:
    terms = {unstemmed(form), form, *([stem_term(form, language)] if language else [])}
    return [chunk for term in terms for chunk in tokens.chunks_with(term.encode())]
