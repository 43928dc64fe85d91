"""The shared corpus read whole: the same lines from every variant."""

import json
import unicodedata
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.sources import read_source

pytestmark = pytest.mark.corpus


def words_of(path: Path) -> list[Counter]:
    """The words of each page."""
    pages = []
    for page in read_source(path, path.name).pages:
        text = " ".join(line.text for line in page.lines).replace("\u00ad", "-")
        pages.append(Counter(unicodedata.normalize("NFKC", text).split()))
    return pages


@pytest.mark.parametrize("number", range(1, 13))
def test_pdf_and_text_of_an_issue_hold_the_same_words_on_the_same_pages(corpus, number):
    issue = corpus / "issues" / f"issue-{number:02}"
    from_pdf, from_text = words_of(issue.with_suffix(".pdf")), words_of(issue.with_suffix(".txt"))
    assert len(from_pdf) == len(from_text)
    shared = sum((a & b).total() for a, b in zip(from_pdf, from_text, strict=True))
    most = sum(max(a.total(), b.total()) for a, b in zip(from_pdf, from_text, strict=True))
    assert shared / most > 0.995


def test_the_lines_of_two_column_issues_come_in_reading_order(corpus):
    """Lines in the order of the text variant, but for furniture and notes, which stand elsewhere there."""
    in_order = total = 0
    for path in sorted((corpus / "issues").glob("issue-??.pdf")):
        for page, text in zip(
            read_source(path, path.name).pages,
            read_source(path.with_suffix(".txt"), "a.txt").pages,
            strict=True,
        ):
            places = {line.text.strip(): at for at, line in enumerate(text.lines)}
            found = [places[line.text] for line in page.lines if line.text in places]
            in_order += sum(a < b for a, b in pairwise(found))
            total += max(0, len(found) - 1)
    assert in_order / total > 0.98


def test_text_without_form_feeds_has_as_many_pages(corpus):
    for path in sorted((corpus / "issues").glob("*.nff.txt")):
        truth = json.loads(path.with_name(path.name.replace(".nff.txt", ".truth.json")).read_text())
        assert len(read_source(path, path.name).pages) == len(truth["pages"]), path.name


def test_the_seed_text_has_four_pages(corpus):
    pages = read_source(corpus / "seed" / "gsp-forum-p269.txt", "a.txt").pages
    assert [page.lines[0].text[:7] for page in pages] == ["movemen", "Trade A", "strongl", "represe"]


def test_every_article_pdf_has_text_on_all_pages(corpus):
    for path in sorted((corpus / "articles").glob("*.pdf")):
        source = read_source(path, path.name)
        assert all(page.text_source == "pdf" and page.lines for page in source.pages), path.name


def test_a_newspaper_batch_in_a_zip_gives_its_issue(corpus, tmp_path):
    folder = corpus / "formats" / "ndnp"
    with zipfile.ZipFile(tmp_path / "batch.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    source = read_source(tmp_path / "batch.zip", "batch.zip")
    assert [(page.file_label, page.text_source, len(page.lines) > 1000) for page in source.pages] == [
        ("1", "ocr", True)
    ]
    assert source.info["Title"] == "The Omaha Daily Bee, 1887-03-03"


@pytest.mark.parametrize("name", ["hocr/issue-04.scan-p2.hocr", "hocr/issue-04.scan-p2.alto.xml"])
def test_alto_and_hocr_of_one_page_give_the_same_lines(corpus, name):
    pages = read_source(corpus / "formats" / name, name).pages
    other = read_source(corpus / "formats" / "hocr" / "issue-04.scan-p2.hocr", "a.hocr").pages
    assert [line.text for line in pages[0].lines] == [line.text for line in other[0].lines]
    assert [[w.box for w in line.words] for line in pages[0].lines] == [
        [w.box for w in line.words] for line in other[0].lines
    ]


@pytest.mark.external
def test_the_scans_are_recognised_with_few_errors(corpus):
    from ingest.sources import ocr

    if ocr.available_engine() is None or "eng" not in ocr.installed_languages():
        pytest.skip("tesseract's English data are not installed")
    scan = corpus / "issues" / "issue-07.scan.pdf"
    read = read_source(scan, scan.name, ("eng", "spa")).pages
    truth = words_of(corpus / "issues" / "issue-07.pdf")
    wrong = total = 0
    for page, words in zip(read, truth, strict=True):
        text = " ".join(line.text for line in page.lines)
        found = Counter(unicodedata.normalize("NFKC", text).split())
        wrong += (words - found).total()
        total += words.total()
    assert wrong / total < 0.03
