"""Images of pages: drawn once, in a child that can be killed, from whatever the original is."""

import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from PIL import Image, ImageDraw

from archive import time_limits
from archive.access import WHOLE
from archive.scans import article_pdf, page_images
from archive.scans.originals import original_path
from archive.scans.page_images import (
    FULL,
    MAX_BYTES,
    READING,
    THUMBNAIL,
    PageImageError,
    PageImagePutOffError,
    image_path,
    version_of,
)
from archive.scans.page_rendering import encode, is_drawn, scale
from ingest.store.publishing import withdraw
from tests.builders import make_document, make_scan, make_typeset_document

pytestmark = pytest.mark.django_db


def keep(content, name, media_type):
    """A scan with its bytes in their place."""
    scan = make_scan(content, name=name, media_type=media_type)
    path = original_path(scan.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return scan


def picture(size=(1200, 1700), mode="L", noise=False):
    """A page with lines on it, drawn or photographed."""
    paper = Image.effect_noise(size, 20) if noise else Image.new("L", size, 255)
    pen = ImageDraw.Draw(paper)
    for y in range(100, size[1] - 100, 40):
        pen.line((100, y, size[0] - 100, y), fill=0, width=6)
    return paper.convert(mode)


def as_bytes(image, kind, **how):
    buffer = io.BytesIO()
    image.save(buffer, kind, **how)
    return buffer.getvalue()


def bomb():
    """A small file of 900 million points."""
    return as_bytes(Image.new("1", (30_000, 30_000)), "PNG", compress_level=1)


def page_of(scan, number=1):
    page = make_document("Pictured", texts=tuple("ab"[:number]), scan=scan).pages.get(sequence=number)
    page.text_source = "none"
    return page


# ------------------------------------------------------------------ drawing
@pytest.mark.parametrize("width", [THUMBNAIL, READING, FULL])
def test_a_page_of_a_pdf_is_drawn_at_each_width(width):
    page = make_typeset_document(texts=("Some words.",)).pages.get()
    with Image.open(image_path(page, width, WHOLE)) as image:
        assert image.format == "WEBP"
        assert image.width == width
        assert image.height == pytest.approx(width * 612 / 396, abs=2)
        dark, light = image.convert("L").getextrema()
        assert dark < 128 < light


def test_the_right_page_of_the_file_is_drawn():
    document = make_typeset_document(texts=("Many words " * 60, "Few."))
    first, second = (image_path(page, READING, WHOLE) for page in document.pages.all())
    assert first != second
    assert ink(first) > 3 * ink(second)


def ink(path):
    with Image.open(path) as image:
        return sum(image.convert("L").histogram()[:128])


@pytest.mark.parametrize(
    ("kind", "mode", "media_type"),
    [
        ("PNG", "1", "image/png"),
        ("PNG", "P", "image/png"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "I;16", "image/png"),
        ("JPEG", "L", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("TIFF", "1", "image/tiff"),
        ("TIFF", "RGB", "image/tiff"),
        ("JPEG2000", "L", "image/jp2"),
    ],
)
def test_pictures_of_every_kind_become_dark_lines_on_light_paper(kind, mode, media_type):
    image = (
        picture().convert("I").point(lambda level: level * 257).convert("I;16")
        if mode == "I;16"
        else picture(mode=mode)
    )
    page = page_of(keep(as_bytes(image, kind), f"page.{kind}", media_type))
    with Image.open(image_path(page, READING, WHOLE)) as drawn:
        levels = drawn.convert("L").histogram()
    assert sum(levels[200:]) > sum(levels[:100]) > 0


def test_a_page_of_a_tiff_with_several_is_the_right_one():
    blank = Image.new("L", (1200, 1700), 255)
    content = as_bytes(blank, "TIFF", save_all=True, append_images=[picture()])
    scan = keep(content, "pages.tif", "image/tiff")
    page = page_of(scan, 2)
    assert ink(image_path(page, READING, WHOLE)) > 10_000


def test_a_small_picture_is_not_blown_up():
    page = page_of(keep(as_bytes(picture((300, 400)), "PNG"), "small.png", "image/png"))
    with Image.open(image_path(page, FULL, WHOLE)) as image:
        assert image.size == (300, 400)


def test_a_photographed_page_is_light_enough_at_reading_width():
    noisy = picture((1200, 1700), noise=True)
    page = page_of(keep(as_bytes(noisy, "JPEG", quality=85), "noisy.jpg", "image/jpeg"))
    assert image_path(page, READING, WHOLE).stat().st_size <= MAX_BYTES[READING]


def test_a_drawn_page_keeps_every_line_sharp():
    page = picture((900, 1275))
    assert is_drawn(page)
    data, is_lossless = encode(page, 200_000)
    assert is_lossless
    with Image.open(io.BytesIO(data)) as image:
        assert image.convert("L").tobytes() == page.tobytes()


def test_a_photographed_page_is_told_from_a_drawn_one():
    assert not is_drawn(picture(noise=True))


def test_a_page_much_higher_than_wide_is_scaled_as_a_whole():
    assert scale(Image.new("L", (100, 10_000)), 900).size == (36, 3600)


def test_a_photographed_page_is_sent_smaller_to_browsers_that_take_avif(client):
    noisy = picture((1200, 1700), noise=True)
    page = page_of(keep(as_bytes(noisy, "JPEG", quality=85), "noisy.jpg", "image/jpeg"))
    address = f"/d/{page.document.identifier}/p/{page.address}/image-{READING}.webp"
    sizes = {}
    for accepted, kind in (("image/avif,image/webp,*/*", "AVIF"), ("image/webp,*/*", "WEBP"), ("", "WEBP")):
        response = client.get(address, headers={"accept": accepted})
        assert response["Content-Type"] == f"image/{kind.lower()}"
        assert "Accept" in response["Vary"].split(", ")
        content = b"".join(response.streaming_content)
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.width) == (kind, READING)
        sizes[kind] = len(content)
    assert sizes["AVIF"] < 0.75 * sizes["WEBP"]


def test_a_drawn_page_has_no_form_that_loses_anything():
    page = make_typeset_document(texts=("Some words.",)).pages.get()
    path = image_path(page, READING, WHOLE)
    assert page_images.smaller_form(path, "image/avif") == (path, "image/webp")


# ------------------------------------------------------------------ keeping
def test_an_image_is_drawn_once_and_again_after_it_was_deleted():
    page = make_typeset_document(texts=("Some words.",)).pages.get()
    path = image_path(page, READING, WHOLE)
    before = path.stat().st_mtime_ns
    assert image_path(page, READING, WHOLE).stat().st_mtime_ns == before
    path.unlink()
    assert image_path(page, READING, WHOLE).exists()


def test_nothing_half_made_is_left_behind():
    page = make_typeset_document(texts=("Some words.",)).pages.get()
    folder = image_path(page, READING, WHOLE).parent
    assert sorted(os.listdir(folder)) == ["0001-160.webp", "0001-900.webp"]


# ------------------------------------------------------------------ what cannot be drawn
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 broken", "application/pdf"),
        (b"no picture", "image/png"),
        (None, "image/png"),
    ],
    ids=["broken PDF", "no picture", "bomb"],
)
def test_a_bad_original_raises_our_own_error_and_is_not_tried_again(monkeypatch, content, media_type):
    page = page_of(keep(content or bomb(), "bad", media_type))
    with pytest.raises(PageImageError, match="bad, page 1"):
        image_path(page, READING, WHOLE)
    monkeypatch.setattr(page_images, "run_limited", lambda module, job: pytest.fail("tried again"))
    with pytest.raises(PageImageError):
        image_path(page, READING, WHOLE)


def test_a_page_beyond_the_end_of_the_file_raises_our_own_error():
    document = make_typeset_document(texts=("One.",))
    page = document.pages.get()
    page.scan_page = 7
    with pytest.raises(PageImageError):
        image_path(page, READING, WHOLE)


def draw_with(code, monkeypatch, folder):
    """Another module stands in the place of the one that draws."""
    (folder / "drawing_badly.py").write_text(code)
    run = page_images.run_limited
    monkeypatch.setenv("PYTHONPATH", str(folder))
    for place in (page_images, article_pdf):
        monkeypatch.setattr(place, "run_limited", lambda module, job: run("drawing_badly", job))


def test_drawing_that_uses_too_much_processor_time_is_ended_and_not_tried_again(monkeypatch, tmp_path):
    page = make_typeset_document(texts=("One.",)).pages.get()
    monkeypatch.setattr(page_images, "SECONDS", 1)
    draw_with("while True: pass", monkeypatch, tmp_path)
    with pytest.raises(PageImageError, match="more than 1 s of processor time"):
        image_path(page, READING, WHOLE)
    assert page_images.is_beyond_drawing(page)


def test_drawing_that_stands_still_is_ended_and_tried_again_when_asked(client, monkeypatch, tmp_path):
    page = make_typeset_document(texts=("One.",)).pages.get()
    identifier = page.document.identifier
    addresses = (
        address(page),
        f"/iiif/{identifier}.1/info.json",
        f"/d/{identifier}/pdf",
    )
    with monkeypatch.context() as busy:
        busy.setattr(time_limits, "STANDSTILL", 0.1)
        busy.setattr(time_limits, "TICK", 0.05)
        draw_with("import time; time.sleep(60)", busy, tmp_path)
        with pytest.raises(PageImagePutOffError, match="stood still"):
            image_path(page, READING, WHOLE)
        answers = [client.get(each) for each in addresses]
        assert [answer.status_code for answer in answers] == [503] * 3
        assert all(answer["Retry-After"] == "60" for answer in answers)
        assert len(page_images.draw_all(page.scan, [1])) == 1
    assert not page_images.is_beyond_drawing(page)
    for each in addresses:
        answer = client.get(each)
        assert answer.status_code == 200
        assert b"".join(answer)  # read to its end, by which its file is closed


def test_a_failure_kept_by_a_release_that_counted_the_clock_is_forgotten():
    page = make_typeset_document(texts=("One.",)).pages.get()
    folder = page_images._folder(page.scan.sha256)
    folder.mkdir(parents=True)
    (folder / "0001.failed").write_text("it took longer than 80 s")
    assert not page_images.is_beyond_drawing(page)
    assert image_path(page, READING, WHOLE).exists()


def test_a_lost_original_raises_our_own_error():
    page = page_of(make_scan(b"gone", media_type="image/png"))
    with pytest.raises(PageImageError, match="not in its place"):
        image_path(page, READING, WHOLE)


# ------------------------------------------------------------------ zips
def zipped(members, page_members):
    """A document whose pages are shown by members of a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    scan = keep(buffer.getvalue(), "issue.zip", "application/zip")
    document = make_document("Zipped", texts=tuple("abcdef"[: len(page_members)]), scan=scan)
    for page, member in zip(document.pages.all(), page_members, strict=True):
        page.scan_member = member
        page.save(update_fields=["scan_member"])
    return list(document.pages.select_related("scan"))


def test_each_page_of_a_zip_is_drawn_from_the_member_that_shows_it():
    blank = Image.new("L", (1200, 1700), 255)
    members = {
        "a#1.png": as_bytes(picture(), "PNG"),
        "b.tif": as_bytes(blank, "TIFF", compression="tiff_lzw", save_all=True, append_images=[picture()]),
        "c.pdf": as_bytes(blank, "PDF", save_all=True, append_images=[picture()]),
    }
    pages = zipped(members, ["a#1.png", "b.tif", "b.tif#2", "c.pdf", "c.pdf#2"])
    inks = [ink(image_path(page, READING, WHOLE)) for page in pages]
    assert [found > 10_000 for found in inks] == [True, False, True, False, True]
    assert all(page_images.is_pictured(page) for page in pages)


def test_a_page_of_a_zip_that_no_member_shows_has_no_image():
    shown, unshown = zipped({"a.png": as_bytes(picture(), "PNG"), "b.txt": b"words"}, ["a.png", ""])
    assert page_images.is_pictured(shown)
    assert not page_images.is_pictured(unshown)
    assert page_images.draw_all(shown.scan, [1, 2]) == []


@pytest.mark.parametrize(
    ("member", "reason"), [("gone.png", "no such member"), ("bomb.png", "unpacks to too much")]
)
def test_a_member_that_is_gone_or_a_bomb_raises_our_own_error(member, reason):
    (page,) = zipped({"bomb.png": bytes(20_000_000)}, [member])
    with pytest.raises(PageImageError, match=reason):
        image_path(page, READING, WHOLE)


# ------------------------------------------------------------------ the view
def address(page, width=READING):
    return f"/d/{page.document.identifier}/p/{page.address}/image-{width}.webp"


def test_an_image_is_served_to_be_kept_and_asked_for_again(client):
    page = make_typeset_document(texts=("Words.",)).pages.get()
    (shown,) = re.findall(
        r'src="(/d/[^"]*image-900.webp[^"]*)"', client.get(page.get_absolute_url()).content.decode()
    )
    response = client.get(shown)
    assert b"".join(response.streaming_content)[8:12] == b"WEBP"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, no-cache"
    assert response["X-Content-Type-Options"] == "nosniff"
    again = client.get(shown, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_address_under_which_caches_were_to_keep_an_image_for_a_year_is_refused(client):
    page = make_typeset_document(texts=("Words.",)).pages.get()
    assert client.get(f"{address(page)}?v={page.scan.sha256[:8]}").status_code == 404


def test_what_a_cache_keeps_of_a_withdrawn_article_is_not_confirmed(client):
    page = make_typeset_document(texts=("Words.",)).pages.get()
    before = client.get(address(page))
    etag = before["ETag"]
    assert before.getvalue()
    withdraw(page.document, "Printed twice.")
    assert client.get(address(page), headers={"if-none-match": etag}).status_code == 404


def test_after_a_scan_was_replaced_the_old_image_is_not_kept_in_its_place(client):
    page = make_typeset_document(texts=("Words.",)).pages.get()
    before = version_of(page, WHOLE)
    page.scan = make_typeset_document("Better", texts=("Sharper words.",)).pages.get().scan
    page.save()
    after = version_of(page, WHOLE)
    assert after != before
    assert client.get(f"{address(page)}?v={before}").status_code == 404
    for each in (f"{address(page)}?v={after}", address(page)):
        assert b"".join(client.get(each).streaming_content)


def test_the_image_of_a_draft_is_for_librarians_and_not_kept(client):
    page = make_typeset_document(texts=("Words.",), state="draft").pages.get()
    assert client.get(address(page)).status_code == 404
    user = User.objects.create_user("librarian")
    user.user_permissions.add(Permission.objects.get(codename="change_document"))
    client.force_login(user)
    response = client.get(address(page))
    response.close()
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"


def test_widths_that_are_not_offered_are_not_found(client):
    page = make_typeset_document(texts=("Words.",)).pages.get()
    assert client.get(address(page, 901)).status_code == 404
    assert client.get(address(page).replace("/p/265/", "/p/999/")).status_code == 404


def test_an_image_that_cannot_be_drawn_is_not_found(client):
    assert client.get(address(page_of(keep(b"bad", "bad.png", "image/png")))).status_code == 404


# ------------------------------------------------------------------ the command
def test_the_command_draws_what_is_missing_and_names_what_it_cannot_draw(capsys):
    good = make_typeset_document("Good", texts=("One.", "Two.")).pages.first()
    page_of(keep(b"bad", "bad.png", "image/png"))
    call_command("page_images")
    out, err = capsys.readouterr()
    assert "2 originals looked through, 1 pages could not be drawn" in out
    assert "bad.png, page 1" in err
    path = page_images._path(good.scan.sha256, 2, THUMBNAIL)
    assert path.exists()


def test_the_command_draws_anew_when_told_so(capsys):
    page = make_typeset_document(texts=("One.",)).pages.get()
    call_command("page_images")
    path = image_path(page, READING, WHOLE)
    path.write_bytes(b"spoilt")
    call_command("page_images")
    assert path.read_bytes() == b"spoilt"
    call_command("page_images", "--rebuild")
    assert path.read_bytes() != b"spoilt"


def test_one_bad_page_does_not_hide_its_neighbours():
    page = make_typeset_document(texts=("One.", "Two.")).pages.first()
    problems = page_images.draw_all(page.scan, [1, 2, 9])
    assert len(problems) == 1
    assert page_images._path(page.scan.sha256, 2, READING).exists()


# ------------------------------------------------------------------ after a power failure
HARMS = {"empty": lambda data: b"", "cut": lambda data: data[:-10], "zeros": lambda data: bytes(len(data))}


@pytest.mark.parametrize("harm", HARMS)
def test_what_was_left_half_by_a_power_failure_is_made_again(client, harm):
    document = make_typeset_document(texts=("Of rivers.",))
    page = f"/d/{document.identifier}/p/265/image-900.webp"
    addresses = (page, f"/d/{document.identifier}/pdf", f"/iiif/{document.identifier}.1/info.json")
    before = {address: client.get(address) for address in addresses}
    before = {
        address: each.getvalue() if each.streaming else each.content for address, each in before.items()
    }
    made = [path for path in Path(settings.DERIVED_DIR).rglob("*") if path.is_file() and path.stat().st_size]
    assert len(made) > 3
    for path in made:
        path.write_bytes(HARMS[harm](path.read_bytes()))
    for address, content in before.items():
        response = client.get(address, headers={"accept": "image/avif,*/*"} if address == page else {})
        assert response.status_code == 200, address
        again = response.getvalue() if response.streaming else response.content
        assert again == content or (again[4:8] == b"ftyp" and address == page) or b"%%EOF" in again[-50:]
