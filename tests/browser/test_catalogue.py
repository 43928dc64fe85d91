"""The pages of catalogue work and of the second factor in a real browser."""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from archive.models import Author, Document
from tests.browser.looks import OF_STRUCTURE
from tests.browser.people import sign_in_as

PICTURES = os.environ.get("CATALOGUE_PICTURES")  # a folder to photograph into


def addresses(archive):
    two = [document.identifier for document in Document.objects.published()[:2]]
    authors = [str(pk) for pk in Author.objects.values_list("pk", flat=True)[:2]]
    return {
        "overview": "/ingest/overview/",
        "texts": "/ingest/documents/",
        "texts, narrowed": "/ingest/documents/?missing=doi&state=all",
        "no text": "/ingest/documents/?q=zeppelin",
        "same": f"/ingest/documents/same/?documents={two[0]}&documents={two[1]}",
        "authors": "/ingest/catalogue/authors/",
        "author": f"/ingest/catalogue/authors/{authors[0]}/",
        "merge": f"/ingest/catalogue/authors/merge/?id={authors[0]}&id={authors[1]}",
        "no journal": "/ingest/catalogue/journals/?q=zeppelin",
        "subjects": "/ingest/catalogue/subjects/",
        "queue": "/ingest/",
        "reports": "/ingest/reports/",
        "set-up": "/second-factor/",
    }


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("light", 320)])
def test_no_page_breaks_a_rule_or_runs_off_the_side(page, archive, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in_as(page, archive["url"], "librarian")
    broken = {}
    for name, address in addresses(archive).items():
        page.goto(archive["url"] + address)
        found = Axe().run(page, options=OF_STRUCTURE)
        broken |= {(name, rule["id"]): rule["nodes"][0]["target"] for rule in found.response["violations"]}
        needed = page.evaluate("document.documentElement.scrollWidth")
        broken |= {(name, "too wide"): needed} if needed > width else {}
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    assert not broken


def test_a_librarian_gives_a_subject_to_two_texts_and_takes_it_back(page, archive):
    sign_in_as(page, archive["url"], "librarian")
    page.goto(f"{archive['url']}/ingest/documents/?state=published")
    boxes = page.get_by_role("checkbox", name="Choose")
    for number in (0, 1):
        boxes.nth(number).check()
    page.get_by_label("Subjects, between commas").fill("Harbour dues")
    page.get_by_role("button", name="Add subjects").click()
    expect(page.get_by_text("2 texts were changed.")).to_be_visible()
    page.get_by_role("navigation", name="Catalogue work").get_by_role("link", name="History").click()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    assert not Document.objects.filter(subjects__name="Harbour dues").exists()
