"""What a search promises the reader shows: boxes on the image, marks in the text and all counts agree."""

import io
import re
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import expect

from tests.builders import make_typeset_document

# Printed in lines of about 66 characters: "free trade" and the words broken at a bar meet the ends of lines.
TEXTS = (
    "La nación and the nation are spelt apart, and Nación once more with a capital. The free trade of the "
    "ports was a free trade of captains; co-operation came later, and the coopera|tion of the crews with it. "
    "A cooperative was founded.\n\nWhoever spoke of free trade in the harbour spoke of tariffs, and whoever "
    "spoke of tariffs meant the coffee. They integrated the piers, and an integra|tion of the sheds followed: "
    "the integrating of ledgers took longest. In the end every merchant of the upper town agreed that free",
    "trade was a name for what they did anyway. The nation was told in the evening.\n\nNobody in the port kept "
    "a copy of the treaty. Free trade, said the harbour master, is what remains when the tide has gone, and he "
    "wrote it down twice: free trade, and free trade again, which on a line of this length must break somewhere.",
    "Coda\n\nIntegration, tariffs, coffee. The nation’s last free\n\ntrade was in songs.",
)
# query → how many matches; the last number is of those that stand in two places: over the end of a line or a page
QUERIES = {
    "tariffs": (3, 0),
    '"free trade"': (8, 2),
    "nacion variants:off": (2, 0),
    "nation": (3, 0),
    "integrat*": (4, 1),
    "cooperation": (3, 1),
    "co-operation": (3, 1),
    '"agreed that free trade was"': (1, 1),
    'trade "free trade"': (8, 2),
    "zeppelin OR coffee": (2, 0),
    '"tariffs coffee"~2': (2, 2),
}
SHOWN = """() => ["rect.box", "mark"].map((kind) => [...document.querySelectorAll(kind)].map((e) => +e.dataset.hit))"""


@pytest.fixture
def article(transactional_db, live_server):
    document = make_typeset_document("Ledgers of the Port", texts=TEXTS, first_label=31, runs_on=(1,))
    call_command("rebuild_index", verbosity=0)
    return f"{live_server.url}{document.get_absolute_url()}"


def number(text, pattern):
    return int(re.search(pattern, text)[1])


def test_boxes_marks_and_counts_agree_on_every_page_of_the_article(page, article):
    for query, (expected, broken) in QUERIES.items():
        asked = urlencode({"q": query})
        page.goto(f"{article.partition('/d/')[0]}/search/?{asked}")
        matches = number(page.locator(".result .source").inner_text(), r"(\d+) match")
        boxed, marked = [], []
        for label in (31, 32, 33):
            page.goto(f"{article}p/{label}/?{asked}")
            boxes, marks = page.evaluate(SHOWN)
            assert list(dict.fromkeys(boxes)) == list(dict.fromkeys(marks)), (
                query
            )  # the same in the same order
            boxed, marked = boxed + boxes, marked + marks
        counts = map(
            int, page.locator(".strip-hits [aria-hidden]", has_text=re.compile(r"\d")).all_inner_texts()
        )
        total = number(page.locator(".hit-count").inner_text(), r"(?:of )?(\d+)(?: match|$)")
        assert len(set(boxed)) == len(set(marked)) == sum(counts) == total == matches == expected, query
        assert len(boxed) - len(set(boxed)) == broken, query


def test_a_result_opens_at_the_match_that_was_clicked(page, article):
    page.goto(f"{article.partition('/d/')[0]}/search/?q=tariffs")
    page.locator(".snippet a").last.click()
    page.wait_for_load_state()
    expect(page).to_have_url(re.compile("#hit-3$"))
    expect(page.locator("mark.now")).to_have_text("tariffs")
    expect(page.locator("mark.now")).to_be_in_viewport()
    expect(page.locator("rect.now")).to_have_attribute("data-hit", "3")


DARK = 140  # of 255: a pixel below it is ink
BOXES = """() => {
  const sheet = document.querySelector(".sheet").getBoundingClientRect();
  const boxes = [...document.querySelectorAll("rect.box")].map((box) => box.getBoundingClientRect());
  document.querySelector(".layer").style.visibility = "hidden";
  return boxes.map((box) => [box.left - sheet.left, box.top - sheet.top, box.right - sheet.left, box.bottom - sheet.top]);
}"""


def ink(image, left, top, right, bottom):
    """How many dark pixels a part of the scan has; the edges are in pixels."""
    part = image.crop(tuple(round(edge) for edge in (left, top, right, bottom)))
    return sum(part.histogram()[:DARK])


@pytest.mark.parametrize("width", [1280, 390])
def test_each_box_covers_the_ink_of_its_words_and_no_other(page, article, width):
    """There is ink in every box and none on the lines just outside its four sides."""
    page.set_viewport_size({"width": width, "height": 900})
    seen = 0
    for label, query in ((31, '"free trade" OR tariffs OR nation'), (32, "harbour OR treaty OR broken")):
        page.goto(f"{article}p/{label}/?{urlencode({'q': query, 'view': 'image', 'zoom': 200})}")
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelector('.scan').style.overflow = 'visible'")
        boxes = page.evaluate(BOXES)
        picture = page.locator(".sheet").screenshot()
        image = Image.open(io.BytesIO(picture)).convert("L")
        for left, top, right, bottom in boxes:
            assert ink(image, left, top, right, bottom) > 40
            around = (
                (left - 2, top, left - 1, bottom),
                (right + 1, top, right + 2, bottom),
                (left, top - 2, right, top - 1),
                (left, bottom + 1, right, bottom + 2),
            )
            assert not any(ink(image, *side) for side in around), (label, left, top)
        seen += len(boxes)
    assert seen == 9
