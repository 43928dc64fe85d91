"""Workers that are killed (SIGKILL) one after the other at random moments, then one that may end its work.

    python -m tests.ingest.queue.doomed_workers KILLS SEED

A file is "read" at once and leases last a second, so that most kills fall into the writing of rows. The time of
a worker counts from its first file: on a busy machine it would else be killed before it has begun.
"""

import os
import random
import select
import signal
import sys
import time
from datetime import timedelta

import django

MAX_LIFE = 0.1  # seconds after its first file: some two files
SECONDS_TO_BEGIN = 3  # there may be no file left
LEASE = timedelta(seconds=1)
PATIENCE = 120  # seconds until all leases of the dead have run out and all is done


def live(begun: int) -> None:
    """In a process of its own: a worker that never ends by itself, and says when it has its first file."""
    from ingest.queue.worker import Worker
    from ingest.sandbox import parent

    read = parent.read

    def say_and_read(*args, **options):
        os.write(begun, b".")
        return read(*args, **options)

    parent.read = say_and_read
    try:
        Worker().run()
    finally:
        os._exit(1)


def kill_workers(kills: int, seed: int) -> None:
    moments = random.Random(seed)
    for _ in range(kills):
        has_begun, begun = os.pipe()
        pid = os.fork()
        if not pid:
            live(begun)
        os.close(begun)
        select.select([has_begun], [], [], SECONDS_TO_BEGIN)
        time.sleep(moments.uniform(0, MAX_LIFE))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        os.close(has_begun)
        if os.WTERMSIG(status) != signal.SIGKILL:
            raise SystemExit("a worker died before it was killed")


def finish() -> None:
    from ingest.models import Job
    from ingest.queue.worker import Worker

    deadline = time.monotonic() + PATIENCE
    while Job.objects.running().exists() or _run_again(Job.objects.filter(state=Job.State.FAILED)):
        if time.monotonic() > deadline:
            raise SystemExit("the work never ended")
        Worker().run(until_empty=True)
        time.sleep(0.1)


def _run_again(failed) -> bool:
    """What was killed three times is given up as a poison file; a librarian sees why and runs it again."""
    from ingest.queue import jobs

    given_up = failed.filter(attempts=jobs.MAX_ATTEMPTS)  # any other failure stays, and is seen
    return any(jobs.run_again(job, after=job.step) for job in given_up)


def main(kills: int, seed: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
    django.setup()
    from ingest.queue import jobs
    from ingest.sandbox import parent
    from tests.ingest.parsing.parses import document, parsed_file

    jobs.LEASE = LEASE
    parent.read = lambda *args, **options: parent.FileContents(
        "application/pdf", parsed_file(document(1, 2), document(3))
    )
    kill_workers(kills, seed)
    finish()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
