"""What a scan shows of its type beside the letters: baselines, bold faces, raised note marks."""

from itertools import pairwise

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.parsing.layout.baselines import set_on_baselines
from ingest.parsing.records import Line, Word
from ingest.sources.raised import Baseline, Glyph, part_raised
from ingest.sources.stroke import ink_of, mark_bold, stroke_width


def line(*words: tuple[str, float, float, float, float], size=10.0) -> Line:
    made = tuple(Word(text, (x, y, width, height)) for text, x, y, width, height in words)
    left, top = min(w.box[0] for w in made), min(w.box[1] for w in made)
    right, bottom = max(w.box[0] + w.box[2] for w in made), max(w.box[1] + w.box[3] for w in made)
    return Line(made, " ".join(w.text for w in made), (left, top, right - left, bottom - top), size)


def leaning(y: float, slope: float) -> Line:
    """Six words of ten points, drawn tightly, that fall by `slope`."""
    words = []
    for n, text in enumerate(("The", "gate", "of", "ports", "was", "shut")):
        x = 50 + 60 * n
        foot = y + slope * (x + 20) + (2.1 if text in ("gate", "ports") else 0)
        top = y + slope * (x + 20) - (4.6 if text in ("was",) else 6.8)
        words.append((text, x, top, 40, foot - top))
    return line(*words)


@pytest.mark.parametrize("slope", [0.0, 0.012, -0.02])
def test_lines_of_a_turned_page_lie_level_at_even_steps(slope):
    levelled = set_on_baselines([leaning(y, slope) for y in (100, 112, 124)], 1.0, 300)
    bottoms = [read.box[1] + read.box[3] for read in levelled]
    assert [b - a for a, b in pairwise(bottoms)] == pytest.approx([12, 12], abs=0.15)
    assert [read.box[3] for read in levelled] == [10, 10, 10], "as high as the type, whatever the letters"
    lefts = [read.box[0] for read in levelled]
    assert max(lefts) - min(lefts) <= abs(slope) * 24 + 0.1


def test_a_line_that_tells_nothing_stays_as_it_is():
    bare = Line((Word("a"),), "a", None, 10.0)
    assert set_on_baselines([bare], 1.0, 300) == (bare,)


def page(*rows: tuple[str, int]) -> tuple[Image.Image, list[Line]]:
    """Rows of text drawn with strokes made wider by so many points."""
    image = Image.new("L", (1200, 100 * len(rows) + 50), 235)
    draw, font, lines = ImageDraw.Draw(image), ImageFont.load_default(44), []
    for n, (text, wider) in enumerate(rows):
        draw.text((60, 30 + 100 * n), text, 20, font, stroke_width=wider)
        left, top, right, bottom = draw.textbbox((60, 30 + 100 * n), text, font)
        lines.append(Line((Word(text),), text, (left, top, right - left, bottom - top), 10.0))
    return image, lines


def test_bold_lines_are_seen_by_their_strokes():
    image, lines = page(
        ("The harbour council met", 0),
        ("STATEMENT OF NEED", 0),
        ("Use in teaching", 2),
        ("and heard the masters", 0),
    )
    assert [read.is_bold for read in mark_bold(lines, image)] == [False, False, True, False]


def test_a_page_without_ink_has_no_bold_lines():
    blank = Image.new("L", (100, 100), 255)
    assert stroke_width(ink_of(blank), (10, 10, 50, 20)) == 0
    assert not mark_bold([Line((Word("abc"),), "abc", (1, 1, 9, 9), 10.0)], blank)[0].is_bold


SIZE, FOOT = 40.0, 100.0


def glyphs(text: str, raised: str = "", narrow: str = "") -> list[Glyph]:
    """Glyphs side by side; those in `raised` are small and high, and slim those in `narrow`."""
    made = []
    for n, character in enumerate(text):
        width = 5.0 if character in narrow else 14.0
        box = (20.0 * n, 73.0, width, 15.0) if character in raised else (20.0 * n, 73.0, width, 27.0)
        made.append(Glyph(character, box))
    return made


@pytest.mark.parametrize(
    ("read", "raised", "narrow", "parts"),
    [
        ("forms!", "!", "!", [("forms", False), ("¹", True)]),
        ("Vilar'*,", "'*", "'", [("Vilar", False), ("¹*", True), (",", False)]),
        ("text.2", "2", "", [("text.", False), ("²", True)]),
        ("*", "*", "*", [("¹", True)]),
        ("*", "*", "", [("*", True)]),
        ("“The", "“", "", [("¹", True), ("The", False)]),
        ("forms!", "", "!", [("forms!", False)]),
        ("1907", "", "1", [("1907", False)]),
    ],
)
def test_raised_marks_are_parted_from_their_word(read, raised, narrow, parts):
    word = Word(read, (0.0, 73.0, 20.0 * len(read), 27.0), 0.9)
    made = part_raised(word, glyphs(read, raised, narrow), Baseline(0.0, FOOT), SIZE)
    assert [(part.text, part.is_superscript) for part in made] == parts
    assert all(part.confidence == 0.9 and part.box for part in made)


def test_an_apostrophe_is_too_small_for_a_mark():
    low = [*glyphs("ports"), Glyph("’", (100.0, 73.0, 5.0, 9.0))]
    word = Word("ports’", (0.0, 73.0, 120.0, 27.0))
    assert part_raised(word, low, Baseline(0.0, FOOT), SIZE) == [word]
