"""Known items: how high an article that one knows stands when it is searched by what one remembers of it.

    python -m tests.benchmarks.bench_known_items [--folder ../shared/corpus/articles]

The articles of the folder (PDFs, each with the truth about it in NAME.truth.json) are taken into an archive
of its own. Mean reciprocal rank (Voorhees 1999, TREC-8 question answering) of: the words of the title; the
first author's family name with the year; a phrase of the body; a rare word misspelt, by way
of what the page offers where nothing is found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import tests.own_var  # noqa: F401, an archive of its own, which is gone afterwards

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from archive.models import Document, Page  # noqa: E402
from search import engine  # noqa: E402

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "articles"
PHRASE_WORDS = 6
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Ask = Callable[[dict, "Texts", random.Random], str | None]


class Texts:
    """The words of all articles, and in how many each stands."""

    def __init__(self) -> None:
        self.of: dict[int, str] = {}
        for key, text in Page.objects.order_by("document", "sequence").values_list("document", "text"):
            self.of[key] = f"{self.of.get(key, '')} {text}"
        self.articles = Counter(word for text in self.of.values() for word in set(words_of(text)))


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{4,}", text.lower())


def by_title(item: dict, texts: Texts, chance: random.Random) -> str | None:
    return " ".join(re.findall(r"\w+", item["title"])) or None


def by_author_and_year(item: dict, texts: Texts, chance: random.Random) -> str | None:
    return f'author:"{item["author"]}" year:{item["year"]}' if item["author"] and item["year"] else None


def by_phrase(item: dict, texts: Texts, chance: random.Random) -> str | None:
    runs = re.findall(rf"(?:[^\W\d_]+ ){{{PHRASE_WORDS - 1}}}[^\W\d_]+", item["text"])
    return f'"{chance.choice(runs)}"' if runs else None


def by_misspelt_word(item: dict, texts: Texts, chance: random.Random) -> str | None:
    words = [word for word in set(words_of(item["text"])) if texts.articles[word] == 1 and len(word) > 7]
    if not words:
        return None
    word = chance.choice(sorted(words))
    at = chance.randrange(2, len(word) - 1)
    return word[:at] + chance.choice(LETTERS.replace(word[at], "")) + word[at + 1 :]


QUESTIONS: dict[str, Ask] = {
    "title": by_title,
    "author and year": by_author_and_year,
    "phrase of the body": by_phrase,
    "misspelt rare word": by_misspelt_word,
}


def rank(text: str, key: int) -> int:
    """Of the article among those found, 0 for not at all; where nothing is found, by the spelling offered."""
    found = engine.run(text, per_page=50)
    if not found.total and found.help:
        offered = found.help.spelling or found.help.fuzzy
        found = engine.run(offered, per_page=50) if offered else found
    return next((row.number for row in found.rows if row.document.pk == key), 0)


def items(folder: Path) -> Iterator[dict]:
    for document in Document.objects.published().prefetch_related("pages__scan"):
        truth = folder / f"{Path(document.pages.all()[0].scan.original_name).stem}.truth.json"
        if truth.exists():
            known = json.loads(truth.read_text("utf-8"))
            authors = known.get("authors") or [{}]
            yield {
                "key": document.pk,
                "title": known.get("title") or "",
                "author": authors[0].get("family") or "",
                "year": known.get("year") or "",
                "text": " ".join(document.pages.values_list("text", flat=True)),
            }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    folder = parser.parse_args(arguments).folder
    if not folder.is_dir():
        print(f"skipped: there is no folder {folder} of articles with their truth")
        return
    call_command("migrate", verbosity=0)
    call_command("ingest", *map(str, sorted(folder.glob("*.pdf"))), publish_doubtful=True, verbosity=0)
    call_command("rebuild_index", verbosity=0)
    texts, chance = Texts(), random.Random(1)
    known = list(items(folder))
    print(f"{len(known)} articles, among {Document.objects.published().count()}")
    for name, ask in QUESTIONS.items():
        ranks = [
            (rank(text, item["key"]), text)
            for item in known
            if (text := ask(item, texts, chance)) is not None
        ]
        mean = sum(1 / place for place, _ in ranks if place) / max(1, len(ranks))
        print(f"{name:24} MRR {mean:.3f} of {len(ranks)}")
        for place, text in ranks:
            if place != 1:
                print(f"    {place or 'not found'}: {text[:90]}")


if __name__ == "__main__":
    main()
