"""The reader's list: without an account, of published articles alone, undone and shared."""

import re

import pytest

from archive.citations.formats import FORMATS
from archive.citations.styles import FIRST_STYLES
from archive.identifiers import mint_identifier
from archive.reader_list import MAX_ENTRIES, ListEntry, ReadingList, parse_ids, share_query
from tests.builders import make_document, make_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def documents():
    return [make_document(f"Title {name}", texts=[f"Text {name}."]) for name in ("one", "two", "three")]


@pytest.fixture
def press(client):
    """Press a button of the list."""

    def send(act, *documents, **more):
        data = {"act": act, "id": [each.identifier for each in documents], **more}
        return client.post("/list/change/", data, headers=more.pop("headers", None))

    return send


def titles(client, **query):
    """The titles in the order of the page."""
    response = client.get("/list/", query)
    return [row.document.title for row in response.context["rows"] if row.document]


# ------------------------------------------------------------------ the list itself
def test_articles_stand_in_the_order_in_which_they_were_added(client, press, documents):
    for document in documents:
        press("add", document)
    press("add", documents[0])  # it is there already
    assert titles(client) == ["Title one", "Title two", "Title three"]
    assert "List" in (text := client.get("/browse/").text)
    assert "(3)" in text


@pytest.mark.parametrize(
    ("act", "place", "expected"),
    [
        ("up", 2, ["one", "three", "two"]),
        ("down", 0, ["two", "one", "three"]),
        ("up", 0, ["one", "two", "three"]),
        ("down", 2, ["one", "two", "three"]),
        ("remove", 1, ["one", "three"]),
    ],
)
def test_buttons_move_and_remove(client, press, documents, act, place, expected):
    press("add", *documents)
    press(act, documents[place])
    assert titles(client) == [f"Title {name}" for name in expected]


def test_removing_and_clearing_are_undone(client, press, documents):
    press("add", *documents)
    press("note", documents[1], note="for chapter 2")
    press("remove", documents[1])
    assert "Undo" in client.get("/list/").text
    press("undo")
    assert titles(client) == ["Title one", "Title two", "Title three"]
    assert "for chapter 2" in client.get("/list/").text
    press("clear")
    assert titles(client) == []
    assert "Use “Add to list” on any result" in client.get("/list/").text
    press("undo")
    assert len(titles(client)) == 3
    assert "Undo" not in client.get("/list/").text


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("by-author", ["Éluard in 1999", "Éluard in 2007", "Unsigned tides", "Zafra in 2001"]),
        ("by-year", ["Éluard in 1999", "Zafra in 2001", "Éluard in 2007", "Unsigned tides"]),
        ("by-title", ["Éluard in 1999", "Éluard in 2007", "Unsigned tides", "Zafra in 2001"]),
    ],
)
def test_a_list_is_put_in_order_and_back(client, press, act, expected):
    def make(title, author, year):
        return make_document(title, authors=author, issue=make_issue(year=year), texts=[title])

    rows = [
        make("Unsigned tides", (), None),
        make("Zafra in 2001", ("Ana Zafra",), 2001),
        make("Éluard in 2007", ("Ida Éluard",), 2007),
        make("Éluard in 1999", ("Ida Éluard",), 1999),
    ]
    press("add", *rows)
    press("note", rows[1], note="kept")
    press(act)
    assert titles(client) == expected
    assert ReadingList(client.session).entries[expected.index("Zafra in 2001")].note == "kept"
    press("undo")
    assert titles(client) == [row.title for row in rows]


def test_an_article_at_the_head_of_a_title_is_passed_over(client, press):
    rows = [make_document(title, texts=[title], language="en") for title in ("The Tides", "A Quay", "Ships")]
    press("add", *rows)
    press("by-title")
    assert titles(client) == ["A Quay", "Ships", "The Tides"]


def test_a_bibliography_tells_works_of_one_year_apart_and_how_the_text_cites_them(client):
    rows = [
        make_document(title, authors=("Ana Zafra",), issue=make_issue(year=2001), texts=[title])
        for title in ("Tides", "Ships")
    ]
    query = {"ids": ",".join(row.identifier for row in rows), "style": "apa"}
    shown = client.get("/list/references/", query).context["references"]
    assert [each.in_text for each in shown] == ["(Zafra, 2001a)", "(Zafra, 2001b)"]
    assert ["(2001a). Ships." in shown[0].html, "(2001b). Tides." in shown[1].html] == [True, True]
    text = client.get("/list/references/", query).text
    assert "(Zafra, 2001b)</li>" in text
    # Outside of what is copied: reference managers pick from the page.
    assert re.findall('<abbr class="unapi-id" title="([^"]+)"', text) == [
        rows[1].identifier,
        rows[0].identifier,
    ]


def test_a_note_is_kept_shown_and_escaped(client, press, documents):
    press("add", documents[0])
    press("note", documents[0], note=" <b>see p. 4</b> " + "x" * 2000)
    (entry,) = ReadingList(client.session).entries
    assert len(entry.note) == 1000
    assert "&lt;b&gt;see p. 4&lt;/b&gt;" in client.get("/list/").text


def test_only_published_articles_come_in_and_those_withdrawn_later_go(client, press, documents):
    drafts = [make_document("Draft", state=state, texts=[state]) for state in ("draft", "withdrawn")]
    press("add", *drafts, *documents)
    assert len(titles(client)) == 3
    documents[0].state, documents[0].withdrawn_reason = "withdrawn", "Printed twice."
    documents[0].save()
    response = client.get("/list/")
    assert "Title one" not in response.text
    assert "1 article of this list is no longer public" in response.text
    assert "Title one" not in client.get("/list/export.ris").text


def test_a_full_list_says_so(client, press, documents):
    session = client.session
    session["list"] = [[mint_identifier(), ""] for _ in range(MAX_ENTRIES - 1)]
    session.save()
    press("add", documents[0])
    response = press("add", documents[1])
    assert "at most 500 articles" in client.get(response["Location"]).text
    assert len(ReadingList(client.session)) == MAX_ENTRIES


@pytest.mark.parametrize("data", [{}, {"act": "burn"}, {"act": ""}])
def test_an_unknown_change_is_refused(client, data):
    assert client.post("/list/change/", data).status_code == 400


@pytest.mark.parametrize("act", ["add", "remove", "up", "down", "note", "undo"])
@pytest.mark.parametrize("identifier", [None, "", "%00", "0" * 3000, "7k2m9x4q"])
def test_nonsense_changes_nothing(client, documents, act, identifier):
    data = {"act": act} | ({"id": identifier} if identifier is not None else {})
    assert client.post("/list/change/", data).status_code == 302
    assert ReadingList(client.session).entries == []


# ------------------------------------------------------------------ who may change it
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver"}, 302),
        ({}, 302),
    ],
)
def test_other_sites_change_nothing(client, documents, headers, status):
    data = {"act": "add", "id": documents[0].identifier}
    assert client.post("/list/change/", data, headers=headers).status_code == status
    assert len(ReadingList(client.session)) == (status == 302)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_way_back_stays_on_this_site(client, documents, back):
    data = {"act": "add", "id": documents[0].identifier, "next": back}
    assert client.post("/list/change/", data)["Location"] == "/list/"


def test_the_way_back_is_an_address_and_no_name_of_a_view(client, documents):
    for back in ("browse", "9223372036854775808"):
        response = client.post("/list/change/", {"act": "clear", "next": back})
        assert (response.status_code, response["Location"]) == (302, back)


def test_the_way_back_leads_to_the_button(client, documents):
    text = client.get(documents[0].get_absolute_url()).text
    place = f"in-list-{documents[0].identifier}"
    assert f'id="{place}"' in text
    back = f"{documents[0].get_absolute_url()}#{place}"
    assert f'value="{back}"' in text
    response = client.post("/list/change/", {"act": "add", "id": documents[0].identifier, "next": back})
    assert response["Location"] == back
    assert "Remove from list" in client.get(documents[0].get_absolute_url()).text


def test_a_reader_who_adds_nothing_gets_no_cookie(client, documents):
    for address in ("/", documents[0].get_absolute_url(), "/list/", "/search/?q=title"):
        assert not client.get(address).cookies


def test_the_script_gets_the_state(client, documents):
    data = {"act": "add", "id": documents[0].identifier}
    response = client.post("/list/change/", data, headers={"Accept": "application/json"})
    assert response.json() == {"count": 1, "said": "1 article in your list.", "is_full": False}


# ------------------------------------------------------------------ shared and exported
def test_a_shared_list_can_be_read_by_anybody_and_taken_over(client, press, documents, django_user_model):
    press("add", *documents[:2])
    press("note", documents[0], note="mine alone")
    share = client.get("/list/").context["share_url"].removeprefix("http://testserver")
    client.cookies.clear()
    response = client.get(share)
    assert [row.document.title for row in response.context["rows"]] == ["Title one", "Title two"]
    assert "mine alone" not in response.text
    assert "Keep note" not in response.text
    press("add", *documents[:2])
    assert titles(client) == ["Title one", "Title two"]


def test_a_shared_list_shows_no_draft(client, admin_client):
    draft = make_document("Draft", state="draft")
    for reader in (client, admin_client):
        assert "Draft" not in reader.get("/list/", {"ids": draft.identifier}).text


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_the_list_is_exported_in_every_format(client, press, documents, each):
    press("add", *documents)
    own = client.get(f"/list/export.{each.extension}")
    assert own["Content-Type"] == each.content_type
    assert own["Content-Disposition"].startswith('attachment; filename="citations.')
    shared = client.get(
        f"/list/export.{each.extension}",
        {"ids": share_query([document.identifier for document in documents]).removeprefix("ids=")},
    )
    assert own.content == shared.content
    places = [own.text.index(document.title.removeprefix("Title ")) for document in documents]
    assert places == sorted(places)


@pytest.mark.parametrize("style", FIRST_STYLES, ids=lambda style: style.key)
def test_the_bibliography_is_in_every_style(client, press, documents, style):
    press("add", *documents)
    text = client.get("/list/references/", {"style": style.key}).text
    assert text.count('<li class="cite-reference">') == 3
    assert "<i>Regional Affairs Quarterly</i>" in text


@pytest.mark.parametrize(
    "address", ["/list/export.ris", "/list/references/", "/list/export.docx", "/list/export.ris?ids=zzz"]
)
def test_there_is_nothing_to_export_from_an_empty_list(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    documents = [make_document(f"Title {n}", texts=[f"Text {n}."]) for n in range(count)]
    ids = ",".join(document.identifier for document in documents)
    with django_assert_num_queries(4):  # one of them: the styles of this archive
        client.get("/list/", {"ids": ids})


# ------------------------------------------------------------------ addresses
def test_the_link_of_a_full_list_fits_a_request_line():
    identifiers = [mint_identifier() for _ in range(MAX_ENTRIES)]
    query = share_query(identifiers)
    assert len(f"GET /list/export.biblatex?{query} HTTP/1.1\r\n") <= 4094
    assert parse_ids(query.removeprefix("ids=")) == identifiers
    few = identifiers[:3]
    assert share_query(few) == f"ids={','.join(few)}"


@pytest.mark.parametrize("text", ["", ",", "\x00", "7k2m9x4", "é", "0000000l", "a" * 5000, "' OR 1=1"])
def test_what_is_no_identifier_is_left_out(text):
    assert parse_ids(text) == []


def test_entries_are_plain_values():
    held = ReadingList(session := {})
    held.add(["b"])
    held.annotate("b", "n")
    assert held.entries == [ListEntry("b", "n")]
    assert session["list"] == [["b", "n"]]
