"""The terms of an index that a prefix or a word taken loosely stands for, within one budget for all engines."""

from __future__ import annotations

from collections.abc import Mapping

from search.analysis import bare_form

MAX_EXPANSIONS = 1000


def chosen_terms(terms: Mapping[str, int]) -> tuple[dict[int, list[str]], bool]:
    """Of terms with their frequencies the most frequent ones, by span; and whether some were left out."""
    is_truncated = len(terms) > MAX_EXPANSIONS
    chosen = sorted(terms, key=lambda term: (-terms[term], term))[:MAX_EXPANSIONS] if is_truncated else terms
    by_span: dict[int, list[str]] = {}
    for term in sorted(chosen):
        by_span.setdefault(int(term.partition("+")[2] or 1), []).append(term)
    return by_span, is_truncated


def forms_of(terms: Mapping[str, int]) -> dict[str, int]:
    """The forms printed in one piece among terms with their frequencies, with theirs."""
    forms: dict[str, int] = {}
    for term, often in terms.items():
        if "+" not in term:
            form = bare_form(term)
            forms[form] = forms.get(form, 0) + often
    return forms
