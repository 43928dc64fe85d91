"""What a file costs from its bytes to its published article, the database included: by forked and by fresh children.

    python -m tests.benchmarks.bench_intake [--files 20] [--profile]

Files of one page show the cost of a file, articles of 10 pages and issues of 40 that of a page; the first image of
a page is drawn as for the reader who opens it before a worker has come to it. Times are those of the processor, of
this process and of all that it starts, once the process that forks children has loaded what it needs: another
program on the machine does not count.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, redirect_stdout
from itertools import count
from pathlib import Path
from unittest import mock

from archive.time_limits import processor_seconds
from tests.benchmarks.bench_sources import make_issue

SECONDS_A_FILE = 0.3  # of one page
PAGES_PER_SECOND = 30  # of files of 10 pages and more
PAGES = 40
ISSUES = 4
ARTICLE, ARTICLES = 10, 8  # pages of an article, and so many of them
IMAGES = 5
FRESH = 3


def main(arguments: list[str] | None = None) -> int:
    """Prints a table; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--profile", action="store_true", help="of this process: where its own time goes")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hemeroteca-intake-") as var:
        os.environ |= {"ARCHIVE_VAR": var, "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "archive.settings"}
        return run(Path(var), options)


def run(folder: Path, options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from archive.sandbox import bubblewrap

    call_command("migrate", verbosity=0, interactive=False)
    numbers = count()
    take_in(files(folder, numbers, 1, 1))  # the first starts what the others find
    profile = cProfile.Profile() if options.profile else nullcontext()
    with profile:
        a_file = take_in(files(folder, numbers, options.files, 1)) / options.files
        articles = ARTICLES * ARTICLE / take_in(files(folder, numbers, ARTICLES, ARTICLE))
        speed = ISSUES * PAGES / take_in(files(folder, numbers, ISSUES, PAGES))
        image = first_images() / IMAGES
    if isinstance(profile, cProfile.Profile):
        profile.print_stats("cumulative")
    # Without bubblewrap, which would not count what a fresh child used.
    bubblewrap.is_usable.cache_clear()
    with mock.patch("shutil.which", return_value=None):
        bubblewrap.may_hold_fork_servers.cache_clear()
        fresh = take_in(files(folder, numbers, FRESH, 1)) / FRESH
    print(f"{'a file of one page':<20} {a_file:8.2f} s")
    print(f"{'read by a fresh child':<20} {fresh:8.2f} s")
    print(f"{'articles of 10 pages':<20} {articles:8.1f} pages/s")
    print(f"{'issues of 40 pages':<20} {speed:8.1f} pages/s")
    print(f"{'first image of a page':<21} {image:7.2f} s")
    return int(a_file > SECONDS_A_FILE or speed < PAGES_PER_SECOND)


def files(folder: Path, numbers: Iterator[int], how_many: int, pages: int) -> list[Path]:
    return [make_issue(folder / f"{next(numbers)}.pdf", pages) for _ in range(how_many)]


def take_in(paths: Sequence[Path]) -> float:
    """Processor seconds, those of children included."""
    from django.core.management import call_command

    before = processor_seconds(os.getpid())
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        call_command("ingest", *map(str, paths), publish=True, processes=1)
    return processor_seconds(os.getpid()) - before


def first_images() -> float:
    """Processor seconds of the images, to read and of a thumbnail, of some pages that nobody has looked at yet."""
    from archive.access import WHOLE
    from archive.models import Page
    from archive.scans.page_images import READING, image_path

    pages = list(Page.objects.select_related("scan").order_by("-pk")[:IMAGES])
    before = processor_seconds(os.getpid())
    for page in pages:
        image_path(page, READING, WHOLE)
    return processor_seconds(os.getpid()) - before


if __name__ == "__main__":
    sys.exit(main())
