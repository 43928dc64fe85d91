"""Citations of many articles written at once: rate and memory beside the writers of pybtex and rispy.

    python -m tests.benchmarks.bench_exports [--records 5000] [--search 5000]

The records are synthetic and made one by one, so that memory is that of the writer alone. Peers get the
same works as the plain values their writers take, made outside the clock. Rates are works a second of
processor time, the better of two rounds; memory is the highest that Python held while writing
(tracemalloc, in a round of its own, because it slows everything down), of which our part must not grow
with the number of works beyond the keys that are handed out.
"""

from __future__ import annotations

import argparse
import re
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator

import rispy
from pybtex.database import BibliographyData, Entry, Person

from archive.citations.formats import BY_KEY, FORMATS
from archive.citations.record import CitationRecord, Date
from archive.citations.record import Person as Author
from tests.benchmarks import whole_search

WORDS = (
    "integration",
    "peoples",
    "water",
    "treaty",
    "harbour",
    "union",
    "market",
    "border",
    "assembly",
    "memory",
    "river",
)
ROUNDS = 2
Write = Callable[[], object]


def records(count: int) -> Iterator[CitationRecord]:
    """Works with titles that repeat, so that cite keys collide as in a real journal."""
    for n in range(count):
        first, second = WORDS[n % len(WORDS)], WORDS[n // len(WORDS) % len(WORDS)]
        yield CitationRecord(
            id=f"{n:08d}",
            title=f"The {first.capitalize()} of {second.capitalize()}: A & B",
            author=(Author("Pradera", "Inés"), Author(f"Quiroga {WORDS[n % 7]}", "Tomás")),
            issued=Date(1950 + n % 70, n % 12 + 1),
            container_title="Regional Affairs Quarterly",
            volume=str(n % 60 + 1),
            issue=str(n % 4 + 1),
            page_first=str(n),
            page_last=str(n + 12),
            DOI=f"10.5555/raq_{n}",
            URL=f"https://archive.example/d/{n:08d}/",
            language="en",
            abstract=f"What the {first} left out, and what the {second} kept. " * 8,
            keyword=(first, second),
        )


# ------------------------------------------------------------------ peers
def pybtex_entries(works: Iterable[CitationRecord]) -> BibliographyData:
    entries = {}
    for n, each in enumerate(works):
        fields = {
            "title": each.title,
            "journal": each.container_title,
            "year": str(each.issued.year) if each.issued else "",
            "volume": each.volume,
            "number": each.issue,
            "pages": each.page("--"),
            "doi": each.DOI,
            "url": each.URL,
            "abstract": each.abstract,
            "keywords": ", ".join(each.keyword),
        }
        people = [Person(first=name.given, last=name.family) for name in each.author]
        entries[f"key{n}"] = Entry("article", fields, {"author": people})
    return BibliographyData(entries)


def rispy_entries(works: Iterable[CitationRecord]) -> list[dict]:
    return [
        {
            "type_of_reference": "JOUR",
            "title": each.title,
            "authors": [f"{name.family}, {name.given}" for name in each.author],
            "secondary_title": each.container_title,
            "year": str(each.issued.year) if each.issued else "",
            "volume": each.volume,
            "number": each.issue,
            "start_page": each.page_first,
            "end_page": each.page_last,
            "doi": each.DOI,
            "urls": [each.URL],
            "abstract": each.abstract,
            "keywords": list(each.keyword),
        }
        for each in works
    ]


# ------------------------------------------------------------------ measuring
def write_away(key: str, works: Iterable[CitationRecord]) -> int:
    """All chunks written and forgotten, as a stream to a reader is; how many characters."""
    return sum(map(len, BY_KEY[key].write(works)))


def rate(count: int, write: Write) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        write()
        best = min(best, time.process_time() - start)
    return count / best


def peak_mb(write: Write) -> float:
    tracemalloc.start()
    write()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def check(count: int) -> None:
    """Count right, keys unique."""
    text = "".join(BY_KEY["bibtex"].write(records(count)))
    keys = re.findall(r"^@article\{(.+),$", text, re.M)
    if not len(keys) == len(set(keys)) == count:
        raise RuntimeError(f"{count} works gave {len(keys)} entries with {len(set(keys))} keys")
    if (found := "".join(BY_KEY["ris"].write(records(count))).count("\nER  - \r\n")) != count:
        raise RuntimeError(f"{count} works gave {found} RIS entries")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--search", type=int, default=5000, help="works in the archive that is searched")
    options = parser.parse_args(arguments)
    count = options.records
    check(count)
    works = list(records(count))
    for_pybtex, for_rispy = pybtex_entries(works), rispy_entries(works)
    peers = {
        "bibtex": ("pybtex", lambda: for_pybtex.to_string("bibtex")),
        "ris": ("rispy", lambda: rispy.dumps(for_rispy)),
    }
    for each in FORMATS:
        ours = rate(count, lambda key=each.key: write_away(key, works))
        few, all_ = (
            peak_mb(lambda key=each.key, n=n: write_away(key, records(n))) for n in (count // 10, count)
        )
        line = f"{each.label:12} {ours:8,.0f} works/s, peak {few:.1f} MB for {count // 10:,}, {all_:.1f} MB for {count:,}"
        if each.key in peers:
            name, write = peers[each.key]
            line += f"; {name} {rate(count, write):,.0f} works/s, {peak_mb(write):.1f} MB"
        print(line, flush=True)
    for each in whole_search.measure(options.search):
        print(
            f"a search for {each['works']:,} works as {each['format']}: {each['rate']:,.0f} works/s, memory from"
            f" {each['before']:.0f} MB to {each['after']:.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
