"""unAPI, and what decides how many articles Zotero sees on a page, and as what."""

import re

import pytest
from lxml import etree, html

from archive.citations.formats import FORMATS
from archive.outbox import enqueue_for_indexing
from search import indexer
from tests.archive.citations.citation_readers import READERS
from tests.archive.citations.test_embedded_metadata import Head
from tests.builders import make_author, make_document, make_issue, make_journal, make_reference, save

pytestmark = pytest.mark.django_db

OFFERED = [each for each in FORMATS if each.key != "marcxml"]


# Zotero's reader of unAPI (translators/unAPI.js) takes the first of these that it is offered.
ZOTERO_PREFERS = (
    *("rdf_zotero", "rdf_bibliontology", "marc", "unimarc", "marcxml"),
    *("mods", "ris", "refer", "bibtex", "rdf_dc"),
)


def unapi_ids(text: str) -> list[str]:
    return re.findall(r'<abbr class="unapi-id" title="([^"]*)"', text)


def zotero_offers(client, address: str) -> list[str]:
    """The articles that Zotero finds on a page: one is saved at once, of several a reader has to pick."""
    page = html.fromstring(client.get(address).content)
    assert page.xpath('//link[@rel="unapi-server"]/@href') == ["/unapi"]
    marked = (
        '//abbr[contains(@class, " unapi-id") or contains(@class, "unapi-id ") or @class="unapi-id"]/@title'
    )
    return page.xpath(marked)


def zotero_asks_for(client, query: dict[str, str]) -> str:
    """The format in which Zotero takes an article from a server that has these."""
    offered = {each.get("name").lower() for each in etree.fromstring(client.get("/unapi", query).content)}
    return next(each for each in ZOTERO_PREFERS if each in offered)


# ------------------------------------------------------------------ the protocol
def test_the_formats_are_listed_with_mods_first(client):
    response = client.get("/unapi")
    names = [each.get("name") for each in etree.fromstring(response.content)]
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    assert names[:4] == ["mods", "ris", "bibtex", "csl-json"]
    assert set(names) == {each.key for each in OFFERED}


def test_the_formats_of_one_article_come_with_300(client):
    document = make_document()
    response = client.get("/unapi", {"id": document.identifier})
    root = etree.fromstring(response.content)
    assert (response.status_code, root.get("id")) == (300, document.identifier)
    assert {each.get("type") for each in root} == {each.media_type for each in OFFERED}


@pytest.mark.parametrize("each", OFFERED, ids=lambda each: each.key)
def test_an_article_comes_in_every_format(client, each):
    document = make_document("On Tides & Treaties")
    for name in (document.identifier, f"http://testserver/d/{document.identifier}/"):
        response = client.get("/unapi", {"id": name, "format": each.key})
        assert (response.status_code, response["Content-Type"]) == (200, each.content_type)
        for read in READERS[each.key]:
            (facts,) = read(response.text)
            assert "Tides & Treaties" in facts["title"]


def test_unknown_articles_and_formats_are_refused_as_the_protocol_says(client):
    document, draft = make_document(), make_document("Draft", state="draft")
    assert client.get("/unapi", {"id": "0000000k", "format": "mods"}).status_code == 404
    assert client.get("/unapi", {"id": draft.identifier, "format": "mods"}).status_code == 404
    for key in ("word", "marcxml"):
        assert client.get("/unapi", {"id": document.identifier, "format": key}).status_code == 406


# ------------------------------------------------------------------ what Zotero sees
@pytest.mark.parametrize("asked", ["", "id"])
def test_zotero_takes_mods_by_its_own_order_of_formats(client, asked):
    """Its reading of MARCXML, which it prefers, loses address, language, rights and pages."""
    document = make_document()
    assert zotero_asks_for(client, {asked: document.identifier} if asked else {}) == "mods"
    assert client.get(f"/d/{document.identifier}.marcxml").status_code == 200  # where one asks for it by name


def test_other_articles_on_the_page_of_an_article_are_not_offered_to_zotero(client):
    """Related, in the same issue, cited, citing, meant by a mistyped address: a picker would stand before the one."""
    issue = make_issue()
    document, *others = [
        make_document(f"Harbour {n}", texts=("The harbour and its tides.",), issue=issue) for n in range(4)
    ]
    make_reference(document, cited=others[0])
    make_reference(others[1], cited=document)
    enqueue_for_indexing(each.pk for each in (document, *others))
    indexer.apply_outbox()
    text = client.get(document.get_absolute_url()).text
    for said in ("Related articles", "In this archive", "Cited in this archive by", "Next in this issue"):
        assert said in text
    assert zotero_offers(client, document.get_absolute_url()) == [document.identifier]
    wrong = "3" if document.identifier[-1] == "2" else "2"
    mistyped = f"/d/{document.identifier[:-1]}{wrong}/"
    assert document.get_absolute_url() in client.get(mistyped).text
    assert zotero_offers(client, mistyped) == []


def test_pages_found_offer_their_article_once(client):
    document = make_document(texts=("The harbour.", "A harbour again."))
    enqueue_for_indexing([document.pk])
    indexer.apply_outbox()
    assert client.get("/search/?q=harbour&view=pages").text.count("page-row") == 2
    assert zotero_offers(client, "/search/?q=harbour&view=pages") == [document.identifier]


def test_an_article_page_and_its_reader_are_one_item_each(client):
    issue = make_issue()
    document = make_document(issue=issue)
    make_document("Its Neighbour", issue=issue)
    for address in (document.get_absolute_url(), document.pages.first().get_absolute_url()):
        text = client.get(address).text
        assert unapi_ids(text) == [document.identifier]
        assert '<link rel="unapi-server" type="application/xml" title="unAPI" href="/unapi">' in text
        assert "Z3988" not in text  # COinS would hide the better tags


def test_lists_offer_each_article_of_theirs(client):
    issue = make_issue()
    documents = [make_document(f"Article {n}", issue=issue, subjects=("Trade",)) for n in range(3)]
    author = make_author()
    for address in (issue.get_absolute_url(), author.get_absolute_url(), "/s/trade/"):
        text = client.get(address).text
        assert sorted(unapi_ids(text)) == sorted(document.identifier for document in documents)
        assert "citation_title" not in text


def test_the_reader_keeps_the_identity_of_the_article(client):
    document = make_document(texts=("One.", "Two."), doi="10.5555/raq_1")
    article = Head(client.get(document.get_absolute_url()).text)
    reader = Head(client.get(document.pages.last().get_absolute_url()).text)
    assert reader.metas == article.metas
    assert dict(article.metas)["citation_firstpage"] == "265"
    for head in (article, reader):
        (canonical,) = [link["href"] for link in head.links if link.get("rel") == "canonical"]
        assert canonical == f"http://testserver{document.get_absolute_url()}"


def test_what_zotero_takes_is_a_whole_journal_article(client):
    """It asks unAPI for MODS: volume, issue, pages, DOI, language, a body as one author."""
    journal = make_journal("Regional Affairs Quarterly", issn="1468-0181")
    document = make_document(
        "A Common Statement",
        texts=("One.", "Two.", "Three.", "Four.", "Five."),
        doi="10.5555/raq_1",
        language="es",
        issue=make_issue(journal=journal),
    )
    authorship = document.authorships.get()
    authorship.author = make_author()
    body = authorship.author
    body.family, body.given, body.literal = "", "", "Hemispheric Social Movement and Alliance"
    save(body)
    text = client.get("/unapi", {"id": document.identifier, "format": "mods"}).text
    (facts,) = READERS["mods"][0](text)
    assert facts["author"] == [("Hemispheric Social Movement and Alliance",)] or facts["author"] == [
        "Hemispheric Social Movement and Alliance"
    ]
    mods = etree.fromstring(text.encode())
    spaces = {"m": "http://www.loc.gov/mods/v3"}

    def value(path: str) -> str:
        return mods.xpath(f"string({path})", namespaces=spaces)

    assert mods.xpath("count(//m:mods)", namespaces=spaces) == 1
    assert value("//m:relatedItem[@type='host']//m:detail[@type='volume']/m:number") == "7"
    assert value("//m:relatedItem[@type='host']//m:detail[@type='issue']/m:number") == "3"
    assert value("//m:extent/m:start") == "265"
    assert value("//m:extent/m:end") == "269"
    assert value("//m:identifier[@type='doi']") == "10.5555/raq_1"
    assert value("//m:languageTerm") == "es"
    assert value("//m:name[@type='corporate']/m:namePart") == "Hemispheric Social Movement and Alliance"
    assert value("//m:relatedItem[@type='host']//m:title") == "Regional Affairs Quarterly"


def test_results_of_a_search_offer_each_article_found(client):
    documents = [make_document(f"Harbour {n}", texts=("The harbour.",)) for n in range(3)]
    enqueue_for_indexing(document.pk for document in documents)
    indexer.apply_outbox()
    text = client.get("/search/?q=harbour").text
    assert sorted(unapi_ids(text)) == sorted(document.identifier for document in documents)
    assert "citation_title" not in text
    assert "Z3988" not in text
