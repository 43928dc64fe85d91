"""On a machine that is busy with other things files are read late, and none is turned away for it."""

import os
import subprocess
import sys
from contextlib import contextmanager

from archive import time_limits
from archive.sandbox import forking
from ingest.queue.importing import Readers, TryOut, work_through
from ingest.sandbox import parent

FILES = BUSY = 8
# All that limits a child is as much less than it is by default as these are fewer than forty.
SCALE = BUSY / 40
MAX_SECONDS = 540  # seconds after which the busy processes end, whatever becomes of this one
BURN = f"""
import os, time
from ingest.sandbox.child import AFTER_READERS, die_with_parent
die_with_parent()
os.nice(AFTER_READERS)
end = time.monotonic() + {MAX_SECONDS}
while time.monotonic() < end: pass
"""


@contextmanager
def busy_processor(number):
    """So many processes that never rest, on one processor.

    Each has a session of its own, as some systems share their time out among sessions.
    """
    busy = []
    try:
        for _ in range(BUSY):
            command = on_processor(number, sys.executable, "-c", BURN)
            busy.append(subprocess.Popen(command, start_new_session=True))
        yield
    finally:
        for process in busy:
            process.kill()
        for process in busy:
            process.wait()


def bind(processor, place, name, monkeypatch):
    """What starts with this prefix works on that processor."""
    prefix = getattr(place, name)
    monkeypatch.setattr(place, name, lambda *places: on_processor(processor, *prefix(*places)))


def on_processor(number, *command):
    return ["taskset", "--cpu-list", str(number), *command]


def test_small_files_beside_as_many_busy_processes_are_all_read(tmp_path, monkeypatch, settings):
    """Each needs less than a second of the processor, and waits for it longer than the clock once gave.

    That was PARSE_SECONDS and SECONDS_A_PAGE.
    """
    settings.PARSE_SECONDS = int(settings.PARSE_SECONDS * SCALE)
    monkeypatch.setattr(parent, "SECONDS_A_PAGE", int(parent.SECONDS_A_PAGE * SCALE))
    monkeypatch.setattr(time_limits, "STANDSTILL", time_limits.STANDSTILL * SCALE)
    for number in range(FILES):
        text = f"The treaty of village {number} was signed in the morning.\n\nNobody came to read it.\n"
        (tmp_path / f"{number:02}.txt").write_text(text)
    paths = sorted(tmp_path.iterdir())
    # Their readers too are bound to that processor: other tests, and this process, keep theirs.
    one = max(os.sched_getaffinity(0))
    for place, name in ((parent, "bubblewrap_prefix"), (forking, "fork_server_prefix")):
        bind(one, place, name, monkeypatch)
    forking.end_servers()
    with busy_processor(one):
        outcomes = list(work_through(paths, TryOut(), Readers(FILES), FILES))
    assert [outcome.reason for outcome in outcomes] == [""] * FILES
    assert all("treaty" in outcome.contents.parsed.documents[0].pages[0].text for outcome in outcomes)
