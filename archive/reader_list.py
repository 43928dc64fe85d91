"""A reader's own list of articles: kept in the session, without an account, and shared by link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.citation_builder import in_asked_order
from archive.citations.filing import filed
from archive.citations.record import iso
from archive.identifiers import LENGTH, is_identifier
from archive.models import Document

MAX_ENTRIES = 500  # articles in a list
MAX_NOTE_LENGTH = 1000  # characters
# A request line of 4,094 bytes is what web servers take: 500 identifiers fit without commas.
MAX_WITH_COMMAS = 400
KEY, BEFORE = "list", "list_before"  # in the session


@dataclass(frozen=True)
class ListEntry:
    identifier: str
    note: str = ""


class ReadingList:
    """The list in `session`. Every change but undoing keeps the state before it, for one undo."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session

    @property
    def entries(self) -> list[ListEntry]:
        return [ListEntry(*each) for each in self._session.get(KEY, [])]

    @property
    def identifiers(self) -> list[str]:
        return [entry.identifier for entry in self.entries]

    def __len__(self) -> int:
        return len(self._session.get(KEY, []))

    def __contains__(self, identifier: str) -> bool:
        return identifier in self.identifiers

    @property
    def room(self) -> int:
        return MAX_ENTRIES - len(self)

    @property
    def can_undo(self) -> bool:
        return BEFORE in self._session

    # -------------------------------------------------------------- changes
    def add(self, identifiers: Iterable[str]) -> int:
        """Those that are new and for which there is room, at the end; how many these are."""
        held = set(self.identifiers)
        new = [each for each in dict.fromkeys(identifiers) if each not in held][: self.room]
        if new:
            self._keep([*self.entries, *map(ListEntry, new)], can_undo=False)
        return len(new)

    def remove(self, identifier: str) -> None:
        self._keep([entry for entry in self.entries if entry.identifier != identifier])

    def clear(self) -> None:
        self._keep([])

    def move(self, identifier: str, steps: int) -> None:
        """Towards the beginning for -1, towards the end for 1; an end stays where it is."""
        entries = self.entries
        place = next((n for n, entry in enumerate(entries) if entry.identifier == identifier), None)
        if place is None or not 0 <= place + steps < len(entries):
            return
        entries.insert(place + steps, entries.pop(place))
        self._keep(entries, can_undo=False)

    def arrange(self, identifiers: Sequence[str]) -> None:
        """In this order; those it does not name stay behind the others."""
        rank = {each: n for n, each in enumerate(identifiers)}
        self._keep(sorted(self.entries, key=lambda entry: rank.get(entry.identifier, len(rank))))

    def annotate(self, identifier: str, note: str) -> None:
        note = note.strip()[:MAX_NOTE_LENGTH]
        self._keep(
            [
                ListEntry(each.identifier, note) if each.identifier == identifier else each
                for each in self.entries
            ],
            can_undo=False,
        )

    def undo(self) -> None:
        """As it was before something was last removed or all were put in order."""
        before = self._session.pop(BEFORE, None)
        if before is not None:
            self._session[KEY] = before

    def _keep(self, entries: Sequence[ListEntry], *, can_undo: bool = True) -> None:
        before = self._session.get(KEY, [])
        after = [[entry.identifier, entry.note] for entry in entries]
        if after == before:
            return
        if can_undo:
            self._session[BEFORE] = before
        else:
            self._session.pop(BEFORE, None)
        self._session[KEY] = after


# ------------------------------------------------------------------ put in order
def _by_author(document: Document) -> tuple[str, ...]:
    """As a bibliography has them: by the first author, an unsigned work by its title; then by year."""
    authors = [authorship.author.sort_key for authorship in document.bylines]
    return (authors[0] if authors else _filed_title(document), *_by_year(document))


def _by_year(document: Document) -> tuple[str, ...]:
    """What has no year comes last."""
    date = document.issue.date if document.issue else None
    return iso(date) or "~", _filed_title(document)


def _by_title(document: Document) -> tuple[str, ...]:
    return (_filed_title(document),)


def _filed_title(document: Document) -> str:
    """Without the article at its head, as catalogues file it."""
    return filed(document.title, document.language)


ORDERS: dict[str, tuple[str | Promise, Callable[[Document], tuple[str, ...]]]] = {
    "by-author": (_("author"), _by_author),
    "by-year": (_("year"), _by_year),
    "by-title": (_("title"), _by_title),
}


def _put_in_order(key: Callable[[Document], tuple[str, ...]]) -> Act:
    def act(held: ReadingList, identifiers: Sequence[str], note: str) -> None:
        documents = sorted(documents_of(held.identifiers), key=key)
        held.arrange([document.identifier for document in documents])

    return act


def _for_each(change: Callable[[ReadingList, str, str], object]) -> Act:
    return lambda held, identifiers, note: [change(held, each, note) for each in identifiers]


# What a button may do; each takes the identifiers it stands by and the note that was typed.
Act = Callable[[ReadingList, Sequence[str], str], object]
ACTS: dict[str, Act] = {
    "add": lambda held, identifiers, note: held.add(identifiers),
    "remove": _for_each(lambda held, identifier, note: held.remove(identifier)),
    "up": _for_each(lambda held, identifier, note: held.move(identifier, -1)),
    "down": _for_each(lambda held, identifier, note: held.move(identifier, 1)),
    "note": _for_each(ReadingList.annotate),
    "clear": lambda held, identifiers, note: held.clear(),
    "undo": lambda held, identifiers, note: held.undo(),
    **{name: _put_in_order(key) for name, (_label, key) in ORDERS.items()},
}


# ------------------------------------------------------------------ shared by link
def parse_ids(text: str, most: int = MAX_ENTRIES) -> list[str]:
    """Identifiers of ?ids=, parted by commas or blanks or simply one behind the other; no others."""
    parts = re.findall(r"[0-9a-z]+", text.lower())
    found = [part[n : n + LENGTH] for part in parts for n in range(0, len(part), LENGTH)]
    return list(dict.fromkeys(filter(is_identifier, found)))[:most]


def share_query(identifiers: Sequence[str]) -> str:
    """ "ids=7k2m9x4q,7k2m9x4r": without commas where the address would else be too long."""
    return f"ids={(',' if len(identifiers) <= MAX_WITH_COMMAS else '').join(identifiers)}"


def share_url(identifiers: Sequence[str], site_url: str) -> str:
    return f"{site_url}{reverse('list')}?{share_query(identifiers)}"


def documents_of(identifiers: Sequence[str]) -> list[Document]:
    """The published ones of them, with all that a citation needs, in this order: three queries."""
    found = Document.objects.published().for_citing().filter(identifier__in=identifiers)
    return in_asked_order(found, identifiers)
