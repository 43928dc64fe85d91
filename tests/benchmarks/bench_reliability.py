"""How often titles and author lists are right, by how sure parsing says it is, on articles of other houses.

    python -m tests.benchmarks.bench_reliability [--from N] [--to N] [--strange] [--verbose]

With --strange on those whose front misleads, or that are worn.

The test of the same name keeps to the first numbers; others show whether it was tuned to those.
"""

import argparse
import sys

from tests.ingest.parsing.reliability import claims, strange_claims, table


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(prog="bench_reliability")
    options.add_argument("--from", type=int, default=1000, dest="first")
    options.add_argument("--to", type=int, default=1100, dest="last")
    options.add_argument("--strange", action="store_true", help="articles that mislead or are worn")
    options.add_argument("--verbose", action="store_true", help="name what was read wrongly")
    chosen = options.parse_args(arguments)
    of = strange_claims if chosen.strange else claims
    found = list(of(range(chosen.first, chosen.last)))
    for row in table(found):
        share = f"{row.right / row.said:.2f}" if row.said else "   -"
        print(f"{row.field:8} said with {row.lowest:.2f} and more: {share} right, {row.right} of {row.said}")
    if chosen.verbose:
        for claim in found:
            if not claim.is_right:
                print(f"{claim.confidence:.2f} {claim.field} {claim.told}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
