"""The real processes of an archive of its own, and a librarian who sends files to it."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
PORT = 8019
SITE = f"http://127.0.0.1:{PORT}"
SECRET = "a long enough secret"
PATIENCE = 300  # seconds until what was received is read


@contextmanager
def own_archive() -> Iterator[None]:
    """Empty, with a librarian: SQLite, or the empty database that DATABASE_URL names. Sets Django up."""
    with tempfile.TemporaryDirectory(prefix="hemeroteca-trial-") as var:
        os.environ |= {"ARCHIVE_VAR": var, "PORT": str(PORT), "WEB_PROCESSES": "1", "LOG_LEVEL": "CRITICAL"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        import django

        django.setup()
        from django.contrib.auth.models import Group, User
        from django.core.management import call_command

        for command in ("migrate", "collectstatic"):
            call_command(command, verbosity=0, interactive=False)
        User.objects.create_user("bench", password=SECRET).groups.add(Group.objects.get(name="librarian"))
        yield


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


class Librarian:
    """Signed in, with a batch of her own."""

    def __init__(self) -> None:
        self.session = patiently(sign_in)
        self.token = {"csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
        self.place = patiently(lambda: self._post("/ingest/batches/").json())["files"]

    def send(self, name: str, content: bytes) -> requests.Response:
        return self._post(self.place, files={"files": (name, content)})

    def _post(self, place: str, **more) -> requests.Response:
        headers = {"Referer": f"{SITE}/", "Accept": "application/json"}
        return self.session.post(SITE + place, self.token, headers=headers, timeout=60, **more)


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
