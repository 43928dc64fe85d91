"""The reader and the article page of a long document: time of the server and weight of the page.

    python -m tests.benchmarks.bench_reader [--pages 300] [--rounds 30]

One document in an archive of its own (SQLite and Whoosh), every page with matches of the query. The page
comes from Django's test client: the whole of the middleware, the view and the templates, without a network.
Milliseconds of the wall, the median and the 95th percentile, and of the processor, which a busy machine changes less;
kilobytes of HTML, and as sent with gzip. A document of ten pages stands beside it: the long one shall cost no more.
"""

from __future__ import annotations

import argparse
import gzip
import os
import time
from dataclasses import dataclass
from statistics import median, quantiles

import tests.own_var  # noqa: F401, an archive of its own, which is gone afterwards

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from tests.builders import make_document  # noqa: E402

SHORT = 10  # pages of the document beside it
GOAL_MS = {"reader": 40, "article": 120}  # of the processor
GOAL_KB = {"reader": 40, "article": 80}  # of HTML
PARAGRAPH = "The customs union was debated in the harbour towns, where free trade had friends and foes. "


def addresses(pages: int) -> dict[str, str]:
    """Of a new document of so many pages: the page in its middle in the reader, and the article page."""
    document = make_document(f"Of {pages} Pages", texts=[(PARAGRAPH * 4 + "\n\n") * 5] * pages)
    middle = document.pages.get(sequence=(pages + 1) // 2)
    article = document.get_absolute_url()
    return {"reader": f"{article}p/{middle.address}/", "article": article}


@dataclass
class Measured:
    """Milliseconds of each round after a first one that warms up, and the page."""

    wall: list[float]
    processor: list[float]
    content: bytes


def measure(client: Client, address: str, query: dict[str, str], rounds: int) -> Measured:
    wall, processor, content = [], [], b""
    for _ in range(rounds + 1):
        start, worked = time.perf_counter(), time.process_time()
        response = client.get(address, query)
        wall.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - worked) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")
        content = response.content
    return Measured(wall[1:], processor[1:], content)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args(arguments)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client(SERVER_NAME="localhost")
    client.cookies["unknown"] = "1"  # an answer that was kept would be measured, not made
    for pages in (SHORT, options.pages):
        for name, address in addresses(pages).items():
            for how, query in (("without a query", {}), ("with a query", {"q": "harbour"})):
                took = measure(client, address, query, options.rounds)
                print(
                    f"{name}, {pages} pages, {how}: of the processor {median(took.processor):.0f} ms "
                    f"(goal {GOAL_MS[name]}); p50 {median(took.wall):.0f} ms, "
                    f"p95 {quantiles(took.wall, n=20)[-1]:.0f} ms; "
                    f"{len(took.content) / 1000:.1f} KB (goal {GOAL_KB[name]}), "
                    f"{len(gzip.compress(took.content)) / 1000:.1f} KB as sent"
                )


if __name__ == "__main__":
    main()
