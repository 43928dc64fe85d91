"""The archive's words that begin so, and that stand with the words before them in some article, best behind them."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from itertools import chain

from search.backends.solr.counting import Counting, forms_query
from search.backends.solr.queries import ALL, named, phrase_query, query_of_terms
from search.backends.solr.terms import Terms
from search.function_words import is_function_word
from search.query_fields import CONTENT
from search.query_nodes import Unit, Word

FORMS = "forms"  # the field of the forms that are printed in one piece
CONSIDERED = 300  # of the words that begin so, the most frequent
READ = 100  # of these, as many as the words before share most articles with
AT_ONCE = 20


def complete(
    terms: Terms, counting: Counting, form: str, most: int, before: Sequence[Word] = (), language: str = ""
) -> list[str]:
    """At most so many, the most frequent first. With `before` those that stand with these words in an article.

    What follows them in most articles comes first. With a `language` those alone that stand in articles of it.
    """
    often = terms.starting_with(FORMS, form, 2 * CONSIDERED)
    ranked = nsmallest(
        CONSIDERED, ((-often[each], each) for each in often if each.isalpha() and each != form)
    )
    forms = [each for _, each in ranked]
    if not before and not language:
        return _first_held(counting, forms, most)
    among = named("term", f="main_language") + language if language else ALL
    if before:
        counts = _together(counting, forms, before, among)
    else:
        found = counting.count([forms_query(each) for each in forms], among)
        counts = {each: (0, count) for each, count in zip(forms, found, strict=True)}
    found = sorted((-behind, -beside, each) for each, (behind, beside) in counts.items() if behind or beside)
    return [each for *_, each in found[:most]]


def _first_held(counting: Counting, forms: Sequence[str], most: int) -> list[str]:
    """The first of these that stand in documents of who asks; mostly all of them do."""
    found: list[str] = []
    step = max(most, AT_ONCE)
    for first in range(0, len(forms), step):
        if len(found) >= most:
            break
        found += counting.having(forms[first : first + step])
    return found[:most]


def _together(
    counting: Counting, forms: Sequence[str], before: Sequence[Word], among: str
) -> dict[str, tuple[int, int]]:
    """For each form the number of articles in which it follows these words, and in which it stands with them.

    A function word only completes what it follows.
    """
    units = [*chain.from_iterable(word.alternatives[-1] for word in before)]
    having = " ".join(f'+_query_:"{_quoted(query)}"' for query in (among, *map(_unit_query, units)))
    beside = counting.count([forms_query(each) for each in forms], having)
    nearest = nsmallest(READ, ((-count, each) for each, count in zip(forms, beside, strict=True) if count))
    steps = [(place, unit.terms[1]) for place, unit in enumerate(units)]
    behind = counting.count(
        [phrase_query(CONTENT, [*steps, (len(units), (each, f"{each}!"))]) for _, each in nearest], among
    )
    return {
        each: (follows, 0 if is_function_word(each) else -count)
        for (count, each), follows in zip(nearest, behind, strict=True)
    }


def _unit_query(unit: Unit) -> str:
    return query_of_terms(CONTENT, unit.terms[1])


def _quoted(query: str) -> str:
    return query.replace("\\", "\\\\").replace('"', '\\"')
