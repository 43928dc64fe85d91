"""Where the headings of an article stand on its pages, for `heading:`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from search.article_texts import PageText, SectionStart
from search.locate import Range

SLACK = 40  # characters by which a heading may be longer on the page: numbers before it, line ends in it


def headings_on(pages: Sequence[PageText], sections: Iterable[SectionStart]) -> tuple[Range, ...]:
    """In reading order; `page` of a range counts the pages from 0."""
    number_of = {page.pk: number for number, page in enumerate(pages)}
    found = [
        _heading(pages[number_of[section.page_id]].text, section, number_of[section.page_id])
        for section in sections
        if section.heading and section.page_id in number_of
    ]
    return tuple(sorted(found, key=lambda each: (each.page, each.start)))


def _heading(text: str, section: SectionStart, number: int) -> Range:
    """As it is printed; where it is printed otherwise, the first paragraph of its section as far as it is as long."""
    words = r"\s+".join(map(re.escape, section.heading.split()))
    limit = section.offset + 2 * len(section.heading) + SLACK
    printed = re.compile(words, re.IGNORECASE).search(text, section.offset, limit)
    if printed is not None:
        return Range(number, printed.start(), printed.end())
    paragraph = text.find("\n\n", section.offset)
    end = min(section.offset + len(section.heading) + SLACK, paragraph if paragraph >= 0 else len(text))
    return Range(number, section.offset, end)
