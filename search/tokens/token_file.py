"""The texts of many documents as numbers of chunks in text order: one file, read in place and never changed.

Named arrays (see `search.array_file`), side by side for the documents, the chunks of all texts, and the
vocabulary. A text is the clean pages of a document, joined as `search.locate` joins them.
    key, digest          of each document: its primary key, and of what text its chunks are
    first                where its chunks begin, and where the last end
    page_first, page     where its pages begin in the next array; the character at which each page begins
    number               of each chunk: its number in the vocabulary
    gap                  the characters before it, 255 for what stands in `long`
    long_at, long        chunks with a gap of 255 characters or more, ascending, and the gap
    spelling.…           the vocabulary: strings by number
    language, languages  the language in which a spelling was read, and the languages by number
    letters, width       how many characters and how many words a spelling has
    term.…               all terms of the vocabulary, ascending
    term_first, chunk    where the chunks that have a term begin in the next array; their numbers
"""

from __future__ import annotations

import os
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from search.analysis import PAGE_BREAK
from search.array_file import Arrays, Strings, narrow, pack_strings, place_of, read_arrays
from search.tokens.chunks import Vocabulary, cut

VERSION = 1
LONG = 255  # characters
GONE = 0  # the digest of no text
UNKNOWN = -1
CHUNK_BITS = 32  # of a pair of a term and a chunk


class Text(NamedTuple):
    """What is kept of a document; without pages nothing is kept of it any more."""

    key: int
    language: str
    pages: Sequence[str]


def digest_of(text: str, language: str) -> int:
    """Tells whether chunks are those of a text."""
    content = f"{language}\n{text}".encode()
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "little")


def digest_of_text(text: Text) -> int:
    return digest_of(PAGE_BREAK.join(text.pages), text.language)


class TokenArrays:
    """Texts gathered for one file."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._keys = array("q")
        self._digests = array("Q")
        self._firsts = array("Q", [0])
        self._page_firsts = array("Q", [0])
        self._pages = array("I")
        self._numbers = array("I")
        self._gaps = bytearray()
        self._long_at = array("Q")
        self._long = array("I")

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def documents(self) -> int:
        return len(self._keys)

    def add(self, text: Text) -> None:
        whole = PAGE_BREAK.join(text.pages)
        pieces = cut(whole)
        begins = [*accumulate((len(page) + len(PAGE_BREAK) for page in text.pages), initial=0)][:-1]
        digest = digest_of(whole, text.language) if text.pages else GONE
        gaps = np.fromiter(map(len, pieces[:-1:2]), np.int64, len(pieces) // 2)
        numbers = array("I", self.vocabulary.numbers(pieces, text.language))
        self._append(text.key, digest, begins, numbers, gaps)

    def take_over(self, tokens: TokenFile, documents: Iterable[int]) -> None:
        """Documents of another file, as they stand there."""
        number_of = self.vocabulary.number_of
        known = np.full(len(tokens.spellings), UNKNOWN, np.int64)
        for document in documents:
            own = tokens.of_document(document)
            new = np.unique(own.numbers[known[own.numbers] == UNKNOWN]).tolist()
            known[new] = [
                number_of(tokens.spellings[each].decode(), tokens.language_of(each)) for each in new
            ]
            numbers = array("I", known[own.numbers].astype(np.uint32).tobytes())
            key, digest = int(tokens.keys[document]), int(tokens.digests[document])
            self._append(key, digest, own.pages.tolist(), numbers, own.gaps)

    def _append(
        self, key: int, digest: int, begins: Iterable[int], numbers: array[int], gaps: np.ndarray
    ) -> None:
        long = np.flatnonzero(gaps >= LONG)
        self._long_at.extend((long + len(self._numbers)).tolist())
        self._long.extend(gaps[long].tolist())
        self._gaps.extend(np.minimum(gaps, LONG).astype(np.uint8).tobytes())
        self._keys.append(key)
        self._digests.append(digest)
        self._pages.extend(begins)
        self._page_firsts.append(len(self._pages))
        self._numbers.extend(numbers)
        self._firsts.append(len(self._numbers))

    def arrays(self) -> Arrays:
        vocabulary = self.vocabulary
        languages = sorted(set(vocabulary.languages))
        bounds, text = pack_strings(each.encode() for each in vocabulary.spellings)
        language_bounds, language_text = pack_strings(each.encode() for each in languages)
        number_of = {language: number for number, language in enumerate(languages)}
        return {
            "key": np.array(self._keys, np.int64),
            "digest": np.array(self._digests, np.uint64),
            "first": narrow(np.array(self._firsts, np.int64)),
            "page_first": narrow(np.array(self._page_firsts, np.int64)),
            "page": narrow(np.array(self._pages, np.int64)),
            "number": narrow(np.frombuffer(self._numbers, np.uint32)),
            "gap": np.frombuffer(self._gaps, np.uint8),
            "long_at": narrow(np.array(self._long_at, np.int64)),
            "long": narrow(np.array(self._long, np.int64)),
            "spelling.bounds": bounds,
            "spelling.text": text,
            "language": np.array([number_of[each] for each in vocabulary.languages], np.uint8),
            "languages.bounds": language_bounds,
            "languages.text": language_text,
            "letters": narrow(np.array([len(each) for each in vocabulary.spellings], np.int64)),
            "width": narrow(np.array(vocabulary.widths, np.int64)),
            **self._terms(),
        }

    def _terms(self) -> Arrays:
        """The terms in order, and the chunks that have each, once."""
        numbers = self.vocabulary.terms
        names = sorted(numbers)
        ranks = np.empty(len(names), np.int64)
        ranks[[numbers[name] for name in names]] = np.arange(len(names))
        chunks, terms = (np.array(row, np.int64) for row in self.vocabulary.rows[:2])
        pairs = np.unique(ranks[terms] << CHUNK_BITS | chunks)
        bounds, text = pack_strings(name.encode() for name in names)
        return {
            "term.bounds": bounds,
            "term.text": text,
            "term_first": narrow(np.searchsorted(pairs >> CHUNK_BITS, np.arange(len(names) + 1))),
            "chunk": narrow(pairs & ((1 << CHUNK_BITS) - 1)),
        }


def _is_marked(term: bytes, base: bytes) -> bool:
    return term.startswith(base) and term[len(base) : len(base) + 1] in (b"", b"!", b"+")


class DocumentTokens(NamedTuple):
    """The chunks of one text."""

    numbers: np.ndarray
    gaps: np.ndarray  # characters before each
    pages: np.ndarray  # the character at which each page begins


class TokenFile:
    """A file that is open, and closes its descriptor.

    Texts are read by that, where there is one: each is asked for seldom, and mapped all would be held at last.
    """

    def __init__(self, buffer: memoryview, descriptor: int | None = None) -> None:
        self._descriptor = descriptor
        if descriptor is not None:
            weakref.finalize(self, os.close, descriptor)
        arrays = read_arrays(buffer, VERSION)
        self._begins = {name: place_of(arrays[name], buffer) for name in ("number", "gap")}
        self.keys, self.digests = arrays["key"], arrays["digest"]
        self.spellings = Strings(arrays["spelling.bounds"], arrays["spelling.text"])
        self.terms = Strings(arrays["term.bounds"], arrays["term.text"])
        self.letters, self.widths = arrays["letters"], arrays["width"]
        self._languages = Strings(arrays["languages.bounds"], arrays["languages.text"]).decoded()
        self._arrays = arrays

    def language_of(self, number: int) -> str:
        """The language in which a spelling was read, "" for one without stems."""
        return self._languages[int(self._arrays["language"][number])]

    def of_document(self, document: int) -> DocumentTokens:
        first, last = self._arrays["first"][document : document + 2].tolist()
        gaps = self._part("gap", first, last).astype(np.int64)
        long_at = self._arrays["long_at"]
        if len(long_at):
            low, high = np.searchsorted(long_at, (first, last))
            gaps[long_at[low:high].astype(np.int64) - first] = self._arrays["long"][low:high]
        begin, end = self._arrays["page_first"][document : document + 2].tolist()
        return DocumentTokens(self._part("number", first, last), gaps, self._arrays["page"][begin:end])

    def _part(self, name: str, first: int, last: int) -> np.ndarray:
        array: np.ndarray = self._arrays[name]
        if self._descriptor is None:
            return array[first:last]
        size, begin = (last - first) * array.itemsize, self._begins[name] + first * array.itemsize
        return np.frombuffer(os.pread(self._descriptor, size, begin), array.dtype)

    def chunks_with(self, base: bytes) -> Sequence[int]:
        """The numbers of the spellings with a form or a stem, with or without a mark behind it: "form!", "form+2"."""
        first = last = self.terms.bisect(base)
        while last < len(self.terms) and _is_marked(self.terms[last], base):
            last += 1
        return self._chunks(first, last)

    def chunks_starting_with(self, prefix: bytes) -> Sequence[int]:
        """The numbers of the spellings with a term that begins so."""
        return self._chunks(self.terms.bisect(prefix), self.terms.bisect(prefix + b"\xff"))

    def _chunks(self, first: int, last: int) -> Sequence[int]:
        firsts = self._arrays["term_first"]
        found: list[int] = self._arrays["chunk"][int(firsts[first]) : int(firsts[last])].tolist()
        return found

    def texts(self) -> Iterator[tuple[int, int]]:
        """The key and the digest of each document."""
        return zip(self.keys.tolist(), self.digests.tolist(), strict=True)
