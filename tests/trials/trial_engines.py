"""Whether the engines find the same: queries of all operators over the demo issues and the shared articles.

    python -m tests.trials.trial_engines [--count 500] [--seed 1] [--url solr+http://…]

Each engine in a folder of its own, beside the embedded one; with --url another one that is served elsewhere, whose index
is made anew. What is not found alike is listed. Exit status 1 where that is more than one query in two hundred.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import tests.own_var  # noqa: F401, an archive of its own, which is gone afterwards

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    ROOT / "fixtures",
    ROOT.parent / "shared" / "corpus" / "articles",
    ROOT.parent / "shared" / "corpus" / "issues",
)
ALIKE = 0.995
MAX_PAGES = 60  # of one file
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

import pypdfium2  # noqa: E402

from search.analysis import PAGE_BREAK, PART_BREAK  # noqa: E402
from search.backends.addresses import make_engine  # noqa: E402
from search.backends.arrays.array_engine import ArrayEngine  # noqa: E402
from search.engine_protocol import Entry, SearchEngine  # noqa: E402
from search.entries import identity_of  # noqa: E402
from search.query_fields import WORD_FIELDS  # noqa: E402
from tests.search.query_samples import questions, texts_of  # noqa: E402

SECONDS = 60.0  # for one query: that time runs out is tried elsewhere


def entries() -> Iterator[Entry]:
    """Five pages of a file make an article, whose first words are its title."""
    key = 0
    for path in sorted(path for folder in FOLDERS if folder.is_dir() for path in folder.rglob("*.pdf")):
        with pypdfium2.PdfDocument(path) as document:
            texts = [
                document[at].get_textpage().get_text_bounded() for at in range(min(len(document), MAX_PAGES))
            ]
        for first in range(0, len(texts), 5):
            key += 1
            pages = [text.replace("\r\n", "\n") for text in texts[first : first + 5]]
            title, author = " ".join(pages[0].split()[:8]), " ".join(pages[0].split()[8:11])
            words = dict.fromkeys(WORD_FIELDS, "") | {"title": title, "author": author}
            words["text"] = PART_BREAK.join((title, author, PAGE_BREAK.join(pages)))
            language = "es" if " de la " in pages[0] else "en"
            columns = {"django_id": str(key), "language": language, "year": 1990 + key % 20}
            yield Entry(identity_of(key), language, words, columns)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", action="append", default=[])
    options = parser.parse_args(arguments)
    written = list(entries())
    with tempfile.TemporaryDirectory() as folder:
        embedded = ArrayEngine(f"{folder}/arrays", WORD_FIELDS, SECONDS)
        embedded.rebuild(written, lambda identities: iter(()))
        worst = 1.0
        for url in [f"tantivy://{folder}/tantivy", *options.url]:
            engine = make_engine(url, WORD_FIELDS, SECONDS)
            engine.rebuild(written, lambda identities: iter(()))
            worst = min(worst, alike(url, embedded, engine, written, options.seed, options.count))
    if worst < ALIKE:
        sys.exit(1)


def alike(
    url: str, embedded: SearchEngine, engine: SearchEngine, written: list[Entry], seed: int, count: int
) -> float:
    """The share of the queries of which both find the same; the others are told."""
    same = with_rows = first_alike = 0
    taken = [0.0, 0.0]
    for told, question in questions(seed, count, texts_of(written)):
        answers = []
        for at, each in enumerate((embedded, engine)):
            begun = time.thread_time()
            answers.append(each.ask(question))
            taken[at] += time.thread_time() - begun
        expected, found = (set(answer.keys) for answer in answers)
        same += expected == found
        with_rows += bool(expected)
        first_alike += list(answers[0].keys[:20]) == list(answers[1].keys[:20])
        if expected != found:
            print(
                f"  {told}: {sorted(expected - found)[:5]} only embedded, {sorted(found - expected)[:5]} only here"
            )
    name = url.partition(":")[0]
    print(
        f"{name}: {same} of {count} queries over {len(written)} articles find the same, {with_rows} of them something; "
        f"the first 20 rows are the same of {first_alike}; {1000 * taken[0] / count:.1f} ms embedded, "
        f"{1000 * taken[1] / count:.1f} ms here"
    )
    return same / count


if __name__ == "__main__":
    main()
