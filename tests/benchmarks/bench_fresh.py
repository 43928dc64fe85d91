"""The whole page of results where nothing is warm and where all is, beside engines that do the same work.

    python -m tests.benchmarks.bench_fresh [--articles 500] [--seconds 10]

In an archive of its own (SQLite and the embedded engine), articles of ten pages, and beside it the same articles
in FTS5 and tantivy (see `whole_page`): 20 rows, the total, a snippet of each row and three facets; ours as HTML from
the view, the others without. No question is asked twice but to see what that costs. Times are milliseconds of
the processor, the median; memory is the proportional set size (PSS), in which what several processes map counts
once. Readers ask over HTTP, each on its own connection and without a pause. The tables are those of
docs/measured.md.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import tests.own_var  # noqa: F401, an archive of its own, which is gone afterwards

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from wordfreq import top_n_list  # noqa: E402

from search import engine  # noqa: E402
from search.connection import current_engine  # noqa: E402
from tests.benchmarks.bench_results import PORT, ROOT, fill, rebuild, served, until_found  # noqa: E402
from tests.benchmarks.corpus import make_articles  # noqa: E402
from tests.benchmarks.whole_page import (  # noqa: E402
    ENGINES,
    QUESTIONS,
    Fts5,
    Tantivy,
    cpu,
    memory,
    questions,
)

READERS = (8, 32)
MISSPELT = ("goverment", "politcal", "econmic", "internatinal", "devlopment", "histroy")
NEW = ("economic", "political", "international", "history", "production", "country", "question", "national")
NOWHERE = ("zoverxment", "lanternxish", "comitteex", "tradx wqpolicy", "internatxional")
TITLES = {"here": "here", "fts5": "SQLite FTS5", "tantivy": "tantivy"}


def measured(name: str, folder: Path) -> dict[str, Any]:
    """The figures of one engine, from a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.whole_page", name, str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def row(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def tell_pages(figures: Mapping[str, Mapping[str, Any]]) -> None:
    """What a page costs each engine, asked for the first time / asked again."""
    row("whole page, CPU ms: a new question / again", *(TITLES[name] for name in figures))
    row(*["---"] * (len(figures) + 1))
    kinds = [kind for kind, value in next(iter(figures.values())).items() if isinstance(value, list)]
    for kind in kinds:
        row(kind, *(_pair(each.get(kind)) for each in figures.values()))
    row("opened and warmed", *(f"{each['opened']:.0f}" for each in figures.values()))
    row("first page of a process", *(f"{each['first']:.0f}" for each in figures.values()))
    row("first page after a commit", *(f"{each['after a commit']:.0f}" for each in figures.values()))
    row("… beside a new question", *(_ratio(each) for each in figures.values()))
    row("memory of the process, PSS", *(f"{each['memory']:.0f} MB" for each in figures.values()))


def _pair(times: Sequence[float] | None) -> str:
    return "–" if times is None else " / ".join(f"{each:.0f}" for each in times)


def _ratio(figures: Mapping[str, Any]) -> str:
    return f"{figures['after a commit'] / figures['common word'][0]:.1f} ×"


# ------------------------------------------------------------------ readers
def new_questions() -> Iterator[str]:
    """Pairs of words, none twice."""
    words = [word for word in top_n_list("en", 3000) if word.isalpha() and len(word) > 4]
    pairs = [f"{one}+{other}" for one, other in itertools.combinations(words[:400], 2)]
    random.Random(1).shuffle(pairs)
    return iter(pairs)


def read_pages(count: int, seconds: float, asked: Iterator[str]) -> list[float]:
    """Milliseconds of each answer to so many readers."""
    times: list[float] = []
    ends = time.monotonic() + seconds
    lock = threading.Lock()

    def read() -> None:
        connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
        while time.monotonic() < ends:
            with lock:
                question = next(asked)
            started = time.perf_counter()
            connection.request("GET", f"/search/?q={question}")
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise OSError(f"{answer.status} for {question}")
            times.append((time.perf_counter() - started) * 1000)
        connection.close()

    threads = [threading.Thread(target=read) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times)


def web_processes() -> list[int]:
    """Those of our server: the one that forked the others is the first."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            is_ours = os.environ["ARCHIVE_VAR"].encode() in path.read_bytes()
            if is_ours and b"archive.web.warmed" in path.with_name("cmdline").read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue  # it has ended, or is another user's
    return sorted(found)


def tell_readers(seconds: float) -> None:
    asked = new_questions()
    row(
        "readers at once, no question twice",
        "pages a second",
        "p50",
        "p95",
        "p99",
        "PSS of the web processes",
    )
    row(*["---"] * 6)
    for count in READERS:
        started = time.monotonic()
        times = read_pages(count, seconds, asked)
        rate = len(times) / (time.monotonic() - started)
        shares = (f"{times[int(len(times) * share)]:.0f} ms" for share in (0.5, 0.95, 0.99))
        held = ", ".join(f"{memory(pid):.0f}" for pid in web_processes())
        row(count, f"{rate:.1f}", *shares, f"{held} MB")


# ------------------------------------------------------------------ words
def told(name: str, works: Sequence[Callable[[], object]]) -> None:
    times = [cpu(work) for work in works]
    row(name, f"{statistics.median(times):.0f}", f"{max(times):.0f}")


def tell_words() -> None:
    """What is asked of the index besides, each word once."""
    index = current_engine()
    engine.run("government")
    row("CPU ms, each word once", "median", "most")
    row("---", "---", "---")
    told("near spellings of a new word", [lambda word=word: index.ocr_variants(word) for word in NEW])
    told("the spelling offered for a word", [lambda word=word: index.correct(word) for word in MISSPELT])
    told("a search that finds nothing", [lambda word=word: engine.run(word) for word in NOWHERE])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=10, help="of the readers, each number of them")
    options = parser.parse_args(arguments)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    articles = list(make_articles(options.articles))
    fill(articles)
    took, most = rebuild()
    print(
        f"{options.articles} articles of 10 pages: index made at {options.articles * 10 / took:.0f} pages a second"
        f" and core, with {most:.0f} MB at most; load of the machine {os.getloadavg()[0]:.1f}\n",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="hemeroteca-bench-") as place:
        folder = Path(place)
        Fts5.build(folder, articles)
        Tantivy.build(folder, articles)
        (folder / QUESTIONS).write_text(json.dumps(questions()))
        tell_pages({name: measured(name, folder) for name in ENGINES})
    print()
    tell_words()
    print()
    with served():
        print(f"published and found after {until_found():.1f} s\n")
        tell_readers(options.seconds)


if __name__ == "__main__":
    main()
