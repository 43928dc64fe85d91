"""From works and citations to rendered citations and a bibliography."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.citations.csl.cite import Cite, Distinction, Locator
from archive.citations.csl.cited_works import Citation, CitedWork
from archive.citations.csl.collapse import CiteOutput, Collapser
from archive.citations.csl.disambiguation import Disambiguator
from archive.citations.csl.elements import render_all
from archive.citations.csl.entries import align_second_field, substitute_authors, wrap_entry
from archive.citations.csl.items import Item
from archive.citations.csl.markup import parse_markup
from archive.citations.csl.nodes import Formatting, Node, Rendered, find, replaced, wrap
from archive.citations.csl.positions import Placed, place
from archive.citations.csl.sorting import SortValue, in_order, sort_value
from archive.citations.csl.style import Area, SortKey, Style

_AGAIN = frozenset({"subsequent"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A work in the bibliography."""

    id: str
    rendered: Rendered


class Processor:
    """`items` are all works, in the order in which they are cited or listed; `citations` all that cite them."""

    def __init__(self, style: Style, items: Iterable[Item], citations: Sequence[Citation] = ()) -> None:
        self.style = style
        self.items = {item.id: item for item in items}
        self.citations = citations
        distance = style.citation.attributes.get("near-note-distance", "")
        self.placed = place(citations, int(distance)) if distance.isdecimal() else place(citations)
        self.first_notes = _first_notes(citations)
        self.distinctions = {id: Distinction() for id in self.items}
        self.numbers = {id: n for n, id in enumerate(self.items, 1)}
        self.order = self._bibliography_order()
        self.numbers = self._numbered()
        self._disambiguate()

    # -------------------------------------------------------------- the order
    def _bibliography_order(self) -> list[Item]:
        area = self.style.bibliography
        items = list(self.items.values())
        return self._sorted(items, area) if area else items

    def _sorted(self, items: list[Item], area: Area) -> list[Item]:
        return in_order(items, area.sort_keys, self._sort_value)

    def _sort_value(self, item: Item, key: SortKey) -> SortValue:
        cite = self._cite(item, key.area, is_sorting=True)
        return sort_value(key, cite)

    def _numbered(self) -> dict[str, int]:
        """The citation numbers: the order of the bibliography, backwards where that counts down."""
        keys = self.style.bibliography.sort_keys if self.style.bibliography else []
        counts_down = bool(keys) and keys[0].variable == "citation-number" and keys[0].is_descending
        order = reversed(self.order) if counts_down else self.order
        return {item.id: n for n, item in enumerate(order, 1)}

    # -------------------------------------------------------------- one work
    def _cite(
        self,
        item: Item,
        area: Area,
        distinction: Distinction | None = None,
        locator: Locator | None = None,
        placed: Placed | None = None,
        is_sorting: bool = False,
    ) -> Cite:
        return Cite(
            item,
            area,
            self.style.options,
            self.style.locale,
            self.distinctions[item.id] if distinction is None else distinction,
            locator,
            placed.positions if placed else frozenset(),
            self.numbers[item.id],
            placed.first_note if placed else "",
            is_sorting,
        )

    def _disambiguate(self) -> None:
        attributes = self.style.citation.attributes
        Disambiguator(attributes, self._cited_again, self.style.citation.tests_ambiguity).run(
            self.order, self.distinctions
        )

    def _cited_again(self, item: Item, distinction: Distinction) -> Rendered:
        """The cite of a work that was cited before: what must lead to it alone."""
        area = self.style.citation
        placed = Placed(_AGAIN, self.first_notes.get(item.id, ""))
        cite = self._cite(item, area, distinction, None, placed)
        cite.hidden.add("accessed")  # the day on which somebody saw a work does not tell it from others
        return wrap(render_all(area.elements_for(cite), cite), None)

    # -------------------------------------------------------------- citations
    def cite(self, number: int) -> Rendered:
        """The citation with this number, from 0."""
        citation, placed = self.citations[number], self.placed[number]
        area = self.style.citation
        works = [(work, at) for work, at in zip(citation.works, placed, strict=True) if work.id in self.items]
        cites = [
            CiteOutput(work, self._render_cite(work, at, is_first=not n))
            for n, (work, at) in enumerate(self._in_citation_order(works))
        ]
        cites = [each for each in cites if each.rendered]
        collapser = Collapser(
            area.attributes, area.delimiter, area.attributes.get("disambiguate-add-year-suffix") == "true"
        )
        return wrap(collapser.join(cites, _dressed), area.formatting)

    def _in_citation_order(self, works: list[tuple[CitedWork, Placed]]) -> list[tuple[CitedWork, Placed]]:
        keys = self.style.citation.sort_keys
        if not keys or len(works) < 2:
            return works
        return in_order(works, keys, lambda pair, key: self._sort_value(self.items[pair[0].id], key))

    def _render_cite(self, work: CitedWork, placed: Placed, is_first: bool) -> Rendered:
        area = self.style.citation
        cite = self._cite(self.items[work.id], area, None, work.locator, placed)
        rendered = wrap(render_all(area.elements_for(cite), cite), None)
        if self.style.options.is_note and begins_sentence(work.prefix, is_first):
            rendered = capitalize_term(rendered)
        names = find(rendered, "names")
        if work.author_only:
            return names or ""
        if work.suppresses_author and names is not None:
            return replaced(rendered, names, "")
        return rendered

    # -------------------------------------------------------------- the bibliography
    def bibliography(self) -> list[Entry]:
        """The entries in their order; [] where the style has no bibliography."""
        return [entry for entry in self.entries() if entry.rendered]

    def entries(self) -> Iterator[Entry]:
        """The same one after the other, also those for which the style has nothing: no more than two are held."""
        area = self.style.bibliography
        if area is None:
            return
        rendered = substitute_authors((self._entry(item, area) for item in self.order), area.attributes)
        for item, each in zip(self.order, rendered, strict=True):
            yield Entry(item.id, each)

    def _entry(self, item: Item, area: Area) -> Rendered:
        cite = self._cite(item, area)
        children = render_all(area.elements_for(cite), cite)
        if "second-field-align" in area.attributes:
            children = align_second_field(children)
        return wrap_entry(children, area.formatting)


def begins_sentence(prefix: str, is_first: bool) -> bool:
    """Whether a cite behind this prefix begins a sentence: behind a full stop, but not that of a single word."""
    text = prefix.rstrip()
    if not text:
        return is_first
    return text.endswith((".", ".”", ".’", '."', "!", "?")) and len(text.split()) > 1


def capitalize_term(rendered: Rendered) -> Rendered:
    """With a capital where a term is the first thing put out: "Ibid."."""
    if isinstance(rendered, str):
        return rendered
    if rendered.tag == "term":
        return Node([rendered], Formatting(text_case="capitalize-first"))
    first, *others = rendered.children
    return Node([capitalize_term(first), *others], rendered.formatting, rendered.tag, rendered.data)


def _dressed(cite: CiteOutput) -> Rendered:
    """With what the one who cites wrote before and after."""
    work = cite.work
    if not cite.has_affix:
        return cite.rendered
    return wrap(
        [cite.rendered],
        Formatting(prefix=parse_markup(work.prefix), suffix=parse_markup(work.suffix)),
        "affixed",
    )


def _first_notes(citations: Sequence[Citation]) -> Mapping[str, str]:
    notes: dict[str, str] = {}
    for citation in citations:
        for work in citation.works:
            if citation.note:
                notes.setdefault(work.id, str(citation.note))
    return notes
