"""References of many works set at once in three styles: rate and memory beside citeproc-py.

    python -m tests.benchmarks.bench_styles [--records 1000]

Rates are entries of a list of references a second of processor time, with their order, what tells works
apart and their cites for the text. The peer is given the same works and styles, made outside the clock,
and a tenth of them. Memory is the highest that Python held in a round of its own (tracemalloc).
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
import warnings
from collections.abc import Callable

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from archive.citations.bibliography import bibliography
from archive.citations.csl.style_files import styles_folder
from archive.citations.record import CitationRecord
from archive.citations.rich_text import to_html
from archive.citations.styles import BY_KEY, Style
from archive.citations.writers.csl_json import to_item
from tests.benchmarks.bench_exports import records

KEYS = ("apa", "chicago-author-date", "mla")


def ours(works: list[CitationRecord], style: Style) -> list[str]:
    return [to_html(entry.reference) + to_html(entry.in_text) for entry in bibliography(works, style)]


def peer(works: list[CitationRecord], style: Style) -> Callable[[], list[str]]:
    """What citeproc-py does for the same works; reading them and the style is outside the clock."""
    source = CiteProcJSON([to_item(work, work.id) for work in works])
    read = CitationStylesStyle(str(styles_folder() / f"{style.file}.csl"), validate=False)

    def run() -> list[str]:
        entries = CitationStylesBibliography(read, source, formatter.html)
        citations = [Citation([CitationItem(work.id)]) for work in works]
        for citation in citations:
            entries.register(citation)
        entries.sort()
        return [str(entries.cite(each, lambda _: None)) for each in citations] + [
            str(each) for each in entries.bibliography()
        ]

    return run


def rate(count: int, run: Callable[[], object]) -> float:
    """Works a second of processor time, the better of two rounds."""
    seconds = []
    for _ in range(2):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return count / min(seconds)


def memory(run: Callable[[], object]) -> float:
    """Megabytes at the highest."""
    tracemalloc.start()
    run()
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return highest / 1e6


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1000)
    works = list(records(parser.parse_args(arguments).records))
    few = works[: max(1, len(works) // 10)]
    warnings.simplefilter("ignore")
    for key in KEYS:
        style = BY_KEY[key]
        ours(few, style)  # the style is compiled, and cut to the shape of the works
        own = rate(len(works), lambda style=style: ours(works, style))
        other = rate(len(few), peer(few, style))
        held = memory(lambda style=style: ours(works, style))
        print(f"{key:22} {own:7,.0f} works/s, {held:5.1f} MB   citeproc-py {other:5,.0f} works/s")


if __name__ == "__main__":
    main()
