"""One archive on one machine: a web server, a worker, an indexer and who looks after the originals, kept alive."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

SECONDS_TO_END = 15.0
FIRST_PAUSE, MAX_PAUSE = 1.0, 60.0
STEADY_AFTER = 60.0  # seconds: who lived that long is started again at once
LOOK_EVERY = 0.25
PR_SET_PDEATHSIG = 1
# Longer than clients and proxies keep an idle connection (nginx and load balancers 60 s): the end that sends must
# be the one that closes, or a request meets a connection that has just been closed.
KEEP_ALIVE_SECONDS = 75
# Fewer pools of memory, and large pieces outside of them: after eight threads with large answers a process held
# 174 MB of its own instead of 222 MB.
MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "1048576"}
# Of each web process. An idle connection holds no thread, but a file descriptor, of which it may have 1,024.
MAX_CONNECTIONS = 500


def commands() -> dict[str, list[str]]:
    """What runs, by name. The other apps' commands are named, not imported."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    found = {
        "web": [sys.executable, "-m", "gunicorn", "archive.web.warmed:application", *_gunicorn_options()],
        "worker": [*manage, "worker"],
        "indexer": [*manage, "indexer", "--follow"],
    }
    if settings.FIXITY_MB_A_SECOND:
        found["fixity"] = [*manage, "fixity", "--follow"]
    return found


def _gunicorn_options() -> list[str]:
    options = {
        "--bind": f"{settings.HOST}:{settings.PORT}",
        "--workers": settings.WEB_PROCESSES,
        "--threads": settings.WEB_THREADS,
        "--worker-class": "archive.web.even_worker.EvenWorker",
        "--keep-alive": KEEP_ALIVE_SECONDS,
        "--worker-connections": MAX_CONNECTIONS,
        "--graceful-timeout": 10,
        "--timeout": 120,
        "--limit-request-line": 8190,  # a query of 512 characters may take nine bytes for each
        "--log-level": "warning",
    }
    if folder := folder_in_memory():  # gunicorn's heartbeat must not wait for a disk
        options["--worker-tmp-dir"] = folder
    # Loaded and warmed once, before it forks.
    return ["--no-control-socket", "--preload", *(str(part) for pair in options.items() for part in pair)]


def folder_in_memory() -> str | None:
    """For what must be written also where the disk is full; None on systems without one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


@dataclass
class Child:
    """A process that is started again when it ends, after pauses that grow while it keeps ending."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)  # beside that of whoever starts it
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    due: float = field(default=0.0)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which ends its children in order.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            cwd=settings.BASE_DIR,
            env=MEMORY | self.environment | os.environ,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        self.started = time.monotonic()

    def look_after(self) -> None:
        """Start it, or start it again once its pause is over."""
        now = time.monotonic()
        if self.is_running:
            return
        if self.process is not None:
            lived = now - self.started
            self.pause = (
                FIRST_PAUSE if lived > STEADY_AFTER else min(MAX_PAUSE, 2 * self.pause or FIRST_PAUSE)
            )
            logger.warning(
                "%s ended with %s; starting it again in %.0f s",
                self.name,
                self.process.returncode,
                self.pause,
            )
            self.process, self.due = None, now + self.pause
        if now >= self.due:
            self.start()

    def end(self) -> None:
        if self.is_running:
            self.process.terminate()

    def wait_or_kill(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("%s does not end; killing it", self.name)
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _end_with_parent() -> None:
    """In the child, before it begins: a supervisor that is killed takes its children along."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Starts the children, keeps them alive, and ends them all when it is told to stop."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self._stopping = threading.Event()

    def stop(self, *signal_arguments: object) -> None:
        self._stopping.set()

    def stop_on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop)

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def run(self, once_started=lambda: None) -> None:
        """Until stopped. `once_started` is called after all have been started the first time."""
        try:
            self._look_after_all()
            once_started()
            while not self._stopping.wait(LOOK_EVERY):
                self._look_after_all()
        finally:
            self._end_all()

    def _look_after_all(self) -> None:
        for child in self.children:
            child.look_after()

    def _end_all(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_END
        for child in self.children:
            child.end()
        for child in self.children:
            child.wait_or_kill(deadline)
