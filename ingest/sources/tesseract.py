"""Tesseract, through its library (tesserocr), else through its command: what it can do on this machine.

Either works in a process of its own, which the system ends where a page uses up its processor time. An image is
recognised in one thread (OMP_THREAD_LIMIT); several images may be at a time.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # before the library is loaded

TESSDATA_FOLDERS = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
CHILD = "ingest.sandbox.tesseract_child"
ROOT = Path(__file__).resolve().parents[2]  # where the child is found
READING_SECONDS = 60  # of processor time; a newspaper page takes 20
PAGE_SECONDS = 2 * READING_SECONDS  # what lies on its side is read twice
USUAL_DPI = 300
AUTOMATIC_LAYOUT = 3  # tesseract's page segmentation mode
ORIENTATION_ONLY = 0
ORIENTATION_DATA = "osd"
MIN_CONFIDENCE = 2.0  # of tesseract's measure of an orientation; upright print has 10 and more


class OcrUnavailable(Exception):  # noqa: N818 - a state of the machine, not a fault
    """There is no engine, or none of the languages is installed."""


class RecognitionFailed(Exception):  # noqa: N818 - the page stays an image, its file is read all the same
    """The engine gave no answer for a page."""


def available_engine() -> str | None:
    """Name and version of the engine that would be used, None without one."""
    if tessdata_folder() is None:
        return None
    if library := _library():
        return f"tesserocr {library.__version__} ({library.tesseract_version().split()[1]})"
    if command := shutil.which("tesseract"):
        shown = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        return shown.stdout.splitlines()[0] if shown.stdout else None
    return None


def installed_languages() -> tuple[str, ...]:
    """Codes of the languages with data on this machine: eng, spa …"""
    folder = tessdata_folder()
    names = sorted(path.stem for path in folder.glob("*.traineddata")) if folder else []
    return tuple(name for name in names if name != ORIENTATION_DATA)


@cache
def tessdata_folder() -> Path | None:
    """Where the language data lie: TESSDATA_PREFIX, else where systems put them, the newest first."""
    set_by_hand = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(set_by_hand)] if set_by_hand else []
    for pattern in TESSDATA_FOLDERS:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    return next((folder for folder in folders if any(folder.glob("*.traineddata"))), None)


def recognise(image: Image.Image, languages: str, mode: int = AUTOMATIC_LAYOUT) -> bytes:
    """hOCR of the page. `mode`: how it is laid out, as tesseract numbers the ways."""
    folder = tessdata_folder()
    if folder is None:
        raise OcrUnavailable("no language data of tesseract on this machine")
    if _library():
        return _whole(_ask(image, read=languages, mode=mode, folder=str(folder)))
    if command := shutil.which("tesseract"):
        return _by_command(command, image, languages, folder, mode)
    raise OcrUnavailable("neither tesserocr nor the tesseract command is there")


@cache
def _library() -> Any:
    try:
        import tesserocr
    except ImportError:
        return None
    return tesserocr


_engines = threading.local()  # an engine of its own for each thread: it is asked one thing after the other


class _Engine:
    """A child that has loaded the library; it goes when nobody needs it any more."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", CHILD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        weakref.finalize(self, _end, self._process)

    def ask(self, image: Image.Image, order: dict[str, object]) -> dict[str, Any]:
        """Raises RecognitionFailed, and MemoryError, where the child ended over it: it is of no use any more."""
        assert self._process.stdin and self._process.stdout  # noqa: S101, PT018  (both are pipes)
        order = order | {"width": image.width, "height": image.height, "dpi": USUAL_DPI}
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(order | {"seconds": READING_SECONDS}).encode() + b"\n")
            self._process.stdin.write(image.convert("L").tobytes())
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise _failure(self._process.wait())
        answer: dict[str, Any] = json.loads(line)
        return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        with suppress(BrokenPipeError):
            if stream:
                stream.close()


def _ask(image: Image.Image, **order: object) -> Any:
    """What the library finds in the image. Raises RecognitionFailed, MemoryError."""
    engine = _engines.__dict__.pop("engine", None) or _Engine()
    answer = engine.ask(image, order)
    _engines.engine = engine
    if "memory" in answer:
        raise MemoryError
    if "failed" in answer:
        raise RecognitionFailed(answer["failed"])
    return answer["found"]


def _failure(returncode: int) -> Exception:
    """Why an engine's process ended so; SIGKILL: the system ran out of memory."""
    if returncode == -signal.SIGKILL:
        return MemoryError()
    if returncode == -signal.SIGXCPU:
        return RecognitionFailed(f"it needs more than {READING_SECONDS} seconds of processor time")
    return RecognitionFailed(f"the engine ended with {returncode}")


def _whole(body: str) -> bytes:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'.encode()


def _by_command(command: str, image: Image.Image, languages: str, folder: Path, mode: int) -> bytes:
    arguments = [command, "stdin", "stdout", "--tessdata-dir", str(folder), "-l", languages]
    arguments += ["--psm", str(mode), "--dpi", str(USUAL_DPI), "-c", "hocr_char_boxes=1", "hocr"]
    return _run(arguments, image)


def _run(arguments: list[str], image: Image.Image) -> bytes:
    """What the command says of the image. Raises RecognitionFailed."""
    pipe = subprocess.PIPE
    try:
        # A fixed program; the languages are names of installed files.
        process = subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603
    except OSError as error:
        raise RecognitionFailed(str(error)) from error
    with process:
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        with suppress(ProcessLookupError):  # it has ended already
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (READING_SECONDS, hard))
        said = process.communicate(_png(image))[0]
    if process.returncode:
        raise _failure(process.returncode)
    return said


# ------------------------------------------------------------------ which way up
def quarter_turns(image: Image.Image) -> int:
    """By how many quarters, against the clock, the image must be turned for its print to stand upright.

    0 also where nothing can be told: few letters, or no data for it on this machine.
    """
    folder = tessdata_folder()
    if folder is None or not (folder / f"{ORIENTATION_DATA}.traineddata").is_file():
        return 0
    try:
        if _library():
            degrees, sureness = _ask(image, turn=ORIENTATION_DATA, folder=str(folder))
        elif command := shutil.which("tesseract"):
            degrees, sureness = _orientation_by_command(command, image, folder)
        else:
            return 0
    except RecognitionFailed:
        return 0
    return degrees // 90 % 4 if sureness >= MIN_CONFIDENCE else 0


def _orientation_by_command(command: str, image: Image.Image, folder: Path) -> tuple[int, float]:
    """The command names the turn with the clock that sets the page upright."""
    arguments = [command, "stdin", "stdout", "--tessdata-dir", str(folder), "-l", ORIENTATION_DATA]
    arguments += ["--psm", str(ORIENTATION_ONLY), "--dpi", str(USUAL_DPI)]
    said = _run(arguments, image).decode("utf-8", "replace")
    degrees = re.search(r"Orientation in degrees: (\d+)", said)
    sureness = re.search(r"Orientation confidence: ([\d.]+)", said)
    return (int(degrees[1]), float(sureness[1])) if degrees and sureness else (0, 0.0)


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
