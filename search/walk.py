"""From an article found to the one before and the one after it, as the results page has them in order."""

from __future__ import annotations

from django.http import QueryDict

from archive.models import Document
from search import engine
from search.errors import IndexAwayError, TooSlowError
from search.forms import SearchForm

MAX_GONE = 5  # articles that are passed over, withdrawn since the index was written


def articles_beside(document: Document, results_query: str) -> tuple[int | None, int | None] | None:
    """The keys of those before and after the document among the results of a search.

    `results_query` is the query string of the results page: its filters and its order count. None where the
    document is not among them, or the search cannot say.
    """
    values = SearchForm(QueryDict(results_query)).values()
    try:
        found = engine.find_documents(values["q"], values["filters"], values["sort"])
    except (IndexAwayError, TooSlowError):
        return None
    keys = found.keys
    if found.is_partial or document.pk not in keys:
        return None
    place = keys.index(document.pk)
    before, after = keys[max(0, place - MAX_GONE) : place][::-1], keys[place + 1 : place + 1 + MAX_GONE]
    published = Document.objects.published().filter(pk__in=[*before, *after])
    there = set(published.values_list("pk", flat=True))
    first, second = (next((key for key in side if key in there), None) for side in (before, after))
    return first, second
