"""A worker: claims one job after the other and takes its file through the steps."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator

from django.db import Error as DatabaseProblem
from django.db import close_old_connections

from archive.models import Document, Scan
from archive.scans.originals import clear_abandoned
from archive.scans.wholeness import whole_original
from archive.time_limits import StandstillError
from archive.trouble import told_as_trouble
from ingest.messages import Message, RefusedError
from ingest.models import Job
from ingest.parsing.records import Half, ParsedFile
from ingest.queue import drawing_ahead, halved_files, jobs, readings, recognised_pages
from ingest.queue.presence import Presence
from ingest.queue.recognised_pages import RecognisedPages
from ingest.sandbox import parent
from ingest.sentences import SENTENCES
from ingest.store import StoredDocuments, describe_scan, held_back, publish, store_documents
from ingest.store.changes import named
from ingest.store.drawing_orders import order_pictures
from ingest.store.file_rows import ReadyFile, made_ready
from ingest.store.halved_pages import show_halves
from ingest.store.linking import link_in_turn
from ingest.store.replacing import replace_scan

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds between two looks at an empty queue
MAX_NOTES, MAX_NAME = 20, 300  # of a reader of a file: notes, characters of what fills them
HEARTBEAT = 5.0  # seconds between two renewals of a lease of 30


class StoppedError(Exception):
    """The worker was asked to stop in the middle of a job."""


class GaveWayError(Exception):
    """A scan of which pages were kept lets files go first that are quicker to read."""

    def __init__(self, quicker: int, kept: int) -> None:
        super().__init__(quicker, kept)
        self.message = Message("gave_way", number=quicker, pages=kept)


class Worker:
    """Runs until it is asked to stop. `stop()` may be called from a signal handler or a thread."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._presence = Presence(jobs.new_owner())
        self._drawing: Iterator[list[str]] | None = None  # of page images, which goes on in quiet moments

    def stop(self, *signal_arguments: object) -> None:
        self._stopping.set()

    def stop_on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def run(self, *, until_empty: bool = False) -> int:
        """Work jobs off; how many there were. With `until_empty`, return when nothing is due."""
        self._unless_in_trouble(clear_abandoned)
        self._unless_in_trouble(readings.clear_old)
        self._unless_in_trouble(recognised_pages.clear_old)
        worked = 0
        with self._presence:
            while not self._stopping.is_set():
                self._presence.say()
                if self._unless_in_trouble(self.run_one):
                    worked += 1
                elif until_empty:
                    break
                elif not self._draw_some():
                    self._stopping.wait(LOOK_EVERY)
        return worked

    def _unless_in_trouble(self, act: Callable[[], object]) -> bool:
        """Whether it was done and says so; False where the database or the disk did not do it, which is waited out."""
        try:
            return bool(act())
        except (DatabaseProblem, OSError) as error:
            _log_trouble(error, "what a worker does between its jobs failed")
            return False

    def run_one(self) -> bool:
        """Whether there was a job to work on. Nothing that a job does ends the worker."""
        close_old_connections()
        job = jobs.claim(jobs.new_owner())
        if job is None:
            return False
        self._presence.works_on(job)
        work_on(job, lambda: read_under_lease(job, self._tick))
        self._presence.works_on(None)
        if job.scan_id:
            order_pictures([job.scan_id])
        return True

    def _draw_some(self) -> bool:
        """While no job waits, images of a few pages ahead of their readers; whether there were any to draw."""
        try:
            if self._drawing is None and (order := drawing_ahead.claim()):
                self._drawing = drawing_ahead.drawing(order)
            if self._drawing is None:
                return False
            problems = next(self._drawing)
        except StopIteration:
            self._drawing = None
        except (OSError, DatabaseProblem) as error:
            _log_trouble(error, "images of pages could not be drawn")
            self._drawing = None
            return False
        else:
            for problem in problems:
                logger.warning("no image: %s", problem)
        return True

    def _tick(self) -> None:
        """About once a second while a file is read."""
        self._presence.say()
        self._check_stop()

    def _check_stop(self) -> None:
        if self._stopping.is_set():
            raise StoppedError


def work_on(job: Job, read: Callable[[], parent.FileContents]) -> None:
    """Take a claimed job to its end: done, to be reviewed, rejected, put or given back, or tried later.

    Trouble with the database or the disk is not held against the file: it is put back as one whose reading stood still.

    `read` gives the file's contents, or raises what `sandbox.read` raises, or StoppedError, or GaveWayError.
    """
    logger.info("job %d: %r, attempt %d", job.pk, job.name, job.attempts)
    try:
        _take_steps(job, read)
    except RefusedError as rejection:
        reason = rejection.message
        _settle(job, lambda: jobs.reject(job, reason))
    except StandstillError:
        logger.warning("job %d: the reading stood still", job.pk)
        _settle(job, lambda: jobs.put_back(job, Message("stood_still")))
    except StoppedError:
        _settle(job, lambda: jobs.release(job))
    except GaveWayError as way:
        reason_to_wait = way.message
        _settle(job, lambda: jobs.release(job, reason_to_wait))
    except jobs.LeaseLostError:
        logger.warning("job %d: another worker has it now", job.pk)
    except Exception as error:
        if told_as_trouble(error, f"job {job.pk}"):
            _settle(job, lambda: jobs.put_back(job, Message("in_trouble")))
            return
        logger.exception("job %d: attempt %d failed", job.pk, job.attempts)
        what = Message("archive_failed", kind=type(error).__name__)
        _settle(job, lambda: jobs.retry_later(job, what))


def _settle(job: Job, settle: Callable[[], None]) -> None:
    """Write how the attempt ended; where even that fails, the lease runs out and the job is tried again."""
    try:
        settle()
    except (jobs.LeaseLostError, DatabaseProblem) as error:
        _log_trouble(error, f"job {job.pk}: its end could not be written")


def _log_trouble(error: Exception, what: str) -> None:
    """In the log: trouble as such, all else with its traceback."""
    if not told_as_trouble(error, what):
        logger.error(what, exc_info=error)


def _take_steps(job: Job, read: Callable[[], parent.FileContents]) -> None:
    if job.rereads:
        readings.keep(job.rereads, read().parsed)
    else:
        _take_in(job, read)
    jobs.finish(job)
    if file := job.file:
        recognised_pages.forget(file.sha256)


def _take_in(job: Job, read: Callable[[], parent.FileContents]) -> None:
    if job.step < Job.Step.STORED:
        store_contents(job, read())
    link_in_turn(Document.objects.filter(pages__scan=job.scan).distinct().order_by("pk"))
    if job.step < Job.Step.PUBLISHED and job.batch.publish:
        publish_drafts(job)


def read_under_lease(job: Job, check_stop: Callable[[], None]) -> parent.FileContents:
    """Pages that were recognised on a way that was not ended are not recognised again."""
    if job.halving and not job.scan:
        halved_files.make(job, heartbeat(job, check_stop))
    of_articles = readings.languages_of(job.rereads) if job.rereads else None
    languages = of_articles or parent.ocr_languages(job.batch.language)
    kept = RecognisedPages(job.file.sha256, languages)
    on_tick = heartbeat(job, check_stop, lambda: _give_way(job, kept.added))
    return read_kept(job.file, job.name, on_tick, kept, languages)


def read_kept(
    scan: Scan, name: str, on_tick: parent.OnTick, kept: RecognisedPages, languages: list[str]
) -> parent.FileContents:
    return parent.read(whole_original(scan), name, on_tick, languages=languages, kept=kept)


def _give_way(job: Job, added: int) -> None:
    """Once a page has been recognised, so that each turn of a file brings it on."""
    if not added:
        return
    if job.lane < Job.Lane.SCAN:
        jobs.take_as_scan(job)
    if quicker := jobs.quicker_ones(job):
        raise GaveWayError(quicker, added)


def heartbeat(
    job: Job, check_stop: Callable[[], None], give_way: Callable[[], None] = lambda: None
) -> parent.OnTick:
    """For the sandbox to call about once a second: renews the lease now and then, and looks who waits."""
    last = 0.0

    def on_tick(pages_read: int, pages_total: int | None) -> None:
        nonlocal last
        check_stop()
        is_last = pages_read and pages_read == pages_total
        if is_last or time.monotonic() - last >= HEARTBEAT:
            jobs.renew(job, pages_read, pages_total)
            last = time.monotonic()
            if not is_last:
                give_way()

    return on_tick


def store_contents(job: Job, contents: parent.FileContents) -> list[Document]:
    """The step that writes the file's documents. What can be made before others wait for it is."""
    ready = made_ready(contents.parsed, job.scan)
    with jobs.step(job, Job.Step.STORED):
        describe_scan(job.scan, contents.media_type)
        stored = _store(job, contents.parsed, ready)
        count = len(stored.documents)
        jobs.log(job, Message("one_text_found") if count == 1 else Message("texts_found", number=count))
        for note in [*notes_of(contents.parsed), *stored.notes]:
            jobs.log(job, note)
    return stored.documents


def _store(job: Job, parsed: ParsedFile, ready: ReadyFile) -> StoredDocuments:
    old, new, details, user = job.replaces, job.scan, job.batch.details, job.batch.created_by
    if old is None or (new.pages.exists() and not old.pages.exists()):  # it is in its place by now
        return store_documents(parsed, new, details, ready, links_drafts=False)
    jobs.log(job, Message("scan_replaces", name=old))
    if job.halving:
        return show_halves(old, new, [Half(*half) for half in job.halving["pages"]], parsed, details, user)
    replace_scan(old, new, parsed, user)
    return store_documents(parsed, new, details, ready, links_drafts=False)


def notes_of(parsed: ParsedFile) -> list[Message]:
    """What the reader of the file has to tell, as far as it is of ours: it may be in a stranger's hands."""
    known = [note for note in parsed.notes[:MAX_NOTES] if note.code in SENTENCES]
    return [
        Message(
            note.code, **{name: value[:MAX_NAME] for name, value in note.params.items() if name != "code"}
        )
        for note in known
    ]


def publish_drafts(job: Job) -> None:
    """The step that publishes what nothing forbids and was read without doubt; the rest stays for review."""
    with jobs.step(job, Job.Step.PUBLISHED):
        drafts = Document.objects.filter(pages__scan=job.scan, state=Document.State.DRAFT).distinct()
        is_unseen = not job.batch.publish_doubtful
        result = publish(drafts.order_by("pk"), job.batch.created_by, is_unseen=is_unseen)
        for document, reason in result.refused:
            jobs.log(job, Message("not_published", title=named(document), reason=reason))
        for document, doubtful in result.held_back:
            jobs.log(job, held_back(document, doubtful))
