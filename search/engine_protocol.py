"""What the archive asks of a search engine: plain values in, plain values out, whichever engine it is.

An engine is a package in `search/backends/` with one class that does what `SearchEngine` says, and passes
`tests/search/test_engine_contract.py`. Texts become terms by `search.analysis` in every engine, so that hits
located in an article (`search.locate`) are those the engine promised. Errors are those of `search.errors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any, Protocol

from search.occurrences import Occurrence
from search.query_nodes import Narrowing, Node, Term, Word

# Columns of the entries of a document whose text is closed to some. It has two: one of the whole article, one of
# its record alone. Each reader has the one or the other, and nothing tells of the words in the other one.
PART, WHOLE, RECORD_ALONE = "part", "whole", "record"
AUDIENCE, OPENS = "audience", "opens"  # who may have the whole; the day from which on everyone may, 20270131


def day_number(day: date) -> int:
    """20270131."""
    return day.year * 10_000 + day.month * 100 + day.day


@dataclass(frozen=True)
class Entry:
    """What is written for one document, or for its record alone. `identity` is haystack's, "archive.document.5".

    `words` are the texts of the fields of words, `columns` all other values.
    """

    identity: str
    language: str
    words: dict[str, str]
    columns: dict[str, Any]

    def digest(self) -> str:
        """Tells whether an index entry is still what the database says."""
        content = repr((self.language, sorted(self.words.items()), sorted(self.columns.items())))
        return blake2b(content.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Question:
    """`node` None asks for everything. The rows wanted are those from `start` up to `end`, None for all.

    `sort_by` names fields of values, "-year" descending, in any mixture; without one the best match is first.
    What has no value comes last either way. Facets are counted as if nothing were chosen in the same field.
    """

    node: Node | None = None
    narrowings: Sequence[Narrowing] = ()
    sort_by: Sequence[str] = ()
    start: int = 0
    end: int | None = None
    facets: Sequence[str] = ()


@dataclass(frozen=True)
class Answer:
    """`keys` are the primary keys of the documents asked for, in order, `scores` how well each matches.

    `facets` has, by field and by whole value, the number of documents; the most frequent value comes first.
    `truncated_prefixes` stand for so many words that only the most frequent ones were searched. `is_partial`:
    the time was used up, so there may be more; all that is told is true, and counts are "at least".
    """

    total: int = 0
    keys: Sequence[int] = ()
    scores: Sequence[float] = ()
    facets: Mapping[str, Mapping[Any, int]] = field(default_factory=dict)
    truncated_prefixes: tuple[str, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True)
class Contents:
    """What an index holds, for comparing: by identity the digest of each entry.

    `doubled` counts entries that stand there twice, `damaged` names files that are not as they were written.
    """

    digests: Mapping[str, str]
    doubled: int = 0
    damaged: tuple[str, ...] = ()


# Adds or replaces entries and removes identities, in one commit. Returns the identities that could not be
# analysed: those are left out whole, and the others go on.
Write = Callable[[Iterable[Entry], Iterable[str]], list[str]]
EntriesOf = Callable[[Iterable[str]], Iterator[Entry]]  # of the identities that are to stand in the index


class SearchEngine(Protocol):
    """All that reads raises IndexAwayError without an index.

    What answers a query raises TooSlowError too, where the time does not even allow a partial answer.
    """

    def seen_by(self, audience: int, day: int, unseen: frozenset[str] = frozenset()) -> SearchEngine:
        """The same index as these readers have it on a day, 20270131: they have what any lower audience has.

        `unseen`: identities of entries that they are not answered from either.

        Until it is said who asks, an engine answers as to everyone, and as if nothing had opened.
        """

    def version(self) -> str:
        """Of the index as it is now, to who asks: another one after each change."""

    def ask(self, question: Question) -> Answer: ...

    def values(self, keys: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
        """By key the columns of these documents, as far as they are there."""

    def positions(self, term: Term, keys: Iterable[int]) -> dict[int, list[Occurrence]]:
        """Where a term stands in these documents: words of its field, as `search.analysis` counts them."""

    def complete(self, form: str, most: int, before: Sequence[Word] = (), language: str = "") -> list[str]:
        """The most frequent words of the whole texts that begin so, without those that hold a number.

        With `before` those that stand with these words in an article, what follows them first; with a `language`
        in articles of it.
        """

    def correct(self, text: str) -> str | None:
        """The archive's own form nearest to a word that it lacks; None where it has it or has none near."""

    def ocr_variants(self, form: str) -> tuple[str, ...]:
        """What OCR may have made of a word in the archive's texts."""

    def holds(self, form: str) -> bool:
        """Whether a word stands in the archive in any of its forms, printed in one piece."""

    def has_common_form(self, form: str) -> bool:
        """Whether it is printed as a word that is inflected, not as an acronym."""

    def related(self, entry: Entry, most: int | None = None) -> list[int]:
        """The keys of documents that share the words that set this one apart, the nearest first."""

    def telling_terms(self, weights: Mapping[str, float], most: int) -> dict[str, float]:
        """Of terms of whole texts, by how much each weighs, the few that say most: the rarer, the more.

        A term that stands in one document alone says nothing of others.
        """

    def writing(self) -> AbstractContextManager[Write]:
        """Be the one writer, and write. IndexBusyError where another one does not finish in time."""

    def remove(self, identities: Iterable[str]) -> None:
        """Take documents out, in one commit; those that are not there are none the less gone."""

    def rebuild(self, entries: Iterable[Entry], entries_of: EntriesOf) -> int:
        """Make a new index beside the current one and put it in its place; how many documents it has.

        The current one answers meanwhile and may be written to: `entries_of` is asked for what that changed.
        """

    def contents(self) -> Contents:
        """Of the whole index, whoever asks."""
