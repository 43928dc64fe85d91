"""A long question of which no article has every word is answered by those that have the most of them.

"How do ferrymen fix the price of salt in winter" finds nothing word by word, and its reader wants what comes
nearest. Few are fewer than the question has words: the longer it is, the less each of them is meant. The parts
of "salt-tax" are words of their own then. Short queries stay as typed as long as the archive has each of their
words as typed: what is asked in another language is answered by what can be understood of it. So do those with AND,
phrases, alternatives and fields of words: whoever writes them means them. Years, languages and what is not to be
found go on to hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from search.function_words import is_function_word
from search.query_expansion import Knowledge
from search.query_language import Query
from search.query_nodes import And, AtLeast, Expanded, Language, Node, Not, Optional, Term, Word, Years

SWITCH = "mostwords"
MIN_WORDS = 4  # beside function words; of three words each is meant
SHARE = 0.3  # of the words that an article must have
MIN_FOUND = 2  # words; one alone says nothing of the question, unless it is in another language
NO_WORD = 700  # centibels: as rare as what no list of words has is taken to be
_AND = re.compile(r"\bAND\b")
KNOWS_NOTHING = Knowledge()
CONDITIONS = (Optional, Not, Years, Language)


@dataclass(frozen=True)
class MostWords:
    """A query for most of the words, and how many articles have all of them."""

    query: Query
    with_all: int


def as_most_words(
    query: Query, count: Callable[[Node], int], knowledge: Knowledge = KNOWS_NOTHING
) -> MostWords | None:
    """The query that asks for most of its words, None where it is to be answered as it stands.

    `count(node)`: the articles found, whatever the reader has narrowed the search to, so that a chosen
    facet never changes what was asked.
    """
    if SWITCH in query.off or not isinstance(query.root, And) or _AND.search(query.text):
        return None
    words = tuple(node for node in query.root.nodes if _is_word(node))
    beside = tuple(node for node in query.root.nodes if isinstance(node, CONDITIONS))
    if len(words) < MIN_FOUND or len(words) + len(beside) < len(query.root.nodes):
        return None
    is_translated = any(_is_translated(word, count, knowledge) for word in words)
    if len(words) == MIN_FOUND and not is_translated:
        return None
    found = count(query.root)
    is_meant = len(words) < MIN_WORDS and all(count(_as_typed(word)) for word in words)
    if found >= len(words) or is_meant:
        return None
    words = tuple(dict.fromkeys(chain.from_iterable(map(_parts, words))))
    weights = _weights(words, knowledge.rarity)
    most = max(MIN_FOUND, round(len(words) * SHARE))
    fewest = 1 if is_translated else MIN_FOUND
    roots = [
        _with_conditions(AtLeast(words, least, weights), beside) for least in range(most, fewest - 1, -1)
    ]
    root = next((root for root in roots[:-1] if found or count(root)), roots[-1])
    return MostWords(Query(query.text, root, query.problem, query.off), found)


def _is_translated(word: Node, count: Callable[[Node], int], knowledge: Knowledge) -> bool:
    """Whether it is a word of another language, which the archive lacks as typed."""
    return knowledge.is_foreign(_form(word)) and not count(_as_typed(word))


def _with_conditions(node: AtLeast, beside: Sequence[Node]) -> Node:
    return And((node, *beside)) if beside else node


def _weights(words: Sequence[Node], rarity: Callable[[str], int | None]) -> tuple[float, ...]:
    """What each word counts: those that are rare in their language say what a question is about.

    How rare they are in this archive is told by what finds them: in one of ships "ship" is as common as "how", and
    is still what is asked for. What is no word is a name, or a term.
    """
    weights = [(rarity(_form(word)) or NO_WORD) ** 0.5 for word in words]
    return tuple(weight * len(weights) / sum(weights) for weight in weights)


def _form(node: Node) -> str:
    node = _as_typed(node)
    return "".join(node.words[0].forms) if isinstance(node, Term) else ""


def _as_typed(node: Node) -> Node:
    """Without what it stands for beside."""
    return node.node if isinstance(node, Expanded) else node


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
