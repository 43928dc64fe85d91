"""The address of the engine that serves: that of SEARCH_URL, until `manage.py migrate_search` moved the archive.

A move reaches processes that run by a row of the database, which each of them looks at once a second. It holds for as
long as SEARCH_URL says what it said before the move; who sets it to the new address changes nothing, and the row is
needed no more.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from search.models import EngineMove

SECONDS = 1.0  # between two looks
ONLY = 1  # the key of the row


class _Looked(NamedTuple):
    at: float
    address: str
    setting: str


_looked: _Looked | None = None


def address_in_use() -> str:
    """As it was a second ago at most."""
    looked = _looked
    is_fresh = looked is not None and looked.setting == settings.SEARCH_URL
    return looked.address if is_fresh and time.monotonic() < looked.at + SECONDS else newest_address()


def newest_address() -> str:
    global _looked
    moved = EngineMove.objects.filter(pk=ONLY).values_list("address", "instead_of").first()
    setting = settings.SEARCH_URL
    address = moved[0] if moved and moved[1] == setting else setting
    _looked = _Looked(time.monotonic(), address, setting)
    return address


def address_before() -> str | None:
    """Of the engine from which the archive was moved, and where its index still lies; None where SEARCH_URL is right."""
    setting: str = settings.SEARCH_URL
    return setting if newest_address() != setting else None


def use(address: str) -> None:
    """From now on, in all processes within SECONDS."""
    with transaction.atomic():
        if address == settings.SEARCH_URL:
            EngineMove.objects.filter(pk=ONLY).delete()
        else:
            values = {"address": address, "instead_of": settings.SEARCH_URL}
            EngineMove.objects.update_or_create(pk=ONLY, defaults=values)
    newest_address()
