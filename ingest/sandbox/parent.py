"""Reading a stranger's file in a child that can be killed, limited, and cut off the network.

Whatever the file does to the child (crash, loop, eat memory), the parent gets the FileContents or a
RejectedError with a reason a librarian can act on. The processor time it gets grows with what it gets done:
a file that keeps its reader busy at one place ends after PARSE_SECONDS, a long scan is read to its end. The
clock ends only a child that stands still, and says nothing against the file: StandstillError.
"""

import contextlib
import json
import logging
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from archive.sandbox import forking
from archive.sandbox.bubblewrap import bare_environment, bubblewrap_prefix
from archive.sandbox.forking import Loaded, NotForkedError, Target
from archive.scans.originals import StorageFullError
from archive.time_limits import ProcessorTimeError, Watch, see_ended
from ingest.messages import Message, RefusedError
from ingest.parsing.records import Half, ParsedFile
from ingest.sandbox.record_json import decode
from ingest.sentences import SENTENCES
from ingest.sources.tesseract import PAGE_SECONDS as SECONDS_TO_RECOGNISE

logger = logging.getLogger(__name__)

CHILD = "ingest.sandbox.child"
CODE = ("ingest",)  # what of ours it sees
SECONDS_A_PAGE = 5  # more for each page that has been read: a large page image takes 3 to be opened
TICK = 1.0  # seconds between two calls of on_tick
CHUNK = 1024 * 1024
MAX_OUTPUT = 256 * 1024 * 1024  # bytes of the child's answer: 5,000 full pages with all word boxes
MAX_LOG = 8 * 1024  # bytes of what the child's libraries print
PAGE_CHARACTERS = 300_000  # a newspaper page has 60,000
TOTAL_CHARACTERS = 60_000_000

# ISO 639-1 to the codes of tesseract's data, which are those of ISO 639-2/T.
TESSERACT_CODES = {
    "ca": "cat",
    "de": "deu",
    "en": "eng",
    "es": "spa",
    "eu": "eus",
    "fr": "fra",
    "gl": "glg",
    "it": "ita",
    "la": "lat",
    "nl": "nld",
    "pt": "por",
}

# What the machine or the process that was forked may be at fault for: the file is rejected if it happens again.
TRIED_AGAIN = {"reader_crashed", "reading_memory"}

OnTick = Callable[[int, int | None], None]


class KeptLines(Protocol):
    """What children said of the pages that they recognised, a line a page in the file at `path`, if there is one."""

    path: Path

    def keep(self, line: bytes) -> None: ...


class RejectedError(RefusedError):
    """The file cannot be taken in."""


class SandboxBrokenError(Exception):
    """The child did not even begin, or its file is gone: the archive is at fault, not the file."""


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a file holds."""

    media_type: str
    parsed: ParsedFile
    explanation: str = ""  # which rule fired where, when that was asked for


@dataclass(frozen=True, slots=True)
class HalvedFile:
    """A file made from another, and what each of its pages shows of that one's."""

    path: Path
    media_type: str
    pages: tuple[Half, ...]


def read(
    path: Path,
    name: str,
    on_tick: OnTick = lambda page, of: None,
    *,
    language: str = "",
    languages: list[str] | None = None,
    explain: bool = False,
    kept: KeptLines | None = None,
) -> FileContents:
    """Read and parse the file at `path` that its owner calls `name`.

    `language` (BCP 47), where it is known, is that in which page images are recognised; `languages`
    (tesseract's codes) goes before it. Pages of `kept` are not recognised again, and others kept as they are.
    `on_tick(pages read, pages in all or None)` is called about once a second; what it raises kills
    the child and is passed on. Raises RejectedError; StandstillError and StorageFullError where the file can be read later;
    SandboxBrokenError where nothing can be read.
    """
    order = {"name": name, "ocr_languages": languages or ocr_languages(language), "explain": explain}
    with tempfile.TemporaryDirectory(prefix="reading-") as scratch:
        answer = _answer(path, order, Path(scratch), on_tick, kept)
    try:
        media_type, parsed, explanation = answer["parsed"]
        contents = FileContents(decode(str, media_type), decode(ParsedFile, parsed), decode(str, explanation))
    except (KeyError, ValueError, TypeError):
        raise _of_another_shape(name) from None
    _check_amounts(contents.parsed)
    return contents


@contextmanager
def halved(
    path: Path,
    name: str,
    gutters: Mapping[int, float],
    on_tick: OnTick = lambda page, of: None,
    *,
    right_first: bool = False,
) -> Iterator[HalvedFile]:
    """A file made from that at `path`, the pages of `gutters` in halves, parted at these shares of their width.

    `right_first`: their right half is read first. The new file is there as long as the context lasts. Raises what
    `read` raises.
    """
    with tempfile.TemporaryDirectory(prefix="halving-") as scratch:
        target = Path(scratch) / "halved"
        order = {"name": name, "gutters": gutters, "right_first": right_first, "target": Target(target)}
        answer = _answer(path, order, Path(scratch), on_tick)
        try:
            media_type, pages = answer["halved"]
            made = HalvedFile(target, decode(str, media_type), decode(tuple[Half, ...], pages))
        except (KeyError, ValueError, TypeError):
            raise _of_another_shape(name) from None
        if len(made.pages) > settings.UPLOAD_MAX_PAGES:
            raise RejectedError("more_pages_than_allowed", pages=settings.UPLOAD_MAX_PAGES)
        yield made


def _of_another_shape(name: str) -> RejectedError:
    logger.exception("the reader of %r gave an answer of another shape", name)
    return RejectedError("no_usable_answer")


def _answer(
    path: Path, order: dict[str, Any], scratch: Path, on_tick: OnTick, kept: KeptLines | None = None
) -> dict[str, Any]:
    """What a child says of the file last; a fresh one may write in the folder `scratch`."""
    if not Path(path).is_file():
        raise SandboxBrokenError(f"{path} is not there")
    order |= {
        "path": Path(path).resolve(),
        "seconds": settings.PARSE_SECONDS,
        "seconds_a_page": SECONDS_A_PAGE,
        "memory_mb": settings.PARSE_MEMORY_MB,
    }
    if kept and kept.path.exists():
        order["known"] = kept.path
    try:
        return _answer_of_forked(order, scratch, on_tick, kept)
    except RejectedError as rejection:
        if rejection.message.code not in TRIED_AGAIN:
            raise
        logger.warning("%r: %s; read once more", order["name"], rejection)
    except StorageFullError:
        logger.info("%r needs more room than a forked child has; read by a fresh process", order["name"])
    return _answer_of_fresh(order, scratch, on_tick, kept)


def _answer_of_forked(
    order: dict[str, Any], scratch: Path, on_tick: OnTick, kept: KeptLines | None
) -> dict[str, Any]:
    try:
        return _heard_out(forking.start(Loaded((CHILD,), CODE), CHILD, order), order["name"], on_tick, kept)
    except NotForkedError as error:
        logger.info("read by a fresh process: %s", error)
        return _answer_of_fresh(order, scratch, on_tick, kept)


def _answer_of_fresh(
    order: dict[str, Any], scratch: Path, on_tick: OnTick, kept: KeptLines | None
) -> dict[str, Any]:
    if "known" in order:  # it sees its scratch, and nothing else of ours
        order = order | {"known": shutil.copy(order["known"], scratch / "known")}
    return _heard_out(_start(order, str(scratch)), order["name"], on_tick, kept)


def _heard_out(
    child: "forking.Child | _FreshChild", name: str, on_tick: OnTick, kept: KeptLines | None
) -> dict[str, Any]:
    try:
        listener = _Listener(child, on_tick, kept)
        answer = listener.listen()
    finally:
        child.end()
    if not listener.is_ready:
        raise SandboxBrokenError(answer.get("error") or listener.log.decode("utf-8", "replace"))
    if _signal_in(child.returncode) == signal.SIGXCPU:
        raise listener.too_long()
    _refuse_rejected(answer, child.returncode, name)
    return answer


def ocr_languages(language: str) -> list[str]:
    """Tesseract's codes for a language (BCP 47); for an unknown one, all that the archive expects."""
    code = TESSERACT_CODES.get(language.lower().partition("-")[0])
    return [code] if code else settings.OCR_LANGUAGES


def _start(order: dict[str, Any], scratch: str) -> "_FreshChild":
    prefix = bubblewrap_prefix(CODE, order["path"], Path(scratch))
    return _FreshChild(
        [*prefix, sys.executable, "-m", CHILD, json.dumps(order, default=str)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env=bare_environment(scratch),
        start_new_session=True,
    )


class _FreshChild(subprocess.Popen[bytes]):
    """A child in a Python of its own."""

    def end(self) -> None:
        """End it with all that it started."""
        with contextlib.suppress(ProcessLookupError):  # all ended by themselves
            os.killpg(self.pid, signal.SIGKILL)
        see_ended(self.pid, self.wait, "a reader of a file")
        for stream in (self.stdout, self.stderr):
            if stream:
                stream.close()


class _Listener:
    """Hears the child out, within limits of processor time and length."""

    def __init__(
        self, child: forking.Child | _FreshChild, on_tick: OnTick, kept: KeptLines | None = None
    ) -> None:
        self.child = child
        self.on_tick = on_tick
        self.kept = kept
        self.heard_of_pages = 0  # bytes of what it said of pages that it recognised
        self.is_ready = False
        self.watch = Watch(child)
        self.next_tick = time.monotonic() + TICK
        self.page, self.of = 0, None
        self.recognising = 0  # pages whose image has been given to an OCR engine
        self.line = bytearray()  # the last, unfinished line
        self.log = bytearray()
        self.answer: dict[str, Any] = {}

    def listen(self) -> dict[str, Any]:
        """What the child said last; its log goes to ours."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.child.stdout, selectors.EVENT_READ, self._hear)
            selector.register(self.child.stderr, selectors.EVENT_READ, self._note)
            while selector.get_map():
                for key, _ in selector.select(self._until_tick()):
                    chunk = os.read(key.fd, CHUNK)
                    if chunk:
                        key.data(chunk)
                    else:
                        selector.unregister(key.fileobj)
                self._tick()
        self._await_end()
        if self.page:
            self.on_tick(self.page, self.of)
        if self.log:
            logger.info("reader of a file said: %s", self.log.decode("utf-8", "replace"))
        return self.answer

    def _await_end(self) -> None:
        """It has nothing more to say, and may go on all the same."""
        while True:
            try:
                self.child.wait(self._until_tick())
            except subprocess.TimeoutExpired:
                self._tick()
            else:
                return

    def _until_tick(self) -> float:
        return max(0.0, self.next_tick - time.monotonic())

    def _tick(self) -> None:
        if self._until_tick():
            return
        self.next_tick = time.monotonic() + TICK
        try:
            self.watch.look(self.seconds)
        except ProcessorTimeError:
            raise self.too_long() from None
        self.on_tick(self.page, self.of)

    @property
    def seconds(self) -> int:
        """How much processor time the child may use, for what it has done by now."""
        more = SECONDS_A_PAGE * self.page + SECONDS_TO_RECOGNISE * self.recognising
        return settings.PARSE_SECONDS + more

    def too_long(self) -> RejectedError:
        code = "reading_time_after_pages" if self.page > 1 else "reading_time"
        return RejectedError(code, seconds=self.seconds, page=self.page)

    def _note(self, chunk: bytes) -> None:
        self.log += chunk[: MAX_LOG - len(self.log)]

    def _hear(self, chunk: bytes) -> None:
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            self._understand(bytes(self.line + end))
            self.line.clear()
        self.line += rest
        if len(self.line) > MAX_OUTPUT:
            raise RejectedError("too_much_text")

    def _keep(self, line: bytes) -> None:
        self.heard_of_pages += len(line)
        if self.heard_of_pages > MAX_OUTPUT:
            raise RejectedError("too_much_text")
        if self.kept:
            self.kept.keep(line)

    def _understand(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            raise RejectedError("no_usable_answer") from None
        if not isinstance(message, dict):
            raise RejectedError("no_usable_answer")
        if "ready" in message:
            self.is_ready = True
            return
        if "recognised" in message:
            self._keep(line)
            return
        if "page" not in message:
            self.answer = message
            return
        page, of, recognising = message["page"], message.get("of"), message.get("recognising", 0)
        if not all(type(number) is int for number in (page, of or 0, recognising)):
            raise RejectedError("no_usable_answer")
        if max(page, of or 0, recognising) > settings.UPLOAD_MAX_PAGES:
            raise RejectedError("more_pages_than_allowed", pages=settings.UPLOAD_MAX_PAGES)
        self.page, self.of, self.recognising = page, of, recognising


def _refuse_rejected(answer: dict[str, Any], returncode: int, name: str) -> None:
    """Raise RejectedError where the child refused the file, or did not come to an answer."""
    if "rejected" in answer:
        raise _told(answer["rejected"])
    if "no_room" in answer:
        raise StorageFullError(
            _("There is no room for temporary files (%(folder)s).") % {"folder": tempfile.gettempdir()}
        )
    if "memory" in answer:
        raise RejectedError("reading_memory", memory_mb=settings.PARSE_MEMORY_MB)
    if "error" in answer:
        logger.warning("%r could not be read:\n%s", name, str(answer["error"])[:4000])
        raise RejectedError("unreadable")
    if not answer.keys() & {"parsed", "halved"}:
        logger.warning("the reader of %r ended with %s", name, returncode)
        # SIGKILL: the system ran out of memory
        if _signal_in(returncode) == signal.SIGKILL:
            raise RejectedError("reading_memory", memory_mb=settings.PARSE_MEMORY_MB)
        raise RejectedError("reader_crashed")


def _told(rejected: Any) -> RejectedError:
    """The child's own reason, if it is one of ours: it may be in the hands of whoever made the file."""
    if not _is_message(rejected):
        return RejectedError("no_usable_answer")
    message = Message.from_json(rejected["code"], rejected["params"])
    return RejectedError(message.code, **message.params)


def _is_message(value: Any, depth: int = 2) -> bool:
    if not (isinstance(value, dict) and value.keys() == {"code", "params"} and depth):
        return False
    code, params = value["code"], value["params"]
    return (
        isinstance(code, str)
        and code in SENTENCES
        and isinstance(params, dict)
        and len(params) < 10
        and all(
            isinstance(each, int)
            or (isinstance(each, str) and len(each) < 500)
            or _is_message(each, depth - 1)
            for each in params.values()
        )
    )


def _signal_in(returncode: int) -> int:
    """The signal that ended the child; bubblewrap passes it on as 128 + signal."""
    return -returncode if returncode < 0 else returncode - 128


def _check_amounts(parsed: ParsedFile) -> None:
    if len(parsed.pages) > settings.UPLOAD_MAX_PAGES:
        raise RejectedError("more_pages_than_allowed", pages=settings.UPLOAD_MAX_PAGES)
    if not any(document.pages for document in parsed.documents):
        raise RejectedError("no_page_read")
    lengths = [
        max(len(page.text), len(page.raw_text)) for document in parsed.documents for page in document.pages
    ]
    if max(lengths) > PAGE_CHARACTERS or sum(lengths) > TOTAL_CHARACTERS:
        raise RejectedError("too_much_text")
