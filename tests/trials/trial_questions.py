"""The processor time of the whole results page for questions made to be dear.

    python -m tests.trials.trial_questions [--articles 5000] [--count 110] [--seed 1]

In an archive of its own, of articles of ten pages; a hundred articles a page. Exit status 1 where one took more than
the time that a page may take, or was not answered.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

import tests.own_var  # noqa: F401, an archive of its own, which is gone afterwards
from tests.trials.query_bombs import bombs

MOST = 1.2  # seconds of the processor
SHOWN = 5  # of the dearest
OK = 200


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--count", type=int, default=110)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from tests.benchmarks.bench_results import fill, rebuild
    from tests.benchmarks.corpus import make_articles

    for command in ("migrate", "collectstatic"):
        call_command(command, verbosity=0, interactive=False)
    fill(make_articles(options.articles))
    rebuild()
    client = Client(headers={"host": "localhost"})
    client.get("/search/", {"q": "government"})
    taken = []
    for question in bombs(options.seed, options.count):
        begun = time.thread_time()
        answer = client.get("/search/", {"q": question, "per_page": "100"})
        taken.append((time.thread_time() - begun, answer.status_code, question))
    taken.sort(reverse=True)
    for seconds, status, question in taken[:SHOWN]:
        print(f"{seconds:.2f} s  {status}  {question[:80]}")
    faults = sum(seconds > MOST or status != OK for seconds, status, _ in taken)
    print(f"{faults} of {len(taken)} questions took more than {MOST} s or were not answered")
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
