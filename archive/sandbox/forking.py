"""Children forked from a process that has everything loaded: no start of Python for each file.

There is one such process (`archive.sandbox.fork_server`) for what is loaded, started when a child is first needed,
and again where it has died or its environment is another. It ends with the process that started it, and with it
all its children. It needs bubblewrap; NotForkedError where that cannot be used, and whoever asked starts a fresh child.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import select
import selectors
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from archive import time_limits
from archive.sandbox.bubblewrap import (
    FORK_SERVER_SEEN,
    bare_environment,
    fork_server_prefix,
    may_hold_fork_servers,
)
from archive.sandbox.fork_server import FIRST_FILE, MAX_DESCRIPTORS, SCRATCH, STARTED
from archive.time_limits import ProcessorTimeError, Watch

logger = logging.getLogger(__name__)

CHUNK = 1024 * 1024
MAX_FILES = MAX_DESCRIPTORS - 4
MAX_SAID = 64 * 1024  # bytes of what a child says on standard error
CREDENTIALS = struct.Struct("3i")  # pid, uid, gid: unix(7)


class NotForkedError(Exception):
    """There is no such child, or it was lost with the process it came from: nothing is known of its file."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a fork server has loaded."""

    modules: tuple[str, ...]  # each with `warm_up()` and `main(order)`
    code: tuple[str, ...]  # what of ours it sees: folders and files below settings.BASE_DIR


@dataclass(frozen=True, slots=True)
class Target:
    """A file that a child writes."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)


class Child:
    """What `subprocess.Popen` is for a child that was started afresh. `passed_on` is closed once it is on its way."""

    def __init__(self, passed_on: ExitStack) -> None:
        self._status, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._status.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        passed_on.enter_context(theirs)
        self.stdout, out = _pipe(passed_on)
        self.stderr, error = _pipe(passed_on)
        self.theirs = theirs.fileno(), out, error
        self.returncode: int | None = None
        self._pid: int | None = None

    @property
    def pid(self) -> int | None:
        """That of its keeper, below which it and all that it starts stand; None before it has begun."""
        if self._pid is None and self.returncode is None:
            self._hear(0)
        return self._pid

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, 128 + signal where one ended it. Raises subprocess.TimeoutExpired; NotForkedError."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not self._hear(left):
                raise subprocess.TimeoutExpired("a forked child", timeout or 0)
        return self.returncode

    def end(self) -> None:
        """End it with all that it started, where it has not ended by itself."""
        with self._status, self.stdout, self.stderr, suppress(NotForkedError):
            pid = self.pid
            if pid is None:
                return  # it will find that nobody waits for it
            self._status.shutdown(socket.SHUT_WR)
            time_limits.see_ended(pid, self.wait, "a forked child")

    def _hear(self, timeout: float | None) -> bool:
        """Whether its keeper said something in this time."""
        status = select.poll()  # unlike select() it takes descriptors beyond 1,023
        status.register(self._status, select.POLLIN)
        if not status.poll(None if timeout is None else timeout * 1000):
            return False
        try:
            said, more, *_ = self._status.recvmsg(16, socket.CMSG_SPACE(CREDENTIALS.size))
        except ConnectionResetError:
            said = b""
        if not said:
            raise NotForkedError("the process that forks children has ended")
        if said == STARTED:
            self._pid = CREDENTIALS.unpack(more[0][2])[0]
        else:
            self.returncode = int(said)
        return True


def _pipe(passed_on: ExitStack) -> tuple[IO[bytes], int]:
    read, write = os.pipe()
    passed_on.callback(os.close, write)
    return os.fdopen(read, "rb", buffering=0), write


class _Files:
    """The files of an order, opened, and where its child sees them."""

    def __init__(self, passed_on: ExitStack) -> None:
        self._passed_on = passed_on
        self._places: dict[Path | Target, str] = {}
        self.descriptors: list[int] = []

    def place_of(self, file: Path | Target) -> str:
        if file not in self._places:
            if len(self.descriptors) == MAX_FILES:
                raise NotForkedError("so many files cannot be passed on")
            opened = file.path.open("wb") if isinstance(file, Target) else _copy_of(file)
            self._passed_on.enter_context(opened)
            self._places[file] = f"/proc/self/fd/{FIRST_FILE + len(self.descriptors)}"
            self.descriptors.append(opened.fileno())
        return self._places[file]


def _copy_of(path: Path) -> IO[bytes]:
    """A child in a stranger's hands can open again for writing what it was given to read: never the original."""
    with path.open("rb") as original:
        copy = tempfile.TemporaryFile()  # noqa: SIM115  (whoever asks for it closes it)
        shutil.copyfileobj(original, copy, CHUNK)
        copy.flush()
    return copy


class _Server:
    """A fork server as seen from here."""

    def __init__(self, loaded: Loaded, environment: dict[str, str]) -> None:
        self.environment = environment
        self.requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  (our own program and modules)
                [*fork_server_prefix(loaded.code), sys.executable, FORK_SERVER_SEEN, *loaded.modules],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )

    def ask(self, descriptors: Sequence[int]) -> bool:
        """Whether the request was taken."""
        try:
            return bool(socket.send_fds(self.requests, [b"\0"], descriptors))
        except (BrokenPipeError, ConnectionResetError):
            return False

    def end(self) -> None:
        self.requests.close()
        time_limits.see_ended(self.process.pid, self.process.wait, "a process that forks children")


_servers: dict[Loaded, _Server] = {}
_lock = threading.Lock()


@atexit.register
def end_servers() -> None:
    """Let them go, with all their children, and wait until they are gone."""
    with _lock:
        while _servers:
            _servers.popitem()[1].end()


def _forget_servers() -> None:
    """In a fork of this process: they are its parent's, and end with that one alone."""
    global _lock
    _lock = threading.Lock()
    for server in _servers.values():
        server.requests.close()
        server.process.returncode = 0  # nobody here waits for it
    _servers.clear()


os.register_at_fork(after_in_child=_forget_servers)


def start(loaded: Loaded, module: str, order: object) -> Child:
    """A child that does `module.main(order)`, limits itself, and is ended by `Child.end`.

    Files stand in the order as a Path, of which the child gets a copy, or as a Target. Raises NotForkedError.
    """
    if not may_hold_fork_servers():
        raise NotForkedError("bubblewrap cannot be used here")
    try:
        with ExitStack() as passed_on, ExitStack() as in_vain:
            files = _Files(passed_on)
            told = passed_on.enter_context(os.fdopen(os.memfd_create("order"), "wb"))
            told.write(json.dumps({"module": module, "order": order}, default=files.place_of).encode())
            told.flush()
            child = Child(passed_on)
            in_vain.callback(child.end)
            status, out, err = child.theirs
            if not _ask(loaded, [status, told.fileno(), out, err, *files.descriptors]):
                raise NotForkedError("the process that forks children does not stay alive")
            in_vain.pop_all()
    except OSError as error:  # such as: no room for a copy
        raise NotForkedError(str(error)) from error
    return child


def _ask(loaded: Loaded, descriptors: Sequence[int]) -> bool:
    environment = bare_environment(SCRATCH) | {"PYTHONPATH": str(settings.BASE_DIR)}
    with _lock:
        server = _servers.get(loaded)
        if server and server.environment == environment and server.ask(descriptors):
            return True
        if server:
            server.end()
        _servers[loaded] = _Server(loaded, environment)
        return _servers[loaded].ask(descriptors)


def run(loaded: Loaded, module: str, order: object, seconds: float) -> None:
    """Start a child and wait for its end. Raises NotForkedError, and what `time_limits.run_watched` raises."""
    child = start(loaded, module, order)
    try:
        said = _hear_out(child, seconds)
        status = child.wait()
    finally:
        child.end()
    if status == 128 + signal.SIGXCPU:
        raise ProcessorTimeError
    if status:
        raise subprocess.CalledProcessError(status, module, stderr=said.decode("utf-8", "replace"))


def _hear_out(child: Child, seconds: float) -> bytes:
    """The end of what it says on standard error."""
    said, watch = bytearray(), Watch(child)
    next_look = time.monotonic() + time_limits.TICK
    with selectors.DefaultSelector() as streams:
        streams.register(child.stdout, selectors.EVENT_READ)
        streams.register(child.stderr, selectors.EVENT_READ)
        while streams.get_map():
            for ready, _events in streams.select(time_limits.TICK):
                chunk = os.read(ready.fd, CHUNK)
                if not chunk:
                    streams.unregister(ready.fileobj)
                elif ready.fileobj is child.stderr:
                    said = (said + chunk)[-MAX_SAID:]
            if time.monotonic() >= next_look:
                watch.look(seconds)
                next_look = time.monotonic() + time_limits.TICK
    return bytes(said)
