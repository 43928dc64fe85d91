"""What the first articles found say of a question raises what is like them.

Pseudo-relevance feedback (Lavrenko & Croft 2001, Relevance-based language models): the words that stand where
the first articles speak of the question, beside its own words. Measured on judged questions
(tests/benchmarks/bench_questions.py). It changes the order alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from search.engine_protocol import PART, RECORD_ALONE, Question, SearchEngine
from search.query_language import Query
from search.query_nodes import Akin, And, Optional
from search.raising import plain_words
from search.tokens.passages import passage_about
from search.tokens.token_store import TokenStore

FIRST = 3  # articles
MOST = 40  # words of theirs
SHARE = 0.75  # what all of these count beside the words of the question


def with_feedback(query: Query, engine: SearchEngine, tokens: TokenStore) -> Query:
    """The query with the words of the first articles it finds.

    The same one where their texts are not stored, or the time is too short to say which they are.
    """
    if query.root is None:
        return query
    forms = ["".join(term.words[0].forms) for term in dict.fromkeys(plain_words(query.root))]
    found = engine.ask(Question(query.root, end=FIRST))
    if found.is_partial:
        return query
    held = engine.values(found.keys)
    readable = [key for key in found.keys if held.get(key, {}).get(PART) != RECORD_ALONE]
    stored = tokens.newest(readable)
    weights: Counter[str] = Counter()
    for key, score in zip(found.keys, found.scores, strict=True):
        passage = passage_about(forms, stored[key]) if key in stored else Counter()
        for term, often in passage.items():
            weights[term] += score * often / passage.total()
    telling = engine.telling_terms(weights, MOST)
    if not telling:
        return query
    unit = SHARE * len(forms) / sum(telling.values())
    akin = Akin(tuple((term, unit * weight) for term, weight in telling.items()))
    nodes = query.root.nodes if isinstance(query.root, And) else (query.root,)
    return replace(query, root=And((*nodes, Optional(akin))))
