"""Three readers from end to end: a historian, a student with a telephone, and one who listens and types."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keys, press

TITLE = "The Integration of Peoples and the Habit of Borders"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def visit(request, browser, archive):
    """Opens a window of the archive, with scripts and without."""
    opened = []

    def make(**settings):
        opened.append(browser.new_context(java_script_enabled=request.param, **settings))
        page = opened[-1].new_page()
        page.goto(archive["url"])
        return page

    yield make
    for context in opened:
        context.close()


# ------------------------------------------------------------------ the historian
def test_a_historian_walks_the_matches_over_articles_and_leaves_with_quotations_and_a_bibliography(visit):
    page = visit()
    page.get_by_label("Search every page").fill("integration")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("spinbutton", name="From the year").fill("2005")
    page.get_by_role("spinbutton", name="To the year").fill("2007")
    page.get_by_role("button", name="Apply").first.click()
    expect(page).to_have_url(re.compile("from=2005&to=2007"))
    titles = page.locator(".result-title").all_inner_texts()
    page.locator(".result .snippet a").first.click()

    quotations, seen = [], [page.locator("h1").inner_text()]
    quotations.append(quote_the_current_paragraph(page))
    while page.locator("[data-key=n]:not([hidden])").count():
        page.locator("[data-key=n]:not([hidden])").click()
        expect(page.locator("mark.now")).to_be_in_viewport()
        seen.append(page.locator("h1").inner_text())
    assert list(dict.fromkeys(seen)) == titles  # every article found, and no other
    assert len(seen) > len(titles)
    quotations.append(quote_the_current_paragraph(page))

    page.get_by_role("link", name="Results for integration").click()
    expect(page).to_have_url(re.compile("from=2005&to=2007"))
    for number in range(len(titles)):
        row = page.locator(".result").nth(number)
        row.get_by_role("button", name="Add to list").click()
        expect(row.get_by_role("button", name="Remove from list")).to_be_visible()
    page.get_by_role("link", name=f"List ({len(titles)})").click()
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name="RIS", exact=True).click()
    assert download.value.path().read_text("utf-8").count("TY  - JOUR") == len(titles)

    for words, link in quotations:
        assert len(re.sub("^https?://[^/]*", "", link)) <= 60
        page.goto(link)
        expect(page.locator("mark").first).to_be_in_viewport()
        assert " ".join("".join(page.locator("mark").all_text_contents()).split()) == words


def quote_the_current_paragraph(page):
    """(its words, the link to them); and back to the match."""
    here = page.url
    page.locator("p", has=page.locator("mark.now")).get_by_role("link", name="Link to this paragraph").click()
    expect(page.locator(".passage-notice")).to_contain_text("Passage quoted from here")
    page.locator(".passage-notice").get_by_role("link", name="Cite it").click()
    words = " ".join(page.locator("blockquote").inner_text().split())
    link = page.locator(".quotation-link a").inner_text()
    page.goto(here)
    return words, link


# ------------------------------------------------------------------ the student
def test_a_student_reads_in_spanish_on_a_telephone_and_takes_the_article_along(visit, tmp_path):
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True, locale="es-AR")
    page.locator("input[name=q]").first.fill("agua")
    page.get_by_role("button", name="Buscar").tap()
    page.locator(".result .snippet a").first.tap()
    expect(page.locator("mark.now")).to_be_in_viewport()
    assert page.title().startswith("Coincidencia 1 de 1 · p. 14 · El agua como derecho")
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    expect(page.locator(".running-text")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_text("Texto y colores").tap()
    page.get_by_label("Grande", exact=True).check()
    page.get_by_label("Sin ellas").check()
    page.locator(".looks").get_by_role("button", name="Aplicar").tap()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.locator("h1 a").tap()
    with page.expect_download() as download:
        page.get_by_role("link", name="Para leer sin conexión", exact=True).tap()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    page.context.set_offline(True)
    page.goto(kept.as_uri())
    expect(page.get_by_text("El agua no se vende, dijeron")).to_be_visible()
    expect(page.get_by_text("APA 7:")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# ------------------------------------------------------------------ by keyboard, listening
def test_who_listens_and_types_is_told_where_each_match_stands(page, archive):
    hand = Keys(page)
    page.goto(archive["url"])
    hand.write(page.get_by_label("Search every page"), "integration")
    page.keyboard.press("Enter")
    hand.follow(page.locator(".result", has_text=TITLE).locator(".snippet a").first)
    expect(page).to_have_title(re.compile(r"^Match 1 of 6 · p\. 265 · "))
    hand.follow(page.get_by_role("link", name="Next match"))
    told = page.locator("#status")
    expect(told).to_have_text(re.compile(r"^Match 2 of 6\. .*the word integration came to mean"))
    expect(page).to_have_title(re.compile(r"^Match 2 of 6 · p\. 265 · "))
    page.keyboard.press("Enter")  # the focus has stayed
    expect(told).to_have_text(re.compile(r"^Match 3 of 6\. "))
    for number in (4, 5, 6):
        press(page, "n")
        expect(page).to_have_title(re.compile(rf"^Match {number} of 6 · "))
    assert page.locator("[aria-current=true]", has_text=re.compile("^Integration$")).count() == 1
    following = page.get_by_role("link", name=re.compile("^Next article"))
    hand.reach(following)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile(r"^Match 1 of 1 · .*Letters from the Border"))
    press(page, "p")
    expect(page).to_have_title(re.compile(rf"^Match 6 of 6 · p\. 267 · {TITLE}"))
    hand.follow(page.locator(".passage-link").last)
    expect(page).to_have_title(re.compile(r"^Quoted passage · p\. 267 · "))
    hand.follow(page.get_by_role("link", name="Clear the mark"))
    expect(page).to_have_title(re.compile(r"^p\. 267 · "))
