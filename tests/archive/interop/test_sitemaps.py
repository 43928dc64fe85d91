"""Sitemaps and robots.txt."""

from datetime import datetime
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from archive.interop import sitemaps
from tests.builders import make_document, make_issue, make_journal

pytestmark = pytest.mark.django_db
SPACES = {"s": sitemaps.NAMESPACE}


def entries(client, address) -> dict[str, str]:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    root = etree.fromstring(response.content)
    return {
        each.findtext("s:loc", namespaces=SPACES): each.findtext("s:lastmod", namespaces=SPACES)
        for each in root
    }


def test_all_that_readers_may_see_is_listed_and_is_there(client):
    documents = [make_document(f"Article {n}", subjects=("Trade",)) for n in range(3)]
    make_document("Draft", state="draft", authors=("Drafty Hand",), subjects=("Secrets",),
                  issue=make_issue("9", "9", 2009, make_journal("Unseen")))  # fmt: skip
    gone = make_document("Gone", state="withdrawn")
    listed = {}
    for address in entries(client, "/sitemap.xml"):
        listed |= entries(client, address.removeprefix("http://testserver"))
    paths = {address.removeprefix("http://testserver") for address in listed}
    assert paths == {
        *(document.get_absolute_url() for document in documents),
        documents[0].issue.get_absolute_url(),
        documents[0].issue.journal.get_absolute_url(),
        "/a/ines-pradera/",
        "/s/trade/",
    }
    assert gone.get_absolute_url() not in paths
    for path in paths:
        assert client.get(path).status_code == 200
    for lastmod in listed.values():
        assert datetime.fromisoformat(lastmod).tzinfo is not None


def test_lastmod_of_a_list_is_that_of_its_newest_published_article(client):
    document = make_document("Seen")
    make_document("Draft of the same issue", state="draft")
    (lastmod,) = entries(client, "/sitemap-issues-1.xml").values()
    assert lastmod == document.changed_at.isoformat(timespec="seconds")


def test_a_large_archive_has_several_files(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "ADDRESSES", 2)
    for n in range(5):
        make_document(f"Article {n}")
    files = [address for address in entries(client, "/sitemap.xml") if "articles" in address]
    assert len(files) == 3
    listed = [entry for number in (1, 2, 3) for entry in entries(client, f"/sitemap-articles-{number}.xml")]
    assert len(set(listed)) == 5
    assert client.get("/sitemap-articles-4.xml").status_code == 404


@pytest.mark.parametrize("name", ["articles-0", "articles-99999999999999999999", "nothing-1"])
def test_unknown_files_are_not_found(client, name):
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_an_empty_archive_has_an_empty_index(client):
    assert entries(client, "/sitemap.xml") == {}


def test_robots_may_read_articles_and_not_the_desks(client):
    document = make_document()
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(response.text.splitlines())
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]
    for path in (document.get_absolute_url(), "/", "/browse/", f"/d/{document.identifier}/manifest.json"):
        assert robots.can_fetch("anybot", f"http://testserver{path}")
    for path in ("/ingest/", "/admin/", "/search/?q=x"):
        assert not robots.can_fetch("anybot", f"http://testserver{path}")


def test_the_cited_address_stands_in_all(client, settings):
    settings.SITE_URL = "https://archive.example"
    make_document()
    assert all(address.startswith("https://archive.example/") for address in entries(client, "/sitemap.xml"))
    assert all(
        address.startswith("https://archive.example/d/")
        for address in entries(client, "/sitemap-articles-1.xml")
    )
