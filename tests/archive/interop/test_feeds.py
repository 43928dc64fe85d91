"""Atom feeds, read by feedparser."""

import re

import feedparser
import pytest

from archive.models import Document
from ingest.store.publishing import withdraw
from tests.builders import make_author, make_document, make_issue, make_journal

pytestmark = pytest.mark.django_db


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def test_the_newest_come_first_with_all_that_a_reader_shows(client):
    make_document("The First")
    document = make_document(
        "Tides & <Treaties>",
        subtitle="A Memoir",
        authors=("Inés Pradera", "Bruno Quiroga"),
        subjects=("Trade",),
        abstract="What a treaty\x0c leaves <out>.",
    )
    feed = read(client, "/feeds/articles.atom")
    entry, first = feed.entries
    assert first.title == "The First"
    assert (
        entry.title == "Tides &amp; &lt;Treaties&gt;: A Memoir"
        or entry.title == "Tides & <Treaties>: A Memoir"
    )
    assert [author.name for author in entry.authors] == ["Inés Pradera", "Bruno Quiroga"]
    assert entry.id == f"http://testserver/d/{document.identifier}/"
    assert entry.link == f"http://testserver{document.get_absolute_url()}"
    assert [tag.term for tag in entry.tags] == ["Trade"]
    assert "What a treaty leaves" in entry.summary
    assert entry.published_parsed
    assert entry.updated_parsed
    (self_link,) = [link.href for link in feed.feed.links if link.rel == "self"]
    assert self_link == "http://testserver/feeds/articles.atom"


def test_an_entry_keeps_its_id_when_its_title_changes(client):
    document = make_document("Old")
    before = read(client, "/feeds/articles.atom").entries[0]
    document.title = "New"
    document.save()
    after = read(client, "/feeds/articles.atom").entries[0]
    assert (before.id, before.published) == (after.id, after.published)
    assert before.link != after.link


def test_unsigned_articles_and_empty_archives_are_valid(client):
    feed = read(client, "/feeds/articles.atom")
    assert feed.entries == []
    assert feed.feed.author == "Hemeroteca"
    make_document("", authors=())
    (entry,) = read(client, "/feeds/articles.atom").entries
    assert entry.title == "[The integration of peoples will be possible]"


def test_journal_author_and_subject_have_their_own(client):
    harbour = make_issue("1", "1", 1999, make_journal("Harbour Notes"))
    make_document("In Harbour", issue=harbour, authors=("Mara Quill",), subjects=("Ships",))
    make_document("Elsewhere", authors=("Inés Pradera",), subjects=("Trade",))
    pages = {harbour.journal.get_absolute_url(), make_author("Mara Quill").get_absolute_url(), "/s/ships/"}
    for page in pages:
        text = client.get(page).text
        found = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]+)"', text)
        assert found == ["/feeds/articles.atom", f"{page}articles.atom"]
        assert [entry.title for entry in read(client, found[1]).entries] == ["In Harbour"]


def test_only_what_readers_may_see(client):
    gone = make_document("The Withdrawn One", authors=("Mara Quill",), subjects=("Ships",))
    make_document("Hidden Draft", state="draft")
    withdraw(gone, "Twice.")
    assert read(client, "/feeds/articles.atom").entries == []
    for address in ("/a/mara-quill/articles.atom", "/s/ships/articles.atom", "/j/nothing/articles.atom"):
        assert client.get(address).status_code == 404


def test_a_reader_that_has_it_already_gets_304(client):
    make_document()
    response = client.get("/feeds/articles.atom")
    for header in (
        {"if-none-match": response["ETag"]},
        {"if-modified-since": response["Last-Modified"]},
    ):
        assert client.get("/feeds/articles.atom", headers=header).status_code == 304
    Document.objects.get().save()
    changed = client.get("/feeds/articles.atom", headers={"if-none-match": response["ETag"]})
    assert changed.status_code == 200


def test_a_feed_costs_the_same_however_long(client, django_assert_num_queries):
    """One question is for the generation of what is kept."""
    make_document("0", subjects=("Trade",))
    with django_assert_num_queries(4):
        client.get("/feeds/articles.atom")
    for n in range(20):
        make_document(str(n + 1), subjects=("Trade",))
    with django_assert_num_queries(4):
        client.get("/feeds/articles.atom")
