"""Figures for Prometheus: requests counted by all processes of the web server together, and what else is found.

Several processes count in files of a folder that PROMETHEUS_MULTIPROC_DIR names; `manage.py serve` gives them one.
"""

import ipaddress
import os
import secrets
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from archive.monitoring.findings import all_findings
from archive.monitoring.machine import versions

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
REQUESTS = Counter("hemeroteca_requests", "Requests answered.", ["method", "status"], registry=None)
SECONDS = Histogram(
    "hemeroteca_request_seconds",
    "Seconds until an answer began.",
    registry=None,
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)
PUT_OFF = Counter("hemeroteca_put_off", "Requests put off, by what was away.", ["trouble"], registry=None)
COUNTED = (REQUESTS, SECONDS, PUT_OFF)
# Whoever has come through a proxy; also one on this machine, which itself comes from here.
OF_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")


def counted(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that counts."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = get_response(request)
        SECONDS.observe(time.perf_counter() - begun)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, response.status_code).inc()
        return response

    return handle


def may_see(request: HttpRequest) -> bool:
    """Who knows METRICS_TOKEN; where none is set, who asks from this machine itself."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    try:
        is_here = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_here and not any(name in request.headers for name in OF_PROXIES)


def written() -> bytes:
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        for each in COUNTED:
            registry.register(each)
    registry.register(_Found())
    return generate_latest(registry)


class _Found(Collector):
    """The findings that are numbers, and how many ask for something to be done."""

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # nothing is asked before it is wanted

    def collect(self) -> Iterator[GaugeMetricFamily | InfoMetricFamily]:
        found = list(all_findings())
        for finding in found:
            if finding.value is not None:
                name = f"hemeroteca_{finding.name}"
                yield GaugeMetricFamily(name, f"What doctor says of {finding.name}.", finding.value)
        yield GaugeMetricFamily(
            "hemeroteca_to_do", "What doctor says must be done.", sum(bool(each.advice) for each in found)
        )
        if not any(each.name == "trouble" for each in found):
            yield InfoMetricFamily("hemeroteca", "Versions.", versions())
