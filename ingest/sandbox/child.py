"""The child that reads one stranger's file: started, watched and killed by `ingest.sandbox.parent`.

It limits itself before it touches the file, knows neither Django nor the archive, and says what
it finds in lines of JSON on standard output: `{"ready": true}` once all is there to read with,
`{"page": 3, "of": 12, "recognising": 5}` on the way (pages read, in all, given to an OCR engine),
`{"recognised": [number, page]}` of each page that was recognised, which an order may hold as its file `known`, and one of `{"parsed": …}`, `{"halved": …}`,
`{"rejected": reason}`, `{"memory": true}`, `{"no_room": true}` or `{"error": trace}` at the end.

Where the order has a `target`, the file is not read but one made from it, its double pages in halves.
"""

import ctypes
import errno
import gc
import json
import os
import re
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from ingest.sandbox.record_json import decode, to_json

MEGABYTE = 1024 * 1024
MAX_SCRATCH_FILE = 512 * MEGABYTE
OPEN_FILES = 256
AFTER_READERS = 5  # on the system's scale of niceness: still a third of a processor where readers want all
PR_SET_PDEATHSIG = 1
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
NEW_OBJECTS = 50_000  # between two searches for garbage: what is read is kept to the end
KEPT_PAGE = re.compile(rb'\{"recognised":\[(\d+),')
OWN_PAGE = (
    "Water and Bread in the Valley",
    "Maria Garcia Lopez and John Baker",
    "Abstract: The council of the valley met again to speak about water.",
    "Keywords: water, bread, council",
    "The council of the valley met again in the year 1962, and the people waited out-",
    "side for what it would say about water and bread. Nobody had told them that the coun-",
    "cil of the European Economic Community \\(EEC\\) had met as well.[1]",
    "References",
    "Baker, J. 1961. Bread in the Valley. London: Harbour Press.",
    "Lopez, M. 1960. Water. Journal of Valleys 2\\(1\\), pp. 1-20.",
    "1 Interview with the council, Madrid, 2 May 1962.",
)


def limit_oneself(seconds: int, memory_mb: int) -> None:
    """Have the system stop this process where it uses too much; its parent watches all that it starts.

    Who reads a page does not wait for one that reads a scan: this process lets others go first.

    The time grows with the pages, as `allow_more` says.
    """
    os.nice(AFTER_READERS)
    for kind, limit in (
        (resource.RLIMIT_AS, memory_mb * MEGABYTE),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, MAX_SCRATCH_FILE),
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
        self._turn = threading.Lock()  # pages are recognised by several threads

    def say(self, line: str) -> None:
        with self._turn:
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


class Recognised:
    """Pages that a child before this one recognised in the same file (`ingest.sources.ocr.KeptPages`)."""

    def __init__(self, speech: Speech, path: str | None) -> None:
        self._speech = speech
        self._file = open(path, "rb") if path else None  # noqa: SIM115  (this process ends with its file)
        self._places = {} if self._file is None else dict(_places_of_pages(self._file))

    def known(self, number: int) -> Any:
        """None where what was kept is of no use: whoever wrote it was killed, or of another release."""
        from ingest.parsing.records import SourcePage

        if self._file is None or number not in self._places:
            return None
        self._file.seek(self._places[number])
        try:
            return decode(SourcePage, json.loads(self._file.readline())["recognised"][1])
        except ValueError:
            return None

    def keep(self, page: Any) -> None:
        self._speech.say('{"recognised":' + to_json([page.number, page]) + "}")


def _places_of_pages(file: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Numbers of pages, and where in the file their lines begin."""
    place = 0
    for line in file:
        if known := KEPT_PAGE.match(line):
            yield int(known[1]), place
        place += len(line)


def read_and_parse(order: dict[str, Any], speech: Speech) -> str:
    """The last line to say."""
    from ingest.parsing.explain import explain
    from ingest.parsing.pipeline import parse
    from ingest.sandbox.unread import with_unread
    from ingest.sources import SourceRejected, open_source

    speech.say('{"ready":true}')
    gc.set_threshold(NEW_OBJECTS)
    progress = Progress(speech, order["seconds_a_page"])
    try:
        reading = open_source(
            Path(order["path"]),
            order["name"],
            order["ocr_languages"],
            progress.recognising,
            Recognised(speech, order.get("known")),
        )
        reading.pages = progress.pages(reading.pages, reading.page_count)
        source = reading.to_file()
        parsed = with_unread(parse(source), source)
        explanation = explain(source) if order["explain"] else ""
        return '{"parsed":' + to_json([source.media_type, parsed, explanation]) + "}"
    except SourceRejected as rejection:
        return json.dumps({"rejected": rejection.message.as_json()})


def halve(order: dict[str, Any], speech: Speech) -> str:
    """The last line to say: what the new file is, and what each of its pages shows of the old one's."""
    from ingest.sources import SourceRejected
    from ingest.sources.halving import Order, halve

    speech.say('{"ready":true}')
    progress = Progress(speech, order["seconds_a_page"])
    gutters = {int(number): share for number, share in order["gutters"].items()}
    try:
        made = halve(
            Path(order["path"]), Path(order["target"]), Order(gutters, right_first=order["right_first"])
        )
        halves = [half for some in progress.pages(made.pages, made.page_count) for half in some]
        return json.dumps({"halved": [made.media_type, halves]})
    except SourceRejected as rejection:
        return json.dumps({"rejected": rejection.message.as_json()})
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        too_large = SourceRejected("halves_too_large", megabytes=MAX_SCRATCH_FILE // MEGABYTE)
        return json.dumps({"rejected": too_large.message.as_json()})


def warm_up() -> None:
    """Load all that reading takes, for children that are forked then, by reading a page of our own."""
    from ingest.parsing.explain import explain
    from ingest.parsing.pipeline import parse
    from ingest.sandbox.unread import with_unread
    from ingest.sources import read_source

    with os.fdopen(os.memfd_create("sample"), "wb") as sample:
        sample.write(pdf_of_own_page())
        sample.flush()
        source = read_source(Path(f"/proc/self/fd/{sample.fileno()}"), "sample.pdf")
    to_json(with_unread(parse(source), source))
    explain(source)


def pdf_of_own_page() -> bytes:
    """A page set in one of the fonts that every reader of PDF has (ISO 32000-1, 9.6.2.2)."""
    lines = "".join(f"({line}) Tj T*\n" for line in OWN_PAGE)
    content = f"BT /F 11 Tf 14 TL 72 720 Td\n{lines}ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    )
    pdf, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(pdf))
        pdf += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(pdf)}\n%%EOF\n"
    return f"{pdf}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("ascii")


def main(order: dict[str, Any]) -> None:
    die_with_parent()
    limit_oneself(order["seconds"], order["memory_mb"])
    speech = Speech()
    try:
        speech.say(halve(order, speech) if "target" in order else read_and_parse(order, speech))
    except MemoryError:
        speech.say('{"memory":true}')
    except Exception as error:  # noqa: BLE001  (whatever a hostile file provokes, the parent is told)
        is_full = isinstance(error, OSError) and error.errno in NO_ROOM
        said = {"no_room": True} if is_full else {"error": traceback.format_exc(limit=-8)}
        speech.say(json.dumps(said))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
