"""How well questions in natural language are answered: a judged collection, beside SQLite's full-text search.

    python -m tests.benchmarks.bench_questions [--folder ../shared/corpus/ranking]

The folder has documents.json (id, title, author, body) and queries.json (text, and by document a gain of 1 to
4). nDCG@10 with gain 2^g - 1 (Järvelin & Kekäläinen 2002), of the articles in the order in which the results
page shows them; the peer is FTS5's bm25 with any of the words, titles counting thrice.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import tests.own_var  # noqa: F401, an archive of its own, which is gone afterwards

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from search.analysis import PART_BREAK  # noqa: E402
from search.backends.arrays.array_engine import ArrayEngine  # noqa: E402
from search.engine_protocol import Entry, Question  # noqa: E402
from search.feedback import with_feedback  # noqa: E402
from search.function_words import set_aside  # noqa: E402
from search.lexicon import rarity  # noqa: E402
from search.most_words import as_most_words  # noqa: E402
from search.query_expansion import Knowledge, expand  # noqa: E402
from search.query_fields import CONTENT, WORD_FIELDS  # noqa: E402
from search.query_language import read  # noqa: E402
from search.raising import raised  # noqa: E402
from search.tokens.token_file import Text  # noqa: E402
from search.tokens.token_store import TokenStore  # noqa: E402
from search.variants import variants_of  # noqa: E402

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "ranking"
TOP = 10
Ask = Callable[[str], list[int]]


def entries(documents: list[dict[str, Any]]) -> Iterator[Entry]:
    for document in documents:
        body = document["body"].removeprefix(document["title"])
        words = dict.fromkeys(WORD_FIELDS, "") | {"title": document["title"], "author": document["author"]}
        words[CONTENT] = PART_BREAK.join(filter(None, (document["title"], document["author"], body)))
        columns = {"django_id": document["id"], "language": "en", "title_key": document["title"]}
        yield Entry(f"archive.document.{document['id']}", "en", words, columns)


def of_the_archive(documents: list[dict[str, Any]], folder: str) -> Ask:
    engine = ArrayEngine(folder, WORD_FIELDS, 10.0)
    engine.rebuild(entries(documents), lambda identities: iter(()))
    tokens = TokenStore(Path(folder))
    with tokens.writing() as add:
        for document in documents:
            add(Text(document["id"], "en", (document["body"],)))
    knowledge = Knowledge(
        ocr_variants=engine.ocr_variants,
        variants=lambda form: variants_of(form, ("en",), engine.holds),
        is_word=engine.has_common_form,
        rarity=lambda form: rarity(form, ("en",)),
    )

    def ask(text: str) -> list[int]:
        query = expand(set_aside(read(text), "en"), knowledge).query
        most = as_most_words(query, lambda node: engine.ask(Question(node, end=0)).total, knowledge)
        ranked = with_feedback(raised(most.query), engine, tokens) if most else raised(query)
        return list(engine.ask(Question(ranked.root, end=TOP)).keys)

    return ask


def of_sqlite(documents: list[dict[str, Any]]) -> Ask:
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, title, body, tokenize='porter unicode61')"
    )
    rows = [(each["id"], each["title"], each["body"].removeprefix(each["title"])) for each in documents]
    database.executemany("INSERT INTO held VALUES (?, ?, ?)", rows)

    def ask(text: str) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        found = database.execute(
            "SELECT id FROM held WHERE held MATCH ? ORDER BY bm25(held, 0, 3, 1) LIMIT ?", (words, TOP)
        )
        return [key for (key,) in found]

    return ask


def ndcg(found: list[int], gains: dict[str, int]) -> float:
    best = sorted(gains.values(), reverse=True)[:TOP]
    ideal = sum((2**gain - 1) / math.log2(rank + 2) for rank, gain in enumerate(best))
    got = sum((2 ** gains.get(str(key), 0) - 1) / math.log2(rank + 2) for rank, key in enumerate(found))
    return got / ideal


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(prog="bench_questions")
    options.add_argument("--folder", type=Path, default=FOLDER)
    folder = options.parse_args(arguments).folder
    if not folder.is_dir():
        print(f"no judged questions in {folder}")
        return 0
    documents = json.loads((folder / "documents.json").read_text("utf-8"))
    questions = json.loads((folder / "queries.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as place:
        for name, ask in (("archive", of_the_archive(documents, place)), ("FTS5", of_sqlite(documents))):
            answers = [(ask(each["text"]), each["gains"]) for each in questions]
            mean = sum(ndcg(found, gains) for found, gains in answers) / len(answers)
            empty = sum(not found for found, _ in answers)
            print(f"{name:8} nDCG@{TOP} {mean:.3f}, {empty} of {len(answers)} questions find nothing")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
