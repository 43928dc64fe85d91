"""Bubblewrap (bwrap): a child without network, that sees the system's programs and one file only."""

import logging
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/alternatives", "/etc/ld.so.cache", "/etc/fonts")
# Folders of the archive's own code that the child runs: not its run-time folder, no secret, no database.
CODE = ["ingest"]


def bubblewrap_prefix(path: Path, scratch: Path) -> list[str]:
    """What goes before a command so that it sees `path` and may write in `scratch`; [] without bwrap."""
    if not is_usable():
        return []
    return [
        *_frame(),
        *("--ro-bind", str(path), str(path)),
        *("--bind", str(scratch), str(scratch)),
        *("--chdir", str(settings.BASE_DIR)),
        "--",
    ]


def _frame() -> list[str]:
    code = (str(settings.BASE_DIR / folder) for folder in CODE)
    seen = [*SYSTEM, sys.base_prefix, sys.prefix, *code]
    return [
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session"),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108  (empty and private)
        *(word for place in dict.fromkeys(seen) for word in ("--ro-bind-try", place, place)),
    ]


@cache
def is_usable() -> bool:
    """Whether bwrap is there and may make its namespaces (some containers forbid that)."""
    if not shutil.which("bwrap"):
        return False
    trial = subprocess.run(  # noqa: S603
        [*_frame(), "--", sys.executable, "-c", "pass"], capture_output=True, check=False
    )
    if trial.returncode:
        logger.warning("bwrap cannot be used here: %s", trial.stderr.decode("utf-8", "replace").strip())
    return trial.returncode == 0
