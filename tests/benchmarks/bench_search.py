"""Search beside its peers in one run: ours, haystack's stock Whoosh backend, SQLite FTS5, tantivy.

    python -m tests.benchmarks.bench_search [--articles 500] [--engines ours,stock,fts5,tantivy] [--rounds 15]

Each peer holds the same articles of ten pages and answers the same questions with the first 20 rows and the
total. Times are CPU milliseconds, the median of the rounds. "locate" is what only ours does: every hit in
the 20 articles shown, with the characters it covers.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
os.environ.setdefault("ARCHIVE_VAR", tempfile.mkdtemp(prefix="hemeroteca-bench-"))

import django

django.setup()

from haystack.backends.whoosh_backend import WhooshSearchBackend  # noqa: E402

from search.analysis import PAGE_BREAK  # noqa: E402
from search.backends.whoosh_backend import ArchiveBackend  # noqa: E402
from search.locate import Locator, locate  # noqa: E402
from search.query_language import read  # noqa: E402
from tests.benchmarks.corpus import Article, make_articles  # noqa: E402

QUESTIONS = {
    "common": "government",
    "rare": "lighthouse",
    "two words": "government trade",
    "phrase": '"regional integration"',
    "common phrase": '"of the"',
    "prefix": "integrat*",
    "fuzzy": "goverment~",
    "facets": "government",
    "by date": "government",
}
ROWS = 20
FACETS = ("authors", "journals", "year")


def prepared(article: Article) -> dict[str, object]:
    return {
        "id": f"archive.document.{article.number}",
        "django_ct": "archive.document",
        "django_id": str(article.number),
        "text": PAGE_BREAK.join((article.title, *article.pages)),
        "title": article.title,
        "author": " ".join(article.authors),
        "journal": article.journal,
        "subject": "",
        "heading": "",
        "authors": list(article.authors),
        "subjects": [],
        "journals": [article.journal],
        "language": "en",
        "year": article.year,
        "date": article.year * 100,
        "title_key": article.title.lower(),
    }


INDEX = SimpleNamespace(full_prepare=prepared)


class Ours:
    name = "ours"

    def __init__(self, folder: Path) -> None:
        self.backend = ArchiveBackend("default", PATH=str(folder))

    def build(self, articles: list[Article]) -> None:
        with self.backend.shelf.writing():
            self.backend.start_anew()
        self.backend.update(INDEX, articles)

    def ask(self, kind: str, text: str) -> int:
        options = {"facets": {name: {} for name in FACETS}} if kind == "facets" else {}
        if kind == "by date":
            options["sort_by"] = ["-date"]
        found = self.backend.search(read(text).root, end_offset=ROWS, **options)
        self.last = [result.pk for result in found["results"]]
        return found["hits"]


class Stock:
    """As haystack brings it. It takes no slash between words and no fuzzy words without a parser of its own."""

    name = "stock"

    def __init__(self, folder: Path) -> None:
        self.backend = WhooshSearchBackend("default", PATH=str(folder))

    def build(self, articles: list[Article]) -> None:
        self.backend.update(INDEX, articles)

    def ask(self, kind: str, text: str) -> int:
        options = {"facets": {name: {} for name in FACETS}} if kind == "facets" else {}
        if kind == "by date":
            options["sort_by"] = ["-date"]
        return self.backend.search(text, end_offset=ROWS, **options)["hits"]


class Fts5:
    name = "fts5"
    fuzzy = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.database = sqlite3.connect(folder / "fts5.sqlite3")

    def build(self, articles: list[Article]) -> None:
        database = self.database
        database.execute(
            "CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2')"
        )
        database.execute("CREATE TABLE article (id INTEGER PRIMARY KEY, journal TEXT, year INTEGER)")
        database.execute("CREATE TABLE author (article INTEGER, name TEXT)")
        for article in articles:
            text = PAGE_BREAK.join((article.title, *article.pages))
            database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (article.number, text))
            database.execute(
                "INSERT INTO article VALUES (?, ?, ?)", (article.number, article.journal, article.year)
            )
            database.executemany(
                "INSERT INTO author VALUES (?, ?)", [(article.number, name) for name in article.authors]
            )
        database.commit()

    def ask(self, kind: str, text: str) -> int:
        order = "rank"
        if kind == "by date":
            order = "(SELECT year FROM article WHERE id = words.rowid) DESC"
        query = text if '"' in text or "*" in text else " ".join(f'"{word}"' for word in text.split())
        run = self.database.execute
        run(f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY {order} LIMIT {ROWS}", (query,)).fetchall()  # noqa: S608
        if kind == "facets":
            for column, table, key in (
                ("journal", "article", "id"),
                ("year", "article", "id"),
                ("name", "author", "article"),
            ):
                run(
                    f"SELECT {column}, count(*) FROM {table} WHERE {key} IN"  # noqa: S608
                    " (SELECT rowid FROM words WHERE words MATCH ?) GROUP BY 1 ORDER BY 2 DESC",
                    (query,),
                ).fetchall()
        return run("SELECT count(*) FROM words WHERE words MATCH ?", (query,)).fetchone()[0]


class Tantivy:
    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="en_stem")
        builder.add_integer_field("year", fast=True, stored=True)
        builder.add_text_field("journals", tokenizer_name="raw", fast=True)
        builder.add_text_field("authors", tokenizer_name="raw", fast=True)
        self.tantivy = tantivy
        self.index = tantivy.Index(builder.build(), path=str(folder))

    def build(self, articles: list[Article]) -> None:
        writer = self.index.writer(128_000_000, 1)
        for article in articles:
            text = PAGE_BREAK.join((article.title, *article.pages))
            writer.add_document(
                self.tantivy.Document(
                    text=text, year=article.year, journals=article.journal, authors=list(article.authors)
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def ask(self, kind: str, text: str) -> int:
        searcher = self.index.searcher()
        if kind == "fuzzy":
            query = self.tantivy.Query.fuzzy_term_query(
                self.index.schema, "text", text.strip("~"), distance=1
            )
        elif kind == "prefix":
            query = self.tantivy.Query.regex_query(self.index.schema, "text", text.replace("*", ".*"))
        else:
            query = self.index.parse_query(text, ["text"], conjunction_by_default=True)
        if kind == "by date":
            return searcher.search(query, ROWS, order_by_field="year").count
        found = searcher.search(query, ROWS)
        if kind == "facets":
            terms = {name: {"terms": {"field": name, "size": 50}} for name in FACETS}
            searcher.aggregate(query, terms)
        return found.count


ENGINES = {engine.name: engine for engine in (Ours, Stock, Fts5, Tantivy)}
CANNOT = {("fts5", "fuzzy")}


def median_cpu(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds of this process's CPU."""
    work()
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def folder_size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measure(engine: type, articles: list[Article], folder: Path, rounds: int) -> dict[str, str]:
    pages = sum(len(article.pages) for article in articles)
    peer = engine(folder)
    started = time.process_time()
    peer.build(articles)
    figures = {
        "index pages/s": f"{pages / (time.process_time() - started):.0f}",
        "index MB": f"{folder_size(folder):.1f}",
    }
    for kind, text in QUESTIONS.items():
        if (peer.name, kind) in CANNOT:
            figures[kind] = "–"
            continue
        total = peer.ask(kind, text)
        milliseconds = median_cpu(lambda kind=kind, text=text: peer.ask(kind, text), rounds)
        figures[kind] = f"{milliseconds:.2f} ({total})"
        if isinstance(peer, Ours) and kind not in ("facets", "by date"):
            figures[f"{kind}: locate"] = f"{_locating(peer, text, articles, rounds):.2f}"
    return figures


def _locating(peer: Ours, text: str, articles: list[Article], rounds: int) -> float:
    query = read(text)
    shown = [articles[key].pages for key in peer.last]

    def work() -> None:
        locator = Locator(query.page_terms, "en")
        for pages in shown:
            locate(query, pages, "en", locator)

    return median_cpu(work, rounds)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args(arguments)
    articles = list(make_articles(options.articles))
    root = Path(tempfile.mkdtemp(prefix="hemeroteca-bench-"))
    try:
        columns = {
            name: measure(ENGINES[name], articles, root / name, options.rounds)
            for name in options.engines.split(",")
        }
    finally:
        shutil.rmtree(root)
    print(f"{options.articles} articles of 10 pages; CPU ms, median of {options.rounds} (articles found)")
    names = list(dict.fromkeys(figure for figures in columns.values() for figure in figures))
    print(f"{'':24}" + "".join(f"{name:>20}" for name in columns))
    for name in names:
        print(f"{name:24}" + "".join(f"{figures.get(name, ''):>20}" for figures in columns.values()))


if __name__ == "__main__":
    main()
