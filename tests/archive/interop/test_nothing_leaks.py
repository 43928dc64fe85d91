"""A word that stands only in a draft or in a withdrawn article comes out of no outlet for machines."""

import re

import pytest

from archive.citations.formats import FORMATS
from archive.interop.oai_records import METADATA_FORMATS
from archive.interop.urls import urlpatterns
from archive.outbox import enqueue_for_indexing
from ingest.store.publishing import unpublish, withdraw
from search import indexer
from tests.builders import (
    make_author,
    make_issue,
    make_journal,
    make_reference,
    make_typeset_document,
)

pytestmark = pytest.mark.django_db
CANARY = "Zanzifer"  # in the draft everywhere, in the withdrawn article beyond its citation
TOMBSTONE = "Obsequium"  # the title of the withdrawn article: on its own page alone

# Addresses of each route, with {ids} of every article there is and the names of what they hang on.
ADDRESSES = {
    "api/": ["/api/"],
    "api/openapi.json": ["/api/openapi.json"],
    "api/search": [f"/api/search?q={q}&limit=100" for q in ("", CANARY, TOMBSTONE, "harbour", "subject:zanzifer")],
    "api/documents": ["/api/documents?limit=100", "/api/documents?author={author}", "/api/documents?journal={journal}"],
    "api/documents/<str:identifier>": ["/api/documents/{id}"],
    "api/documents/<str:identifier>/pages": ["/api/documents/{id}/pages"],
    "api/documents/<str:identifier>/pages/<str:sequence>": ["/api/documents/{id}/pages/1"],
    "api/authors": ["/api/authors", f"/api/authors?name={CANARY}"],
    "api/authors/<str:slug>": ["/api/authors/{author}"],
    "api/journals": ["/api/journals"],
    "api/journals/<str:journal>": ["/api/journals/{journal}"],
    "api/journals/<str:journal>/issues": ["/api/journals/{journal}/issues"],
    "api/journals/<str:journal>/issues/<str:issue>": ["/api/journals/{journal}/issues/7-3-2007"],
    "api/subjects": ["/api/subjects"],
    "api/<path:rest>": ["/api/nothing"],
    "unapi": ["/unapi?id={id}", *(f"/unapi?id={{id}}&format={each.key}" for each in FORMATS)],
    "oai": [
        "/oai?verb=Identify",
        "/oai?verb=ListSets",
        "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
        *(f"/oai?verb=ListRecords&metadataPrefix={prefix}" for prefix in METADATA_FORMATS),
        *(f"/oai?verb=GetRecord&metadataPrefix={p}&identifier=oai:testserver:{{id}}" for p in METADATA_FORMATS),
        "/oai?verb=ListMetadataFormats&identifier=oai:testserver:{id}",
    ],
    "d/<slug:identifier>/linkset.json": ["/d/{id}/linkset.json"],
    "d/<slug:identifier>/manifest.json": ["/d/{id}/manifest.json"],
    "d/<slug:identifier>/canvas/<int:sequence>/text.json": ["/d/{id}/canvas/1/text.json"],
    "d/<slug:identifier>/iiif-search": [f"/d/{{id}}/iiif-search?q={CANARY}"],
    "d/<slug:identifier>/iiif-words": ["/d/{id}/iiif-words?q=z"],
    "iiif/collection.json": ["/iiif/collection.json"],
    "j/<slug:slug>/collection.json": ["/j/{journal}/collection.json"],
    "j/<slug:journal_slug>/<slug:slug>/collection.json": ["/j/{journal}/7-3-2007/collection.json"],
    "iiif/<slug:identifier>.<int:sequence>": ["/iiif/{id}.1"],
    "iiif/<slug:identifier>.<int:sequence>/info.json": ["/iiif/{id}.1/info.json"],
    "iiif/<slug:identifier>.<int:sequence>/<str:region>/<str:size>/<str:rotation>/<str:end>": [
        "/iiif/{id}.1/full/max/0/default.jpg"
    ],
    "feeds/articles.atom": ["/feeds/articles.atom"],
    "j/<slug:slug>/articles.atom": ["/j/{journal}/articles.atom"],
    "a/<slug:slug>/articles.atom": ["/a/{author}/articles.atom"],
    "s/<slug:slug>/articles.atom": ["/s/{subject}/articles.atom"],
    "robots.txt": ["/robots.txt"],
    "sitemap.xml": ["/sitemap.xml"],
    "sitemap-<slug:section>-<int:number>.xml": [
        f"/sitemap-{section}-1.xml" for section in ("articles", "issues", "journals", "authors", "subjects")
    ],
}  # fmt: skip
ACCEPTS = [each.media_type for each in FORMATS] + ["application/ld+json", "application/json"]


def make_rows():
    texts = (f"The harbour of {CANARY}.",)
    hidden = {
        "texts": texts,
        "abstract": f"Of {CANARY}.",
        "authors": (f"Mara {CANARY}",),
        "subjects": (CANARY,),
    }
    seen = make_typeset_document("The Seen Harbour", texts=("A harbour.",), subjects=("Trade",))
    draft = make_typeset_document(
        f"The {CANARY} Draft",
        subtitle=CANARY,
        state="draft",
        issue=make_issue(journal=make_journal(f"{CANARY} Review")),
        doi=f"10.5555/{CANARY}",
        **hidden,
    )
    back = make_typeset_document(
        f"{CANARY} Once More",
        texts=(f"{CANARY} again.",),
        authors=(f"Mara {CANARY}",),
    )
    gone = make_typeset_document(
        TOMBSTONE,
        texts=(f"What {CANARY} said.",),
        abstract=CANARY,
    )
    make_reference(draft, f"{CANARY} (2001)")
    make_reference(gone, f"{CANARY} (2001)")
    unpublish([back])
    withdraw(gone, "Printed twice.")
    enqueue_for_indexing(row.pk for row in (seen, draft, back, gone))
    indexer.apply_outbox()
    return seen, draft, back, gone


def addresses(rows):
    names = [
        {"author": make_author(f"Mara {CANARY}").slug, "journal": f"{CANARY.lower()}-review", "subject": CANARY.lower()},
        {"author": "ines-pradera", "journal": "regional-affairs-quarterly", "subject": "trade"},
    ]  # fmt: skip
    for templates in ADDRESSES.values():
        for template in templates:
            for row in rows if "{id}" in template else rows[:1]:
                yield from {template.replace("{id}", row.identifier).format(**each) for each in names}


def test_every_route_is_watched():
    routes = {str(pattern.pattern) for pattern in urlpatterns}
    assert routes == set(ADDRESSES)


def without_echo(text: str, address: str) -> str:
    """The answer without the address that it repeats, and without the query as it was read."""
    text = text.replace(address, "")
    return re.sub(r'"(query|read_as)":"[^"]*"', "", re.sub(r"[?&](q|name)=\w+", "", text))


def test_no_outlet_tells_of_drafts_and_withdrawn_articles(client):
    rows = make_rows()
    seen_once = 0
    for address in addresses(rows):
        response = client.get(address)
        text = response.content.decode("utf-8", "replace")
        assert response.status_code < 500, address
        told = without_echo(text, address).lower()
        own = re.search(rf"(?<=/){CANARY.lower()}-review|(?<=mara-){CANARY.lower()}", address.lower())
        if own is None or response.status_code == 200:
            assert CANARY.lower() not in told, address
        assert TOMBSTONE.lower() not in told, address
        assert rows[1].identifier not in told or rows[1].identifier in address, address
        seen_once += "seen harbour" in told
    assert seen_once > 30


@pytest.mark.parametrize("accept", ACCEPTS)
def test_no_format_of_an_article_that_readers_may_not_see(client, accept):
    _, *hidden = make_rows()
    for row in hidden:
        response = client.get(f"/d/{row.identifier}/", headers={"accept": accept})
        assert response.status_code in (404, 410)
        assert CANARY.lower() not in response.text.lower()
        assert "Link" not in response.headers


def test_the_citation_files_of_a_withdrawn_article_say_that_it_went(client):
    *_, gone = make_rows()
    for each in FORMATS:
        response = client.get(f"/d/{gone.identifier}.{each.extension}")
        assert response.status_code == 410
        assert CANARY not in response.text
