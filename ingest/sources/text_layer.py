"""Whether the text that a page carries can be used, or the page must be recognised anew."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

MIN_CHARACTERS = 50
MIN_IN_LONG_WORDS = 30  # characters in tokens of four and more, on a page without an image
LONG_WORD = 4
MAX_BROKEN = 0.2  # share of characters without a meaning
MIN_SPACED = 20  # tokens with letters
MOSTLY_ALONE = {True: 0.6, False: 0.8}  # share of those of one letter, by has_image; formulas have many
SAMPLE = 5_000  # characters that tell the script
MIN_WORDLIKE = 0.5  # share of the characters that stand in tokens which could be words or numbers

# A font whose codes are shifted gives letters without sense, "7KH KDUERXU", or signs, "r(% (!2".
MIN_LETTERS = 60  # Latin ones, to judge by
MIN_VOWELS = {
    True: 0.3,
    False: 0.2,
}  # by has_image; English has 0.4, Polish 0.37, print shifted by 3 0.2
MAX_SIGNS = 0.3  # of the characters; formulas and code have up to 0.25
# On a page without an image: a font that is not mapped at all leaves as many signs as it has letters, the dots
# and crosses of a plotted figure are mostly one.
MANY_CHARACTERS, MOSTLY_SIGNS, MOSTLY_ONE = 400, 0.65, 0.4

# Letters with inner apostrophes, hyphens and dots, in any quotes and punctuation; or a number.
_WORD = re.compile(r"\W*[^\W\d_]+(?:[’'\-–.·/@][^\W\d_]+)*\W*", re.UNICODE)
_NUMBER = re.compile(r"\W*\d[\d.,:/–\-]*\W*", re.UNICODE)
_VOWEL = re.compile(r"[aeiouyæœøáàâäãåéèêëíìîïóòôöõúùûüý]|[^\x00-ɏ]", re.IGNORECASE)
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]{4,}")  # shorter ones are variables in formulas
_LEADER = re.compile(r"[.…·_]{2,}")  # from a title to its page, in a list of contents
_SIGN = re.compile(r"[^\w\s.,;:…·_\-–—’'“”\"]")  # but those that leaders and print are full of
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")


def is_usable(text: str, *, has_image: bool) -> bool:
    """Whether `text` reads as language.

    A page under an image needs at least MIN_CHARACTERS: a stamp or a folio on a scan is no text
    layer. A page without one may hold less, as a half-title does, and a page of formulas or of a
    plotted figure is still better read than recognised, if only some of it makes words.
    """
    tokens = [token for token in text.split() if not _LEADER.fullmatch(token)]
    characters = sum(map(len, tokens))
    if characters < (MIN_CHARACTERS if has_image else 1):
        return False
    if len(_BROKEN.findall(text)) > MAX_BROKEN * characters or _is_shifted(
        text, characters, has_image=has_image
    ):
        return False
    if _is_spaced(tokens, MOSTLY_ALONE[has_image]):
        return False
    good = long = 0
    for token in filter(_is_wordlike, tokens):
        good += len(token)
        long += len(token) if len(token) >= LONG_WORD else 0
        if good >= MIN_WORDLIKE * characters:
            return True
    return not has_image and long >= MIN_IN_LONG_WORDS


def _is_spaced(tokens: list[str], most: float) -> bool:
    """Letters each by itself, "S a l t R o a d s": where its words end nobody can tell any more."""
    letters = [token for token in tokens if any(map(str.isalpha, token))]
    alone = sum(len(token.strip(".,;:!?'’\"“”()-")) <= 1 for token in letters)
    return len(letters) >= MIN_SPACED and alone > most * len(letters)


def script_of(text: str) -> str:
    """The script of most letters, as Unicode names it: LATIN, GREEK, HEBREW …; "" without letters.

    >>> script_of("Οι γραμματείς του port")
    'GREEK'
    """
    counts = Counter(
        unicodedata.name(character, "?").split(" ", 1)[0]
        for character in text[:SAMPLE]
        if character.isalpha()
    )
    return counts.most_common(1)[0][0] if counts else ""


def _is_shifted(text: str, characters: int, *, has_image: bool) -> bool:
    latin = "".join(_LATIN_WORD.findall(text))
    if len(latin) >= MIN_LETTERS and len(_VOWEL.findall(latin)) < MIN_VOWELS[has_image] * len(latin):
        return True
    signs = Counter(_SIGN.findall(text))
    if has_image:
        return signs.total() > MAX_SIGNS * characters
    are_text = characters >= MANY_CHARACTERS and signs.total() > MOSTLY_SIGNS * characters
    return are_text and signs.most_common(1)[0][1] < MOSTLY_ONE * signs.total()


def _is_wordlike(token: str) -> bool:
    if len(token) > 60:
        return "/" in token or "." in token  # an address
    if _NUMBER.fullmatch(token):
        return True
    return bool(_WORD.fullmatch(token)) and (len(token) <= 4 or bool(_VOWEL.search(token)))
