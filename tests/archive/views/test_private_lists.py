"""Lists under a private address: kept without an account, changed by who has it, erased for good."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from archive import kept_lists
from archive.models import KeptList, ListFolder
from archive.reader_list import MAX_ENTRIES, MAX_PASSAGES, ReadingList
from tests.archive.views.test_quoting import quoted
from tests.builders import make_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents():
    return [make_document(f"Title {name}", texts=[f"Text {name}."]) for name in ("one", "two", "three")]


@pytest.fixture
def keep(client):
    """A list of these articles, kept; its private address."""

    def make(*documents, name="Chapter 2"):
        for document in documents:
            client.post("/list/change/", {"act": "add", "id": document.identifier})
        return client.post("/lists/new/", {"name": name})["Location"]

    return make


@pytest.fixture
def stranger():
    """A browser that knows of no list."""
    return Client()


def titles(client, address):
    rows = client.get(address).context["rows"]
    return [row.document.title if row.document else None for row in rows]


# ------------------------------------------------------------------ kept and used
def test_what_the_session_holds_is_carried_over_with_its_notes(client, keep, documents):
    client.post("/list/change/", {"act": "add", "id": documents[0].identifier})
    client.post("/list/change/", {"act": "note", "id": documents[0].identifier, "note": "for chapter 2"})
    address = keep(documents[1])
    assert titles(client, address) == ["Title one", "Title two"]
    assert "for chapter 2" in client.get(address).text
    assert "Chapter 2" in client.get(address).text
    assert ReadingList(client.session).entries == []
    assert client.get("/list/")["Location"] == address


def test_articles_go_to_the_list_that_was_chosen(client, keep, documents):
    first = keep(documents[0])
    second = keep(name="Chapter 3")
    client.post("/list/change/", {"act": "add", "id": documents[1].identifier})
    client.post(f"{first}choose/")
    client.post("/list/change/", {"act": "add", "id": documents[2].identifier})
    assert titles(client, first) == ["Title one", "Title three"]
    assert titles(client, second) == ["Title two"]
    assert "(2)" in client.get("/browse/").text
    answer = client.post(
        "/list/change/",
        {"act": "remove", "id": documents[2].identifier},
        headers={"Accept": "application/json"},
    )
    assert answer.json()["count"] == 1


def test_the_address_alone_leads_back_and_another_browser_changes_the_list(client, stranger, keep, documents):
    address = keep(*documents)
    assert titles(stranger, address) == ["Title one", "Title two", "Title three"]
    assert not stranger.cookies
    stranger.post(f"{address}change/", {"act": "up", "id": documents[2].identifier})
    stranger.post(f"{address}change/", {"act": "to", "id": documents[0].identifier, "place": "3"})
    assert titles(client, address) == ["Title three", "Title two", "Title one"]
    stranger.post("/list/change/", {"act": "add", "id": documents[0].identifier})
    stranger.post(f"{address}choose/")  # what the other browser held goes along
    assert len(titles(client, address)) == 3
    assert ReadingList(stranger.session).entries == []


def test_a_list_is_renamed_undone_and_put_in_order(client, keep, documents):
    address = keep(*documents)
    client.post(f"{address}name/", {"name": "  <b>Ports\nand tides "})
    assert "&lt;b&gt;Ports and tides" in client.get(address).text
    client.post(f"{address}change/", {"act": "clear"})
    assert titles(client, address) == []
    client.post(f"{address}change/", {"act": "undo"})
    client.post(f"{address}change/", {"act": "by-title"})
    assert titles(client, address) == ["Title one", "Title three", "Title two"]


@pytest.mark.parametrize("place", ["", "0", "4", "-1", "x", "9" * 30, "٣"])
def test_a_place_that_is_none_changes_nothing(client, keep, documents, place):
    address = keep(*documents)
    client.post(f"{address}change/", {"act": "to", "id": documents[0].identifier, "place": place})
    assert titles(client, address) == ["Title one", "Title two", "Title three"]


# ------------------------------------------------------------------ passages
TEXTS = ("The harbour was calm. Free trade, they said, came by", "rail and by sea. The tariff fell.")


@pytest.fixture
def passage():
    document = make_document("The Harbour", texts=TEXTS, runs_on=(1,))
    return quoted(document, (1, "Free"), (2, "by sea"))


def test_a_passage_is_added_from_its_page_and_shown_with_words_and_pages(client, keep, passage):
    page = client.get(f"/d/{passage.document.identifier}/quote", {"at": passage.code}).text
    assert "Add quotation to list" in page
    assert f'value="{passage.key}"' in page
    client.post("/list/change/", {"act": "add", "id": passage.key})
    client.post("/list/change/", {"act": "note", "id": passage.key, "note": "Says who?"})
    for address in ("/list/", keep(passage.document)):
        text = client.get(address, follow=True).text
        assert "Free trade, they said, came by rail and by sea" in text
        assert "p. 265–266" in text
        assert "Says who?" in text
    assert (
        "Remove from list" in client.get(f"/d/{passage.document.identifier}/quote", {"at": passage.code}).text
    )
    assert "Cited pages: 265–266" in client.get(f"{address}export.ris").text
    assert client.get(f"{address}export.ris").text.count("TY  - ") == 1


def test_a_passage_whose_words_are_gone_says_so(client, keep, passage):
    client.post("/list/change/", {"act": "add", "id": passage.key})
    address = keep()
    passage.document.pages.update(text="Nothing of it.")
    assert "no longer found in the article" in client.get(address).text
    assert client.get(f"{address}notes.docx").status_code == 200


@pytest.mark.parametrize(
    "key", ["{id}~", "{id}~x", "{id}~1.1.1", "zz~1.53.2f.01k4mb2h0000x2q7", "~", "{id}~{id}"]
)
def test_a_passage_that_is_none_is_not_taken(client, documents, key):
    key = key.format(id=documents[0].identifier)
    assert client.post("/list/change/", {"act": "add", "id": key}).status_code == 302
    assert ReadingList(client.session).entries == []


# ------------------------------------------------------------------ what is no longer public
@pytest.mark.parametrize("state", ["withdrawn", "draft"])
def test_of_an_article_that_is_closed_nothing_is_told(client, keep, passage, documents, state, admin_client):
    client.post("/list/change/", {"act": "add", "id": passage.key})
    client.post("/list/change/", {"act": "note", "id": passage.key, "note": "mine"})
    address = keep(passage.document, documents[0])
    passage.document.state, passage.document.withdrawn_reason = state, "Printed twice."
    passage.document.save()
    folder = client.get(address).context["page"].kept.folder.get_absolute_url()
    places = [address, *(f"{address}{name}" for name in ("references/", "export.ris", "notes.txt"))]
    for reader in (client, admin_client):
        for place in (*places, f"{folder}lists.json"):
            text = reader.get(place).text
            assert "Harbour" not in text
            assert "Free trade" not in text
    assert titles(client, address) == [None, None, "Title one"]
    text = client.get(address).text
    assert "2 articles of this list are no longer public" in text
    assert "An article that is no longer available" in text
    assert "mine" in text  # what the reader wrote is the reader's
    client.post(f"{address}change/", {"act": "remove", "id": passage.key})
    assert titles(client, address) == [None, "Title one"]


# ------------------------------------------------------------------ private
def test_no_cache_search_engine_or_page_that_follows_learns_the_address(client, keep, documents):
    address = keep(*documents)
    folder = client.get(address).context["page"].kept.folder.get_absolute_url()
    for place in (
        folder,
        address,
        f"{address}references/",
        f"{address}export.ris",
        f"{address}notes.docx",
        f"{folder}lists.json",
    ):
        response = client.get(place)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
    token = folder.split("/")[2]
    assert len(token) == 32
    for place in ("/sitemap.xml", "/", "/browse/", "/feeds/new.atom"):
        assert token not in client.get(place, follow=True).text


def test_nothing_is_logged_of_it(client, keep, documents, caplog):
    caplog.set_level("DEBUG")
    address = keep(*documents)
    client.get(address)
    client.get(f"{address}export.docx?style=no-such-style")
    token = address.split("/")[2]
    said = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not [line for line in said if token in line]


@pytest.mark.parametrize(
    "address", ["/lists/x/", "/lists/x/1/", "/lists/{token}/2/", "/lists/{token}/99999999999999999999/"]
)
def test_a_wrong_address_is_not_found(client, keep, documents, address):
    token = keep(*documents).split("/")[2]
    assert client.get(address.format(token=token)).status_code == 404


def test_other_sites_change_nothing(client, keep, documents):
    address = keep(*documents)
    folder = address.rsplit("/", 2)[0] + "/"
    headers = {"Sec-Fetch-Site": "cross-site"}
    for place in (f"{address}{act}/" for act in ("change", "erase", "choose", "name")):
        assert (
            client.post(place, {"act": "clear", "sure": "1", "name": "x"}, headers=headers).status_code == 403
        )
    assert client.post(f"{folder}erase/", {"sure": "1"}, headers=headers).status_code == 403
    assert titles(client, address) == ["Title one", "Title two", "Title three"]
    for place in (f"{address}erase/", f"{folder}erase/"):
        assert client.get(place).status_code == 405


# ------------------------------------------------------------------ erased, exported, bounded
def test_a_list_and_all_lists_are_erased_for_good(client, keep, documents):
    address = keep(*documents)
    other = keep(name="Chapter 3")
    folder = address.rsplit("/", 2)[0] + "/"
    client.post(f"{address}erase/")
    assert len(titles(client, address)) == 3
    client.post(f"{address}erase/", {"sure": "1"})
    assert client.get(address).status_code == 404
    assert client.get(other).status_code == 200
    client.post(f"{folder}erase/", {"sure": "1"})
    assert (KeptList.objects.count(), ListFolder.objects.count()) == (0, 0)
    assert "Your lists were erased." in client.get("/list/").text
    assert client.get(folder).status_code == 404
    client.post("/list/change/", {"act": "add", "id": documents[0].identifier})
    assert len(ReadingList(client.session)) == 1


def test_all_lists_leave_in_one_file(client, keep, documents, passage):
    client.post("/list/change/", {"act": "add", "id": passage.key})
    address = keep(documents[0])
    client.post(f"{address}change/", {"act": "note", "id": documents[0].identifier, "note": "see p. 4"})
    keep(name="Chapter 3")
    data = client.get(f"{address.rsplit('/', 2)[0]}/lists.json").json()
    assert [each["name"] for each in data["lists"]] == ["Chapter 2", "Chapter 3"]
    quoted, plain = data["lists"][0]["entries"]
    assert quoted["quotation"] == ["Free trade, they said, came by rail and by sea"]
    assert (quoted["pages"], quoted["article"]["title"]) == ("265–266", "The Harbour")
    assert (plain["note"], plain["quotation"]) == ("see p. 4", [])


def test_lists_and_entries_are_bounded_and_say_so(client, keep, documents, monkeypatch):
    monkeypatch.setattr(kept_lists, "MAX_LISTS", 2)
    address = keep(documents[0])
    keep(name="Chapter 3")
    assert keep(name="Chapter 4") == "/list/"
    assert "there can be no more" in client.get("/list/", follow=True).text
    kept = KeptList.objects.get(number=1)
    with kept_lists.changing(kept) as held:
        held.add(f"{n:08d}" for n in range(MAX_ENTRIES + 5))
        held.add(f"{documents[0].identifier}~{n}" for n in range(MAX_PASSAGES + 5))
    assert len(client.get(address).context["rows"]) == MAX_ENTRIES
    held = ReadingList({})
    held.add(f"{documents[0].identifier}~{n}" for n in range(MAX_PASSAGES + 5))
    assert len(held) == MAX_PASSAGES
    client.post(f"{address}choose/")
    response = client.post("/list/change/", {"act": "add", "id": documents[1].identifier}, follow=True)
    assert "at most 500 articles" in response.text


def test_many_who_begin_within_a_minute_wait(client, stranger, monkeypatch):
    monkeypatch.setattr(kept_lists, "MAX_NEW_A_MINUTE", 1)
    client.post("/lists/new/", {"name": "x"})
    assert stranger.post("/lists/new/", {"name": "x"})["Location"] == "/list/"
    assert "Try again in another" in stranger.get("/list/").text
    assert ListFolder.objects.count() == 1
    client.post("/lists/new/", {"name": "y"})
    assert KeptList.objects.count() == 2


def test_lists_without_an_entry_that_nobody_used_make_room(client, stranger, keep, documents):
    full, empty = keep(documents[0]), stranger.post("/lists/new/", {"name": ""})["Location"]
    ListFolder.objects.update(changed_on=timezone.localdate() - timedelta(days=91))
    Client().post("/lists/new/", {"name": "x"})
    assert client.get(full).status_code == 200
    assert stranger.get(empty).status_code == 404
    assert stranger.get("/list/").status_code == 200


@pytest.mark.parametrize("count", [1, 20])
def test_a_kept_list_costs_the_same_whatever_its_length(client, keep, count, django_assert_num_queries):
    made = [make_document(f"Title {n}", texts=[f"Text {n}."]) for n in range(count)]
    address = keep(*made)
    with django_assert_num_queries(5):  # one of them: the styles of this archive
        Client().get(address)
