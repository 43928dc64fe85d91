"""Lists that readers keep without an account: several under one private address that nobody can guess.

A session remembers the address for two weeks, the reader for as long as he likes. Until one keeps a list, it is in
the session alone; the first list that is kept takes it over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import KeptList, ListFolder
from archive.reader_list import BEFORE, KEY, ReadingList

MAX_LISTS = 50  # of one reader
MAX_NAME = 100  # characters
MAX_NEW_A_MINUTE = 30  # readers who begin to keep lists, in the whole archive
UNUSED = timedelta(days=90)  # after which folders are removed that hold no entry
FOLDER, CURRENT = "list_folder", "list_number"  # in the session


class TooManyListsError(Exception):
    """No more lists can be made; says so to the reader."""


# ------------------------------------------------------------------ of a session
def folder_of(session: SessionBase) -> ListFolder | None:
    """The reader's lists, where this browser knows of any."""
    token = session.get(FOLDER)
    return ListFolder.objects.filter(token=token).first() if token else None


def current_of(session: SessionBase) -> KeptList | None:
    """The kept list to which articles are added; None where that is the one in the session."""
    token, number = session.get(FOLDER), session.get(CURRENT)
    if not token:
        return None
    return KeptList.objects.select_related("folder").filter(folder__token=token, number=number).first()


def held_by(session: SessionBase) -> ReadingList:
    """To be read: the current list, kept or in the session."""
    current = current_of(session)
    return ReadingList(_store_of(current)) if current else ReadingList(session)


@contextmanager
def changing_held_by(session: SessionBase) -> Iterator[ReadingList]:
    """To be changed."""
    if current := current_of(session):
        with changing(current) as held:
            yield held
    else:
        yield ReadingList(session)


def use(session: SessionBase, kept: KeptList) -> None:
    """From now on articles are added to this list; what the session holds goes there, as far as there is room."""
    session[FOLDER], session[CURRENT] = kept.folder.token, kept.number
    own = ReadingList(session)
    if not len(own):
        return
    with changing(kept) as held:
        held.take_over(own.entries)
        own.remove(*held.keys)
    session.pop(BEFORE, None)


# ------------------------------------------------------------------ kept lists
def _store_of(kept: KeptList) -> dict[str, Any]:
    return {KEY: kept.entries} | ({BEFORE: kept.entries_before} if kept.entries_before is not None else {})


def reading_list_of(kept: KeptList) -> ReadingList:
    return ReadingList(_store_of(kept))


@contextmanager
def changing(kept: KeptList) -> Iterator[ReadingList]:
    """One change after the other: two windows of one reader lose nothing."""
    with transaction.atomic():
        row = KeptList.objects.select_for_update().get(pk=kept.pk)
        store = _store_of(row)
        yield ReadingList(store)
        row.entries, row.entries_before = store.get(KEY, []), store.get(BEFORE)
        row.save(update_fields=["entries", "entries_before"])
        touch(kept.folder)


def touch(folder: ListFolder) -> None:
    folder.save(update_fields=["changed_on"])


def make(session: SessionBase, name: str) -> KeptList:
    """A new list, to which articles are added from now on; it takes over what is in the session.

    Raises TooManyListsError.
    """
    with transaction.atomic():
        folder = folder_of(session) or _new_folder()
        numbers = (
            ListFolder.objects.select_for_update().get(pk=folder.pk).lists.values_list("number", flat=True)
        )
        if len(numbers) >= MAX_LISTS:
            raise TooManyListsError(
                _("These are %(most)s lists, and there can be no more.") % {"most": MAX_LISTS}
            )
        number = max(numbers, default=0) + 1
        kept = KeptList.objects.create(folder=folder, number=number, name=name_of(name, number))
        touch(folder)
        use(session, kept)
    return kept


def _new_folder() -> ListFolder:
    """Those that hold nothing and were not used for long make room."""
    now = timezone.now()
    ListFolder.objects.filter(changed_on__lt=(now - UNUSED).date()).exclude(
        lists__in=KeptList.objects.exclude(entries=[])
    ).delete()
    if ListFolder.objects.filter(made_at__gte=now - timedelta(minutes=1)).count() >= MAX_NEW_A_MINUTE:
        raise TooManyListsError(_("Too many lists were begun within a minute. Try again in another."))
    return ListFolder.objects.create()


def name_of(asked: str, number: int) -> str:
    """On one line; "List 2" where nothing was typed."""
    return " ".join(asked.split())[:MAX_NAME].strip() or _("List %(number)s") % {"number": number}
