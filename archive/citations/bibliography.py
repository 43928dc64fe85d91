"""A list of references in one style: its order, and what tells works of the same authors apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.citations.cite_keys import letters
from archive.citations.filing import filed, folded
from archive.citations.record import CitationRecord, Name, Organisation
from archive.citations.styles import Style
from archive.citations.styling.rich_text import Rich, to_plain


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    id: str  # of the record
    reference: Rich
    in_text: Rich


def bibliography(records: Iterable[CitationRecord], style: Style) -> list[BibliographyEntry]:
    """Entries in the order of the alphabet, accents and articles at the head of a title aside.

    Works that the text would cite alike get letters in this order: 2007a, 2007b (APA 9.47, Chicago 15.20).
    """
    ordered = _with_letters(sorted(records, key=lambda each: _sort_key(each, style)), style)
    entries = []
    before: tuple[Name, ...] = ()
    for record in ordered:
        shown = record
        if style.for_same_authors and record.author and record.author == before:
            shown = replace(record, author=(Organisation(style.for_same_authors),))
        entries.append(BibliographyEntry(record.id, style.reference(shown), style.in_text(record)))
        before = record.author
    return entries


# ------------------------------------------------------------------ the order
SortKey = tuple[tuple[tuple[str, str], ...], str, str]


def _sort_key(record: CitationRecord, style: Style) -> SortKey:
    """By the authors, one alone before the same one with others; then as the style has it, then by title.

    What has no author stands where its reference begins: with its title, or with its newspaper.
    """
    if not record.author:
        return ((filed(to_plain(style.reference(record)), record.language), ""),), "", ""
    names = tuple(map(_folded_name, record.author))
    return names, _year_key(record, style), filed(record.best_title, record.language)


def _year_key(record: CitationRecord, style: Style) -> str:
    if not style.sorts_by_year:
        return ""
    undated = "" if style.puts_undated_first else "~"
    return f"{record.issued.year:04d}" if record.issued else undated


def _folded_name(name: Name) -> tuple[str, str]:
    if isinstance(name, Organisation):
        return filed(name.literal, "en"), ""
    return folded(name.full_family or name.given), folded(f"{name.given} {name.suffix}")


# ------------------------------------------------------------------ works that the text would cite alike
def _with_letters(records: Sequence[CitationRecord], style: Style) -> list[CitationRecord]:
    alike: dict[tuple[str, tuple[Name, ...]], list[int]] = defaultdict(list)
    for n, record in enumerate(records):
        alike[to_plain(style.in_text(record.with_locator(""))), record.author].append(n)
    lettered = list(records)
    for places in alike.values():
        for number, n in enumerate(places if len(places) > 1 else ()):
            lettered[n] = replace(records[n], year_suffix=letters(number))
    return lettered
