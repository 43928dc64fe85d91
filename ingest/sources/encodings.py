"""Which eight-bit encoding a text without a mark is in: told by the words that it makes of the bytes.

Every byte stands for something in each of these encodings; which one was meant shows in whether words come
out. A word counts that holds or touches a byte beyond ASCII: “capitán” in one is “capit‡n” in another.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ingest.parsing.vocabulary.word_frequency import zipf_frequency

MAX_SAMPLE = 400_000  # bytes that are judged
MAX_WORDS = 400
KNOWN = 1.0  # zipf frequency of a word that is one
MOSTLY = 0.5  # of the words are known: the encoding is told
LEAD = 1.0  # words by which the best must go before the next one
SPOILT = 0.5  # what a sign within a word, or a capital after a small letter, takes off

LATIN = ("es", "en", "fr", "pt", "de", "it")


@dataclass(frozen=True, slots=True)
class Encoding:
    """One row of the table: Python's name, what people call it, the languages whose words are looked up."""

    codec: str
    name: str
    languages: tuple[str, ...]


# In the order in which they are believed where several make the same words.
WESTERN = (
    Encoding("cp1252", "Windows-1252", LATIN),
    Encoding("mac_roman", "Mac Roman", LATIN),
    Encoding("cp850", "DOS 850", LATIN),
    Encoding("cp437", "DOS 437", LATIN),
)
# Looked at where none of those makes words.
OTHERS = (
    Encoding("cp1250", "Windows-1250", ("pl", "cs", "hu")),
    Encoding("iso8859_2", "ISO 8859-2", ("pl", "cs", "hu")),
    Encoding("cp852", "DOS 852", ("pl", "cs", "hu")),
    Encoding("cp1251", "Windows-1251", ("ru", "uk")),
    Encoding("koi8_r", "KOI8-R", ("ru",)),
    Encoding("cp866", "DOS 866", ("ru",)),
    Encoding("cp1253", "Windows-1253", ("el",)),
    Encoding("iso8859_7", "ISO 8859-7", ("el",)),
    Encoding("cp1254", "Windows-1254", ("tr",)),
    Encoding("cp1255", "Windows-1255", ("he",)),
)

_touched = re.compile(r"[^\W\d_]*[^\x00-\x7f]+[^\W\d_]*(?:[^\x00-\x7f]+[^\W\d_]*)*")
_word = re.compile(r"[^\W\d_ªº]+(?:[’'][^\W\d_ªº]+)*")
_odd = re.compile(r"[a-zà-öø-ÿ][A-ZÀ-ÖØ-Þ]|[^\W\d_][^\w\s’'.,;:!?()\-–—/\"“”‘«»…ªº·][^\W\d_]")
_drawn = re.compile("[\u2500-\u259f\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`is_told`: by its words; else it may be another encoding."""

    text: str
    encoding: Encoding
    is_told: bool


def decode_by_words(data: bytes) -> Decoded:
    """The text in the encoding that makes the most words; in Windows-1252 where nothing speaks against it."""
    sample = _of_interest(data[:MAX_SAMPLE])
    best, is_told = _best(sample, WESTERN)
    if not is_told:
        other, is_other = _best(sample, OTHERS)
        best, is_told = (other, True) if is_other else (best, False)
    return Decoded(decode_as(data, best), best, is_told)


def decode_as(data: bytes, encoding: Encoding) -> str:
    """Bytes that the encoding leaves open are read as Latin-1 reads them."""
    return data.decode(encoding.codec, errors="latin-1-byte")


def _of_interest(data: bytes) -> bytes:
    """The stretches of the bytes around those beyond ASCII."""
    return b" ".join(re.findall(rb"[^\s]*[\x80-\xff][^\s]*", data)[:MAX_WORDS])


def _best(sample: bytes, encodings: tuple[Encoding, ...]) -> tuple[Encoding, bool]:
    """The one that makes the most words, and whether that is sure."""
    texts = {encoding: decode_as(sample, encoding) for encoding in encodings}
    worths = {each: _worths(text, each.languages) for each, text in texts.items()}
    best = max(encodings, key=lambda encoding: sum(worths[encoding]))
    rivals = [sum(worths[each]) for each in encodings if texts[each] != texts[best]]
    is_ahead = not rivals or sum(worths[best]) - max(rivals) >= LEAD
    if not is_ahead:
        best = encodings[0] if sum(worths[best]) - sum(worths[encodings[0]]) < LEAD else best
    return best, is_ahead and sum(worths[best]) >= MOSTLY * len(worths[best])


def _worths(text: str, languages: tuple[str, ...]) -> list[float]:
    """Of each touched word how sure it is one, less for what no writer writes."""
    return [_worth(each, languages) for each in _touched.findall(text)]


def _worth(touched: str, languages: tuple[str, ...]) -> float:
    words = _word.findall(touched)
    spoilt = SPOILT * (bool(_odd.search(touched)) + bool(_drawn.search(touched)))
    if not words:
        return 0.25 - spoilt  # a sign that stands by itself: a dash, a bullet
    known = sum(_is_known(word.lower().replace("’", "'"), languages) for word in words)
    return known / len(words) - spoilt


def _is_known(word: str, languages: tuple[str, ...]) -> bool:
    return any(zipf_frequency(word, language, "small") >= KNOWN for language in languages)


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("latin-1-byte", _as_latin_1)
