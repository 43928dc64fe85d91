"""A reader's own list of articles and passages: without an account, in the session or kept, and shared by link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.citation_builder import in_asked_order
from archive.citations.filing import filed
from archive.citations.record import iso
from archive.identifiers import LENGTH, identifier_of, is_identifier
from archive.models import Document
from archive.reading.passage_codes import CODE

MAX_ENTRIES = 500  # articles and passages in a list
MAX_PASSAGES = 100  # of them: each is looked up in the text of its article whenever the list is shown
MAX_NOTE_LENGTH = 1000  # characters
# A request line of 4,094 bytes is what web servers take: 500 identifiers fit without commas.
MAX_WITH_COMMAS = 400
KEY, BEFORE = "list", "list_before"  # in the session


@dataclass(frozen=True)
class ListEntry:
    """An article, or with `at` a passage of it: the code of `archive.reading.passage_codes`."""

    identifier: str
    note: str = ""
    at: str = ""

    @property
    def key(self) -> str:
        """What tells it from others in forms and addresses: "7k2m9x4q", "7k2m9x4q~1.53.2f.01k4mb2h0000x2q7"."""
        return f"{self.identifier}~{self.at}" if self.at else self.identifier


def entry_of(key: str) -> ListEntry:
    identifier, _, at = key.partition("~")
    return ListEntry(identifier, at=at)


class Store(Protocol):
    """Where a list is: a session, or the row of a kept list."""

    def get(self, key: str, default: Any = None) -> Any: ...
    def pop(self, key: str, default: Any = None) -> Any: ...
    def __contains__(self, key: str) -> bool: ...
    def __setitem__(self, key: str, value: Any) -> None: ...


class ReadingList:
    """The list in `store`. Every change but undoing keeps the state before it, for one undo."""

    def __init__(self, store: Store) -> None:
        self._session = store

    @property
    def entries(self) -> list[ListEntry]:
        return [ListEntry(*each) for each in self._session.get(KEY, [])]

    @property
    def identifiers(self) -> list[str]:
        """Of the articles, those of its passages too, each once."""
        return list(dict.fromkeys(entry.identifier for entry in self.entries))

    @property
    def keys(self) -> list[str]:
        return [entry.key for entry in self.entries]

    def __len__(self) -> int:
        return len(self._session.get(KEY, []))

    def __contains__(self, key: str) -> bool:
        return key in self.keys

    @property
    def room(self) -> int:
        return MAX_ENTRIES - len(self)

    @property
    def can_undo(self) -> bool:
        return BEFORE in self._session

    # -------------------------------------------------------------- changes
    def add(self, keys: Iterable[str]) -> int:
        """Those that are new and for which there is room, at the end; how many these are."""
        return self.take_over(map(entry_of, keys))

    def take_over(self, entries: Iterable[ListEntry]) -> int:
        """The same of entries of another list, with their notes."""
        held, new = set(self.keys), []
        room, passages = self.room, MAX_PASSAGES - sum(bool(entry.at) for entry in self.entries)
        for entry in {entry.key: entry for entry in entries}.values():
            if entry.key not in held and room > 0 and (passages > 0 or not entry.at):
                new.append(entry)
                room, passages = room - 1, passages - bool(entry.at)
        if new:
            self._keep([*self.entries, *new], can_undo=False)
        return len(new)

    def remove(self, *keys: str) -> None:
        self._keep([entry for entry in self.entries if entry.key not in keys])

    def clear(self) -> None:
        self._keep([])

    def move(self, key: str, steps: int) -> None:
        """Towards the beginning for -1, towards the end for 1; an end stays where it is."""
        self.move_to(key, self._place(key) + steps)

    def move_to(self, key: str, place: int) -> None:
        """To this place, counted from 0, as far as there is such a place."""
        entries, now = self.entries, self._place(key)
        if now < 0 or not 0 <= place < len(entries):
            return
        entries.insert(place, entries.pop(now))
        self._keep(entries, can_undo=False)

    def _place(self, key: str) -> int:
        """-1 for one that is not in the list."""
        return next((n for n, entry in enumerate(self.entries) if entry.key == key), -1)

    def arrange(self, identifiers: Sequence[str]) -> None:
        """In this order; those it does not name stay behind the others."""
        rank = {each: n for n, each in enumerate(identifiers)}
        self._keep(sorted(self.entries, key=lambda entry: rank.get(entry.identifier, len(rank))))

    def annotate(self, key: str, note: str) -> None:
        note = note.strip()[:MAX_NOTE_LENGTH]
        self._keep(
            [replace(each, note=note) if each.key == key else each for each in self.entries], can_undo=False
        )

    def undo(self) -> None:
        """As it was before something was last removed or all were put in order."""
        before = self._session.pop(BEFORE, None)
        if before is not None:
            self._session[KEY] = before

    def _keep(self, entries: Sequence[ListEntry], *, can_undo: bool = True) -> None:
        before = self._session.get(KEY, [])
        after = [[entry.identifier, entry.note, *filter(None, [entry.at])] for entry in entries]
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
    "to": lambda held, identifiers, place: [
        held.move_to(each, int(place) - 1) for each in identifiers[:1] if re.fullmatch("[0-9]{1,4}", place)
    ],
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


def parse_keys(values: Iterable[str]) -> list[str]:
    """Keys of entries as forms send them; an article's address stands for its identifier."""
    keys: list[str] = []
    for value in values:
        address, tilde, at = value.partition("~")
        if not tilde:
            keys += parse_ids(identifier_of(address))
        elif is_identifier(address) and CODE.fullmatch(at):
            keys.append(ListEntry(address.lower(), at=at).key)
    return list(dict.fromkeys(keys))[:MAX_ENTRIES]


def share_query(identifiers: Sequence[str]) -> str:
    """ "ids=7k2m9x4q,7k2m9x4r": without commas where the address would else be too long."""
    return f"ids={(',' if len(identifiers) <= MAX_WITH_COMMAS else '').join(identifiers)}"


def share_url(identifiers: Sequence[str], site_url: str) -> str:
    return f"{site_url}{reverse('list')}?{share_query(identifiers)}"


def documents_of(identifiers: Sequence[str]) -> list[Document]:
    """The published ones of them, with all that a citation needs, in this order: three queries."""
    found = Document.objects.published().for_citing().filter(identifier__in=identifiers)
    return in_asked_order(found, identifiers)
