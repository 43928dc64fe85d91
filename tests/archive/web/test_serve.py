import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.web import serving
from archive.web.serving import Child, Supervisor

ROOT = Path(__file__).resolve().parents[3]


def wait_for(claim, seconds=120):
    deadline = time.monotonic() + seconds
    while not (result := claim()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)
    return result


def sleeper(name="sleeper", seconds=3600):
    return Child(name, [sys.executable, "-c", f"import time; time.sleep({seconds})"])


# ------------------------------------------------------------------ the supervisor
def test_a_child_that_dies_is_started_again_after_a_pause(monkeypatch):
    monkeypatch.setattr(serving, "FIRST_PAUSE", 0.2)
    child = sleeper()
    child.look_after()
    first = child.process
    first.kill()
    first.wait()
    child.look_after()
    assert child.process is None
    wait_for(lambda: (child.look_after(), child.is_running)[1], 5)
    assert child.process.pid != first.pid
    child.end()
    child.wait_or_kill(time.monotonic() + 5)


def test_pauses_grow_while_a_child_keeps_dying(monkeypatch):
    monkeypatch.setattr(serving, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(serving, "MAX_PAUSE", 0.05)
    child, pauses = sleeper(seconds=0), []
    for _ in range(5):
        wait_for(lambda: (child.look_after(), child.process)[1], 5).wait()
        child.look_after()
        pauses.append(child.pause)
    assert pauses == [0.01, 0.02, 0.04, 0.05, 0.05]


def test_a_child_that_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(serving, "SECONDS_TO_END", 0.5)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(99)"
    stubborn, sleeping = Child("stubborn", [sys.executable, "-c", code]), sleeper()
    supervisor = Supervisor([stubborn, sleeping])

    def stop_once_deaf():
        time.sleep(0.5)
        supervisor.stop()

    supervisor.run(once_started=stop_once_deaf)
    assert stubborn.process.returncode == -signal.SIGKILL
    assert sleeping.process.returncode == -signal.SIGTERM


# ------------------------------------------------------------------ the real thing
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def archive_folder(tmp_path_factory):
    """An archive of its own with an empty database."""
    folder = tmp_path_factory.mktemp("served")
    manage("migrate", "--verbosity=0", environment=environment_of(folder)).check_returncode()
    (folder / "static").mkdir()
    (folder / "static" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')
    return folder


@pytest.fixture
def environment(archive_folder):
    return environment_of(archive_folder) | {"PORT": str(free_port()), "WEB_PROCESSES": "1"}


def environment_of(folder):
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {"ARCHIVE_VAR": str(folder)}


def manage(*arguments, environment):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def answers(environment):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}/healthz", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def answers_a_long_query(environment):
    """512 characters, each of nine bytes in an address."""
    address = f"http://127.0.0.1:{environment['PORT']}/healthz?q={'%E2%80%99' * 512}"
    with urllib.request.urlopen(address, timeout=5) as response:
        return response.status == 200


def children_of(pid):
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True)
    return {
        name: int(line.split()[0])
        for line in found.stdout.splitlines()
        for name in ("gunicorn", "worker", "indexer")
        if f"{name} " in f"{line} " and "defunct" not in line
    }


def is_alive(pid):
    return Path(f"/proc/{pid}").exists()


def test_the_archive_is_served_kept_alive_and_ended_as_one(environment, tmp_path):
    (Path(environment["ARCHIVE_VAR"]) / "demo_password").write_text("first-password\n")
    log = tmp_path / "log.txt"  # a pipe that nobody reads would be full
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        )
    try:
        wait_for(lambda: answers(environment))
        children = children_of(process.pid)
        assert set(children) == {"gunicorn", "worker", "indexer"}
        os.kill(children["worker"], signal.SIGKILL)
        reborn = wait_for(lambda: children_of(process.pid).get("worker") not in (None, children["worker"]))
        assert reborn
        assert answers_a_long_query(environment)
        children = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, log.read_text()
    assert f"http://127.0.0.1:{environment['PORT']}/" in out
    assert "first-password" in out
    assert not [name for name, pid in children.items() if is_alive(pid)]


def test_idle_connections_are_kept_for_the_next_request_and_hold_no_thread(environment, settings):
    """Proxies keep theirs for 60 s; one that is closed under a client's second request breaks it."""
    assert serving.KEEP_ALIVE_SECONDS >= 75
    settings.PORT, settings.WEB_PROCESSES = environment["PORT"], 1
    process = subprocess.Popen(serving.commands()["web"], cwd=ROOT, env=environment)
    try:
        wait_for(lambda: answers(environment))
        with ExitStack() as stack:
            new = [
                HTTPConnection("127.0.0.1", settings.PORT, timeout=5) for _ in range(2 * settings.WEB_THREADS)
            ]
            kept = [stack.enter_context(closing(each)) for each in new]
            assert {asked_over(connection) for connection in kept} == {200}
            assert answers(environment)
            time.sleep(3.2)  # gunicorn's own two seconds, and the one in which it looks
            assert {asked_over(connection) for connection in kept} == {200}
    finally:
        process.terminate()
        process.wait(15)


def asked_over(connection):
    """The status of a request, over the connection that the one before has opened."""
    connection.auto_open = not connection.sock
    connection.request("GET", "/healthz")
    with connection.getresponse() as response:
        response.read()
        return response.status


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_a_killed_supervisor_takes_its_children_along(environment):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: answers(environment))
    children = children_of(process.pid)
    process.kill()
    process.wait()
    wait_for(lambda: not [pid for pid in children.values() if is_alive(pid)])
    assert not answers(environment)


def test_a_port_that_is_taken_is_said_at_once(settings):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.HOST, settings.PORT = other.getsockname()
        with pytest.raises(CommandError, match="Choose another port"):
            call_command("serve")
