"""An OCR engine that misbehaves as the width of an image says, as a page can make the real one do."""

import os
import time

from ingest.sandbox import tesseract_child

WELL, BURNS, ABORTS, SLEEPS, RUNS_OUT_OF_MEMORY = range(100, 105)


def read(order, points):
    if order["width"] == BURNS:
        while True:
            pass
    if order["width"] == ABORTS:
        os.abort()
    if order["width"] == SLEEPS:
        time.sleep(1.5)
    if order["width"] == RUNS_OUT_OF_MEMORY:
        raise MemoryError
    return f"{len(points)} points"


if __name__ == "__main__":
    tesseract_child.read = read
    tesseract_child.main()
