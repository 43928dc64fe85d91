"""A withdrawal from end to end: gone from everywhere at once, its citation kept; and brought back again."""

import re

import pytest
from django.test import Client

from archive.outbox import enqueue_for_indexing
from search import indexer
from tests.builders import make_document

pytestmark = pytest.mark.django_db
REASON = "Printed with another’s table."
TITLE = "Zyxquill and the Tides"


@pytest.fixture
def document():
    document = make_document(
        TITLE, texts=["Of zyxquill and the moon."], subjects=["Tides"], doi="10.5555/zyx"
    )
    other = make_document("Another", texts=["Of zyxquill elsewhere."], subjects=["Tides"])
    enqueue_for_indexing([document.pk, other.pk])
    indexer.apply_outbox()
    return document


def outlets(document):
    """Every place where a reader or a machine might meet it."""
    journal = document.issue.journal.get_absolute_url()
    return [
        "/", "/browse/", journal, document.issue.get_absolute_url(), "/authors/", "/a/ines-pradera/", "/s/tides/",
        "/search/?q=zyxquill", "/search/?q=tides", "/search/export.ris?q=zyxquill", "/search/results.atom?q=zyxquill",
        "/search/suggest/?q=zyx", "/feeds/articles.atom", f"{journal}articles.atom", "/a/ines-pradera/articles.atom",
        "/s/tides/articles.atom", "/sitemap-articles-1.xml", "/api/documents", "/api/search?q=zyxquill",
        "/iiif/collection.json", f"{journal}collection.json", "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        f"/list/?ids={document.identifier}", f"/unapi?id={document.identifier}&format=ris",
    ]  # fmt: skip


def told_of_it(document) -> set[str]:
    reader, found = Client(), set()
    for address in outlets(document):
        response = reader.get(address)
        content = response.getvalue() if response.streaming else response.content
        if TITLE in re.sub(r"</?mark[^>]*>", "", content.decode()):
            found.add(address)
    return found


def forms_of_it(document) -> dict[str, int]:
    here = f"/d/{document.identifier}"
    parts = (".ris", ".bib", ".json", "/", "/p/265/", "/text", "/manifest.json", "/linkset.json")
    return {part: Client().get(here + part, follow=True).status_code for part in parts}


def test_what_is_withdrawn_is_gone_everywhere_at_once_and_comes_back(desk, document):
    everywhere = told_of_it(document)
    assert {"/search/?q=zyxquill", "/feeds/articles.atom", "/api/documents", "/s/tides/"} <= everywhere
    assert set(forms_of_it(document).values()) == {200}

    desk.post(f"/ingest/d/{document.identifier}/withdraw/", {"reason": REASON})
    assert not told_of_it(document)  # the index is not renewed yet
    assert set(forms_of_it(document).values()) == {410}
    indexer.apply_outbox()
    assert not told_of_it(document)
    deleted = Client().get("/oai?verb=ListRecords&metadataPrefix=oai_dc").text
    assert deleted.count('status="deleted"') == 1

    page = Client().get(document.get_absolute_url())
    assert page.status_code == 410
    for kept in (TITLE, "Inés Pradera", "Regional Affairs Quarterly", "265", REASON):
        assert kept in page.text
    assert "moon" not in page.text
    assert "noindex" in page.text

    for shown in (document.get_absolute_url(), f"/ingest/d/{document.identifier}/"):
        assert f">Withdrawn: {REASON}<" in desk.get(shown).text, "the reason is no part of another sentence"

    data = {"act": "unpublish", "documents": [document.identifier]}
    desk.post("/ingest/documents/change/", data)
    assert set(forms_of_it(document).values()) == {404}  # a draft again
    desk.post("/ingest/documents/change/", data | {"act": "publish"})
    indexer.apply_outbox()
    assert told_of_it(document) == everywhere
    assert set(forms_of_it(document).values()) == {200}


def test_undone_from_the_history_it_stands_where_it_stood(desk, document):
    everywhere = told_of_it(document)
    desk.post(f"/ingest/d/{document.identifier}/withdraw/", {"reason": REASON})
    indexer.apply_outbox()
    history = desk.get(f"/ingest/d/{document.identifier}/history/")
    (revision,) = history.context["rows"]
    assert (str(revision.message), str(revision.by)) == (f"Withdrawn: {REASON}", "ana")
    desk.post(f"/ingest/history/{revision.pk}/undo/")
    indexer.apply_outbox()
    assert told_of_it(document) == everywhere
    assert set(forms_of_it(document).values()) == {200}


def test_a_withdrawal_without_a_reason_is_refused(desk, document):
    desk.post(f"/ingest/d/{document.identifier}/withdraw/", {"reason": "  "})
    document.refresh_from_db()
    assert document.is_published
