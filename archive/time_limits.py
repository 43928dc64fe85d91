"""How long a child process may work: by the processor time that it uses, and by the clock only where it gets none.

On a busy machine the clock tells nothing of a file. So what ends a child is the processor time of it and of all
that it started; the clock ends it when it stands still, asleep or starved, and then nothing is said against
what it worked on: it can be tried again.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

logger = logging.getLogger(__name__)

PROC = Path("/proc")
TICK = 1.0  # seconds between two looks at a child
# Seconds of the clock in which a child must get one of the processor's: forty busy processes on two processors
# leave it five.
STANDSTILL = 300.0
TRY_AGAIN_AFTER = 60  # seconds, told to browsers and programs
END_SECONDS = 30.0  # of the clock, in which a process that was told to end is gone on the busiest machine


class ProcessorTimeError(Exception):
    """The child used more processor time than it was given."""


class StandstillError(Exception):
    """The child got hardly any processor time for STANDSTILL seconds: it sleeps, or the machine is too busy."""


class HasPid(Protocol):
    """A child; its pid is None as long as it has not begun."""

    @property
    def pid(self) -> int | None: ...


class Watch:
    """Looks at a child now and then."""

    def __init__(self, child: HasPid) -> None:
        self._child = child
        self._used = 0.0  # processor time at the last full second of it,
        self._since = time.monotonic()  # and when it was reached

    def look(self, seconds: float) -> None:
        """Raises ProcessorTimeError where the child used more than `seconds` by now; StandstillError."""
        pid, now = self._child.pid, time.monotonic()
        used = processor_seconds(pid) if pid else 0.0
        if used > seconds:
            raise ProcessorTimeError
        if used >= self._used + 1:
            self._used, self._since = used, now
        elif now - self._since > STANDSTILL:
            raise StandstillError


def processor_seconds(pid: int) -> float:
    """Used by a process, by all below it, by those of its session, and by those that ended and were waited for.

    So a child that shares its work out among many, each below the system's own limit, is found out. 0 where the
    system does not tell (it has no /proc): there the limit that each process sets itself must do.
    """
    processes = _processes()
    return sum(processes[number][2] for number in _below(pid, processes) if number in processes)


def _below(pid: int, processes: Mapping[int, tuple[int, int, float]]) -> set[int]:
    """A process, all below it, and those of its session."""
    children = defaultdict(list)
    for number, (parent, session, _seconds) in processes.items():
        children[parent].append(number)
        if session == pid:
            children[pid].append(number)
    found, next_ones = {pid}, [pid]
    while next_ones:
        new = set(children[next_ones.pop()]) - found
        found |= new
        next_ones += new
    return found


def see_ended(pid: int, wait: Callable[[float], object], what: str) -> None:
    """Wait for a process that was told to end. One that does not is killed with all below it; one that even then
    stays, as where it waits for a disk that does not answer, is told in the log and left."""
    try:
        wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        logger.warning("%s (process %s) did not end within %d seconds and is killed", what, pid, END_SECONDS)
        for number in _below(pid, _processes()):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        try:
            wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            logger.error("%s (process %s) was killed and is still there", what, pid)


def _processes() -> dict[int, tuple[int, int, float]]:
    """Of each process on the machine: its parent, its session, its processor time. See proc_pid_stat(5)."""
    ticks = os.sysconf("SC_CLK_TCK")
    found = {}
    for path in PROC.glob("[0-9]*/stat"):
        try:
            # Its name comes second, in parentheses, and may hold anything.
            fields = path.read_bytes().rpartition(b")")[2].split()
        except OSError:  # it has just ended
            continue
        used = sum(map(int, fields[11:15])) / ticks
        found[int(path.parent.name)] = int(fields[1]), int(fields[3]), used
    return found


def run_watched(command: Sequence[str], order: str, place: Path, seconds: float) -> None:
    """Run a command in the folder `place`, tell it the order on standard input, and wait for its end.

    Raises subprocess.CalledProcessError, with what it said on standard error; ProcessorTimeError, StandstillError.
    """
    with subprocess.Popen(  # noqa: S603  (commands are our own)
        command,
        cwd=place,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            said = _await(process, order, seconds)
        except BaseException:
            process.kill()
            raise
    if process.returncode == -signal.SIGXCPU:
        raise ProcessorTimeError
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)


def _await(process: subprocess.Popen[str], order: str | None, seconds: float) -> str:
    watch = Watch(process)
    while True:
        try:
            return process.communicate(order, timeout=TICK)[1]
        except subprocess.TimeoutExpired:
            order = None  # it is told once
            watch.look(seconds)
