"""A page of results by each engine with the same work: 20 rows, the total, a snippet of each row, three facets.

    python -m tests.benchmarks.whole_page ENGINE FOLDER

In a process of its own for each engine, whose figures are printed as JSON; `bench_fresh` fills the folder and runs
it. Ours is the whole answer of the server, with all its facets and hits and as HTML; the peers give plain values.
FTS5 finds what matches once, counts facets over that, and makes snippets of the rows shown alone.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from wordfreq import top_n_list

from tests.benchmarks.corpus import PHRASES, Article

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = "questions.json"  # in the folder: the list of words that they are made of is no engine's memory
ROWS, PAGE = 20, 3
ASKED, COMMITS, CHANGED = 5, 3, 3  # questions of a kind, commits, articles of a commit
FACETS = ("authors", "journals", "year")
CANNOT = {("fts5", "fuzzy")}
LARGEST = 120  # characters of a snippet


def questions() -> dict[str, list[str]]:
    """By kind so many that none is asked twice; those left over of the first are asked at first and after commits."""
    words = [word for word in top_n_list("en", 30_000) if word.isalpha()]
    common, usual, rare = (
        [word for word in part if len(word) > 5]
        for part in (words[150:900], words[2000:6000], words[12000:14000])
    )
    return {
        "common word": common[: ASKED + COMMITS + 1],
        "rare word": rare[:ASKED],
        "two words": [" ".join(pair) for pair in zip(common[20:], usual[:ASKED], strict=False)],
        "phrase": [f'"{phrase}"' for phrase in PHRASES[:ASKED]],
        "“of the”": [f'"{word} the"' for word in ("of", "in", "to", "on", "for")],
        "prefix": [f"{word[:5]}*" for word in usual[20 : 20 + ASKED]],
        "fuzzy": [f"{word[:3]}{word[4:]}~" for word in usual[40 : 40 + ASKED]],
        "by date": common[30 : 30 + ASKED],
        f"page {PAGE}": common[40 : 40 + ASKED],
    }


class Engine(Protocol):
    name: str

    def ask(self, kind: str, text: str) -> int:
        """Make the page; the total."""

    def commit(self, number: int) -> None:
        """Have some articles written anew."""


class Ours:
    """The archive of ARCHIVE_VAR, warmed as the web server does it before it forks."""

    name = "here"

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
        from archive.wsgi import application
        from search.warming import warm_up

        warm_up(application)
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost")
        self.client.get("/healthz")  # what the client itself loads

    def ask(self, kind: str, text: str) -> int:
        asked = {"q": text, "sort": "newest" if kind == "by date" else "relevance"}
        answer = self.client.get("/search/", asked | ({"page": PAGE} if kind.startswith("page") else {}))
        if answer.status_code != 200 or b'class="results' not in answer.content:
            raise RuntimeError(f"{text} was answered with {answer.status_code}")
        return len(answer.content)

    def commit(self, number: int) -> None:
        from django.db import transaction

        from archive.models import Document
        from archive.outbox import enqueue_for_indexing

        first = CHANGED * number
        keys = Document.objects.order_by("pk").values_list("pk", flat=True)[first : first + CHANGED]
        with transaction.atomic():
            enqueue_for_indexing(list(keys))
        command = [sys.executable, "manage.py", "indexer"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


class Fts5:
    name = "fts5"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "fts5.sqlite3"
        self.database = sqlite3.connect(self.path)
        self.database.execute("CREATE TEMP TABLE found (id INTEGER PRIMARY KEY)")

    @staticmethod
    def build(folder: Path, articles: Iterable[Article]) -> None:
        database = sqlite3.connect(folder / "fts5.sqlite3")
        database.executescript(
            "CREATE VIRTUAL TABLE words USING fts5(text, tokenize='porter unicode61 remove_diacritics 2');"
            "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, journal TEXT, year INTEGER);"
            "CREATE TABLE author (article INTEGER, name TEXT); CREATE INDEX of_article ON author (article);"
        )
        for article in articles:
            key = article.number
            database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (key, whole_text(article)))
            row = (key, article.title, article.journal, article.year)
            database.execute("INSERT INTO article VALUES (?, ?, ?, ?)", row)
            database.executemany(
                "INSERT INTO author VALUES (?, ?)", [(key, each) for each in article.authors]
            )
        database.commit()
        database.close()

    def ask(self, kind: str, text: str) -> int:
        run = self.database.execute
        is_written = '"' in text or "*" in text
        query = (text if is_written else " ".join(f'"{word}"' for word in text.split()),)
        run("DELETE FROM found")
        run("INSERT INTO found SELECT rowid FROM words WHERE words MATCH ?", query)
        (total,) = run("SELECT count(*) FROM found").fetchone()
        order = "a.year DESC" if kind == "by date" else "w.rank"
        rows = run(
            "SELECT a.id, a.title, a.journal, a.year, snippet(words, 0, '<mark>', '</mark>', '…', 30)"  # noqa: S608
            " FROM words w JOIN article a ON a.id = w.rowid"
            f" WHERE words MATCH ? ORDER BY {order} LIMIT {ROWS} OFFSET {first_row(kind)}",
            query,
        ).fetchall()
        for key, *_ in rows:
            run("SELECT name FROM author WHERE article = ?", (key,)).fetchall()
        counted = "GROUP BY 1 ORDER BY 2 DESC"
        run(f"SELECT journal, count(*) FROM found JOIN article USING (id) {counted}").fetchall()  # noqa: S608
        run(f"SELECT year, count(*) FROM found JOIN article USING (id) {counted}").fetchall()  # noqa: S608
        run(f"SELECT name, count(*) FROM found JOIN author ON article = id {counted}").fetchall()  # noqa: S608
        self.database.commit()
        return total

    def commit(self, number: int) -> None:
        other = sqlite3.connect(self.path)
        for key in range(CHANGED * number, CHANGED * (number + 1)):
            (text,) = other.execute("SELECT text FROM words WHERE rowid = ?", (key,)).fetchone()
            other.execute("UPDATE words SET text = ? WHERE rowid = ?", (f"{text} changed", key))
        other.commit()
        other.close()


class Tantivy:
    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self.tantivy = tantivy
        self.index = tantivy.Index(self.schema(), path=str(folder / "tantivy"))

    @staticmethod
    def schema() -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="en_stem", stored=True)
        builder.add_text_field("title", stored=True)
        builder.add_integer_field("key", indexed=True, stored=True)
        builder.add_integer_field("year", fast=True, stored=True)
        for name in ("journals", "authors"):
            builder.add_text_field(name, tokenizer_name="raw", fast=True, stored=True)
        return builder.build()

    @staticmethod
    def build(folder: Path, articles: Iterable[Article]) -> None:
        import tantivy

        (folder / "tantivy").mkdir()
        writer = tantivy.Index(Tantivy.schema(), path=str(folder / "tantivy")).writer(128_000_000, 1)
        for article in articles:
            writer.add_document(Tantivy.document(article))
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def document(article: Article) -> Any:
        import tantivy

        return tantivy.Document(
            key=article.number, title=article.title, text=whole_text(article), year=article.year,
            journals=article.journal, authors=list(article.authors),
        )  # fmt: skip

    def ask(self, kind: str, text: str) -> int:
        searcher = self.index.searcher()
        schema, queries = self.index.schema, self.tantivy.Query
        if kind == "fuzzy":
            query = queries.fuzzy_term_query(schema, "text", text.strip("~"), distance=1)
        elif kind == "prefix":
            query = queries.regex_query(schema, "text", text.replace("*", ".*"))
        else:
            query = self.index.parse_query(text, ["text"], conjunction_by_default=True)
        if kind == "by date":
            found = searcher.search(query, ROWS, order_by_field="year")
        else:
            found = searcher.search(query, ROWS, offset=first_row(kind))
        snippets = self.tantivy.SnippetGenerator.create(searcher, query, schema, "text")
        snippets.set_max_num_chars(LARGEST)
        for _, address in found.hits:
            row = searcher.doc(address)
            [row.get_first("title"), row.get_first("year"), row.get_first("journals"), row.get_all("authors")]
            snippets.snippet_from_doc(row).to_html()
        searcher.aggregate(query, {name: {"terms": {"field": name, "size": 50}} for name in FACETS})
        return found.count

    def commit(self, number: int) -> None:
        writer = self.index.writer(64_000_000, 1)
        searcher = self.index.searcher()
        for key in range(CHANGED * number, CHANGED * (number + 1)):
            query = self.tantivy.Query.term_query(self.index.schema, "key", key)
            row = searcher.doc(searcher.search(query, 1).hits[0][1]).to_dict()
            writer.delete_documents_by_term("key", key)
            writer.add_document(self.tantivy.Document(**{**row, "text": f"{row['text'][0]} changed"}))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()


ENGINES: dict[str, Callable[[Path], Engine]] = {each.name: each for each in (Ours, Fts5, Tantivy)}


def whole_text(article: Article) -> str:
    return "\n".join((article.title, *article.pages))


def first_row(kind: str) -> int:
    return (PAGE - 1) * ROWS if kind.startswith("page") else 0


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds of the processor that this process takes."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def memory(pid: int | str = "self") -> float:
    """MB of a process; what several processes map counts once (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def measure(name: str, folder: Path) -> Iterator[tuple[str, Any]]:
    made: list[Engine] = []
    yield "opened", cpu(lambda: made.append(ENGINES[name](folder)))
    (engine,) = made
    asked = json.loads((folder / QUESTIONS).read_text())
    first, *left = asked["common word"][ASKED:]
    yield "first", cpu(lambda: engine.ask("common word", first))
    for kind, texts in asked.items():
        if (name, kind) in CANNOT:
            continue
        asking = [partial(engine.ask, kind, text) for text in texts[:ASKED]]
        once, again = ([cpu(ask) for ask in asking] for _ in range(2))
        yield kind, (statistics.median(once), statistics.median(again))
    yield "memory", memory()
    after = []
    for number, text in enumerate(left):
        engine.commit(number)
        after.append(cpu(lambda text=text: engine.ask("common word", text)))
    yield "after a commit", statistics.median(after)


if __name__ == "__main__":
    print(json.dumps(dict(measure(sys.argv[1], Path(sys.argv[2])))))
