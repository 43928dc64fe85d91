"""The six tasks that everybody must be able to do, by keyboard alone and again without scripts.

(a) search, narrow by year, open a match; (b) step to the last match over the end of a page; (c) take away the
citation of a page; (d) put three results into the list and export them; (e) upload two files, one of them bad,
and understand what is wrong; (f) correct a title, split an article, publish.
"""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import expect

from tests.browser.hands import Keys, Mouse, press
from tests.browser.people import SECRET
from tests.browser.places import DEMO_ISSUE

TITLE = "The Unfinished Andean Community"


@pytest.fixture(params=["by keyboard", "without scripts"])
def hand(request, page, browser, archive):
    if request.param == "by keyboard":
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=archive["url"])
        yield Keys(page)
        return
    context = browser.new_context(java_script_enabled=False)
    yield Mouse(context.new_page())
    context.close()


def test_a_researcher_searches_steps_cites_and_exports(hand, archive):
    search_narrow_and_open(hand, archive["url"])
    step_to_the_last_match(hand)
    take_the_citation_of_the_page(hand)
    list_three_results_and_export_them(hand)


def test_a_librarian_uploads_understands_corrects_splits_and_publishes(hand, archive, tmp_path):
    sign_in(hand, archive["url"])
    upload_two_files_one_of_them_bad(hand, tmp_path)
    correct_a_title_split_and_publish(hand, archive["url"])


# ------------------------------------------------------------------ task a
def search_narrow_and_open(hand, url):
    page = hand.page
    page.goto(url)
    hand.write(page.get_by_label("Search every page"), "integration")
    hand.follow(page.get_by_role("button", name="Search"))
    expect(page).to_have_url(re.compile("q=integration"))
    all_found = page.locator(".result").count()
    hand.write(page.get_by_role("spinbutton", name="From the year"), "2006")
    hand.write(page.get_by_role("spinbutton", name="To the year"), "2008")
    hand.follow(page.get_by_role("button", name="Apply").first)
    expect(page).to_have_url(re.compile("from=2006&to=2008"))
    assert 0 < page.locator(".result").count() < all_found
    hand.follow(page.locator(".result", has_text="Habit of Borders").locator(".snippet a").first)
    expect(page.locator("mark#hit-1")).to_be_in_viewport()
    expect(page.locator("rect.box.now")).to_have_count(1)


# ------------------------------------------------------------------ task b
def step_to_the_last_match(hand):
    page = hand.page
    total = int(page.locator(".reader-hits").inner_text().split("of")[1].split()[0])
    pages = set()
    for number in range(2, total + 1):
        hand.follow(page.get_by_role("link", name="Next match"))
        expect(page.locator(".reader-hits b")).to_have_text(str(number))
        expect(page.locator(f"mark#hit-{number}")).to_be_in_viewport()
        pages.add(page.url.split("/p/")[1].split("/")[0])
    assert len(pages) > 1
    expect(page.get_by_role("link", name="Next match")).to_have_count(0)


# ------------------------------------------------------------------ task c
def take_the_citation_of_the_page(hand):
    page = hand.page
    expect(page).to_have_url(re.compile("/p/267/"))
    if hand.scripts:
        press(page, "c")
        hand.follow(page.get_by_role("button", name="Copy the form for the text in APA 7"))
        expect(page.get_by_role("dialog").get_by_text("Copied.")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == "(Pradera & Quiroga, 2007, p. 267)"
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    else:
        assert "N1  - Cited page: 267" in downloaded(hand, page.locator("#cite"))


def downloaded(hand, place):
    with hand.page.expect_download() as download:
        hand.follow(place.get_by_role("link", name="RIS", exact=True))
    return download.value.path().read_text("utf-8")


# ------------------------------------------------------------------ task d
def list_three_results_and_export_them(hand):
    page = hand.page
    hand.follow(page.get_by_role("link", name="Results for integration"))
    expect(page).to_have_url(re.compile("from=2006&to=2008"))  # as they were left
    hand.follow(page.get_by_role("link", name="Clear all").first)
    for number in range(3):
        row = page.locator(".result").nth(number)
        hand.follow(row.get_by_role("button", name="Add to list"))
        expect(row.get_by_role("button", name="Remove from list")).to_be_visible()
    hand.follow(page.get_by_role("link", name="List (3)"))
    expect(page.get_by_role("heading", name="Your list")).to_be_visible()
    assert downloaded(hand, page.locator("main")).count("TY  - JOUR") == 3


# ------------------------------------------------------------------ task e
def sign_in(hand, url):
    user = get_user_model().objects.create_user("imelda", password=SECRET)
    user.groups.add(Group.objects.get(name="librarian"))
    page = hand.page
    page.goto(url)
    hand.follow(page.get_by_role("link", name="Sign in"))
    hand.write(page.get_by_label("Username"), "imelda")
    hand.write(page.get_by_label("Password"), SECRET)
    hand.follow(page.get_by_role("button", name="Sign in"))


def upload_two_files_one_of_them_bad(hand, folder):
    page = hand.page
    bad = folder / "note.pdf"
    bad.write_text("This is no PDF.")
    hand.follow(page.get_by_role("link", name="Scans", exact=True))
    hand.follow(page.get_by_role("link", name="Upload scans"))
    hand.choose_files(page.get_by_label("Files"), [DEMO_ISSUE, bad])
    hand.follow(page.get_by_role("button", name="Upload"))
    if hand.scripts:
        # Before that the page asks whether to leave.
        expect(page.get_by_text("All that was sent is kept.")).to_be_visible()
        hand.follow(page.get_by_role("link", name="The page of this upload"))
    expect(page.get_by_role("heading", name="2 files received")).to_be_visible()
    call_command("worker", once=True)
    page.reload()
    expect(page.get_by_role("row", name="rsp-forum-6-2.pdf")).to_contain_text("needs review")
    expect(page.get_by_role("row", name="note.pdf")).to_contain_text("upload the real PDF")


# ------------------------------------------------------------------ task f
def correct_a_title_split_and_publish(hand, url):
    page = hand.page
    hand.follow(page.get_by_role("link", name="rsp-forum-6-2.pdf", exact=True))
    hand.follow(page.get_by_role("link", name=TITLE))
    hand.write(page.locator("#id_title"), "The Unfinished Andean Commonwealth")
    hand.tick(page.get_by_label("then on to the next draft"))  # stay here
    hand.follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("The Unfinished Andean Commonwealth")
    heading = page.locator(".paragraph", has_text="A history of large designs")
    hand.follow(heading.get_by_role("button", name="An article starts here"))
    expect(page.get_by_role("heading", level=1)).to_have_text("A history of large designs")
    hand.follow(page.get_by_role("link", name="Previous article"))
    hand.follow(page.get_by_role("button", name="Save and publish"))
    expect(page.get_by_text("was published.").first).to_be_visible()
    call_command("indexer")
    page.goto(f"{url}/search/?q=title:commonwealth")
    expect(page.locator(".result")).to_have_count(1)
