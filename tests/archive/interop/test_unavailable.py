"""What is away for a while, told in the form of each protocol."""

import errno
import json
import logging
import sqlite3

import feedparser
import pytest
from django.db import OperationalError
from django.utils.html import escape
from lxml import etree

from archive import trouble
from archive.interop.unavailable import unavailable
from archive.scans.originals import StorageFullError
from search.errors import IndexAwayError, NoIndexError
from tests import troubles

TROUBLES = (
    trouble.AWAY,
    trouble.BUSY,
    trouble.FULL,
    trouble.READ_ONLY,
    trouble.DISK,
    trouble.NO_INDEX,
)


def as_page(response, told):
    assert response["Content-Type"].startswith("text/html")
    assert escape(told) in response.text
    assert etree.HTML(response.text).findtext(".//h1")


def as_problem(response, told):
    assert response["Content-Type"] == "application/problem+json"
    data = json.loads(response.content)
    assert (data["status"], data["title"], data["detail"]) == (503, "Service Unavailable", told)


def as_own_json(response, told):
    assert json.loads(response.content)["error"] == told


def as_oai(response, told):
    root = etree.fromstring(response.content)
    assert response["Content-Type"].startswith("text/xml")
    assert etree.QName(root).localname == "OAI-PMH"
    assert [node.text.strip() for node in root.iter(etree.Comment)] == [told]


def as_atom(response, told):
    feed = feedparser.parse(response.content)
    assert response["Content-Type"].startswith("application/atom+xml")
    assert (feed.version, feed.bozo, feed.entries, feed.feed.title) == ("atom10", False, [], told)


def as_text(response, told):
    assert response["Content-Type"].startswith("text/plain")
    assert response.text.strip() == told


PROTOCOLS = [
    ("/d/7k2m9x4q/", "text/html,*/*;q=0.8", as_page, False),
    ("/search/", "*/*", as_page, False),
    ("/list/change/", "application/json", as_own_json, False),
    ("/ingest/jobs.json", "*/*", as_own_json, False),
    ("/api/documents", "*/*", as_problem, True),
    ("/d/7k2m9x4q/manifest.json", "application/ld+json", as_problem, True),
    ("/iiif/7k2m9x4q.1/info.json", "*/*", as_problem, True),
    ("/d/7k2m9x4q/iiif-search", "*/*", as_problem, True),
    ("/oai", "*/*", as_oai, True),
    ("/feeds/articles.atom", "*/*", as_atom, True),
    ("/search/results.atom", "text/html", as_atom, True),
    ("/sitemap.xml", "*/*", as_text, False),
    ("/unapi", "*/*", as_text, True),
    ("/d/7k2m9x4q/", "application/x-bibtex", as_text, False),
]


@pytest.mark.parametrize("asked", PROTOCOLS, ids=[f"{each[0]} {each[1]}" for each in PROTOCOLS])
@pytest.mark.parametrize("kind", TROUBLES, ids=[each.name for each in TROUBLES])
def test_each_trouble_is_told_as_each_protocol_tells_it(kind, asked, rf):
    address, accepted, is_told, is_open = asked
    response = unavailable(rf.get(address, headers={"accept": accepted}), kind, OSError("away"))
    assert response.status_code == 503
    assert response["Retry-After"] == str(kind.seconds)
    assert response["Cache-Control"] == "no-store"
    assert response.has_header("Access-Control-Allow-Origin") == is_open
    is_told(response, str(kind.told))


@pytest.mark.parametrize("asked", PROTOCOLS[:-1], ids=[each[0] for each in PROTOCOLS[:-1]])
@pytest.mark.django_db(transaction=True)
def test_so_it_is_told_where_the_database_is_away(asked, client):
    """In the language of who asks, with a session or without one."""
    address, accepted, is_told, _is_open = asked
    client.raise_request_exception = False
    client.cookies["sessionid"] = "a" * 32
    send = client.post if address == "/list/change/" else client.get
    with troubles.database_away():
        response = send(address, headers={"accept": accepted, "accept-language": "es"})
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    is_told(response, "La base de datos del archivo no responde en este momento.")


def test_the_page_has_the_id_of_the_request(client, monkeypatch):
    def fail(request):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("archive.context.looks_of", fail)
    client.raise_request_exception = False
    response = client.get("/help/", headers={"x-request-id": "proxy-17"})
    assert (response.status_code, response["X-Request-ID"]) == (503, "proxy-17")
    assert "<code>proxy-17</code>" in response.text


# ------------------------------------------------------------------ what is trouble, and what a fault
def sqlite_error(run) -> OperationalError:
    """As Django raises it."""
    with pytest.raises(sqlite3.Error) as caught:
        run()
    error = OperationalError(*caught.value.args)
    error.__cause__ = caught.value
    return error


def test_what_sqlite_says_is_told_apart(tmp_path):
    path = tmp_path / "a.sqlite3"
    one, other = (sqlite3.connect(path, isolation_level=None, timeout=0) for _number in range(2))
    one.execute("CREATE TABLE words (word TEXT)")
    one.execute("PRAGMA max_page_count=3")
    assert trouble.trouble_of(sqlite_error(lambda: fill(one))) is trouble.FULL
    one.execute("PRAGMA query_only=1")
    assert trouble.trouble_of(sqlite_error(lambda: fill(one))) is trouble.READ_ONLY
    one.execute("PRAGMA query_only=0")
    other.execute("BEGIN IMMEDIATE")
    assert trouble.trouble_of(sqlite_error(lambda: one.execute("BEGIN IMMEDIATE"))) is trouble.BUSY
    assert trouble.trouble_of(sqlite_error(lambda: one.execute("SELECT * FROM none"))) is None
    assert trouble.trouble_of(sqlite_error(lambda: sqlite3.connect("/none/there"))) is trouble.AWAY
    (tmp_path / "b").write_bytes(b"no database at all" * 100)
    broken = sqlite3.connect(tmp_path / "b")
    assert trouble.trouble_of(sqlite_error(lambda: broken.execute("SELECT * FROM none"))) is trouble.DISK
    for each in (one, other, broken):
        each.close()


def fill(database) -> None:
    database.execute("INSERT INTO words VALUES (?)", ["a" * 20_000])


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), trouble.FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), trouble.FULL),
        (OSError(errno.EROFS, "Read-only file system"), trouble.READ_ONLY),
        (OSError(errno.EIO, "Input/output error"), trouble.DISK),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (StorageFullError("full"), trouble.FULL),
        (OperationalError("connection refused"), trouble.AWAY),
        (NoIndexError("none"), trouble.NO_INDEX),
        (IndexAwayError("damaged"), trouble.NO_INDEX),
        (ValueError("a fault"), None),
        (None, None),
    ],
)
def test_trouble_and_faults(error, expected):
    assert trouble.trouble_of(error) is expected


def test_what_was_raised_from_trouble_is_trouble():
    error = ValueError("could not be kept")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert trouble.trouble_of(error) is trouble.FULL


def test_the_log_has_a_line_a_minute_and_kind_without_a_traceback(client, monkeypatch, caplog):
    client.raise_request_exception = False
    monkeypatch.setattr("archive.context.looks_of", refuse_all)
    with caplog.at_level(logging.INFO):
        assert {client.get("/help/").status_code for _number in range(5)} == {503}
    assert [(line.name, line.exc_info) for line in caplog.records] == [("archive.trouble", None)]
    assert caplog.messages == ["read-only: [Errno 30] Read-only file system (GET /help/)"]
    trouble._last.clear()  # a minute later
    client.get("/help/")
    assert caplog.messages[1].endswith("; 4 more before")


def refuse_all(*arguments):
    raise OSError(errno.EROFS, "Read-only file system")


def test_a_fault_is_still_a_fault_with_its_traceback(client, monkeypatch, caplog):
    def fail(request):
        raise ValueError("a slip")

    client.raise_request_exception = False
    monkeypatch.setattr("archive.context.looks_of", fail)
    response = client.get("/help/")
    assert response.status_code == 500
    number = response["X-Request-ID"]
    assert f"<code>{number}</code>" in response.text
    assert [line.getMessage() for line in caplog.records if line.exc_info and number in line.getMessage()]


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_kept_is_answered_all_the_same(client, monkeypatch):
    from django.core.cache.backends.filebased import FileBasedCache

    monkeypatch.setattr(FileBasedCache, "set", refuse_all)
    assert client.get("/feeds/articles.atom").status_code == 200
