"""Universal Viewer and Mirador load a manifest, search inside the article and mark the very word.

Both are of npm, kept in a folder once fetched. `make viewers` runs this; elsewhere VIEWERS=1 asks for it.
"""

import io
import os
import time
from contextlib import ExitStack

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.test_zooming import make_scanned_document
from tests.browser.viewers import viewer_site

pytestmark = pytest.mark.skipif(
    os.environ.get("VIEWERS") != "1", reason="VIEWERS=1 asks for tests with the IIIF viewers of npm"
)
TEXTS = ("The first was that borders drawn by surveyors could be crossed by songs.",)
WORD = "surveyors"
DARK = 150  # of 255: ink below a coloured box is darker
LONG = 60_000  # milliseconds, on a busy machine


@pytest.fixture
def manifest(archive):
    """Of a scan of more pixels than the large page image has."""
    document = make_scanned_document("Borders", texts=TEXTS)
    return f"{archive['url']}/d/{document.identifier}/manifest.json"


@pytest.fixture
def show():
    with ExitStack() as sites:
        yield lambda name, manifest: sites.enter_context(viewer_site(name, manifest))


@pytest.fixture
def viewer(context):
    page = context.new_page()
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.set_default_timeout(LONG)
    return page


def picture_of(page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def stands_on_a_word(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether ink begins and ends with the box, and none is close beside it."""
    left, top, right, bottom = box
    columns = (np.asarray(picture.convert("L"))[top:bottom] < DARK).any(axis=0)
    gap = max(3, (bottom - top) // 5)  # less than a blank
    begins, ends = columns[left : left + gap].any(), columns[right - gap : right].any()
    beside = columns[left - gap : left - 1].any() or columns[right + 1 : right + gap].any()
    return bool(begins and ends and not beside)


def coloured(picture: Image.Image, within: dict[str, float]) -> tuple[int, int, int, int] | None:
    """What is yellow right of and below a place in the picture."""
    left, top = int(within["x"]), int(within["y"])
    pixels = np.asarray(picture).astype(int)[top:, left:]
    rows, columns = np.nonzero((pixels[..., 0] > 200) & (pixels[..., 0] - pixels[..., 2] > 60))
    if not len(rows):
        return None
    return (
        left + int(columns.min()),
        top + int(rows.min()),
        left + int(columns.max()) + 1,
        top + int(rows.max()) + 1,
    )


def wait_until(viewer, is_so) -> None:
    """Pages move and fade in."""
    ends = time.monotonic() + LONG / 1000
    while not is_so():
        assert time.monotonic() < ends
        viewer.wait_for_timeout(500)


def test_universal_viewer_shows_the_word(show, viewer, manifest):
    viewer.goto(show("universalviewer", manifest))
    viewer.locator("#searchWithinInput").fill(WORD)
    viewer.locator("#searchWithinInput").press("Enter")
    expect(viewer.get_by_text("1 result found for")).to_be_visible(timeout=LONG)
    rectangle = viewer.locator(".annotationRect")
    expect(rectangle).to_have_count(1, timeout=LONG)

    def is_on_the_word() -> bool:
        at = rectangle.bounding_box()
        left, top, right, bottom = at["x"], at["y"], at["x"] + at["width"], at["y"] + at["height"]
        return stands_on_a_word(picture_of(viewer), (round(left), round(top), round(right), round(bottom)))

    wait_until(viewer, is_on_the_word)


def test_mirador_shows_the_word(show, viewer, manifest):
    viewer.goto(show("mirador", manifest))
    viewer.get_by_label("Search", exact=True).click()
    viewer.locator("input[id^=search-]").fill(WORD)
    viewer.locator("input[id^=search-]").press("Enter")
    hit = viewer.locator("p").filter(has_text="borders drawn by surveyors could be crossed")
    expect(hit).to_be_visible(timeout=LONG)
    drawing = viewer.locator(".openseadragon-canvas").first

    def is_on_the_word() -> bool:
        picture = picture_of(viewer)
        box = coloured(picture, drawing.bounding_box())
        return box is not None and stands_on_a_word(picture, box)

    wait_until(viewer, is_on_the_word)
