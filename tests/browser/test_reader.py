"""The reader as a whole: its keys, its weight and speed, its boxes, and its tasks without a mouse or scripts."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser.hands import press


def address(archive, label="265", query="?q=integration"):
    return f"{archive['url']}{archive['article'].get_absolute_url()}p/{label}/{query}"


def test_keys_are_explained_and_switched_off_in_place(page, archive):
    page.goto(address(archive))
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("next match, previous match")
    press(page, "n")  # not while the dialog is open
    page.get_by_label("Use these keys").uncheck()
    page.get_by_role("button", name="Close").click()
    press(page, "n")
    expect(page.locator(".reader-hits b")).to_have_text("1")
    page.get_by_role("link", name="Keys").click()
    page.get_by_label("Use these keys").check()
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    press(page, "n")
    expect(page.locator(".reader-hits b")).to_have_text("2")


def test_keys_choose_view_size_and_the_way_back(page, archive):
    page.goto(address(archive))
    press(page, "v")
    expect(page).to_have_url(re.compile("view=image"))
    expect(page.locator("rect#hit-1")).to_have_count(1)
    press(page, "+")
    expect(page).to_have_url(re.compile("zoom=150"))
    press(page, "-")
    expect(page).not_to_have_url(re.compile("zoom"))
    press(page, "c")
    expect(page.locator("dialog[open]")).to_contain_text("Cite")
    press(page, "Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    press(page, "Escape")  # once more is enough to go
    expect(page).to_have_url(re.compile(r"/search/\?q=integration#result-\w+$"))


def test_keys_lead_to_both_ends_the_list_and_the_search_of_the_site(page, archive):
    page.goto(address(archive))
    press(page, "End")
    expect(page).to_have_url(re.compile("/p/267/"))
    press(page, "Home")
    expect(page).to_have_url(re.compile("/p/265/"))
    press(page, "Shift+ArrowRight")  # that would select
    press(page, "s")
    expect(page.locator("#list-count")).to_have_text("(1)")
    expect(page).to_have_url(re.compile("/p/265/"))
    press(page, "/")
    expect(page.get_by_label("Search every page")).to_be_focused()
    page.keyboard.type("s/n")
    expect(page.get_by_label("Search every page")).to_have_value("s/n")


def test_where_a_match_is_landed_on_the_ways_on_and_its_box_are_in_sight(page, archive):
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(address(archive, "267", "?q=integration&hit=6#hit-6"))
    expect(page.locator("mark#hit-6")).to_be_in_viewport()
    expect(page.locator("rect.now")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Previous match")).to_be_in_viewport()
    bar = page.locator(".reader-steps").bounding_box()
    assert page.locator("mark#hit-6").bounding_box()["y"] > bar["y"] + bar["height"]


def test_the_results_are_gone_back_to_as_they_were(page, archive):
    page.goto(f"{archive['url']}/search/?q=integration&author=ines-pradera&from=2003&to=2007")
    title = page.locator(".result-title").last.inner_text()
    page.locator(".result").last.locator(".snippet a").first.click()
    expect(page.locator("h1")).to_have_text(title)
    page.get_by_role("link", name="Results for integration").click()
    expect(page).to_have_url(re.compile(r"\?q=integration&author=ines-pradera&from=2003&to=2007#result-\w+$"))
    row = page.locator(f"#{page.url.partition('#')[2]}")
    expect(row.locator(".result-title")).to_have_text(title)
    expect(row).to_be_in_viewport()


SMALL_TARGETS = """(places) => [...document.querySelectorAll(places)]
  .filter((e) => { const r = e.getBoundingClientRect(); return r.width && (r.height < 24 || r.width < 24); })
  .map((e) => e.outerHTML)"""


@pytest.mark.parametrize("scripts", [True, False])
def test_a_small_screen_shows_the_image_or_the_text_each_at_the_match(browser, archive, scripts):
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=scripts)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(archive, query="?q=integration&hit=2#hit-2"))
    assert not [url for url in asked if "/image-900" in url or "/image-1800" in url]  # behind its tab still
    tabs = page.get_by_role("navigation", name="Image or text")
    expect(tabs.locator("[aria-current]")).to_have_text("Text")
    expect(page.locator("mark.now")).to_be_in_viewport()
    expect(page.locator("#scan")).to_be_hidden()
    tabs.get_by_role("link", name="Image").click()
    expect(tabs.locator("[aria-current]")).to_have_text("Image")
    expect(page.locator("rect.now")).to_be_in_viewport()
    assert [url for url in asked if "/image-900" in url or "/image-1800" in url]
    expect(page.locator(".running-text")).to_have_count(0)
    page.get_by_role("link", name="Next match").click()
    expect(page.locator(".reader-hits b")).to_have_text("3")
    expect(page.locator("rect.now")).to_be_in_viewport()
    tabs.get_by_role("link", name="Text").click()
    expect(page.locator("mark.now")).to_be_in_viewport()
    walk = page.locator(".reader-walk").bounding_box()
    assert walk["y"] + walk["height"] == pytest.approx(800, abs=1)  # under the thumb
    context.close()


def test_targets_are_large_enough_on_a_small_screen(page, archive):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address(archive))
    places = ".reader-steps :is(a, button), .reader-bar :is(a, button), .reader-tabs a, .passage-link, .neighbours a"
    assert page.evaluate(SMALL_TARGETS, places) == []


@pytest.mark.parametrize("query", ["", "?q=integration&zoom=200"])
def test_what_is_printed_is_text_and_citation_and_the_scan_on_a_sheet_of_its_own(page, archive, query):
    page.goto(address(archive, query=query), wait_until="networkidle")
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    *of_text, of_scan = [" ".join(sheet.extract_text().split()) for sheet in sheets]
    printed = " ".join(of_text)
    assert "The phrase was not new" in printed
    assert "(Pradera & Quiroga, 2007, p. 265)" in printed
    assert "Printed on" in printed
    assert address(archive, query="") in printed.replace(" ", "")
    for furniture in ("Find in this article", "Add to list", "Show the original lines", "Español"):
        assert furniture not in printed
    assert len(sheets[-1].images) == 1
    assert not any(sheet.images for sheet in sheets[:-1])
    assert "In the text:" not in of_scan
