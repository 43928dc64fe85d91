"""What stands for the title of a work that has none: its opening words in brackets, as cataloguers write it.

AACR2 1.1B7 and RDA 2.3.2.10: a title made up by the cataloguer is told from one that is printed. A short
text without a title is known by how it begins.
"""

from __future__ import annotations

MOST_WORDS, MOST_LETTERS = 8, 60
READ = 200  # characters of a text that are enough to make one
_ENDS = " .,;:!?…–—-“”\"'«»()[]"


def supplied_title(text: str, *, begins_before: bool = False) -> str:
    """ "" for a text without a word. `begins_before`: the beginning is missing.

    >>> supplied_title("A profound process of de-legitimation of free trade agreements has begun.")
    '[A profound process of de-legitimation of free trade …]'
    >>> supplied_title("had asked them.", begins_before=True)
    '[… had asked them]'
    """
    words = text.replace("[", "(").replace("]", ")").split()
    kept: list[str] = []
    for word in words[:MOST_WORDS]:
        if kept and len(" ".join((*kept, word))) > MOST_LETTERS:
            break
        kept.append(word[:MOST_LETTERS])
    said = " ".join(kept).strip(_ENDS)
    if not said:
        return ""
    before = "… " if begins_before else ""
    after = " …" if len(kept) < len(words) or len(text) >= READ else ""
    return f"[{before}{said}{after}]"
