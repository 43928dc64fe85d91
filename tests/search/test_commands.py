"""manage.py search, indexer, rebuild_index, check_index."""

import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import connection

from archive.models import OutboxEntry
from archive.outbox import enqueue_for_indexing
from search import indexer
from search.management.commands.indexer import SECONDS_AFTER_ERROR, Command
from tests.builders import make_document

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments, **options):
    output = StringIO()
    call_command(*arguments, stdout=output, stderr=output, **options)
    return output.getvalue()


def test_search_prints_what_the_page_shows(small_archive):
    text = run("search", '"social integration"')
    assert 'Read as: "social integration"' in text
    assert "1 articles; 1 matches on 1 pages shown" in text
    assert "1. The Neo-Liberal Harbour — Inés Pradera" in text
    assert (
        "p. 265: The neo-liberal policies of the harbour towns failed. Dockers spoke of *social* *integration*"
        in text
    )


def test_search_as_json(small_archive):
    document = small_archive[0]
    found = json.loads(run("search", "forum", "--json"))
    assert found == {
        "query": "forum",
        "read_as": "forum",
        "problem": None,
        "total": 1,
        "results": [
            {
                "identifier": document.identifier,
                "title": "The Neo-Liberal Harbour",
                "authors": ["Inés Pradera"],
                "url": f"/d/{document.address}/p/266/?q=forum&hit=1#hit-1",
                "pages": [
                    {
                        "label": "266",
                        "sequence": 2,
                        "hits": 2,
                        "snippet": "integration and of their own <mark>forum</mark>. The <mark>forum</mark> met in June.",
                    }
                ],
            }
        ],
    }


def test_search_tells_a_problem_and_keeps_to_its_limit(small_archive):
    assert run("search", '"harbour', "--limit", "2").startswith("! A closing quote is missing.")
    found = json.loads(run("search", "harbour", "--json", "--limit", "2"))
    assert (found["total"], len(found["results"])) == (4, 2)
    with pytest.raises(CommandError):
        run("search", "harbour", "--limit", "0")


def test_search_without_an_index_says_what_to_do(db):
    with pytest.raises(CommandError, match="rebuild_index"):
        run("search", "harbour")


def test_rebuild_index_is_ours_and_takes_haystacks_option(db):
    make_document("Alpha")
    assert get_commands()["rebuild_index"] == "search"
    assert "1 articles" in run("rebuild_index", "--noinput")
    assert "1 articles" in run("rebuild_index")


def test_check_index_passes_when_index_and_database_agree(small_archive):
    assert "The index is what the database says." in run("check_index")


def test_check_index_fails_when_they_differ_and_repairs(small_archive):
    missing = make_document("Alpha")
    with pytest.raises(CommandError) as error:
        run("check_index")
    assert error.value.returncode == 1
    output = run("check_index", "--repair")
    assert f"missing: archive.document.{missing.pk}" in output
    assert "The index is what the database says" in output


def test_check_index_without_an_index(db):
    make_document("Alpha")
    with pytest.raises(CommandError, match="--repair"):
        run("check_index")
    assert "The index is what the database says" in run("check_index", "--repair")


def test_check_index_counts_what_waits(small_archive):
    enqueue_for_indexing([small_archive[0].pk])
    assert "1 articles wait for the indexer" in run("check_index")


def test_indexer_once(small_archive):
    enqueue_for_indexing([small_archive[0].pk])
    assert "1 articles" in run("indexer")
    assert "0 articles" in run("indexer")


def test_the_following_indexer_waits_out_trouble(small_archive, monkeypatch, caplog):
    def fail():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(indexer, "apply_outbox", fail)
    monkeypatch.setattr("search.management.commands.indexer.close_old_connections", lambda: None)
    assert Command()._look() == SECONDS_AFTER_ERROR
    assert "No space left on device" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_following_indexer_brings_in_what_is_published_and_stops_when_told(tmp_path):
    first = make_document("Alpha")
    enqueue_for_indexing([first.pk])
    environment = {
        **os.environ,
        "ARCHIVE_VAR": str(tmp_path),
        "DATABASE_URL": _address_of_the_test_database(),
        "LOG_LEVEL": "ERROR",
    }
    follower = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "indexer", "--follow"], env=environment
    )
    try:
        _wait_until_nothing_waits()
        second = make_document("Beta")
        published = time.monotonic()
        enqueue_for_indexing([second.pk])
        _wait_until_nothing_waits()
        assert time.monotonic() - published < 5
        assert {title for (title,) in _found_titles()} == {"Alpha", "Beta"}
    finally:
        follower.send_signal(signal.SIGTERM)
        assert follower.wait(timeout=10) == 0


def _address_of_the_test_database():
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**at)


def _wait_until_nothing_waits():
    deadline = time.monotonic() + 20
    while OutboxEntry.objects.exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _found_titles():
    from search import engine

    return {(row.document.title,) for row in engine.run("peoples").rows}
