"""Addresses of what is listed: those of `reverse()`, which looks through all patterns for each."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse

SAFE = "!$&'()*+,;=/~:@"  # as `reverse()` leaves them in a path (RFC 3986, section 3.3)
_PLAIN = re.compile("[a-z0-9-]*").fullmatch  # what is the same when quoted, as most are


def address_of(name: str, *arguments: str) -> str:
    """The address of this name, whose parts are texts.

    >>> address_of("issue", "annals", "7-3-2007")
    '/j/annals/7-3-2007/'
    """
    around = _form(name, len(arguments), get_script_prefix(), get_urlconf())
    pieces = [around[0]]
    for argument, following in zip(arguments, around[1:], strict=True):
        pieces += (argument if _PLAIN(argument) else quote(argument, safe=SAFE), following)
    return "".join(pieces)


@lru_cache(maxsize=256)
def _form(name: str, count: int, _prefix: str, _urlconf: str | None) -> tuple[str, ...]:
    """What stands before, between and behind the arguments."""
    places = [f"argument{number}argument" for number in range(count)]
    rest, around = reverse(name, args=places), []
    for place in places:
        before, _, rest = rest.partition(place)
        around.append(before)
    return (*around, rest)
