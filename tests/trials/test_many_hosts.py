"""Two machines with one PostgreSQL and one bucket: what comes in on one is read, published and found on both.

Each machine is a folder of its own (ARCHIVE_VAR). With SEARCH_URL in the environment they ask that engine; without it
the index lies in a folder that both share.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from hashlib import sha256

import pytest
import requests
from django.conf.global_settings import PASSWORD_HASHERS
from django.core.management import call_command
from django.db import connection

from archive.models import Document, OutboxEntry, Scan
from archive.scans.s3_bucket import S3Bucket
from archive.web import serving
from ingest.models import Job, WorkerPresence
from ingest.store import publish
from search import indexing_turn
from tests.archive.web.test_serve import free_port, wait_for
from tests.ingest.desk.people import make_librarian
from tests.ingest.queue.queue_rows import ROOT, database_url
from tests.s3_server import KEYS, s3_server

__all__ = ["s3_server"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite serves one machine"),
    pytest.mark.skipif(not os.environ.get("TRIALS"), reason="it takes minutes: TRIALS=1 asks for it"),
]
PATIENCE = 180  # seconds


class Machine:
    """A web server, an indexer and workers, with a folder of their own."""

    def __init__(self, var, shared: dict[str, str], settings, *, workers: int) -> None:
        var.mkdir()
        self.port = free_port()
        self.site = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, **shared, "ARCHIVE_VAR": str(var), "PORT": str(self.port)}
        self.var, self.settings, self.workers = var, settings, workers
        self.running: dict[str, subprocess.Popen] = {}

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self, stack: ExitStack) -> None:
        self.settings.HOST, self.settings.PORT, self.settings.WEB_PROCESSES = "127.0.0.1", self.port, 1
        commands = serving.commands()
        for number in range(self.workers):
            commands[f"worker {number}"] = commands["worker"]
        for name in ("web", "indexer", *(f"worker {number}" for number in range(self.workers))):
            with (self.var / f"{name}.log").open("wb") as log:
                process = subprocess.Popen(commands[name], cwd=ROOT, env=self.environment, stderr=log)
            self.running[name] = process
            stack.callback(process.wait)
            stack.callback(process.kill)
            stack.callback(process.send_signal, signal.SIGTERM)

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.site}/readyz", timeout=20).ok
        except requests.RequestException:
            return False

    def finds(self, word: str) -> bool:
        found = requests.get(f"{self.site}/api/search", {"q": word}, timeout=60)
        return found.ok and found.json()["total"] == 1


@pytest.fixture
def machines(s3_server, settings, tmp_path, monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    settings.STORAGE_URL = s3_server.address("hosts")
    settings.DERIVED_DIR = tmp_path / "tests" / "derived"
    call_command("createcachetable", "archive_answers")
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS  # which the machines know
    make_librarian()
    shared = KEYS | {
        "DATABASE_URL": database_url(),
        "STORAGE_URL": settings.STORAGE_URL,
        "CACHE_URL": "db://",
        "SECRET_KEY": "the same on all machines",
        "LOG_LEVEL": "WARNING",
    }
    one = Machine(tmp_path / "one", shared, settings, workers=1)
    other = Machine(tmp_path / "other", shared, settings, workers=2)
    one.manage("collectstatic", "--no-input")
    (other.var / "static").symlink_to(one.var / "static")
    if not os.environ.get("SEARCH_URL"):
        (tmp_path / "index").mkdir()
        for machine in (one, other):
            (machine.var / "index").symlink_to(tmp_path / "index")
    with ExitStack() as stack:
        one.start(stack)
        other.start(stack)
        wait_for(lambda: one.answers() and other.answers(), PATIENCE)
        wait_for(lambda: WorkerPresence.objects.count() == 3, PATIENCE)
        yield one, other


class Librarian:
    """Signed in on one machine, at work on any."""

    def __init__(self, machine: Machine) -> None:
        self.session = requests.Session()
        place = f"{machine.site}/sign-in/"
        self.session.get(place, timeout=60).raise_for_status()
        self.post(machine, "/sign-in/", username="ana", password="a long one")
        details = self.post(machine, "/ingest/batches/").json()
        self.files = details["files"]

    def post(self, machine: Machine, place: str, files=None, **fields) -> requests.Response:
        data = {"csrfmiddlewaretoken": self.session.cookies["csrftoken"], **fields}
        headers = {"Referer": f"{machine.site}/", "Accept": "application/json"}
        answer = self.session.post(machine.site + place, data, headers=headers, files=files, timeout=120)
        answer.raise_for_status()
        return answer

    def send(self, machine: Machine, name: str, content: bytes) -> None:
        self.post(machine, self.files, files={"files": (name, content)})


def content(word: str) -> bytes:
    return f"Harbour Notes on {word}\n\n{f'The {word} ferry was late and nobody minded. ' * 30}\n".encode()


def test_what_comes_in_on_one_machine_is_read_published_and_found_on_another(machines, settings):
    one, other = machines
    librarian = Librarian(one)
    own_worker = one.running["worker 0"]
    own_worker.send_signal(signal.SIGSTOP)  # the others read
    librarian.send(one, "zanzifer.txt", content("Zanzifer"))
    digest = sha256(content("Zanzifer")).hexdigest()
    held = librarian.post(other, librarian.files, sha256=digest, name="zanzifer.txt").json()
    assert len(held["rows"]) == 1  # the upload goes on elsewhere
    wait_for(lambda: Job.objects.filter(state=Job.State.REVIEW).count() == 1, PATIENCE)
    own_worker.send_signal(signal.SIGCONT)
    assert "zanzifer.txt" in librarian.session.get(f"{other.site}/ingest/", timeout=60).text
    document = Document.objects.get()
    publish(Document.objects.all())
    wait_for(lambda: one.finds("Zanzifer") and other.finds("Zanzifer"), PATIENCE)
    for machine in machines:
        original = requests.get(f"{machine.site}/d/{document.address}/original", timeout=60)
        assert original.content == content("Zanzifer")
    paths = {entry.path for entry in S3Bucket(settings.STORAGE_URL).entries("originals/")}
    assert paths == {f"originals/{digest[:2]}/{digest[2:4]}/{digest}"}

    # the machine that had it is gone, in the middle of whatever it did
    for name in ("indexer", "web"):
        one.running[name].kill()
    librarian.send(other, "quexalot.txt", content("Quexalot"))
    wait_for(lambda: Document.objects.filter(state=Document.State.DRAFT).count() == 1, PATIENCE)
    publish(Document.objects.filter(state=Document.State.DRAFT))
    began = time.monotonic()
    wait_for(lambda: other.finds("Quexalot"), PATIENCE)
    print(f"found {time.monotonic() - began:.1f} s after it was published; one indexer was killed")
    assert time.monotonic() - began < indexing_turn.LEASE.total_seconds() + 30
    assert not OutboxEntry.objects.exists()
    assert Scan.objects.count() == 2
