"""References in one style: as a list has them, and as the text cites them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.citations.csl.cite import Cite, Distinction
from archive.citations.csl.cited_works import Citation, CitedWork
from archive.citations.csl.dates import Date
from archive.citations.csl.elements import Group, TextTerm
from archive.citations.csl.items import Item
from archive.citations.csl.nodes import Rendered, find, find_all, replaced, wrap
from archive.citations.csl.processor import Entry, Processor
from archive.citations.csl.style import Style as CompiledStyle
from archive.citations.csl_items import bare, to_item, to_locator
from archive.citations.record import CitationRecord
from archive.citations.rich_text import Rich, to_rich

if TYPE_CHECKING:
    from archive.citations.styles import Style


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    id: str  # of the record
    reference: Rich
    in_text: Rich


def bibliography(records: Iterable[CitationRecord], style: Style) -> list[BibliographyEntry]:
    """Entries in the order of the style, each with its cite, which leads to it alone."""
    return list(entries(records, style))


def entries(records: Iterable[CitationRecord], style: Style) -> Iterator[BibliographyEntry]:
    """The same one after the other: of all works at once only what was read of them is held.

    Where a style has no list of references, or nothing for a work there, the note or cite stands in its place.
    """
    compiled = style.compiled
    items, citations, ids = [], [], []
    for number, record in enumerate(records):
        items.append(to_item(record, str(number)))
        citations.append(Citation((CitedWork(items[-1].id, to_locator(record)),)))
        ids.append(record.id)
    processor = Processor(compiled, items, citations)
    listed: Iterable[Entry] = processor.entries()
    if compiled.bibliography is None:
        listed = (Entry(item.id, "") for item in items)
    for entry in listed:
        number = int(entry.id)
        cite = processor.cite(number)
        reference = _with_access(entry.rendered or cite, items[number], style, compiled)
        yield BibliographyEntry(
            ids[number],
            _bare(to_rich(reference, compiled.locale)),
            _bare(to_rich(cite, compiled.locale)),
        )


@dataclass(frozen=True, slots=True)
class CitedText:
    """What a text says of its works: the cites in their order, and the references in that of the style."""

    cites: list[Rich]
    references: list[Rich]  # [] where the style has none, of notes alone
    are_notes: bool


def cites(records: Sequence[CitationRecord], style: Style) -> CitedText:
    """Of works in the order in which a text cites them, each with its locator. A work may come again: its notes are
    then short, or "ibid.", as the style has it.
    """
    compiled = style.compiled
    items = {record.id: to_item(record, record.id) for record in records}
    is_note = compiled.options.is_note
    citations = [
        Citation((CitedWork(record.id, to_locator(record)),), number if is_note else 0)
        for number, record in enumerate(records, 1)
    ]
    processor = Processor(compiled, items.values(), citations)
    shown = [to_rich(processor.cite(number), compiled.locale) for number in range(len(citations))]
    references = [
        to_rich(_with_access(entry.rendered, items[entry.id], style, compiled), compiled.locale)
        for entry in processor.bibliography()
    ]
    return CitedText(list(map(_bare, shown)), list(map(_bare, references)), is_note)


# Notes are told apart by what stands between them; the last is too far from the first to be near it.
_NOTES = (1, 2, 99)


def later_notes(record: CitationRecord, style: Style) -> list[Rich]:
    """Of a style that has notes: a later note on the work, and, where it differs, one that follows the first at once."""
    compiled = style.compiled
    item = to_item(record, record.id)
    first, at_once, later = (Citation((CitedWork(item.id, to_locator(record)),), note) for note in _NOTES)
    between = Citation((), _NOTES[-1] - 1)
    processor = Processor(compiled, [item], [first, at_once, between, later])
    notes = [_bare(to_rich(processor.cite(n), compiled.locale)) for n in (3, 1)]
    return notes[:1] if notes[0] == notes[1] else notes


_CAPITAL = {"text-case": "capitalize-first"}


def _bare(rich: Rich) -> Rich:
    return tuple(replace(run, text=bare(run.text), href=bare(run.href)) for run in rich)


def _with_access(reference: Rendered, item: Item, style: Style, compiled: CompiledStyle) -> Rendered:
    """With the day of access, which many styles leave out where a work is dated; never beside a DOI, nor without an address."""
    accessed = item.values.get("accessed")
    if accessed is None or "DOI" in item.values or "URL" not in item.values:
        return reference
    if any(node.data == accessed for node in find_all(reference, "date")):
        return reference
    cite = Cite(item, compiled.citation, compiled.options, compiled.locale, Distinction())
    day = Date("accessed", {"form": "text"}, (), compiled.locale)
    address = find(reference, "link")
    if address is None:
        return reference
    if not style.says_retrieved_from:
        said = Group([TextTerm("accessed", _CAPITAL), day], {"delimiter": " ", "prefix": " ", "suffix": "."})
        return wrap([reference, said.render(cite)], None)
    seen = Group([TextTerm("retrieved", _CAPITAL), day], {"delimiter": " "})
    said = Group([seen, TextTerm("from", {})], {"delimiter": ", ", "suffix": " "})
    return replaced(reference, address, wrap([said.render(cite), address], None))
