"""The process from which readers of files are forked, with all that they need loaded once. See `archive.sandbox.forking`.

It runs inside bubblewrap and opens no stranger's file. For each request, a message with descriptors on its
standard input, it forks a keeper. The keeper makes namespaces of its own (users, processes, mounts) and forks into
them the child that does the work. So a child, in whatever hands it is, can name neither this process, nor its
keeper, nor any other child, hence not trace nor signal them; it has no descriptor of theirs; and the only place
where it may write is its own. The keeper tells how the child ended, and kills it where nobody waits for it any more.

    python fork_server.py MODULE …

Each module has a `warm_up()`, which may not start a thread, and a `main(order)`. Without modules it only tries whether
namespaces can be made. It stands alone: bubblewrap shows nothing else of this room.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

STARTED = b"started"
FAILED = 1
MAX_DESCRIPTORS = 250  # the system passes 253 at once
FIRST_FILE = 3  # the first descriptor of a child that is not a standard one
# Another one for each child, and not /tmp: the archive itself may be installed below that.
SCRATCH, SCRATCH_MB = "/scratch", 512

# <linux/sched.h>, <linux/mount.h>, <linux/capability.h>
CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWPID = 0x20000, 0x10000000, 0x20000000
MS_NOSUID, MS_NODEV = 2, 4
CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def main(names: list[str]) -> None:
    if not names:
        _listening, teller = socket.socketpair()
        keep(lambda: None, teller, [])
    requests = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    modules = {name: import_module(name) for name in names}
    for module in modules.values():
        module.warm_up()
    if len(os.listdir("/proc/self/task")) > 1:
        raise SystemExit("a library has started threads, which a fork would lose")
    gc.collect()
    gc.freeze()  # what is there now is shared with all children: none need look at it again
    signal.signal(signal.SIGCHLD, reap)
    while True:
        _, descriptors, *_ = socket.recv_fds(requests, 1, MAX_DESCRIPTORS)
        if not descriptors:  # whoever asked is gone
            return
        if not os.fork():
            requests.close()
            status, *others = descriptors
            keep(partial(work, modules, others), socket.socket(fileno=status), others)
        for each in descriptors:
            os.close(each)


def reap(*signal_arguments: object) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def keep(do: Callable[[], None], teller: socket.socket, descriptors: list[int]) -> NoReturn:
    """In the keeper: start a child that does it, say so, and how it ended: its status, 128 + signal where one did it."""
    code = FAILED
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        own_namespaces()
        init = os.fork()
        if not init:
            teller.close()
            be_init(do, descriptors)
        for each in descriptors:
            os.close(each)
        with suppress(BrokenPipeError):  # nobody waits for it any more
            code = await_end(init, teller)
            teller.send(str(code).encode())
    except BaseException:  # noqa: BLE001  (it must not go on as a second server)
        traceback.print_exc()
    os._exit(code)


def await_end(init: int, teller: socket.socket) -> int:
    ended = os.pidfd_open(init)
    try:
        teller.send(STARTED)
        either = select.poll()
        either.register(ended, select.POLLIN)
        either.register(teller, select.POLLIN)
        either.poll()
    finally:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(ended, signal.SIGKILL)  # and with it all in its namespace
        code = os.waitstatus_to_exitcode(os.waitpid(init, 0)[1])
    return code if code >= 0 else 128 - code


def own_namespaces() -> None:
    user, group = os.getuid(), os.getgid()
    call(_libc.unshare, CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS)
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(content)


def be_init(do: Callable[[], None], descriptors: list[int]) -> NoReturn:
    """As the first process of the namespace: start the child, and end with it, which ends all that it left behind."""
    code = FAILED
    try:
        options = f"size={SCRATCH_MB}m".encode()
        call(_libc.mount, b"scratch", SCRATCH.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, options)
        child = os.fork()
        if not child:
            be_child(do)
        for each in descriptors:
            os.close(each)
        ended = 0
        while ended != child:
            ended, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    os._exit(code if code >= 0 else 128 - code)


def be_child(do: Callable[[], None]) -> NoReturn:
    code = FAILED
    try:
        os.setsid()
        drop_capabilities()
        do()
        code = 0
    except BaseException:  # noqa: BLE001  (as Python ends a program: told, and with status 1)
        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def drop_capabilities() -> None:
    """Those that the first process of a namespace of users has in it."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    call(_libc.capset, header, (ctypes.c_uint32 * 6)())


def work(modules: dict[str, Any], descriptors: list[int]) -> None:
    """In the child: its standard streams and its files, each in its place, and nothing else open."""
    order, out, err, *files = descriptors
    with open(order, "rb") as told:
        told.seek(0)
        asked = json.load(told)
    os.dup2(out, 1)
    os.dup2(err, 2)
    for place, each in enumerate(files, FIRST_FILE):  # ascending, each to a lower place: none is overwritten
        os.dup2(each, place)
    os.closerange(FIRST_FILE + len(files), os.sysconf("SC_OPEN_MAX"))
    modules[asked["module"]].main(asked["order"])


def call(function: Any, *arguments: Any) -> None:
    if function(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{function.__name__}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1:])
