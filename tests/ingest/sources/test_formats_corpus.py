"""The shared corpus through the sandbox: every format comes in, every hostile file gets an answer."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ingest.sandbox import parent
from ingest.sentences import SENTENCES

pytestmark = pytest.mark.corpus
ROOT = Path(__file__).resolve().parents[3]
SECONDS = 20  # for one hostile file
PAGES = (
    ("alto/0011.xml", "1"),
    ("alto/0011.pdf", ""),
    ("alto/PPN750717092-00000780.ocr.xml", "676"),
    ("alto/PPN720183197-PHYS_0004.xml", "2"),
    ("hocr/issue-04.scan-p2.hocr", ""),
    ("hocr/issue-04.scan-p2.alto.xml", ""),
    ("hocr/issue-07.scan-p3.hocr", "3"),
    ("hocr/issue-07.scan-p3.alto.xml", "3"),
    ("page/1653000953_0001.xml", ""),
    ("page/bebel_frau_1879_0146.xml", "140"),
    ("page/laube_europa0202_1837_0105.xml", "97"),
)


@pytest.fixture(autouse=True)
def _without_ocr(settings):
    """What is imported brings its text along."""
    settings.OCR_LANGUAGES = []


def assert_is_read(contents, labels):
    assert [page.label for page in contents.parsed.pages] == labels
    pages = [page for document in contents.parsed.documents for page in document.pages]
    assert pages
    for page in pages:
        words = [word for line in page.lines for word in line]
        boxed = sum(word.end - word.start for word in words)
        letters = len("".join(page.text.split()))
        assert boxed == pytest.approx(letters, rel=0.1), "every word has its box"
        assert all(page.text[word.start : word.end].strip() for word in words)
        assert all(0 <= x <= page.width and 0 <= y <= page.height for x, y, _, _ in (w.box for w in words))


@pytest.mark.parametrize(("name", "label"), PAGES)
def test_every_format_comes_in_with_text_boxes_and_label(corpus, name, label):
    path = corpus / "formats" / name
    assert_is_read(parent.read(path, path.name), [label])


def test_a_newspaper_batch_comes_in_with_text_boxes_and_label(corpus, tmp_path):
    folder = corpus / "formats" / "ndnp"
    with zipfile.ZipFile(tmp_path / "batch.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    contents = parent.read(tmp_path / "batch.zip", "batch.zip")
    assert_is_read(contents, ["1"])
    shown = {page.image.rpartition("/")[2] for each in contents.parsed.documents for page in each.pages}
    assert shown == {"0003.pdf"}


def test_every_hostile_file_is_parsed_or_refused_in_time(corpus):
    files = sorted(str(path) for path in (corpus / "hostile").glob("*/*") if path.is_file())
    assert len(files) >= 150
    command = [sys.executable, "-m", "tests.ingest.queue.forking_reader", str(SECONDS)]
    readers = [
        subprocess.Popen([*command, *files[n::2]], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for n in range(2)
    ]
    answers = [json.loads(line) for reader in readers for line in reader.communicate()[0].splitlines()]
    assert len(answers) == len(files)
    for name, kind, code, status, seconds in answers:
        assert kind in ("parsed", "rejected"), (name, kind)
        assert (status, seconds < SECONDS) == (0, True), name
        assert code in SENTENCES or kind == "parsed", name
    assert {kind for _, kind, *_ in answers} == {"parsed", "rejected"}
