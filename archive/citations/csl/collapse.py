"""Cites of a citation grouped and collapsed ("Cite Grouping", "Cite Collapsing")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from archive.citations.csl.cited_works import CitedWork
from archive.citations.csl.nodes import Node, Rendered, find, plain_text, replaced


@dataclass(slots=True)
class CiteOutput:
    """A rendered cite and what it cites."""

    work: CitedWork
    rendered: Rendered

    @property
    def has_affix(self) -> bool:
        return bool(self.work.prefix or self.work.suffix)


Dress = Callable[[CiteOutput], Rendered]
_PUNCTUATION = (",", ";", ".")


class Collapser:
    def __init__(self, attributes: Mapping[str, str], delimiter: str, has_letters: bool) -> None:
        self.delimiter = delimiter
        self.kind = attributes.get("collapse", "")
        if self.kind.startswith("year-suffix") and not has_letters:
            self.kind = "year"
        groups = "cite-group-delimiter" in attributes or self.kind.startswith("year")
        self.group_delimiter = attributes.get("cite-group-delimiter", ", ") if groups else None
        own = attributes.get("cite-group-delimiter", delimiter)
        self.letter_delimiter = attributes.get("year-suffix-delimiter", own)
        self.after = attributes.get("after-collapse-delimiter", delimiter)

    def join(self, cites: list[CiteOutput], dress: Dress) -> list[Rendered]:
        """The cites with delimiters between; `dress` adds the affixes of who cites."""
        if self.kind == "citation-number":
            return self._by_number(cites, dress)
        if self.group_delimiter is None:
            return _joined(cites, self.delimiter, dress)
        out: list[Rendered] = []
        before: list[CiteOutput] = []
        for group in _grouped(cites):
            is_collapsed = self.kind == "year" or len(before) > 1
            delimiter = self.after if self.kind and is_collapsed else self.delimiter
            _part(out, before[-1] if before else None, group[0], delimiter)
            out += self._group(group, dress)
            before = group
        return out

    # -------------------------------------------------------------- by author
    def _group(self, group: list[CiteOutput], dress: Dress) -> list[Rendered]:
        delimiter = self.group_delimiter or ""
        if not self.kind or len(group) == 1:
            return _joined(group, delimiter, dress)
        rows = self._by_year(group)
        if any(len(row) > 1 for row in rows) or any(cite.work.locator for cite in group):
            delimiter = self.after
        out: list[Rendered] = []
        for n, row in enumerate(rows):
            if n:
                _part(out, rows[n - 1][-1], row[0], delimiter)
            out += self._letters(row, dress)
        return out

    def _by_year(self, group: list[CiteOutput]) -> list[list[CiteOutput]]:
        """The group without repeated names, in rows of one year each where letters are collapsed."""
        rows: list[list[CiteOutput]] = []
        for n, cite in enumerate(group):
            if n:
                cite.rendered = _without_names(cite.rendered)
            same_year = rows and self.kind != "year" and _same_year(rows[-1][0], cite)
            if (
                same_year
                and _letter(cite.rendered)
                and not cite.work.locator
                and not rows[-1][-1].work.locator
            ):
                cite.rendered = _letter_alone(cite.rendered)
                rows[-1].append(cite)
            else:
                rows.append([cite])
        return rows

    def _letters(self, row: list[CiteOutput], dress: Dress) -> list[Rendered]:
        """ "2000a" and what follows it, ranges where the style asks for them."""
        if self.kind != "year-suffix-ranged":
            return _joined(row, self.letter_delimiter, dress)
        out: list[Rendered] = []
        for run in _runs(row, lambda cite: _letter(cite.rendered)):
            if out:
                out.append(self.letter_delimiter)
            out += _range(run, self.letter_delimiter, dress)
        return out

    # -------------------------------------------------------------- by number
    def _by_number(self, cites: list[CiteOutput], dress: Dress) -> list[Rendered]:
        out: list[Rendered] = []
        runs = _runs(cites, _bare_number)
        for n, run in enumerate(runs):
            if n:
                _part(out, runs[n - 1][-1], run[0], self.after if len(runs[n - 1]) > 2 else self.delimiter)
            out += _range(run, self.delimiter, dress)
        return out


def _joined(cites: list[CiteOutput], delimiter: str, dress: Dress) -> list[Rendered]:
    out: list[Rendered] = []
    before = None
    for cite in cites:
        _part(out, before, cite, delimiter)
        out.append(dress(cite))
        before = cite
    return out


def _part(out: list[Rendered], before: CiteOutput | None, cite: CiteOutput, delimiter: str) -> None:
    """Puts the delimiter between two cites, unless one of them brings its own punctuation."""
    if before is None or cite.work.prefix.startswith(_PUNCTUATION):
        return
    out.append(" " if delimiter and before.work.suffix.endswith(_PUNCTUATION) else delimiter)


def _runs(cites: list[CiteOutput], number: Callable[[CiteOutput], int]) -> list[list[CiteOutput]]:
    """Neighbours whose numbers follow on each other; 0 follows on nothing."""
    runs: list[list[CiteOutput]] = []
    for cite in cites:
        own = number(cite)
        if runs and own and number(runs[-1][-1]) == own - 1:
            runs[-1].append(cite)
        else:
            runs.append([cite])
    return runs


def _range(run: list[CiteOutput], delimiter: str, dress: Dress) -> list[Rendered]:
    """Three and more as their first and last."""
    if len(run) < 3:
        return _joined(run, delimiter, dress)
    return [dress(run[0]), "–", dress(run[-1])]


def _grouped(cites: list[CiteOutput]) -> list[list[CiteOutput]]:
    """Cites of the same names together, at the place of the first; affixes hold a cite where it is."""
    groups: list[list[CiteOutput]] = []
    open_groups: dict[str, list[CiteOutput]] = {}
    for cite in cites:
        names = _names_text(cite.rendered)
        if cite.work.prefix:
            open_groups.clear()
        group = open_groups.get(names) if names is not None else None
        if group is not None and not cite.has_affix:
            group.append(cite)
        else:
            group = [cite]
            groups.append(group)
            if names is not None:
                open_groups[names] = group
        if cite.work.suffix:
            open_groups.clear()
    return groups


def _names_text(rendered: Rendered) -> str | None:
    """What the first names of the cite read; "" where a date begins it."""
    names = find(rendered, "names")
    if names is not None:
        return plain_text(names)
    return "" if find(rendered, "date") is not None else None


def _without_names(rendered: Rendered) -> Rendered:
    names = find(rendered, "names")
    return replaced(rendered, names, "") if names is not None else rendered


def _same_year(first: CiteOutput, cite: CiteOutput) -> bool:
    one, other = find(first.rendered, "date"), find(cite.rendered, "date")
    if one is None or other is None:
        return one is None and other is None
    return bool(one.data.begin.year == other.data.begin.year and one.data.literal == other.data.literal)


def _letter(rendered: Rendered) -> int:
    found = find(rendered, "year-suffix")
    return int(found.data) if found is not None else 0


def _letter_alone(rendered: Rendered) -> Rendered:
    """The letter in the place of the date or of all."""
    letter = find(rendered, "year-suffix")
    date = find(rendered, "date")
    if letter is None:
        return rendered
    if date is None or find(date, "year-suffix") is None:
        return letter
    return replaced(rendered, date, letter)


def _bare_number(cite: CiteOutput) -> int:
    """The number of a cite that puts out nothing else; 0 for others."""
    if cite.has_affix or isinstance(cite.rendered, str):
        return 0
    node: Node = cite.rendered
    while node.tag != "citation-number":
        if len(node.children) != 1 or isinstance(node.children[0], str):
            return 0
        node = node.children[0]
    return int(node.data)
