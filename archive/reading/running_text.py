"""Blocks of a text as HTML: made without a template, which takes several times as long."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from html import escape
from urllib.parse import quote

from django.utils.translation import gettext

from archive.models import Document
from archive.reading.reading_text import TextBlock, TextPiece

LAST_LEVEL = 6  # of headings in HTML


def running_text(blocks: Iterable[TextBlock], document: Document, current_hit: int | None = None) -> str:
    """All of it escaped. `current_hit` is the number of the match that is told from the others."""
    piece = partial(_piece, f"{document.get_absolute_url()}p/", current_hit)
    link = escape(gettext("Link to this paragraph"))
    return "\n".join(_block(block, "".join(map(piece, block.parts)), link) for block in blocks)


def _block(block: TextBlock, text: str, link: str) -> str:
    if block.kind == "heading":
        level = heading_level(block)
        return f'<h{level} id="{escape(block.anchor)}">{text}</h{level}>'
    if block.role == "title":
        return f'<h3 class="front-title">{text}</h3>'
    if block.kind == "pages":
        kind = ' class="page-without-text"'
    elif block.is_front:
        kind = f' class="front-line{f" front-{block.role}" if block.role else ""}"'
    else:
        kind = ""
    if block.at and not block.is_front:
        text += f' <a class="passage-link" href="?at={escape(block.at)}#hit-1" aria-label="{link}"></a>'
    return f"<p{kind}>{text}</p>"


def heading_level(block: TextBlock) -> int:
    """Sections of an article stand below its title and the heading “Full text”: from h3 down to h6."""
    return min(2 + block.level, LAST_LEVEL)


def _piece(pages: str, current_hit: int | None, piece: TextPiece) -> str:
    if piece.page:
        page = piece.page
        told = f' data-sequence="{page.sequence}"'
        return _folio(pages, page.address, told, page.first_cited_label or page.address)
    if piece.turns_on:
        return _folio(pages, piece.turns_on.printed_labels[1], "", piece.turns_on.last_cited_label)
    text = escape(piece.text)
    if not piece.hit:
        return f'<span class="unsure">{text}</span>' if piece.is_unsure else text
    is_current = piece.hit == current_hit
    anchor = f' id="hit-{piece.hit}"' if piece.opens_hit else ""
    names = [name for name, is_so in (("now", is_current), ("unsure", piece.is_unsure)) if is_so]
    kind = f' class="{" ".join(names)}"' if names else ""
    told = ' aria-current="true"' if is_current else ""
    return f'<mark data-hit="{piece.hit}"{anchor}{kind}{told}>{text}</mark>'


def _folio(pages: str, address: str, told: str, label: str) -> str:
    href = escape(f"{pages}{quote(address, safe='')}/")
    return f'<a class="folio page-start" id="p{escape(address)}"{told} href="{href}">{escape(label)}</a>'
