"""The words of a language with how common they are, as arrays in a file that all processes map.

wordfreq's own lists take a third of a second and 30 MB a language to read. What is derived from them here has
a hash of each word that is the same in every process, and is made when it is first asked for.
"""

from __future__ import annotations

import logging
import mmap
import os
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.conf import settings
from wordfreq import available_languages, get_frequency_list

from search.array_file import ArrayFileError, pack_arrays, read_arrays
from search.folding import fold_word
from search.time_allowance import for_all_requests

VERSION = 1  # of what is in the files
logger = logging.getLogger(__name__)


class WordList(NamedTuple):
    """Hashes of the words, ascending: of two unlike words in 10^13 they are the same. Rarities in centibels."""

    hashes: np.ndarray
    rarities: np.ndarray


def hash_of(form: str) -> int:
    return int.from_bytes(blake2b(form.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=32)
def word_list(language: str) -> WordList:
    """Without case and accents; empty for a language of which there is none."""
    path = Path(settings.SEARCH_DIR, "words", f"{language}-{version('wordfreq')}.arr")
    try:
        return _read(path)
    except (OSError, ArrayFileError, ValueError):
        made = _make(language)
    try:
        _write(path, made)
        return _read(path)
    except OSError as error:
        logger.warning("%s cannot be kept: %s", path, error)
        return made


def _read(path: Path) -> WordList:
    with path.open("rb") as file:
        arrays = read_arrays(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), VERSION)
    return WordList(arrays["hash"], arrays["rarity"])


def _write(path: Path, words: WordList) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_bytes(b"".join(pack_arrays(VERSION, {"hash": words.hashes, "rarity": words.rarities})))
    beside.replace(path)


@for_all_requests()
def _make(language: str) -> WordList:
    size = next((each for each in ("large", "small") if language in available_languages(each)), None)
    listed = get_frequency_list.__wrapped__(language, size) if size else []  # not kept by wordfreq
    hashes = np.array(
        [hash_of(word if word.isascii() else fold_word(word)) for words in listed for word in words],
        np.uint64,
    )
    rarities = np.repeat(np.arange(len(listed), dtype=np.uint16), [len(words) for words in listed])
    order = np.argsort(hashes, kind="stable")  # of two words with one form the more common stands first
    return WordList(hashes[order], rarities[order])
