"""The one door to the index: `run()` answers a search, `locate_in_document()` shows its hits in one article.

The values are those of `search/results.py`; nothing outside this module touches SearchQuerySet.
"""

from __future__ import annotations

from search.results import Filters, Results

__all__ = ["Filters", "Results"]
