"""Indexers on several machines: one at a time writes, and another goes on where it is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive.models import OutboxEntry
from archive.outbox import enqueue_for_indexing
from search import indexer, indexing_turn
from search.indexing_turn import IndexElsewhereError, TurnTakenError, turn
from search.models import IndexingTurn
from tests.builders import make_document
from tests.ingest.queue.queue_rows import ROOT, process_environment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has its indexers on one machine"),
]
HOLDER = """
import django, time; django.setup()
from search.indexing_turn import turn
with turn():
    print("begun", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def waiting():
    document = make_document("Of Rivers", texts=["Tariffs by the river."])
    enqueue_for_indexing([document.pk])
    return document


def test_one_has_the_turn_and_another_waits_for_its_end():
    with turn(0), pytest.raises(TurnTakenError), turn(0):
        pass
    with turn(0) as own:
        own.check()


def test_a_turn_is_renewed_as_long_as_it_lasts(monkeypatch):
    monkeypatch.setattr(indexing_turn, "LEASE", timedelta(seconds=2))
    monkeypatch.setattr(indexing_turn, "RENEW_EVERY", 0.2)
    with turn(0) as own:
        time.sleep(3)
        own.check()
        with pytest.raises(TurnTakenError), turn(0):
            pass


def test_another_begins_when_the_lease_of_one_that_was_killed_has_run_out(waiting):
    environment = {**process_environment(), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "begun\n"
        with pytest.raises(TurnTakenError):
            indexer.apply_outbox()
        os.kill(holder.pid, signal.SIGKILL)
    began = time.monotonic()
    assert indexer.apply_outbox(indexing_turn.PATIENCE) == 1
    assert time.monotonic() - began < indexing_turn.LEASE.total_seconds() + 5
    assert not OutboxEntry.objects.exists()


def test_who_stood_still_and_lost_the_turn_takes_nothing_from_the_outbox(waiting, monkeypatch):
    indexer.apply_outbox()
    enqueue_for_indexing([waiting.pk])
    entries_of = indexer.entries_of

    def slowly(identities):
        IndexingTurn.objects.update(owner="another")
        return entries_of(identities)

    with monkeypatch.context() as stalled:
        stalled.setattr(indexer, "entries_of", slowly)
        with pytest.raises(TurnTakenError):
            indexer.apply_outbox()
    assert {entry.document_pk for entry in OutboxEntry.objects.all()} == {waiting.pk}
    IndexingTurn.objects.update(until=indexing_turn.LONG_AGO)
    indexer.apply_outbox()
    assert not indexer.compare()


def test_two_that_look_at_the_same_time_do_all_work_once(waiting):
    done = []

    def look():
        try:
            done.append(indexer.apply_outbox(indexing_turn.PATIENCE))
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 1]
    assert not indexer.compare()


def test_an_index_in_a_folder_is_written_on_one_machine_alone(waiting, monkeypatch):
    indexer.apply_outbox()
    enqueue_for_indexing([waiting.pk])
    monkeypatch.setattr(indexing_turn.socket, "gethostname", lambda: "another")
    with pytest.raises(IndexElsewhereError, match="Run one indexer there alone"):
        indexer.apply_outbox()
    with pytest.raises(CommandError, match="SEARCH_URL"):
        call_command("rebuild_index")
    call_command("rebuild_index", here=True, verbosity=0)
    assert indexer.apply_outbox() == 0
    monkeypatch.undo()
    reached_by_all = "solr+http://127.0.0.1:1/solr/archive"
    monkeypatch.setattr(indexing_turn, "newest_address", lambda: reached_by_all)
    enqueue_for_indexing([waiting.pk])
    assert indexer.apply_outbox() == 1
