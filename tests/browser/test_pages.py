"""Every page, in both schemes and at the narrowest width: accessible, within its width, light to load."""

import gzip
import re
import shutil
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from haystack import connections

from tests.browser.looks import WIDEST, faults_of
from tests.browser.people import BACKEND, give_session
from tests.browser.places import desk_places, make_desk, public_places
from tests.ingest.desk.access_table import TABLE

MISSING = "Failed to load resource"  # what the console says of a page that is meant to be missing


@pytest.fixture
def librarian(page, archive_with_drafts):
    """Sign in; what `make_desk` made."""
    archive = archive_with_drafts
    give_session(page, archive["url"], User.objects.create_superuser("librarian", password="x"))
    return make_desk(archive)


def places(request, archive, who):
    if who == "reader":
        return public_places(archive)
    return desk_places(archive, request.getfixturevalue("librarian"))


@pytest.mark.parametrize("who", ["reader", "librarian"])
def test_no_page_breaks_a_rule_of_accessibility(request, page, archive, complaints, who):
    broken = {}
    for name, address in places(request, archive, who).items():
        page.goto(archive["url"] + address)
        if found := faults_of(page):
            broken[name] = found
    complaints[:] = [complaint for complaint in complaints if MISSING not in complaint]
    assert not broken


# What answers with files, feeds and the like, not with pages; the code at sign-in (test_signing_in.py), and double pages
# (test_desk_states.py).
NO_PAGES = re.compile(
    r"^(api/|oai|unapi|iiif|feeds/|sitemap|robots|opensearch|healthz|readyz|metrics|admin/|sign-in/code)"
    r"|\.(<str:|<slug:ext|json|atom|xml|csv|pdf)|image-<|iiif-|/canvas/|double-pages|/(text|pdf|p/|original|offline)$|^iiif"
)


def test_every_page_has_a_place_where_it_is_looked_at(archive_with_drafts):
    archive = archive_with_drafts
    here = public_places(archive) | desk_places(archive, make_desk(archive))
    seen = set()
    for address in here.values():
        with suppress(Resolver404):
            seen.add(resolve(urlsplit(address).path).route)
    pages = {route for route, row in TABLE.items() if row.method == "get" and not NO_PAGES.search(route)}
    assert pages - seen == set()


def test_pale_text_is_found_however_many_pages_were_seen_before(page, archive):
    """What `faults_of` itself is worth: text of a kind that was seen is measured again where its colours differ."""
    page.goto(archive["url"])
    assert not faults_of(page)
    page.evaluate("document.querySelector('h1').style.color = '#999'")
    assert {(scheme, rule) for scheme, _, rule, _ in faults_of(page)} == {("light", "color-contrast")}
    page.evaluate("document.querySelector('h1').style.color = ''")
    page.evaluate("document.querySelector('main').style.background = '#555'")
    assert "color-contrast" in {rule for _, _, rule, _ in faults_of(page)}


STATIC_ERRORS = {
    "400.html": {},
    "403_csrf.html": {},
    "413.html": {"max_files": 100, "max_mb": 500},
    "500.html": {"number": "1f2e3d4c"},
}


@pytest.mark.parametrize("template", STATIC_ERRORS)
def test_error_pages_obey_the_rules_and_lead_back(page, live_server, template):
    show(page, live_server.url, HttpResponse(render_to_string(template, STATIC_ERRORS[template])))
    assert not faults_of(page)
    assert page.get_by_role("link", name="To the front page").is_visible()


def show(page, url, response):
    """The answer of a test client as the browser shows it."""
    body = response.content.decode()
    page.route("**/answer", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{url}/answer")


def test_answers_that_refuse_obey_the_rules(page, archive, librarian, client, django_user_model):
    """409 where two correct one page, 403 for who may not, 429 for who guesses, 503 without an index."""
    text = f"/ingest/d/{librarian['review'].identifier}/pages/1/"
    client.force_login(User.objects.get(username="librarian"), BACKEND)
    answers = {409: client.post(text, {"text": "Mine.", "seen": "something else"})}
    client.force_login(django_user_model.objects.create_user("reader"), BACKEND)
    answers[403] = client.get("/ingest/")
    client.logout()
    for _ in range(6):
        answers[429] = client.post("/sign-in/", {"username": "librarian", "password": "guess"})
    shutil.rmtree(settings.SEARCH_DIR)
    connections.reload("default")
    answers[503] = client.get("/search/?q=integration")
    for status, answer in answers.items():
        assert answer.status_code == status
        show(page, archive["url"], answer)
        assert not faults_of(page), status
        page.unroute("**/answer")


@pytest.mark.parametrize("who", ["reader", "librarian"])
def test_an_empty_archive_obeys_the_rules(page, transactional_db, live_server, who):
    if who == "librarian":
        give_session(page, live_server.url, User.objects.create_superuser("librarian", password="x"))
    page.goto(live_server.url)
    assert not faults_of(page)
    assert page.get_by_role("link", name="Upload the first scans").is_visible() == (who == "librarian")


@pytest.mark.parametrize("who", ["reader", "librarian"])
def test_nothing_runs_off_the_side_in_the_longer_language(request, page, archive, complaints, who):
    """In Spanish at 320, 390 and 768 pixels, and at 640 with text twice as large."""
    wide = {}
    for name, address in places(request, archive, who).items():
        page.set_extra_http_headers({"accept-language": "es"})
        page.goto(archive["url"] + address)
        assert page.evaluate("document.documentElement.lang") == "es", name
        for width, size in ((320, "100%"), (390, "100%"), (768, "100%"), (640, "200%")):
            page.set_viewport_size({"width": width, "height": 700})
            needed = page.evaluate(MEASURE, size)
            if needed > width:
                wide[f"{name}, {width}, {size}"] = (needed, page.evaluate(WIDEST))
    complaints[:] = [complaint for complaint in complaints if MISSING not in complaint]
    assert not wide


MEASURE = """(size) => {
  document.documentElement.style.fontSize = size;
  return document.documentElement.scrollWidth;
}"""


def test_the_skip_link_is_first_and_leads_to_the_content(page, archive):
    page.goto(f"{archive['url']}/browse/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_print_leaves_the_furniture_of_the_screen_away(page, archive):
    page.goto(archive["url"] + archive["article"].get_absolute_url())
    page.emulate_media(media="print")
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator("#p265").is_visible()
    for furniture in (".site-search", ".menu", ".foot", ".article-side", ".cite-exports", ".related"):
        assert not page.locator(furniture).first.is_visible(), furniture
    assert page.get_by_text(f"from {page.url}").is_visible()
    page.goto(f"{archive['url']}/search/?q=integration")
    assert page.get_by_role("heading", level=1).bounding_box()["height"] > 20
    assert not page.locator(".refine-side").is_visible()


def test_results_are_light(page, archive):
    """With all that the page needs, compressed as it is sent: the paper's limit is 60 KB."""
    received = []
    page.on("response", lambda response: received.append(response))
    page.goto(f"{archive['url']}/search/?q=integration", wait_until="networkidle")
    assert len(received) > 3
    assert sum(len(gzip.compress(response.body())) for response in received) <= 60_000
