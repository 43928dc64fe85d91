"""A long question of which no article has every word is answered by those that have the most of them.

"How do ferrymen fix the price of salt in winter" finds nothing word by word, and its reader wants what comes
nearest. Few are fewer than the question has words: the longer it is, the less each of them is meant. The parts
of "salt-tax" are words of their own then. Short queries stay as typed, and so do those with AND, phrases,
alternatives and fields of words: whoever writes them means them. Years, languages and what is not to be found
go on to hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from search.function_words import is_function_word
from search.query_language import Query
from search.query_nodes import And, AtLeast, Expanded, Language, Node, Not, Optional, Term, Word, Years

SWITCH = "mostwords"
MIN_WORDS = 4  # beside function words; of three words each is meant
SHARE = 0.3  # of the words that an article must have
MIN_FOUND = 2  # words; one alone says nothing of the question
_AND = re.compile(r"\bAND\b")
CONDITIONS = (Optional, Not, Years, Language)


@dataclass(frozen=True)
class MostWords:
    """A query for most of the words, and how many articles have all of them."""

    query: Query
    with_all: int


def as_most_words(query: Query, count: Callable[[Node], int]) -> MostWords | None:
    """The query that asks for most of its words, None where it is to be answered as it stands.

    `count(node)`: the articles found, whatever the reader has narrowed the search to, so that a chosen
    facet never changes what was asked.
    """
    if SWITCH in query.off or not isinstance(query.root, And) or _AND.search(query.text):
        return None
    words = tuple(node for node in query.root.nodes if _is_word(node))
    beside = tuple(node for node in query.root.nodes if isinstance(node, CONDITIONS))
    if len(words) <= MIN_FOUND or len(words) + len(beside) < len(query.root.nodes):
        return None
    found = count(query.root)
    if found >= len(words) or (len(words) < MIN_WORDS and all(count(word) for word in words)):
        return None
    words = tuple(dict.fromkeys(chain.from_iterable(map(_parts, words))))
    least = AtLeast(words, max(MIN_FOUND, round(len(words) * SHARE)))
    root = And((least, *beside)) if beside else least
    return MostWords(Query(query.text, root, query.problem, query.off), found)


def _parts(node: Node) -> Sequence[Node]:
    """The words that a hyphen joins, beside function words and single letters; any other word as it is."""
    if not isinstance(node, Term) or len(node.words[0].forms) == 1:
        return (node,)
    forms = [form for form in node.words[0].forms if len(form) > 1 and not is_function_word(form)]
    return tuple(Term((Word(form, (form,)),)) for form in forms) or (node,)


def _is_word(node: Node) -> bool:
    """A word as typed, with whatever it stands for beside, or the words of an acronym's long form."""
    node = node.node if isinstance(node, Expanded) else node
    if isinstance(node, And):
        return all(_is_word(inner) or isinstance(inner, Optional) for inner in node.nodes)
    return isinstance(node, Term) and len(node.words) == 1 and not node.field and node.words[0].mode == "stem"
