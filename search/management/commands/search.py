"""Print what the results page would show."""

from __future__ import annotations

import json
import re
import sys
from html import unescape
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import engine
from search.errors import IndexAwayError
from search.results import Results, Row

_TAGS = re.compile(r"</?mark>")


class Command(BaseCommand):
    help = "Searches the archive and prints what the results page would show."

    def add_arguments(self, parser):
        parser.add_argument("query", help="in the notation of the search page; - for one a line of the input")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="one JSON object, or one a line"
        )
        parser.add_argument("--limit", type=int, default=20, help="articles at most (20)")

    def handle(self, *, query: str, as_json: bool, limit: int, **options):
        if limit < 1:
            raise CommandError("--limit must be at least 1.")
        for each in sys.stdin.read().splitlines() if query == "-" else [query]:
            try:
                results = engine.run(each, per_page=limit)
            except IndexAwayError as error:
                raise CommandError(f"{error}. Make one with: manage.py rebuild_index") from error
            if as_json:
                indent = None if query == "-" else 1
                self.stdout.write(json.dumps(as_object(results), ensure_ascii=False, indent=indent))
            else:
                self._print(results)

    def _print(self, results: Results) -> None:
        if results.problem:
            self.stdout.write(f"! {results.problem.message}")
        self.stdout.write(f"Read as: {results.read_as}")
        if results.not_counted:
            self.stdout.write(f"Neither counted nor marked: {', '.join(results.not_counted.words)}")
        if results.fewer_words:
            self.stdout.write(
                f"With all of these words: {results.fewer_words.with_all}; the others have most of them"
            )
        self.stdout.write(
            f"{results.total} articles; {results.hits} matches on {results.pages_with_hits} pages shown"
        )
        for row in results.rows:
            self._print_row(row)

    def _print_row(self, row: Row) -> None:
        names = "; ".join(authorship.author.name for authorship in row.document.bylines)
        self.stdout.write(f"\n{row.number}. {row.document} — {names}\n   {row.url}")
        for page in row.pages:
            for snippet in page.snippets:
                self.stdout.write(f"   p. {page.label or page.sequence}: {plain(snippet.text)}")


def plain(marked: str) -> str:
    """A snippet for a terminal: hits in asterisks."""
    return unescape(_TAGS.sub("*", marked))


def as_object(results: Results) -> dict[str, Any]:
    return {
        "query": results.query,
        "read_as": results.read_as,
        "problem": results.problem.message if results.problem else None,
        "total": results.total,
        "results": [_row_object(row) for row in results.rows],
    }


def _row_object(row: Row) -> dict[str, Any]:
    return {
        "identifier": row.document.identifier,
        "title": row.document.title or None,
        "authors": [authorship.author.name for authorship in row.document.bylines],
        "url": row.url,
        "pages": [
            {
                "label": page.label or None,
                "sequence": page.sequence,
                "hits": page.hits,
                "snippet": page.snippets[0].text if page.snippets else "",
            }
            for page in row.pages
        ],
    }
