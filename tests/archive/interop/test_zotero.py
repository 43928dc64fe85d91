"""What Zotero saves of each page: one whole item with its PDF, or exactly the rows shown."""

import pytest

from archive.models import Author, Authorship
from archive.outbox import enqueue_for_indexing
from search import indexer
from tests.archive.interop import zotero
from tests.builders import (
    make_document,
    make_issue,
    make_journal,
    make_neighbours,
    make_reference,
    make_typeset_document,
    save,
)

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture
def document():
    journal = make_journal("Regional Affairs Quarterly", abbreviation="Reg. Aff. Q.", issn="1468-0181")
    document = make_typeset_document(
        "El agua como derecho",
        subtitle="Una crónica",
        texts=("The harbour and its tides.", "The harbour again."),
        doi="10.5555/raq_1",
        language="es",
        rights=LICENCE,
        subjects=("Trade",),
        abstract="What a treaty leaves out.",
        issue=make_issue(journal=journal),
    )
    body = save(
        Author(literal="Hemispheric Social Movement, Alliance and Sons", slug="body", sort_key="body")
    )
    save(Authorship(document=document, author=body, position=2))
    return document


@pytest.fixture
def others(document):
    """In the same issue, cited, citing, related: what a page names beside the article."""
    others = [make_document(f"Harbour {n}", texts=("The harbour and its tides.",)) for n in range(3)]
    make_reference(document, cited=others[0])
    make_reference(others[1], cited=document)
    enqueue_for_indexing(each.pk for each in (document, *others))
    indexer.apply_outbox()
    return others


def pages_of_one(document) -> list[str]:
    """The pages on which one article is read, quoted and cited."""
    page = document.pages.last()
    return [
        document.get_absolute_url(),
        f"{document.get_absolute_url()}?q=harbour",
        page.get_absolute_url(),
        f"{page.get_absolute_url()}?q=harbour&hit=2",
        f"/d/{document.identifier}/quote?at=1.0.7.0.0~~oftides~~",
        f"/cite/?id={document.identifier}",
        f"/cite/?id={document.identifier}&p=266&style=apa",
        "/search/?q=title:agua",
    ]


@pytest.mark.usefixtures("others")
def test_each_page_of_an_article_is_that_article_alone_and_whole(client, document):
    address = f"{SITE}/d/{document.identifier}"
    for page in pages_of_one(document):
        assert zotero.takes(client, page) == [
            {
                "itemType": "journalArticle",
                "title": "El agua como derecho: Una crónica",
                "creators": [
                    {"firstName": "Inés", "lastName": "Pradera", "creatorType": "author"},
                    {"name": "Hemispheric Social Movement, Alliance and Sons", "creatorType": "author"},
                ],
                "publicationTitle": "Regional Affairs Quarterly",
                "journalAbbreviation": "Reg. Aff. Q.",
                "volume": "7",
                "issue": "3",
                "pages": "265-266",
                "date": "2007",
                "DOI": "10.5555/raq_1",
                "ISSN": "1468-0181",
                "language": "es",
                "rights": LICENCE,
                "abstractNote": "What a treaty leaves out.",
                "tags": ["Trade"],
                "url": f"{address}/",
                "attachments": [(f"{address}.pdf", "application/pdf")],
            }
        ], page


def test_lists_are_the_rows_that_they_show(client, document, others):
    issue, author = document.issue, document.authors.get(literal="")
    shown = [document.identifier, *(each.identifier for each in others)]
    assert sorted(zotero.offers(client, issue.get_absolute_url())) == sorted(shown)
    assert sorted(zotero.offers(client, author.get_absolute_url())) == sorted(shown)
    assert sorted(zotero.offers(client, "/search/?q=harbour")) == sorted(shown)
    assert sorted(zotero.offers(client, "/search/?q=harbour&view=pages")) == sorted(shown)
    assert zotero.offers(client, f"/list/?ids={shown[0]},{shown[2]}") == [shown[0], shown[2]]
    assert set(zotero.offers(client, f"/cite/?id={shown[0]}&id={shown[2]}")) == {shown[0], shown[2]}
    assert zotero.offers(client, "/s/trade/") == [document.identifier]
    assert len(zotero.takes(client, issue.get_absolute_url())) == len(shown)
    for address in (issue.journal.get_absolute_url(), "/", "/browse/", "/authors/", "/subjects/", "/search/"):
        assert zotero.offers(client, address) == [], address


@pytest.mark.parametrize(
    ("kind", "expected", "in_json_ld"),
    [
        ("journal", "journalArticle", "ScholarlyArticle"),
        ("magazine", "magazineArticle", "Article"),
        ("newspaper", "newspaperArticle", "NewsArticle"),
    ],
)
def test_the_kind_of_journal_makes_the_type(client, kind, expected, in_json_ld):
    journal = make_journal("The Herald", kind=kind)
    issue = make_issue("", "", 2007, journal, month=7, day=4)
    address = make_document("Low Water", issue=issue).get_absolute_url()
    (item,) = zotero.takes(client, address)
    assert (item["itemType"], item["date"]) == (expected, "2007-07-04")
    assert f'"@type": "{in_json_ld}", "@id"' in client.get(address).text


def test_an_article_without_title_is_taken_too(client):
    """Zotero refuses an item that has none; of a list it then takes none of those behind it."""
    document = make_document("", texts=("", ""))
    (item,) = zotero.takes(client, document.get_absolute_url())
    assert item["title"] == "[Untitled, p. 265]"


def test_marcxml_which_zotero_prefers_is_not_offered(client, document):
    """MARCXML.js and MARC.js read neither address nor language, rights and DOI of it."""
    for query in ({}, {"id": document.identifier}):
        assert zotero.asks_for(client, query) == "mods"
    assert client.get("/unapi", {"id": document.identifier, "format": "marcxml"}).status_code == 406


# ------------------------------------------------------------------ the PDF
def test_the_pdf_attached_is_there_with_its_type_and_the_way_back(client, document):
    """Zotero's browser extension keeps only what comes as the type it was told (itemSaver_background.js, 291)."""
    (item,) = zotero.takes(client, document.get_absolute_url())
    ((address, media_type),) = item["attachments"]
    response = client.get(address.removeprefix(SITE))
    assert (response.status_code, response["Content-Type"]) == (200, media_type)
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert f'<https://doi.org/{document.doi}>; rel="cite-as"' in response["Link"]
    assert f'<{SITE}{document.get_absolute_url()}>; rel="collection"' in response["Link"]


def test_none_is_attached_that_not_everyone_may_have(client, admin_client):
    """A librarian's browser asks with their session: machines are told what everyone is told all the same."""
    shown, hidden = make_neighbours("Upper", "Lower")
    for page in shown.pages.all():
        page.words, page.width = [], 0
        save(page)
    for page in hidden.pages.all():
        page.words, page.width = [], 0
        save(page)
    for asking in (client, admin_client):
        (item,) = zotero.takes(asking, shown.get_absolute_url())
        assert "attachments" not in item
    assert client.get(f"/d/{shown.identifier}.pdf").status_code == 404


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_gives_neither_item_nor_pdf(client, state):
    document = make_typeset_document("Low Water", texts=("The harbour.",), state=state)
    assert client.get("/unapi", {"id": document.identifier, "format": "mods"}).status_code == 404
    assert client.get(f"/d/{document.identifier}.pdf").status_code == (410 if state == "withdrawn" else 404)
