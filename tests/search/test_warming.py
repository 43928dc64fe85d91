"""Before the web server forks it has searched once, whatever state the archive is in."""

import gc
import logging

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from search import engine, warming


@pytest.fixture(autouse=True)
def as_before():
    yield
    gc.unfreeze()


@pytest.fixture
def application():
    return WSGIHandler()


@pytest.fixture
def kept_open(monkeypatch):
    """The test's own connection to the database goes on."""
    monkeypatch.setattr(warming.connections, "close_all", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_one_search_is_answered_in_full(publish, application, kept_open, monkeypatch, caplog):
    publish("Alpha")
    asked = []
    run = engine.run
    monkeypatch.setattr(
        engine, "run", lambda text, *args, **options: asked.append(text) or run(text, *args, **options)
    )
    warming.warm_up(application)
    assert len(asked) == 1
    assert asked[0].strip()
    assert not [record for record in caplog.records if record.name == "search.warming"]


def test_an_archive_without_an_index_is_served(db, application, kept_open, caplog):
    with caplog.at_level(logging.INFO, "search.warming"):
        warming.warm_up(application)
    assert [record.levelname for record in caplog.records if record.name == "search.warming"] == ["INFO"]


def test_a_fault_is_told_and_served_all_the_same(publish, application, kept_open, monkeypatch, caplog):
    def fail(*args, **options):
        raise ValueError("a fault")

    publish("Alpha")
    monkeypatch.setattr(engine, "run", fail)
    warming.warm_up(application)
    assert "answered with 500" in caplog.text


def test_no_fault_of_the_engine_keeps_the_server_from_starting(
    db, application, kept_open, monkeypatch, caplog
):
    monkeypatch.setattr(engine, "complete", None)
    warming.warm_up(application)
    assert "No search could be tried" in caplog.text
