"""The queue: jobs held by leases, alike on SQLite and PostgreSQL.

A worker claims a job in a transaction and gets a token for it. Every later write is fenced by the
token: once the lease has run out and another worker has claimed the job, the first one's writes
raise LeaseLostError and roll back. The step counter is committed with the rows of the step, so a job
that is claimed again goes on after the last step whose rows are there. After three attempts that
ended without a result the job fails with a reason; it never stands before other files meanwhile. An attempt
in which the reading stood still does not count: on a busy machine the file is put back for a minute, then for
longer, at last for an hour, for about a day in all.
"""

import os
import secrets
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import PurePath

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from archive.models import Document, Scan
from ingest.messages import Message, RefusedError
from ingest.models import Batch, Job, JobEvent
from ingest.parsing.records import Half
from ingest.queue import clock
from ingest.store import one_writer
from ingest.store.wording import in_english

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 3
WAIT_AFTER_ATTEMPT = (timedelta(seconds=5), timedelta(seconds=60))
MAX_PUT_BACKS = 24  # 18 hours of waiting, and five minutes of reading each
MAX_WAIT = 60  # minutes
LONG_FILE = 20_000_000  # bytes: shorter files are read before it
IMAGES = frozenset(
    (
        ".tif",
        ".tiff",
        ".jpg",
        ".jpeg",
        ".jpe",
        ".png",
        ".jp2",
        ".webp",
        ".heic",
        ".heif",
        ".avif",
        ".gif",
        ".bmp",
    )
)


TAKEN = [
    "state",
    "reason_code",
    "reason_params",
    "owner",
    "lease_until",
    "attempts",
    "started_at",
]  # what a claim writes


class LeaseLostError(Exception):
    """Another worker holds the job now: stop working on it."""


def new_owner() -> str:
    """A token that says who works and is never used twice."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(8)}"


# ------------------------------------------------------------------ into the queue
def enqueue(
    batch: Batch, scan: Scan, name: str, *, again: bool = False, owner: str = "", replaces: Scan | None = None
) -> Job:
    """A job for a kept file; with `replaces` it takes the place of that one.

    A file that is held already, or under way, gets a row that says so and is not read again, unless
    `again` is asked for. With `owner` the job is the caller's from the start.
    """
    with one_writer():
        reason = _why_not(scan, again)
        job = Job(batch=batch, scan=scan, name=name, replaces=replaces, lane=_lane_of(scan, name))
        if reason:
            job.state, job.reason, job.finished_at = Job.State.DUPLICATE, reason, timezone.now()
        elif owner:
            _take(job, owner, clock.now())
        job.save(force_insert=True)
        log(job, reason or Message("received"))
    return job


def _lane_of(scan: Scan, name: str) -> Job.Lane:
    """By what is known before it is opened; that a PDF is a scan is found by reading it."""
    if PurePath(name).suffix.lower() in IMAGES:
        return Job.Lane.SCAN
    return Job.Lane.LONG if scan.size > LONG_FILE else Job.Lane.SHORT


def _why_not(scan: Scan, again: bool) -> Message | None:
    if scan.jobs.running().exists():
        return Message("same_file_running")
    held = (
        None if again else Document.objects.filter(pages__scan=scan).select_related("issue__journal").first()
    )
    if held is None:
        return None
    what = f"“{scan.original_name}”" + (f", {in_english(held.issue)}" if held.issue else "")
    return Message(
        "same_file_held", date=timezone.localtime(scan.uploaded_at).strftime("%Y-%m-%d"), what=what
    )


def ask_to_reread(scan: Scan, user) -> Job:
    """The job that reads a held file again, to be compared; that which runs already, where one does."""
    with one_writer():
        job = scan.rereadings.order_by("-pk").first()
        if job is None:
            batch = Batch.objects.create(origin=Batch.Origin.COMPARISON, created_by=user)
            job = Job.objects.create(batch=batch, rereads=scan, name=scan.original_name)
            log(job, Message("read_again"))
        else:
            run_again(job)
            job.refresh_from_db()
    return job


def ask_to_halve(scan: Scan, gutters: Mapping[int, float], user, *, right_first: bool) -> Job:
    """The job that makes a file of a held one, these of its pages in halves, and puts it in its place.

    RefusedError where the file is being read or split already.
    """
    with one_writer():
        if Job.objects.running().filter(Q(scan=scan) | Q(rereads=scan) | Q(replaces=scan)).exists():
            raise RefusedError("same_file_running")
        said = scan.jobs.exclude(state=Job.State.DUPLICATE).select_related("batch").order_by("-pk").first()
        details = asdict(said.batch.details) if said else {}
        batch = Batch.objects.create(origin=Batch.Origin.HALVES, created_by=user, **details)
        halving = {"gutters": dict(gutters), "right_first": right_first}
        job = Job.objects.create(batch=batch, replaces=scan, name=scan.original_name, halving=halving)
        log(job, Message("asked_to_halve", number=len(gutters), name=scan))
    return job


def take_halved(job: Job, scan: Scan, pages: Iterable[Half]) -> None:
    """The file of a job that makes one is there, and is read from here on."""
    with one_writer():
        if scan.jobs.running().exclude(pk=job.pk).exists():
            raise RefusedError("same_file_running")
        job.halving["pages"] = [list(half) for half in pages]
        _write(job, scan=scan, name=scan.original_name, halving=job.halving)
    job.scan, job.name = scan, scan.original_name


def enqueue_refused(batch: Batch, name: str, reason: Message, scan: Scan | None = None) -> Job:
    """A row for a file that was refused at the door."""
    with transaction.atomic():
        job = Job.objects.create(
            batch=batch,
            scan=scan,
            name=name,
            state=Job.State.REJECTED,
            **_as_columns(reason),
            finished_at=timezone.now(),
        )
        log(job, reason)
    return job


def run_again(job: Job, *, owner: str = "", after: Job.Step = Job.Step.NONE) -> bool:
    """Take the file through the steps behind `after` anew; False when that is under way already, or another file has
    taken its place: its articles would be held twice.

    With `owner` the job is the caller's.
    """
    with one_writer():
        current = Job.objects.get(pk=job.pk)
        others = Job.objects.running().filter(current.same_file)
        if not current.may_run_again or current.replaced_by or others.exclude(pk=job.pk).exists():
            return False
        fresh = {} if after else {"pages_read": 0, "pages_total": None}
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.WAITING,
            step=after,
            owner="",
            lease_until=None,
            **_as_columns(None),
            attempts=0,
            put_backs=0,
            not_before=None,
            finished_at=None,
            dismissed_at=None,
            **fresh,
        )
        log(job, Message("publish_again" if after else "read_again"))
        if owner:
            job.refresh_from_db()
            _take(job, owner, clock.now())
            job.save(update_fields=TAKEN)
    return True


def put_first(job: Job) -> bool:
    """Have a file that waits read before all others; False where it does so already, or waits no more."""
    with one_writer():
        waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING).exclude(lane=Job.Lane.FIRST)
        changed = waiting.update(lane=Job.Lane.FIRST, not_before=None)
        if changed:
            log(job, Message("put_first"))
    return bool(changed)


def cancel(job: Job) -> bool:
    """Take a job that runs out of the queue; its file stays kept. False when it has ended already.

    A worker that has it loses the lease, and its rows roll back.
    """
    with one_writer():
        running = Job.objects.running().filter(pk=job.pk)
        changed = running.update(
            state=Job.State.CANCELLED,
            **_as_columns(Message("cancelled")),
            owner="",
            lease_until=None,
            finished_at=timezone.now(),
        )
        if changed:
            log(job, Message("cancelled"))
    return bool(changed)


def dismiss(jobs: Iterable[Job]) -> int:
    """Have the queue no longer show jobs that have ended; how many. Nothing is deleted."""
    ended = [job.pk for job in jobs if job.may_be_dismissed]
    return Job.objects.filter(pk__in=ended, dismissed_at=None).update(dismissed_at=timezone.now())


# ------------------------------------------------------------------ under a lease
def claim(owner: str) -> Job | None:
    """The next job, now owned by `owner`; None when nothing is due."""
    while True:
        with one_writer():
            now = clock.now()
            job = (
                _locked(Job.objects.claimable(now))
                .select_related("batch", "scan", "rereads", "replaces")
                .first()
            )
            if job is None:
                return None
            if job.attempts < MAX_ATTEMPTS:
                _take(job, owner, now)
                job.save(update_fields=TAKEN)
                log(job, Message("attempt_begins", number=job.attempts))
                return job
            _end(job, Job.State.FAILED, Message("broke_off", times=job.attempts))


def _locked(jobs):
    if connection.features.has_select_for_update_skip_locked:
        return jobs.select_for_update(skip_locked=True, of=("self",))
    return jobs  # SQLite: the transaction locks the whole database


def _take(job: Job, owner: str, now: datetime) -> None:
    job.state, job.owner, job.lease_until = Job.State.READING, owner, now + LEASE
    job.reason = None
    job.attempts += 1
    job.started_at = now


def _held(job: Job):
    return Job.objects.filter(pk=job.pk, owner=job.owner, state=Job.State.READING)


def _write(job: Job, **fields: object) -> None:
    if not job.owner or not _held(job).update(**fields):
        raise LeaseLostError(f"job {job.pk}")


def renew(job: Job, pages_read: int = 0, pages_total: int | None = None) -> None:
    """Say that the work goes on, and how far it is."""
    _write(job, lease_until=clock.now() + LEASE, pages_read=pages_read, pages_total=pages_total)


@contextmanager
def step(job: Job, done: Job.Step) -> Iterator[None]:
    """A transaction whose rows are committed together with the step, and only under the lease."""
    with one_writer():
        # Written first: the row's lock keeps others from claiming the job until the commit.
        _write(job, lease_until=clock.now() + LEASE, step=done)
        yield
    job.step = done


def finish(job: Job) -> None:
    """The work is done: the articles need review, or nothing does.

    What was read to be compared stands on the page that asked for it, and no longer in the queue.
    """
    with one_writer():
        drafts = Document.objects.filter(pages__scan=job.scan_id, state=Document.State.DRAFT)
        _leave(job, Job.State.REVIEW if job.scan_id and drafts.exists() else Job.State.DONE)
        if job.rereads_id:
            dismiss([job])


def reject(job: Job, reason: Message) -> None:
    """The file cannot be taken in."""
    with transaction.atomic():
        _leave(job, Job.State.REJECTED, reason)
        log(job, reason)


def take_as_scan(job: Job) -> None:
    """Its pages turn out to be images: what is quicker to read goes before it, unless a person has put it first."""
    if job.lane != Job.Lane.FIRST:
        _write(job, lane=Job.Lane.SCAN)
        job.lane = Job.Lane.SCAN


def quicker_ones(job: Job) -> int:
    """How many files that nobody has begun go before this one."""
    return Job.objects.claimable(clock.now()).filter(lane__lt=job.lane, attempts=0).count()


def release(job: Job, reason: Message | None = None) -> None:
    """Give the job back untried: this worker stops, or has something else to do first."""
    with transaction.atomic():
        _write(
            job,
            state=Job.State.WAITING,
            owner="",
            lease_until=None,
            attempts=F("attempts") - 1,
        )
        log(job, reason or Message("given_back"))


def put_back(job: Job, what: Message) -> None:
    """The reading stood still, or the archive was in trouble, through no fault of the file: read it again after a while,
    without an attempt used up."""
    with transaction.atomic():
        if job.put_backs >= MAX_PUT_BACKS:
            reason = Message("put_back_too_often", what=what, times=job.put_backs + 1)
            _leave(job, Job.State.FAILED, reason)
        else:
            due = clock.now() + timedelta(minutes=min(2**job.put_backs, MAX_WAIT))
            reason = Message("put_back", what=what, time=f"{timezone.localtime(due):%Y-%m-%d %H:%M}")
            _write(
                job,
                state=Job.State.WAITING,
                **_as_columns(reason),
                owner="",
                lease_until=None,
                attempts=F("attempts") - 1,
                put_backs=F("put_backs") + 1,
                not_before=due,
            )
        log(job, reason)


def retry_later(job: Job, what: Message) -> None:
    """An attempt failed through no fault of the file: try again after a while, three times in all."""
    with transaction.atomic():
        if job.attempts >= MAX_ATTEMPTS:
            reason = Message("given_up", what=what, times=job.attempts)
            _leave(job, Job.State.FAILED, reason)
            log(job, reason)
            return
        wait = WAIT_AFTER_ATTEMPT[job.attempts - 1]
        _write(job, state=Job.State.WAITING, owner="", lease_until=None, not_before=clock.now() + wait)
        log(job, Message("tried_later", what=what, seconds=wait.seconds))


def _leave(job: Job, state: Job.State, reason: Message | None = None) -> None:
    _write(job, state=state, owner="", lease_until=None, finished_at=timezone.now(), **_as_columns(reason))
    job.state, job.reason, job.owner = state, reason, ""


def _end(job: Job, state: Job.State, reason: Message) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=state, owner="", lease_until=None, finished_at=timezone.now(), **_as_columns(reason)
    )
    log(job, reason)


def log(job: Job, message: Message) -> None:
    JobEvent.objects.create(job=job, code=message.code, params=message.plain_params())


def _as_columns(reason: Message | None) -> dict[str, object]:
    """A reason as the fields of its row."""
    return {
        "reason_code": reason.code if reason else "",
        "reason_params": reason.plain_params() if reason else {},
    }
