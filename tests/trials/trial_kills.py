"""`kill -9` of web server, worker and indexer at random moments while files come in and are published.

    python -m tests.benchmarks.bench_kills [--kills 30] [--files 60] [--seed 1]

The real processes on an archive of their own: SQLite, or the empty database that DATABASE_URL names. What was
not acknowledged is sent again, as the upload page does. Exit status 1 unless every acknowledged file became
exactly its text, its bytes are whole, and the index holds what the database has published within a minute.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
PORT = 8019
SITE = f"http://127.0.0.1:{PORT}"
SECRET = "a long enough secret"
BETWEEN_KILLS = (0.2, 2.5)  # seconds
PATIENCE = 300  # seconds until what was received is read
INDEXED_WITHIN = 60  # seconds


class Processes:
    """The three of them, each started again as soon as it has ended."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.running: dict[str, subprocess.Popen] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_after)

    def __enter__(self) -> Processes:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()
        for process in self.running.values():
            process.terminate()
            process.wait(30)

    def _look_after(self) -> None:
        while not self._stop.wait(0.05):
            for name, command in self.commands.items():
                if name not in self.running or self.running[name].poll() is not None:
                    self.running[name] = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)

    def kill(self, name: str) -> None:
        """The process itself; of the web server the one that answers, which its master starts again."""
        pid = self.running[name].pid
        if name == "web":
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            pid = int(children[0]) if children else pid
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Uploads:
    """Sends its files, two at a time, each until it is acknowledged."""

    def __init__(self, count: int) -> None:
        self.files = {f"{number}.txt": content(number) for number in range(count)}
        self.waiting = sorted(self.files)
        self.threads = [threading.Thread(target=self._send_all) for _ in range(2)]

    def start(self) -> None:
        self.session = patiently(sign_in)
        self.token = {"csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
        self.place = patiently(self._open)
        for thread in self.threads:
            thread.start()

    @property
    def are_done(self) -> bool:
        return not any(thread.is_alive() for thread in self.threads)

    def _open(self) -> str:
        return self._post("/ingest/batches/")["files"]

    def _send_all(self) -> None:
        while self.waiting:
            name = self.waiting.pop()
            patiently(lambda name=name: self._post(self.place, files={"files": (name, self.files[name])}))
            time.sleep(0.5)

    def _post(self, place: str, **more) -> dict:
        headers = {"Referer": f"{SITE}/", "Accept": "application/json"}
        answer = self.session.post(SITE + place, self.token, headers=headers, timeout=30, **more)
        answer.raise_for_status()
        return answer.json()


def content(number: int) -> bytes:
    return f"Harbour Notes {number}\n\n{'The ferry was late and nobody minded. ' * 40}\n".encode()


def sign_in() -> requests.Session:
    session = requests.Session()
    session.get(f"{SITE}/sign-in/", timeout=30).raise_for_status()
    form = {"username": "bench", "password": SECRET, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
    headers = {"Referer": f"{SITE}/"}
    session.post(f"{SITE}/sign-in/", form, headers=headers, timeout=30).raise_for_status()
    return session


def patiently(do):
    """Its answer, once the web server gives one."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return do()
        except requests.RequestException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def wait_until(claim, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(1)
    return True


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
    with tempfile.TemporaryDirectory(prefix="hemeroteca-kills-") as var:
        os.environ |= {"ARCHIVE_VAR": var, "PORT": str(PORT), "WEB_PROCESSES": "1", "LOG_LEVEL": "CRITICAL"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        run(options)


def run(options: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.db import connection

    from archive.web.serving import commands
    from ingest.models import Job

    for command in ("migrate", "collectstatic"):
        call_command(command, verbosity=0, interactive=False)
    User.objects.create_user("bench", password=SECRET).groups.add(Group.objects.get(name="librarian"))
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
