"""Pages that were scanned on their side or on their head."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.parsing.records import Line, Word
from ingest.sources import ocr, tesseract
from ingest.sources.turning import turned_back

LINES = (
    "The harbour council met on the first Monday of every",
    "month and heard the masters of the boats, who spoke",
    "of nets and of tides while the clerk kept a list of all",
    "that was promised and of what had been kept so far.",
    "Nobody in the town had known a winter of such calm,",
    "and the bakers opened their doors before the sun rose.",
)


def page() -> Image.Image:
    image = Image.new("L", (1500, 1000), 255)
    font = ImageFont.load_default(44)
    for number, text in enumerate(LINES):
        ImageDraw.Draw(image).text((100, 120 + 80 * number), text, 0, font)
    image.info["dpi"] = (300, 300)
    return image


def turned(degrees: int) -> Image.Image:
    image = page().rotate(degrees, expand=True)
    image.info["dpi"] = (300, 300)
    return image


def has_orientation() -> bool:
    folder = tesseract.tessdata_folder()
    return (
        bool(folder) and (folder / "osd.traineddata").is_file() and "eng" in tesseract.installed_languages()
    )


needs_orientation = pytest.mark.skipif(
    not has_orientation(), reason="tesseract's data for English or for orientation are not installed"
)


@needs_orientation
@pytest.mark.external
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_it_lies(degrees):
    image = turned(degrees)
    lines = ocr.ocr_page(image, ("eng",))
    assert [line.text for line in lines] == list(LINES)
    dark = image.point(lambda level: 255 * (level < 128))
    for word in (word for line in lines for word in line.words):
        x, y, width, height = word.box
        assert dark.crop((round(x), round(y), round(x + width), round(y + height))).getbbox(), word.text
    first, last = lines[0].box, lines[-1].box
    runs = {0: first[1] < last[1], 90: first[0] < last[0], 180: first[1] > last[1], 270: first[0] > last[0]}
    assert runs[degrees]


@needs_orientation
@pytest.mark.external
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_library_and_command_tell_the_same_turn(degrees, monkeypatch):
    found = tesseract.quarter_turns(turned(degrees))
    assert found == -(degrees // 90) % 4
    if not tesseract.shutil.which("tesseract"):
        pytest.skip("the tesseract command is not installed")
    monkeypatch.setattr(tesseract, "_library", lambda: None)
    assert tesseract.quarter_turns(turned(degrees)) == found


def test_without_orientation_data_a_page_stays_as_it_lies(monkeypatch, tmp_path):
    monkeypatch.setattr(tesseract, "tessdata_folder", lambda: tmp_path)
    assert tesseract.quarter_turns(page()) == 0


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_boxes_turned_back_lie_where_the_word_stands(turns):
    image = Image.new("L", (200, 100), 0)
    image.paste(255, (10, 20, 40, 32))
    upright = image.rotate(90 * turns, expand=True)
    left, top, right, bottom = upright.getbbox()
    word = Word("w", (left, top, right - left, bottom - top))
    line = turned_back(Line((word,), "w", word.box), turns, 200, 100)
    assert line.box == line.words[0].box == (10, 20, 30, 12)
