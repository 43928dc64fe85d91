"""Answers are kept until anything changes that readers may see; what is one reader's alone never is."""

import gzip

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from archive import visibility
from archive.models import Document, OutboxEntry, VisibilityChange
from archive.outbox import enqueue_for_indexing
from archive.web import kept_answers
from archive.web.kept_answers import kept
from ingest.store.publishing import withdraw
from search import indexer
from tests.builders import make_document
from tests.ingest.desk.people import make_librarian

pytestmark = pytest.mark.django_db
WORD = "Zanzifer"


@pytest.fixture
def article(db):
    document = make_document(
        f"The {WORD} Harbour",
        texts=(f"Of {WORD} and trade.", "More trade."),
        authors=("Inés Pradera",),
        subjects=("Trade",),
        abstract=f"On {WORD}.",
    )
    neighbour = make_document("Trade Winds", texts=("Trade and harbours.",), subjects=("Trade",))
    enqueue_for_indexing([document.pk, neighbour.pk])
    indexer.apply_outbox()
    return document


def outlets(document):
    """What shows titles or excerpts."""
    here = document.get_absolute_url()
    return [
        "/",
        "/search/?q=trade",
        f"/search/?q={WORD}",
        f"/search/in/{document.identifier}/?q=trade",
        "/search/?q=trade&view=pages",
        "/search/results.atom?q=trade",
        f"/search/suggest/?q={WORD}&format=json",
        f"/search/suggest/?q={WORD}",
        "/api/search?q=trade",
        "/api/documents",
        f"/api/documents/{document.identifier}",
        f"/api/documents/{document.identifier}/pages/1",
        "/feeds/articles.atom",
        "/j/regional-affairs-quarterly/articles.atom",
        "/a/ines-pradera/articles.atom",
        "/s/trade/articles.atom",
        "/a/ines-pradera/",
        "/s/trade/",
        "/browse/",
        here,
        f"{here}?q=trade",
        f"{here}p/{document.pages.first().address}/",
        f"/d/{document.identifier}.ris",
        f"/d/{document.identifier}/text",
        f"/d/{document.identifier}/manifest.json",
        f"/d/{document.identifier}/canvas/1/text.json",
        f"/d/{document.identifier}/iiif-search?q={WORD}",
        f"/iiif/{document.identifier}.1/info.json",
        f"/d/{document.identifier}/p/{document.pages.first().address}/image-800.webp",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        f"/unapi?id={document.identifier}&format=ris",
        "/sitemap-articles-1.xml",
    ]


def told(client, address, **headers):
    response = client.get(address, follow=True, headers=headers)
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode(
        errors="replace"
    )


def test_what_is_withdrawn_is_in_no_kept_answer_while_the_indexer_stands(client, article):
    addresses = outlets(article)
    before = [told(client, address) for address in addresses for _ in range(2)]
    assert sum(WORD in each for each in before) >= 40
    withdraw(article, "Printed twice.")
    assert OutboxEntry.objects.exists()
    own = f"/d/{article.identifier}"
    for address in addresses:
        page = told(client, address).replace(f"q={WORD}", "").replace(f"“{WORD}”", "")
        assert "and trade" not in page, address
        assert f"The {WORD} Harbour" not in page or address.startswith(own), address


def test_what_is_published_is_found_in_lists_at_once(client, article):
    assert WORD not in told(client, "/s/rivers/articles.atom")
    make_document(f"{WORD} Rivers", subjects=("Rivers",))
    assert WORD in told(client, "/s/rivers/articles.atom")


@pytest.mark.parametrize(
    "address", ["/search/?q=trade", "/api/search?q=trade", "/search/results.atom?q=trade"]
)
def test_asked_again_the_database_is_asked_for_the_generation_alone(client, article, address):
    first = told(client, address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert told(client, address) == first
    assert len(queries) == 1
    assert "archive_visibility" in queries[0]["sql"]


@pytest.mark.parametrize(
    "address", ["/search/?q=trade", "/search/suggest/?q=trade", "/feeds/articles.atom", "/api/documents"]
)
def test_who_has_it_already_is_told_so(client, article, address):
    for _ in range(2):  # made, and kept
        etag = client.get(address)["ETag"]
        again = client.get(address, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")
    Document.objects.filter(pk=article.pk).update(title="Another Trade")
    changed = client.get(address, headers={"if-none-match": etag})
    assert changed.status_code == (200 if "suggest" not in address else changed.status_code)


def test_the_article_and_its_pages_are_told_by_their_content(client, article):
    page = f"{article.get_absolute_url()}p/{article.pages.first().address}/"
    for address in (article.get_absolute_url(), page):
        etag = client.get(address)["ETag"]
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304
        article.pages.update(text="Something else.")
        assert client.get(address, headers={"if-none-match": etag}).status_code == 200
        article.pages.update(text=f"Of {WORD} and trade.")


# ------------------------------------------------------------------ what is one reader's alone
def test_a_readers_list_is_seen_by_that_reader_alone(article):
    one, other = Client(), Client()
    told(other, "/search/?q=trade")
    one.post("/list/change/", {"act": "add", "id": article.identifier})
    own = told(one, "/search/?q=trade")
    assert 'value="remove"' in own
    assert own == told(one, "/search/?q=trade")
    assert 'value="remove"' not in told(other, "/search/?q=trade")
    assert 'value="remove"' not in told(Client(), "/search/?q=trade")


def test_staff_and_drafts_stay_among_themselves(client, article):
    Document.objects.filter(pk=article.pk).update(state="draft")
    staff = Client()
    staff.force_login(make_librarian())
    address = article.get_absolute_url()
    assert WORD in told(staff, address)
    assert client.get(address).status_code == 404
    assert "Sign out" in told(staff, "/search/?q=trade")
    assert "Sign out" not in told(client, "/search/?q=trade")


def test_each_language_and_each_look_has_its_own_answer(client, article):
    english = told(client, "/search/?q=trade", **{"accept-language": "en"})
    assert 'lang="es"' in told(client, "/search/?q=trade", **{"accept-language": "es"})[:200]
    client.cookies["theme"] = "dark"
    dark = told(client, "/search/?q=trade", **{"accept-language": "en"})
    assert 'data-theme="dark"' in dark
    del client.cookies["theme"]
    assert told(client, "/search/?q=trade", **{"accept-language": "en"}) == english


def test_each_style_of_references_has_its_own_answer(client, article):
    usual = told(client, "/search/?q=trade")
    client.cookies["style"] = "mla%2F"
    chosen = told(client, "/search/?q=trade")
    assert '<option value="mla" selected>' in chosen
    assert '<option value="mla" selected>' not in usual
    with CaptureQueriesContext(connection) as queries:
        assert told(client, "/search/?q=trade") == chosen
    assert len(queries) == 1, "the generation, and all else is kept"
    client.cookies["style"] = "chicago%2F"
    assert told(client, "/search/?q=trade") != chosen


def test_a_place_is_kept_for_that_reader(client, article):
    address = f"{article.get_absolute_url()}p/{article.pages.first().address}/"
    told(client, address)
    reader = Client()
    reader.post("/place/", {"id": article.identifier, "label": article.pages.first().address})
    for _ in range(2):
        assert "place" in reader.get(address).cookies
    assert "place" not in client.get(address).cookies


def test_the_results_that_were_left_lead_back_for_who_left_them(client, article):
    address = f"{article.get_absolute_url()}?q=trade"
    plain = told(client, address)
    left = told(client, address, referer="http://testserver/search/?q=trade&sort=newest")
    assert "sort%3Dnewest" in left or "sort=newest" in left
    assert told(client, address) == plain


# ------------------------------------------------------------------ what is kept, and for how long
def ask(view, **cookies):
    request = RequestFactory().get("/somewhere/")
    request.COOKIES.update(cookies)
    request.session = SessionStore()
    return kept()(view)(request)


@pytest.fixture
def counted(article):
    """A view that says how often it was asked, and the headers it says it with."""

    def view(request):
        view.asked += 1
        return HttpResponse(f"{view.asked}" + "x" * view.size, headers=view.headers, status=view.status)

    view.asked, view.size, view.headers, view.status = 0, 300, {}, 200
    return view


def test_an_answer_is_made_once(counted):
    assert ask(counted).content == ask(counted).content
    assert counted.asked == 1


@pytest.mark.parametrize(
    "said",
    [
        {"headers": {"Cache-Control": "no-store"}},
        {"headers": {"Cache-Control": "private, no-cache"}},
        {"status": 404},
        {"size": 0, "headers": {"Cache-Control": "No-Store"}},
    ],
)
def test_what_no_cache_may_keep_is_made_anew(counted, said):
    for name, value in said.items():
        setattr(counted, name, value)
    ask(counted)
    ask(counted)
    assert counted.asked == 2


@pytest.mark.parametrize("cookie", ["sessionid", "messages", "place", "anything"])
def test_who_sends_another_cookie_is_answered_alone(counted, cookie):
    ask(counted, **{cookie: "x"})
    ask(counted, **{cookie: "x"})
    assert counted.asked == 2


def test_what_sets_a_cookie_is_not_kept(article):
    asked = []

    def view(request):
        asked.append(request)
        response = HttpResponse("mine")
        response.set_cookie("own", "1")
        return response

    assert "own" in ask(view).cookies
    assert "own" in ask(view).cookies
    assert len(asked) == 2


def test_what_is_very_large_is_not_kept(counted, monkeypatch):
    monkeypatch.setattr(kept_answers, "MAX_SIZE", 10)
    ask(counted)
    ask(counted)
    assert counted.asked == 2


def test_no_more_are_kept_than_the_settings_say(counted, settings, tmp_path):
    answers = {**settings.CACHES["answers"], "OPTIONS": {"MAX_ENTRIES": 5}}
    settings.CACHES = {**settings.CACHES, "answers": answers}
    for number in range(12):
        request = RequestFactory().get(f"/somewhere/{number}/")
        request.session = SessionStore()
        kept()(counted)(request)
    assert 0 < len([*(tmp_path / "answers").glob("*.djcache")]) <= 5


def test_who_takes_no_gzip_gets_none(client, article):
    plain = client.get("/search/?q=trade")
    packed = client.get("/search/?q=trade", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert {"Cookie", "Accept-Encoding", "Accept-Language"} <= {*packed["Vary"].split(", ")}


# ------------------------------------------------------------------ the generation
def test_every_statement_that_writes_raises_the_generation(article):
    seen = {visibility.generation()}
    Document.objects.filter(pk=article.pk).update(rights="CC BY")
    seen.add(visibility.generation())
    article.subjects.clear()
    seen.add(visibility.generation())
    article.pages.all().delete()
    seen.add(visibility.generation())
    make_document("Another")
    seen.add(visibility.generation())
    assert len(seen - {""}) == 5


def test_what_readers_do_not_see_raises_none(client, article):
    before = visibility.generation()
    enqueue_for_indexing([article.pk])
    indexer.apply_outbox()
    client.post("/list/change/", {"act": "add", "id": article.identifier})
    assert visibility.generation() == before


def test_a_change_that_is_taken_back_leaves_the_generation(article):
    before = visibility.generation()
    with transaction.atomic():
        Document.objects.filter(pk=article.pk).update(title="Not so")
        assert visibility.generation() != before
        transaction.set_rollback(True)
    assert visibility.generation() == before


def test_old_changes_are_forgotten_and_change_it_once_more(article, monkeypatch):
    monkeypatch.setattr(visibility, "MOST", 3)
    for rights in ("CC BY", "CC0", "", "CC BY"):
        Document.objects.filter(pk=article.pk).update(rights=rights)
    before = visibility.generation()
    enqueue_for_indexing([article.pk])
    indexer.apply_outbox()
    assert VisibilityChange.objects.count() == 1
    assert visibility.generation() not in (before, "")


def test_the_cache_of_a_test_is_its_own(article, tmp_path):
    assert caches["answers"]._dir == str(tmp_path / "answers")
