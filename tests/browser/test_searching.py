"""Searching in a browser: hits over line and page breaks, spellings, dead ends, suggestions, going back."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests.builders import make_document


@pytest.fixture
def search(page, archive):
    def ask(query, **more):
        extra = "".join(f"&{name}={value}" for name, value in more.items())
        page.goto(f"{archive['url']}/search/?q={query}{extra}")
        return page

    return ask


def land(page, mark):
    """Follow the first snippet: the reader marks these words and shows them."""
    page.locator(".snippets a.folio").first.click()
    first = page.locator("mark#hit-1").first
    expect(first).to_be_in_viewport()
    assert mark in " ".join(page.locator("mark").all_inner_texts())


# ------------------------------------------------------------------ the very words
def test_a_phrase_cut_by_a_page_break_is_one_hit(search):
    page = search('"was that nobody had asked them"')
    expect(page.locator(".result")).to_have_count(1)
    expect(page.locator(".summary")).to_contain_text("1 match")
    land(page, "was that")


def test_a_word_cut_by_a_line_end_is_found_whole(search):
    page = search("diplomats")
    expect(page.locator(".snippets mark").first).to_have_text("diplomats")
    land(page, "diplomats")
    assert page.locator("rect.box").count() >= 1


@pytest.mark.parametrize("query", ["treaties", "TREATY", "treatý", "treaty’s"])
def test_forms_cases_accents_and_apostrophes_do_not_matter(archive, client, query):
    assert first_found(client, query).title.startswith("The Integration of Peoples")


def first_found(client, query):
    return client.get("/search/", {"q": query}).context["results"].rows[0].document


@pytest.mark.parametrize("query", ["common-market", "common market", '"common market"'])
def test_spellings_with_and_without_a_hyphen_find_the_same(archive, client, query):
    assert first_found(client, query).title.startswith("The Integration of Peoples")


def test_chosen_rows_are_cited_together(search):
    page = search("the")
    for row in (0, 1):
        page.get_by_role("checkbox", name="Select").nth(row).check()
    page.get_by_role("button", name="Cite selected").click()
    expect(page).to_have_url(re.compile(r"/cite/\?id=\w+&id=\w+$"))


def test_all_values_of_a_facet_work_without_script(browser, archive):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{archive['url']}/search/facet/author/?q=the")
    page.locator(".facet-values a").first.click()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator(".result").first).to_be_visible()
    context.close()


# ------------------------------------------------------------------ dead ends
def test_a_misspelt_word_leads_to_the_word_of_the_archive(search):
    page = search("integraton")
    page.get_by_role("link", name="integration", exact=True).click()
    expect(page.locator(".result").first).to_be_visible()


def test_a_word_too_many_can_be_dropped(search):
    page = search("integration+zeppelin")
    expect(page.locator("table.terms")).to_contain_text("zeppelin")
    page.locator("table.terms a").first.click()
    expect(page.locator(".result").first).to_be_visible()


def test_bad_notation_is_told_with_its_place_and_searched_as_words(search):
    page = search('integration "of peoples')
    expect(page.locator("#problem")).to_contain_text("A closing quote is missing.")
    expect(page.locator("#problem")).to_contain_text("at character 13")
    expect(page.locator(".result").first).to_be_visible()


# ------------------------------------------------------------------ suggestions
def test_suggestions_are_chosen_by_key(page, archive):
    page.goto(archive["url"])
    box = page.get_by_role("combobox", name="Search every page")
    box.press_sequentially("integ")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    first, last = page.get_by_role("option").first, page.get_by_role("option").last
    expect(first).to_have_attribute("aria-selected", "true")
    expect(first).to_contain_text("The Integration of Peoples and the Habit of Borders title")
    expect(box).to_have_value("integ")
    box.press("ArrowUp")
    box.press("ArrowUp")
    expect(last).to_have_attribute("aria-selected", "true")
    expect(box).to_have_value("integration")
    box.press("Escape")
    expect(box).to_have_value("integ")
    expect(page.get_by_role("option")).to_have_count(0)
    box.press_sequentially("r")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowUp")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=integration"))


def test_a_suggested_person_leads_to_the_person(page, archive):
    page.goto(f"{archive['url']}/browse/")
    page.locator("#site-q").press_sequentially("prader")
    page.get_by_role("option", name="Inés Pradera author").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pradera")


def test_without_script_suggestions_are_a_page(browser, archive):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{archive['url']}/search/suggest/?q=integ")
    page.locator(".suggested a").last.click()
    expect(page.locator(".result").first).to_be_visible()
    context.close()


# ------------------------------------------------------------------ states in the address
def test_going_back_restores_query_filters_and_place(search):
    page = search("the", sort="title")
    page.get_by_role("link", name="Pages", exact=True).click()
    expect(page).to_have_url(re.compile("view=pages"))
    page.evaluate("window.scrollTo(0, 300)")
    before = page.evaluate("window.scrollY")
    address = page.url
    page.locator("a.folio").nth(2).click()
    expect(page.locator("mark").first).to_be_visible()
    page.go_back()
    assert page.url == address
    page.wait_for_function(f"Math.abs(window.scrollY - {before}) < 2")


def test_a_filter_is_chosen_seen_and_taken_away(search):
    page = search("the")
    total = page.locator(".result").count()
    page.locator("details.refine").evaluate("each => each.open = true")
    author = page.locator(".facet-value", has=page.locator("input[name=author]")).last
    name = author.locator("span").first.inner_text()
    author.locator("input").check()
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator(".chip")).to_contain_text(name)
    assert page.locator(".result").count() < total
    page.locator(".chip").click()
    expect(page.locator(".result")).to_have_count(total)


# ------------------------------------------------------------------ advanced search, years, long articles
def test_the_advanced_search_writes_while_one_types_and_finds_by_key(page, archive):
    page.goto(f"{archive['url']}/search/")
    page.get_by_role("link", name="Advanced search").click()
    page.get_by_label("All of these words").focus()
    page.keyboard.type("integration")
    page.keyboard.press("Tab")
    page.keyboard.type("of peoples")
    expect(page.locator("#written")).to_have_text('integration "of peoples"')
    page.get_by_role("slider", name="From the year").press("ArrowRight")
    expect(page.locator("#written")).to_have_text('integration "of peoples" year:1999..')
    page.get_by_label("All of these words").press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=integration"))
    expect(page.locator("#q")).to_have_value('integration "of peoples" year:1999..')
    expect(page.locator(".result").first).to_be_visible()


def test_years_are_dragged_and_applied(search):
    page = search("integration")
    page.set_viewport_size({"width": 1280, "height": 900})
    slider = page.get_by_role("slider", name="To the year")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    year = page.locator("input[name=to]").input_value()
    assert 1998 < int(year) < 2007
    assert page.locator(".histogram a.chosen").count() > 0
    page.get_by_role("button", name="Apply – Years").click()
    expect(page.locator(".chip")).to_contain_text(f"until {year}")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_advanced_search_works_without_script_in_spanish(browser, archive, width):
    context = browser.new_context(
        java_script_enabled=False, locale="es", viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{archive['url']}/search/advanced/")
    page.get_by_label("Todas estas palabras").fill("integration")
    page.get_by_label("Ninguna de estas").fill("peoples")
    page.get_by_role("button", name="Escribir la consulta").click()
    expect(page.locator("#written")).to_have_text("integration -peoples")
    page.locator("input[name=from]").fill("2003")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("#q")).to_have_value("integration -peoples year:2003..")
    expect(page.locator(".result").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.fixture
def long_article(archive):
    make_document("A Long Report", texts=tuple(f"Zebras on page {n}." for n in range(60)))
    call_command("rebuild_index", verbosity=0)
    return archive


def test_the_pages_of_a_long_article_come_in_their_place(page, long_article):
    page.goto(f"{long_article['url']}/search/?q=zebras")
    expect(page.locator(".snippet")).to_have_count(3)
    page.get_by_role("link", name="All 60 pages with matches").press("Enter")
    expect(page.locator(".snippet")).to_have_count(50)
    expect(page.locator(".snippets a").first).to_be_focused()


def test_without_script_the_pages_of_a_long_article_are_a_page(browser, long_article):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{long_article['url']}/search/?q=zebras")
    page.get_by_role("link", name="All 60 pages with matches").click()
    expect(page).to_have_url(re.compile(r"/search/in/\w+/\?q=zebras"))
    page.get_by_role("link", name="Next").click()
    page.locator(".snippet a").last.click()
    expect(page.locator("mark").first).to_be_visible()
    context.close()
