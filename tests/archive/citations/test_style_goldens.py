"""Every style shown first on works that have broken references, as read against the style's manual.

`python -m tests.archive.citations.test_style_goldens` writes the goldens anew; what changes in them is to be
read against the manual again. Where these differ from the styles that were once written here by hand, the
manual has it so:

- MLA Handbook 9, 2.90 and Chicago Manual 17, 8.159: titles in English take title case; APA 7, 6.17, and
  Harvard leave them as the record has them, which is how they were printed.
- Chicago 17, 14.171: "7 (3)" in author-date, "7, no. 3 (July 2007)" in notes, where the month stands too.
- Chicago 17, 14.191 and 15.49: a newspaper piece has its day and no pages. In the 18th edition the year, which
  stands before, is left out of the day.
- Chicago 17, 6.43: "King, Marta Luz, Jr., and Ann Reed III": a comma before Jr. where the name is inverted alone.
- APA 7, 9.8: a suffix stands behind the initials with a comma. Cite Them Right does not tell; its style does so.
- MHRA Style Guide, 4th edition: no place of publication; "7.3 (2007)" for volume and issue.
- NLM (Citing Medicine 2, chapter 1): pages shortened, 265–9, titles of journals abbreviated without stops.
- ABNT NBR 6023:2018: family names in capitals, the title of the journal in bold, the month as "jul.".
- ISO 690:2010: the medium in brackets, then ISSN and DOI.
- AMA 11, 3.7, asks for "Jr" without a stop: the style puts out the suffix as the record has it.
"""

from pathlib import Path

import pytest

from archive.citations.bibliography import bibliography
from archive.citations.rich_text import to_html, to_plain
from archive.citations.styles import BY_KEY, STYLES
from tests.archive.citations.citation_records import NASTY

GOLDENS = Path(__file__).with_name("style_goldens.txt")
WORKS = (
    "every special character of LaTeX",
    "acronyms",
    "opening brace",
    "body with and",
    "supplement pages",
    "inferred locator",
    "markup",
    "untitled",
    "a day",
    "two family names",
    "particle apart",
    "suffix",
    "chapter",
)
# What stands in most of them, so that the goldens can be read.
SHORT = {
    "The Integration of Peoples: Treaties and Tides": "TITLE",
    "https://doi.org/10.5555/raq_1468_0181": "DOI",
    "https://archive.example/d/7k2m9x4q/": "ADDRESS",
}


def shown(key: str, work: str) -> str:
    """The reference and, below it, the form for the text."""
    entry = bibliography([NASTY[work]], BY_KEY[key])[0]
    text = f"{to_html(entry.reference)}\n    {to_html(entry.in_text)}"
    for long, short in SHORT.items():
        text = text.replace(long, short)
    return text


def read() -> dict[tuple[str, str], str]:
    goldens = {}
    for block in GOLDENS.read_text("utf-8").rstrip("\n").split("\n\n"):
        head, _, text = block.partition("\n")
        key, _, work = head.partition(": ")
        goldens[key, work] = text
    return goldens


def write() -> None:
    blocks = [f"{style.key}: {work}\n{shown(style.key, work)}" for style in STYLES for work in WORKS]
    GOLDENS.write_text("\n\n".join(blocks) + "\n", "utf-8")


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
def test_references_are_as_they_were_read_against_the_manual(style):
    goldens = read()
    for work in WORKS:
        assert shown(style.key, work) == goldens[style.key, work], work


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
@pytest.mark.parametrize("work", WORKS)
def test_no_title_is_doubled_and_no_name_lost(style, work):
    entry = bibliography([NASTY[work]], style)[0]
    reference = to_plain(entry.reference).lower()
    title = NASTY[work].best_title.lower()
    words = "".join(c if c.isalnum() else " " for c in title).split()
    longest = max(words, key=len)
    assert reference.count(longest) == title.count(longest) or longest in NASTY[work].container_title.lower()
    for name in NASTY[work].author:
        family = getattr(name, "full_family", "") or getattr(name, "literal", "")
        assert family.lower() in reference


if __name__ == "__main__":
    write()
