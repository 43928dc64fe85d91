"""At most so many requests a minute from one address, where the archive is set up so (REQUESTS_A_MINUTE).

A bucket for each address fills evenly up to a minute's worth and each request takes one out of it: a page may be
followed by all of its images at once. Each process of the web server counts what comes to it, a share of the
whole, but where all machines share a Redis (CACHE_URL): there what came within a minute is counted once for all of
them. A reading room behind one proxy is one address; whoever sets a limit thinks of it.
"""

import logging
import math
import threading
import time
from collections import OrderedDict

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from archive.accounts.signing_in import TOO_MANY_REQUESTS, address_of

logger = logging.getLogger(__name__)

MINUTE = 60.0
MAX_ADDRESSES = 10_000  # remembered; of more, those that asked longest ago are forgotten


class Buckets:
    """What each address has left, in requests."""

    def __init__(self, a_minute: float) -> None:
        self.a_minute = a_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # and when it was so
        self._lock = threading.Lock()

    def seconds_to_wait(self, address: str, now: float) -> float:
        """0 where a request is let in, which is taken off."""
        with self._lock:
            left, since = self._left.pop(address, (self.a_minute, now))
            left = min(self.a_minute, left + (now - since) * self.a_minute / MINUTE)
            is_let_in = left >= 1
            self._left[address] = (left - is_let_in, now)
            if len(self._left) > MAX_ADDRESSES:
                self._left.popitem(last=False)
        return 0.0 if is_let_in else (1 - left) * MINUTE / self.a_minute


class SharedCounts:
    """What came from each address within this minute, counted by Redis for all machines."""

    def __init__(self, a_minute: float) -> None:
        self.a_minute = a_minute

    def seconds_to_wait(self, address: str, now: float) -> float:
        """0 where a request is let in, or Redis does not answer."""
        key = f"requests-{int(now // MINUTE)}-{address}"
        try:
            caches["answers"].add(key, 0, 2 * MINUTE)
            count = caches["answers"].incr(key)
        except (ConnectionError, ValueError) as error:  # away, or emptied this moment
            logger.info("requests are not counted: %s", error)
            return 0.0
        return MINUTE - now % MINUTE if count > self.a_minute else 0.0


class AddressLimitMiddleware(MiddlewareMixin):
    """429 with Retry-After for an address that asks more. Behind WhiteNoise: static files are not counted."""

    def __init__(self, get_response) -> None:
        if not settings.REQUESTS_A_MINUTE:
            raise MiddlewareNotUsed
        super().__init__(get_response)
        self.counts: Buckets | SharedCounts
        if settings.CACHE_URL.startswith("redis"):
            self.counts, self.clock = SharedCounts(settings.REQUESTS_A_MINUTE), time.time
        else:
            share = max(1.0, settings.REQUESTS_A_MINUTE / settings.WEB_PROCESSES)
            self.counts, self.clock = Buckets(share), time.monotonic

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        seconds = math.ceil(self.counts.seconds_to_wait(address_of(request), self.clock()))
        if not seconds:
            return None
        text = _("Too many requests came from this address. Wait a moment, then go on.")
        response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=TOO_MANY_REQUESTS)
        response["Retry-After"] = str(seconds)
        return response
