"""A researcher's way through the archive, from a few words to a quotable page."""

import re

from playwright.sync_api import expect

from tests.browser.hands import press


def test_a_researcher_searches_reads_steps_on_and_finds_how_to_cite(page, archive):
    page.goto(archive["url"])
    page.get_by_label("Search every page").fill("peoples integration")
    page.get_by_role("button", name="Search").click()

    first = page.locator(".result").first
    expect(first.locator(".result-title")).to_contain_text("The Integration of Peoples")
    first.locator(".snippets a.folio").first.click()
    expect(page).to_have_url(re.compile(r"/p/265/\?q=peoples\+integration.*#hit-1$"))

    expect(page.locator("mark#hit-1")).to_be_in_viewport()
    expect(page.locator("rect.box")).to_have_count(page.locator("mark").count())
    expect(page.locator(".reader-hits")).to_contain_text("1 of")

    page.get_by_role("link", name="Next match").click()
    expect(page.locator(".reader-hits b")).to_have_text("2")

    page.locator(".reader-walk a[rel=next]").click()
    expect(page).to_have_url(re.compile(r"/p/266/\?q=peoples\+integration"))
    expect(page.locator("mark").first).to_be_visible()

    page.get_by_role("link", name="Results for peoples integration").click()
    expect(page.get_by_label("Search every page")).to_have_value("peoples integration")
    page.go_back()

    page.locator("h1 a").click()
    expect(page.locator("#p266")).to_be_visible()
    expect(page.locator("#cite")).to_contain_text("Pradera")
    with page.expect_download() as download:
        page.locator("#cite").get_by_role("link", name="RIS").click()
    assert download.value.suggested_filename.endswith(".ris")


def test_keys_step_through_matches_and_pages_but_not_while_typing(page, archive):
    page.goto(f"{archive['url']}{archive['article'].get_absolute_url()}p/265/?q=integration")
    press(page, "n")
    expect(page.locator(".reader-hits b")).to_have_text("2")
    press(page, "ArrowRight")
    expect(page).to_have_url(re.compile("/p/266/"))
    press(page, "f")
    expect(page.get_by_label("Find in this article")).to_be_focused()
    page.keyboard.type("nnn")
    expect(page).to_have_url(re.compile("/p/266/"))
    expect(page.get_by_label("Find in this article")).to_have_value("nnn")


def test_keys_can_be_switched_off(page, archive):
    page.goto(f"{archive['url']}/help/")
    page.get_by_label("Use these keys").uncheck()
    page.goto(f"{archive['url']}{archive['article'].get_absolute_url()}p/265/?q=integration")
    press(page, "n")
    press(page, "ArrowRight")
    expect(page.locator(".reader-hits b")).to_have_text("1")


def test_selecting_on_the_scan_copies_the_reading_text_with_broken_words_whole(page, archive):
    page.goto(f"{archive['url']}{archive['article'].get_absolute_url()}p/265/")
    copied = page.evaluate(
        """() => {
            const lines = document.querySelectorAll(".layer text");
            const range = document.createRange();
            range.setStart(lines[0], 0);
            range.setEnd(lines[lines.length - 1], lines[lines.length - 1].childNodes.length);
            getSelection().addRange(range);
            return getSelection().toString();
        }"""
    )
    assert " ".join(copied.split()) == " ".join(archive["article"].pages.first().text.split())


def test_the_choice_of_colours_is_remembered_and_leads_back(page, archive):
    page.goto(f"{archive['url']}/authors/?l=P")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile(r"/authors/\?l=P$"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_everything_works_without_scripts(browser, archive):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(archive["url"])
    page.get_by_label("Search every page").fill("integration")
    page.get_by_role("button", name="Search").click()
    page.locator(".result .folio").first.click()
    page.get_by_role("link", name="Next match").click()
    page.get_by_label("Page", exact=True).fill("267")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page).to_have_url(re.compile(r"/p/267/\?q=integration"))
    context.close()
