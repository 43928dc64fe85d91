"""Hostile files and ordinary ones through the real upload, worker and reading.

    python -m tests.trials.trial_hostile [--files 700] [--ordinary 20] [--seed 1] [--folder FOLDER]

`--folder`: beside those made here, all files below a folder. Exit status 1 where an answer was a server error, a
file had no end within its time, a rejected one has no reason, or an ordinary file was not read.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.trials.hostile_files import TEXT, hostile_files
from tests.trials.real_site import PATIENCE, SITE, Librarian, Processes, own_archive, patiently, wait_until
from tests.typeset import typeset

ENDED = ("review", "done", "duplicate", "rejected")
SERVER_ERROR = 500


def ordinary(count: int) -> dict[str, bytes]:
    return {f"ordinary-{n}.pdf": typeset((f"Notice {n}. {TEXT}",) * (1 + n % 5))[0] for n in range(count)}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=700)
    parser.add_argument("--ordinary", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(arguments)
    sound = ordinary(options.ordinary)
    files = [*hostile_files(options.seed, options.files)]
    if options.folder:
        files += [
            (path.name, path.read_bytes()) for path in sorted(options.folder.rglob("*")) if path.is_file()
        ]
    between = max(1, len(files) // max(1, len(sound)))
    for number, each in enumerate(sound.items()):
        files.insert(number * (between + 1), each)
    with own_archive():
        run(files, sound)


def run(files: list[tuple[str, bytes]], sound: dict[str, bytes]) -> None:
    from archive.web.serving import commands
    from ingest.models import Job

    statuses: Counter[int] = Counter()
    with Processes(commands()):
        librarian = Librarian()
        for name, content in files:
            statuses[
                patiently(lambda name=name, content=content: librarian.send(name, content)).status_code
            ] += 1
        wait_until(lambda: not Job.objects.exclude(state__in=ENDED).exists(), PATIENCE + len(files))
        alive = librarian.session.get(SITE + librarian.place.removesuffix("files/"), timeout=60)
        statuses[alive.status_code] += 1
    faults = [
        f"{times} answers with {status}" for status, times in statuses.items() if status >= SERVER_ERROR
    ]
    for job in Job.objects.all():
        if job.state not in ENDED:
            faults.append(f"{job.name}: {job.state} {job.reason}")
        elif job.state == "rejected" and not job.reason:
            faults.append(f"{job.name}: rejected without a reason")
        elif job.name in sound and job.state not in ("review", "done"):
            faults.append(f"{job.name}: {job.state} {job.reason}")
    states = Counter(Job.objects.values_list("state", flat=True))
    print(f"{len(files)} files: {dict(states)}, answers {dict(statuses)}")
    for fault in faults:
        print(fault)
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
