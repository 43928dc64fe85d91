"""Who asks, told from the request: by the account, else by the address from which it comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from archive.accounts.permissions import REVIEW, SEE_CATALOGUE
from archive.accounts.signing_in import address_of
from archive.audiences import Audience, asked_by

Handler = Callable[[HttpRequest], HttpResponseBase]


def audience_of(request: HttpRequest) -> Audience:
    if settings.SESSION_COOKIE_NAME in request.COOKIES:  # without it, no answer depends on cookies
        user = request.user
        if user.has_perm(SEE_CATALOGUE) or user.has_perm(REVIEW):
            return Audience.STAFF
    return Audience.PREMISES if is_on_premises(address_of(request)) else Audience.EVERYONE


def is_on_premises(address: str) -> bool:
    """Whether it lies in one of READING_ROOM_ADDRESSES."""
    networks = networks_of(tuple(settings.READING_ROOM_ADDRESSES))
    if not networks:
        return False
    try:
        found = ip_address(address)
    except ValueError:  # a proxy that names no address
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


@lru_cache(maxsize=4)
def networks_of(ranges: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    """ValueError for what is no range of addresses."""
    return tuple(ip_network(each, strict=False) for each in ranges)


def telling_who_asks(get_response: Handler) -> Handler:
    """Middleware: what depends on who asks is for no shared cache, unless everyone is answered so."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        told: list[Audience] = []

        def who() -> Audience:
            if not told:
                told.append(audience_of(request))
            return told[0]

        with asked_by(who):
            response = get_response(request)
        if told and told[0] is not Audience.EVERYONE:
            _keep_from_shared_caches(response)
        return response

    return handle


def _keep_from_shared_caches(response: HttpResponseBase) -> None:
    if "no-store" not in response.get("Cache-Control", ""):
        patch_cache_control(response, private=True, no_cache=True)
