"""200 MB through the real web server: its memory stays flat, and a refusal reaches who sends them."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024
SENT_MB, ALLOWED_MB = 200, 210
MORE_MEMORY_MB = 24  # that a process may take for a request, whatever its size
SECRET = "a long enough secret"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells the memory of a process")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a web server of one process, and the number of that process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "ARCHIVE_VAR": str(tmp_path_factory.mktemp("large")),
        "UPLOAD_MAX_MB": str(ALLOWED_MB),
        "WEB_PROCESSES": "1",
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
    }

    shown = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", SET_UP],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    server = subprocess.Popen([sys.executable, *shown.stdout.split()], cwd=ROOT, env=environment)
    try:
        yield f"http://127.0.0.1:{port}", _worker_of(server.pid, port)
    finally:
        server.terminate()
        server.wait(30)


# It says how the web server is started.
SET_UP = f"""
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from archive.web.serving import commands
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
User.objects.create_user("ana", password="{SECRET}").groups.add(Group.objects.get(name="librarian"))
print(*commands()["web"][1:])
"""


def _worker_of(master: int, port: int) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            requests.get(f"http://127.0.0.1:{port}/healthz", timeout=30)
            return int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("the web server does not answer")


@pytest.fixture
def ana(site):
    """A librarian's session, with the page on which files are chosen seen once."""
    address, _ = site
    session = requests.Session()
    session.get(f"{address}/sign-in/")
    session.headers["Referer"] = f"{address}/"
    token = {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
    session.post(f"{address}/sign-in/", token | {"username": "ana", "password": SECRET}).raise_for_status()
    session.get(f"{address}/ingest/upload/").raise_for_status()
    return session


class Form:
    """A form with one file of so many megabytes, made while it is sent."""

    BOUNDARY = "a-boundary-of-ours"

    def __init__(self, token: str, megabytes: int) -> None:
        head = (
            f'--{self.BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{self.BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="scan.tif"\r\n'
            "Content-Type: image/tiff\r\n\r\n"
        ).encode()
        self.parts = [head, *[os.urandom(MEGABYTE)] * megabytes, f"\r\n--{self.BOUNDARY}--\r\n".encode()]
        self.size = sum(map(len, self.parts))

    def __len__(self) -> int:
        return self.size

    def __iter__(self):
        return iter(self.parts)


def send(session, place, megabytes):
    form = Form(session.cookies["csrftoken"], megabytes)
    return session.post(
        place,
        data=form,
        headers={"Content-Type": f"multipart/form-data; boundary={Form.BOUNDARY}", "Content-Length": str(len(form))},
        timeout=120,
    )  # fmt: skip


def resident(process: int, what: str = "VmRSS") -> float:
    """Megabytes now, or at most since `forget_the_peak`."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+)", status)[1]) / 1024


def forget_the_peak(process: int) -> None:
    Path(f"/proc/{process}/clear_refs").write_text("5")


def place_of(way: str, session, address: str) -> str:
    if way == "form":
        return f"{address}/ingest/upload/"
    token = {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
    return address + session.post(f"{address}/ingest/batches/", token).json()["files"]


@pytest.mark.parametrize("way", ["form", "script"])
@pytest.mark.parametrize(
    ("megabytes", "status", "said"),
    [(SENT_MB, {"form": 200, "script": 201}, "scan.tif"), (ALLOWED_MB + 10, {"form": 413, "script": 413}, "at most 210 MB")],
)  # fmt: skip
def test_the_memory_of_the_web_server_does_not_grow_with_the_file(site, ana, way, megabytes, status, said):
    address, process = site
    place = place_of(way, ana, address)
    send(ana, place, 1)
    before = resident(process)
    forget_the_peak(process)
    answer = send(ana, place, megabytes)
    assert answer.status_code == status[way]
    assert said in answer.text
    assert resident(process, "VmHWM") - before < MORE_MEMORY_MB
