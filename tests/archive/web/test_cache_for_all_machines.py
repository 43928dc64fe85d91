"""Answers and counts of requests that all machines of an archive share, in the database or in Redis."""

import importlib.util
import shutil
import subprocess
import time
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory

from archive.text_copies import copies_of
from archive.web.address_limits import AddressLimitMiddleware
from tests.builders import make_document
from tests.s3_server import free_port

pytestmark = pytest.mark.django_db


@contextmanager
def redis_server(folder):
    port = free_port()
    command = ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    process = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(params=["db", "redis"])
def shared(request, settings, tmp_path):
    """The answers' cache is one that other machines reach; its address."""
    answers = {"KEY_PREFIX": "0.3", "TIMEOUT": 3600}
    if request.param == "db":
        settings.CACHE_URL = "db://"
        backend = "django.core.cache.backends.db.DatabaseCache"
        settings.CACHES = {
            **settings.CACHES,
            "answers": {**answers, "BACKEND": backend, "LOCATION": "archive_answers"},
        }
        call_command("createcachetable")
        yield None
        return
    if not (importlib.util.find_spec("redis") and shutil.which("redis-server")):
        pytest.skip("redis of requirements-scale.txt or redis-server is not installed")
    with redis_server(tmp_path) as (address, process):
        settings.CACHE_URL = address
        backend = "archive.web.answer_redis.AnswerRedis"
        settings.CACHES = {**settings.CACHES, "answers": {**answers, "BACKEND": backend, "LOCATION": address}}
        _wait(address)
        yield process


def _wait(address):
    import redis

    for _ in range(100):
        try:
            redis.Redis.from_url(address).ping()
            return
        except redis.exceptions.ConnectionError:
            time.sleep(0.1)


def test_an_answer_of_one_machine_is_given_by_another(shared, django_assert_max_num_queries):
    article = make_document("Of Rivers", texts=["Tariffs by the river."])
    here = article.get_absolute_url()
    first = Client().get(here)
    assert first.status_code == 200
    with django_assert_max_num_queries(8):
        second = Client().get(here)
    assert second.content == first.content
    assert second["ETag"] == first["ETag"]
    copy = next(copy for copy in copies_of(article) if "all machines" in copy.place)
    copy.erase()
    assert Client().get(here).content == first.content


def test_a_redis_that_is_away_delays_nobody_and_counts_nothing(shared, settings):
    if shared is None:
        pytest.skip("the database is the archive's own")
    settings.REQUESTS_A_MINUTE = 1
    limit = AddressLimitMiddleware(lambda request: HttpResponse("in"))
    shared.kill()
    shared.wait()
    assert Client().get(make_document("Of Rivers").get_absolute_url()).status_code == 200
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    assert [limit(request).status_code for _ in range(3)] == [200] * 3


def test_requests_are_counted_once_for_all_machines(shared, settings, monkeypatch):
    if shared is None:
        pytest.skip("the database counts no requests")
    settings.REQUESTS_A_MINUTE, settings.WEB_PROCESSES = 4, 2
    monkeypatch.setattr("archive.web.address_limits.time.time", lambda: 1_000_000_030.0)
    machines = [AddressLimitMiddleware(lambda request: HttpResponse("in")) for _ in range(2)]
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    statuses = [machine(request).status_code for _ in range(3) for machine in machines]
    assert statuses == [200] * 4 + [429] * 2
