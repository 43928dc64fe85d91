"""Addresses of what is listed: those of `reverse()`, which looks through all patterns for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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
    return _put_together(around, arguments)


def addresses_of(name: str, *arguments: str) -> Callable[[str], str]:
    """Those of this name that differ in their last part.

    >>> addresses_of("issue", "annals")("7-3-2007")
    '/j/annals/7-3-2007/'
    """
    *around, end = _form(name, len(arguments) + 1, get_script_prefix(), get_urlconf())
    begin = _put_together(around, arguments)
    return lambda last: f"{begin}{_quoted(last)}{end}"


def _put_together(around: Sequence[str], arguments: Sequence[str]) -> str:
    pieces = [around[0]]
    for argument, following in zip(arguments, around[1:], strict=True):
        pieces += (_quoted(argument), following)
    return "".join(pieces)


def _quoted(argument: str) -> str:
    return argument if _PLAIN(argument) else quote(argument, safe=SAFE)


@lru_cache(maxsize=256)
def _form(name: str, count: int, _prefix: str, _urlconf: str | None) -> tuple[str, ...]:
    """What stands before, between and behind the arguments."""
    places = [f"argument{number}argument" for number in range(count)]
    rest, around = reverse(name, args=places), []
    for place in places:
        before, _, rest = rest.partition(place)
        around.append(before)
    return (*around, rest)
