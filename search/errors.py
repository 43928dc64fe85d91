"""What may keep the search from answering, whichever engine is behind it: views and commands catch these."""

from __future__ import annotations


class SearchError(Exception):
    """Nothing is wrong with the question; the search itself cannot answer it now."""


class IndexAwayError(SearchError):
    """There is no index that can be read: it was never made, or is damaged. Browsing works without it."""


class NoIndexError(IndexAwayError):
    """None was made yet, or a damaged one was put away."""


class UnreachableError(IndexAwayError):
    """The servers that keep the index do not answer now. It is there, so no new one is made for that."""


class IndexBusyError(SearchError):
    """Another process is writing the index and did not finish in time."""


class TooSlowError(SearchError):
    """The time for this query is used up."""
