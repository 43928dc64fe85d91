"""Reading while a hundred files come in: response times beside uploads and their reading, and without them.

    python -m tests.benchmarks.bench_load [--files 100] [--readers 4] [--pause 0.5]

The demo archive from `manage.py serve` with its worker and indexer. In a process of their own readers walk over
home, a search, an article and a page, each on its own connection, with a pause after each answer. A librarian
sends typeset PDFs of four pages by the upload page in Chromium. Exit status 1 when a file is lost, more than
two are sent at once, a reader meets an error, or the 95th percentile is more than three times that without uploads.
"""

from __future__ import annotations

import argparse
import multiprocessing
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
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import COUNT_REQUESTS, FLAGS, find_chromium
from tests.typeset import typeset

ROOT = Path(__file__).resolve().parents[2]
PORT = int(os.environ.get("PORT", "8018"))
SITE = f"http://127.0.0.1:{PORT}"
SECRET = "a long enough secret"
WARM_UP, ALONE = 10, 20  # seconds; alone before and after, lest the machine was otherwise busy at one of them
MAX_TIMES = 3
PATIENCE = 900  # seconds until all files are read


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
        else:
            sys.exit("the archive does not answer")
        yield
    finally:
        server.terminate()
        server.wait(30)


# ------------------------------------------------------------------ readers
class Readers:
    """Readers until the block ends; then `times` has the seconds of each answer, `errors` what went wrong."""

    def __init__(self, count: int, pause: float) -> None:
        self._stop = multiprocessing.Event()
        self._here, there = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=read_all, args=(count, pause, self._stop, there))

    def __enter__(self) -> Readers:
        self._process.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self.times, self.errors = self._here.recv()
        self._process.join()

    @property
    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)]

    def summary(self) -> str:
        median = statistics.median(self.times)
        return f"{median * 1000:8.0f} {self.p95 * 1000:8.0f} {len(self.times):8} {len(self.errors):8}"


def read_all(count: int, pause: float, stop, there) -> None:
    times: list[float] = []
    errors: list[str] = []
    threads = [threading.Thread(target=read, args=(pause, stop, times, errors)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    there.send((times, errors))


def read(pause: float, stop, times: list[float], errors: list[str]) -> None:
    session = requests.Session()
    results = session.get(f"{SITE}/search/?q=integration").text
    page = re.search(r'href="(/d/[^"]+/p/[^"]+)"', results)[1].replace("&amp;", "&")
    places = ["/", "/search/?q=integration", page.partition("/p/")[0] + "/", page]
    while not stop.is_set():
        for place in places:
            started = time.perf_counter()
            try:
                status = session.get(SITE + place, timeout=60).status_code
            except requests.RequestException as error:
                errors.append(repr(error))
                continue
            times.append(time.perf_counter() - started)
            if status != requests.codes.ok:
                errors.append(f"{place}: {status}")
            time.sleep(pause)


# ------------------------------------------------------------------ a librarian
@contextmanager
def librarian():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page()
        page.goto(f"{SITE}/sign-in/?next=/ingest/upload/")
        page.get_by_label("Username").fill("bench")
        page.get_by_label("Password").fill(SECRET)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Files").wait_for()
        yield page
        browser.close()


def make_files(folder: Path, count: int) -> list[Path]:
    made = []
    for number in range(count):
        text = f"Harbour Notes {number}\n\n" + f"The ferry {number} was late and nobody minded. " * 40
        path = folder / f"{number:03}.pdf"
        path.write_bytes(typeset((text,) * 4, first_label=4 * number + 1)[0])
        made.append(path)
    return made


def upload(page: Page, files: list[Path]) -> tuple[int, int, float, float]:
    """(files held after a reload, most sent at once, seconds until all were sent, seconds until all were read)"""
    page.evaluate(COUNT_REQUESTS)
    page.get_by_label("Files").set_input_files(files)
    started = time.perf_counter()
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("All that was sent is kept.").wait_for(timeout=PATIENCE * 1000)
    sent = time.perf_counter() - started
    at_once = page.evaluate("window.mostAtOnce")
    page.get_by_role("link", name="The page of this upload").click()
    page.reload()
    rows = page.locator("tr[data-job]")
    held = len(set(rows.locator("th").all_inner_texts()))
    while time.perf_counter() - started < PATIENCE and page.locator("tr[data-runs]").count():
        time.sleep(1)
    read_at = time.perf_counter() - started
    page.reload()
    well = rows.filter(has_text="needs review").count()
    return min(held, well), at_once, sent, read_at


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument(
        "--pause", type=float, default=0.5, help="seconds between an answer and the next question"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hemeroteca-bench-") as var, served(var), librarian() as page:
        files = make_files(Path(var), options.files)
        print(f"{options.readers} readers, ms{'p50':>13}{'p95':>9}{'answers':>9}{'errors':>9}")
        with Readers(options.readers, options.pause):
            time.sleep(WARM_UP)
        with Readers(options.readers, options.pause) as alone:
            time.sleep(ALONE)
        with Readers(options.readers, options.pause) as beside:
            held, at_once, sent, read_at = upload(page, files)
        with Readers(options.readers, options.pause) as after:
            time.sleep(ALONE)
        alone.times += after.times
        print(f"alone           {alone.summary()}")
        print(f"beside uploads  {beside.summary()}")
    times = beside.p95 / alone.p95
    print(
        f"{held} of {options.files} files held and read, at most {at_once} sent at once; all sent after {sent:.0f} s, read after {read_at:.0f} s"
    )
    print(f"95th percentile beside uploads: {times:.1f} times that without")
    if held < options.files or at_once > 2 or beside.errors or times > MAX_TIMES:
        sys.exit(1)


if __name__ == "__main__":
    main()
