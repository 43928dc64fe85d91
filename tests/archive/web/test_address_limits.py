"""A limit of requests by address: a page with its images at once, then evenly."""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import RequestFactory

from archive.web.address_limits import AddressLimitMiddleware, Buckets


def asked(limit, address="192.0.2.1"):
    return limit(RequestFactory().get("/", REMOTE_ADDR=address))


@pytest.fixture
def limit(settings):
    settings.REQUESTS_A_MINUTE, settings.WEB_PROCESSES = 60, 2
    return AddressLimitMiddleware(lambda request: HttpResponse("in"))


def test_without_the_setting_nothing_is_counted(settings):
    settings.REQUESTS_A_MINUTE = 0
    with pytest.raises(MiddlewareNotUsed):
        AddressLimitMiddleware(lambda request: HttpResponse("in"))


def test_each_process_lets_its_share_in_and_says_when_to_come_again(limit):
    assert [asked(limit).status_code for _ in range(31)] == [200] * 30 + [429]
    refused = asked(limit)
    assert refused["Retry-After"] == "2"
    assert "Too many requests came from this address" in refused.text
    assert asked(limit, "192.0.2.2").status_code == 200


def test_a_bucket_fills_evenly_and_never_over():
    buckets = Buckets(60)
    assert [buckets.seconds_to_wait("a", 0.0) for _ in range(60)] == [0] * 60
    assert buckets.seconds_to_wait("a", 0.5) == pytest.approx(0.5)
    assert buckets.seconds_to_wait("a", 1.0) == 0
    assert [buckets.seconds_to_wait("a", 1000.0) for _ in range(61)] == [0] * 60 + [1]
