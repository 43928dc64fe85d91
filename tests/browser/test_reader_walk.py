"""The walk from match to match in the browser: on a page without a new one, over pages and articles."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import press
from tests.browser.looks import faults_of

AT_ONCE = 50  # milliseconds from the press to the new mark in its place


@pytest.fixture
def reader(page, archive):
    page.goto(f"{archive['url']}{archive['article'].get_absolute_url()}p/265/?q=integration&hit=1#hit-1")
    page.evaluate("window.isSamePage = true")
    return page


def current(page):
    marks = page.locator("mark[aria-current]")
    expect(marks).to_have_count(1)
    return int(marks.get_attribute("data-hit"))


def test_the_next_match_on_the_page_comes_without_a_new_page_and_is_told(reader):
    press(reader, "n")
    assert current(reader) == 2
    expect(reader.locator("mark#hit-2")).to_be_in_viewport()
    expect(reader.locator("rect.now")).to_have_attribute("data-hit", "2")
    expect(reader).to_have_url(re.compile(r"hit=2#hit-2$"))
    expect(reader).to_have_title(re.compile(r"^Match 2 of \d+ · p\. 265 · "))
    expect(reader.locator("#status")).to_contain_text(re.compile(r"^Match 2 of \d+\. .*integration"))
    assert reader.evaluate("window.isSamePage")
    reader.get_by_role("navigation", name="View").get_by_role("link", name="Image", exact=True).click()
    expect(reader.locator("rect.now")).to_have_attribute("data-hit", "2")


def test_back_leads_from_match_to_match_and_a_new_visit_to_the_last_one(reader):
    total = reader.locator("mark").count()
    assert total > 2
    for _ in range(total - 1):
        press(reader, "n")
    assert current(reader) == total
    reader.go_back()
    assert current(reader) == total - 1
    assert reader.evaluate("window.isSamePage")
    expect(reader.locator(".reader-hits b")).to_have_text(str(total - 1))
    reader.reload()
    assert current(reader) == total - 1


def test_the_keyboard_stays_on_the_way_on(reader):
    total = reader.locator("mark").count()
    reader.get_by_role("link", name="Next match").focus()
    for _ in range(total - 1):
        reader.keyboard.press("Enter")
    assert current(reader) == total
    expect(reader.get_by_role("link", name="Next match")).to_be_focused()  # now to the next page
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(re.compile(rf"/p/266/.*hit={total + 1}#hit-{total + 1}$"))


def test_a_step_takes_no_time(reader):
    taken = reader.evaluate(
        """() => [..."nnppnnppnnpp"].map((key) => {
          const start = performance.now();
          document.querySelector(`[data-key="${key}"]:not([hidden])`).click();
          document.querySelector("mark.now").getBoundingClientRect();
          return performance.now() - start;
        })"""
    )
    assert min(taken) <= AT_ONCE, taken  # a busy machine slows most of them down


def test_the_current_match_is_seen_where_colours_are_forced(reader):
    reader.emulate_media(forced_colors="active", reduced_motion="reduce")
    press(reader, "n")
    outline = "e => getComputedStyle(e).outlineWidth + ' ' + getComputedStyle(e).outlineStyle"
    assert reader.locator("mark.now").evaluate(outline) == "2px solid"
    assert reader.locator("mark:not(.now)").first.evaluate(outline).endswith("none")
    expect(reader.locator("mark.now")).to_be_in_viewport()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_walk_goes_on_to_the_next_article_and_back(browser, archive, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{archive['url']}/search/?q=integration&from=2003&to=2005&sort=oldest")
    titles = page.locator(".result-title").all_inner_texts()
    assert len(titles) > 2
    page.locator(".result .snippet a").first.click()
    for title in titles[1:]:
        expect(page.locator(".walk-on")).to_contain_text(f"Next article with matches: {title}, 1 match")
        page.get_by_role("link", name=re.compile(f"Next article ?: {title}")).click()
        expect(page.locator("h1")).to_have_text(title)
        expect(page.locator("mark.now")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Next article:")).to_have_count(0)
    page.get_by_role("link", name=re.compile(f"Previous article ?: {titles[-2]}")).click()
    expect(page.locator("h1")).to_have_text(titles[-2])
    page.get_by_role("link", name="Results for integration").click()
    expect(page).to_have_url(re.compile(r"q=integration&from=2003&to=2005&sort=oldest#"))
    context.close()


def test_where_articles_meet_no_rule_is_broken(page, archive):
    page.goto(f"{archive['url']}{archive['after'].get_absolute_url()}p/268/?q=bank")
    page.goto(f"{archive['url']}{archive['article'].get_absolute_url()}p/267/?q=integration")
    expect(page.locator(".walk-on")).to_contain_text("Next in this issue")
    assert not faults_of(page)
