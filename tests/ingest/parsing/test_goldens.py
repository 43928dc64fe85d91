"""The demo issues through the whole of reading and parsing, against golden files.

`make goldens` rewrites them; read the difference before you commit it.
"""

import json
import tomllib
from pathlib import Path

import pytest

from ingest.parsing.json_output import to_json
from ingest.parsing.pipeline import parse
from ingest.sources.registry import read_source

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
GOLDENS = Path(__file__).parent / "goldens"


def _demo_files() -> list[Path]:
    """The files of the demo that have text of their own; scans are for OCR to read."""
    table = FIXTURES / "demo.toml"
    if not table.is_file():
        return []
    named = [FIXTURES / row["name"] for row in tomllib.loads(table.read_text("utf-8"))["files"]]
    return [path for path in named if path.is_file()]


@pytest.mark.parametrize("path", _demo_files() or [None], ids=lambda path: path.name if path else "no demo")
def test_a_demo_issue_parses_as_before(path, request):
    if path is None:
        pytest.skip("fixtures/demo.toml names no files")
    source = read_source(path, path.name)
    if any(page.text_source not in ("pdf", "plain") for page in source.pages):
        pytest.skip("a scan: what it reads depends on the OCR engine")
    found = json.dumps(to_json(path.name, "", parse(source)), ensure_ascii=False, indent=1) + "\n"
    golden = GOLDENS / f"{path.name}.json"
    if request.config.getoption("--rewrite-goldens"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_text(found, "utf-8")
    assert golden.is_file(), f"no golden file for {path.name}: run `make goldens` and read it"
    assert json.loads(found) == json.loads(golden.read_text("utf-8"))


def _told(document: dict) -> dict:
    """What a reader would cite by: equal in the truth, from which the issue was typeset, and in the parse."""
    fields = ("title", "doi", "language", "first_page", "last_page", "begins_before")
    families = [author.get("family") or author.get("literal") for author in document["authors"]]
    return {field: document[field] for field in fields} | {"families": families}


@pytest.mark.parametrize("path", _demo_files() or [None], ids=lambda path: path.name if path else "no demo")
def test_a_demo_issue_parses_as_it_was_typeset(path):
    truth = path and FIXTURES / "truth" / f"{path.stem}.json"
    if truth is None or not truth.is_file():
        pytest.skip("fixtures/truth has no truth for it")
    source = read_source(path, path.name)
    if any(page.text_source not in ("pdf", "plain") for page in source.pages):
        pytest.skip("a scan: what it reads depends on the OCR engine")
    wanted = json.loads(truth.read_text("utf-8"))
    found = to_json(path.name, "", parse(source))
    assert [_told(d) for d in found["documents"]] == [_told(d) for d in wanted["documents"]]
    assert [p["label"] for p in found["pages"]] == [p["label"] for p in wanted["pages"]]
    for true, document in zip(wanted["documents"], found["documents"], strict=True):
        assert len(document["references"]) == len(true["references"])
