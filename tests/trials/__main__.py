"""`make trials`: every `trial_*.py` beside this file, in order of their names.

    python -m tests.trials [NAME …]

Each takes its options by itself: python -m tests.trials.trial_kills --help. Each runs in a process of its own; the exit
status is 1 where one of them found a fault.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def names() -> list[str]:
    return sorted(path.stem.removeprefix("trial_") for path in Path(__file__).parent.glob("trial_*.py"))


def main(chosen: list[str]) -> int:
    if unknown := set(chosen) - set(names()):
        print(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(names())}.", file=sys.stderr)
        return 2
    failed = []
    for name in chosen or names():
        print(f"\n== {name} ==", flush=True)
        if subprocess.run([sys.executable, "-m", f"tests.trials.trial_{name}"], check=False).returncode:
            failed.append(name)
    print(f"\n{', '.join(failed)} found faults" if failed else "\nno trial found a fault")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
