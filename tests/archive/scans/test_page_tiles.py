"""Pages as large as their scans: how large they are, their tiles, what is covered on them, and what they may cost."""

import io
import os
import zipfile

import pytest
from PIL import Image, ImageDraw

from archive.access import WHOLE, WITHHELD, ImageAccess
from archive.scans import page_images, page_tiles
from archive.scans.page_images import PageImageError, PageImagePutOffError, WithheldImageError
from archive.scans.page_masks import Mask
from archive.scans.page_tiles import SIDE, Box, draw, factors, full_size, picture_of, tile
from tests.archive.scans.test_page_images import as_bytes, keep, page_of, zipped
from tests.builders import make_typeset_document

pytestmark = pytest.mark.django_db
SCANNED = (2480, 3508)  # A4 at 300 dots per inch


def scan(size=SCANNED, mode="L"):
    """A page with a black bar across it at each hundred pixels, and a mark in its last corner."""
    paper = Image.new("L", size, 255)
    pen = ImageDraw.Draw(paper)
    for y in range(0, size[1], 100):
        pen.rectangle((0, y, size[0], y + 9), fill=0)
    pen.rectangle((size[0] - 30, size[1] - 30, size[0], size[1]), fill=0)
    return paper.convert(mode)


def scanned_page(size=SCANNED, kind="TIFF", **how):
    return page_of(keep(as_bytes(scan(size, "1"), kind, **how), f"page.{kind}", f"image/{kind.lower()}"))


def kept(page, seen=WHOLE):
    with zipfile.ZipFile(page_tiles._tiles_path(page, seen)) as tiles:
        return {entry.filename: tiles.read(entry) for entry in tiles.infolist()}


# ------------------------------------------------------------------ how large
def test_a_picture_is_as_large_as_it_is_and_a_small_one_is_not_blown_up():
    assert full_size(scanned_page(), WHOLE) == SCANNED
    assert full_size(scanned_page((300, 400), "PNG"), WHOLE) == (300, 400)


def test_a_picture_that_lies_on_its_side_is_measured_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    page = page_of(keep(as_bytes(scan((3508, 2480)), "JPEG", exif=exif), "turned.jpg", "image/jpeg"))
    assert full_size(page, WHOLE) == SCANNED
    draw(page, WHOLE)
    assert picture_of(page, WHOLE, Box(0, 0, *SCANNED), (248, 351)).size == (248, 351)


def test_a_scanned_page_of_a_pdf_has_the_pixels_of_its_scan():
    """Set on A4 (595 by 842 points), whatever resolution the file tells."""
    page = page_of(keep(as_bytes(scan((4960, 7016), "1"), "PDF", resolution=600), "a.pdf", "application/pdf"))
    width, height = full_size(page, WHOLE)
    assert (width, height) == (pytest.approx(4960, abs=2), pytest.approx(7016, abs=3))


def test_a_page_that_no_scanner_made_is_drawn_at_300_dots_per_inch_and_no_smaller_than_it_is_anyhow(
    monkeypatch,
):
    page, other = make_typeset_document(texts=("Words.", "Other words.")).pages.all()
    assert full_size(page, WHOLE) == (1800, 2780)  # at 300 dots per inch it would have 1,650
    monkeypatch.setattr(page_tiles, "DPI", 600)
    assert full_size(other, WHOLE) == (3300, 5098)  # PDFium draws 3,301 by 5,100


def test_a_page_of_more_pixels_than_are_drawn_is_told_to_be_smaller():
    width, height = full_size(scanned_page((9000, 12000)), WHOLE)
    assert width * height == pytest.approx(64_000_000, rel=0.01)
    assert height / width == pytest.approx(4 / 3, rel=0.01)


def test_each_page_of_a_zip_is_as_large_as_the_member_that_shows_it():
    pages = zipped(
        {"a.png": as_bytes(scan(), "PNG"), "b.png": as_bytes(scan((600, 800)), "PNG")}, ["a.png", "b.png"]
    )
    assert [full_size(page, WHOLE) for page in pages] == [SCANNED, (600, 800)]


def test_to_be_told_the_size_draws_nothing(settings):
    full_size(scanned_page(), WHOLE)
    assert {path.suffix for path in settings.DERIVED_DIR.rglob("*.*") if path.is_file()} == {".json"}


# ------------------------------------------------------------------ tiles
@pytest.mark.parametrize(
    ("size", "expected"), [((300, 400), [1]), ((1024, 1024), [1]), ((1025, 9), [1, 2]), (SCANNED, [1, 2, 4])]
)
def test_levels_go_down_to_a_single_tile(size, expected):
    assert factors(size) == expected


def test_tiles_are_of_the_place_and_the_size_that_the_protocol_gives_them():
    page = scanned_page()
    draw(page, WHOLE)
    sizes = {}
    for name, data in kept(page).items():
        with Image.open(io.BytesIO(data)) as image:
            sizes[name] = image.size
    assert len(sizes) == 3 * 4 + 2 * 2 + 1
    assert sizes["1/0-0.webp"] == (1024, 1024)
    assert sizes["1/2-3.webp"] == (2480 - 2048, 3508 - 3072)
    assert sizes["2/1-1.webp"] == (1240 - 1024, 1754 - 1024)
    assert sizes["4/0-0.webp"] == (620, 877)
    last = Box(2048, 3072, 432, 436)
    with Image.open(io.BytesIO(tile(page, WHOLE, last, (432, 436)))) as image:
        assert image.convert("L").getpixel((431, 435)) == 0
        assert image.convert("L").getpixel((200, 300)) == 255
    assert tile(page, WHOLE, last, (431, 436)) is None
    assert tile(page, WHOLE, Box(2048, 3072, 400, 436), (400, 436)) is None


def test_a_part_across_tiles_is_put_together_of_them():
    page = scanned_page()
    image = picture_of(page, WHOLE, Box(900, 950, 400, 200), (400, 200)).convert("L")
    column = [image.getpixel((200, y)) for y in range(200)]
    dark = [y for y, level in enumerate(column) if level < 128]
    assert dark == [*range(50, 60), *range(150, 160)]


def test_what_the_large_image_has_draws_no_tiles(settings):
    page = scanned_page()
    whole = Box(0, 0, *SCANNED)
    assert picture_of(page, WHOLE, whole, (620, 877)).size == (620, 877)
    assert tile(page, WHOLE, whole, (620, 877)) is None
    assert not list(settings.DERIVED_DIR.rglob("*.zip"))


def test_nothing_half_made_is_left_behind():
    page = scanned_page()
    draw(page, WHOLE)
    assert sorted(os.listdir(page_tiles._tiles_path(page, WHOLE).parent)) == ["0001.json", "0001.zip"]


# ------------------------------------------------------------------ what is covered
def test_what_is_covered_is_covered_on_every_tile_and_kept_apart():
    page = scanned_page()
    mask = Mask(hidden=(((0.1, 0.3, 0.9, 0.35),), ((0.1, 0.9, 0.9, 0.95),)), shown=(((0.0, 0.0, 1.0, 0.2),),))
    covered = ImageAccess(mask, is_shared=True)
    for seen in (WHOLE, covered):
        draw(page, seen)
    below = Box(0, int(0.25 * SCANNED[1]), SCANNED[0], SCANNED[1] - int(0.25 * SCANNED[1]))
    assert page_tiles._tiles_path(page, covered).name == f"0001-{mask.key}.zip"
    for factor in factors(SCANNED):
        size = (below.width // factor, below.height // factor)
        if size[0] <= 2 * SIDE:
            dark = {
                seen: picture_of(page, seen, below, size).convert("L").getextrema()[0]
                for seen in (WHOLE, covered)
            }
            assert dark[WHOLE] < 60
            assert dark[covered] > 200


def test_of_an_image_that_is_held_back_nothing_is_told_nor_drawn():
    page = scanned_page()
    for ask in (full_size, draw):
        with pytest.raises(WithheldImageError):
            ask(page, WITHHELD)


# ------------------------------------------------------------------ what it may cost
def test_one_page_is_drawn_at_a_time_and_the_others_are_told_to_wait(monkeypatch):
    page = scanned_page()
    monkeypatch.setattr(page_tiles, "PATIENCE", 0.05)
    with page_tiles._drawing, pytest.raises(PageImagePutOffError, match="others are drawn"):
        draw(page, WHOLE)
    draw(page, WHOLE)


def test_a_page_is_drawn_once_whatever_is_asked_of_it(monkeypatch):
    page = scanned_page()
    draw(page, WHOLE)
    monkeypatch.setattr(page_images, "run_limited", lambda module, job: pytest.fail("drawn again"))
    for x in range(0, 2000, 333):
        assert picture_of(page, WHOLE, Box(x, 10, 200, 200), (200, 200)).size == (200, 200)


def test_the_tiles_drawn_longest_ago_make_room(settings):
    pages = [scanned_page((2400 + number, 3000)) for number in range(3)]
    for number, page in enumerate(pages):
        draw(page, WHOLE)
        os.utime(page_tiles._tiles_path(page, WHOLE), (number, number))
    settings.TILES_MB = 2 * page_tiles._tiles_path(pages[0], WHOLE).stat().st_size / 1_000_000 / 0.9
    page_tiles.make_room()
    assert [page_tiles._tiles_path(page, WHOLE).exists() for page in pages] == [False, True, True]


def test_a_page_that_cannot_be_drawn_so_large_is_as_large_as_its_large_image(monkeypatch):
    page = scanned_page()
    run = page_images.run_limited

    def refuse(module, job):
        if module.endswith("tile_rendering"):
            raise PageImageError("out of memory")
        run(module, job)

    monkeypatch.setattr(page_images, "run_limited", refuse)
    assert full_size(page, WHOLE) == (1800, 2546)
    assert picture_of(page, WHOLE, Box(0, 0, 900, 900), (900, 900)).size == (900, 900)


def test_what_is_no_tile_of_ours_is_not_sent():
    page = scanned_page()
    draw(page, WHOLE)
    path = page_tiles._tiles_path(page, WHOLE)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as tiles:
        tiles.writestr("1/0-0.webp", bytes(1000))
    with pytest.raises(PageImageError):
        tile(page, WHOLE, Box(0, 0, 1024, 1024), (1024, 1024))
    path.write_bytes(b"no zip")
    with pytest.raises(PageImageError):
        tile(page, WHOLE, Box(0, 0, 1024, 1024), (1024, 1024))
