"""IIIF Image API: what an address asks for, and what comes."""

import io

import pytest
from PIL import Image

from archive.interop.iiif_image import Box, ImageRequestError, read_region, read_size
from ingest.store.publishing import unpublish
from tests.archive.scans.test_page_tiles import scanned_page
from tests.builders import make_document, make_typeset_document

WIDTH, HEIGHT = 1800, 2700


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("full", (0, 0, 1800, 2700)),
        ("square", (0, 450, 1800, 1800)),
        ("10,20,30,40", (10, 20, 30, 40)),
        ("1700,2600,500,500", (1700, 2600, 100, 100)),
        ("pct:50,50,50,50", (900, 1350, 900, 1350)),
        ("pct:0,0,33.3333,10", (0, 0, 600, 270)),
    ],
)
def test_regions(region, expected):
    assert read_region(region, WIDTH, HEIGHT) == Box(*expected)


@pytest.mark.parametrize(
    "region",
    ["", "0,0,0,0", "1800,0,10,10", "1,2,3", "1,2,3,4,5", "-1,0,5,5", "a,b,c,d", "1.5,0,5,5", "pct:101,0,1,1",
     "pct:,,,", "9" * 40 + ",0,1,1", "٣,0,5,5"],
)  # fmt: skip
def test_regions_that_are_none(region):
    with pytest.raises(ImageRequestError) as raised:
        read_region(region, WIDTH, HEIGHT)
    assert raised.value.status == 400


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("max", (1800, 2700)),
        ("900,", (900, 1350)),
        (",900", (600, 900)),
        ("300,300", (300, 300)),
        ("!300,300", (200, 300)),
        ("!9999,9999", (1800, 2700)),
        ("pct:50", (900, 1350)),
    ],
)
def test_sizes(size, expected):
    assert read_size(size, Box(0, 0, WIDTH, HEIGHT)) == expected


@pytest.mark.parametrize(
    ("size", "status"),
    [("^max", 501), ("^900,", 501), ("1801,", 400), (",2701", 400), ("0,", 400), (",", 400), ("900", 400),
     ("full", 400), ("pct:0", 400), ("pct:101", 400), ("!a,b", 400), ("-5,", 400)],
)  # fmt: skip
def test_sizes_that_are_none(size, status):
    with pytest.raises(ImageRequestError) as raised:
        read_size(size, Box(0, 0, WIDTH, HEIGHT))
    assert raised.value.status == status


LARGE = Box(0, 0, 4960, 7016)


@pytest.mark.parametrize(
    ("size", "expected"), [("max", (1800, 2546)), ("!9000,9000", (1800, 2546)), ("1800,", (1800, 2546))]
)
def test_no_more_is_sent_at_once_than_the_large_page_image(size, expected):
    assert read_size(size, LARGE) == expected


@pytest.mark.parametrize("size", ["1801,", "4960,7016", "pct:40", "100,7016,"])
def test_larger_sizes_are_refused(size):
    with pytest.raises(ImageRequestError) as raised:
        read_size(size, LARGE)
    assert raised.value.status == 400


# ------------------------------------------------------------------ over HTTP
@pytest.fixture
def service(db):
    document = make_typeset_document(texts=("The integration of peoples.", "Another page."))
    return f"/iiif/{document.identifier}.1"


def test_what_can_be_asked_is_told(client, service):
    info = client.get(f"{service}/info.json")
    data = info.json()
    assert data["id"] == f"http://testserver{service}"
    assert (data["type"], data["profile"]) == ("ImageService3", "level1")
    assert (data["width"], data["height"]) == (1800, 2780)
    assert [size["width"] for size in data["sizes"]] == [160, 900, 1800]
    assert info["Access-Control-Allow-Origin"] == "*"
    assert 'rel="profile"' in info["Link"]
    assert client.get(service)["Location"] == f"{service}/info.json"
    assert client.get(service).status_code == 303


@pytest.mark.parametrize(
    ("asked", "kind", "size"),
    [
        ("full/max/0/default.jpg", "JPEG", (1800, 2780)),
        ("full/max/0/default.webp", "WEBP", (1800, 2780)),
        ("full/160,/0/default.jpg", "JPEG", (160, 247)),
        ("0,0,1024,1024/512,/0/color.jpg", "JPEG", (512, 512)),
        ("1024,2048,1024,1024/max/0/default.jpg", "JPEG", (776, 732)),
        ("square/!100,100/0/default.webp", "WEBP", (100, 100)),
    ],
)
def test_images_come_as_asked(client, service, asked, kind, size):
    response = client.get(f"{service}/{asked}")
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    with Image.open(io.BytesIO(response.content)) as image:
        assert (image.format, image.size) == (kind, size)
    assert response["Content-Type"] == f"image/{kind.lower()}"


def test_a_thumbnail_draws_no_large_image(client, service, settings):
    for size in ("160,", "160,247"):
        response = client.get(f"{service}/full/{size}/0/default.jpg")
        with Image.open(io.BytesIO(response.content)) as image:
            assert image.size == (160, 247)
    drawn = {path.name for path in settings.DERIVED_DIR.rglob("*.webp")}
    assert drawn == {"0001-160.webp", "0001-900.webp"}
    assert client.get(f"{service}/full/160,300/0/default.jpg").status_code == 200  # otherwise shaped


def test_a_region_is_cut_from_its_place(client, service):
    """The running head stands at the top right, the bottom of the page is white."""

    def ink(region):
        response = client.get(f"{service}/{region}/max/0/default.jpg")
        with Image.open(io.BytesIO(response.content)) as image:
            return min(image.convert("L").get_flattened_data())

    assert ink("900,150,900,100") < 100
    assert ink("0,2000,1800,700") > 240


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("full/max/90/default.jpg", 501),
        ("full/max/!0/default.jpg", 501),
        ("full/max/x/default.jpg", 400),
        ("full/max/0/gray.jpg", 501),
        ("full/max/0/ugly.jpg", 400),
        ("full/max/0/default.png", 501),
        ("full/max/0/default.exe", 400),
        ("full/max/0/default", 400),
        ("full/9999,/0/default.jpg", 400),
        ("nonsense/max/0/default.jpg", 400),
    ],
)
def test_what_is_not_offered_is_refused_plainly(client, service, asked, status):
    response = client.get(f"{service}/{asked}")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


def test_pages_without_image_and_pages_not_published_have_none(client, admin_client, service):
    words = make_document("Only words")
    for one in (client, admin_client):
        for image in (f"{words.identifier}.1", f"{words.identifier}.9", "0000000k.1", f"0000000k.{10**30}"):
            for asked in ("info.json", "full/max/0/default.jpg"):
                assert one.get(f"/iiif/{image}/{asked}").status_code == 404
    from archive.models import Document

    unpublish(Document.objects.filter(identifier=service.rpartition("/")[2].partition(".")[0]))
    for one in (client, admin_client):
        assert one.get(f"{service}/info.json").status_code == 404
        assert one.get(f"{service}/full/max/0/default.jpg").status_code == 404


# ------------------------------------------------------------------ a scan with more pixels than the page image
@pytest.fixture
def scanned(db):
    page = scanned_page()
    page.save()
    return f"/iiif/{page.document.identifier}.1"


def test_of_a_scan_all_its_pixels_are_told_and_how_they_come(client, scanned):
    data = client.get(f"{scanned}/info.json").json()
    assert (data["width"], data["height"]) == (2480, 3508)
    assert (data["maxWidth"], data["maxHeight"]) == (1800, 7200)
    assert [size["width"] for size in data["sizes"]] == [160, 900, 1800]
    assert data["tiles"] == [{"width": 1024, "scaleFactors": [1, 2, 4]}]
    assert data["preferredFormats"] == ["webp"]


@pytest.mark.parametrize(
    ("asked", "kind", "size"),
    [
        ("full/max/0/default.jpg", "JPEG", (1800, 2546)),
        ("0,0,1024,1024/1024,1024/0/default.webp", "WEBP", (1024, 1024)),
        ("0,0,1024,1024/1024,/0/default.jpg", "JPEG", (1024, 1024)),
        ("2048,3072,1024,1024/432,/0/default.jpg", "JPEG", (432, 436)),
        ("0,2048,2048,1460/1024,730/0/default.jpg", "JPEG", (1024, 730)),
        ("900,900,300,300/max/0/default.jpg", "JPEG", (300, 300)),
    ],
)
def test_parts_of_a_scan_come_with_all_their_pixels(client, scanned, asked, kind, size):
    response = client.get(f"{scanned}/{asked}")
    assert response.status_code == 200
    with Image.open(io.BytesIO(response.content)) as image:
        assert (image.format, image.size) == (kind, size)
    again = client.get(f"{scanned}/{asked}", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_the_address_of_another_version_is_refused(client, scanned):
    for asked in ("info.json", "0,0,1024,1024/1024,1024/0/default.webp"):
        assert client.get(f"{scanned}/{asked}?v=00000000-whole").status_code == 404
