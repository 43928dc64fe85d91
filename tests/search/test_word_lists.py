"""Word lists in files: the same in every process, made anew where a file is damaged or cannot be kept."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from search import word_lists
from search.word_lists import hash_of, word_list

LISTED = [["the"], [], ["Côté", "house"], ["cote"]]


@pytest.fixture(autouse=True)
def listed(monkeypatch):
    class Listed:
        @staticmethod
        def __wrapped__(language, size):
            return LISTED

    monkeypatch.setattr("wordfreq.get_frequency_list", Listed)
    monkeypatch.setattr(word_lists, "_make", word_lists._make.__wrapped__)  # not what is kept for all tests
    word_list.cache_clear()
    yield
    word_list.cache_clear()


def rarity(words, form):
    at = int(np.searchsorted(words.hashes, np.uint64(hash_of(form))))
    return int(words.rarities[at]) if words.hashes[at] == hash_of(form) else None


def file_of(settings):
    return next(Path(settings.SEARCH_DIR, "words").glob("en-*.arr"))


def test_words_are_found_without_accents_and_the_more_common_counts():
    words = word_list("en")
    assert [rarity(words, form) for form in ("the", "cote", "house")] == [0, 2, 2]
    assert rarity(words, "nowhere") is None


def test_the_next_process_maps_what_was_made(settings, monkeypatch):
    made = word_list("en")
    word_list.cache_clear()
    monkeypatch.setattr(word_lists, "_make", None)
    assert word_list("en").hashes.tolist() == made.hashes.tolist()
    program = "from search.word_lists import hash_of; print(hash_of('côté'))"
    root = Path(__file__).resolve().parents[2]
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert int(told.stdout) == hash_of("côté")


@pytest.mark.parametrize("content", [b"", b"nonsense", b"HMARRAYS" + bytes(40)])
def test_a_damaged_file_is_made_anew(settings, content):
    made = word_list("en").hashes.tolist()
    path = file_of(settings)
    path.unlink()  # what is mapped must not be changed
    path.write_bytes(content)
    word_list.cache_clear()
    assert word_list("en").hashes.tolist() == made
    assert len(path.read_bytes()) > 60


def test_where_nothing_can_be_kept_words_are_known_all_the_same(settings, caplog):
    Path(settings.SEARCH_DIR).parent.mkdir(parents=True, exist_ok=True)
    Path(settings.SEARCH_DIR).write_text("a file in the way")
    assert rarity(word_list("en"), "house") == 2
    assert "cannot be kept" in caplog.text


def test_a_language_without_a_list_has_no_words():
    assert len(word_list("xx").hashes) == 0
