import errno
import json
import os
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import pypdf
import pytest

from archive import time_limits
from archive.sandbox import forking
from archive.sandbox.bubblewrap import is_usable, may_hold_fork_servers
from archive.scans.originals import StorageFullError
from archive.time_limits import StandstillError
from ingest.parsing.records import Half
from ingest.sandbox import child, parent
from ingest.sandbox.child import MEGABYTE
from ingest.sandbox.parent import RejectedError, SandboxBrokenError
from ingest.sources import halving
from tests.archive.sandbox.test_forking import kill_with_all_below
from tests.ingest.parsing.parses import document, parsed_file
from tests.ingest.test_two_printed_pages import spread_pdf


@pytest.fixture(autouse=True, params=["forked", "fresh"])
def _way(request, monkeypatch):
    """Children of either kind: forked from a process that has everything loaded, and started by themselves."""
    if request.param == "fresh":
        monkeypatch.setattr(forking, "may_hold_fork_servers", lambda: False)
    elif not may_hold_fork_servers():
        pytest.skip("bubblewrap is not there or may not be used")


@pytest.fixture
def read_as(rogue, settings, tmp_path):
    """Read a file with a child that misbehaves as its name says."""
    settings.PARSE_SECONDS = 20
    settings.PARSE_MEMORY_MB = 1024
    path = tmp_path / "file"
    path.write_bytes(b"bytes")
    return lambda behaviour, **options: parent.read(path, behaviour + ".pdf", **options)


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


def test_where_temporary_files_find_no_room_nothing_is_said_against_the_file(read_as):
    with pytest.raises(StorageFullError, match="no room for temporary files"):
        read_as("find_no_room")


@pytest.mark.parametrize("halves", [False, True])
def test_a_full_folder_for_temporary_files_is_no_fault_of_the_file(monkeypatch, halves):
    said = []

    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(child, "read_and_parse", full)
    monkeypatch.setattr(halving, "halve", full)
    monkeypatch.setattr(child, "limit_oneself", lambda *_: None)
    monkeypatch.setattr(child, "die_with_parent", lambda: None)
    monkeypatch.setattr(child, "Speech", lambda: SimpleNamespace(say=said.append))
    order = {"seconds": 1, "memory_mb": 1, "seconds_a_page": 1, "path": "file"}
    child.main(order | ({"target": "file", "gutters": {}, "right_first": False} if halves else {}))
    assert json.loads(said[-1]) == {"no_room": True}


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("segfault", "crashed"),
        ("eat_memory", "memory"),
        ("say_garbage", "no usable answer"),
        ("well", "no usable answer"),  # to another question
    ],
)
def test_so_does_whatever_it_does_where_a_file_is_to_be_halved(read_as, tmp_path, behaviour, reason):
    before = sorted(tmp_path.iterdir())
    with (
        pytest.raises(RejectedError, match=reason),
        parent.halved(tmp_path / "file", behaviour + ".pdf", {1: 0.5}),
    ):
        pass
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_is_halved_by_either_kind_of_child(tmp_path, settings):
    path = tmp_path / "file"
    path.write_bytes(spread_pdf(50))
    with parent.halved(path, "book.pdf", {1: 0.5}, right_first=True) as made:
        assert (made.media_type, made.pages) == ("application/pdf", (Half(1, 0.5, 1.0), Half(1, 0.0, 0.5)))
        assert len(pypdf.PdfReader(made.path).pages) == 2
    assert not made.path.exists()


@pytest.mark.parametrize("behaviour", ["burn", "burn_in_turns", "burn_side_by_side"])
def test_a_child_and_all_that_it_starts_share_one_limit_of_processor_time(read_as, settings, behaviour):
    settings.PARSE_SECONDS = 1
    with pytest.raises(RejectedError, match=r"used up the 1 seconds of processor time .* print it"):
        read_as(behaviour)


@pytest.mark.parametrize("behaviour", ["loop", "swallow_terminate", "say_all_and_loop"])
def test_a_child_that_stands_still_is_killed_and_nothing_is_said_against_its_file(read_as, hurry, behaviour):
    with pytest.raises(StandstillError):
        read_as(behaviour)


def test_a_child_that_waits_for_the_processor_gets_its_file_read(read_as, settings, monkeypatch):
    """The clock says that it took longer than it may use of the processor."""
    settings.PARSE_SECONDS = 1
    assert read_as("nap_and_end_well").parsed.pages


@pytest.fixture
def hurry(monkeypatch):
    """A child that gets on no more is ended soon."""
    monkeypatch.setattr(time_limits, "STANDSTILL", 0.5)


@pytest.mark.parametrize(
    ("behaviour", "seconds", "told"),
    [
        ("read_a_page_and_burn", 2, "print it"),
        ("read_two_pages_and_burn", 3, "after 2 of them: split"),
        ("recognise_and_burn", 3, "print it"),
    ],
)
def test_a_child_gets_more_processor_time_for_what_it_has_done(
    read_as, settings, monkeypatch, behaviour, seconds, told
):
    settings.PARSE_SECONDS = 1
    monkeypatch.setattr(parent, "SECONDS_A_PAGE", 1)
    monkeypatch.setattr(parent, "SECONDS_TO_RECOGNISE", 2)
    started = time.monotonic()
    with pytest.raises(RejectedError, match=f"used up the {seconds} seconds .*{told}"):
        read_as(behaviour)
    assert time.monotonic() - started >= seconds


def test_a_child_that_does_not_even_begin_is_not_the_file_s_fault(read_as):
    with pytest.raises(SandboxBrokenError):
        read_as("not_even_begin")


def test_an_answer_without_end_is_cut(read_as, monkeypatch):
    monkeypatch.setattr(parent, "MAX_OUTPUT", 5 * MEGABYTE)
    with pytest.raises(RejectedError, match="more text"):
        read_as("say_without_end")


def running(command):
    found = subprocess.run(["ps", "-eo", "ppid,stat,args"], capture_output=True, text=True, check=True)
    return [line for line in found.stdout.splitlines() if command in line and " Z" not in line]


def test_what_the_child_started_is_killed_with_it(read_as, hurry):
    before = len(running("sleep 3600"))
    with pytest.raises(StandstillError):
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
    seen = refusal.value.message.params["name"].replace(
        "'.venv', ", ""
    )  # where the packages lie in the checkout itself
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


def test_a_file_whose_fork_server_dies_is_read_all_the_same(read_as):
    killed = []

    def kill_servers(page, of):
        if not killed:
            killed.extend(server.process.pid for server in forking._servers.values())
            for pid in killed:
                kill_with_all_below(pid)

    assert read_as("slow", on_tick=kill_servers).parsed == parsed_file(document(1, 2))


@pytest.mark.parametrize("behaviour", ["segfault", "killed_by_system"])
def test_a_file_whose_reader_crashes_once_is_read_all_the_same(read_as, monkeypatch, behaviour):
    """The first reading misbehaves, whichever kind of child it is; the second is told to behave."""
    heard_out, seen = parent._heard_out, []

    def first_crashes(child, name, *others):
        seen.append(name)
        return heard_out(child, name, *others)

    def start(order, scratch):
        return fresh(order | {"name": "well.pdf"} if seen else order, scratch)

    fresh = parent._start
    monkeypatch.setattr(parent, "_heard_out", first_crashes)
    monkeypatch.setattr(parent, "_start", start)
    assert read_as(behaviour).parsed == parsed_file(document(1, 2))
    assert len(seen) == 2


def test_an_answer_that_makes_no_sense_is_not_asked_for_again(read_as, monkeypatch, tmp_path):
    monkeypatch.setattr(parent, "_answer_of_fresh", lambda *a: pytest.fail("tried again"))
    monkeypatch.setattr(
        parent,
        "_answer_of_forked",
        lambda order, scratch, *a: parent._heard_out(parent._start(order, tmp_path), "", *a),
    )
    with pytest.raises(RejectedError, match="no usable answer"):
        read_as("say_garbage")


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
    return parent.read(path, name or path.name)


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
