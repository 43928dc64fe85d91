"""A module for a fork server whose children try what they may not do, as one in a stranger's hands would.

The order names the attempt and whom it is made at; what came of it is said on standard error.
"""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
import threading
import time
from pathlib import Path

PTRACE_ATTACH = 16
TMP = Path("/scratch")  # a child's own
SHARED = ("/", "/tmp", "/dev", "/dev/shm", "/usr", "/proc/sys/kernel")  # noqa: S108
MOUNTED = (str(TMP), "/usr", "/proc")
MNT_DETACH = 2
CLONE_NEWUSER_AND_NS = 0x10020000
_libc = ctypes.CDLL(None, use_errno=True)


def warm_up():
    """As libraries do while they are loaded: what is written then, no child sees."""
    (TMP / "unpacked").write_text("x")


def main(order):
    said = globals()[order["do"]](**order.get("with", {}))
    print(said, file=sys.stderr)


def others():
    """Every other process that is seen in /proc: the server, keepers, siblings."""
    seen = {int(name) for name in os.listdir("/proc") if name.isdecimal()}
    return sorted(seen - {int(os.readlink("/proc/self"))})


def tell_whom_one_sees():
    return len(others())


def kill_all():
    """By number, by group, by session, all at once, and by a descriptor of /proc."""
    for pid in others():
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(os.open(f"/proc/{pid}", os.O_RDONLY | os.O_DIRECTORY), signal.SIGKILL)
    for pid in {*range(1, 200), *others()} - {os.getpid()}:  # the same number may be another process here
        for send in (os.kill, os.killpg):
            with contextlib.suppress(OSError):
                send(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for whole in (0, -1):
        with contextlib.suppress(OSError):
            os.kill(whole, signal.SIGTERM)
    return "still here"


def write_to_all():
    """What could be opened or traced of other processes: nothing, where all is well."""
    found = []
    for pid in others():
        for name in ("mem", "fd/0", "fd/3", "root/tmp", "cwd", "environ", "maps"):
            with contextlib.suppress(OSError):
                os.close(os.open(f"/proc/{pid}/{name}", os.O_RDWR if name == "mem" else os.O_RDONLY))
                found.append(f"{name} of {pid}")
        if _libc.ptrace(PTRACE_ATTACH, pid, 0, 0) == 0:
            found.append(f"ptrace of {pid}")
    return found


def list_descriptors(path):
    """All that are open; `path` is that of the first that was passed on."""
    kept = []
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # that of this very list
            os.fstat(int(name))
            kept.append(int(name))
    return [path, *sorted(kept)]


def spread(place):
    """Tries to write where others could read it."""
    written = []
    for folder in (*SHARED, place):
        with contextlib.suppress(OSError):
            Path(folder, "planted").write_text("x")
            written.append(folder)
    return written


def regain():
    """Takes the mounts away, to see what lies below, with what capabilities it can get."""
    done = [name for name in MOUNTED if _libc.umount2(name.encode(), MNT_DETACH) == 0]
    _libc.unshare(CLONE_NEWUSER_AND_NS)
    done += [name for name in MOUNTED if _libc.umount2(name.encode(), MNT_DETACH) == 0]
    return done


def leave_in_tmp():
    (TMP / "left").write_text("x")
    time.sleep(60)


def list_tmp():
    return os.listdir(TMP)


def deface(path):
    """Writes into what it was given to read."""
    with open(path, "r+b") as file:
        file.write(b"defaced")
    os.chmod(path, 0)
    return "written"


def read(path):
    return Path(path).read_text()


def write(path):
    Path(path).write_text("written")


def burn():
    while True:
        pass


def burn_below_a_limit():
    resource.setrlimit(resource.RLIMIT_CPU, (1, 5))
    burn()


def sleep():
    with contextlib.suppress(OSError):
        os.fork()
    time.sleep(3600)


def raise_error():
    raise ValueError("no page 7")


def crash():
    os.abort()


def ask_the_network():
    with socket.socket() as asking:
        asking.settimeout(1)
        asking.connect(("192.0.2.1", 80))
    return threading.active_count()
