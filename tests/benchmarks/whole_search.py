"""A whole search exported as readers do it: from the database and the index, through the streaming view.

    python -m tests.benchmarks.whole_search WORKS

In an archive of its own, in a process of its own for each format: the memory is the most that this process
ever held (resident, as the kernel counts it) after a search that finds a few works, and after one that
finds all of them. Works are counted and keys compared while they are streamed.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

FORMATS = ("ris", "bib")
RECORDS = {"ris": re.compile(rb"(?m)^UR  - (.+?)\r?$"), "bib": re.compile(rb"(?m)^@\w+\{(.+),$")}
FEW, ALL = "scarce", "harbour"  # the first is in one text of FEW_IN_EACH
FEW_IN_EACH = 100
LINES = 40  # of a text


def measure(works: int) -> Iterator[dict]:
    """{"format", "works", "rate" (works a second of processor time), "before", "after" (MB)} for each format."""
    with tempfile.TemporaryDirectory(prefix="hemeroteca-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
            "ARCHIVE_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "LOG_LEVEL": "ERROR",
        }
        Path(folder, "static").mkdir()
        for step in ("fill", *FORMATS):
            command = [sys.executable, "-m", "tests.benchmarks.whole_search", str(works), step]
            done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
            if step != "fill":
                yield json.loads(done.stdout)


# ------------------------------------------------------------------ in the archive's own process
def fill(works: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _rows(works)
    call_command("rebuild_index", verbosity=0)


def _rows(works: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from archive.models import Author, Authorship, Document, Issue, Journal, Page, Scan, Subject
    from tests.benchmarks.bench_exports import records

    now = timezone.now()
    with transaction.atomic():
        scan = Scan.objects.create(
            sha256="0" * 64, original_name="bench.txt", media_type="text/plain", size=1
        )
        journal = Journal.objects.create(title="Regional Affairs Quarterly", slug="raq")
        authors: dict[str, Author] = {}
        issues: dict[tuple, Issue] = {}
        subjects: dict[str, Subject] = {}
        for number, each in enumerate(records(works)):
            key = (each.volume, each.issue, each.issued.year)
            if key not in issues:
                slug = "-".join(map(str, key))
                issues[key] = Issue.objects.create(
                    journal=journal, volume=each.volume, number=each.issue, year=each.issued.year, slug=slug
                )
            document = Document.objects.create(
                title=each.title,
                abstract=each.abstract,
                language=each.language,
                first_page=each.page_first,
                last_page=each.page_last,
                issue=issues[key],
                state="published",
                published_at=now,
            )
            for position, name in enumerate(each.author, 1):
                if name.family not in authors:
                    slug = name.family.lower().replace(" ", "-")
                    authors[name.family] = Author.objects.create(
                        family=name.family, given=name.given, slug=slug, sort_key=slug
                    )
                Authorship.objects.create(document=document, author=authors[name.family], position=position)
            for word in set(each.keyword):
                if word not in subjects:
                    subjects[word] = Subject.objects.create(name=word, slug=word)
                document.subjects.add(subjects[word])
            text = f"{ALL} and union. {FEW if number % FEW_IN_EACH == 0 else ''}\n{each.abstract}\n"
            Page.objects.create(
                document=document,
                sequence=1,
                label=each.page_first,
                label_source="printed",
                address=each.page_first,
                text=text,
                raw_text=text,
                text_source="plain",
                scan=scan,
                scan_page=1,
            )


def export(extension: str, works: int) -> dict:
    few = _streamed(extension, FEW)
    before = _peak_mb()
    started = time.process_time()
    keys = _streamed(extension, ALL)
    took = time.process_time() - started
    if not len(keys) == len(set(keys)) == works or len(few) != -(-works // FEW_IN_EACH):
        raise RuntimeError(f"{works} works gave {len(keys)} records with {len(set(keys))} keys")
    return {"format": extension, "works": works, "rate": works / took, "before": before, "after": _peak_mb()}


def _streamed(extension: str, query: str) -> list[bytes]:
    """The keys of the records, read from the response as it comes and forgotten."""
    from django.test import Client

    response = Client(headers={"host": "localhost"}).get(f"/search/export.{extension}", {"q": query})
    if response.status_code != 200:
        raise RuntimeError(f"status {response.status_code}")
    return [key for chunk in response.streaming_content for key in RECORDS[extension].findall(chunk)]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(works: int, step: str = "") -> None:
    if not step:
        for measured in measure(works):
            print(measured)
        return
    import django

    django.setup()
    if step == "fill":
        fill(works)
    else:
        print(json.dumps(export(step, works)))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
