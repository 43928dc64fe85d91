"""`make bench`: every `bench_*.py` beside this file that has a `main()`, in order of their names.

    python -m tests.benchmarks [NAME …]

Each benchmark takes its options by itself: python -m tests.benchmarks.bench_search --help
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def names() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))


def main(chosen: list[str]) -> int:
    unknown = {f"bench_{name.removeprefix('bench_')}" for name in chosen} - set(names())
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(names())}.", file=sys.stderr)
        return 2
    for name in names():
        if chosen and name.removeprefix("bench_") not in {one.removeprefix("bench_") for one in chosen}:
            continue
        module = import_module(f"tests.benchmarks.{name}")
        if hasattr(module, "main"):
            print(f"\n== {name.removeprefix('bench_')} ==", flush=True)
            module.main([])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
