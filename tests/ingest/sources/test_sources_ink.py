"""Ink on a page is told by what is around it: sparse print on every paper is seen and read, blank paper stays blank."""

import random

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ingest.parsing.records import Line, SourcePage, Word
from ingest.sources import ocr
from ingest.sources.ink import Ink
from ingest.sources.opened_file import OpenedFile

DPI = 150
SIZE = (1050, 1500)
TEXT = (
    "The ferry left before the flood",
    "and none of the ledgers was found.",
    "A lantern is in the museum.",
)
LETTERS = sum(len(line.replace(" ", "")) for line in TEXT)

needs_english = pytest.mark.skipif(
    ocr.available_engine() is None or "eng" not in ocr.installed_languages(),
    reason="tesseract's English data are not installed",
)


def drawn(*lines: str, size: float = 26, left: int = 120) -> Image.Image:
    """Which points of the page are ink, from 0 to 255."""
    mask = Image.new("L", SIZE, 0)
    for number, line in enumerate(lines):
        place = (left, 500 + round(1.5 * size) * number)
        ImageDraw.Draw(mask).text(place, line, 255, ImageFont.load_default(size))
    return mask


def paper(level: float, slope: float = 0.0, vignette: float = 0.0) -> np.ndarray:
    down, across = np.mgrid[-0.5 : 0.5 : SIZE[1] * 1j, -0.5 : 0.5 : SIZE[0] * 1j]
    return level + slope * (down + across) - vignette * (down**2 + across**2)


def scanned(on: np.ndarray, mask: Image.Image | None = None, depth: float = 0.0, noise: float = 4.0):
    """The page as a scanner gives it: `depth` levels from paper to ink, and noise."""
    ink = np.asarray(mask or Image.new("L", SIZE, 0), float) / 255
    levels = on - depth * ink + np.random.default_rng(5).normal(size=on.shape) * noise
    image = Image.fromarray(levels.clip(0, 255).astype(np.uint8))
    image.info["dpi"] = (DPI, DPI)
    return image


def shining_through(strength: float) -> np.ndarray:
    """Paper with the print of its other side."""
    lines = [TEXT[n % 3] for n in range(20)]
    other_side = (
        drawn(*lines).transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(1.5))
    )
    return paper(210) - strength * np.asarray(other_side, float) / 255


def with_lid(image: Image.Image) -> Image.Image:
    """With the dark that a scanner shows where the paper ends."""
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 70, SIZE[1]), 8)
    draw.rectangle((0, SIZE[1] - 25, *SIZE), 12)
    return image


def dusty() -> Image.Image:
    chance, mask = random.Random(3), Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(mask)
    for _ in range(80):
        x, y, size = chance.randrange(SIZE[0]), chance.randrange(SIZE[1]), chance.choice([1, 1, 2, 3])
        draw.ellipse((x, y, x + size, y + size), 255)
    draw.line((300, 400, 420, 520, 460, 700), 255)  # a hair
    draw.line((700, 90, 730, 90, 730, 120), 255, 3)  # a staple
    draw.ellipse((30, 700, 70, 740), 255)  # the hole of a binder
    return mask


def signature() -> Image.Image:
    turns = np.linspace(0, 40, 300)
    winding = [(400 + 9 * t + 14 * np.cos(1.3 * t), 800 + 26 * np.sin(t)) for t in turns]
    mask = Image.new("L", SIZE, 0)
    ImageDraw.Draw(mask).line(winding, 255, 3)
    return mask


def dithered(image: Image.Image) -> Image.Image:
    out = image.convert("1")
    out.info["dpi"] = (DPI, DPI)
    return out


PRINTED = {
    "on grey paper": scanned(paper(150), drawn(*TEXT), 80, noise=6),
    "on unevenly lit paper": scanned(paper(170, 120), drawn(*TEXT), 90),
    "on dark paper": scanned(paper(85), drawn(*TEXT), 55),
    "in light ink": scanned(paper(220), drawn(*TEXT), 32, noise=3),
    "with dark corners": scanned(paper(205, vignette=200), drawn(*TEXT), 90),
    "white on black": scanned(paper(30), drawn(*TEXT), -170),
    "in black and white alone": dithered(scanned(paper(245), drawn(*TEXT), 230)),
    "with the other side shining through": scanned(shining_through(22), drawn(*TEXT), 130),
    "beside the scanner's lid": with_lid(scanned(paper(190), drawn(*TEXT), 110)),
}
BLANK = {
    "grey": scanned(paper(150), noise=8),
    "unevenly lit": scanned(paper(170, 130)),
    "dark": scanned(paper(60)),
    "white": scanned(paper(255), noise=0),
    "with dark corners": scanned(paper(205, vignette=200)),
    "black and white points": dithered(scanned(paper(200), noise=12)),
    "the other side shining through": scanned(shining_through(22)),
    "the scanner's lid": with_lid(scanned(paper(200))),
    "dust, a hair, a staple and a hole": scanned(paper(215), dusty(), 110),
}


@pytest.mark.parametrize("kind", PRINTED)
def test_three_lines_are_seen_on_every_paper(kind):
    ink = Ink(PRINTED[kind].convert("L"), DPI)
    assert ink.is_there
    assert ink.is_sparse
    assert LETTERS / 3 < ink.letters < 1.5 * LETTERS
    assert ink.is_light == (kind == "white on black")


@pytest.mark.parametrize("kind", BLANK)
def test_blank_paper_shows_no_ink(kind):
    assert not Ink(BLANK[kind].convert("L"), DPI).is_plain


def test_print_that_shines_through_asks_nothing_where_it_cannot_be_read():
    """It may be light print of this side: it is given to the engine, but asked of nobody."""
    ink = Ink(scanned(shining_through(40)), DPI)
    assert ink.is_there
    assert not ink.is_plain


@pytest.mark.parametrize(
    ("mask", "is_sparse"),
    [
        (drawn("The end"), True),
        (drawn("FINIS", size=150), True),
        (signature(), True),
        (drawn(*[TEXT[n % 3] * 2 for n in range(20)], left=20), False),
    ],
    ids=["two words", "one large word", "a signature", "a page full of print"],
)
def test_few_and_large_letters_and_a_signature_are_ink(mask, is_sparse):
    ink = Ink(scanned(paper(190, 30), mask, 100), DPI)
    assert ink.is_there
    assert ink.is_sparse == is_sparse


def test_a_picture_is_ink():
    image = scanned(paper(200))
    shades = np.random.default_rng(1).integers(0, 200, (12, 10), np.uint8)
    image.paste(Image.fromarray(shades).resize((600, 500)), (200, 300))
    assert Ink(image, DPI).is_there


@pytest.mark.parametrize("kind", PRINTED)
def test_paper_is_made_white_and_ink_black(kind):
    grey = PRINTED[kind].convert("L")
    levels = Ink(grey, DPI).levelled(grey).histogram()
    assert sum(levels[250:]) > 0.94 * sum(levels), "paper, but for the scanner's lid"
    assert sum(levels[:60]) > 0.0015 * sum(levels), "ink"


def test_an_image_of_a_few_points_has_ink_or_none():
    for size in [(1, 1), (3, 700), (50, 50)]:
        assert not Ink(Image.new("L", size, 255), 300).is_there


@needs_english
@pytest.mark.external
@pytest.mark.parametrize("kind", ["on grey paper", "on dark paper", "in light ink", "white on black"])
def test_three_lines_are_read_on_every_paper(kind):
    lines = ocr.ocr_page(PRINTED[kind], ("eng",))
    assert [line.text for line in lines] == list(TEXT)


# ------------------------------------------------------------------ reading, whatever the engine
@pytest.fixture
def engine(monkeypatch):
    """An engine that gives these readings, one after the other: [(text, confidence), …]."""

    def gives(*readings: tuple[str, float]):
        left = list(readings)

        def read(image, languages):
            text, confidence = left.pop(0)
            words = tuple(Word(each, confidence=confidence) for each in text.split())
            return (Line(words, text),) if words else ()

        monkeypatch.setattr(ocr, "_read", read)
        monkeypatch.setattr(ocr, "available_engine", lambda: "fake")
        monkeypatch.setattr(ocr, "installed_languages", lambda: ("eng",))
        monkeypatch.setattr(ocr, "quarter_turns", lambda image: 0)
        return left

    return gives


def read(image: Image.Image) -> SourcePage:
    pages = iter([SourcePage(1, (), "")])
    reading = OpenedFile("image/png", pages, picture=lambda number: image)
    return next(iter(ocr.with_ocr(reading, ("eng",)).pages))


def test_a_page_that_came_out_empty_is_looked_at_again(engine):
    left = engine(("", 0), (" ".join(TEXT), 0.9))
    assert read(PRINTED["on grey paper"]).raw_text == " ".join(TEXT)
    assert left == []


def test_a_page_that_came_out_nearly_empty_is_looked_at_again(engine):
    engine(("ee", 0.6), (" ".join(TEXT), 0.9))
    assert read(PRINTED["on grey paper"]).raw_text == " ".join(TEXT)


def test_the_better_of_two_readings_is_kept(engine):
    engine(("The ferry left", 0.9), ("a e", 0.3))
    assert read(PRINTED["on grey paper"]).raw_text == "The ferry left"


def test_what_is_read_at_once_is_read_once(engine):
    left = engine((" ".join(TEXT), 0.9), ("never", 0.9))
    assert read(PRINTED["on grey paper"]).text_source == "ocr"
    assert left == [("never", 0.9)]


def test_a_page_with_ink_and_without_text_is_told_from_a_blank_one(engine):
    left = engine(("", 0), ("", 0), ("", 0), ("never", 0.9))
    unread, blank = read(PRINTED["on grey paper"]), read(BLANK["grey"])
    assert (unread.text_source, unread.lines) == ("illegible", ())
    assert (blank.text_source, blank.lines) == ("blank", ())
    assert left == [("never", 0.9)], "blank paper is looked at once"


@pytest.mark.parametrize(
    ("image", "sureness", "source"),
    [
        (BLANK["grey"], 0.6, "blank"),
        (BLANK["grey"], 0.9, "ocr"),
        (PRINTED["on grey paper"], 0.35, "illegible"),
        (PRINTED["on grey paper"], 0.6, "ocr"),
        (scanned(shining_through(40)), 0.35, "blank"),
    ],
)
def test_noise_that_was_taken_for_letters_is_no_text(engine, image, sureness, source):
    engine(*[("wre med oa 12 ined moet GAG ar a A o A lo ta ee", sureness)] * 2)
    assert read(image).text_source == source


def test_what_was_read_stays_where_the_second_look_takes_too_long(engine, monkeypatch):
    engine(("The ferry left", 0.9))
    first = ocr._read

    def then_fails(image, languages):
        monkeypatch.setattr(ocr, "_read", fails)
        return first(image, languages)

    def fails(image, languages):
        raise ocr.RecognitionFailed("not done in time")

    monkeypatch.setattr(ocr, "_read", then_fails)
    assert read(PRINTED["on grey paper"]).raw_text == "The ferry left"
