"""`kill -9` of web server, worker and indexer at random moments while files come in and are published.

    python -m tests.trials.trial_kills [--kills 30] [--files 60] [--seed 1]

The real processes on an archive of their own: SQLite, or the empty database that DATABASE_URL names. What was
not acknowledged is sent again, as the upload page does. Exit status 1 unless every acknowledged file became
exactly its text, its bytes are whole, and the index holds what the database has published within a minute.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import threading
import time
from hashlib import sha256

from tests.trials.real_site import PATIENCE, ROOT, Librarian, Processes, own_archive, patiently, wait_until

BETWEEN_KILLS = (0.2, 2.5)  # seconds
INDEXED_WITHIN = 60  # seconds


class Uploads:
    """Sends its files, two at a time, each until it is acknowledged."""

    def __init__(self, count: int) -> None:
        self.files = {f"{number}.txt": content(number) for number in range(count)}
        self.waiting = sorted(self.files)
        self.threads = [threading.Thread(target=self._send_all) for _ in range(2)]

    def start(self) -> None:
        self.librarian = Librarian()
        for thread in self.threads:
            thread.start()

    @property
    def are_done(self) -> bool:
        return not any(thread.is_alive() for thread in self.threads)

    def _send_all(self) -> None:
        while self.waiting:
            name = self.waiting.pop()
            patiently(lambda name=name: self.librarian.send(name, self.files[name]).raise_for_status())
            time.sleep(0.5)


def content(number: int) -> bytes:
    return f"Harbour Notes {number}\n\n{'The ferry was late and nobody minded. ' * 40}\n".encode()


def publish_some() -> None:
    from archive.models import Document
    from ingest.store import publish

    publish(Document.objects.filter(state="draft").order_by("pk")[:3])


def faults(files: dict[str, bytes]) -> list[str]:
    from archive.models import Document, Page, Scan
    from archive.scans.originals import original_path
    from ingest.models import Job

    found = [f"{job.name}: {job.state} {job.reason}" for job in Job.objects.exclude(state__in=FINE)]
    for name, sent in files.items():
        digest = sha256(sent).hexdigest()
        scan = Scan.objects.filter(sha256=digest).first()
        if scan is None or sha256(original_path(digest).read_bytes()).hexdigest() != digest:
            found.append(f"{name}: not held")
            continue
        pages = list(Page.objects.filter(scan=scan).values_list("scan_page", flat=True))
        texts = Document.objects.filter(pages__scan=scan).distinct().count()
        if (texts, pages) != (1, [1]):
            found.append(f"{name}: {texts} texts, pages {pages}")
    return found


FINE = ("review", "done", "duplicate")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with own_archive():
        run(options)


def run(options: argparse.Namespace) -> None:
    from django.db import connection

    from archive.web.serving import commands
    from ingest.models import Job

    uploads, moments = Uploads(options.files), random.Random(options.seed)
    killed = dict.fromkeys(commands(), 0)
    with Processes(commands()) as processes:
        uploads.start()
        while sum(killed.values()) < options.kills:
            time.sleep(moments.uniform(*BETWEEN_KILLS))
            name = moments.choice(sorted(killed))
            processes.kill(name)
            killed[name] += 1
            publish_some()
        are_read = wait_until(lambda: uploads.are_done and not Job.objects.running().exists(), PATIENCE)
        publish_some()
        check = [sys.executable, "manage.py", "check_index"]
        is_right = wait_until(
            lambda: not subprocess.run(check, cwd=ROOT, capture_output=True).returncode, INDEXED_WITHIN
        )
    found = faults(uploads.files)
    told = ", ".join(f"{name} {times} times" for name, times in killed.items())
    print(f"{connection.vendor}, seed {options.seed}: killed {told}")
    print(f"{options.files - len(found)} of {options.files} files became exactly their text")
    print(f"index and database agree: {'yes' if is_right else 'no'}")
    for fault in found:
        print(fault)
    if found or not (is_right and are_read):
        sys.exit(1)


if __name__ == "__main__":
    main()
