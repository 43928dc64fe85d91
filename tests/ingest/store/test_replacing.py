"""A better scan in the place of another, and the feed of what needs somebody."""

import re
from dataclasses import replace as replace_parsed
from datetime import timedelta
from http import HTTPStatus

import feedparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archive.models import Document, Page
from ingest.models import Job, Report, Revision
from ingest.parsing.records import PlacedWord
from ingest.queue.worker import Worker
from ingest.store import publish, store_documents
from ingest.store.replacing import replace_scan
from ingest.store.texts import correct_text
from ingest.store.undoing import undo
from tests.builders import make_scan
from tests.ingest.desk.people import make_person
from tests.ingest.parsing.parses import document, page, parsed_file
from tests.ingest.queue.queue_rows import make_job

pytestmark = pytest.mark.django_db
TEXT = "Harbour Notes\n\nAna Sá\n\nThe ferry was late again, and nobody on the quay was suprised by it."
BETTER = TEXT.replace("suprised", "surprised")


def take_in(desk, text=TEXT, name="a.txt"):
    desk.post(reverse("ingest:upload"), {"files": SimpleUploadedFile(name, text.encode())})
    Worker().run(until_empty=True)
    return Document.objects.latest("pk")


def replace(desk, document, text=BETTER, name="better.txt"):
    scan = document.pages.first().scan
    file = SimpleUploadedFile(name, text.encode())
    answer = desk.post(reverse("ingest:replace", args=[scan.pk]), {"files": file})
    Worker().run(until_empty=True)
    return answer


# ------------------------------------------------------------------ a better scan
def test_a_better_scan_keeps_the_identifier_and_renews_a_draft(desk, read_here):
    document = take_in(desk)
    old = document.pages.get().scan
    answer = replace(desk, document)
    job = Job.objects.latest("pk")
    assert answer["Location"] == job.get_absolute_url()
    again = Document.objects.get()
    assert (again.pk, again.identifier) == (document.pk, document.identifier)
    assert again.pages.get().scan == job.scan != old
    assert "surprised" in again.pages.get().text
    assert job.state == "review"


def test_what_readers_see_keeps_its_text_until_a_person_takes_the_new_one_over(desk, read_here):
    document = take_in(desk)
    publish([document])
    replace(desk, document)
    page = document.pages.get()
    assert page.scan.original_name == "better.txt"
    assert "suprised" in page.text
    place = reverse("ingest:compare", args=[document.identifier])
    desk.post(place, {"read": "again"})
    Worker().run(until_empty=True)
    context = desk.get(place).context
    assert [each.name for each in context["differences"]] == ["text-1"]
    document.refresh_from_db()
    seen = {"reading": context["reading"].key, "seen_at": document.changed_at.isoformat()}
    desk.post(place, {"take": ["text-1", "nonsense"]} | seen)
    assert "surprised" in document.pages.get().text
    assert desk.get(place).context["differences"] == []


def test_a_replacement_can_be_undone(desk, read_here):
    document = take_in(desk)
    publish([document])
    old = document.pages.get().scan
    replace(desk, document)
    undo(Revision.objects.latest("pk"), None)
    assert document.pages.get().scan == old


def test_a_scan_with_fewer_pages_is_refused(desk, read_here):
    document = take_in(desk, f"{TEXT}\f{TEXT.replace('ferry', 'boat')}")
    replace(desk, document, BETTER)
    job = Job.objects.latest("pk")
    assert job.state == "rejected"
    assert "It has 1 page, but page 2 is in use." in str(job.reason)
    assert not Page.objects.filter(scan=job.scan).exists()


PAGE = "Harbour Notes\n\n" + " ".join(f"The ferry number {n} was late again at quay {n}." for n in range(9))
UNLIKE = "Of Hills\n\n" + " ".join(f"A goat of {n} years climbs the ridge above hut {n}." for n in range(9))


def lines_at(text, left):
    """A line of words for each paragraph; boxes as wide as the words are long, from `left` on."""
    return tuple(
        tuple(
            PlacedWord(start + at, end + at, (left + 10.0 * start, 20.0 * row, 10.0 * (end - start), 9.0))
            for start, end in (match.span() for match in re.finditer(r"\S+", part))
        )
        for row, (at, part) in enumerate(((0, text[:13]), (15, text[15:])))
    )


def test_words_stand_where_the_better_scan_shows_them(desk):
    """Their text stays, also where a person has corrected it; an undo brings the old places back."""
    parse = document(pages=(page(1, PAGE, lines=lines_at(PAGE, 0)),))
    (row,) = store_documents(parsed_file(parse), make_scan()).documents
    publish([row])
    correct_text(row.pages.get(), PAGE.replace("number 3", "no. 3"), None)
    before = row.pages.get()
    better = replace_parsed(parse.pages[0], lines=lines_at(PAGE, 50), width=900.0)
    replace_scan(before.scan, make_scan(b"better"), parsed_file(replace_parsed(parse, pages=(better,))))
    after = row.pages.get()
    assert (after.text, after.width) == (before.text, 900.0)
    places = {tuple(word[:2]): word[2] for line in before.words for word in line}
    moved = {tuple(word[:2]): word[2] for line in after.words for word in line}
    assert moved.keys() == places.keys()
    assert {round(moved[span] - places[span]) for span in places} == {50}
    undo(Revision.objects.latest("pk"), None)
    assert (row.pages.get().words, row.pages.get().width) == (before.words, before.width)


def test_words_that_nobody_has_read_on_the_better_scan_have_no_places_on_it(db):
    """Else a neighbour's hidden text would be covered where it stood on the old image."""
    parse = document(pages=(page(1, PAGE, lines=lines_at(PAGE, 0)),))
    (row,) = store_documents(parsed_file(parse), make_scan()).documents
    unread = replace_parsed(parse.pages[0], text="", raw_text="", lines=(), text_source="none")
    new = parsed_file(replace_parsed(parse, pages=(unread,)))
    replace_scan(row.pages.get().scan, make_scan(b"better"), new)
    assert (row.pages.get().text, row.pages.get().words) == (PAGE, [])
    undo(Revision.objects.latest("pk"), None)
    assert row.pages.get().words


def test_a_file_with_other_pages_replaces_nothing(desk, read_here):
    held = take_in(desk, PAGE)
    replace(desk, held, UNLIKE)
    job = Job.objects.latest("pk")
    assert (job.state, "hardly a word of “a.txt”" in str(job.reason)) == ("rejected", True)
    assert held.pages.get().scan != job.scan


def test_the_same_file_replaces_nothing(desk, read_here):
    document = take_in(desk)
    replace(desk, document, TEXT)
    assert Job.objects.latest("pk").state == "duplicate"


def test_one_file_replaces_one(desk, read_here):
    document = take_in(desk)
    scan = document.pages.get().scan
    answer = desk.post(reverse("ingest:replace", args=[scan.pk]))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


# ------------------------------------------------------------------ who is needed
def test_what_needs_somebody_is_a_feed_without_a_session(desk, client, librarian):
    make_job("waits.pdf", state="review")
    make_job("bad.pdf", state="rejected", reason="Damaged. Print it anew.")
    make_job("fine.pdf", state="done")
    url = desk.get("/ingest/").context["attention_url"]
    desk.logout()
    feed = feedparser.parse(client.get(url).content)
    assert not feed.bozo
    assert {entry.title for entry in feed.entries} == {"waits.pdf: needs review", "bad.pdf: rejected"}
    librarian.set_password("another long secret")
    librarian.save()
    assert client.get(url).status_code == HTTPStatus.NOT_FOUND


def test_the_feed_tells_when_no_worker_runs(desk, client):
    url = desk.get("/ingest/").context["attention_url"]
    waiting = [make_job("a.pdf"), make_job("b.pdf")]
    assert feedparser.parse(client.get(url).content).entries == []
    Job.objects.filter(pk__in=[job.pk for job in waiting]).update(
        created_at=timezone.now() - timedelta(minutes=5)
    )
    (entry,) = feedparser.parse(client.get(url).content).entries
    assert entry.title == "2 files wait to be read, and no worker is running."
    assert "make worker" in entry.description


@pytest.mark.parametrize("key", ["", "x", "WzEsMl0:1abc:def"])
def test_a_forged_key_opens_nothing(client, key):
    assert client.get(reverse("ingest:attention"), {"key": key}).status_code == HTTPStatus.NOT_FOUND


def test_a_key_of_somebody_without_the_right_opens_nothing(client):
    from ingest.desk.feed import address_for

    assert client.get(address_for(make_person("somebody", "staff"))).status_code == HTTPStatus.NOT_FOUND
    assert not Report.objects.exists()
