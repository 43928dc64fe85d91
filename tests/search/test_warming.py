"""Before the web server forks it has searched once, whatever state the archive is in."""

import gc
import logging

import pytest

from archive.wsgi import application
from search import engine, warming


@pytest.fixture(autouse=True)
def as_before():
    yield
    gc.unfreeze()


@pytest.fixture
def kept_open(monkeypatch):
    """The test's own connection to the database goes on."""
    monkeypatch.setattr(warming.connections, "close_all", lambda: None)


def test_one_search_is_answered_in_full(publish, kept_open, monkeypatch, caplog):
    publish("Alpha")
    asked = []
    run = engine.run
    monkeypatch.setattr(
        engine, "run", lambda text, *args, **options: asked.append(text) or run(text, *args, **options)
    )
    warming.warm_up(application)
    assert len(asked) == 1
    assert asked[0].strip()
    assert not caplog.records


def test_an_archive_without_an_index_is_served(db, kept_open, caplog):
    with caplog.at_level(logging.INFO, "search.warming"):
        warming.warm_up(application)
    assert [record.levelname for record in caplog.records if record.name == "search.warming"] == ["INFO"]


def test_a_fault_is_told_and_served_all_the_same(publish, kept_open, monkeypatch, caplog):
    def fail(*args, **options):
        raise ValueError("a fault")

    publish("Alpha")
    monkeypatch.setattr(engine, "run", fail)
    warming.warm_up(application)
    assert "answered with 500" in caplog.text


def test_no_fault_of_the_engine_keeps_the_server_from_starting(db, kept_open, monkeypatch, caplog):
    monkeypatch.setattr(warming, "current_engine", lambda: None)
    warming.warm_up(application)
    assert "No search could be tried" in caplog.text
