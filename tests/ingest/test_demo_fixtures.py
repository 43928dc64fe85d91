"""The demo archive's files: made anew the same, told truly, and with nobody's real address."""

import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
DEMO = tomllib.loads((FIXTURES / "demo.toml").read_text("utf-8"))["files"]
ISSUES = sorted(path.stem for path in (FIXTURES / "truth").glob("*.json"))
SOURCES = sorted((FIXTURES / "texts").glob("*/*.md"))
SCAN = FIXTURES / "issues" / "public-memory-bulletin-4.pdf"
MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def anew(tmp_path_factory) -> Path:
    """The whole demo archive typeset once more: about two seconds."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [sys.executable, FIXTURES / "typeset.py", "--into", folder], check=True, capture_output=True
    )
    return folder


@cache
def truth_of(issue: str) -> dict:
    return json.loads((FIXTURES / "truth" / f"{issue}.json").read_text("utf-8"))


def text_pages(issue: str) -> list[str]:
    """The text layer of the issue's pages, whether the demo shows that PDF or another form."""
    variant = FIXTURES / "variants" / f"{issue}.pdf"
    with pypdfium2.PdfDocument(variant if variant.exists() else FIXTURES / "issues" / f"{issue}.pdf") as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def squeeze(text: str) -> str:
    """Letters, digits and signs alone: line ends, hyphens and the marks of notes do not count."""
    return re.sub(r"[\s\u00ad\u2010\ufffe¹²³-]", "", text)


def files_made() -> list[str]:
    made = [path for folder in ("issues", "variants") for path in (FIXTURES / folder).iterdir()]
    return ["demo.toml", *sorted(str(path.relative_to(FIXTURES)) for path in made if path != SCAN)]


@pytest.mark.parametrize("name", files_made())
def test_typesetting_again_gives_the_same_bytes(anew, name):
    assert (anew / name).read_bytes() == (FIXTURES / name).read_bytes(), "run `make demo` and read the diff"


def test_typesetting_again_makes_no_other_files(anew):
    made = {str(path.relative_to(anew)) for path in anew.rglob("*") if path.is_file()}
    truths = {f"truth/{issue}.json" for issue in ISSUES}
    assert made == {*files_made(), *truths, str(SCAN.relative_to(FIXTURES))}


@pytest.mark.parametrize("issue", ISSUES)
def test_the_truth_is_that_of_the_sources(anew, issue):
    again = json.loads((anew / "truth" / f"{issue}.json").read_text("utf-8"))
    assert again | {"sha256": None} == truth_of(issue) | {"sha256": None}


def test_the_scan_made_again_looks_the_same(anew):
    """Its bytes may differ between machines, as renderers and JPEG encoders do; its look may not."""
    with pypdfium2.PdfDocument(SCAN) as kept, pypdfium2.PdfDocument(anew / "issues" / SCAN.name) as made:
        assert len(kept) == len(made)
        for old, new in zip(kept, made, strict=True):
            grey = [page.render(scale=0.5, grayscale=True).to_numpy().astype(int) for page in (old, new)]
            assert np.abs(grey[0] - grey[1]).mean() < 2


def test_the_scan_has_no_text_layer():
    with pypdfium2.PdfDocument(SCAN) as pdf:
        assert [page.get_textpage().count_chars() for page in pdf] == [0] * len(pdf)
        assert 3 <= len(pdf) <= 4


@pytest.mark.parametrize("entry", DEMO, ids=lambda entry: entry["name"])
def test_the_demo_lists_a_file_with_its_truth(entry):
    path = FIXTURES / entry["name"]
    truth = truth_of(path.stem)
    assert truth["source"] == path.name
    assert truth["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert {"journal", "journal_abbreviation", "publisher", "number", "year", "month"} <= entry.keys()


def test_the_demo_shows_each_article_once():
    shown = [Path(entry["name"]).stem for entry in DEMO]
    assert sorted(shown) == ISSUES
    titles = [document["title"] for issue in ISSUES for document in truth_of(issue)["documents"]]
    assert len(titles) == len(set(titles)) == len(SOURCES) >= 16


@pytest.mark.parametrize("issue", ISSUES)
def test_every_page_of_the_truth_stands_in_the_pdf(issue):
    """A word broken over a page end counts to the page where it begins, hence the joined comparison."""
    truth, printed = truth_of(issue), text_pages(issue)
    furniture = [page["furniture"] for page in truth["pages"]]
    bare = []
    for text, lines in zip(printed, furniture, strict=True):
        text = squeeze(text)
        for line in map(squeeze, lines):
            assert line in text
            text = text.replace(line, "", 1)
        bare.append(text)
    assert "".join(bare) == squeeze("".join(page["text"] for page in truth["pages"]))


@pytest.mark.parametrize("issue", ISSUES)
def test_every_field_of_the_truth_is_printed(issue):
    printed = squeeze("".join(page["text"] for page in truth_of(issue)["pages"]))
    for document in truth_of(issue)["documents"]:
        said = [document["title"], document["subtitle"], document["abstract"], document["doi"]]
        said += document["keywords"] + document["footnotes"]
        said += [reference["raw"] for reference in document["references"]]
        for author in document["authors"]:
            said += [author.get("literal") or f"{author['given']} {author['family']}"]
            said += [author["affiliation"], author["email"], author["orcid"]]
        for section in document["sections"]:
            said += [section["heading"], *section["paragraphs"]]
        assert [text for text in said if text and squeeze(text) not in printed] == []


@pytest.mark.parametrize("issue", ISSUES)
def test_both_plain_texts_hold_the_words_of_the_pages(issue):
    folders = [FIXTURES / "variants", FIXTURES / "issues"]
    texts = [path for folder in folders for path in folder.glob(f"{issue}*.txt")]
    assert len(texts) == 2
    truth = truth_of(issue)
    for path in texts:
        text = squeeze(path.read_text("utf-8"))
        for document in truth["documents"]:
            for reference in document["references"]:
                assert squeeze(reference["raw"])[:20] in text
        heads = [line for page in truth["pages"] for line in page["furniture"]]
        assert [line for line in heads if squeeze(line) not in text] == []


def test_folios_count_up_and_agree_with_the_printed_heads():
    for issue in ISSUES:
        labels = [int(page["label"]) for page in truth_of(issue)["pages"]]
        assert labels == list(range(labels[0], labels[0] + len(labels)))
        for page in truth_of(issue)["pages"]:
            if page["label_source"] == "printed":
                assert page["label"] in page["furniture"][0].split()
                assert page["furniture"][0].replace(page["label"], "").strip() == page["running_head"]


def test_the_archive_has_the_kinds_that_it_is_to_show():
    documents = [document for issue in ISSUES for document in truth_of(issue)["documents"]]
    languages = [document["language"] for document in documents]
    assert (languages.count("es") >= 4, languages.count("pt") >= 1) == (True, True)
    assert sum(document["begins_before"] for document in documents) == 1
    assert sum(document["ends_after"] for document in documents) == 1
    assert any("literal" in author for document in documents for author in document["authors"])
    assert any(document["title"] and not document["authors"] for document in documents)
    dois = {document["doi"] for document in documents if document["doi"]}
    cited = [ref["doi"] for document in documents for ref in document["references"] if ref["doi"] in dois]
    assert len(cited) >= 2


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_source_names_no_address_or_doi_that_could_be_real(path):
    text = path.read_text("utf-8")
    assert [mail for mail in re.findall(r"[\w.+-]+@[\w.-]+", text) if not mail.endswith(".example")] == []
    assert re.findall(r"\b10\.(?!5555/)\d{4,}/", text) == []
    assert "://" not in text


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_article_is_neither_a_stub_nor_a_book(path):
    body = path.read_text("utf-8").split("+++\n", 2)[2]
    assert 450 <= len(body.split()) <= 1750


def test_the_demo_stays_small():
    size = sum(
        path.stat().st_size
        for path in FIXTURES.rglob("*")
        if "__pycache__" not in path.parts and path.is_file()
    )
    assert size < 6 * MEBIBYTE
