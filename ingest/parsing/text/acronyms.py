"""Acronyms that a text defines: "World Trade Organization (WTO)" -> WTO, its long form, the place.

Method: Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text", Pacific Symposium on Biocomputing 2003, with small words of the long form skipped.
"""

from __future__ import annotations

import re

from ingest.parsing.vocabulary.normalise import word_set

_short_in_brackets = re.compile(r"\(\s*(?P<short>[A-ZÀ-Þ][A-ZÀ-Þ0-9.&/-]{1,9}s?)\s*\)")
REACH = 160  # characters before the bracket in which the long form stands
_small = word_set(
    """
    a an para por pour fur and da das de del der des die do dos du e et for für in la las le les los of on the to und y
    """
)


def find_acronyms(text: str) -> list[tuple[str, str, int]]:
    """(short form, long form, offset of the long form), each short form where it is first defined.

    >>> find_acronyms("Within the World Trade Organization (WTO) and Brazil")
    [('WTO', 'World Trade Organization', 11)]
    """
    found: list[tuple[str, str, int]] = []
    seen: set[str] = set()
    for match in _short_in_brackets.finditer(text):
        short = match["short"].removesuffix("s") if match["short"][:-1].isupper() else match["short"]
        base = max(0, match.start() - REACH)
        start = _long_form_start(text[base : match.start()], short, base)
        if start is not None and short not in seen:
            seen.add(short)
            found.append((short, text[start : match.start()].strip(), start))
    return found


def _long_form_start(before: str, short: str, base: int) -> int | None:
    """Where the words begin whose initials spell the short form, read backwards; `before` starts at `base`."""
    letters = [c.lower() for c in short if c.isalpha()]
    words = [(match.start(), match[0]) for match in re.finditer(r"[^\W\d_]+", before)]
    if len(letters) <= 1 or before.rstrip()[-1:] in tuple(".;:!?"):
        return None
    position = len(letters) - 1
    for start, word in reversed(words[-(2 * len(letters) + 4) :]):
        if word[0].lower() == letters[position]:
            if position == 0:
                return base + start if word[0].isupper() else None
            position -= 1
        elif word.lower() not in _small:
            return None
    return None
