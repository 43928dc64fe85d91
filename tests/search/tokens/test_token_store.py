"""The token store: what is written is there, also after merges, deaths and damage; what is damaged is not used."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.tokens import token_store
from search.tokens.token_file import Text, digest_of_text
from search.tokens.token_store import TokenStore

ROOT = Path(__file__).resolve().parents[3]


def text(key, words="one two", *pages, language="en"):
    return Text(key, language, (f"{words} {key}", *pages))


def write(store, *texts):
    with store.writing() as add:
        for each in texts:
            add(each)


def held(store):
    return store.digests()


def expected(*texts):
    return {each.key: digest_of_text(each) for each in texts}


@pytest.fixture
def store(tmp_path):
    return TokenStore(tmp_path)


def test_an_empty_store_has_nothing(store):
    assert store.files() == ()
    assert store.find(1) is None
    assert held(store) == {}
    assert store.damaged() == []


def test_what_is_written_is_found(store):
    first, second = text(1), text(2, "three", "page two", "page three")
    write(store, first, second)
    assert held(store) == expected(first, second)
    found = store.find(digest_of_text(second))
    own = found.tokens.of_document(found.document)
    spellings = [found.tokens.spellings[number] for number in own.numbers.tolist()]
    assert spellings == [b"three", b"2", b"page", b"two", b"page", b"three"]
    assert own.pages.tolist() == [0, len("three 2") + 1, len("three 2") + len("page two") + 2]


def test_the_newest_text_counts_and_what_is_gone_is_gone(store):
    write(store, text(1), text(2))
    write(store, text(1, "changed"), Text(2, "", ()))
    assert held(store) == expected(text(1, "changed"))


def test_files_of_one_size_become_one_and_keep_what_counts(store, monkeypatch):
    monkeypatch.setattr(token_store, "MERGE_AT", 3)
    for number in range(9):
        write(store, text(number % 4, f"round {number} " + "x" * 300, "second page"))
    write(store, Text(0, "", ()))
    assert len(list(store.path.glob("*.tok"))) < 4
    assert held(store) == expected(
        *(text(n % 4, f"round {n} " + "x" * 300, "second page") for n in (5, 6, 7))
    )
    kept = store.find(digest_of_text(text(3, "round 7 " + "x" * 300, "second page")))
    own = kept.tokens.of_document(kept.document)
    assert kept.tokens.spellings[int(own.numbers[0])] == b"round"
    assert TokenStore(store.path.parent).digests() == held(store)


def test_a_large_archive_fills_several_files(store, monkeypatch):
    monkeypatch.setattr(token_store, "FULL", 10)
    texts = [text(number) for number in range(12)]
    write(store, *texts)
    assert len(list(store.path.glob("*.tok"))) > 1
    assert held(store) == expected(*texts)


def test_what_is_renewed_takes_the_place_of_all_that_there_was(store):
    write(store, text(1), text(2))
    other = store.path.parent / "tokens-0-9.9"
    other.mkdir()
    with store.renewing():
        write(store, text(2, "new"))
        assert set(held(store)) == {1, 2}
    assert held(store) == expected(text(2, "new"))
    assert not other.exists()


def test_a_renewal_that_fails_leaves_what_there_was(store):
    def fail():
        with store.renewing():
            write(store, text(2))
            raise ValueError("broken")

    write(store, text(1))
    with pytest.raises(ValueError, match="broken"):
        fail()
    assert set(held(store)) == {1, 2}


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-9])


def empty(path):
    path.write_bytes(b"")


def of_another_version(path):
    content = bytearray(path.read_bytes())
    content[8] ^= 0x40
    path.write_bytes(content)


def nonsense(path):
    path.write_bytes(b"\xff" * 4000)


@pytest.mark.parametrize("harm", [cut_short, empty, of_another_version, nonsense])
def test_a_damaged_file_is_told_and_not_used(store, harm):
    write(store, text(1))
    write(store, text(2))
    path = min(store.path.glob("*.tok"))
    harm(path)
    fresh = TokenStore(store.path.parent)
    assert held(fresh) == expected(text(2))
    assert fresh.damaged() == [path.name]


def test_a_flipped_bit_is_told(store):
    write(store, text(1))
    path = next(store.path.glob("*.tok"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert store.damaged() == [path.name]


def test_open_files_outlive_what_is_deleted(store):
    write(store, text(1, "one two three"))
    found = store.find(digest_of_text(text(1, "one two three")))
    for path in store.path.glob("*.tok"):
        path.unlink()
    assert len(found.tokens.of_document(found.document).numbers) == 4


WRITER = """
import sys
from pathlib import Path
from search.tokens import token_store
from search.tokens.token_store import TokenStore
from tests.search.tokens.test_token_store import text, write
token_store.MERGE_AT = 3
store = TokenStore(Path(sys.argv[1]))
print("ready", flush=True)
for round_ in range(10000):
    write(store, *(text(key, f"round {round_}") for key in range(5)))
    print(round_, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_whole_files(store):
    for round_ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(store.path.parent)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert writer.stdout.readline() == "ready\n"
        time.sleep(0.1 + 0.05 * round_)
        writer.send_signal(signal.SIGKILL)
        acknowledged = [int(line) for line in writer.communicate()[0].split()]
        assert store.damaged() == []
        if acknowledged:
            batches = [
                expected(*(text(key, f"round {acknowledged[-1] + n}") for key in range(5))) for n in (0, 1)
            ]
            assert held(TokenStore(store.path.parent)) in batches
    write(store, text(9))
    assert 9 in held(store)
    assert not list(store.path.glob("*.new"))
