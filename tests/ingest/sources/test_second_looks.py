"""What is looked at before and after a page is read: skew, gutters, page numbers that stand alone, text layers."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.parsing.records import Line, SourcePage, Word
from ingest.sources import ocr
from ingest.sources.folio_strips import with_folio
from ingest.sources.gutter import find_gutter
from ingest.sources.ink import Ink
from ingest.sources.text_layer import is_usable, script_of
from ingest.sources.turning import tilted

DPI = 100
FONT = ImageFont.load_default(16)


def print_lines(image, left, right, first=60, last=None):
    pen = ImageDraw.Draw(image)
    for y in range(first, last or image.height - 80, 24):
        pen.text((left, y), "the masters of the ferry kept their ledgers dry " * 3, 0, FONT)
        pen.rectangle((right, y - 4, image.width, y + 22), 255)
    return image


def page(width=800, height=1100):
    return print_lines(Image.new("L", (width, height), 255), 80, width - 80)


# ------------------------------------------------------------------ skew
@pytest.mark.parametrize("degrees", [-3.0, -0.9, 1.2, 4.0])
def test_the_skew_of_a_page_is_told_to_a_tenth_of_a_degree(degrees):
    askew = page().rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=255)
    assert Ink(askew, DPI).skew == pytest.approx(degrees, abs=0.15)


def test_pages_that_lie_level_or_show_next_to_nothing_have_no_skew():
    assert Ink(page(), DPI).skew == 0.0
    dust = Image.new("L", (800, 1100), 230)
    for n in range(60):
        ImageDraw.Draw(dust).point(((n * 97) % 790, (n * 61) % 1090), 60)
    assert Ink(dust, DPI).skew == 0.0


def test_words_of_a_page_turned_level_are_placed_where_they_stand():
    image = Image.new("L", (400, 300), 0)
    ImageDraw.Draw(image).ellipse((290, 190, 310, 210), 255)
    level = image.rotate(-5, expand=True)
    left, top, right, bottom = level.point(lambda value: 255 * (value > 128)).getbbox()
    word = Word("o", (left, top, right - left, bottom - top))
    x, y, width, height = tilted(Line((word,), "o", word.box), -5, level.size, image.size).words[0].box
    assert (x + width / 2, y + height / 2) == pytest.approx((300, 200), abs=2)


# ------------------------------------------------------------------ gutters
def open_book(shadow=0.0):
    image = Image.new("L", (1600, 1100), 255)
    for left in (0, 800):
        image.paste(page(), (left, 0))
    if shadow:
        across = np.arange(1600)
        dark = 1 - shadow * np.exp(-(((across - 790) / 20) ** 2))
        image = Image.fromarray((np.asarray(image) * dark[None, :]).astype(np.uint8))
    return image


@pytest.mark.parametrize("shadow", [0.0, 0.3, 0.7])
def test_the_gutter_of_an_open_book_is_found_with_and_without_its_shadow(shadow):
    image = open_book(shadow)
    assert find_gutter(image, Ink(image, DPI).mask) == pytest.approx(795, abs=30)


def test_two_columns_of_one_page_are_no_spread():
    image = Image.new("L", (1600, 1100), 255)
    print_lines(image, 80, 785)
    image.paste(print_lines(Image.new("L", (785, 1100), 255), 0, 700), (815, 0))
    assert find_gutter(image, Ink(image, DPI).mask) == 0
    assert find_gutter(page(), Ink(page(), DPI).mask) == 0


# ------------------------------------------------------------------ page numbers
READ = (
    Line(
        (Word("The", (100, 200, 60, 30)), Word("masters", (170, 200, 120, 30))),
        "The masters",
        (100, 200, 190, 30),
        10,
    ),
    Line((Word("of", (100, 240, 60, 30)),), "of", (100, 240, 60, 30), 10),
)


def sheet(number=""):
    image = Image.new("L", (1200, 1800), 255)
    pen = ImageDraw.Draw(image)
    pen.text((590, 1690), number, 0, ImageFont.load_default(40))
    pen.text((100, 200), "The masters", 0, ImageFont.load_default(36))
    return image


def answering(*answers):
    left = list(answers)

    def look(part, mode):
        text, sure = left.pop(0)
        return [Line((Word(text, (0, 0, 9, 9), sure),), text)] if text else []

    return look


@pytest.mark.parametrize(
    ("answers", "number"),
    [
        ([("7", 0.95)], "7"),
        ([("7", 0.3), ("7", 0.9)], "7"),  # in the second presentation
        ([("", 0), ("B", 0.9), ("777", 0.9)], "7"),  # thrice alike
        ([("", 0), ("", 0), ("717", 0.9)], None),
        ([("B", 0.95), ("B", 0.95), ("BBB", 0.95)], None),
    ],
)
def test_ink_that_stands_alone_at_the_foot_is_looked_at_again(answers, number):
    lines = with_folio(READ, sheet("7"), 300, answering(*answers))
    assert lines[:2] == READ
    assert [line.text for line in lines[2:]] == ([number] if number else [])
    assert all(line.block == 1 and line.box[1] > 1600 for line in lines[2:])


def test_nothing_is_looked_at_where_a_number_was_read_or_nothing_stands():
    numbered = (*READ, Line((Word("7", (590, 1700, 20, 30)),), "7", (590, 1700, 20, 30), 10))
    assert with_folio(numbered, sheet("7"), 300, answering()) == numbered
    assert with_folio(READ, sheet(), 300, answering()) == READ


# ------------------------------------------------------------------ text layers
GREEK = "Οι γραμματείς του λιμανιού κρατούσαν βιβλία για κάθε πλοίο που έφτανε στην πόλη"


@pytest.mark.parametrize("has_image", [True, False])
def test_letters_each_by_itself_are_no_text(has_image):
    assert not is_usable(" ".join("TheMastersOfTheFerryKeptTheirLedgersDryAllWinter"), has_image=has_image)
    assert is_usable(
        "The masters of the ferry kept their ledgers dry all winter and a day", has_image=has_image
    )


@pytest.mark.parametrize(
    ("text", "script"),
    [(GREEK, "GREEK"), ("ספרי הנמל של עיר החוף", "HEBREW"), ("Ports", "LATIN"), ("12", "")],
)
def test_the_script_of_a_layer_is_that_of_its_letters(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "installed", "languages"),
    [
        (GREEK, ("eng", "spa"), []),
        (GREEK, ("eng", "ell"), ["eng", "spa", "ell"]),
        ("Ports and ledgers of the river and of its masters", ("eng", "spa"), ["eng", "spa"]),
        ("", ("eng", "spa"), ["eng", "spa"]),
    ],
)
def test_data_for_the_script_of_the_layer_are_wanted_where_they_are(monkeypatch, text, installed, languages):
    monkeypatch.setattr(ocr, "installed_languages", lambda: installed)
    assert ocr._languages_for(SourcePage(1, (), text), ["eng", "spa"]) == languages
