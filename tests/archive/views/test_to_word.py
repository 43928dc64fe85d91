"""A reader's way from the archive to a word processor: quotations and articles leave as a file of Word."""

import os
import shutil
import subprocess

import pytest
from lxml import etree

from tests.archive.citations.word_files import check, footnotes, paragraphs
from tests.archive.views.test_quoting import quoted
from tests.builders import make_document, make_issue

pytestmark = pytest.mark.django_db
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
WORKS = ("Ports of Call", "Tides and Treaties", "The Salt Road", "A Quay for All", "Letters from Lisbon")
QUAY = (
    "At the quay nobody spoke. The ships of the league came in",
    "at noon, and left again at dusk. Rain fell.",
)
ROAD = ("Salt was dear. He who carries salt carries the", "law of the coast with him. So they said.")


@pytest.fixture
def exported(client) -> bytes:
    """Two quotations over a page break and five articles, kept, as notes in Chicago's style."""
    texts = {"A Quay for All": QUAY, "The Salt Road": ROAD}
    documents = {
        title: make_document(
            title,
            texts=texts.get(title, ("Nothing to quote.",)),
            runs_on=(1,) if title in texts else (),
            authors=(f"Ana {title.split()[-1]}",),
            issue=make_issue(year=2001 + place),
            first_label=100 * (place + 1),
        )
        for place, title in enumerate(WORKS)
    }
    quay = quoted(documents["A Quay for All"], (1, "The ships"), (2, "at dusk."))
    road = quoted(documents["The Salt Road"], (1, "He who"), (2, "with him."))
    for each in (quay, road):
        page = client.get(f"/d/{each.document.identifier}/quote", {"at": each.at}).text
        assert f'value="{each.key}"' in page
        client.post("/list/change/", {"act": "add", "id": each.key})
    for document in documents.values():
        client.post("/list/change/", {"act": "add", "id": document.identifier})
    address = client.post("/lists/new/", {"name": "Chapter 2: Salt & Ships"})["Location"]
    client.post(f"{address}change/", {"act": "note", "id": quay.key, "note": "Compare with Lisbon."})
    client.post(f"{address}change/", {"act": "up", "id": road.key})
    assert "notes.docx" in client.get(address).text
    response = client.get(f"{address}notes.docx", {"style": "chicago-notes"})
    assert response["Content-Disposition"] == 'attachment; filename="notes.docx"'
    return response.content


QUOTED = [
    "He who carries salt carries the law of the coast with him.",
    "The ships of the league came in at noon, and left again at dusk.",
]
# Of the notes the beginning and what tells the pages; the third quotation's article comes again, and is short.
NOTES = [
    ("Ana Road, “The Salt Road,”", "): 300–301"),
    ("Ana All, “A Quay for All,”", "): 400–401"),
    ("Ana Call, “Ports of Call,”", "): 100"),
    ("Ana Treaties, “Tides and Treaties,”", "): 200"),
    ("Road, “The Salt Road.”", ""),
    ("All, “A Quay for All.”", ""),
    ("Ana Lisbon, “Letters from Lisbon,”", "): 500"),
]


def check_notes(notes):
    assert len(notes) == len(NOTES)
    for note, (begins, pages) in zip(notes, NOTES, strict=True):
        assert note.startswith(begins)
        assert pages in note


def test_quotations_and_articles_leave_as_a_file_of_word(exported):
    check(exported)
    found = paragraphs(exported)
    assert found[0] == ("Title", "Chapter 2: Salt & Ships")
    assert [text for style, text in found if style == "Quote"] == QUOTED
    assert ("Normal", "Compare with Lisbon.") in found
    works = [text for style, text in found if style == "Bibliography"]
    assert [work.partition(",")[0] for work in works] == ["All", "Call", "Lisbon", "Road", "Treaties"]
    check_notes(footnotes(exported))


def test_libreoffice_opens_it_with_its_notes(exported, tmp_path):
    """Not among the programs that CI installs: it takes more room than all of those together."""
    if (program := shutil.which("soffice")) is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    (tmp_path / "notes.docx").write_bytes(exported)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        program,
        profile,
        "--headless",
        "--convert-to",
        "fodt",
        "--outdir",
        str(tmp_path),
        "notes.docx",
    ]
    environment = os.environ | {"HOME": str(tmp_path)}
    subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=True)
    body = etree.parse(tmp_path / "notes.fodt").getroot().find(".//{*}body/{*}text")
    notes = ["".join(each.find(f"{TEXT}note-body").itertext()).strip() for each in body.iter(f"{TEXT}note")]
    check_notes([" ".join(note.split()) for note in notes])
    for note in [*body.iter(f"{TEXT}note")]:
        note.getparent().remove(note) if not note.tail else note.clear(keep_tail=True)
    lines = [" ".join("".join(each.itertext()).split()) for each in body.iter(f"{TEXT}p", f"{TEXT}h")]
    assert [line for line in lines if line in QUOTED] == QUOTED
    assert lines[0] == "Chapter 2: Salt & Ships"
