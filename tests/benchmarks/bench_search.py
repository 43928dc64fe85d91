"""Search beside its peers in one run: ours, Whoosh as it comes, haystack's stock Whoosh backend, SQLite FTS5,
tantivy.

    python -m tests.benchmarks.bench_search [--articles 500] [--engines ours,whoosh,…] [--rounds 15]

Each peer holds the same articles of ten pages and answers the same questions with 20 rows and the total,
FTS5 with bm25 and a snippet of each row. Times are CPU milliseconds, the median and the 95th percentile of
the rounds. "locate" is what only ours does: every hit in the 20 articles shown, with its characters. The
whole of a search, with rows, snippets, facets and the page over HTTP, is measured by bench_results.
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

import tests.own_var  # noqa: F401, an archive of its own, which is gone afterwards

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from haystack.backends.whoosh_backend import WhooshSearchBackend  # noqa: E402

from search.analysis import PAGE_BREAK  # noqa: E402
from search.backends.arrays.array_engine import ArrayEngine  # noqa: E402
from search.engine_protocol import Question  # noqa: E402
from search.entries import make_entry  # noqa: E402
from search.locate import Locator, locate  # noqa: E402
from search.query_fields import WORD_FIELDS  # noqa: E402
from search.query_language import read  # noqa: E402
from tests.benchmarks.corpus import PLANTED, Article, make_articles  # noqa: E402

QUESTIONS = {
    "common": "government",
    "rare": PLANTED,
    "two words": "government trade",
    "phrase": '"regional integration"',
    "common phrase": '"of the"',
    "prefix": "integrat*",
    "fuzzy": "goverment~",
    "facets": "government",
    "by date": "government",
    "page 50": "the",
}
ROWS = 20
FIRST_ROW = {"page 50": 49 * ROWS}
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
        "language": article.language,
        "published": article.number,
        "year": article.year,
        "date": article.year * 100,
        "title_key": article.title.lower(),
    }


INDEX = SimpleNamespace(full_prepare=prepared)


class Ours:
    name = "ours"

    def __init__(self, folder: Path) -> None:
        self.engine = ArrayEngine(folder, WORD_FIELDS)

    def build(self, articles: list[Article]) -> None:
        self.engine.rebuild(
            (make_entry(prepared(article)) for article in articles), lambda identities: iter(())
        )

    def ask(self, kind: str, text: str) -> int:
        first = FIRST_ROW.get(kind, 0)
        found = self.engine.ask(
            Question(
                read(text).root,
                sort_by=("-date",) if kind == "by date" else (),
                start=first,
                end=first + ROWS,
                facets=FACETS if kind == "facets" else (),
            )
        )
        self.last = list(found.keys)
        return found.total


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
        first = FIRST_ROW.get(kind, 0)
        return self.backend.search(text, start_offset=first, end_offset=first + ROWS, **options)["hits"]


class Whoosh:
    """As it comes, with one searcher kept open and its own stemming analysis."""

    name = "whoosh"

    def __init__(self, folder: Path) -> None:
        from whoosh import fields, index
        from whoosh.analysis import StemmingAnalyzer

        folder.mkdir()
        schema = fields.Schema(
            key=fields.ID(stored=True),
            text=fields.TEXT(analyzer=StemmingAnalyzer(stoplist=None), stored=True),
            authors=fields.KEYWORD(commas=True, stored=True),
            journals=fields.ID(stored=True),
            year=fields.NUMERIC(sortable=True, stored=True),
        )
        self.index = index.create_in(folder, schema)

    def build(self, articles: list[Article]) -> None:
        from whoosh.qparser import FuzzyTermPlugin, QueryParser

        with self.index.writer(limitmb=128) as writer:
            for article in articles:
                text = PAGE_BREAK.join((article.title, *article.pages))
                writer.add_document(
                    key=str(article.number),
                    text=text,
                    authors=",".join(article.authors),
                    journals=article.journal,
                    year=article.year,
                )
        self.searcher = self.index.searcher()
        self.parser = QueryParser("text", self.index.schema)
        self.parser.add_plugin(FuzzyTermPlugin())

    def ask(self, kind: str, text: str) -> int:
        options: dict[str, object] = {"limit": FIRST_ROW.get(kind, 0) + ROWS}
        if kind == "facets":
            options["groupedby"] = list(FACETS)
        if kind == "by date":
            options |= {"sortedby": "year", "reverse": True}
        found = self.searcher.search(self.parser.parse(text), **options)
        [hit.fields() for hit in found[FIRST_ROW.get(kind, 0) :]]
        return len(found)


class Fts5:
    name = "fts5"
    fuzzy = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.database = sqlite3.connect(folder / "fts5.sqlite3")

    def build(self, articles: list[Article]) -> None:
        database = self.database
        database.execute(
            "CREATE VIRTUAL TABLE words USING fts5(text, tokenize='porter unicode61 remove_diacritics 2')"
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
        order, first = "bm25(words)", FIRST_ROW.get(kind, 0)
        if kind == "by date":
            order = "(SELECT year FROM article WHERE id = words.rowid) DESC"
        query = text if '"' in text or "*" in text else " ".join(f'"{word}"' for word in text.split())
        run = self.database.execute
        run(
            "SELECT rowid, snippet(words, 0, '<b>', '</b>', '…', 40) FROM words"  # noqa: S608
            f" WHERE words MATCH ? ORDER BY {order} LIMIT {ROWS} OFFSET {first}",
            (query,),
        ).fetchall()
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
        found = searcher.search(query, ROWS, offset=FIRST_ROW.get(kind, 0))
        if kind == "facets":
            terms = {name: {"terms": {"field": name, "size": 50}} for name in FACETS}
            searcher.aggregate(query, terms)
        return found.count


ENGINES = {engine.name: engine for engine in (Ours, Whoosh, Stock, Fts5, Tantivy)}
CANNOT = {("fts5", "fuzzy")}


def cpu_times(work: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of this process's CPU, once warm, ascending."""
    work()
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return sorted(times)


def written(times: list[float]) -> str:
    """ "1.20/3.40": the median and the 95th percentile."""
    return f"{statistics.median(times):.2f}/{times[min(len(times) - 1, int(len(times) * 0.95))]:.2f}"


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
        times = cpu_times(lambda kind=kind, text=text: peer.ask(kind, text), rounds)
        figures[kind] = f"{written(times)} ({total})"
        if isinstance(peer, Ours) and kind not in ("facets", "by date"):
            figures[f"{kind}: locate"] = written(_locating(peer, text, articles, rounds))
    return figures


def _locating(peer: Ours, text: str, articles: list[Article], rounds: int) -> list[float]:
    query = read(text)
    shown = [articles[key].pages for key in peer.last]

    def work() -> None:
        locator = Locator(query.page_terms, "en")
        for pages in shown:
            locate(query, pages, "en", locator)

    return cpu_times(work, rounds)


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
    print(f"{options.articles} articles of 10 pages; CPU ms, p50/p95 of {options.rounds} (articles found)")
    names = list(dict.fromkeys(figure for figures in columns.values() for figure in figures))
    print(f"{'':24}" + "".join(f"{name:>22}" for name in columns))
    for name in names:
        print(f"{name:24}" + "".join(f"{figures.get(name, ''):>22}" for figures in columns.values()))


if __name__ == "__main__":
    main()
