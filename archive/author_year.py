"""Works named as they are cited in a text: "Pradera 2007", "Pradera & Lozano (2007a) water contract"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from archive.citations.cite_keys import EMPTY_WORDS, to_words
from archive.models import Authorship

CLOSE = 0.5  # share of the words behind the year that a title has, from which it alone is taken
_YEAR = re.compile(r"(?P<year>(?:1[5-9]|20)\d\d)[a-z]?")
_BETWEEN_NAMES = frozenset("and y e et und al ed eds with con".split())  # noqa: SIM905


@dataclass(frozen=True)
class NamedByYear:
    """What such a line says, in folded words; initials are left out."""

    names: frozenset[str]
    year: int
    title: frozenset[str]


@dataclass(frozen=True)
class _Work:
    pk: int
    title: frozenset[str]
    families: list[frozenset[str]]  # in the order of the authors
    names: frozenset[str]  # all words of all authors' names


def named_by_year(line: str) -> NamedByYear | None:
    """None where no year stands behind a name."""
    words = to_words(line).split()
    at = next((n for n, word in enumerate(words) if _YEAR.fullmatch(word)), 0)
    names = frozenset(word for word in words[:at] if len(word) > 1 and word not in _BETWEEN_NAMES)
    if not names:
        return None
    return NamedByYear(names, int(words[at][:4]), frozenset(words[at + 1 :]) - EMPTY_WORDS)


@dataclass
class AuthorYears:
    """The lines asked for, compared with the published articles of their years in one query."""

    asked: Sequence[str]

    @cached_property
    def found(self) -> dict[str, list[tuple[float, int]]]:
        """For each line (score, primary key), the best first: the share of its title's words that are there."""
        found: dict[str, list[tuple[float, int]]] = {line: [] for line in self.asked}
        for work, lines in self._candidates():
            for line in lines:
                said = self._said[line]
                if said.names <= work.names and any(family <= said.names for family in work.families):
                    found[line].append((_share(said.title, work.title), work.pk))
        return {line: sorted(each, key=lambda one: (-one[0], one[1])) for line, each in found.items()}

    @cached_property
    def _said(self) -> dict[str, NamedByYear]:
        return {line: said for line in self.asked if (said := named_by_year(line))}

    def _candidates(self) -> Iterator[tuple[_Work, set[str]]]:
        """The works of these years, each with the lines that hold a word of an author's family name."""
        lines_with: dict[tuple[int, str], set[str]] = defaultdict(set)
        for line, said in self._said.items():
            for name in said.names:
                lines_with[said.year, name].add(line)
        for year, work in _works(sorted({said.year for said in self._said.values()})):
            family_words = {word for family in work.families for word in family}
            if lines := set().union(*(lines_with.get((year, word), ()) for word in family_words)):
                yield work, lines


def _works(years: Sequence[int]) -> Iterator[tuple[int, _Work]]:
    if not years:
        return
    rows = (
        Authorship.objects.filter(
            role=Authorship.Role.AUTHOR, document__state="published", document__issue__year__in=years
        )
        .order_by("document_id", "position")
        .values_list(
            "document_id", "document__issue__year", "document__title", "document__subtitle",
            "author__family", "author__given", "author__literal",
        )
    )  # fmt: skip
    by_work: dict[int, list[tuple]] = defaultdict(list)
    for row in rows.iterator():
        by_work[row[0]].append(row)
    for pk, authors in by_work.items():
        _pk, year, title, subtitle = authors[0][:4]
        families = [frozenset(to_words(family or literal).split()) for *_, family, _given, literal in authors]
        names = {word for *_, family, given, literal in authors for word in _words(family, given, literal)}
        yield (
            year,
            _Work(pk, frozenset(_words(title, subtitle)), [f for f in families if f], frozenset(names)),
        )


def _words(*texts: str) -> list[str]:
    return to_words(" ".join(texts)).split()


def _share(asked: frozenset[str], title: frozenset[str]) -> float:
    """A whole reference has the journal's words too, so the shorter side counts."""
    title = title - EMPTY_WORDS
    if not asked:
        return 1.0
    return len(asked & title) / min(len(asked), len(title)) if title else 0.0
