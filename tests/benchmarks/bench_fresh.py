"""What a search costs where nothing is warm: the first of a process, the first after a commit, words never asked before.

    python -m tests.benchmarks.bench_fresh [--articles 500] [--commits 5]

In an archive of its own (SQLite and the embedded engine), articles of ten pages. Each number is milliseconds
of CPU of `engine.run`, beside what the same search costs when it is asked again; the indexer runs in a
process of its own. Memory is the proportional set size (PSS) of the process that searches, in which what
several processes map counts once.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import tests.own_var  # noqa: F401, an archive of its own, which is gone afterwards

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from archive.models import Document  # noqa: E402
from archive.outbox import enqueue_for_indexing  # noqa: E402
from search import engine  # noqa: E402
from search.connection import current_engine  # noqa: E402
from tests.benchmarks.bench_results import ROOT, fill, rebuild  # noqa: E402
from tests.benchmarks.bench_search import QUESTIONS  # noqa: E402
from tests.benchmarks.corpus import make_articles  # noqa: E402

WORD = "government"
MISSPELT = ("goverment", "politcal", "econmic", "internatinal", "devlopment", "histroy")
NEW = ("economic", "political", "international", "history", "production", "country", "question", "national")
NOWHERE = ("zoverxment", "lanternxish", "comitteex", "tradx wqpolicy", "internatxional")


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def memory() -> int:
    """MB of this process, as it shares them."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024


def after_a_commit(number: int) -> tuple[float, float]:
    """The first search after three articles were indexed anew by another process, and the next one."""
    keys = list(Document.objects.order_by("pk").values_list("pk", flat=True)[3 * number : 3 * number + 3])
    with transaction.atomic():
        enqueue_for_indexing(keys)
    subprocess.run([sys.executable, "manage.py", "indexer"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return cpu(lambda: engine.run(WORD)), cpu(lambda: engine.run(WORD))


def told(name: str, times: Sequence[float]) -> None:
    print(f"{name:40}{statistics.median(times):8.1f}{max(times):10.1f}", flush=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--commits", type=int, default=5)
    options = parser.parse_args(arguments)
    call_command("migrate", verbosity=0)
    fill(list(make_articles(options.articles)))
    took, most = rebuild()
    print(
        f"{options.articles} articles: index {options.articles * 10 / took:.0f} pages/s, {most:.0f} MB at most"
    )
    print(f"{'CPU ms':40}{'median':>8}{'most':>10}")
    told("first search of a process", [cpu(lambda: engine.run(WORD))])
    told("the same again", [cpu(lambda: engine.run(WORD)) for _ in range(5)])
    opened = memory()
    for text in QUESTIONS.values():
        engine.run(text)
    index = current_engine()
    told(
        "near spellings of a word never asked",
        [cpu(lambda word=word: index.ocr_variants(word)) for word in NEW],
    )
    told("the spelling offered for a word", [cpu(lambda word=word: index.correct(word)) for word in MISSPELT])
    told("a search that finds nothing", [cpu(lambda word=word: engine.run(word)) for word in NOWHERE])
    used = memory()
    first, again = zip(*(after_a_commit(number) for number in range(options.commits)), strict=True)
    told("first search after a commit", first)
    told("the same again", again)
    print(f"memory: {opened} MB when opened, {used} MB after all kinds of queries, {memory()} MB at the end")


if __name__ == "__main__":
    main()
