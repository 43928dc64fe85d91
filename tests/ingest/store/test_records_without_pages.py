"""An article of which the archive holds the record alone, at every outlet that an article has."""

import re

import pytest

from archive.citations.formats import FORMATS
from archive.outbox import enqueue_for_indexing
from search import indexer
from tests.builders import make_document
from tests.ingest.desk.access_table import TABLE
from tests.ingest.desk.test_access import ask, people, things  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db
ONLY_ITS_RECORD = "The archive holds no page of this article, only its record."


@pytest.fixture
def record(client):
    document = make_document("Of Tides Alone", subjects=["Tides"], rights="CC BY 4.0")
    document.pages.all().delete()
    enqueue_for_indexing([document.pk])
    indexer.apply_outbox()
    return document


def test_no_outlet_fails_for_want_of_pages(people, things):  # noqa: F811
    for document in things["documents"].values():
        document.pages.all().delete()
    faults = [
        (row.address, state, person)
        for row in TABLE.values()
        if "{document}" in str(row)
        for state, person in (("published", "anonymous"), ("published", "librarian"), ("draft", "librarian"))
        if ask(people[person], row, things, state, follow=True).status_code >= 500
    ]
    assert faults == []


def get(client, address):
    return client.get(address, follow=True)


def test_the_page_of_the_article_says_that_its_record_is_all(client, record):
    page = get(client, f"/d/{record.identifier}/")
    assert page.status_code == 200
    assert ONLY_ITS_RECORD in page.text
    for absent in ("not been read by machine", "Read page by page", "pages-heading", "manifest"):
        assert absent not in page.text
    for query in ("q=tides", "at=1.0.2.0.0~~of~~", "q=%22of+tides%22"):
        assert get(client, f"/d/{record.identifier}/?{query}").status_code == 200


def test_what_needs_pages_says_that_there_are_none(client, record):
    no_page = get(client, f"/d/{record.identifier}/p/265/")
    assert (no_page.status_code, ONLY_ITS_RECORD in no_page.text) == (404, True)
    assert "come nearest" not in no_page.text
    manifest = client.get(f"/d/{record.identifier}/manifest.json")
    assert (manifest.status_code, manifest.json()["detail"]) == (404, ONLY_ITS_RECORD)
    text = client.get(f"/d/{record.identifier}/text")
    assert (text.status_code, ONLY_ITS_RECORD in text.text) == (200, True)
    for part in ("pdf", "original", "canvas/1/text.json"):
        assert client.get(f"/d/{record.identifier}/{part}").status_code == 404


def addresses_in(text: str) -> set[str]:
    """Of this site and below the article's, in HTML, JSON, XML and Link headers."""
    found = re.findall(r"""(?:http://testserver)?(/(?:d|iiif)/[^\s"'<>\\#]*)""", text.replace("&amp;", "&"))
    return {address for address in found if "ID" not in address}


def test_whatever_an_outlet_offers_of_it_is_there(client, record):
    """Neither page, links for machines, catalogue nor collection leads to what does not exist."""
    issue = record.issue
    outlets = [
        *(f"/d/{record.identifier}/", f"/d/{record.identifier}/linkset.json"),
        *(issue.get_absolute_url(), f"{issue.get_absolute_url()}collection.json", "/iiif/collection.json"),
        *(f"/api/documents/{record.identifier}", "/api/documents", "/api/search?q=tides"),
        *(
            "/search/?q=tides",
            "/search/results.atom?q=tides",
            "/feeds/articles.atom",
            "/sitemap-articles-1.xml",
        ),
        *("/list/?ids=" + record.identifier, f"/cite/?id={record.identifier}", "/s/tides/", "/", "/browse/"),
        "/oai?verb=ListRecords&metadataPrefix=mods",
    ]
    for outlet in outlets:
        answer = get(client, outlet)
        assert answer.status_code == 200, outlet
        offered = addresses_in(answer.text + answer.get("Link", ""))
        gone = [address for address in offered if get(client, address).status_code != 200]
        assert gone == [], outlet
        if "iiif" not in outlet and "collection" not in outlet and outlet not in ("/", "/browse/"):
            assert record.identifier in answer.text, outlet


def test_its_citation_comes_in_every_format(client, record):
    for each in FORMATS:
        assert client.get(f"/d/{record.identifier}.{each.extension}").status_code == 200
        accepted = client.get(record.get_absolute_url(), headers={"accept": each.media_type})
        assert accepted["Content-Type"] == each.content_type


def test_the_api_knows_of_no_manifest(client, record):
    for answer in (
        client.get(f"/api/documents/{record.identifier}").json(),
        client.get("/api/documents").json()["items"][0],
        client.get("/api/search?q=tides").json()["items"][0]["document"],
    ):
        assert (answer["identifier"], answer["manifest_url"]) == (record.identifier, None)
