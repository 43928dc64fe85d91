import os
import subprocess
import time
from pathlib import Path

import pypdf
import pytest

from ingest import sandbox
from ingest.bubblewrap import is_usable
from ingest.sandbox import RejectedError, SandboxBrokenError
from ingest.sandbox_child import MEGABYTE
from tests.ingest.parses import document, parsed_file


@pytest.fixture
def read_as(rogue, settings, tmp_path):
    """Read a file with a child that misbehaves as its name says."""
    settings.PARSE_SECONDS = 20
    settings.PARSE_MEMORY_MB = 1024
    path = tmp_path / "file"
    path.write_bytes(b"bytes")
    return lambda behaviour, **options: sandbox.read(path, behaviour + ".pdf", **options)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("segfault", "crashed"),
        ("eat_memory", "memory"),
        ("killed_by_system", "memory"),
        ("say_nothing", "crashed"),
        ("say_garbage", "no usable answer"),
        ("say_nested", "no usable answer"),
        ("say_other_shape", "no usable answer"),
        ("say_odd_progress", "no usable answer"),
        ("say_too_many_pages", "more than 3000 pages"),
        ("recognise_without_end", "more than 3000 pages"),
        ("too_much_text", "more text"),
        ("no_document", "no page"),
    ],
)
def test_whatever_the_child_does_ends_with_a_reason(read_as, behaviour, reason):
    with pytest.raises(RejectedError, match=reason):
        read_as(behaviour)


@pytest.mark.parametrize("behaviour", ["loop", "burn", "swallow_terminate"])
def test_a_child_that_never_ends_is_killed(read_as, settings, behaviour):
    settings.PARSE_SECONDS = 1
    started = time.monotonic()
    with pytest.raises(RejectedError, match="longer than 1 seconds"):
        read_as(behaviour)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(("behaviour", "seconds"), [("read_a_page_and_loop", 2), ("recognise_and_loop", 3)])
def test_a_child_gets_more_time_for_what_it_has_done(read_as, settings, monkeypatch, behaviour, seconds):
    settings.PARSE_SECONDS = 1
    monkeypatch.setattr(sandbox, "SECONDS_A_PAGE", 1)
    monkeypatch.setattr(sandbox, "SECONDS_TO_RECOGNISE", 2)
    started = time.monotonic()
    with pytest.raises(RejectedError, match=f"longer than {seconds} seconds"):
        read_as(behaviour)
    assert seconds <= time.monotonic() - started < seconds + 3


def test_a_child_that_does_not_even_begin_is_not_the_file_s_fault(read_as):
    with pytest.raises(SandboxBrokenError):
        read_as("not_even_begin")


def test_an_answer_without_end_is_cut(read_as, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_OUTPUT", 5 * MEGABYTE)
    with pytest.raises(RejectedError, match="more text"):
        read_as("say_without_end")


def running(command):
    found = subprocess.run(["ps", "-eo", "ppid,stat,args"], capture_output=True, text=True, check=True)
    return [line for line in found.stdout.splitlines() if command in line and " Z" not in line]


def test_what_the_child_started_is_killed_with_it(read_as, settings):
    settings.PARSE_SECONDS = 1
    before = len(running("sleep 3600"))
    with pytest.raises(RejectedError):
        read_as("loop_with_grandchild")
    deadline = time.monotonic() + 5  # the kernel ends a namespace a moment after its first process
    while len(running("sleep 3600")) > before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_child_is_cut_off_from_the_archive_s_secrets(read_as, monkeypatch):
    for name in ("SECRET_KEY", "DATABASE_URL"):
        monkeypatch.setenv(name, "secret")
    with pytest.raises(RejectedError, match="nothing"):
        read_as("peek")


@pytest.mark.skipif(not is_usable(), reason="bubblewrap is not there or may not be used")
def test_under_bubblewrap_the_child_has_no_network_and_does_not_see_the_archive(read_as):
    with pytest.raises(RejectedError) as refusal:
        read_as("look_around")
    seen = str(refusal.value).replace("'.venv', ", "")  # where the packages lie in the checkout itself
    assert seen == "networks ['lo'] files ['ingest', 'tests']"


def test_a_good_child_is_believed_and_its_chatter_is_not(read_as):
    contents = read_as("chatter")
    assert contents.media_type == "application/pdf"
    assert contents.parsed == parsed_file(document(1, 2))


def test_progress_comes_back_while_the_child_reads(read_as):
    ticks = []
    read_as("slow", on_tick=lambda page, of: ticks.append((page, of)))
    assert (1, 2) in ticks
    assert ticks[-1] == (2, 2)


def test_what_a_tick_raises_kills_the_child(read_as):
    class LostError(Exception):
        pass

    def lose(page, of):
        raise LostError

    started = time.monotonic()
    with pytest.raises(LostError):
        read_as("loop", on_tick=lose)
    assert time.monotonic() - started < 5


def test_nothing_stays_behind_on_the_disk(read_as, monkeypatch, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    read_as("well")
    with pytest.raises(RejectedError):
        read_as("segfault")
    assert os.listdir(scratch) == []


# ------------------------------------------------------------------ the real child
def read(path: Path, name=None):
    return sandbox.read(path, name or path.name)


def test_a_text_file_is_read_and_parsed(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("The treaty was signed.\n\nNobody came.\n\fThe second page.\n")
    contents = read(path)
    assert contents.media_type == "text/plain"
    assert [page.number for page in contents.parsed.pages] == [1, 2]
    assert "treaty" in contents.parsed.documents[0].pages[0].text


def test_a_scan_without_text_is_a_document_that_waits_to_be_read(tmp_path):
    path = tmp_path / "blank.pdf"
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 300)
    writer.add_blank_page(200, 300)
    writer.write(path)
    (document,) = read(path).parsed.documents
    assert [(page.number, page.text, page.text_source) for page in document.pages] == [
        (1, "", "none"),
        (2, "", "none"),
    ]
    assert (document.pages[0].width, document.pages[0].height) == (200, 300)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "empty.pdf", "empty"),
        (b"Just words, no PDF at all.", "words.pdf", "not a PDF"),
        (b"%PDF-1.4\ngarbage", "broken.pdf", "damaged|pages"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason(tmp_path, content, name, reason):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(RejectedError, match=reason):
        read(path, name)


HOSTILE_A_KIND = 1  # all of them go through the same reader in test_formats_corpus.py


def reason_for(path):
    """ "" for a file that was parsed."""
    try:
        read(path)
    except RejectedError as rejection:
        return str(rejection)
    return ""


@pytest.mark.corpus
def test_hostile_files_end_parsed_or_rejected_with_a_reason(corpus, settings):
    settings.PARSE_SECONDS = 60
    kinds = sorted(folder for folder in (corpus / "hostile").iterdir() if folder.is_dir())
    assert len(kinds) >= 10
    reasons = [reason_for(path) for folder in kinds for path in sorted(folder.iterdir())[:HOSTILE_A_KIND]]
    assert all(len(reason) > 20 for reason in reasons if reason)
    assert any(reasons)
