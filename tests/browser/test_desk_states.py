"""Every state of reviewing, of catalogue work and of readers' reports, as a librarian meets it: it is shown,
and breaks no rule of accessibility, wide in the light and narrow in the dark."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from archive.models import Author, Document, Page, Subject
from archive.scans.originals import keep_chunks
from ingest.models import Batch, Job, Report, Revision
from ingest.queue.jobs import enqueue
from ingest.queue.worker import Worker
from ingest.store import correct_document, publish, unpublish, withdraw
from ingest.store.corrections import Correction
from ingest.store.dividing import ParagraphPlace, discard, paragraph_starts, split
from ingest.store.texts import correct_text
from ingest.store.undoing import undo
from tests.browser.looks import faults_of
from tests.browser.people import sign_in_as
from tests.browser.places import DEMO_ISSUE
from tests.browser.test_pages import MISSING
from tests.builders import make_author, make_document, make_scan, save
from tests.ingest.test_two_printed_pages import spread_pdf

UNPROCESSABLE = "422"


class Desk:
    """Looks at a place, sees that it says what it should, and collects the faults of each state."""

    def __init__(self, page, url) -> None:
        self.page, self.url, self.broken = page, url, {}

    def go(self, address) -> None:
        self.page.goto(self.url + address)

    def see(self, state: str, words: str, address: str = "") -> None:
        if address:
            self.go(address)
        expect(self.page.get_by_text(words).locator("visible=true").first).to_be_visible()
        if found := faults_of(self.page):
            self.broken[state] = found
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).first.click()


@pytest.fixture
def desk(archive_with_drafts, page, complaints):
    archive = archive_with_drafts
    user = sign_in_as(page, archive["url"], "librarian")
    desk = Desk(page, archive["url"])
    desk.user, desk.archive = user, archive
    desk.drafts = list(
        Document.objects.filter(pages__scan__original_name=DEMO_ISSUE.name).distinct().order_by("pk")
    )
    yield desk
    # The browser tells of each answer that refuses; nothing else may be complained of.
    complaints[:] = [each for each in complaints if MISSING not in each and UNPROCESSABLE not in each]
    assert not desk.broken


def review(document, query="") -> str:
    return f"/ingest/d/{document.identifier}/{query}"


def change(document, **fields) -> None:
    Document.objects.filter(pk=document.pk).update(**fields)


# ------------------------------------------------------------------ reviewing
def test_states_of_a_draft(desk):
    untitled, second, third = desk.drafts
    desk.see("without title", "The title is unknown.", review(untitled))
    desk.see("last page, which another article shares", "Article 1 of 3", review(untitled, "?page=2"))
    desk.see("a zone asked for", "Merge with", review(second, "?zone=title#zone-title"))
    evidence = third.evidence | {
        "title": {"source": "font", "confidence": 0.4, "page": 5, "box": [72, 80, 300, 20]}
    }
    change(third, evidence=evidence)
    third.authorships.update(evidence={"affiliation": {"source": "by-line", "confidence": 0.5}})
    desk.see("doubtful fields", "Please check first", review(third))
    expect(desk.page.get_by_label("Affiliation").first).to_be_visible()
    make_document("By a namesake", authors=("I. Pradera Luján",), texts=("Another.",))
    Author.objects.filter(pk=third.authorships.first().author_id).update(
        family="Pradera Luján", given="Inés", sort_key="pradera lujan ines"
    )
    desk.see("same person?", "Yes, the same", review(third))
    page = third.pages.first()
    page.raw_text, page.text = "The peo-\nple came.", "The peo-ple came."
    save(page)
    desk.see("an unsure hyphen", "make it “people”", review(third))


def test_states_of_a_page(desk):
    _, second, third = desk.drafts
    desk.go(review(second, "?page=2"))
    for name in ("Correct the text of this page", "What cleaning changed", "line by line", "Sections"):
        desk.page.get_by_text(name).first.click()
    desk.see("everything opened", "Save the levels")
    desk.go(review(second, "?page=2"))
    desk.page.locator(".zones [data-paragraph]").nth(1).click()
    desk.see("what a paragraph is", "Use as …")
    desk.page.keyboard.press("Escape")
    plain = make_document("In plain text", texts=("One.\n\nTwo.", "Three."), state="draft")
    desk.see("without image", "An article starts here", review(plain))
    Page.objects.filter(document=third).update(
        text="", raw_text="", words=[], text_source="none", furniture=[]
    )
    desk.see("without text", "This page has no text.", review(third))
    desk.see("no such page", "Article 3 of 3", review(third, "?page=99"))


def test_states_of_saving(desk):
    _, second, third = desk.drafts
    desk.go(review(second))
    desk.page.locator("#id_language").fill("not a language")
    desk.press("Save")
    desk.see("a field that cannot be", "Nothing was saved yet.")
    desk.go(review(second))
    correct_document(second, Correction.of(second).__class__(title="Theirs"), desk.user)
    desk.page.get_by_role("textbox", name="Title", exact=True).fill("Mine")
    expect(desk.page.get_by_text("not saved yet")).to_be_visible()
    desk.press("Save")
    desk.see("somebody was faster", "has changed this article since you opened it")
    expect(desk.page.locator("dd", has_text="Theirs")).to_be_visible()
    change(third, doi="10.5555/same")
    make_document("The same", texts=("The same.",), doi="10.5555/same")
    desk.go(review(third))
    desk.press("Save and publish")
    desk.see("not published", "was not published.")


def test_states_of_what_readers_see(desk):
    _, second, third = desk.drafts
    publish([second], desk.user)
    desk.see("published", "Unpublish", review(second))
    withdraw(second, "Printed twice.", desk.user)
    desk.see("withdrawn", "Take the withdrawal back", review(second))
    unpublish([second], desk.user)
    desk.see("once published, a draft again", "Save and publish", review(second))
    desk.go(review(third))
    desk.press("Discard")
    desk.see("discarded", "was discarded.")


def test_states_of_history_and_reading_again(desk):
    _, second, third = desk.drafts
    desk.see("no history", "No person has changed anything yet.", review(third, "history/"))
    desk.go(review(third))
    desk.press("Read it again and compare")
    desk.see("being read again", "The file is being read again.", review(third, "compare/"))
    Worker().run(until_empty=True)
    desk.see("read again, the same", "the file says the same", review(third, "compare/"))
    change(third, title="Another title")
    desk.see("read again, otherwise", "Choose what shall take the place", review(third, "compare/"))
    first = second.pages.first()
    new = split(second, ParagraphPlace(1, paragraph_starts(first.text)[3]), desk.user)
    discard(new, desk.user)
    correct_text(first, "Another text.", desk.user)
    undo(correct_revision(second), desk.user)
    desk.see("history", "no longer there", review(second, "history/"))
    expect(desk.page.get_by_text("Undone.").first).to_be_visible()
    desk.see("all of the history", "Split “", "/ingest/history/")


def test_states_of_double_pages(desk):
    data = spread_pdf(50, 52)
    keep_chunks([data])
    scan = make_scan(data, "book.pdf", "application/pdf")
    job = enqueue(Batch.objects.create(), scan, "book.pdf")
    Worker().run(until_empty=True)
    form = reverse("ingest:double_pages", args=[scan.pk])
    desk.see("asked about", "Shall they be split?", job.get_absolute_url())
    desk.see("with a line where they part", "Split the chosen images", form)
    desk.page.locator("#gutter-2").fill("7")
    desk.press("Show the lines there")
    desk.see("a gutter that is none", "A number from 20 to 80.")
    desk.go(form)
    desk.press("Split the chosen images")
    desk.see("waiting to be split", "Asked to split double pages")
    Worker().run(until_empty=True)
    desk.see("split", "It takes the place of", Job.objects.latest("pk").get_absolute_url())
    desk.see("place taken", "Its place was taken by", job.get_absolute_url())
    desk.see("nothing to split", "No image of this file is wider than high.", form)


def correct_revision(document):
    return Revision.objects.filter(documents__identifier=document.identifier).latest("pk")


# ------------------------------------------------------------------ catalogue work
def test_states_of_the_catalogue(desk):
    two = [str(pk) for pk in Author.objects.filter(merged_into=None).values_list("pk", flat=True)[:2]]
    make_author("Doubled Name", orcid="0000-0002-1825-0097")
    subject = Subject.objects.first()
    same = "&".join(f"documents={each.identifier}" for each in desk.drafts[:2])
    for state, words, address in (
        ("overview", "Week by week", "/ingest/overview/"),
        ("articles", "With the chosen", "/ingest/documents/"),
        ("articles narrowed down", "Export this list", "/ingest/documents/?missing=doi&state=all"),
        ("no article", "No article is like that.", "/ingest/documents/?q=zeppelin"),
        ("the same article", "Which one stays?", f"/ingest/documents/same/?{same}"),
        ("not two", "Choose the two that are the same article.", "/ingest/documents/same/"),
        ("authors", "The chosen are one", "/ingest/catalogue/authors/"),
        ("no author", "Nothing is called that.", "/ingest/catalogue/authors/?q=zeppelin"),
        ("merging authors", "Which name stays?", f"/ingest/catalogue/authors/merge/?id={two[0]}&id={two[1]}"),
        ("nothing to merge", "Choose at least two that are one.", "/ingest/catalogue/authors/merge/"),
        ("journals", "The chosen are one", "/ingest/catalogue/journals/"),
        ("no journal", "Nothing is called that.", "/ingest/catalogue/journals/?q=zeppelin"),
        ("subjects", "The chosen are one", "/ingest/catalogue/subjects/"),
        ("a subject", "The address of its page stays", f"/ingest/catalogue/subjects/{subject.pk}/"),
        ("an author", "Other forms of the name", f"/ingest/catalogue/authors/{two[0]}/"),
    ):
        desk.see(state, words, address)
    desk.page.get_by_label("ORCID").fill("0000-0000-0000-0000")
    desk.press("Save")
    expect(desk.page.locator(".errorlist")).to_be_visible()
    desk.see("an author that cannot be", "ORCID")


def test_an_empty_catalogue(transactional_db, live_server, page):
    sign_in_as(page, live_server.url, "librarian")
    empty = Desk(page, live_server.url)
    empty.see("overview", "No number is missing", "/ingest/overview/")
    empty.see("articles", "No article is like that.", "/ingest/documents/")
    empty.see("history", "No person has changed anything yet.", "/ingest/history/")
    empty.see("reports", "No reader has reported", "/ingest/reports/")
    assert not empty.broken


# ------------------------------------------------------------------ readers' reports
def test_states_of_reports(desk, settings):
    page = desk.archive["article"].pages.first()
    place = reverse("report", args=[desk.archive["article"].identifier, page.address])
    desk.see("a report", "Or correct a paragraph", place)
    desk.press("Send")
    desk.see("a report that says nothing", "Say what is wrong, or correct the text.")
    desk.see("a paragraph", "Please change only what differs", f"{place}?offset=0")
    desk.page.get_by_label("As it should be").fill("The Longer Road to a Common Market")
    desk.press("Send")
    desk.see("thanks", "Thank you. A librarian will look at it.")
    settings.REPORTS_AN_HOUR = 0
    desk.go(place)
    desk.page.get_by_label("What is wrong").fill("A word is missing.")
    desk.press("Send")
    desk.see("too many reports", "Many reports came from here within the hour.")
    Report.objects.create(document=desk.archive["article"], page=page, message="Look.", sender="0" * 64)
    desk.see("open reports", "Accept: make it the text", "/ingest/reports/")
    desk.press("Accept")
    desk.see("accepted", "The report was accepted.")
    page.refresh_from_db()
    assert page.text.startswith("The Longer Road")
    desk.see("answered reports", "accepted", "/ingest/reports/?show=all")
