"""A search as readers meet it: the whole of `engine.run`, the results page over HTTP, the time until found.

    python -m tests.benchmarks.bench_results [--articles 500] [--rounds 20]

In an archive of its own (SQLite and Whoosh): articles of ten pages, in the database and in the index.
`engine.run` gives 20 articles with snippets, the total and all facets; milliseconds of CPU and of the wall,
the median and the 95th percentile. Over HTTP the page comes from `manage.py serve`, one reader at a time.
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import tests.own_var  # noqa: F401, an archive of its own, which is gone afterwards

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from archive.models import Author, Authorship, Document, Issue, Journal, Page, Scan  # noqa: E402
from archive.outbox import enqueue_for_indexing  # noqa: E402
from search import engine  # noqa: E402
from tests.benchmarks.bench_search import QUESTIONS, cpu_times, written  # noqa: E402
from tests.benchmarks.corpus import Article, make_articles  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PORT = 8017
SORT = {"by date": "newest"}
PAGE = {"page 50": 50}


@transaction.atomic
def fill(articles: list[Article]) -> None:
    """The rows of the articles; their documents have no scan of their own."""
    scan = Scan.objects.create(sha256="0" * 64, original_name="bench.txt", media_type="text/plain", size=1)
    authors: dict[str, Author] = {}
    issues: dict[tuple[str, int], Issue] = {}
    for article in articles:
        issue = _issue(issues, article)
        document = Document.objects.create(
            title=article.title,
            language=article.language,
            issue=issue,
            state="published",
            published_at=timezone.now(),
        )
        for position, name in enumerate(dict.fromkeys(article.authors), 1):
            if name not in authors:
                authors[name] = Author.objects.create(family=name, slug=name, sort_key=name)
            Authorship.objects.create(document=document, author=authors[name], position=position)
        Page.objects.bulk_create(
            Page(
                document=document,
                sequence=sequence,
                label=str(sequence),
                label_source="printed",
                address=str(sequence),
                text=text,
                raw_text=text,
                text_source="plain",
                scan=scan,
                scan_page=sequence,
            )
            for sequence, text in enumerate(article.pages, 1)
        )


def _issue(issues: dict[tuple[str, int], Issue], article: Article) -> Issue:
    key = (article.journal, article.year)
    if key not in issues:
        slug = article.journal.lower().replace(" ", "-")
        journal, _ = Journal.objects.get_or_create(title=article.journal, slug=slug)
        issues[key] = Issue.objects.create(journal=journal, year=article.year, slug=str(article.year))
    return issues[key]


def rebuild() -> tuple[float, float]:
    """Seconds of CPU and the most memory in MB that `manage.py rebuild_index` takes, in its own process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [sys.executable, "manage.py", "rebuild_index"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    most = 0.0
    while process.poll() is None:
        most = max(most, _most_held(process.pid))
        time.sleep(0.2)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, most


def _most_held(pid: int) -> float:
    """The most MB that a process ever had; what `getrusage` tells counts that of its parent before it began."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def wall_times(work: Callable[[], object], rounds: int) -> list[float]:
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


@contextmanager
def served():
    """The archive is served by processes of its own, on PORT."""
    call_command("collectstatic", interactive=False, verbosity=0)
    environment = {**os.environ, "PORT": str(PORT), "LOG_LEVEL": "ERROR"}
    server = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment)
    try:
        for _ in range(120):
            try:
                fetch("/healthz")
                break
            except OSError:
                time.sleep(0.5)
        yield
    finally:
        server.terminate()
        server.wait(20)


def fetch(path: str) -> bytes:
    """What the server answers, compressed as for a browser."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status >= 500:
        raise OSError(f"{answer.status} for {path}")
    return body


def findable(word: str) -> bool:
    return b'class="results"' in gzip.decompress(fetch(f"/search/?q={word}"))


def until_found() -> float:
    """Seconds from publishing an article until a search finds it, the indexer following."""
    word = f"quokka{time.monotonic_ns()}"
    document = Document.objects.published().first()
    page = document.pages.first()
    page.text = f"{page.text} {word}"
    started = time.perf_counter()
    with transaction.atomic():
        page.save()
        enqueue_for_indexing([document.pk])
    while not findable(word) and time.perf_counter() - started < 60:
        time.sleep(0.05)
    return time.perf_counter() - started


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args(arguments)
    call_command("migrate", verbosity=0)
    fill(list(make_articles(options.articles)))
    took, memory = rebuild()
    print(
        f"{options.articles} articles of 10 pages: index {options.articles * 10 / took:.0f} pages/s, {memory:.0f} MB at most"
    )
    print(f"{'engine.run, p50/p95 ms':24}{'CPU':>18}{'wall':>18}{'articles':>10}")
    for kind, text in QUESTIONS.items():
        page = min(PAGE.get(kind, 1), max(1, options.articles // 40))
        ask = partial(engine.run, text, sort=SORT.get(kind, "relevance"), page=page)
        print(
            f"{kind:24}{written(cpu_times(ask, options.rounds)):>18}"
            f"{written(wall_times(ask, options.rounds)):>18}{ask().total:>10}",
            flush=True,
        )
    with served():
        print(f"{'page over HTTP, ms':24}{'wall':>36}{'KB sent':>10}")
        for kind, text in QUESTIONS.items():
            place = f"/search/?{urlencode({'q': text, 'sort': SORT.get(kind, 'relevance')})}"
            times = wall_times(partial(fetch, place), options.rounds)
            print(f"{kind:24}{written(times):>36}{len(fetch(place)) / 1000:>10.0f}", flush=True)
        print(f"published and found after {until_found():.1f} s")


if __name__ == "__main__":
    main()
