"""Bubblewrap (bwrap): a child without network, that sees the system's programs and one file only."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

from archive.sandbox.fork_server import SCRATCH

logger = logging.getLogger(__name__)

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/alternatives", "/etc/ld.so.cache", "/etc/fonts")
# Of the archive's own code a child sees what it runs: not the run-time folder, no secret, no database.
Code = Iterable[str]  # folders and files below settings.BASE_DIR
FORK_SERVER = Path(__file__).with_name("fork_server.py")
FORK_SERVER_SEEN = "/fork_server.py"  # where a fork server sees its own program


def bubblewrap_prefix(code: Code, path: Path, scratch: Path) -> list[str]:
    """What goes before a command so that it sees `path` and may write in `scratch`; [] without bwrap."""
    if not is_usable():
        return []
    return [
        *_frame(code),
        "--die-with-parent",
        *("--ro-bind", str(path), str(path)),
        *("--bind", str(scratch), str(scratch)),
        *("--chdir", str(settings.BASE_DIR)),
        "--",
    ]


def fork_server_prefix(code: Code) -> list[str]:
    """What goes before the command of a fork server. No child writes where another reads: each has a scratch of its own.

    It outlives the thread that starts it, by whose end bwrap would end it (--die-with-parent).
    """
    return [
        *_frame(code),
        *("--ro-bind", str(FORK_SERVER), FORK_SERVER_SEEN),
        *("--tmpfs", SCRATCH),  # for what libraries write while they are loaded; a child's own covers it
        *("--dir", str(settings.BASE_DIR), "--chdir", str(settings.BASE_DIR)),
        *("--remount-ro", "/dev", "--remount-ro", "/tmp", "--remount-ro", "/"),  # noqa: S108
        "--",
    ]


def bare_environment(home: str) -> dict[str, str]:
    """None of the archive's secrets, and one thread a library: workers run side by side."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
        **{name: os.environ[name] for name in ("TESSDATA_PREFIX",) if name in os.environ},
    }


def _frame(code: Code) -> list[str]:
    ours = (str(settings.BASE_DIR / place) for place in code)
    seen = [*SYSTEM, sys.base_prefix, sys.prefix, *ours]
    return [
        *("bwrap", "--unshare-all", "--new-session"),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108  (empty and private)
        *(word for place in dict.fromkeys(seen) for word in ("--ro-bind-try", place, place)),
    ]


@cache
def is_usable() -> bool:
    """Whether bwrap is there and may make its namespaces (some containers forbid that)."""
    return bool(shutil.which("bwrap")) and _works([*_frame(()), "--", sys.executable, "-c", "pass"])


@cache
def may_hold_fork_servers() -> bool:
    """Whether each child of a process in it may have namespaces of its own again."""
    return is_usable() and _works([*fork_server_prefix(()), sys.executable, FORK_SERVER_SEEN])


def _works(command: list[str]) -> bool:
    trial = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    if trial.returncode:
        logger.warning("bwrap cannot be used here: %s", trial.stderr.decode("utf-8", "replace").strip())
    return trial.returncode == 0
