"""Citing and the list, as readers do it: with script, without, and by keyboard alone."""

import json
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests.archive.citations.word_files import footnotes
from tests.browser.looks import faults_of, photograph
from tests.browser.people import sign_in_as
from tests.browser.places import list_places


@pytest.fixture
def article(archive):
    return archive["url"] + archive["article"].get_absolute_url()


@pytest.fixture
def without_script(browser, archive):
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def clipboard(page, kind="text/plain"):
    read = "async kind => (await (await navigator.clipboard.read())[0].getType(kind)).text()"
    return page.evaluate(read, kind)


# ------------------------------------------------------------------ task (c): the citation of a page
def test_the_citation_of_a_page_is_copied_by_keyboard_alone(page, article):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{article}p/266/")
    page.get_by_role("link", name="Cite", exact=True).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Cite page 266")
    expect(dialog).to_be_visible()
    page.get_by_role("button", name="Copy the form for the text in APA 7").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Copied.")).to_be_visible()
    assert clipboard(page) == "(Pradera & Quiroga, 2007, p. 266)"
    dialog.get_by_role("button", name="Copy the reference in APA 7").press("Enter")
    expect(dialog.get_by_text("Copied.")).to_be_visible()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('Pradera, I.')")
    assert "<i>Regional Affairs Quarterly</i>" in clipboard(page, "text/html")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("main #cite")).to_be_visible()
    expect(page.get_by_role("link", name="Cite", exact=True)).to_be_focused()


def test_the_panel_changes_its_scope_and_its_dates_in_place(page, article, archive):
    page.goto(f"{article}p/266/")
    page.get_by_role("link", name="Cite", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name="This article").click()
    expect(dialog.get_by_role("heading", name="Cite this article")).to_be_visible()
    dialog.get_by_label("Page or pages").fill("266-267")
    dialog.get_by_label("Date of access").select_option("always")
    dialog.get_by_role("button", name="Show").click()
    expect(dialog.get_by_role("heading", name="Cite page 266–267")).to_be_visible()
    expect(dialog.locator("#cite-mla-in-text")).to_have_text("(Pradera and Quiroga 266–67)")
    expect(dialog.locator("#cite-apa")).to_contain_text("Retrieved ")
    expect(dialog.get_by_text("The article has no DOI")).to_be_visible()
    assert page.url.endswith("/p/266/")


def test_where_copying_is_refused_the_text_is_selected(page, article):
    page.goto(article)
    page.add_init_script("navigator.clipboard.write = () => Promise.reject(new Error('refused'))")
    page.goto(article)
    page.get_by_role("button", name="Copy the form for the text in MLA 9").click()
    expect(page.locator(".cite-said")).to_contain_text("press Ctrl+C")
    assert page.evaluate("getSelection().toString()") == "(Pradera and Quiroga)"


def test_without_script_the_page_is_cited_and_its_ris_downloaded(without_script, article):
    page = without_script
    page.goto(f"{article}p/266/")
    page.get_by_role("link", name="Cite", exact=True).click()
    expect(page.get_by_role("heading", name="Cite page 266")).to_be_in_viewport()
    expect(page.get_by_role("button", name=re.compile("^Copy"))).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS", exact=True).click()
    text = download.value.path().read_text("utf-8")
    assert "N1  - Cited page: 266" in text
    assert "SP  - 265" in text


# ------------------------------------------------------------------ task (d): three results into a list, as RIS
def add_three(page, archive, press):
    page.goto(f"{archive['url']}/search/?q=integration")
    for number in range(3):
        press(page.locator(".result").nth(number).get_by_role("button", name="Add to list"))
        expect(page.locator(".result").nth(number).get_by_role("button")).to_have_text("Remove from list")
    expect(page.locator("#list-count")).to_have_text("(3)")


def export_ris(page, press):
    with page.expect_download() as download:
        press(page.get_by_role("link", name="RIS", exact=True))
    assert download.value.path().read_text("utf-8").count("TY  - JOUR") == 3


def test_three_results_are_listed_and_exported_by_keyboard_alone(page, archive):
    add_three(page, archive, lambda button: button.press("Enter"))
    assert page.url.endswith("?q=integration")
    page.get_by_role("link", name="List (3)").press("Enter")
    expect(page.get_by_role("heading", name="Your list")).to_be_visible()
    export_ris(page, lambda link: link.press("Enter"))


def test_three_results_are_listed_and_exported_without_script(without_script, archive):
    add_three(without_script, archive, lambda button: button.click())
    without_script.get_by_role("link", name="List (3)").click()
    export_ris(without_script, lambda link: link.click())


def test_the_list_is_ordered_annotated_cleared_and_brought_back(page, archive):
    add_three(page, archive, lambda button: button.click())
    page.get_by_role("link", name="List (3)").click()
    titles = page.locator(".list-rows h2")
    before = titles.all_inner_texts()
    page.get_by_role("button", name=f"Move {before[2]} up").click()
    expect(titles.nth(1)).to_have_text(before[2])
    page.get_by_text("Add a note").first.click()
    page.get_by_label(f"Note on {before[0]}").fill("for chapter 2")
    page.get_by_role("button", name="Keep note").first.click()
    expect(page.locator(".list-note")).to_have_text("for chapter 2")
    page.get_by_role("button", name=f"Remove {before[0]}").click()
    expect(titles).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(titles).to_have_count(3)
    page.get_by_role("button", name="Clear the list").click()
    expect(page.get_by_text("Nothing is in your list.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".list-note")).to_have_text("for chapter 2")


def test_a_list_is_kept_leaves_for_word_and_is_erased_without_script(without_script, archive):
    page, url = without_script, archive["url"]
    add_three(page, archive, lambda button: button.click())
    page.goto(url + list_places(archive)["quotation"])
    page.get_by_role("button", name="Add quotation to list").click()
    page.get_by_role("link", name="List (4)").click()
    page.get_by_label("Keep this list under a private address").fill("Chapter 2")
    page.get_by_role("button", name="Keep", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Chapter 2")).to_be_visible()
    page.locator("summary", has_text="Move").last.press("Enter")
    place = page.get_by_label("Place in the list").last
    place.fill("1")
    place.press("Enter")
    expect(page.locator(".list-rows > li").first.locator("blockquote")).to_be_visible()
    page.get_by_label("in the style").select_option("chicago-notes")
    with page.expect_download() as download:
        page.get_by_role("button", name="Quotations and notes as Word (DOCX)").press("Enter")
    assert len(footnotes(download.value.path().read_bytes())) == 4
    page.get_by_role("link", name="Your lists").click()
    private = page.url
    page.get_by_label("Name of a new list").fill("To be read")
    page.get_by_role("button", name="New list").press("Enter")
    expect(page.get_by_role("heading", name="To be read")).to_be_visible()
    page.goto(private)
    page.get_by_label("Erase all lists and this address for good").press("Space")
    page.get_by_role("button", name="Erase all").press("Enter")
    expect(page.get_by_text("Your lists were erased.")).to_be_visible()
    assert page.goto(private).status == 404


# ------------------------------------------------------------------ styles
def test_a_style_is_found_as_one_types_and_remembered(page, archive, article):
    page.goto(article)
    page.get_by_role("link", name="Cite", exact=True).click()
    page.get_by_role("button", name="Other styles").click()
    page.get_by_label("Name, journal or ISSN").press_sequentially("annales demographie")
    found = page.get_by_role("link", name="Annales de démographie historique")
    expect(found).to_be_visible(timeout=30_000)  # the list of names is made at the first look
    expect(page).to_have_url(re.compile("q=annales.demographie"))
    found.click()
    expect(page.locator("#cite-annales-de-demographie-historique-in-text")).to_contain_text("2007")
    page.goto(article)
    page.get_by_role("link", name="Cite", exact=True).click()
    expect(page.get_by_label("Style", exact=True).last).to_have_value("annales-de-demographie-historique")


def test_a_note_is_copied_with_its_italics(page, archive):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{archive['url']}/cite/?id={archive['article'].identifier}&style=chicago-notes")
    page.get_by_role("button", name="Copy the form for the text in Chicago 17 (notes): First note:").click()
    expect(page.locator(".cite-said")).to_have_text("Copied.")
    assert "<i>Regional Affairs" in clipboard(page, "text/html")
    assert "<i>" not in clipboard(page)


# ------------------------------------------------------------------ every state obeys the rules
def test_no_state_of_citing_breaks_a_rule_of_accessibility(page, archive, article):
    ids = ",".join(archive[name].identifier for name in ("article", "fragment", "spanish"))
    one = f"{archive['url']}/cite/?id={archive['article'].identifier}"
    shared = f"{archive['url']}/list/?ids={ids}"
    faults = {}

    def look(name, address):
        if address:
            page.goto(address)
        photograph(page, f"cite {name}")
        if found := faults_of(page):
            faults[name] = found
        page.set_viewport_size({"width": 1280, "height": 900})

    page.goto(f"{article}p/266/")
    page.get_by_role("link", name="Cite", exact=True).click()
    look("panel", "")
    look("page", f"{one}&p=266")
    look("notes", f"{one}&p=266&style=chicago-notes&language=es-ES")
    look("styles", f"{archive['url']}/cite/styles/?id={archive['article'].identifier}&q=nature")
    look("two works", f"{one}&id={archive['after'].identifier}")
    look("empty list", f"{archive['url']}/list/")
    look("shared list", shared)
    look("bibliography", f"{archive['url']}/list/references/?ids={ids}&style=mla")
    page.goto(shared)
    page.get_by_role("button", name="Add these to your list").click()
    page.get_by_role("button", name=re.compile("^Remove ")).first.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    look("list", "")
    assert not faults


# ------------------------------------------------------------------ the staff
def test_the_staff_find_many_works_at_once(page, archive):
    sign_in_as(page, archive["url"], "staff")
    page.goto(f"{archive['url']}/list/")
    page.get_by_role("link", name="Batch of citations").click()
    lines = f"{archive['article'].identifier}\nLetters from the Border\nNowhere to be found\n"
    lines += "https://archive.example/a-very-long-address-of-another-place-altogether/without-a-blank.html"
    page.get_by_label("Identifiers, addresses, DOIs or titles").fill(lines)
    page.get_by_role("button", name="Find them").click()
    expect(page.get_by_text("No published article has this title")).to_be_visible()
    page.get_by_role("radio").first.check()
    photograph(page, "batch")
    assert not faults_of(page)
    page.get_by_label("Download the citations as").select_option("ris")
    assert records_of(page, page.get_by_role("button", name="Download")).count("TY  - JOUR") == 2


def test_the_staff_export_the_citations_of_a_search(page, archive, capsys):
    sign_in_as(page, archive["url"], "staff")
    page.goto(f"{archive['url']}/search/?q=integration")
    wanted = page.locator(".result").count()
    assert wanted > 1
    records = records_of(page, page.locator("main").get_by_role("link", name="RIS").first)
    assert records.count("ER  - ") == wanted

    page.locator(".result-title a").first.click()
    page.wait_for_url("**/d/**")
    identifier = page.url.split("/d/")[1].split("-")[0]
    capsys.readouterr()
    call_command("cite", identifier, format="csl-json")
    (record,) = json.loads(capsys.readouterr().out)
    assert record["title"] in page.title()


def records_of(page, button):
    """What is downloaded by it."""
    with page.expect_download() as download:
        button.click()
    return download.value.path().read_text("utf-8")
