"""Page images of every kind, and OCR of them where an engine is installed."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from PIL.TiffImagePlugin import AppendingTiffWriter, ImageFileDirectory_v2

from archive.scans import page_rendering
from ingest.parsing.records import Line, SourcePage, Word
from ingest.sources import SourceRejected, images, ocr, open_source, read_source, tesseract
from ingest.sources.opened_file import OpenedFile

WORDS = "The harbour council met every month"


def drawn(text=WORDS, size=(1400, 400), dpi=300) -> Image.Image:
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).text((80, 120), text, fill=0, font=ImageFont.load_default(60))
    image.info["dpi"] = (dpi, dpi)
    return image


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("TIFF", "image/tiff"),
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("JPEG2000", "image/jp2"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
    ],
)
def test_an_image_is_a_page_that_waits_for_ocr(tmp_path, kind, media_type):
    path = tmp_path / "upload"
    drawn().save(path, kind)
    source = read_source(path, "scan")
    assert source.media_type == media_type
    assert [(p.number, p.lines, p.width, p.height, p.text_source) for p in source.pages] == [
        (1, (), 1400, 400, "none")
    ]


def test_a_tiff_has_as_many_pages_as_images(tmp_path):
    path = tmp_path / "upload"
    first, *rest = [drawn(f"page {n}", (300 + n, 200)) for n in range(3)]
    first.save(path, "TIFF", save_all=True, append_images=rest)
    assert [page.width for page in read_source(path, "scan.tif").pages] == [300, 301, 302]


@pytest.mark.parametrize(
    ("duration", "pages"),
    [(0, 3), (2000, 3), (80, 1)],  # the last is a film
)
def test_a_gif_that_is_no_film_has_a_page_for_each_image(tmp_path, duration, pages):
    path = tmp_path / "upload"
    first, *rest = [drawn(f"page {n}", (300, 200)) for n in range(3)]
    first.save(path, "GIF", save_all=True, append_images=rest, duration=duration)
    assert [page.number for page in read_source(path, "scan.gif").pages] == list(range(1, pages + 1))


# The first box of such files, which is all that tells them from others.
@pytest.mark.parametrize(
    ("head", "is_image"),
    [
        (b"\0\0\0\x1cftypheic\0\0\0\0mif1heic", True),
        (b"\0\0\0\x1cftypavif\0\0\0\0", True),
        (b"\0\0\0\x1cftypisom\0\0\0\0", False),  # a film
        (b"BM\x36\0\x0c\0\0\0\0\0\x36\0\0\0\x28\0\0\0", True),
        (b"BMWs are not read here, they are written of", False),
    ],
)
def test_images_are_told_from_other_files_by_their_first_bytes(head, is_image):
    assert images.recognises(head) == is_image


NEW_SUBFILE_TYPE, SUBFILE_TYPE = 254, 255


def tiff(path: Path, *frames: tuple[int, int | None], tag: int = NEW_SUBFILE_TYPE) -> Path:
    """A TIFF with an image for each (width, kind)."""
    with AppendingTiffWriter(str(path), new=True) as file:
        for width, kind in frames:
            tags = ImageFileDirectory_v2()
            if kind is not None:
                tags[tag] = kind
            Image.new("L", (width, width), 200).save(file, "TIFF", tiffinfo=tags)
            file.newFrame()
    return path


@pytest.mark.parametrize(
    ("frames", "tag", "pages"),
    [
        ([(300, 0), (30, 1)], NEW_SUBFILE_TYPE, [(1, 300)]),
        ([(300, 0), (30, 1), (310, 2), (31, 3)], NEW_SUBFILE_TYPE, [(1, 300), (3, 310)]),  # of each page one
        ([(30, 1), (300, None)], NEW_SUBFILE_TYPE, [(2, 300)]),
        ([(300, 0), (150, 1), (75, 1), (37, 1)], NEW_SUBFILE_TYPE, [(1, 300)]),  # a pyramid
        ([(300, 0), (300, 4)], NEW_SUBFILE_TYPE, [(1, 300)]),  # a mask
        ([(300, 1), (30, 2)], SUBFILE_TYPE, [(1, 300)]),  # as TIFF 5.0 has it
        ([(300, 3), (310, 3)], SUBFILE_TYPE, [(1, 300), (2, 310)]),
        ([(30, 1), (300, 1), (150, 1)], NEW_SUBFILE_TYPE, [(2, 300)]),  # all of them copies
        (
            [(1200, None), (600, None), (300, None), (150, None)],
            NEW_SUBFILE_TYPE,
            [(1, 1200)],
        ),  # untold steps
        ([(100, None), (1200, None)], NEW_SUBFILE_TYPE, [(2, 1200)]),  # an untold thumbnail
    ],
)
def test_smaller_copies_and_masks_in_a_tiff_are_no_pages(tmp_path, frames, tag, pages):
    read = open_source(tiff(tmp_path / "upload", *frames, tag=tag), "scan.tif")
    assert read.page_count == len(pages)
    assert [(page.number, page.width) for page in read.pages] == pages


def test_a_page_behind_a_thumbnail_is_recognised_and_shown_from_the_same_image(tmp_path):
    path = tiff(tmp_path / "upload", (300, 0), (30, 1), (310, 0))
    last = list(open_source(path, "scan.tif").pages)[-1]
    (shown,) = page_rendering.image_pages(str(path), [last.number], [900])
    assert (images.picture(path, last.number).width, shown.width) == (310, 310)


def test_pages_behind_thumbnails_in_a_zip_keep_their_images(tmp_path):
    path = tmp_path / "upload.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.write(tiff(tmp_path / "a.tif", (300, 0), (30, 1), (310, 0)), "a.tif")
        file.write(tiff(tmp_path / "b.tif", (30, 1), (320, 0)), "b.tif")
    read = open_source(path, "upload.zip")
    found = [(page.number, page.image, read.picture(page.number).width) for page in read.pages]
    assert found == [(1, "a.tif", 300), (2, "a.tif#3", 310), (3, "b.tif#2", 320)]


def test_a_photograph_with_a_smaller_one_behind_it_is_one_page(tmp_path):
    path = tmp_path / "upload"
    drawn(size=(300, 200)).save(path, "MPO", save_all=True, append_images=[drawn(size=(30, 20))])
    source = read_source(path, "IMG_0001.jpg")
    assert source.media_type == "image/jpeg"
    assert [page.width for page in source.pages] == [300]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_mode_becomes_grey_or_rgb(tmp_path, mode):
    path = tmp_path / "upload"
    image = Image.new(mode, (20, 30)) if mode == "I;16" else drawn(size=(20, 30)).convert(mode)
    image.save(path, "TIFF" if mode in ("CMYK", "I;16") else "PNG")
    assert images.picture(path).mode in ("L", "RGB")


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_paper_is_light_however_many_of_sixteen_bits_the_scanner_uses(tmp_path, bits):
    path = tmp_path / "upload"
    Image.new("I;16", (20, 30), 2**bits - 1).save(path, "TIFF")
    assert images.picture(path).getpixel((5, 5)) == 255


def test_an_image_turned_by_its_metadata_stands_upright(tmp_path):
    path = tmp_path / "upload"
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn(size=(300, 200)).save(path, "JPEG", exif=exif)
    page = read_source(path, "scan.jpg").pages[0]
    assert (page.width, page.height) == (200, 300)


def test_too_large_and_broken_images_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "upload"
    drawn().save(path, "PNG")
    path.write_bytes(path.read_bytes()[:400])
    with pytest.raises(SourceRejected, match="damaged image: page 1"):
        read_source(path, "scan.png")
    monkeypatch.setattr(images, "MAX_PIXELS", 1000)
    drawn().save(path, "PNG")
    with pytest.raises(SourceRejected, match="million points"):
        read_source(path, "scan.png")


def has_english() -> bool:
    return ocr.available_engine() is not None and "eng" in ocr.installed_languages()


needs_english = pytest.mark.skipif(not has_english(), reason="tesseract's English data are not installed")


def test_without_an_engine_pages_keep_waiting(tmp_path, monkeypatch):
    monkeypatch.setattr(tesseract, "tessdata_folder", lambda: None)
    assert ocr.available_engine() is None
    assert ocr.installed_languages() == ()
    path = tmp_path / "upload"
    drawn().save(path, "PNG")
    assert read_source(path, "scan.png", ("eng",)).pages[0].text_source == "none"


def test_a_language_that_is_not_installed_is_no_fault_of_the_file(tmp_path):
    path = tmp_path / "upload"
    drawn().save(path, "PNG")
    assert read_source(path, "scan.png", ("xxx",)).pages[0].text_source == "none"
    with pytest.raises(ocr.OcrUnavailable, match="no language data for xxx"):
        ocr.ocr_page(drawn(), ("xxx",))


@needs_english
@pytest.mark.external
def test_a_page_image_is_recognised_with_boxes_and_confidences(tmp_path):
    path = tmp_path / "upload"
    drawn().save(path, "PNG", dpi=(300, 300))
    page = read_source(path, "scan.png", ("eng", "xxx")).pages[0]
    assert page.text_source == "ocr"
    assert " ".join(line.text for line in page.lines) == WORDS
    word = page.lines[0].words[0]
    assert word.text == "The"
    assert 60 < word.box[0] < 110
    assert word.confidence > 0.7


@needs_english
@pytest.mark.external
def test_a_coarse_image_is_read_larger_and_its_boxes_brought_back(tmp_path):
    small = drawn().resize((700, 200))
    small.info["dpi"] = (150, 150)
    lines = ocr.ocr_page(small, ("eng",))
    assert " ".join(line.text for line in lines) == WORDS
    assert 25 < lines[0].words[0].box[0] < 60


@needs_english
@pytest.mark.external
def test_the_command_reads_what_the_library_reads(monkeypatch):
    if not tesseract.shutil.which("tesseract"):
        pytest.skip("the tesseract command is not installed")
    monkeypatch.setattr(tesseract, "_library", lambda: None)
    assert ocr.available_engine().startswith("tesseract")
    assert " ".join(line.text for line in ocr.ocr_page(drawn(), ("eng",))) == WORDS


@needs_english
@pytest.mark.external
def test_pages_of_a_scan_in_a_pdf_are_recognised_in_order_and_in_points(tmp_path):
    path = tmp_path / "upload.pdf"
    first, *rest = [drawn(f"This is page number {n}") for n in range(1, 6)]
    first.save(path, "PDF", save_all=True, append_images=rest, resolution=300)
    source = read_source(Path(path), "scan.pdf", ("eng",))
    assert [page.lines[0].text for page in source.pages] == [f"This is page number {n}" for n in range(1, 6)]
    assert source.pages[0].width == pytest.approx(1400 * 72 / 300, abs=1)
    assert source.pages[0].lines[0].words[0].box[0] == pytest.approx(80 * 72 / 300, abs=4)


def test_recognised_lines_come_in_the_order_of_columns():
    def line(x, y, width, text):
        return Line(tuple(map(Word, text.split())), text, (x, y, width, 40), 10.0)

    left = [line(200, 400 + 50 * n, 900, f"left line {n} of the page") for n in range(8)]
    right = [line(1300, 400 + 50 * n, 900, f"right line {n} of the page") for n in range(8)]
    mixed = [piece for pair in zip(left, right, strict=True) for piece in pair]
    read = ocr.in_reading_order(mixed, 2500)
    assert [line.text for line in read] == [line.text for line in [*left, *right]]
    assert [line.block for line in read] == [0] * 8 + [1] * 8


def test_recognition_keeps_the_order_of_pages_and_skips_those_with_text(monkeypatch):
    """An engine that answers late for the first page changes nothing."""

    def slow_first(image, languages):
        time.sleep(0.2 if image.width == 1 else 0)
        return (Line((Word("w"),), f"page {image.width}"),)

    monkeypatch.setattr(ocr, "ocr_page", slow_first)
    monkeypatch.setattr(ocr, "available_engine", lambda: "fake")
    monkeypatch.setattr(ocr, "installed_languages", lambda: ("eng",))
    read = [SourcePage(n, (), "", text_source="pdf" if n == 3 else "none") for n in range(1, 9)]
    reading = OpenedFile("image/tiff", iter(read), picture=lambda n: Image.new("L", (n, 1)))
    pages = list(ocr.with_ocr(reading, ("eng",), workers=3).pages)
    assert [page.number for page in pages] == list(range(1, 9))
    assert [page.raw_text for page in pages] == [f"page {n}" if n != 3 else "" for n in range(1, 9)]


def test_a_blank_pdf_page_is_not_recognised(tmp_path):
    buffer = io.BytesIO()
    Image.new("L", (200, 300), 255).save(buffer, "PDF")
    path = tmp_path / "a.pdf"
    path.write_bytes(buffer.getvalue())
    reading = open_source(path, "a.pdf")
    page = next(reading.pages)
    assert reading.picture(page.number) is None


def test_a_page_that_the_engine_cannot_read_stays_an_image_and_the_others_are_read(monkeypatch):
    def fails_on_second(image, languages):
        if image.width == 2:
            raise ocr.RecognitionFailed("not done in time")
        return (Line((Word("w"),), f"page {image.width}"),)

    monkeypatch.setattr(ocr, "ocr_page", fails_on_second)
    monkeypatch.setattr(ocr, "available_engine", lambda: "fake")
    monkeypatch.setattr(ocr, "installed_languages", lambda: ("eng",))
    told = []
    read = [SourcePage(n, (), "", text_source="pdf" if n == 3 else "none") for n in range(1, 5)]
    reading = OpenedFile("image/tiff", iter(read), picture=lambda n: Image.new("L", (n, 1)))
    pages = list(ocr.with_ocr(reading, ("eng",), told.append).pages)
    assert [page.text_source for page in pages] == ["ocr", "none", "pdf", "ocr"]
    assert told == [ocr.PAGE_SECONDS] * 3


@pytest.mark.parametrize(
    ("size", "dpi", "scale"),
    [
        ((2480, 3508), 300, 1.0),
        ((1654, 2339), 200, 1.5),
        ((1240, 1754), 150, 2.0),
        ((827, 1169), 100, 3.0),
        ((4960, 7016), 600, 0.5),
        ((1100, 1575), None, 2.0),  # a page of usual height would have 150
        ((2480, 3508), 72, 1.0),  # what programs write that do not know
        ((6000, 9000), None, 1.0),  # a newspaper, or a fine scan: its letters may be small
        ((300, 100), None, 4.0),
    ],
)
def test_images_are_brought_to_a_resolution_that_is_read_well(size, dpi, scale):
    image = Image.new("L", size, 255)
    if dpi:
        image.info["dpi"] = (dpi, dpi)
    prepared, by = ocr._scale_to_read(image, ocr._resolution(image))
    assert by == pytest.approx(scale, rel=0.01)
    assert prepared.width == pytest.approx(size[0] * scale, rel=0.01)
