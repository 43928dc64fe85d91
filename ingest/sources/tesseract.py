"""Tesseract, through its library (tesserocr), else through its command: what it can do on this machine.

An image is recognised in one thread (OMP_THREAD_LIMIT); several images may be at a time.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
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
PAGE_SECONDS = 60  # for one page; a newspaper page takes 20
USUAL_DPI = 300
AUTOMATIC_LAYOUT = 3  # tesseract's page segmentation mode
ORIENTATION_ONLY = 0
ORIENTATION_DATA = "osd"
LEAST_SURE = 2.0  # of tesseract's measure of an orientation; upright print has 10 and more


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


def recognise(image: Image.Image, languages: str) -> bytes:
    """hOCR of the page."""
    folder = tessdata_folder()
    if folder is None:
        raise OcrUnavailable("no language data of tesseract on this machine")
    if _library():
        return _by_library(image, languages, folder)
    if command := shutil.which("tesseract"):
        return _by_command(command, image, languages, folder)
    raise OcrUnavailable("neither tesserocr nor the tesseract command is there")


@cache
def _library() -> Any:
    try:
        import tesserocr
    except ImportError:
        return None
    return tesserocr


_engines = threading.local()  # an engine of its own for each thread: they are not shared


def _by_library(image: Image.Image, languages: str, folder: Path) -> bytes:
    engines: dict[str, Any] = _engines.__dict__
    if languages not in engines:
        engines[languages] = _library().PyTessBaseAPI(path=str(folder), lang=languages, psm=AUTOMATIC_LAYOUT)
        engines[languages].SetVariable("hocr_char_boxes", "1")
    engine = engines[languages]
    try:
        engine.SetImage(image)
        engine.SetSourceResolution(USUAL_DPI)
        if not engine.Recognize(PAGE_SECONDS * 1000):
            raise RecognitionFailed(f"not done within {PAGE_SECONDS} seconds")
        return _whole(engine.GetHOCRText(0))
    except RuntimeError as error:
        raise RecognitionFailed(str(error)) from error
    finally:
        engine.Clear()


def _whole(body: str) -> bytes:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'.encode()


def _by_command(command: str, image: Image.Image, languages: str, folder: Path) -> bytes:
    arguments = [command, "stdin", "stdout", "--tessdata-dir", str(folder), "-l", languages]
    arguments += ["--psm", str(AUTOMATIC_LAYOUT), "--dpi", str(USUAL_DPI), "-c", "hocr_char_boxes=1", "hocr"]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the languages are names of installed files
            arguments, input=_png(image), capture_output=True, timeout=PAGE_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise RecognitionFailed(str(error)) from error
    return done.stdout


# ------------------------------------------------------------------ which way up
def quarter_turns(image: Image.Image) -> int:
    """By how many quarters, against the clock, the image must be turned for its print to stand upright.

    0 also where nothing can be told: few letters, or no data for it on this machine.
    """
    folder = tessdata_folder()
    if folder is None or not (folder / f"{ORIENTATION_DATA}.traineddata").is_file():
        return 0
    if _library():
        degrees, sureness = _orientation_by_library(image, folder)
    elif command := shutil.which("tesseract"):
        degrees, sureness = _orientation_by_command(command, image, folder)
    else:
        return 0
    return degrees // 90 % 4 if sureness >= LEAST_SURE else 0


def _orientation_by_library(image: Image.Image, folder: Path) -> tuple[int, float]:
    with _library().PyTessBaseAPI(path=str(folder), lang=ORIENTATION_DATA, psm=ORIENTATION_ONLY) as engine:
        engine.SetImage(image)
        engine.SetSourceResolution(USUAL_DPI)
        found = engine.DetectOrientationScript() or {"orient_deg": 0, "orient_conf": 0.0}
    return found["orient_deg"], found["orient_conf"]


def _orientation_by_command(command: str, image: Image.Image, folder: Path) -> tuple[int, float]:
    """The command names the turn with the clock that sets the page upright."""
    arguments = [command, "stdin", "stdout", "--tessdata-dir", str(folder), "-l", ORIENTATION_DATA]
    arguments += ["--psm", str(ORIENTATION_ONLY), "--dpi", str(USUAL_DPI)]
    done = subprocess.run(  # noqa: S603
        arguments, input=_png(image), capture_output=True, timeout=PAGE_SECONDS, check=False
    )
    said = done.stdout.decode("utf-8", "replace")
    degrees = re.search(r"Orientation in degrees: (\d+)", said)
    sureness = re.search(r"Orientation confidence: ([\d.]+)", said)
    return (int(degrees[1]), float(sureness[1])) if degrees and sureness else (0, 0.0)


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
