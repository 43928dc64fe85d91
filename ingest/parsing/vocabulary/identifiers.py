"""DOIs and ORCIDs as printed: found, trimmed, checked."""

from __future__ import annotations

import re

_doi = re.compile(r"10\.\d{4,9}/[^\s\"<>{}|\\^`]+", re.I)
_orcid = re.compile(r"(?<!\d)(\d{4})[-‐–]?(\d{4})[-‐–]?(\d{4})[-‐–]?(\d{3}[\dXx])(?![\dXx])")
CHECK_DIGITS = "0123456789X"
_pairs = {")": "(", "]": "["}


def find_dois(text: str) -> list[str]:
    """DOIs in the order printed, as printed, without the punctuation that follows them.

    >>> find_dois("(see https://doi.org/10.5555/a(b)1).")
    ['10.5555/a(b)1']
    """
    return [
        doi for doi in (_trim(match[0]) for match in _doi.finditer(text)) if len(doi.split("/", 1)[1]) > 1
    ]


def _trim(doi: str) -> str:
    while doi:
        last = doi[-1]
        unpaired = last in _pairs and doi.count(last) > doi.count(_pairs[last])
        if last in ".,;:'’”\"" or unpaired:
            doi = doi[:-1]
        else:
            break
    return doi


def find_doi(text: str) -> str:
    found = find_dois(text)
    return found[0] if found else ""


def find_orcids(text: str) -> list[str]:
    """ORCIDs whose check digit is right (ISO 7064 mod 11-2), as 0000-0002-1825-0097."""
    return [
        "-".join(match.groups()).upper()
        for match in _orcid.finditer(text)
        if is_orcid("".join(match.groups()))
    ]


def is_orcid(digits: str) -> bool:
    """Is the last of the sixteen characters the check digit of the others?

    >>> is_orcid("0000000218250097")
    True
    """
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[15:].upper() == CHECK_DIGITS[check]
