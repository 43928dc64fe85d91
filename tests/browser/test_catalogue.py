"""Catalogue work in a real browser; its states are in test_desk_states.py."""

import re

from playwright.sync_api import expect

from archive.models import Document
from tests.browser.people import sign_in_as


def test_a_librarian_gives_a_subject_to_two_texts_and_takes_it_back(page, archive):
    sign_in_as(page, archive["url"], "librarian")
    page.goto(f"{archive['url']}/ingest/documents/?state=published")
    boxes = page.get_by_role("checkbox", name="Choose")
    for number in (0, 1):
        boxes.nth(number).check()
    page.get_by_label("Subjects, between commas").fill("Harbour dues")
    page.get_by_role("button", name="Add subjects").click()
    expect(page.get_by_text("2 articles were changed.")).to_be_visible()
    page.get_by_role("navigation", name="Catalogue work").get_by_role("link", name="History").click()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    assert not Document.objects.filter(subjects__name="Harbour dues").exists()
