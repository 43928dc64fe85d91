"""How well and how fast page images are read: the demo's scan against the lines that it was typeset from.

    python -m tests.benchmarks.bench_ocr

The character error rate is the Levenshtein distance over the length of the printed text, white space and
running heads apart: these stand elsewhere in the text than on the page.
Seconds are those of the clock, pages being read side by side.
"""

import re
import time
from pathlib import Path

from ingest.sources import read_source
from ingest.sources.tesseract import available_engine

ISSUES = Path(__file__).resolve().parents[2] / "fixtures"
SCAN = ISSUES / "issues" / "public-memory-bulletin-4.pdf"
PRINTED = ISSUES / "variants" / "public-memory-bulletin-4.nff.txt"

RUNNING_HEAD = re.compile(r"^.*Public Memory Bulletin.*$|^\W*\d{1,3}\W*$", re.MULTILINE)


def main(arguments: list[str]) -> int:
    engine = available_engine()
    if engine is None:
        print("no OCR engine on this machine: install tesseract-ocr-eng")
        return 0
    start = time.perf_counter()
    pages = read_source(SCAN, SCAN.name, ocr_languages=("eng",)).pages
    seconds = time.perf_counter() - start
    read = characters("\n".join(line.text for page in pages for line in page.lines))
    printed = characters(PRINTED.read_text("utf-8"))
    print(f"{engine}: {distance(read, printed) / len(printed):.2%} character errors")
    print(f"{seconds / len(pages):.2f} s a page over {len(pages)} pages")
    return 0


def characters(text: str) -> str:
    return re.sub(r"\s+", "", RUNNING_HEAD.sub("", text))


def distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above = row
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b)))
    return row[-1]


if __name__ == "__main__":
    raise SystemExit(main([]))
