"""What is added to cites that would lead to more than one work ("Disambiguation")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from archive.citations.csl.cite import Distinction
from archive.citations.csl.items import Item
from archive.citations.csl.name_values import NameValue
from archive.citations.csl.names import NameList
from archive.citations.csl.nodes import Rendered, find_all, plain_text

INITIALS, IN_FULL = 1, 2
_ALL = 1000  # more names than any list has

Render = Callable[[Item, Distinction], Rendered]
Place = tuple[int, int]  # of a name: its list within the cite, its place there


class Disambiguator:
    """`render` gives a work's cite as it looks where the work was cited before."""

    def __init__(self, options: Mapping[str, str], render: Render, has_condition: bool = True) -> None:
        self.render = render
        self.has_condition = has_condition  # disambiguate="true" is asked somewhere
        self.adds_names = options.get("disambiguate-add-names") == "true"
        self.adds_given = options.get("disambiguate-add-givenname") == "true"
        self.adds_letters = options.get("disambiguate-add-year-suffix") == "true"
        self.rule = options.get("givenname-disambiguation-rule", "by-cite")
        self.texts: dict[str, str] = {}

    def run(self, items: Sequence[Item], distinctions: dict[str, Distinction]) -> None:
        """Fills in the distinctions of the items, which stand in the order of the bibliography."""
        self.distinctions = distinctions
        if self.adds_given and self.rule != "by-cite":
            self._tell_names_apart(items)
        for alike in self._alike(items):
            for still_alike in self._by_names(alike):
                for left in self._by_condition(still_alike):
                    self._by_letters(left)

    # -------------------------------------------------------------- cites alike
    def _text(self, item: Item, distinction: Distinction) -> str:
        return plain_text(self.render(item, distinction))

    def _alike(self, items: Iterable[Item]) -> list[list[Item]]:
        """Works whose cites read the same, several together."""
        groups: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            if text := self._text(item, self.distinctions[item.id]):
                groups[text].append(item)
        return [group for group in groups.values() if len(group) > 1]

    # -------------------------------------------------------------- names, in all cites
    def _tell_names_apart(self, items: Sequence[Item]) -> None:
        """Names that read the same take initials, or are written in full, wherever they stand."""
        items = _sharing_families(items)
        is_first_only = self.rule.startswith("primary-name")
        written = [self._names_written(items, level, is_first_only) for level in (0, INITIALS, IN_FULL)]
        by_text: dict[str, list[NameValue]] = defaultdict(list)
        for name, text in written[0].items():
            by_text[text].append(name)
        ambiguous = [names for names in by_text.values() if len(names) > 1]
        most = INITIALS if self.rule.endswith("with-initials") else IN_FULL
        levels = {}
        for names in ambiguous:
            for name in names:
                if level := _least_level(name, names, written, most):
                    levels[name] = level
        for distinction in self.distinctions.values():
            (distinction.given_of_first if is_first_only else distinction.given).update(levels)

    def _names_written(self, items: Sequence[Item], level: int, is_first_only: bool) -> dict[NameValue, str]:
        """Each name as it reads at this level."""
        written: dict[NameValue, str] = {}
        for item in items:
            distinction = replace(
                self.distinctions[item.id], given=_EveryName(level) if level else {}, names_shown=_ALL
            )
            for names in find_all(self.render(item, distinction), "names"):
                nodes = find_all(names, "name")
                for node in nodes[:1] if is_first_only else nodes:
                    written.setdefault(node.data, plain_text(node))
        return written

    # -------------------------------------------------------------- names, in cites alike
    def _by_names(self, items: list[Item]) -> list[list[Item]]:
        by_cite = self.adds_given and self.rule == "by-cite"
        if not by_cite and not self.adds_names:
            return [items]
        return _Expansion(self, items, by_cite).run()

    # -------------------------------------------------------------- condition and letters
    def _by_condition(self, items: list[Item]) -> list[list[Item]]:
        """With disambiguate="true", where that makes a difference."""
        if not self.has_condition:
            return [items]
        texts = {
            item.id: self._text(item, replace(self.distinctions[item.id], condition=True)) for item in items
        }
        if len(set(texts.values())) == 1:
            return [items]
        for item in items:
            self.distinctions[item.id].condition = True
        return self._alike(items)

    def _by_letters(self, items: list[Item]) -> None:
        if not self.adds_letters:
            return
        for number, item in enumerate(items, 1):
            self.distinctions[item.id].year_suffix = number


def _sharing_families(items: Sequence[Item]) -> list[Item]:
    """The items with a name whose family another name has too: others cannot read the same."""
    families: dict[str, set[NameValue]] = defaultdict(set)
    for name in _names(items):
        families[name.family or name.literal].add(name)
    shared = {family for family, names in families.items() if len(names) > 1}
    return [item for item in items if any((name.family or name.literal) in shared for name in _names([item]))]


def _names(items: Iterable[Item]) -> Iterator[NameValue]:
    for item in items:
        for value in item.values.values():
            if isinstance(value, tuple):
                yield from value


class _EveryName(dict[NameValue, int]):
    """One level for all names."""

    def __init__(self, level: int) -> None:
        super().__init__()
        self.level = level

    def get(self, name: NameValue, default: int = 0) -> int:  # type: ignore[override]
        return self.level


def _least_level(
    name: NameValue, names: list[NameValue], written: Sequence[Mapping[NameValue, str]], most: int
) -> int:
    """The least level at which the name reads unlike the others; 0 where there is none."""
    for level in range(INITIALS, most + 1):
        text = written[level].get(name, "")
        if all(written[level].get(other) != text for other in names if other != name):
            return level
    return 0


class _Expansion:
    """Names written out further, one after the other, until the cites of a group differ."""

    def __init__(self, outer: Disambiguator, items: list[Item], by_cite: bool) -> None:
        self.outer = outer
        self.by_cite = by_cite
        self.items = items
        self.open = list(items)
        self.base = {item.id: outer.distinctions[item.id] for item in items}
        self.names: dict[str, list[NameList]] = {}
        shown = 0
        for item in items:
            lists = [
                node.data
                for node in find_all(outer.render(item, self.base[item.id]), "names")
                if node.data.names
            ]
            self.names[item.id] = lists
            shown = max([shown, *(each.shown for each in lists)])
        self.shown = shown
        self.best = 1
        self.kept: dict[Place, int] = {}
        self.kept_shown = 0

    def run(self) -> list[list[Item]]:
        """The groups that still read the same."""
        longest = max((len(each.names) for lists in self.names.values() for each in lists), default=0)
        last = longest if self.outer.adds_names else self.shown
        for shown in range(self.shown, last + 1):
            if shown > self.shown and not all(map(self._is_same, self._places(shown))):
                self._try(shown, self.kept)
            if self.by_cite:
                self._write_out(shown)
            if not self.open:
                return []
        for item in self.open:
            self.outer.distinctions[item.id] = self._distinction(item, self.kept_shown, self.kept)
        return self.outer._alike(self.open)

    def _write_out(self, shown: int) -> None:
        """Given names, from the first that this number of names shows for the first time."""
        for place in self._places(shown):
            if self._is_same(place):
                continue
            for level in (INITIALS, IN_FULL):
                if self.open:
                    self._try(shown, {**self.kept, place: level})

    def _is_same(self, place: Place) -> bool:
        """Whether all works have the same name there, which then tells none of them apart."""
        n, position = place
        names = set()
        for lists in self.names.values():
            shown = lists[n].names[position : position + 1] if n < len(lists) else ()
            names.add((shown, len(lists[n].names) if n < len(lists) else 0))
        return len(names) < 2

    def _places(self, shown: int) -> list[Place]:
        first = 0 if shown == self.shown else shown - 1
        most = max((len(lists) for lists in self.names.values()), default=0)
        return [(n, place) for n in range(most) for place in range(first, shown)]

    def _try(self, shown: int, levels: dict[Place, int]) -> None:
        """Keeps what makes more cites differ; cites that differ from all others are done."""
        tried = {item.id: self._distinction(item, shown, levels) for item in self.items}
        texts = {item.id: self.outer._text(item, tried[item.id]) for item in self.items}
        count: dict[str, int] = defaultdict(int)
        for text in texts.values():
            count[text] += 1
        if len(count) <= self.best:
            return
        self.best, self.kept, self.kept_shown = len(count), levels, shown
        for item in list(self.open):
            if count[texts[item.id]] == 1:
                self.outer.distinctions[item.id] = tried[item.id]
                self.open.remove(item)

    def _distinction(self, item: Item, shown: int, levels: Mapping[Place, int]) -> Distinction:
        base = self.base[item.id]
        given = dict(base.given)
        for (n, place), level in levels.items():
            lists = self.names[item.id]
            if n < len(lists) and place < len(lists[n].names):
                given[lists[n].names[place]] = level
        return replace(
            base, given=given, names_shown=max(base.names_shown, shown if shown > self.shown else 0)
        )
