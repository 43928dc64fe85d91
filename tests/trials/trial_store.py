"""`kill -9` of the server of S3 at random moments while originals are sent to it.

    python -m tests.trials.trial_store [--kills 30] [--seed 1]

Each file is sent until it is acknowledged, as the upload page does. Exit status 1 unless each then lies in the bucket
with the bytes of its name, and nothing else does.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from tests.s3_server import KEYS, S3Server, running, why_not

BETWEEN_KILLS = (1.0, 4.0)  # seconds of sending
SIZES = (2_000, 3_000_000)  # bytes
SENDERS = 2
PATIENCE = 120.0  # seconds for a server to come back


@dataclass
class Report:
    kills: int = 0
    kept: int = 0  # files that were acknowledged
    put_off: int = 0  # times that somebody was told to come again
    faults: list[str] = field(default_factory=list)


class Senders:
    """Threads that send one file after the other, each until it is kept."""

    def __init__(self, seed: int) -> None:
        self.kept: dict[str, int] = {}  # sizes by sha256
        self.put_off = 0
        self.faults: list[str] = []
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._send, args=(random.Random(seed * 100 + number),))
            for number in range(SENDERS)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _send(self, chance: random.Random) -> None:
        while not self._stopping.is_set():
            content = chance.randbytes(chance.randint(*SIZES))
            try:
                self._send_until_kept(content)
            except OSError as error:
                self.faults.append(f"not told as trouble: {error!r}")

    def _send_until_kept(self, content: bytes) -> None:
        from archive.scans.originals import keep
        from archive.scans.s3_bucket import StoreAwayError

        deadline = None
        while True:
            try:
                kept = keep(io.BytesIO(content))
            except StoreAwayError:
                self.put_off += 1
                deadline = deadline or time.monotonic() + PATIENCE
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                self.kept[kept.sha256] = kept.size
                return


def kill_during_uploads(server: S3Server, *, kills: int, seed: int) -> Report:
    """The store of the settings lies on the server."""
    report, chance = Report(), random.Random(seed)
    senders = Senders(seed)
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(*BETWEEN_KILLS))
            server.kill()
            report.kills += 1
            server.start()
            server.wait()
            wait_until_kept(senders)
    finally:
        senders.stop()
    report.kept, report.put_off, report.faults = len(senders.kept), senders.put_off, senders.faults
    report.faults += faults(senders.kept)
    return report


def wait_until_kept(senders: Senders) -> None:
    """The server takes files again."""
    before, deadline = len(senders.kept), time.monotonic() + PATIENCE
    while len(senders.kept) == before and time.monotonic() < deadline:
        time.sleep(0.1)


def faults(kept: dict[str, int]) -> list[str]:
    from archive.scans.original_stores import store

    there = {stored.sha256: stored for stored in store().stored([])}
    found = [f"missing: {digest}" for digest in sorted(kept.keys() - there.keys())]
    found += [f"never acknowledged: {stored.path}" for digest, stored in there.items() if digest not in kept]
    for digest in sorted(kept.keys() & there.keys()):
        content = b"".join(store().read(digest))
        if sha256(content).hexdigest() != digest:
            found.append(f"not whole: {digest}, {len(content)} of {kept[digest]} bytes")
    return found


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if reason := why_not():
        print(f"not tried: {reason}")
        return
    with tempfile.TemporaryDirectory(prefix="hemeroteca-trial-") as folder:
        (Path(folder) / "s3").mkdir()
        with running(Path(folder) / "s3") as server:
            os.environ |= KEYS | {"ARCHIVE_VAR": folder, "STORAGE_URL": server.address("archive")}
            os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
            import django

            django.setup()
            report = kill_during_uploads(server, kills=options.kills, seed=options.seed)
    print(
        f"seed {options.seed}: killed {report.kills} times; {report.kept} files kept, put off {report.put_off} times"
    )
    for fault in report.faults:
        print(fault)
    if report.faults or not report.kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
