"""Ways on from a query that finds nothing: which part finds nothing, and what would find something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from search.query_language import Query
from search.query_nodes import And, Node, Not, replace_words, words_in
from search.results import Help, TermCount

MOST_TERMS = 8
MOST_CORRECTIONS = 4


@dataclass(frozen=True)
class Counter:
    """Counts articles: `count(node, narrowed)`, with the reader's filters or without them.

    `in_all_years(node)`: with the filters but that of the years; None where there is none.
    """

    count: Callable[[Node | None, bool], int]
    has_filters: bool
    in_all_years: Callable[[Node | None], int] | None = None


def make_help(query: Query, counter: Counter, correct: Callable[[str], str | None]) -> Help:
    """`correct(form)` gives the archive's own word nearest to one that it lacks, or None."""
    root = query.root
    spelling = _corrected(root, correct)
    spelling_count = counter.count(spelling, True) if spelling is not None else 0
    fuzzy = query.in_mode("fuzzy")
    fuzzy_count = counter.count(query.loose, True) if fuzzy != query.describe() else 0
    return Help(
        terms=_terms(root, counter),
        spelling=str(spelling) if spelling_count else "",
        spelling_count=spelling_count,
        fuzzy=fuzzy if fuzzy_count else "",
        fuzzy_count=fuzzy_count,
        count_without_filters=counter.count(root, False) if counter.has_filters else 0,
        count_in_all_years=counter.in_all_years(root) if counter.in_all_years else 0,
    )


def _terms(root: Node | None, counter: Counter) -> tuple[TermCount, ...]:
    """The parts joined by and: what each finds, and what the others find without it."""
    if not isinstance(root, And) or len(root.nodes) > MOST_TERMS:
        return ()
    return tuple(
        TermCount(
            str(node),
            counter.count(node, True),
            str(rest := _without(root, node)),
            counter.count(rest, True),
        )
        for node in root.nodes
        if not isinstance(node, Not)
    )


def _without(root: And, node: Node) -> Node:
    rest = tuple(other for other in root.nodes if other is not node)
    return And(rest) if len(rest) > 1 else rest[0]


def _corrected(root: Node | None, correct: Callable[[str], str | None]) -> Node | None:
    """The query with words that the archive lacks replaced by near ones; None if there is nothing to replace."""
    if root is None:
        return None
    replaced: dict[str, str] = {}
    for word in words_in(root):
        if word.mode == "stem" and len(replaced) < MOST_CORRECTIONS:
            nearest = correct(word.text)
            if nearest is not None:
                replaced[word.text] = nearest
    return replace_words(root, replaced) if replaced else None
