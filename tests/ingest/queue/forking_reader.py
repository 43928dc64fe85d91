"""Reads files as the sandbox's child does, each in a fork of one process that has everything loaded.

It saves the start of a new child for each of many files. `python -m tests.ingest.queue.forking_reader SECONDS FILE…`
prints for each a JSON list: name, kind of the child's last word, its reason, exit status, seconds.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

from ingest.parsing.pipeline import parse
from ingest.parsing.records import Line, SourceFile, SourcePage, Word
from ingest.sandbox import child

MEMORY_MB = 2048


def load_everything() -> None:
    """By parsing a page: language model, word frequencies, grammars of names."""
    text = "The council of the valley met again to speak about water and bread while people waited."
    line = Line(tuple(map(Word, text.split())), text)
    parse(SourceFile("text/plain", (SourcePage(1, (line,) * 5, text),)))


def read(path: Path, seconds: int) -> list:
    order = {"path": str(path), "name": path.name, "ocr_languages": [], "explain": False}
    started = time.monotonic()
    out, into = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(out)
        os.dup2(into, 1)
        os.close(into)
        signal.alarm(seconds)
        child.main(order | {"seconds": seconds, "seconds_a_page": 0, "memory_mb": MEMORY_MB})
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as answer:
        lines = answer.read().splitlines()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    (kind, said), *_ = json.loads(lines[-1]).items() if lines else [("nothing", "")]
    return [path.name, kind, said["code"] if kind == "rejected" else "", status, time.monotonic() - started]


if __name__ == "__main__":
    load_everything()
    for name in sys.argv[2:]:
        print(json.dumps(read(Path(name), int(sys.argv[1]))), flush=True)
