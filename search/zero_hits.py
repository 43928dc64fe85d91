"""Ways on from a query that finds nothing: which part finds nothing, and what would find something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.function_words import function_words_among
from search.query_language import Query
from search.query_nodes import And, Node, Not, Or, Term, replace_words, words_in
from search.results import Help, Relaxed, TermCount

MAX_TERMS = 8
MAX_CORRECTIONS = 4


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
    corrected = _corrected(root, correct)
    spelling_count = counter.count(corrected, True) if corrected is not None else 0
    fuzzy = query.in_mode("fuzzy")
    fuzzy_count = counter.count(query.loose, True) if fuzzy != query.describe() else 0
    terms = _terms(root, counter)
    return Help(
        terms=terms,
        spelling=str(corrected) if spelling_count else "",
        spelling_count=spelling_count,
        fuzzy=fuzzy if fuzzy_count else "",
        fuzzy_count=fuzzy_count,
        count_without_filters=counter.count(root, False) if counter.has_filters else 0,
        count_in_all_years=counter.in_all_years(root) if counter.in_all_years else 0,
        relaxed=None if spelling_count else _relaxed((root, corrected), counter, terms),
    )


def _terms(root: Node | None, counter: Counter) -> tuple[TermCount, ...]:
    """The parts joined by and: what each finds, and what the others find without it."""
    if not isinstance(root, And) or len(root.nodes) > MAX_TERMS:
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


# ------------------------------------------------------------------ asking for less
def _relaxed(roots: Sequence[Node | None], counter: Counter, terms: tuple[TermCount, ...]) -> Relaxed | None:
    """The first wish for less that finds something: of the words as typed, else as they are spelt here.

    None where `terms` offers the same.
    """
    typed = roots[0]
    for root in filter(None, roots):
        for kind, node in _wishes(root, counter).items():
            if node and node != root and (count := counter.count(node, True)):
                is_offered = any(str(node) == each.query_without for each in terms)
                is_respelt = kind == "words" and root is not typed and not _has_phrase(root)
                return None if is_offered else Relaxed("spelling" if is_respelt else kind, str(node), count)
    return None


def _wishes(root: Node, counter: Counter) -> dict[str, Node | None]:
    """By kind: the words without their order, those found at all, any of them."""
    parts = _parts(root)
    function_words = function_words_among(parts, "")
    as_words = [node for node in parts if node not in function_words]
    if len(as_words) > MAX_TERMS:
        return {}
    found = [node for node in as_words if isinstance(node, Not) or counter.count(node, True)]
    return {"words": _joined(as_words), "found": _joined(found), "any": _any_of(found)}


def _has_phrase(root: Node) -> bool:
    return any(isinstance(node, Term) and len(node.words) > 1 for node in _nodes(root))


def _nodes(root: Node) -> list[Node]:
    return list(root.nodes) if isinstance(root, And) else [root]


def _parts(root: Node) -> list[Node]:
    """The nodes that are joined by and, each once, with the words of phrases one by one."""
    parts: list[Node] = []
    for node in _nodes(root):
        is_phrase = isinstance(node, Term) and len(node.words) > 1
        parts += [Term((word,), node.field) for word in node.words] if is_phrase else [node]
    return list(dict.fromkeys(parts))


def _joined(nodes: list[Node]) -> Node | None:
    """None where nothing is left that is asked for."""
    if all(isinstance(node, Not) for node in nodes):
        return None
    return And(tuple(nodes)) if len(nodes) > 1 else nodes[0]


def _any_of(nodes: list[Node]) -> Node | None:
    """Any of the terms, with all of the conditions; None for less than two terms."""
    terms = tuple(node for node in nodes if isinstance(node, Term | Or))
    conditions = [node for node in nodes if node not in terms]
    return _joined([Or(terms), *conditions]) if len(terms) > 1 else None


def _corrected(root: Node | None, correct: Callable[[str], str | None]) -> Node | None:
    """The query with words that the archive lacks replaced by near ones; None if there is nothing to replace."""
    if root is None:
        return None
    replaced: dict[str, str] = {}
    for word in words_in(root):
        if word.mode == "stem" and len(replaced) < MAX_CORRECTIONS:
            nearest = correct(word.text)
            if nearest is not None:
                replaced[word.text] = nearest
    return replace_words(root, replaced) if replaced else None
