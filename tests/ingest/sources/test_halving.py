"""Files made from those whose images show two printed pages each."""

import errno
import hashlib
import io
import json
import zipfile

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from reportlab.pdfgen.canvas import Canvas

from ingest.parsing.records import Half
from ingest.sandbox import child
from ingest.sources import SourceRejected, halving, images, read_source
from ingest.sources.halving import Order, halve
from tests.ingest.sources.test_sources_images import needs_english

WIDTH, HEIGHT = 842, 595
ALL = [Half(1, 0, 0.5), Half(1, 0.5, 1), Half(2, 0, 1)]


def halved(tmp_path, data, gutters, *, right_first=False):
    """(media type, what each page shows, bytes) of the file that is made."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(data)
    checksum = hashlib.sha256(data).digest()
    made = halve(source, target, Order(gutters, right_first=right_first))
    halves = [half for some in made.pages for half in some]
    assert hashlib.sha256(source.read_bytes()).digest() == checksum
    return made.media_type, halves, target.read_bytes()


def noise(width, height, mode="RGB"):
    """An image of which no two places are alike."""
    shades = np.random.default_rng(width).integers(0, 256, (height, width, 3), np.uint8)
    image = Image.fromarray(shades)
    return image if mode == "RGB" else image.convert(mode)


def saved(kind, *frames, **how):
    file = io.BytesIO()
    frames[0].save(
        file, kind, **({"save_all": True, "append_images": frames[1:]} if frames[1:] else {}), **how
    )
    return file.getvalue()


def of_pdf(*texts, rotation=0, size=(WIDTH, HEIGHT)):
    """A PDF of a page for each pair of texts, one in its left half and one in its right."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    for left, right in texts:
        canvas.setPageRotation(rotation)
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(60, 400, left)
        canvas.drawString(size[0] / 2 + 60, 400, right)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


# ------------------------------------------------------------------ page images
@pytest.mark.parametrize("mode", ["1", "L", "RGB", "CMYK", "P", "RGBA"])
def test_an_image_is_cut_without_loss(tmp_path, mode):
    first, second = noise(900, 500, mode), noise(300, 400, mode)
    data = saved("TIFF", first, second, dpi=(200, 200))
    media_type, halves, made = halved(tmp_path, data, {1: 0.5})
    assert (media_type, halves) == ("image/tiff", ALL)
    with Image.open(io.BytesIO(made)) as file:
        expected = (first.crop((0, 0, 450, 500)), first.crop((450, 0, 900, 500)), second)
        for number, whole in enumerate(expected):
            file.seek(number)
            assert file.info["dpi"] == (200, 200)
            assert ImageChops.difference(file.convert("RGBA"), whole.convert("RGBA")).getbbox() is None
        assert file.n_frames == 3


def test_an_image_on_its_side_is_cut_as_it_is_seen(tmp_path):
    """A camera says in the file how the image is to be turned."""
    upright = noise(900, 500)
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved("PNG", upright.transpose(Image.Transpose.ROTATE_90), exif=exif)
    _, halves, made = halved(tmp_path, data, {1: 0.4})
    assert halves == [Half(1, 0, 0.4), Half(1, 0.4, 1)]
    left = images.picture(io.BytesIO(made), 1)
    assert ImageChops.difference(left, upright.crop((0, 0, 360, 500))).getbbox() is None


def test_the_steps_of_a_pyramid_are_left_out(tmp_path):
    data = saved("TIFF", noise(900, 500), noise(450, 250), noise(300, 500))
    _, halves, made = halved(tmp_path, data, {1: 0.5})
    assert halves == [Half(1, 0, 0.5), Half(1, 0.5, 1), Half(3, 0, 1)]
    path = tmp_path / "made"
    path.write_bytes(made)
    assert images.page_numbers(path) == [1, 2, 3]


def test_of_a_file_read_to_the_left_the_right_half_comes_first(tmp_path):
    _, halves, made = halved(tmp_path, saved("PNG", noise(900, 500)), {1: 0.4}, right_first=True)
    assert halves == [Half(1, 0.4, 1), Half(1, 0, 0.4)]
    assert images.picture(io.BytesIO(made), 1).width == 540


# ------------------------------------------------------------------ page images into a PDF
def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in members.items():
            made.writestr(name.replace("_", "."), data)
    return file.getvalue()


def drawn_pages(data, dpi):
    return [page.render(scale=dpi / 72).to_pil() for page in pypdfium2.PdfDocument(data)]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize(
    ("orientation", "back"),
    [(1, None), (6, "ROTATE_90"), (3, "ROTATE_180"), (8, "ROTATE_270"), (2, "FLIP_LEFT_RIGHT")],
)
def test_a_jpeg_is_not_compressed_anew(tmp_path, mode, orientation, back):
    upright = noise(90, 50).resize((900, 500)).convert(mode)
    exif = Image.Exif()
    exif[0x0112] = orientation
    kept = upright.transpose(Image.Transpose[back]) if back else upright
    data = saved("JPEG", kept, exif=exif, dpi=(200, 200), quality=95)
    media_type, halves, made = halved(tmp_path, data, {1: 0.4})
    assert (media_type, halves) == ("application/pdf", [Half(1, 0, 0.4), Half(1, 0.4, 1)])
    assert (data in made) == (orientation != 2)
    left, right = drawn_pages(made, 200)
    for half, box in ((left, (0, 0, 360, 500)), (right, (360, 0, 900, 500))):
        expected = upright.crop(box).convert("RGB")
        assert (half.width, half.height) == (
            pytest.approx(expected.width, abs=1),
            pytest.approx(expected.height, abs=1),
        )
        shown = half.convert("RGB").crop((0, 0, *expected.size))
        difference = np.abs(np.asarray(shown, int) - np.asarray(expected, int)).mean()
        assert difference < (30 if mode == "CMYK" else 8)  # which programs mix otherwise, yet none inverted


def test_a_zip_of_images_becomes_a_pdf_of_their_pages_in_their_order(tmp_path):
    whole = noise(300, 400, "1")
    jpeg = saved("JPEG", noise(90, 50).resize((900, 500)), dpi=(200, 200))
    data = zipped(p10_tif=saved("TIFF", whole, dpi=(200, 200)), p9_jpg=jpeg)
    media_type, halves, made = halved(tmp_path, data, {1: 0.5})
    assert (media_type, halves) == ("application/pdf", ALL)
    *_, last = drawn_pages(made, 200)
    assert ImageChops.difference(last.convert("1"), whole).getbbox() is None
    assert jpeg in made


@pytest.mark.parametrize("other", [{"p1_txt": b"Of tides."}, {"p2_pdf": of_pdf(("One", "Two"))}])
def test_a_zip_with_more_than_images_is_left_alone(tmp_path, other):
    with pytest.raises(SourceRejected) as refusal:
        halved(tmp_path, zipped(p1_png=saved("PNG", noise(900, 500)), **other), {1: 0.5})
    assert refusal.value.message.code == "zip_not_halved"


# ------------------------------------------------------------------ PDF
def texts_of(tmp_path, data):
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    source = read_source(path, "made.pdf")
    for page in source.pages:
        assert [word.text for line in page.lines for word in line.words] == page.raw_text.split()
        assert all(0 <= word.box[0] < page.width for line in page.lines for word in line.words)
    return [page.raw_text.strip() for page in source.pages]


def test_each_half_of_a_pdf_has_its_own_words(tmp_path):
    data = of_pdf(("The left page", "The right page"), ("One page", "and no other"))
    media_type, halves, made = halved(tmp_path, data, {1: 0.5})
    assert (media_type, halves) == ("application/pdf", ALL)
    assert texts_of(tmp_path, made) == ["The left page", "The right page", "One page and no other"]
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(made)]
    assert sizes == [(421, 595), (421, 595), (842, 595)]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_cut_as_it_is_seen(tmp_path, rotation):
    """The halves beside each other are the picture of the whole."""
    data = of_pdf(("Up and down", "To and fro"), rotation=rotation)
    _, _, made = halved(tmp_path, data, {1: 0.25})
    (whole,) = (page.render().to_pil() for page in pypdfium2.PdfDocument(data))
    left, right = (page.render().to_pil() for page in pypdfium2.PdfDocument(made))
    cut = left.width
    assert abs(cut - whole.width / 4) < 1
    for half, box in (
        (left, (0, 0, cut, whole.height)),
        (right, (whole.width - right.width, 0, *whole.size)),
    ):
        assert np.abs(np.asarray(half, int) - np.asarray(whole.crop(box), int)).mean() < 2


def test_a_scanned_page_is_not_compressed_anew(tmp_path):
    scan = io.BytesIO()
    noise(1684, 1190).save(scan, "JPEG", quality=80)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT))
    path = tmp_path / "scan.jpg"
    path.write_bytes(scan.getvalue())
    canvas.drawImage(path, 0, 0, WIDTH, HEIGHT)
    canvas.showPage()
    canvas.save()
    _, _, made = halved(tmp_path, file.getvalue(), {1: 0.5})
    assert len(made) < 1.1 * len(file.getvalue())
    first, second = (next(iter(page.images)).data for page in PdfReader(io.BytesIO(made)).pages)
    assert first == second == next(iter(PdfReader(io.BytesIO(file.getvalue())).pages[0].images)).data


def test_links_go_with_their_half_and_none_brings_another_page_along(tmp_path):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(of_pdf(("One", "Two"), ("Three", "Four")))))
    writer.add_annotation(0, Link(rect=(60, 390, 100, 410), url="https://orcid.org/0000-0002-1825-0097"))
    writer.add_annotation(0, Link(rect=(500, 390, 540, 410), url="https://example.org/"))
    writer.add_annotation(0, Link(rect=(60, 90, 100, 110), target_page_index=1))
    file = io.BytesIO()
    writer.write(file)
    _, _, made = halved(tmp_path, file.getvalue(), {1: 0.5})
    links = [
        [each.get_object()["/A"]["/URI"] for each in page.get("/Annots", [])]
        for page in PdfReader(io.BytesIO(made)).pages
    ]
    assert links == [["https://orcid.org/0000-0002-1825-0097"], ["https://example.org/"], []]


def test_the_same_order_makes_the_same_bytes(tmp_path):
    data = of_pdf(("One", "Two"))
    assert halved(tmp_path, data, {1: 0.5})[2] == halved(tmp_path, data, {1: 0.5})[2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Of tides.", "kind_not_halved"),
        (b"%PDF-1.7\nno object at all", "pdf_not_halved"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image_kind_untold"),
    ],
)
def test_what_cannot_be_cut_is_told(tmp_path, data, code):
    with pytest.raises(SourceRejected) as refusal:
        halved(tmp_path, data, {1: 0.5})
    assert refusal.value.message.code == code


@needs_english
def test_halves_of_a_scan_are_recognised_by_themselves(tmp_path):
    data = of_pdf(("The harbour was calm", "The union met at noon"))
    image = pypdfium2.PdfDocument(data)[0].render(scale=200 / 72).to_pil()
    _, _, made = halved(tmp_path, saved("PNG", image, dpi=(200, 200)), {1: 0.5})
    path = tmp_path / "made.tif"
    path.write_bytes(made)
    source = read_source(path, "made.tif", ["eng"])
    assert [page.raw_text for page in source.pages] == ["The harbour was calm", "The union met at noon"]


def test_halves_that_find_no_room_are_told(monkeypatch, capfd):
    """A child may write so much and no more."""

    def full(*_arguments):
        raise OSError(errno.EFBIG, "File too large")

    monkeypatch.setattr(halving, "halve", full)
    order = {
        "path": "source",
        "target": "target",
        "gutters": {"1": 0.5},
        "right_first": False,
        "seconds_a_page": 0,
    }
    speech = child.Speech()
    with speech._out:
        said = json.loads(child.halve(order, speech))
    assert said["rejected"]["code"] == "halves_too_large"
