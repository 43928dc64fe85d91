"""`manage.py ingest PATH…`: take files in, or try out what would be read in them."""

import json
import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from ingest.models import Batch
from ingest.parsing.json_output import rejected_json, to_json
from ingest.queue.importing import Outcome, Readers, TakeIn, TryOut, files_below, work_through
from ingest.queue.worker import notes_of

DETAILS = {
    "journal": "title of the journal",
    "journal_abbreviation": "its abbreviation",
    "publisher": "its publisher",
    "volume": "volume",
    "number": "number of the issue",
    "year": "year of publication",
    "month": "month of publication, 1 to 12",
    "day": "day of publication, 1 to 31",
    "language": "language of the articles, such as en or es (BCP 47)",
    "rights": "who may use them and how, or the licence's address",
}
NUMBERS = {"year", "month", "day"}


class Command(BaseCommand):
    help = "Take in scans and OCR files: keep them, read them, cut them into articles."
    requires_system_checks = ()  # a trial touches nothing

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, folder or zip")
        parser.add_argument("--dry-run", action="store_true", help="only read; touch nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object a file on standard output")
        parser.add_argument(
            "--publish", action="store_true", help="publish without review what was read without doubt"
        )
        parser.add_argument(
            "--publish-doubtful", action="store_true", help="publish without review, doubtful readings too"
        )
        parser.add_argument("--explain", action="store_true", help="say which rule fired on which line")
        parser.add_argument(
            "--processes", type=int, default=min(2, os.cpu_count() or 1), help="files read at once"
        )
        for name, text in DETAILS.items():
            kind = int if name in NUMBERS else str
            parser.add_argument(f"--{name.replace('_', '-')}", type=kind, help=text)

    def handle(self, *, paths: list[Path], dry_run: bool, **options) -> None:
        details = {name: options[name] for name in DETAILS if options[name] is not None}
        at_once = max(1, options["processes"])
        readers = Readers(at_once, language=details.get("language", ""), explain=options["explain"])
        if dry_run:
            outcomes = work_through(files_below(paths), TryOut(), readers, at_once)
            rejected = self._report(outcomes, paths, options)
        else:
            way = TakeIn(self._batch(details, options))
            try:
                outcomes = work_through(files_below(paths), way, readers, at_once)
                rejected = self._report(outcomes, paths, options)
            finally:
                way.release()
        if rejected:
            sys.exit(1)

    def _batch(self, details: dict[str, str | int], options: dict) -> Batch:
        doubtful = options["publish_doubtful"]
        publish = options["publish"] or doubtful
        batch = Batch(origin=Batch.Origin.COMMAND, publish=publish, publish_doubtful=doubtful, **details)
        try:
            batch.full_clean()
        except ValidationError as error:
            texts = (f"--{name}: {' '.join(errors)}" for name, errors in error.message_dict.items())
            raise CommandError("; ".join(texts)) from error
        batch.save()
        return batch

    def _report(self, outcomes: Iterable[Outcome], paths: list[Path], options: dict) -> int:
        """Tell each outcome as it comes; how many were rejected."""
        rejected = 0
        with self._progress(paths) as progress:
            for outcome in outcomes:
                rejected += outcome.contents is None
                if options["explain"] and outcome.contents:
                    self.stderr.write(f"{outcome.name}\n{outcome.contents.explanation}", str)
                self.stdout.write(_as_json(outcome) if options["json"] else _in_words(outcome))
                progress.update()
        return rejected

    def _progress(self, paths: list[Path]) -> tqdm:
        """On standard error, and on a terminal only."""
        is_shown = sys.stderr.isatty()
        total = sum(1 for _ in files_below(paths)) if is_shown else None
        logging.getLogger("ingest").setLevel(logging.WARNING if is_shown else logging.NOTSET)
        return tqdm(total=total, unit="file", file=sys.stderr, disable=not is_shown)


def _as_json(outcome: Outcome) -> str:
    if outcome.contents is None:
        return json.dumps(
            rejected_json(outcome.name, outcome.sha256, str(outcome.reason)), ensure_ascii=False
        )
    return json.dumps(to_json(outcome.name, outcome.sha256, outcome.contents.parsed), ensure_ascii=False)


def _in_words(outcome: Outcome) -> str:
    if outcome.contents is None:
        return f"{outcome.name}: rejected: {outcome.reason}"
    parsed = outcome.contents.parsed
    titles = "; ".join(document.title or "[untitled]" for document in parsed.documents)
    state = f" ({outcome.job.get_state_display()})" if outcome.job else ""
    notes = "".join(f"\n  {note}" for note in notes_of(parsed))
    return (
        f"{outcome.name}: {len(parsed.pages)} pages, {len(parsed.documents)} articles{state}: {titles}{notes}"
    )
