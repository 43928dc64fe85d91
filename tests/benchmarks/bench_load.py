"""Reading while a hundred files come in: response times of readers alone, and during uploads and their reading.

    python -m tests.benchmarks.bench_load [--files 100] [--readers 4]

The demo archive from `manage.py serve` with its worker and indexer. Readers walk over home, a search, an article
and a page, each with its own connection; two uploads are in flight at once, as the upload page does it.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
PORT = 8018
SITE = f"http://127.0.0.1:{PORT}"
SECRET = "a long enough secret"


@contextmanager
def served(var: str):
    environment = {**os.environ, "ARCHIVE_VAR": var, "PORT": str(PORT), "LOG_LEVEL": "ERROR"}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "setup_demo"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    make = (
        "from django.contrib.auth.models import Group, User;"
        f"User.objects.create_user('bench', password='{SECRET}').groups.add(Group.objects.get(name='librarian'))"
    )
    subprocess.run([*manage, "shell", "-v0", "-c", make], cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen([*manage, "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(120):
            try:
                if "/p/" in requests.get(f"{SITE}/search/?q=integration", timeout=5).text:
                    break
            except requests.RequestException:
                pass  # it is starting
            time.sleep(0.5)
        yield
    finally:
        server.terminate()
        server.wait(30)


class Readers:
    """Threads that read until they are stopped, with the seconds that each answer took and what went wrong."""

    def __init__(self, count: int) -> None:
        self.times: list[float] = []
        self.errors: list[int] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(count)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        session = requests.Session()
        results = session.get(f"{SITE}/search/?q=integration").text
        page = re.search(r'href="(/d/[^"]+/p/[^"]+)"', results)[1].replace("&amp;", "&")
        places = ["/", "/search/?q=integration", page.partition("/p/")[0] + "/", page]
        while not self._stop.is_set():
            for place in places:
                started = time.perf_counter()
                answer = session.get(SITE + place)
                self.times.append(time.perf_counter() - started)
                if answer.status_code >= 500:
                    self.errors.append(answer.status_code)

    def summary(self) -> str:
        times = sorted(self.times)
        p95 = times[int(len(times) * 0.95)]
        return f"{statistics.median(times) * 1000:8.0f} {p95 * 1000:8.0f} {len(times):8} {len(self.errors):8}"


def sign_in() -> requests.Session:
    session = requests.Session()
    session.get(f"{SITE}/sign-in/")
    session.post(
        f"{SITE}/sign-in/",
        {"username": "bench", "password": SECRET, "csrfmiddlewaretoken": session.cookies["csrftoken"]},
        headers={"Referer": f"{SITE}/sign-in/"},
    ).raise_for_status()
    return session


def upload(count: int) -> tuple[int, float]:
    """How many files were received, and the seconds until none of them waits or is being read."""
    session, started = sign_in(), time.perf_counter()
    token = {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
    headers = {"Referer": f"{SITE}/ingest/upload/", "Accept": "application/json"}
    opened = session.post(f"{SITE}/ingest/batches/", token, headers=headers).json()
    received: list[int] = []

    def send(numbers: range) -> None:
        for number in numbers:
            text = f"Harbour Notes {number}\n\n" + "The ferry was late and nobody minded. " * 200
            answer = session.post(
                SITE + opened["files"], token, files={"files": (f"{number}.txt", text)}, headers=headers
            )
            received.extend(row["job"] for row in answer.json()["rows"])

    senders = [threading.Thread(target=send, args=(range(first, count, 2),)) for first in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    while any(
        row["runs"]
        for row in session.get(f"{SITE}/ingest/jobs.json", params={"job": received}, headers=headers).json()[
            "rows"
        ]
    ):
        time.sleep(0.5)
    return len(set(received)), time.perf_counter() - started


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--readers", type=int, default=4)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hemeroteca-bench-") as var, served(var):
        print(f"{options.readers} readers, ms{'p50':>13}{'p95':>9}{'answers':>9}{'errors':>9}")
        with Readers(options.readers) as alone:
            time.sleep(10)
        print(f"alone           {alone.summary()}", flush=True)
        with Readers(options.readers) as beside:
            received, seconds = upload(options.files)
        print(f"beside uploads  {beside.summary()}")
        print(f"{received} of {options.files} files received and read in {seconds:.0f} s")


if __name__ == "__main__":
    main()
