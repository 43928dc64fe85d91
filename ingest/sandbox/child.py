"""The child that reads one stranger's file: started, watched and killed by `ingest.sandbox.parent`.

It limits itself before it touches the file, knows neither Django nor the archive, and says what
it finds in lines of JSON on standard output: `{"ready": true}` once all is there to read with,
`{"page": 3, "of": 12, "recognising": 5}` on the way (pages read, in all, given to an OCR engine), and one of `{"parsed": …}`, `{"rejected": reason}`,
`{"memory": true}` or `{"error": trace}` at the end.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.sandbox.record_json import to_json

MEGABYTE = 1024 * 1024
LARGEST_SCRATCH_FILE = 512 * MEGABYTE
OPEN_FILES = 256
AFTER_READERS = 5  # on the system's scale of niceness: still a third of a processor where readers want all
PR_SET_PDEATHSIG = 1


def limit_oneself(seconds: int, memory_mb: int) -> None:
    """Have the system stop this process where it uses too much; its parent watches all that it starts.

    Who reads a page does not wait for one that reads a scan: this process lets others go first.

    The time grows with the pages, as `allow_more` says.
    """
    os.nice(AFTER_READERS)
    for kind, limit in (
        (resource.RLIMIT_AS, memory_mb * MEGABYTE),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_SCRATCH_FILE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        # The hard limit of time lies higher: it kills, the soft one says why it ends the process.
        resource.setrlimit(kind, (soft, hard if kind == resource.RLIMIT_CPU else soft))


def allow_more(seconds: int) -> None:
    """So much more time of the processor."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft + seconds, hard))


def die_with_parent() -> None:
    """A worker that is killed takes its child along (Linux; elsewhere the broken pipe ends it)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Speech:
    """What this child says: lines on what was its standard output."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="ascii")
        os.dup2(2, 1)  # what libraries print goes to the log

    def say(self, line: str) -> None:
        self._out.write(line + "\n")
        self._out.flush()


class Progress:
    """What has been done, told to the parent, which gives more time for it."""

    def __init__(self, speech: Speech, seconds_a_page: int) -> None:
        self._speech = speech
        self._seconds_a_page = seconds_a_page
        self._page, self._of, self._recognising = 0, None, 0

    def recognising(self, seconds: int) -> None:
        """Another page image is given to an OCR engine, which may take so long for it."""
        self._recognising += 1
        self._tell(seconds)

    def pages(self, pages: Iterator[Any], page_count: int | None) -> Iterator[Any]:
        """The same pages; each is told once it is read, the first at once for the count's sake."""
        self._of = page_count
        for self._page, page in enumerate(pages, 1):
            self._tell(self._seconds_a_page)
            yield page

    def _tell(self, seconds: int) -> None:
        allow_more(seconds)
        said = {"page": self._page, "of": self._of, "recognising": self._recognising}
        self._speech.say(json.dumps(said))


def read_and_parse(order: dict[str, Any], speech: Speech) -> str:
    """The last line to say."""
    from ingest.parsing.explain import explain
    from ingest.parsing.pipeline import parse
    from ingest.sandbox.unread import with_unread
    from ingest.sources import SourceRejected, open_source

    speech.say('{"ready":true}')
    progress = Progress(speech, order["seconds_a_page"])
    try:
        reading = open_source(
            Path(order["path"]), order["name"], order["ocr_languages"], progress.recognising
        )
        reading.pages = progress.pages(reading.pages, reading.page_count)
        source = reading.to_file()
        parsed = with_unread(parse(source), source)
        explanation = explain(source) if order["explain"] else ""
        return '{"parsed":' + to_json([source.media_type, parsed, explanation]) + "}"
    except SourceRejected as rejection:
        return json.dumps({"rejected": rejection.message.as_json()})


def main(order: dict[str, Any]) -> None:
    die_with_parent()
    limit_oneself(order["seconds"], order["memory_mb"])
    speech = Speech()
    try:
        speech.say(read_and_parse(order, speech))
    except MemoryError:
        speech.say('{"memory":true}')
    except Exception:  # noqa: BLE001  (whatever a hostile file provokes, the parent is told)
        speech.say(json.dumps({"error": traceback.format_exc(limit=-8)}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
