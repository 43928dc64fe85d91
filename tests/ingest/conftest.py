"""Who works at the desk, and children that misbehave on purpose."""

import pytest

from ingest.parsing.pipeline import parse
from ingest.queue import worker
from ingest.sandbox import parent
from ingest.sources import read_source
from tests.ingest.desk.people import make_librarian


@pytest.fixture
def librarian(db):
    return make_librarian()


@pytest.fixture
def desk(client, librarian):
    """A browser in which a librarian is signed in."""
    client.force_login(librarian)
    return client


@pytest.fixture
def rogue(monkeypatch):
    """Files are read by children that behave as the files are called."""
    monkeypatch.setattr(parent, "CHILD", "tests.ingest.sandbox.rogue_child")
    monkeypatch.setattr(parent, "TICK", 0.05)
    monkeypatch.setattr(parent, "CODE", ("ingest", "tests"))
    keep_connection(monkeypatch)


@pytest.fixture
def reading(monkeypatch):
    """Files are read by the real child."""
    keep_connection(monkeypatch)


@pytest.fixture
def read_here(reading, monkeypatch):
    """Files are read by the steps of the child, but in this process: no child has to be started."""

    def read(path, name, *_arguments, **_options):
        source = read_source(path, name)
        return parent.FileContents(source.media_type, parse(source))

    monkeypatch.setattr(parent, "read", read)


def keep_connection(monkeypatch):
    """Between jobs a worker drops stale connections: the one that holds the test's transaction must stay."""
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
