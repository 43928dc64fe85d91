"""Words broken at line ends: join, or keep the hyphen?

What the document itself prints elsewhere decides first; then how frequent the forms are in its
language; then prefixes and the shapes of compounds. Measured on real pages: always joining is right
two times of three, the document's own vote with word frequencies nineteen times of twenty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN, fold, word_set
from ingest.parsing.vocabulary.word_frequency import languages_known, zipf_frequency

Joint = Literal["join", "keep", "space"]
Match = re.Match[str]

KNOWN = 1.6  # Zipf frequency (log10 of uses in 10^9 words) from which a word is in use at all
NAME = 4.0  # below it a capitalised first part is taken for a name
COMMON = 3.3  # from which it is a word that compounds are made of
SLIGHTLY = 0.5  # how much rarer it may be after a usual first part
IN_USE = 2.0  # of the first part of a compound with a usual second one
ESTABLISHED = 2.8  # from which a compound is written as one word, and the first part of one with a participle
FREQUENT = 2.6  # of such participles, and of wholes like "setup"
RARER = 1.6  # how much rarer a prefixed word is than the word itself, if it keeps its hyphen
RARER_FREE = 1.0  # the same after FREE_PREFIXES
SHORT_WORD, PARTICIPLE, LONG_WORD = 3, 5, 6  # letters
HYPHENATING = word_set(
    """
    afro all anglo anti austro co cross data e eight euro ex five four franco full half high hispano ill
    indo inter intra long low luso much multi nine non one open politico post pre pro quasi re real self
    semi seven short sino six so socio ten then three time two ultra user vice well would-be
    """
)
PREFIXES = word_set(
    """
    anti co cross inter intra multi non post pre quasi re self semi sub ultra well
    """
)
FREE_PREFIXES = word_set("non self well quasi")
SMALL_WORDS = word_set(
    """
    away back by down in off on out over to up
    """
)
SECOND_OF_PAIR = word_set(
    """
    and bis e et o oder or ou to und y
    """
)
SECOND_PARTS = word_set(
    """
    aware based being centered centred class dependent depth dimensional driven end free friendly
    independent language led level like making order oriented owned paced related rich scale sized
    source specific step term time to wide world
    """
)
_last_word = re.compile(r"[^\W_]+(?:['’][^\W_]+)*$")
_first_word = re.compile(r"^[^\W_]+(?:['’][^\W_]+)*")
_words = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_url = re.compile(r"(?:https?://|www\.|doi:|^10\.\d{4})\S*$", re.I)


@dataclass(slots=True)
class Vocabulary:
    """The words that a file prints whole, lower case, with how often."""

    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, pages: Iterable[Sequence[SourceRow]]) -> Vocabulary:
        """Words broken at line ends are no witnesses and stay out."""
        counts: Counter[str] = Counter()
        broken = False
        for rows in pages:
            for row in rows:
                words = _words.findall(row.text.lower())
                was_broken, broken = broken, row.text.endswith(("-", SOFT_HYPHEN))
                counts.update(words[1 if was_broken else 0 : len(words) - 1 if broken else len(words)])
        return cls(counts)


class Verdict(NamedTuple):
    joint: Joint
    rule: str  # the name of what decided it


def decide(left: str, right: str, language: str, vocabulary: Vocabulary) -> Joint:
    """How the end of a line and the start of the next go together.

    `left` ends in "-" or a soft hyphen. "join" drops the hyphen, "keep" keeps it without a blank,
    "space" means that the hyphen ends no word (a dash, a list mark).
    """
    return judge(left, right, language, vocabulary).joint


def judge(left: str, right: str, language: str, vocabulary: Vocabulary) -> Verdict:
    """The same with what decided it: the signs around, the document's own spelling, capitals, or RULES."""
    if left.endswith(SOFT_HYPHEN):
        return Verdict("join" if right[:1].isalnum() else "keep", "soft hyphen")
    stem = left.rstrip("-")
    before, after = _last_word.search(stem), _first_word.match(right)
    by_signs = _by_signs(left, right, before, after)
    if by_signs or not before or not after:
        return by_signs or Verdict("keep", "no word")
    first, second = before[0], after[0]
    voted = _vote(stem, right, first, second, vocabulary)
    if voted:
        return Verdict(voted, "as the document spells it elsewhere")
    by_case = _by_case(first, second, language)
    if by_case:
        return Verdict(by_case, "capitals")
    is_compound = stem[: before.start()].endswith("-") or right[after.end() :].startswith("-")
    rule = rule_of(first, second, language, is_compound=is_compound)
    return Verdict(rule.joint, rule.name)


def _by_signs(left: str, right: str, before: Match | None, after: Match | None) -> Verdict | None:
    """What is no word on one side, an address, a number, or a pair: "short- and long-term"."""
    stem = left.rstrip("-")
    if _url.search(left):
        return Verdict("keep", "an address")
    if not before or not after:
        return Verdict("space" if not stem or stem[-1:].isspace() else "keep", "no word")
    if fold(right) in SECOND_OF_PAIR:
        return Verdict("space", "first of a pair")
    if before[0][-1].isdigit() or after[0][0].isdigit():
        return Verdict("keep", "a number")
    return None


def _by_case(first: str, second: str, language: str) -> Joint | None:
    """Capitals after the hyphen, or an acronym before it: "Franco-|German", "WTO-|led", "BCS-|CNS"."""
    if first.isupper() and second.isupper() and len(first) > 1:
        return "join" if _zipf((first + second).lower(), language) >= KNOWN else "keep"
    if second[0].isupper() or (first.isupper() and len(first) > 1):
        return "keep"
    return None


def _vote(stem: str, right: str, first: str, second: str, vocabulary: Vocabulary) -> Joint | None:
    """Which form occurs more elsewhere in the document? None if neither does."""
    long_first = (_words.findall(stem.lower()) or [first.lower()])[-1]
    long_second = (_words.findall(right.lower()) or [second.lower()])[0]
    joined = hyphenated = 0
    for a, b in {(first.lower(), second.lower()), (long_first, long_second)}:
        joined += vocabulary.counts[a + b]
        hyphenated += vocabulary.counts[f"{a}-{b}"]
    if joined == hyphenated:
        return None
    return "join" if joined > hyphenated else "keep"


@dataclass(frozen=True, slots=True)
class BrokenWord:
    """What the rules by words ask of: both parts, lower case, and the Zipf frequencies of them and the whole."""

    first: str
    second: str
    whole_use: float
    first_use: float
    second_use: float
    is_compound: bool  # more hyphens stand near
    is_name: bool

    @property
    def is_of_words(self) -> bool:
        """Neither part is an ending, a prefix or an abbreviation of two letters."""
        return len(self.first) >= SHORT_WORD and len(self.second) >= SHORT_WORD

    @property
    def is_participle(self) -> bool:
        return self.second.endswith(("ed", "ing"))


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is told by --explain; `example` is a broken word for which the rule, of all, decides."""

    name: str
    joint: Joint
    holds: Callable[[BrokenWord], bool]
    example: str


RULES = (  # the first that holds decides
    Rule(
        "part of a longer compound",
        "keep",
        lambda word: word.is_compound and word.first_use >= COMMON and word.whole_use < KNOWN,
        "step-by-|step",
    ),
    Rule(
        "a surname",
        "join",
        lambda word: word.is_name and word.first_use < NAME and not word.is_participle,
        "Chen-|nai",
    ),
    Rule(
        "a prefix before a derived word",
        "keep",
        lambda word: (
            word.first in PREFIXES
            and word.whole_use < word.second_use - (RARER_FREE if word.first in FREE_PREFIXES else RARER)
            and len(word.second) >= LONG_WORD
            and _is_derived(word.second)
        ),
        "pre-|existing",  # though "preexisting" is in use
    ),
    Rule(
        "a usual second part",
        "keep",
        lambda word: (
            word.second in SECOND_PARTS
            and word.first_use >= IN_USE
            and word.whole_use < ESTABLISHED
            and len(word.first) > 1
        ),
        "people-|based",
    ),
    Rule(
        "the whole is a word",
        "join",
        lambda word: (
            word.whole_use >= KNOWN and not (word.second in SMALL_WORDS and word.whole_use < FREQUENT)
        ),
        "experi-|ence",
    ),
    Rule(
        "a usual first part",
        "keep",
        lambda word: (
            word.first in HYPHENATING
            and word.second_use >= COMMON - SLIGHTLY
            and len(word.second) >= SHORT_WORD
        ),
        "ten-|month",
    ),
    Rule(
        "a verb and its particle",
        "keep",
        lambda word: (
            word.second in SMALL_WORDS and word.first_use >= COMMON and len(word.first) >= SHORT_WORD
        ),
        "drop-|in",
    ),
    Rule(
        "a compound participle",
        "keep",
        lambda word: (
            word.is_participle
            and word.second_use >= FREQUENT
            and word.first_use >= ESTABLISHED
            and len(word.first) >= SHORT_WORD
            and len(word.second) >= PARTICIPLE
        ),
        "comma-|separated",
    ),
    Rule(
        "two common words",
        "keep",
        lambda word: word.first_use >= COMMON and word.second_use >= COMMON and word.is_of_words,
        "trade-|union",
    ),
    Rule("nothing speaks for a compound", "join", lambda word: True, "verwal-|tungs"),
)


def rule_of(first: str, second: str, language: str, *, is_compound: bool = False) -> Rule:
    """The rule by which the words alone decide: what the frequencies of the whole and of the parts say."""
    one, two = first.lower(), second.lower()
    word = BrokenWord(
        first=one,
        second=two,
        whole_use=_zipf(one + two, language),
        first_use=_zipf(one, language),
        second_use=_zipf(two, language),
        is_compound=is_compound,
        is_name=first[0].isupper() and second[0].islower(),
    )
    return next(rule for rule in RULES if rule.holds(word))


def _is_derived(word: str) -> bool:
    return word.endswith(("ing", "ed", "tion", "al", "able", "ible", "ment", "ive"))


_languages = lru_cache(maxsize=1)(languages_known)


@lru_cache(maxsize=65536)
def _zipf(word: str, language: str) -> float:
    code = language if language in _languages() else "en"
    return zipf_frequency(word, code)
