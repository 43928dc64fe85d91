"""What an address that leads nowhere may have meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from archive.models import Author, Document, Journal

MAX_ROWS = 5
NEAR = 0.6  # likeness of addresses from 0 to 1, as difflib measures it

# The addresses that people type by hand, and what stands there.
TYPED = {
    "browse": _("Issues"),
    "authors": _("Authors"),
    "subjects": _("Subjects"),
    "acronyms": _("Acronyms"),
    "search": _("Search"),
    "help": _("Help"),
    "about": _("About"),
    "accessibility": _("Accessibility"),
    "list": _("List"),
    "sign-in": _("Sign in"),
}

Found = Iterable[tuple[str, str]]


def _authors(word: str) -> Found:
    rows = Author.objects.with_counts().named_like(word)[:MAX_ROWS]
    return ((row.name, row.get_absolute_url()) for row in rows)


def _journals(word: str) -> Found:
    rows = Journal.objects.with_counts().filter(slug__contains=word)[:MAX_ROWS]
    return ((row.title, row.get_absolute_url()) for row in rows)


def _subjects(word: str) -> Found:
    rows = Document.objects.published().per_subject(word)[:MAX_ROWS]
    return ((row["name"], f"/s/{row['slug']}/") for row in rows)


# The first part of an address, and who knows what stands below it.
BELOW: dict[str, Callable[[str], Found]] = {"a": _authors, "j": _journals, "s": _subjects}


def nearest_pages(path: str) -> list[tuple[str, str]]:
    """(name, address) of what is published and has an address like this one; [] where nothing is like it.

    "/a/pradera/" leads to those with this name, "/autors/" to "/authors/". One query at most for each of
    the first three words of the address.
    """
    first, _, rest = unquote(path).strip("/").partition("/")
    if first in BELOW:
        words = [word for word in re.split(r"[\W_]+", rest.lower()) if len(word) > 2 and word.isascii()]
        rows = (row for word in sorted(words, key=len, reverse=True)[:3] for row in BELOW[first](word))
        return list(dict.fromkeys(rows))[:MAX_ROWS]
    return [(str(TYPED[each]), f"/{each}/") for each in get_close_matches(first.lower(), TYPED, 2, NEAR)]
