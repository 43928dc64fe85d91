"""Pages that lie on their side, on their head or askew, parsed as if they stood upright."""

import math
from dataclasses import replace

import pytest

from ingest.parsing.layout.upright import Turn, turn_of
from ingest.parsing.layout.upright import _line as turned_line
from ingest.parsing.layout.words import union
from ingest.parsing.pipeline import parse
from ingest.parsing.records import Line, SourceFile, Word
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page


def lying(quarters=0, askew=0.0):
    """A page of print, as an image of it shows it that lies so."""
    lines = [
        printed_line("Salt and Tolls of the River", y=60, size=16, bold=True),
        printed_line("Inés M. Pradera", y=90, size=11),
        *(printed_line(text, y=130 + 14 * n) for n, text in enumerate(paragraph(300))),
        printed_line("7", x=290, y=800),
    ]
    upright = printed_page(lines)
    width, height = (upright.height, upright.width) if quarters % 2 else (upright.width, upright.height)
    turn = Turn(-quarters % 4, -math.radians(askew), upright.width, upright.height)
    return replace(
        upright, lines=tuple(turned_line(line, turn) for line in lines), width=width, height=height
    )


@pytest.mark.parametrize(("quarters", "askew"), [(1, 0.0), (2, 0.0), (3, 0.0), (0, 3.0), (0, -2.0), (1, 1.5)])
def test_a_page_that_lies_otherwise_is_parsed_like_one_that_stands(quarters, askew):
    (standing,) = parse(SourceFile("image/tiff", (lying(),))).documents
    page = lying(quarters, askew)
    turn = turn_of(page)
    assert (turn.quarters, math.degrees(turn.askew)) == (quarters, pytest.approx(askew, abs=0.3))
    (found,) = parse(SourceFile("image/tiff", (page,))).documents
    assert found.title == standing.title == "Salt and Tolls of the River"
    assert found.authors == standing.authors
    assert found.first_page == standing.first_page == "7"
    assert found.pages[0].text == standing.pages[0].text


@pytest.mark.parametrize(("quarters", "askew"), [(1, 0.0), (3, 0.0), (0, 3.0)])
def test_words_are_given_where_the_image_shows_them(quarters, askew):
    page = lying(quarters, askew)
    shown = {word.text: word.box for line in page.lines for word in line.words if word.text == "Pradera"}
    (document,) = parse(SourceFile("image/tiff", (page,))).documents
    (printed,) = document.pages
    words = [
        word for line in printed.lines for word in line if printed.text[word.start : word.end] == "Pradera"
    ]
    assert words[0].box == pytest.approx(shown["Pradera"], abs=0.5)
    assert (printed.width, printed.height) == (page.width, page.height)
    left, top = document.evidence["title"].box[:2]
    assert 0 <= left <= page.width
    assert 0 <= top <= page.height


def test_a_level_page_is_left_alone():
    assert turn_of(lying()) is None
    assert turn_of(lying(0, 0.3)) is None


@pytest.mark.parametrize("places", [range(5), range(4, -1, -1)], ids=["as read", "as shown"])
def test_lines_of_a_script_that_runs_to_the_left_do_not_lie_on_their_head(places):
    """Whichever way their words follow one another in the file."""
    words = ["ספרי", "הנמל", "של", "עיר", "החוף"]
    lines = []
    for n in range(20):
        boxes = [(500.0 - 60 * place, 60.0 + 14 * n, 50.0, 10.0) for place in places]
        placed = tuple(Word(text, box) for text, box in zip(words, boxes, strict=True))
        lines.append(Line(placed, " ".join(words), union(boxes), 10.0))
    assert turn_of(printed_page(lines)) is None
