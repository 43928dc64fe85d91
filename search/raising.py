"""What raises an article beside the words asked for: the very forms that were typed, and a title with all of them.

Neither is asked for, counted nor marked. Measured on judged questions and on articles searched by three words
of their titles (tests/benchmarks/bench_questions.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search.query_language import Query
from search.query_nodes import And, AtLeast, Expanded, Node, Optional, Term

VERY_FORM = 0.2  # what the form as typed counts beside its stem
WHOLE_TITLE = 1.0  # what a title with every word counts beside the words
MIN_WORDS = 2


def raised(query: Query) -> Query:
    """The query with what raises its articles; the same one where it is no words side by side."""
    words = tuple(dict.fromkeys(plain_words(query.root)))
    if len(words) < MIN_WORDS or query.root is None:
        return query
    nodes = query.root.nodes if isinstance(query.root, And) else (query.root,)
    beside = [Optional(Term((replace(word.words[0], mode="exact"),)), VERY_FORM) for word in words]
    if not any(isinstance(node, AtLeast) for node in nodes):  # there, what has every word is first anyway
        title = And(tuple(replace(word, field="title") for word in words))
        beside.insert(0, Optional(title, WHOLE_TITLE))
    return replace(query, root=And((*nodes, *beside)))


def plain_words(node: Node | None) -> Iterator[Term]:
    """The plain words that are asked for side by side, without what else they stand for."""
    match node:
        case And(nodes) | AtLeast(nodes):
            for inner in nodes:
                yield from plain_words(inner)
        case Expanded(inner):
            yield from plain_words(inner)
        case Term(words, "") if len(words) == 1 and words[0].mode == "stem":
            yield node
