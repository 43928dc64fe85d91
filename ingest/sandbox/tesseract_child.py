"""Tesseract's library in a process of its own: started, asked page by page and ended by `ingest.sources.tesseract`.

The library can only be told an hour at which to stop, which says nothing on a busy machine. Here the system
stops it, once a page has used up its processor time; then another is started for the next page.

Each question on standard input is a line of JSON, `{"read": "eng+spa", "mode": 3, …}` or `{"turn": "osd", …}`, and the
grey points of the image; each answer on standard output a line, `{"found": …}`, `{"failed": why}` or
`{"memory": true}`.
"""

import json
import math
import os
import resource
import sys
import time
from typing import Any

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # before the library is loaded

import tesserocr

from ingest.sandbox.child import Speech, die_with_parent

AUTOMATIC_LAYOUT = 3  # tesseract's page segmentation modes
ORIENTATION_ONLY = 0

_engines: dict[tuple[str, int], Any] = {}


def main() -> None:
    die_with_parent()
    speech = Speech()
    while line := sys.stdin.buffer.readline():
        order = json.loads(line)
        points = sys.stdin.buffer.read(order["width"] * order["height"])
        limit(order["seconds"])
        try:
            found = read(order, points) if "read" in order else turn(order, points)
            answer = {"found": found}
        except MemoryError:
            answer = {"memory": True}
        except RuntimeError as error:
            answer = {"failed": str(error)}
        speech.say(json.dumps(answer))


def limit(seconds: int) -> None:
    """So much more processor time from now on; a process that takes more is ended (SIGXCPU)."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + seconds, hard))


def read(order: dict[str, Any], points: bytes) -> str:
    """hOCR of the page, without its frame."""
    engine = engine_for(order["read"], AUTOMATIC_LAYOUT, order, points)
    engine.SetPageSegMode(order["mode"])
    try:
        if not engine.Recognize():
            raise RuntimeError("the engine gave up")
        return str(engine.GetHOCRText(0))
    finally:
        engine.Clear()


def turn(order: dict[str, Any], points: bytes) -> list[float]:
    """By how many degrees the page is turned, and how sure that is."""
    engine = engine_for(order["turn"], ORIENTATION_ONLY, order, points)
    try:
        found = engine.DetectOrientationScript() or {"orient_deg": 0, "orient_conf": 0.0}
        return [found["orient_deg"], found["orient_conf"]]
    finally:
        engine.Clear()


def engine_for(languages: str, mode: int, order: dict[str, Any], points: bytes) -> Any:
    """The engine, loaded once, with the image set."""
    key = languages, mode
    if key not in _engines:
        _engines[key] = tesserocr.PyTessBaseAPI(path=order["folder"], lang=languages, psm=mode)
        _engines[key].SetVariable("hocr_char_boxes", "1")
    width = order["width"]
    _engines[key].SetImageBytes(points, width, order["height"], 1, width)
    _engines[key].SetSourceResolution(order["dpi"])
    return _engines[key]


if __name__ == "__main__":
    main()
