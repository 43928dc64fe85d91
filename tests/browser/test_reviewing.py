"""Reviewing beside the page: zones and fields, splitting, correcting and undoing."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from archive.models import Document
from tests.browser.people import sign_in_as
from tests.ingest.store.test_history import state

TITLE = "The Unfinished Andean Community"


@pytest.fixture
def reviewing(archive_with_drafts, page):
    """A librarian before the drafts of a demo issue, three articles that share pages."""
    archive = archive_with_drafts
    sign_in_as(page, archive["url"], "librarian")
    draft = Document.objects.get(title=TITLE)
    page.goto(f"{archive['url']}/ingest/d/{draft.identifier}/")
    return page


def test_a_zone_leads_to_its_field_and_a_field_lights_its_zone(reviewing):
    page = reviewing
    page.locator(".zones [data-field=title]").click()
    expect(page.locator("#id_title")).to_be_focused()
    expect(page.locator("#zone-title rect")).to_have_class("zone zone-title now")
    page.get_by_label("Subtitle").focus()
    expect(page.locator("#zone-title rect")).not_to_have_class("zone zone-title now")
    box = page.locator("#zone-title rect").bounding_box()
    image = page.locator(".sheet img").bounding_box()
    assert image["y"] < box["y"] < image["y"] + image["height"]
    expect(page.locator(".zone-other")).to_have_count(1)  # the article before ends on this page


def test_what_a_paragraph_is_is_said_at_its_zone(reviewing):
    """By pointer, and by key; Escape leads back to the zone."""
    page = reviewing
    zone = page.locator(".zones [data-paragraph]", has=page.locator(".zone-heading")).last
    zone.click()
    menu = page.locator(".zone-menu")
    expect(menu.get_by_role("button", name="An article starts here")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).not_to_be_visible()
    expect(zone).to_be_focused()
    page.keyboard.press("Enter")
    menu.get_by_role("button", name="No heading").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert (
        not Document.objects.get(title=TITLE).sections.filter(heading="A history of large designs").exists()
    )


def test_furniture_beginning_and_end_stand_on_the_image(reviewing):
    page = reviewing
    head = page.locator(".zone-furniture").bounding_box()
    begin = page.locator(".bound").bounding_box()
    title = page.locator("#zone-title rect").bounding_box()
    assert head["y"] < begin["y"] < title["y"] + title["height"] / 2
    page.get_by_role("link", name="Page 146").click()
    end = page.locator(".bound").bounding_box()
    last = page.locator(".zones [data-paragraph]").last.bounding_box()
    assert abs(end["y"] - last["y"] - last["height"]) < 4


def test_a_text_begins_where_a_librarian_says_and_keeps_its_title(reviewing):
    page = reviewing
    page.locator(".zones [data-paragraph]", has=page.locator(".zone-body")).first.click()
    page.locator(".zone-menu").get_by_role("button", name="This article begins here").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert TITLE not in Document.objects.get(title=TITLE).pages.first().text
    page.get_by_role("link", name="What was changed").click()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator(".messages")).to_contain_text("Undone")
    assert Document.objects.get(title=TITLE).pages.get(sequence=1).text.startswith(TITLE)


def test_a_key_publishes_and_goes_on(reviewing):
    page = reviewing
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"“{TITLE}” was published.")).to_be_visible()
    expect(page.get_by_text("Article 3 of 3")).to_be_visible()


def test_a_text_is_split_merged_and_restored_by_key_alone(reviewing):
    page = reviewing
    before = state()
    heading = page.locator(".paragraph", has_text="A history of large designs")
    heading.get_by_role("button", name="An article starts here").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A history of large designs")
    page.get_by_role("button", name=f"Merge with “{TITLE}”").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.get_by_role("link", name="What was changed").click()
    for what in ("Merged “", "Split “"):
        revision = page.locator(".revisions > li").filter(has_text=what).last
        revision.get_by_role("button", name="Undo").focus()
        page.keyboard.press("Enter")
        expect(revision).to_contain_text("Undone.")
    assert state() == before


def test_a_corrected_text_is_found_with_its_box_on_the_image(reviewing, archive):
    page = reviewing
    page.get_by_text("Correct the text of this page").click()
    area = page.locator("textarea[name=text]")
    area.fill(area.input_value().replace("obituaries were quickly", "obituaries were swiftly"))
    page.get_by_role("button", name="Save the text").click()
    expect(page.get_by_text("The text was saved")).to_be_visible()
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("was published")).to_be_visible()
    call_command("indexer")
    page.goto(f"{archive['url']}/search/?q=swiftly")
    page.locator(".snippets a.folio").first.click()
    expect(page.locator("mark#hit-1")).to_have_text("swiftly")
    expect(page.locator("rect.box")).to_have_count(1)
