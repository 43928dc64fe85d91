"""A text that is not open to who asks comes out of no outlet; its record is found and cited by all."""

import datetime
import io

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from archive.access import access
from archive.audiences import Audience, asked_by
from archive.models import Acronym, Document
from archive.outbox import enqueue_for_indexing
from archive.scans import page_tiles
from ingest.store import unpublish, withdraw
from ingest.store.cataloguing import set_access
from search import engine, indexer
from search.connection import current_engine
from tests.archive.interop.test_nothing_leaks import (
    ADDRESSES,
    HIDDEN,
    PICTURES,
    PROBES,
    SEEN,
    content_of,
    ink,
    outlets_of,
    told_by,
    without_echo,
)
from tests.builders import (
    make_document,
    make_neighbours,
    make_reference,
    make_typeset_document,
    save,
)
from tests.ingest.desk.access_table import MACHINE, TABLE
from tests.ingest.desk.people import make_person

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2027, 3, 1)
READING_ROOM, ELSEWHERE = "10.1.2.3", "192.0.2.9"
WORDS = "zanzi"  # of the text alone
# Addresses of an article whose answer is words or pages: 403 where these are closed.
OF_TEXT = {
    *("original", "text", "pdf", "offline?scans=1", "p/265/", "p/?label=265", "p/266/?lines=1"),
    *("quote?at=1.0.7.0.0~~oftides~~", "manifest.json", "canvas/1/text.json", "canvas/2/text.json"),
    *("iiif-search?q=tides", "iiif-words?q=ti", "iiif-search/1?q=tides", "iiif-words/1?q=ti"),
    f"iiif-search?q={PROBES[0]}",
}


@pytest.fixture(autouse=True)
def _drawn_large(monkeypatch):
    monkeypatch.setattr(page_tiles, "DPI", 600)


@pytest.fixture(autouse=True)
def _reading_room(settings):
    settings.READING_ROOM_ADDRESSES = ["10.1.0.0/16", "2001:db8::/32"]


@pytest.fixture
def people():
    clients = {
        "everyone": Client(REMOTE_ADDR=ELSEWHERE),
        "premises": Client(REMOTE_ADDR=READING_ROOM),
        "staff": Client(REMOTE_ADDR=ELSEWHERE),
        "librarian": Client(REMOTE_ADDR=ELSEWHERE),
    }
    for group in ("staff", "librarian"):
        clients[group].force_login(make_person(group, group))
    return clients


@pytest.fixture
def clock(monkeypatch):
    """Sets the time: clock(2027, 3, 1, 9)."""

    def at(*moment: int) -> None:
        now = datetime.datetime(*moment, tzinfo=datetime.UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return at


def make_closed(
    text_access="staff", open_from=None, title="The Closed Harbour", opening="Of tides.", **fields
) -> Document:
    """In the index; a word of its text is in its headings, its cited works and its acronyms too, and in no record."""
    row = make_typeset_document(
        title,
        texts=(f"{opening} {HIDDEN}", f"Again {HIDDEN}"),
        subjects=("Tides",),
        abstract="An abstract of moorings.",
        text_access=text_access,
        open_from=open_from,
        **fields,
    )
    row.sections.update(heading=f"On {PROBES[1]}")
    make_reference(row, f"{PROBES[2]} (2001)")
    place = {"page": row.pages.first(), "offset": 0}
    save(Acronym(document=row, short="ZNZ", long=f"Union of {PROBES[3]}", **place))
    indexed(row)
    return row


def indexed(*rows):
    enqueue_for_indexing(row.pk for row in rows)
    indexer.apply_outbox()


def searches() -> list[str]:
    """Whatever a word of a text may come out of, beside the outlets of an article."""
    asked = (PROBES[0], f"{PROBES[0][:-1]}x", "zanz*", f"heading:{PROBES[1]}", "ZNZ", "harbour", "tides", "")
    found = [f"/search/?q={words}" for words in asked]
    found += [f"/search/{part}?q={words}" for words in asked[:3] for part in ("export.csv", "export.ris")]
    found += [f"/search/facet/{name}/?q={PROBES[0]}" for name in ("author", "subject", "journal")]
    found += [f"/search/suggest/?q={words}" for words in ("zan", "zanzi", "of zan", "again zan", "ZNZ")]
    found += [f"/api/search?q={words}" for words in asked]
    return [*found, f"/search/results.atom?q={PROBES[0]}", "/acronyms/", "/acronyms/ZNZ/"]


def machines(document) -> list[str]:
    """Every route of the protocols, in every format."""
    names = {"author": "ines-pradera", "journal": document.issue.journal.slug, "subject": "tides"}
    templates = (each for templates in ADDRESSES.values() for each in templates)
    return [each.replace("{id}", document.identifier).format(**names) for each in templates]


def leaking(client, document) -> list[str]:
    """The addresses that tell a word of the text which they were not told themselves."""
    found = []
    for address in [*outlets_of(document), *machines(document), *searches()]:
        response = client.get(address)
        assert response.status_code < 500, address
        told = without_echo(told_by(response), address)
        if any(probe in told for probe in PROBES if probe not in address):
            found.append(address)
    return found


@pytest.mark.parametrize(
    ("text_access", "opens_in", "readers"),
    [
        ("premises", None, {"premises", "staff", "librarian"}),
        ("staff", None, {"staff", "librarian"}),
        ("staff", 2, {"staff", "librarian"}),
        ("premises", 0, {"everyone", "premises", "staff", "librarian"}),
    ],
)
def test_the_words_come_out_to_those_alone_who_may_read_them(people, text_access, opens_in, readers):
    """Who sees all asks first: nothing that is kept for him comes out to others."""
    day = None if opens_in is None else timezone.localdate() + datetime.timedelta(opens_in)  # in days
    row = make_closed(text_access, day)
    make_document("The Open Harbour", texts=("Of tides and zanzibar.",))
    for name in ("librarian", "staff", "premises", "everyone"):
        found = leaking(people[name], row)
        assert bool(found) == (name in readers), (name, found)
        if name in readers:
            assert any("/search/suggest/" in each for each in found), name
            assert any(each.startswith("/search/?") for each in found), name
            assert f"/d/{row.identifier}/original" in found, name
            assert "/acronyms/" in found, name
        if "everyone" not in readers:  # machines are told what everyone is
            assert not any(each.startswith(("/api/", "/iiif/")) for each in found), name


# What becomes of each route of an article whose text is closed; a route that is not named here answers as if it were
# open, and `leaking` sees to it that it tells no word.
REFUSED = {
    "d/<slug:identifier>/original",
    "d/<slug:identifier>/text",
    "d/<slug:identifier>/quote",
    "d/<slug:identifier>/pdf",
    "d/<slug:identifier>.pdf",
    "d/<slug:identifier>/offline",
    "d/<slug:address>/p/",
    "d/<slug:address>/p/<str:label>/",
    "report/<slug:identifier>/<str:address>/",
    "d/<slug:identifier>/manifest.json",
    "d/<slug:identifier>/canvas/<int:sequence>/text.json",
    "d/<slug:identifier>/iiif-search",
    "d/<slug:identifier>/iiif-search/1",
    "d/<slug:identifier>/iiif-words",
    "d/<slug:identifier>/iiif-words/1",
    "api/documents/<str:identifier>/pages",
    "api/documents/<str:identifier>/pages/<str:sequence>",
}
NOT_THERE = {
    "iiif/<slug:identifier>.<int:sequence>",  # leads to the next
    "d/<slug:identifier>/p/<str:label>/image-<int:width>.webp",
    "iiif/<slug:identifier>.<int:sequence>/info.json",
    "iiif/<slug:identifier>.<int:sequence>/<str:region>/<str:size>/<str:rotation>/<str:end>",
}


def test_every_route_of_an_article_says_what_becomes_of_it(people):
    rows = {route: row for route, row in TABLE.items() if "{document}" in row.address}
    rows = {route: row for route, row in rows.items() if row.method == "get" and "ingest/" not in route}
    assert rows.keys() >= REFUSED | NOT_THERE
    is_open, is_closed = make_closed("open"), make_closed("premises", opening="Of tides in another file.")
    for route, row in rows.items():
        usual, answer, within = (
            client.get(row.address.format(document=each.identifier, width=900), follow=True)
            for client, each in (
                (people["everyone"], is_open),
                (people["everyone"], is_closed),
                (people["premises"], is_closed),
            )
        )
        for each in (usual, answer, within):
            content_of(each)
        expected = 403 if route in REFUSED else 404 if route in NOT_THERE else usual.status_code
        assert answer.status_code == expected, route
        is_of_machines = route.startswith(("api/", "iiif/")) or row.rule == MACHINE
        assert within.status_code == (expected if is_of_machines else usual.status_code), route


@pytest.mark.parametrize("name", ["everyone", "premises"])
def test_all_that_shows_the_text_says_that_it_is_closed(people, name):
    row = make_closed(open_from=datetime.date(2090, 1, 5))
    for part in sorted(OF_TEXT):
        response = people[name].get(f"/d/{row.identifier}/{part}", follow=True)
        assert response.status_code == 403, part
        assert "not open to readers" in response.text, part
        assert "2090" in response.text, part
    for address in PICTURES:
        assert people[name].get(address.format(id=row.identifier)).status_code == 404, address
    for part in ("pages", "pages/1"):
        answer = people[name].get(f"/api/documents/{row.identifier}/{part}")
        assert answer.status_code == 403
        assert answer.json()["open_from"] == "2090-01-05"
    assert people[name].get(f"/report/{row.identifier}/265/").status_code == 403


def test_the_record_is_found_and_cited_by_everyone(client):
    row = make_closed("premises")
    page = client.get(row.get_absolute_url()).text
    for words in ("The Closed Harbour", "An abstract of moorings.", "library’s reading rooms", "Pradera"):
        assert words in page
    assert 'id="download-heading"' not in page
    assert f"/d/{row.identifier}/text" not in client.get(row.get_absolute_url())["Link"]
    assert "The Closed Harbour" in client.get(f"/d/{row.identifier}.ris").text
    assert "The Closed Harbour" in client.get(f"/oai?verb=GetRecord&metadataPrefix=jats&identifier=oai:testserver:{row.identifier}").text  # fmt: skip
    told = client.get(f"/d/{row.identifier}/", headers={"accept": "application/ld+json"}).json()
    assert told["conditionsOfAccess"] == "The text is open to readers on the library's premises only"
    told = client.get(f"/api/documents/{row.identifier}").json()
    assert (told["access"], told["pages"], told["text_url"]) == ("premises", [], None)
    for query in ("title:closed", "author:pradera", "subject:tides", "moorings", "closed harbour"):
        results = client.get("/search/", {"q": query})
        assert "The Closed Harbour" in results.text, query
        assert "library’s reading rooms" in results.text, query


OAI = "/oai?verb=GetRecord&metadataPrefix={prefix}&identifier=oai:testserver:{id}"
TOLD_OF_ACCESS = {
    "oai_dc": ("<dc:rights>info:eu-repo/semantics/embargoedAccess<", "<dc:date>info:eu-repo/date/embargoEnd/2090-01-05<"),
    "mods": ('<accessCondition type="restriction on access">The text is open to the library\'s staff only; to everyone from 2090-01-05<',),
    "marcxml": ('tag="506" ind1="1"', '<subfield code="g">20900105<'),
    "jats": ("meta-name>access-rights<", "to everyone from 2090-01-05<"),
}  # fmt: skip


@pytest.mark.parametrize("prefix", TOLD_OF_ACCESS)
def test_harvesters_are_told_whose_the_text_is(client, prefix):
    day = datetime.date(2090, 1, 5)
    is_open = make_document("The Open Harbour", text_access="staff", open_from=datetime.date(2001, 1, 5))
    is_closed = make_document("The Closed Harbour", text_access="staff", open_from=day)
    told = client.get(OAI.format(prefix=prefix, id=is_closed.identifier)).text
    usual = client.get(OAI.format(prefix=prefix, id=is_open.identifier)).text
    for words in TOLD_OF_ACCESS[prefix]:
        assert words in told
        assert words not in usual


def test_counts_and_facets_are_exact_for_each_reader(people):
    make_closed("premises")
    make_document(
        "The Open Harbour", texts=(f"Of tides and {PROBES[0]}.",), authors=("Luz Paz",), subjects=("Tides",)
    )
    indexed(*Document.objects.all())
    for name, total in {"everyone": 1, "premises": 2, "staff": 2, "librarian": 2}.items():
        audience = {"everyone": Audience.EVERYONE, "premises": Audience.PREMISES}.get(name, Audience.STAFF)
        with asked_by(lambda audience=audience: audience):
            found = engine.run(PROBES[0])
            subjects = {each.value: each.count for each in engine.run("tides").facets[1].values}
        assert found.total == total, name
        assert sum(bar.count for bar in found.years) == total, name
        assert [each.count for facet in found.facets if facet.name == "author" for each in facet.values] == [
            1
        ] * total
        assert people[name].get("/search/", {"q": PROBES[0]}).text.count('<li class="result"') == total, name
        assert 2 in subjects.values() or subjects == {}, (name, subjects)
    assert engine.run("harbour").total == 2  # each stands there once, whoever asks


def test_a_text_opens_on_its_day_without_a_job(client, clock):
    clock(2027, 2, 28, 23, 59)
    row = make_closed(open_from=TODAY)
    addresses = (row.get_absolute_url(), f"/search/?q={PROBES[0]}", f"/api/documents/{row.identifier}")
    before = {address: client.get(address) for address in addresses}
    assert not any(PROBES[1] in without_echo(told_by(each), at) for at, each in before.items())
    assert client.get(f"/d/{row.identifier}/text").status_code == 403
    clock(2027, 3, 1, 0, 0, 1)
    for address, answer in before.items():
        again = client.get(address, headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 200, address
        assert again.content != answer.content, address
    since = before[f"/api/documents/{row.identifier}"]["Last-Modified"]
    told = client.get(f"/api/documents/{row.identifier}", headers={"if-modified-since": since})
    assert (told.status_code, told.json()["access"]) == (200, "open")
    assert PROBES[1] in client.get(f"/d/{row.identifier}/text").text
    assert client.get(f"/search/?q={PROBES[0]}").text.count('<li class="result"') == 1
    assert not indexer.compare()


def test_the_day_is_that_of_the_archive(client, clock, settings):
    settings.TIME_ZONE = "America/Montevideo"  # three hours behind
    clock(2027, 3, 1, 1)
    row = make_closed(open_from=TODAY)
    assert client.get(f"/d/{row.identifier}/text").status_code == 403
    clock(2027, 3, 1, 4)
    assert client.get(f"/d/{row.identifier}/text").status_code == 200


def test_what_was_open_is_refused_under_its_old_addresses_and_etags(client):
    row = make_closed("open")
    parts = ("original", "text", "pdf", "manifest.json", "p/265/image-900.webp")
    before = {f"/d/{row.identifier}/{part}": client.get(f"/d/{row.identifier}/{part}") for part in parts}
    image = f"/iiif/{row.identifier}.1/full/900,/0/default.jpg"
    before[image] = client.get(image)
    before[row.get_absolute_url()] = client.get(row.get_absolute_url())
    assert {each.status_code for each in before.values()} == {200}
    for each in before.values():
        told_by(each)  # to its end, which closes the file behind it
    set_access([row], "staff", None, None)  # the indexer has not come to it
    for address, answer in before.items():
        headers = {"if-none-match": answer.headers.get("ETag", "*")}
        again = client.get(address, headers=headers)
        assert again.status_code in ((200,) if address == row.get_absolute_url() else (403, 404)), address
        assert not any(probe in told_by(again) for probe in PROBES), address
    indexer.apply_outbox()
    assert not leaking(client, row)


@pytest.mark.parametrize("becomes", ["closed", "withdrawn", "a draft", "closed further"])
def test_an_index_that_lags_behind_finds_nothing_by_words_that_may_no_longer_be_read(people, becomes):
    row = make_closed("premises" if becomes == "closed further" else "open")
    make_document("The Open Harbour", texts=("Of tides.",), subjects=("Tides",))
    indexed(*Document.objects.all())
    readers = ("everyone", "premises")
    for name in readers:  # what they were told is remembered and kept
        for address in searches():
            told_by(people[name].get(address))
    if becomes.startswith("closed"):
        set_access([row], "staff", None, None)
    elif becomes == "withdrawn":
        withdraw(row, "Printed twice.")
    else:
        unpublish([row])
    for name in readers:
        assert not [at for at in searches() if tells(people[name].get(at), at)], name
        results = people[name].get("/search/", {"q": PROBES[0]}).text
        assert 'class="result"' not in results, name
        found = people[name].get("/search/", {"q": "tides"}).text.count('<li class="result"')
        assert found == (2 if (becomes, name) == ("closed further", "everyone") else 1), name
    if becomes.startswith("closed"):
        assert people["staff"].get("/search/", {"q": PROBES[0]}).text.count('<li class="result"') == 1
    indexer.apply_outbox()
    assert people["everyone"].get("/api/search", {"q": "harbour"}).json()["total"] == (
        2 if becomes.startswith("closed") else 1
    )


def tells(response, address) -> bool:
    """Whether it tells a probe that it was not told itself."""
    told = without_echo(told_by(response), address)
    return any(probe in told for probe in PROBES if probe not in address)


def test_without_a_title_no_word_of_the_text_stands_for_it(people):
    row = make_closed(title="", subtitle="")
    assert not leaking(people["everyone"], row)
    assert "[Untitled" in people["everyone"].get(f"/d/{row.identifier}/", follow=True).text


@pytest.mark.parametrize("text_access", ["premises", "staff"])
def test_a_neighbour_on_a_page_and_in_a_file_is_covered(people, text_access):
    upper, lower = make_neighbours(SEEN, HIDDEN, state="published", text_access=text_access)
    indexed(upper, lower)
    readers = {"librarian", "staff"} | ({"premises"} if text_access == "premises" else set())
    ends = max(word[3] + word[5] for line in upper.pages.get(sequence=2).words for word in line) / 612
    for name in ("librarian", "staff", "premises", "everyone"):
        may_read = name in readers
        pdf = told_by(people[name].get(f"/d/{upper.identifier}/original"))
        assert any(probe in pdf for probe in PROBES) == may_read, name
        assert (
            not any(probe in told_by(people[name].get(f"/d/{upper.identifier}/pdf")) for probe in PROBES[:1])
            or may_read
        )
        image = people[name].get(f"/d/{upper.identifier}/p/266/image-900.webp")
        drawn = Image.open(io.BytesIO(content_of(image)))
        assert (ink(drawn, ends + 0.002, 1.0) > 0) == may_read, name
        assert ink(drawn, 0.0, ends) > 10, name
        assert ("private" in image["Cache-Control"]) == (name != "everyone"), name
        tile = people[name].get(f"/iiif/{upper.identifier}.2/full/900,/0/default.webp")
        assert ink(Image.open(io.BytesIO(content_of(tile))), ends + 0.002, 1.0) == 0, name


def test_what_is_told_on_the_premises_is_for_no_shared_cache(people):
    row = make_closed("premises")
    for address in (row.get_absolute_url(), f"/d/{row.identifier}/text", f"/search/?q={PROBES[0]}"):
        assert "private" in people["premises"].get(address)["Cache-Control"], address
        assert "private" not in people["everyone"].get(address).get("Cache-Control", ""), address
    assert "private" not in people["premises"].get(f"/api/documents/{row.identifier}").get(
        "Cache-Control", ""
    )


@pytest.mark.parametrize(
    ("address", "forwarded", "is_within"),
    [
        ("10.1.255.1", "", True),
        ("::ffff:10.1.0.9", "", True),
        ("2001:db8::7", "", True),
        ("10.2.0.1", "", False),
        ("unix:", "", False),
        ("127.0.0.1", "10.1.0.1", True),
        ("127.0.0.1", "10.1.0.1, 192.0.2.1", False),  # what the client says of itself counts nothing
        ("10.1.0.1", "192.0.2.1", False),
    ],
)
def test_the_reading_room_is_told_by_the_address_that_the_proxy_saw(settings, address, forwarded, is_within):
    row = make_document("The Closed Harbour", texts=("Of tides.",), text_access="premises")
    settings.BEHIND_TLS, headers = bool(forwarded), {"x-forwarded-for": forwarded} if forwarded else {}
    response = Client(REMOTE_ADDR=address).get(f"/d/{row.identifier}/text", headers=headers)
    assert response.status_code == (200 if is_within else 403)


def test_nobody_forges_the_address_where_there_is_no_proxy():
    row = make_document("The Closed Harbour", texts=("Of tides.",), text_access="premises")
    client = Client(REMOTE_ADDR=ELSEWHERE)
    assert client.get(f"/d/{row.identifier}/text", headers={"x-forwarded-for": "10.1.0.1"}).status_code == 403


def test_who_says_nothing_is_everyone():
    row = make_closed("premises")
    assert not access(None, row).text
    assert current_engine().complete("zanzif", 5) == []
    assert engine.run(PROBES[0]).total == 0
    with asked_by(lambda: Audience.PREMISES):
        assert engine.run(PROBES[0]).total == 1
        assert not access(None, row).text  # a machine is told what everyone is


def test_an_index_made_anew_holds_both_entries_and_agrees(client):
    make_closed("staff")
    assert indexer.rebuild() == 1
    assert not indexer.compare()
    assert engine.run(PROBES[0]).total == 0
    row = Document.objects.get()
    set_access([row], "open", None, None)
    indexer.apply_outbox()
    assert not indexer.compare()
    assert engine.run(PROBES[0]).total == 1
