"""How much of the published suite of CSL processors comes out exact, by group, beside citeproc-py.

    python -m tests.csl_suite FOLDER [--json] [--failures]

FOLDER holds the cases as JSON, one a file (the suite's folder processor-tests/machines). Where a case
hands in citations one by one, its result marks those that the last one changed (">>[0] "): the marks are
left aside, since this processor renders a text as a whole.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from archive.citations.csl import locale
from archive.citations.csl.cite import Locator
from archive.citations.csl.cited_works import Citation, CitedWork
from archive.citations.csl.items import Item, parse_item
from archive.citations.csl.output.html import to_html
from archive.citations.csl.processor import Processor
from archive.citations.csl.style import Style, compile_style

_MARK = re.compile(r"^(?:>>|\.\.)\[\d+\] ", re.MULTILINE)
NOTHING = "[CSL STYLE ERROR: reference with no printed form.]"


# ------------------------------------------------------------------ ours
def ours(case: dict[str, Any]) -> str:
    style = compile_style(case["csl"].encode())
    items = {str(each.get("id", "")): parse_item(each) for each in case["input"]}
    if case["citations"]:
        return _clusters(case, style, items)
    citations = [Citation(tuple(map(_work, each))) for each in case["citation_items"] or []]
    if not citations:
        order = Processor(style, _used(case, items)).order
        citations = [Citation(tuple(CitedWork(item.id) for item in order))]
    processor = Processor(style, _used(case, items), citations)
    if case["mode"] == "bibliography":
        return _bibliography(processor)
    return "\n".join(_shown(processor, n) for n in range(len(citations)))


def _used(case: dict[str, Any], items: dict[str, Item]) -> list[Item]:
    """The works in the order of their registration."""
    if case["bibentries"]:
        return [items[str(id)] for id in case["bibentries"][-1]]
    return list(items.values())


def _shown(processor: Processor, n: int) -> str:
    return to_html(processor.cite(n), processor.style.locale, links=False) or NOTHING


def _bibliography(processor: Processor) -> str:
    lines = ['<div class="csl-bib-body">']
    for entry in processor.bibliography():
        text = to_html(entry.rendered, processor.style.locale, links=False) or NOTHING
        lines.append(f'  <div class="csl-entry">{text}</div>')
    return "\n".join([*lines, "</div>"])


def _work(data: dict[str, Any]) -> CitedWork:
    text = str(data.get("locator") or "")
    label = data.get("label") or "page"
    return CitedWork(
        str(data["id"]),
        Locator(text, label) if text else None,
        data.get("prefix") or "",
        data.get("suffix") or "",
        bool(data.get("suppress-author")),
        bool(data.get("author-only")),
    )


def _clusters(case: dict[str, Any], style: Style, items: dict[str, Item]) -> str:
    """The citations as they stand once a word processor has handed in all of them."""
    known: dict[str, tuple[dict[str, Any], int]] = {}
    order: list[str] = []
    for data, before, after in case["citations"]:
        id = data["citationID"]
        known[id] = data, data.get("properties", {}).get("noteIndex", 0)
        for other, note in [*before, *after]:
            known[other] = known[other][0], note
        order = [*(other for other, _ in before), id, *(other for other, _ in after)]
    citations = [Citation(tuple(map(_work, known[id][0]["citationItems"])), known[id][1]) for id in order]
    cited = dict.fromkeys(work.id for citation in citations for work in citation.works)
    processor = Processor(style, [items[id] for id in cited], citations)
    if case["mode"] == "bibliography":
        return _bibliography(processor)
    return "\n".join(_shown(processor, n) for n in range(len(citations)))


# ------------------------------------------------------------------ citeproc-py
def peer() -> Callable[[dict[str, Any]], str] | None:
    """What citeproc-py makes of a case; None where it is not installed."""
    try:
        from citeproc import Citation as PeerCitation
        from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
        from citeproc.source.json import CiteProcJSON
    except ImportError:
        return None

    def run(case: dict[str, Any]) -> str:
        style = CitationStylesStyle(io.BytesIO(case["csl"].encode()), validate=False)
        source = CiteProcJSON([{"type": "book"} | each for each in case["input"]])
        bibliography = CitationStylesBibliography(style, source, formatter.html)
        citations = []
        for group in _peer_groups(case):
            cited = [CitationItem(str(each["id"]).lower(), **_peer_options(each)) for each in group]
            citation = PeerCitation(cited)
            bibliography.register(citation)
            citations.append(citation)
        if "<bibliography" in case["csl"]:
            bibliography.sort()
        if case["mode"] == "bibliography":
            lines = [f'  <div class="csl-entry">{each}</div>' for each in bibliography.bibliography()]
            return "\n".join(['<div class="csl-bib-body">', *lines, "</div>"])
        return "\n".join(str(bibliography.cite(each, lambda _: None)) for each in citations)

    return run


def _peer_groups(case: dict[str, Any]) -> list[list[dict[str, Any]]]:
    if case["citations"]:
        return [data["citationItems"] for data, _, _ in case["citations"]]
    return case["citation_items"] or [[{"id": each["id"]} for each in case["input"]]]


def _peer_options(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("locator", "label", "prefix", "suffix") if data.get(name)}


# ------------------------------------------------------------------ the count
def exact(run: Callable[[dict[str, Any]], str], case: dict[str, Any]) -> tuple[bool, str]:
    """Whether the case comes out as expected, and what came out."""
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            result = run(case)
    except Exception as error:  # noqa: BLE001 — a case that breaks a processor is a case that fails
        return False, f"{type(error).__name__}: {error}"
    expected = case["result"]
    if case["citations"] and case["mode"] == "citation":
        expected = _MARK.sub("", expected)
    return result == expected, result


def count(cases: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Per group: cases, ours exact, the peer's exact; and what failed of ours."""
    runners = {"ours": ours}
    if other := peer():
        runners["citeproc-py"] = other
    totals: dict[str, Counter[str]] = {}
    failures: dict[str, str] = {}
    seconds: Counter[str] = Counter()
    for name, case in cases.items():
        group = totals.setdefault(name.split("_")[0], Counter())
        group["cases"] += 1
        for runner, run in runners.items():
            start = time.perf_counter()
            passed, result = exact(run, case)
            seconds[runner] += time.perf_counter() - start
            group[runner] += passed
            if runner == "ours" and not passed:
                failures[name] = result
    return {"groups": totals, "failures": failures, "seconds": dict(seconds), "runners": list(runners)}


def load(folder: Path) -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def report(counted: dict[str, Any]) -> Iterable[str]:
    runners = counted["runners"]
    whole: Counter[str] = sum(counted["groups"].values(), Counter())
    yield f"{'group':16}{'cases':>6}" + "".join(f"{each:>20}" for each in runners)
    for group, numbers in [*sorted(counted["groups"].items()), ("all", whole)]:
        shares = (f"{numbers[each]:>12}{numbers[each] / numbers['cases']:>8.1%}" for each in runners)
        yield f"{group:16}{numbers['cases']:>6}" + "".join(shares)
    for runner, seconds in counted["seconds"].items():
        yield f"{runner}: {seconds:.1f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--locales", type=Path, help="locale files of another time than those installed")
    parser.add_argument("--failures", action="store_true", help="what came out and what should have")
    arguments = parser.parse_args()
    if arguments.locales:
        locale.locales_folder = lambda: arguments.locales
    cases = load(arguments.folder)
    counted = count(cases)
    if arguments.json:
        print(json.dumps(counted, ensure_ascii=False, indent=1))
        return
    if arguments.failures:
        for name, result in counted["failures"].items():
            print(f"== {name}\n-- {result}\n++ {cases[name]['result']}")
    print("\n".join(report(counted)))


if __name__ == "__main__":
    main()
