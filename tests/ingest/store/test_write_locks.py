"""Whoever writes waits for who writes: what can be done before the lock is held is done before."""

import pytest
from django.db import connection

from ingest.models import Job
from ingest.parsing.records import PlacedWord
from ingest.queue import jobs, worker
from ingest.sandbox.parent import FileContents
from ingest.store import document_rows
from tests.ingest.parsing.parses import document, page, parsed_file
from tests.ingest.queue.queue_rows import make_job
from tests.write_locks import watched_transactions

pytestmark = pytest.mark.django_db(transaction=True)
PAGES, LINES, WORDS = 60, 40, 10
MOST = 1.5  # seconds of the processor; it takes a third of them


def long_file() -> FileContents:
    """An issue of PAGES pages, five an article."""
    words = "tides " * (LINES * WORDS)
    line = [PlacedWord(6 * n, 6 * n + 5, (72.123, 90.456, 30.5, 11.0), 0.98765) for n in range(WORDS)]
    pages = [page(n, text=words, lines=(tuple(line),) * LINES) for n in range(1, PAGES + 1)]
    articles = [
        document(title=f"Of Tides {first}", pages=tuple(pages[first : first + 5]))
        for first in range(0, PAGES, 5)
    ]
    return FileContents("application/pdf", parsed_file(*articles), "")


def test_a_long_file_is_stored_without_holding_up_who_writes(monkeypatch):
    make_job()
    job = jobs.claim("a worker")
    made_under_the_lock = []
    placed_words = document_rows.placed_words

    def placed(parsed):
        made_under_the_lock.append(connection.in_atomic_block)
        return placed_words(parsed)

    monkeypatch.setattr(document_rows, "placed_words", placed)
    with watched_transactions() as watched:
        stored = worker.store_contents(job, long_file())
    assert len(stored) == PAGES // 5
    assert made_under_the_lock == [False] * PAGES
    assert watched.longest().processor < MOST, watched.longest()
    assert Job.objects.get().step == Job.Step.STORED


def test_the_watch_itself_sees_who_holds_the_lock_for_long():
    from django.db import transaction

    with watched_transactions() as watched:
        with transaction.atomic(), transaction.atomic():
            sum(range(2_000_000))
        with transaction.atomic():
            pass
    assert len(watched.held) == 2
    assert watched.longest() is watched.held[0]
    assert watched.held[0].processor > 2 * watched.held[1].processor
