"""Blocks of a text as HTML: what is told of them, and that all of it is escaped."""

from types import SimpleNamespace

import pytest

from archive.reading.reading_text import TextBlock, TextPiece
from archive.reading.running_text import running_text

DOCUMENT = SimpleNamespace(get_absolute_url=lambda: "/d/7k2m9x4q-of-rivers/")
PAGE = SimpleNamespace(
    address="50–51",
    sequence=3,
    first_cited_label="[50]",
    printed_labels=("50", "51"),
    last_cited_label="[51]",
)


@pytest.mark.parametrize(
    ("piece", "html"),
    [
        (TextPiece("Water & <b>"), "Water &amp; &lt;b&gt;"),
        (TextPiece("Wat", is_unsure=True), '<span class="unsure">Wat</span>'),
        (TextPiece("a", hit=2, opens_hit=True), '<mark data-hit="2" id="hit-2">a</mark>'),
        (TextPiece("a", hit=1), '<mark data-hit="1" class="now" aria-current="true">a</mark>'),
        (
            TextPiece("a", hit=1, is_unsure=True),
            '<mark data-hit="1" class="now unsure" aria-current="true">a</mark>',
        ),
        (
            TextPiece(page=PAGE),
            '<a class="folio page-start" id="p50–51" data-sequence="3"'
            ' href="/d/7k2m9x4q-of-rivers/p/50%E2%80%9351/">[50]</a>',
        ),
        (
            TextPiece(turns_on=PAGE),
            '<a class="folio page-start" id="p51" href="/d/7k2m9x4q-of-rivers/p/51/">[51]</a>',
        ),
    ],
)
def test_a_piece(piece, html):
    assert running_text([TextBlock("paragraph", [piece])], DOCUMENT, 1) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (TextBlock("heading", level=2, anchor="s-2"), '<h4 id="s-2"></h4>'),
        (TextBlock("heading", level=9, anchor="s-3"), '<h6 id="s-3"></h6>'),
        (TextBlock("paragraph", role="title", is_front=True), '<h3 class="front-title"></h3>'),
        (
            TextBlock("paragraph", role="authors", is_front=True, at="x"),
            '<p class="front-line front-authors"></p>',
        ),
        (TextBlock("paragraph", is_front=True), '<p class="front-line"></p>'),
        (TextBlock("pages"), '<p class="page-without-text"></p>'),
        (
            TextBlock("paragraph", at="7.3k"),
            '<p> <a class="passage-link" href="?at=7.3k#hit-1" aria-label="Link to this paragraph"></a></p>',
        ),
    ],
)
def test_a_block(block, html):
    assert running_text([block], DOCUMENT) == html
