"""A word that stands only in a draft or in a withdrawn article comes out of no outlet: not of its own addresses,
not of those of its neighbours on a page and in a file, neither as text nor in an image."""

import base64
import io
import re
from collections.abc import Iterator
from itertools import product

import pypdfium2 as pdfium
import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from archive.access import access
from archive.citations.formats import FORMATS
from archive.interop.oai_records import METADATA_FORMATS
from archive.interop.urls import urlpatterns
from archive.models import Document, Page
from archive.outbox import enqueue_for_indexing
from archive.scans import page_tiles
from ingest.store.dividing import discard
from ingest.store.merging import merge
from ingest.store.publishing import unpublish, withdraw
from ingest.store.texts import take_out
from search import indexer
from tests.builders import (
    make_author,
    make_document,
    make_issue,
    make_journal,
    make_neighbours,
    make_reference,
    make_typeset_document,
    save,
)
from tests.ingest.desk.access_table import TABLE
from tests.ingest.desk.people import make_person
from tests.typeset import HEIGHT, WIDTH

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
    "api/documents/<str:identifier>/reference": ["/api/documents/{id}/reference?style=mla"],
    "api/styles": [f"/api/styles?q={CANARY}"],
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
    "d/<slug:identifier>/iiif-search/1": [f"/d/{{id}}/iiif-search/1?q={CANARY}"],
    "d/<slug:identifier>/iiif-words/1": ["/d/{id}/iiif-words/1?q=z"],
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
    assert seen_once >= 30


def test_no_format_of_an_article_that_readers_may_not_see(client):
    _, *hidden = make_rows()
    for accept, row in product(ACCEPTS, hidden):
        response = client.get(f"/d/{row.identifier}/", headers={"accept": accept})
        assert response.status_code in (404, 410), (accept, row)
        assert CANARY.lower() not in response.text.lower(), (accept, row)
        assert "Link" not in response.headers, (accept, row)


def test_the_citation_files_of_a_withdrawn_article_say_that_it_went(client):
    *_, gone = make_rows()
    for each in FORMATS:
        response = client.get(f"/d/{gone.identifier}.{each.extension}")
        assert response.status_code == 410
        assert CANARY not in response.text


# ------------------------------------------------------------------ neighbours on a page and in a file
SEEN = " ".join(f"harbour{n} tides" for n in range(8))
PROBES = [f"zanzifer{letter}" for letter in "abcdefghijklmnopqrst"]
HIDDEN = " ".join(PROBES)
PICTURES = (
    "/d/{id}/p/265/image-900.webp",
    "/d/{id}/p/266/image-160.webp",
    "/d/{id}/p/266/image-900.webp",
    "/d/{id}/p/266/image-1800.webp",
    "/iiif/{id}.2/full/max/0/default.jpg",
    "/iiif/{id}.2/full/900,/0/default.webp",
    "/iiif/{id}.2/pct:0,15,100,85/max/0/default.jpg",
    "/iiif/{id}.2/pct:0,15,40,85/max/0/default.jpg",
)
WHOLE_PAGE = re.compile(r"image-|/full/")


@pytest.fixture(autouse=True)
def _drawn_large(monkeypatch):
    """Pages of so many pixels that parts of them are sent as tiles."""
    monkeypatch.setattr(page_tiles, "DPI", 600)


def outlets_of(document) -> Iterator[str]:
    """Every address that is asked with GET, of this article where it names one."""
    issue = document.issue
    names = {
        "document": document.identifier,
        "journal": issue.journal.slug,
        "issue": issue.slug,
        "width": 900,
    }
    names |= {"author": "ines-pradera", "subject": "tides", "acronym": "TDS"}
    for row in TABLE.values():
        if row.method == "get" and not row.address.startswith("/ingest/"):
            yield row.address.format(**names)
    for words in (PROBES[0], "harbour1", "zanzi"):
        yield from (f"/search/?q={words}", f"/search/suggest/?q={words}", f"/api/search?q={words}")
    yield f"/d/{document.identifier}/iiif-search?q={PROBES[0]}"
    yield f"/d/{document.identifier}/canvas/2/text.json"
    yield f"/d/{document.identifier}/p/266/?lines=1"
    yield f"/api/documents/{document.identifier}/pages/2"


def content_of(response) -> bytes:
    return response.getvalue() if response.streaming else response.content


def told_by(response) -> str:
    """The answer as text; of a PDF all that can be copied out of it and all that its streams hold."""
    data = content_of(response)
    if not data.startswith(b"%PDF"):
        return data.decode("utf-8", "replace").lower()
    reader = PdfReader(io.BytesIO(data))
    streams = (
        each.get_object() for each in map(reader.get_object, range(1, len(reader.xref[0]) + 9)) if each
    )
    raw = b" ".join(each.get_data() for each in streams if hasattr(each, "get_data") and "/Width" not in each)
    return " ".join([*(page.extract_text() for page in reader.pages), raw.decode("latin-1")]).lower()


def ink(image: Image.Image, upper: float, lower: float) -> int:
    """Dark pixels in a band of the page, from 0 at the top to 1."""
    band = image.convert("L").crop((0, round(upper * image.height), image.width, round(lower * image.height)))
    return sum(band.histogram()[:150])


def pictures_from(client, document) -> Iterator[tuple[str, Image.Image, float]]:
    """(address, image, how much of the page above the image is left out)."""
    for address in (each.format(id=document.identifier) for each in PICTURES):
        response = client.get(address)
        assert response.status_code == 200, address
        yield (
            address,
            Image.open(io.BytesIO(content_of(response))),
            0.0 if WHOLE_PAGE.search(address) else 0.15,
        )
    offline = client.get(f"/d/{document.identifier}/offline?scans=1").text
    first, second = re.findall(r'src="data:image/webp;base64,([^"]*)"', offline)
    yield "offline, 265", Image.open(io.BytesIO(base64.b64decode(first))), 0.0
    yield "offline, 266", Image.open(io.BytesIO(base64.b64decode(second))), 0.0
    pages = pdfium.PdfDocument(client.get(f"/d/{document.identifier}/pdf").getvalue())
    yield "pdf", pages[1].render(scale=3).to_pil(), 0.0


@pytest.mark.parametrize("state", ["published", "draft", "withdrawn"])
def test_no_outlet_of_an_article_tells_of_its_neighbour(state):
    """Whoever sees all asks first: nothing that is kept for him comes out to others."""
    upper, lower = make_neighbours(SEEN, HIDDEN, state=state, subjects=("Tides",))
    enqueue_for_indexing((upper.pk, lower.pk))
    indexer.apply_outbox()
    people = {"librarian": Client(), "staff": Client(), "anonymous": Client()}
    for group in ("librarian", "staff"):
        people[group].force_login(make_person(group, group))
    for name, client in people.items():
        assert_sees_what_is_open(name, client, upper, state)


def assert_sees_what_is_open(name: str, client: Client, upper: Document, state: str) -> None:
    """What a person may see of the neighbour in this state, as text and on images."""
    is_hidden = state != "published" and name != "librarian"
    told = {address: told_by(client.get(address)) for address in outlets_of(upper)}
    leaking = [
        address
        for address, text in told.items()
        if any(probe in without_echo(text, address) for probe in PROBES if probe not in address)
    ]
    assert bool(leaking) != is_hidden, (name, leaking)
    assert (f"/d/{upper.identifier}/original" in leaking) != is_hidden, name
    assert "harbour1" in told[f"/d/{upper.identifier}/pdf"], name
    ends = max(word[3] + word[5] for line in upper.pages.get(sequence=2).words for word in line) / 612
    for address, image, cut in pictures_from(client, upper):
        if "265" not in address:
            below = max(0.0, (ends + 0.002 - cut) / (1 - cut))
            is_covered = (
                state != "published" if "/iiif/" in address else is_hidden
            )  # machines are told the same
            assert (ink(image, below, 1.0) == 0) == is_covered, (name, address)
        if not cut:
            assert ink(image, 0.0, ends) > 10, (name, address)  # the article itself stays in sight


@pytest.mark.parametrize("state", ["published", "draft", "withdrawn"])
def test_no_tile_of_any_level_shows_a_neighbour(client, state):
    upper, _lower = make_neighbours(SEEN, HIDDEN, state=state)
    service = f"/iiif/{upper.identifier}.2"
    info = client.get(f"{service}/info.json").json()
    ends = max(word[3] + word[5] for line in upper.pages.get(sequence=2).words for word in line) / 612
    side, found = info["tiles"][0]["width"], 0
    for factor in info["tiles"][0]["scaleFactors"]:
        step = side * factor
        for top in range(0, info["height"], step):
            for left in range(0, info["width"], step):
                wide, high = min(step, info["width"] - left), min(step, info["height"] - top)
                size = f"{-(-wide // factor)},{-(-high // factor)}"
                response = client.get(f"{service}/{left},{top},{wide},{high}/{size}/0/default.webp")
                assert response.status_code == 200
                with Image.open(io.BytesIO(response.content)) as image:
                    found += ink(image, max(0.0, (info["height"] * (ends + 0.002) - top) / high), 1.0)
    assert (found == 0) == (state != "published")


@pytest.mark.parametrize(
    ("head", "is_covered"),
    [
        ("L. Paz: Ebb", True),  # an author, and words of a title that the archive does not know
        ("Л. Паз: Отлив", True),
        ("The Lower Part 266", True),
        ("The Upper Part", False),
        ("266 Regional Affairs Quarterly 7(3)", False),
        ("Tidal Studies", False),  # stands on a page that shows nothing hidden
        ("", False),
    ],
)
def test_a_running_head_stays_in_sight_where_it_tells_nothing_new(head, is_covered):
    upper, _lower = make_neighbours(SEEN, HIDDEN, state="draft", authors=("Luz Paz",))
    upper.pages.filter(sequence=1).update(running_head="Tidal Studies")
    place = [0.1 * WIDTH, 0.05 * HEIGHT, 0.2 * WIDTH, 0.01 * HEIGHT]
    Page.objects.filter(scan_page=2).update(running_head=head, furniture=[place])
    Page.objects.filter(scan_page=3).update(running_head=head)
    mask = access(None, Document.objects.get(pk=upper.pk)).image(upper.pages.get(sequence=2)).mask
    box = ((0.1, 0.05, 0.3, 0.06),)
    assert (box in mask.hidden, box in mask.shown) == (is_covered, not is_covered)


def test_a_running_head_that_was_taken_out_of_the_hidden_text_stays_covered():
    upper, lower = make_neighbours(SEEN, HIDDEN, state="draft")
    (line, *_others) = (page := lower.pages.get(sequence=1)).words
    take_out(page, 0, None)
    page.refresh_from_db()
    assert not page.words
    page.text, page.words = "Left.", [[[0, 5, 72, 500, 40, 10, None]]]
    save(page)
    mask = access(None, Document.objects.get(pk=upper.pk)).image(upper.pages.get(sequence=2)).mask
    left, top = line[0][2] / WIDTH, line[0][3] / HEIGHT
    assert any(abs(box[0] - left) < 0.001 and abs(box[1] - top) < 0.001 for (box, *_) in mask.hidden)


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_drafts_may_be_shown_on_shared_scans_but_never_as_text(client, settings, state):
    settings.SHOW_DRAFTS_ON_SHARED_PAGES = True
    upper, _lower = make_neighbours(SEEN, HIDDEN, state=state)
    ends = max(word[3] + word[5] for line in upper.pages.get(sequence=2).words for word in line) / 612
    for address, image, cut in pictures_from(client, upper):
        if not cut and "265" not in address:
            assert (ink(image, ends + 0.002, 1.0) > 0) == (state == "draft"), address
    told = told_by(client.get(f"/d/{upper.identifier}/pdf"))
    assert "harbour1" in told
    assert not any(probe in told for probe in PROBES)
    assert client.get(f"/d/{upper.identifier}/original").status_code == 403


def test_an_address_from_before_a_withdrawal_is_refused(client):
    upper, lower = make_neighbours(SEEN, HIDDEN, state="published")
    page = client.get(f"/d/{upper.identifier}-the-upper-part/p/266/").text
    (before,) = set(re.findall(r'src="(/d/[^"]*image-900[^"]*)"', page))
    kept = client.get(before)
    assert kept.getvalue()
    withdraw(lower, "Printed twice.")
    assert client.get(before).status_code == 404
    version = before.partition("?v=")[2]
    for part in ("info.json", "0,0,1024,1024/1024,1024/0/default.webp"):
        assert client.get(f"/iiif/{upper.identifier}.2/{part}").status_code == 200
        assert client.get(f"/iiif/{upper.identifier}.2/{part}?v={version}").status_code == 404
    image = f"/iiif/{upper.identifier}.2/full/900,/0/default.webp"
    assert client.get(image, headers={"if-none-match": kept["ETag"]}).status_code == 200
    (after,) = set(
        re.findall(
            r'src="(/d/[^"]*image-900[^"]*)"',
            client.get(f"/d/{upper.identifier}-the-upper-part/p/266/").text,
        )
    )
    assert after != before
    assert client.get(after).getvalue()


def test_where_no_boxes_say_which_part_is_hidden_the_image_is_held_back_and_says_so(client):
    upper, lower = make_neighbours(SEEN, HIDDEN, state="draft")
    lower.pages.filter(sequence=1).update(words=[])
    for address in PICTURES:
        response = client.get(address.format(id=upper.identifier))
        assert content_of(response)
        assert response.status_code == (200 if "265" in address else 404), address
    assert client.get(f"/d/{upper.identifier}/pdf").status_code == 404
    page = client.get(f"/d/{upper.identifier}-the-upper-part/p/266/").text
    assert "The scan of this page is held back" in page
    assert "harbour1" in page
    assert "image-900" not in page
    manifest = client.get(f"/d/{upper.identifier}/manifest.json").json()
    assert [bool(canvas.get("items")) for canvas in manifest["items"]] == [True, False]
    held_back = client.get(f"/d/{upper.identifier}/original")
    assert held_back.status_code == 403
    assert "also holds articles that are not public" in held_back.text
    assert f"/d/{upper.identifier}/pdf" not in held_back.text


def test_the_original_lines_of_a_shared_page_are_those_of_the_article_whatever_was_kept_as_read(client):
    upper, _lower = make_neighbours(SEEN, HIDDEN, state="draft")
    upper.pages.update(raw_text=f"{SEEN}\n{HIDDEN}")
    told = told_by(client.get(f"/d/{upper.identifier}-the-upper-part/p/266/?lines=1"))
    assert "harbour1 tides" in told
    assert not any(probe in told for probe in PROBES)


# ------------------------------------------------------------------ copies
def held_twice(state):
    """An article published beside another in one file; the other also stands alone in a file of its own."""
    upper, lower = make_neighbours(SEEN, HIDDEN, state="draft")
    alone = make_typeset_document("The Lower Part", texts=(HIDDEN, HIDDEN), state=state)
    return upper, lower, alone


def leaks(client, document) -> bool:
    texts = [told_by(client.get(f"/d/{document.identifier}/{part}")) for part in ("original", "pdf")]
    return any(probe in text for text in texts for probe in PROBES)


@pytest.mark.parametrize("state", ["published", "draft", "withdrawn"])
def test_a_discarded_copy_is_as_open_as_the_article(client, state):
    upper, lower, alone = held_twice(state)
    assert discard(lower, None) == alone
    assert leaks(client, upper) == (state == "published")
    if state == "published":
        withdraw(alone, "Printed twice.")
        assert not leaks(client, upper)
    assert client.get(f"/d/{lower.identifier}/").status_code == 404  # readers never saw it


def test_a_copy_of_a_published_article_leads_to_it(client):
    upper, lower, alone = held_twice("published")
    merge(lower, alone)
    assert leaks(client, upper)
    unpublish([alone])
    assert not leaks(client, upper)


def test_with_the_article_its_copies_are_discarded(client):
    upper, lower, alone = held_twice("draft")
    discard(lower, None)
    assert discard(alone, None) is None
    assert list(Document.objects.all()) == [upper]
    assert leaks(client, upper)  # a cover or an advertisement hides nothing


def test_what_is_no_article_hides_nothing(client):
    upper, lower = make_neighbours(SEEN, HIDDEN, state="draft")
    assert not leaks(client, upper)
    discard(lower, None)
    assert leaks(client, upper)


def test_a_file_that_was_taken_in_twice_does_not_cover_its_own_article(client):
    upper, _lower = make_neighbours(SEEN, HIDDEN, state="published")
    copy = make_document("The Upper Part", texts=(SEEN, SEEN), scan=upper.pages.first().scan, state="draft")
    for page, of in zip(copy.pages.all(), upper.pages.all(), strict=True):
        page.words, page.width, page.height, page.text_source = of.words, of.width, of.height, "pdf"
        save(page)
    for address, image, cut in pictures_from(client, upper):
        if not cut:
            assert ink(image, 0.0, 0.16) > 10, address
    assert client.get(f"/d/{upper.identifier}/original").status_code == 403
    assert discard(copy, None) == upper
    assert client.get(f"/d/{upper.identifier}/original").getvalue()
