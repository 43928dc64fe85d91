"""DOIs that recognition misread, mended where the page or its neighbours say how they run.

Nothing is guessed: a letter is changed only if the syntax of DOIs (ISO 26324, section 4) leaves no other
reading, if the same DOI stands in head or foot lines of other pages, or if the other articles of the
file agree on the stem of their DOIs ("10.5555/valley.") and this one differs in one letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.parsing.records import Evidence, ParsedDocument
from ingest.parsing.vocabulary.identifiers import find_dois

MENDED = 0.7  # confidence in a DOI that stands otherwise in the recognised text
LONG = 20  # characters: in a longer DOI two letters may be misread
MIN_SIBLINGS = 2  # other articles that must agree on a stem
DIGITS = str.maketrans("lI|OoQ", "111000")
_labelled = re.compile(
    r"(?P<label>\bdo[il1L](?:\.org)?\s?[:/.]\s?)(?P<ten>[1lI|][0OoQ])\s?\.\s?"
    r"(?P<registrant>[\dlI|OoQ](?:\s?[\dlI|OoQ]){3,8})\s?/\s?(?=\S)",
    re.I,
)
_parted = re.compile(r"(?<![\w.])10\.(?=[\d ]{5,10}/)(?P<registrant>\d+ \d+)/(?=\S)")
_no_opener = re.compile(r"(?<=/)\)(?=\.[a-z])")  # no suffix begins with ")": "10.1016/).cogpsych"
_stem = re.compile(r"^(10\.\d{4,9}/[a-z][a-z.-]*?[.-])(?=\d)", re.I)


def mend_syntax(text: str) -> str:
    """Recognised text with DOIs whose registrant's number was misread or parted set right.

    >>> mend_syntax("doi: 1O.102 1/j100135a014")
    'doi: 10.1021/j100135a014'
    """
    text = _labelled.sub(lambda m: f"{m['label']}10.{_as_digits(m['registrant'])}/", text)
    text = _parted.sub(lambda m: f"10.{_as_digits(m['registrant'])}/", text)
    return _no_opener.sub("j", text)


def _as_digits(text: str) -> str:
    return "".join(text.split()).translate(DIGITS)


def voted(doi: str, lines: Iterable[str]) -> str:
    """The DOI that most head and foot lines print, where `doi` is a misreading of it; else `doi`."""
    votes = Counter(found for line in lines for found in find_dois(mend_syntax(line))[:1])
    if not votes:
        return doi
    best, count = votes.most_common(1)[0]
    return best if count >= MIN_SIBLINGS and count > votes[doi] and _is_misreading(doi, best) else doi


def mend_by_siblings(documents: Sequence[ParsedDocument]) -> list[ParsedDocument]:
    """The articles of one file; a recognised DOI whose stem is one letter off takes that of all others."""
    stems = [match[1] if (match := _stem.match(document.doi)) else "" for document in documents]
    out = []
    for number, document in enumerate(documents):
        others = {stem for i, stem in enumerate(stems) if i != number and stem}
        count = sum(bool(stem) for i, stem in enumerate(stems) if i != number)
        agreed = next(iter(others)) if len(others) == 1 and count >= MIN_SIBLINGS else ""
        own = stems[number]
        if own and agreed and own != agreed and _is_recognised(document) and _is_misreading(own, agreed):
            doi = agreed + document.doi[len(own) :]
            why = Evidence(MENDED, "stem of the other articles' DOIs", document.pages[0].number)
            document = replace(document, doi=doi, evidence=document.evidence | {"doi": why})
        out.append(document)
    return out


def _is_recognised(document: ParsedDocument) -> bool:
    return bool(document.pages) and document.pages[0].text_source == "ocr"


def _is_misreading(read: str, true: str) -> bool:
    """Do they differ, by one letter in place of another (two in long ones)?"""
    if len(read) != len(true):
        return False
    wrong = sum(a != b for a, b in zip(read.lower(), true.lower(), strict=True))
    return 1 <= wrong <= (2 if len(true) > LONG else 1)
