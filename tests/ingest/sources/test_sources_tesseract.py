"""The OCR engine works in a process of its own, and each page has its processor time, whatever the clock says."""

import sys

import pytest
from PIL import Image

from ingest.sources import tesseract
from ingest.sources.tesseract import RecognitionFailed, recognise
from tests.ingest.sources.rogue_engine import ABORTS, BURNS, RUNS_OUT_OF_MEMORY, SLEEPS, WELL


@pytest.fixture
def read(monkeypatch, tmp_path):
    """Has an image of that width read by an engine that then behaves so; a reading gets a second."""
    monkeypatch.setattr(tesseract, "CHILD", "tests.ingest.sources.rogue_engine")
    monkeypatch.setattr(tesseract, "READING_SECONDS", 1)
    monkeypatch.setattr(tesseract, "tessdata_folder", lambda: tmp_path)
    tesseract._engines.__dict__.clear()
    yield lambda width: recognise(Image.new("L", (width, 2), 255), "eng").decode()
    tesseract._engines.__dict__.clear()


@pytest.mark.parametrize(
    ("width", "error", "reason"),
    [
        (BURNS, RecognitionFailed, "more than 1 seconds of processor time"),
        (ABORTS, RecognitionFailed, "the engine ended with"),
        (RUNS_OUT_OF_MEMORY, MemoryError, None),
    ],
)
def test_a_page_that_the_engine_cannot_read_takes_no_other_with_it(read, width, error, reason):
    assert "200 points" in read(WELL)
    with pytest.raises(error, match=reason):
        read(width)
    assert "200 points" in read(WELL)


def test_a_page_that_waits_for_the_processor_is_read(read):
    """Longer by the clock than it may take of the processor."""
    assert "206 points" in read(SLEEPS)


def test_an_engine_reads_one_page_after_the_other(read):
    read(WELL)
    (engine,) = tesseract._engines.__dict__.values()
    read(WELL)
    assert list(tesseract._engines.__dict__.values()) == [engine]


def test_the_command_too_is_stopped_by_its_processor_time(monkeypatch):
    monkeypatch.setattr(tesseract, "READING_SECONDS", 1)
    with pytest.raises(RecognitionFailed, match="processor time"):
        tesseract._run([sys.executable, "-c", "while True: pass"], Image.new("L", (2, 2)))
