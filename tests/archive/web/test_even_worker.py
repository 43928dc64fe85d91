"""Connections that stay open are spread evenly over the processes of the web server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
READERS = 12


def tell_process(environ, start_response):
    """The application that is served: it says which process answers."""
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def served():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.archive.web.test_even_worker:tell_process"]
    options = ["--workers", "2", "--threads", "4", "--keep-alive", "60", "--bind", f"127.0.0.1:{port}"]
    worker = ["--worker-class", "archive.web.even_worker.EvenWorker", "--no-control-socket", "--preload"]
    server = subprocess.Popen([*command, *options, *worker], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        server.terminate()
        server.wait(20)


class Reader:
    """One connection, which is opened anew only where the server closes it."""

    def __init__(self, port, opened):
        self.connection = opened.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=30)))

    def ask(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connection.request("GET", "/")
                return int(self.connection.getresponse().read())
            except (OSError, HTTPException):
                assert time.monotonic() < deadline, "nobody answers"
                self.connection.close()
                time.sleep(0.1)


def test_connections_are_even_and_become_so_again_when_a_process_has_died():
    with served() as port, ExitStack() as opened:
        readers = [Reader(port, opened) for _ in range(1 + READERS)]
        readers.pop().ask()  # both processes stand, or will in a moment
        time.sleep(1)
        first = Counter(reader.ask() for reader in readers)
        assert len(first) == 2
        assert max(first.values()) - min(first.values()) <= 2
        assert [reader.ask() for reader in readers] == [reader.ask() for reader in readers]
        os.kill(next(iter(first)), signal.SIGKILL)
        deadline = time.monotonic() + 60
        while len(now := Counter(reader.ask() for reader in readers)) < 2 or min(now.values()) < 5:
            assert time.monotonic() < deadline, now
        assert now.keys() != first.keys()
