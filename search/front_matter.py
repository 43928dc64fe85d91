"""Where on its pages an article prints its own title, its authors' names and the heading of its abstract.

Excerpts leave this out: it stands above them already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.citations.filing import folded
from archive.models import Document
from search.article_texts import PageText, SectionStart
from search.locate import CharSpan

LONGER = 3  # times, by which what is printed may have more characters than what the record says
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")


def front_spans(
    document: Document, pages: Sequence[PageText], sections: Sequence[SectionStart]
) -> dict[int, list[CharSpan]]:
    """By index of the page from 0 the characters that are front matter, in order. An article has pages."""
    index_of = {page.pk: index for index, page in enumerate(pages)}
    found: dict[int, list[CharSpan]] = {}
    for section, following in zip(sections, [*sections, None][1:], strict=True):
        index = index_of.get(section.page_id)
        if index is None:
            continue
        text, start = pages[index].text, section.offset
        if section.kind == "front":
            is_same_page = following is not None and following.page_id == section.page_id
            found.setdefault(index, []).append((start, following.offset if is_same_page else len(text)))
        elif section.kind == "abstract" and text.startswith(section.heading, start):
            found.setdefault(index, []).append((start, start + len(section.heading)))
    if not found.get(0):
        found[0] = _repeated_at_head(document, pages[0].text)
    return found


def _repeated_at_head(document: Document, text: str) -> list[CharSpan]:
    """The first paragraphs, as far as they say what the record says."""
    names = [authorship.author.name for authorship in document.bylines]
    told = {folded(each) for each in (document.title, document.subtitle, *names) if each}
    told |= {folded(f"{document.title} {document.subtitle}"), folded(" ".join(names))}
    longest = LONGER * max(map(len, told))
    end = 0
    for paragraph in _PARAGRAPH.finditer(text):
        if len(paragraph[0]) > longest or folded(paragraph[0]) not in told:
            break
        end = paragraph.end()
    return [(0, end)] if end else []
