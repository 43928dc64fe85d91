"""Files of this machine, tried out or taken in, several read at once: what `manage.py ingest` does."""

import hashlib
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive.scans.original_stores import store
from archive.scans.originals import Kept, StorageFullError, keep
from archive.time_limits import StandstillError
from ingest.messages import Message
from ingest.models import Batch, Job
from ingest.queue import jobs, worker
from ingest.queue.receiving import EMPTY, receive
from ingest.queue.recognised_pages import RecognisedPages
from ingest.sandbox import parent
from ingest.sources.zip_members import natural_order
from ingest.store.wording import file_name


@dataclass(slots=True)
class Outcome:
    """What became of one file: `contents` when it was read, else a `reason`."""

    path: Path
    name: str
    sha256: str = ""
    contents: parent.FileContents | None = None
    reason: str | Message = ""
    job: Job | None = None
    reading: Future[parent.FileContents] | None = None


# A folder holds other things beside pages (lists, checksums, notes): of it, files of these kinds are taken.
KINDS_OF_PAGES = {
    ".pdf", ".txt", ".text", ".zip", ".xml", ".alto", ".hocr", ".html", ".htm", *jobs.IMAGES
}  # fmt: skip


def files_below(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, whatever their kind, and the pages in the folders named, page 10 after page 9."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted((name for name in folders if not name.startswith(".")), key=natural_order)
            yield from (Path(folder, name) for name in sorted(names, key=natural_order) if is_page_file(name))


def is_page_file(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in KINDS_OF_PAGES


class Way(Protocol):
    """What is done with each file before it is read and after."""

    def begin(self, outcome: Outcome, readers: "Readers") -> None: ...

    def end(self, outcome: Outcome) -> None: ...


class Readers:
    """Children that read, so many at once; `stop` ends them all."""

    def __init__(self, at_once: int, *, language: str = "", explain: bool = False) -> None:
        self._pool = ThreadPoolExecutor(at_once)
        self._stopping = threading.Event()
        self._languages = parent.ocr_languages(language)
        self._explain = explain

    def read(self, path: Path, name: str, sha256: str = "") -> Future[parent.FileContents]:
        """With `sha256`, pages that are recognised are kept until the file is stored."""
        kept = RecognisedPages(sha256, self._languages) if sha256 else None
        options = {"languages": self._languages, "explain": self._explain, "kept": kept}
        return self._pool.submit(parent.read, path, name, self._check_stop, **options)

    def _check_stop(self, page: int, of: int | None) -> None:
        if self._stopping.is_set():
            raise worker.StoppedError

    def stop(self) -> None:
        self._stopping.set()
        self._pool.shutdown(cancel_futures=True)


def work_through(paths: Iterable[Path], way: Way, readers: Readers, at_once: int) -> Iterator[Outcome]:
    """The outcome of each file, in the order given; so many more than one are begun ahead."""
    begun: deque[Outcome] = deque()
    try:
        for path in paths:
            outcome = Outcome(path, file_name(path.name))
            begun.append(outcome)
            way.begin(outcome, readers)
            if len(begun) > at_once:
                yield _ended(way, begun)
        while begun:
            yield _ended(way, begun)
    finally:
        readers.stop()


def _ended(way: Way, begun: deque[Outcome]) -> Outcome:
    way.end(begun[0])
    return begun.popleft()


def why_unreadable(path: Path) -> str | Message:
    """Why not even its bytes can be had; "" when they can."""
    try:
        with path.open("rb") as file:
            return "" if file.read(1) else EMPTY
    except OSError as error:
        return f"cannot be opened: {error.strerror}; check the path and its permissions"


class TryOut:
    """Reads and parses; touches neither the database nor the run-time folder."""

    def begin(self, outcome: Outcome, readers: Readers) -> None:
        outcome.reason = why_unreadable(outcome.path)
        if outcome.reason and outcome.reason != EMPTY:
            return
        with outcome.path.open("rb") as file:
            outcome.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if not outcome.reason:
            outcome.reading = readers.read(outcome.path, outcome.name)

    def end(self, outcome: Outcome) -> None:
        if outcome.reading is None:
            return
        try:
            outcome.contents = outcome.reading.result()
        except parent.RejectedError as rejection:
            outcome.reason = rejection.message
        except StandstillError:
            outcome.reason = f"{Message('stood_still')} Try again when it is less busy."
        except StorageFullError as error:
            outcome.reason = f"{error} Make room and try again."


class TakeIn:
    """Keeps, reads and stores, each file as a job of its own that is seen on the desk.

    A file whose documents are held is read again, as `store_documents` says. If this process is
    killed, a worker takes over the jobs it had begun.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.owner = jobs.new_owner()
        self._begun: list[Job] = []

    def begin(self, outcome: Outcome, readers: Readers) -> None:
        outcome.reason = why_unreadable(outcome.path)
        if outcome.reason and outcome.reason != EMPTY:
            return
        try:
            kept = None if outcome.reason else self._keep(outcome)
        except StorageFullError as error:
            outcome.reason = f"{error} Make room and ingest it again."
            return
        outcome.job = receive(kept, outcome.name, self.batch, again=True, owner=self.owner)
        outcome.reason = outcome.job.reason or ""
        if outcome.job.state == Job.State.READING:
            self._begun.append(outcome.job)
            outcome.reading = readers.read(store().local(outcome.sha256), outcome.name, outcome.sha256)

    def _keep(self, outcome: Outcome) -> Kept:
        with outcome.path.open("rb") as file:
            kept = keep(file, mends=True)
        outcome.sha256 = kept.sha256
        return kept

    def end(self, outcome: Outcome) -> None:
        job, reading = outcome.job, outcome.reading
        if job is None or reading is None:
            return
        worker.work_on(job, lambda: self._await(reading))
        self._begun.remove(job)
        job.refresh_from_db()
        if job.step >= Job.Step.STORED:
            outcome.contents = reading.result()
        else:
            outcome.reason = job.reason or job.events.latest("pk").message

    def _await(self, reading: Future[parent.FileContents]) -> parent.FileContents:
        """The result, with the leases of all that is begun renewed meanwhile."""
        while not wait([reading], timeout=worker.HEARTBEAT).done:
            for job in self._begun:
                with suppress(jobs.LeaseLostError):  # its next step says so too
                    jobs.renew(job)
        return reading.result()

    def release(self) -> None:
        """Give back what was begun and not ended: a worker will do it."""
        for job in self._begun:
            with suppress(jobs.LeaseLostError):
                jobs.release(job)
