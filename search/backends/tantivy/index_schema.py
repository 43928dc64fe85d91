"""What tantivy keeps of a document, and how one is made of an entry.

Words are analysed by `search.analysis` and handed over as terms with their positions: tantivy has no say in them.
Values go into one field of JSON, in which each column is found, counted and told apart by its type.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, islice
from typing import Any

import tantivy

from search.analysis import PART_GAP
from search.backends.column_values import KEY, check_row
from search.backends.tantivy.document_words import Places, pack_words
from search.engine_protocol import AUDIENCE, OPENS, PART, RECORD_ALONE, Entry
from search.tokens.chunks import Numbered, Vocabulary, cut_parts

VERSION = 1  # to be raised whenever what is kept changes
IDENTITY, NUMBER, DIGEST, ROW, PLACES = "identity", "number", "digest", "row", "places"
COLUMNS = "columns"
CLOSED_TO, OPEN_FROM, IS_RECORD = "closed_to", "open_from", "is_record"
NEVER = 99_999_999  # a day
# Columns that rows are sorted by: whole numbers as they are, strings by their first bytes. By others rows are sorted too,
# but all that is found is read for it.
SORTED_STRINGS = ("title_key", "language")
SORTED = ("date", "published", "year", *SORTED_STRINGS)
PREFIX = 8  # bytes of a string in each of two numbers
MANY = 300_000  # spellings in memory, before they are forgotten
HIGHEST = 2**63


def words_field(name: str) -> str:
    return f"words_{name}"


def length_field(name: str) -> str:
    return f"length_{name}"


def sort_fields(name: str) -> tuple[str, str]:
    return f"sort_{name}", f"sort_{name}_more"


def column(name: str) -> str:
    return f"{COLUMNS}.{name}"


def make_schema(word_fields: Iterable[str]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(IDENTITY, tokenizer_name="raw", index_option="basic")
    for name in (NUMBER, DIGEST, CLOSED_TO, OPEN_FROM, IS_RECORD):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in word_fields:
        builder.add_text_field(words_field(name), tokenizer_name="raw", index_option="position")
        builder.add_unsigned_field(length_field(name), fast=True)
    for name in SORTED:
        for field in sort_fields(name):
            builder.add_unsigned_field(field, indexed=True, fast=True)
    builder.add_json_field(COLUMNS, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field(ROW, stored=True)
    builder.add_bytes_field(PLACES, stored=True)
    return builder.build()


def number_of(key: int, is_record: bool) -> int:
    """Of an entry; a document has two at most."""
    return 2 * key + is_record


def sort_numbers(value: str | int) -> tuple[int, int]:
    """Two numbers in the order of values of one type, though strings may share them."""
    if isinstance(value, int):
        return value + HIGHEST, 0
    encoded = value.encode()[: 2 * PREFIX].ljust(2 * PREFIX, b"\0")
    return int.from_bytes(encoded[:PREFIX], "big"), int.from_bytes(encoded[PREFIX:], "big")


class DocumentMaker:
    """Entries -> documents; each spelling is analysed once."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._vocabulary = Vocabulary()
        self._rows: list[
            list[tuple[str, int]]
        ] = []  # by chunk its terms, and at which of its words each stands
        self._names: list[str] = []
        self._known = 0

    def make(self, entry: Entry) -> tantivy.Document:
        """Raises whatever is wrong with the entry, before anything of it is written."""
        columns = {**entry.columns, "id": entry.identity}
        check_row(columns)
        if len(self._vocabulary) > MANY:
            self._forget()
        is_record = columns.get(PART) == RECORD_ALONE
        document = tantivy.Document()
        document.add_text(IDENTITY, entry.identity)
        document.add_unsigned(NUMBER, number_of(int(columns[KEY]), is_record))
        document.add_unsigned(DIGEST, int(entry.digest(), 16))
        document.add_unsigned(CLOSED_TO, columns.get(AUDIENCE, 0))
        document.add_unsigned(OPEN_FROM, columns.get(OPENS, NEVER))
        document.add_unsigned(IS_RECORD, int(is_record))
        places: dict[str, Places] = {}
        for name, text in entry.words.items():
            places[name], length = self.places(text, entry.language)
            tokens = [tantivy.Token(term, at, 0, 0) for term, found in places[name].items() for at in found]
            document.add_pre_tokenized_text(words_field(name), tantivy.PreTokenizedString("", tokens))
            document.add_unsigned(length_field(name), length)
        _add_values(document, columns)
        document.add_bytes(ROW, json.dumps(columns, ensure_ascii=False).encode())
        document.add_bytes(PLACES, pack_words(places))
        return document

    def places(self, text: str, language: str) -> tuple[dict[str, list[int]], int]:
        """The positions of each term of a text, ascending, and the number of its words."""
        parts = [self._vocabulary.read(part, language) for part in cut_parts(text)]
        self._learn()
        base = words = 0
        lists: defaultdict[str, list[list[int]]] = defaultdict(list)
        for part in parts:
            for chunk, found in self._chunk_places(part, base):
                for term, shift in self._rows[chunk]:
                    lists[term].append([at + shift for at in found] if shift else found)
            words += part.width
            base += part.width + PART_GAP
        return {
            term: found[0] if len(found) == 1 else sorted({at for each in found for at in each})
            for term, found in lists.items()
        }, words

    def _chunk_places(self, part: Numbered, base: int) -> Iterator[tuple[int, list[int]]]:
        widths = map(self._vocabulary.widths.__getitem__, part.numbers)
        begins = [*accumulate(widths, initial=base)]
        places: defaultdict[int, list[int]] = defaultdict(list)
        for number, begin in zip(part.numbers, begins, strict=False):
            places[number].append(begin)
        yield from places.items()
        for at, both in part.joined:
            yield both, [begins[at]]

    def _learn(self) -> None:
        """The terms of the chunks that are new."""
        self._names += islice(self._vocabulary.terms, len(self._names), None)
        self._rows += ([] for _ in range(len(self._vocabulary) - len(self._rows)))
        chunks, terms, shifts = (row[self._known :] for row in self._vocabulary.rows)
        for chunk, term, shift in zip(chunks, terms, shifts, strict=True):
            self._rows[chunk].append((self._names[term], shift))
        self._known += len(chunks)


def _add_values(document: tantivy.Document, columns: Mapping[str, Any]) -> None:
    values = {name: value for name, value in columns.items() if value is not None and value != []}
    document.add_json(COLUMNS, values)
    for name in SORTED:
        value = columns.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if value is not None:
            for field, number in zip(sort_fields(name), sort_numbers(value), strict=True):
                document.add_unsigned(field, number)


def row_of(document: tantivy.Document) -> dict[str, Any]:
    """The columns as they were written."""
    columns: dict[str, Any] = json.loads(document.get_first(ROW))
    return columns
