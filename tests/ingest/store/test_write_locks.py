"""Whoever writes waits for who writes: what can be done before the lock is held is done before."""

import signal
import subprocess
import sys

import pytest
from django.db import connection
from django.utils import timezone

from archive.models import Author, Document, Page, Reference
from ingest.models import Job, Revision
from ingest.parsing.records import PlacedWord
from ingest.queue import jobs, worker
from ingest.sandbox.parent import FileContents
from ingest.store import document_rows
from ingest.store.texts import correct_text
from ingest.store.undoing import undo
from tests.ingest.parsing.parses import document, page, parsed_file
from tests.ingest.queue.queue_rows import ROOT, make_job, process_environment
from tests.write_locks import watched_transactions

pytestmark = pytest.mark.django_db(transaction=True)
PAGES, LINES, WORDS = 60, 40, 10
MANY_PAGES, FEW_LINES = 3000, 8  # as many pages as a file may have
MOST = 1.0  # seconds of the processor, for any file


def long_file(count: int = PAGES, lines: int = LINES, an_article: int = 5) -> FileContents:
    """An issue of so many pages, so many of them an article."""
    words = "tides " * (lines * WORDS)
    line = [PlacedWord(6 * n, 6 * n + 5, (72.123, 90.456, 30.5, 11.0), 0.98765) for n in range(WORDS)]
    pages = [page(n, text=words, lines=(tuple(line),) * lines) for n in range(1, count + 1)]
    articles = [
        document(title=f"Of Tides {first}", pages=tuple(pages[first : first + an_article]))
        for first in range(0, count, an_article)
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


def test_as_many_pages_as_a_file_may_have_hold_up_nobody_for_long():
    make_job()
    job = jobs.claim("a worker")
    with watched_transactions() as watched:
        worker.store_contents(job, long_file(MANY_PAGES, FEW_LINES))
    assert Page.objects.count() == MANY_PAGES
    assert watched.longest().processor < MOST, watched.longest()


def test_a_page_of_a_long_article_is_corrected_without_the_words_of_the_others():
    """Their words alone would take a hundredth of a second a page."""
    make_job()
    (book,) = worker.store_contents(jobs.claim("a worker"), long_file(250, an_article=250))
    page = book.pages.first()
    with watched_transactions() as watched:
        assert correct_text(page, f"{page.text} and of moons", None)
    assert watched.longest().processor < MOST, watched.longest()
    (revision,) = Revision.objects.all()
    assert [(each["table"], each["pk"]) for each in revision.changes if "text" in (each["after"] or {})] == [
        ("archive.page", page.pk)
    ]
    undo(revision, None)
    assert book.pages.first().text == page.text


@pytest.mark.parametrize("table", ["pages", "references", "sections"])
def test_a_kill_in_the_middle_of_storing_leaves_no_rest_and_the_file_is_taken_up_again(table):
    make_job()
    died = subprocess.run(
        [sys.executable, "-m", "tests.ingest.store.dies_while_storing", table],
        cwd=ROOT,
        env=process_environment(),
        capture_output=True,
        text=True,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    for model in (Document, Page, Reference, Author):
        assert not model.objects.exists()
    assert Job.objects.get().step == Job.Step.NONE
    Job.objects.update(lease_until=timezone.now())
    job = jobs.claim("another worker")
    worker.work_on(job, lambda: long_file(10))
    assert Document.objects.count() == 2
    assert sorted(Page.objects.values_list("scan_page", flat=True)) == list(range(1, 11))
    assert Job.objects.get().state == Job.State.REVIEW


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
