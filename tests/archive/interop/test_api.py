"""The JSON API: what it tells, its pages, its errors."""

import re

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from archive.interop.api.description import endpoints
from archive.models import Document
from archive.version import own_version
from ingest.store.merging import merge
from tests.builders import (
    make_author,
    make_document,
    make_issue,
    make_journal,
    make_reference,
    make_typeset_document,
    save,
)

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


def get(client, path, status=200, **parameters):
    response = client.get(f"/api/{path}", parameters)
    assert response.status_code == status, response.content
    assert response["Access-Control-Allow-Origin"] == "*"
    kind = "application/json" if status == 200 else "application/problem+json"
    assert response["Content-Type"] == kind
    return response.json()


# ------------------------------------------------------------------ what it tells
def test_an_article_is_told_whole_and_without_addresses_of_people(client):
    document = make_document(
        "On Tides", subtitle="A Memoir", texts=("One.", "Two."), subjects=("Trade",), doi="10.5555/raq_1"
    )
    make_reference(document)
    authorship = document.authorships.get()
    authorship.email, authorship.affiliation = "ines@example.org", "Quay House"
    save(authorship)
    data = get(client, f"documents/{document.identifier}")
    assert data["identifier"] == document.identifier
    assert data["url"] == f"{SITE}/d/{document.identifier}/"
    assert (data["title"], data["subtitle"], data["abstract"]) == ("On Tides", "A Memoir", None)
    assert [name["family"] for name in data["authors"]] == ["Pradera"]
    assert data["journal"]["title"] == "Regional Affairs Quarterly"
    assert data["issue"]["designation"] == "7(3), 2007"
    assert (data["first_page"], data["last_page"]) == ("265", "266")
    assert [page["label"] for page in data["pages"]] == ["265", "266"]
    assert data["references"][0]["text"].startswith("Pradera")
    assert data["sections"][0]["sequence"] == 1
    assert "example.org" not in str(data)


def test_pages_come_with_their_text(client):
    document = make_typeset_document(texts=("The first.", "The second.", "The third."))
    data = get(client, f"documents/{document.identifier}/pages", limit=2)
    assert (data["total"], [page["text"] for page in data["items"]]) == (3, ["The first.", "The second."])
    rest = client.get(data["next"].removeprefix(SITE)).json()
    assert ([page["text"] for page in rest["items"]], rest["next"]) == (["The third."], None)
    page = get(client, f"documents/{document.identifier}/pages/2")
    assert (page["text"], page["label"]) == ("The second.", "266")
    assert client.get(f"{page['image_service'].removeprefix(SITE)}/info.json").status_code == 200
    for sequence in ("0", "4", "x", "9" * 30, "٣"):
        get(client, f"documents/{document.identifier}/pages/{sequence}", status=404)


def test_every_address_told_is_there(client):
    make_typeset_document(texts=("One.",), subjects=("Trade",))

    def addresses(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if key.endswith("url") and inner:
                    yield inner
                yield from addresses(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from addresses(inner)
        elif isinstance(value, str) and value.startswith(SITE) and "/iiif/" not in value:
            yield value

    asked = set()
    for path in (
        "documents",
        "authors",
        "journals",
        "journals/regional-affairs-quarterly/issues",
        "subjects",
    ):
        asked |= set(addresses(get(client, path)))
    assert len(asked) > 15
    for address in asked:
        assert client.get(address.removeprefix(SITE), follow=True).status_code == 200, address


# ------------------------------------------------------------------ lists
def walk(client, path, **parameters):
    data = get(client, path, **parameters)
    items = data["items"]
    while data["next"]:
        response = client.get(data["next"].removeprefix(SITE))
        data = response.json()
        items += data["items"]
        assert (data["next"] is not None) == ("Link" in response.headers)
    assert len(items) == data["total"]
    return items


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_every_row_comes_once(client, limit):
    for n in range(5):
        journal = make_journal(f"Journal {n}")
        for number in ("1", "2"):
            make_document(
                f"{n} {number}", issue=make_issue(str(n), number, 2000, journal), authors=(f"Given{n} Family{n}", "Ida Same")
            )  # fmt: skip
    assert len({each["identifier"] for each in walk(client, "documents", limit=limit)}) == 10
    names = [each["name"] for each in walk(client, "authors", limit=limit)]
    assert names == [f"Given{n} Family{n}" for n in range(5)] + ["Ida Same"]
    assert [each["slug"] for each in walk(client, "journals", limit=limit)] == [
        f"journal-{n}" for n in range(5)
    ]
    assert len(walk(client, "journals/journal-1/issues", limit=limit)) == 2


def test_a_list_goes_on_behind_a_row_that_is_gone_meanwhile(client):
    documents = [make_document(str(n)) for n in range(4)]
    data = get(client, "documents", limit=2)
    Document.objects.filter(pk=documents[1].pk).update(state="draft")
    rest = client.get(data["next"].removeprefix(SITE)).json()
    assert [each["title"] for each in rest["items"]] == ["2", "3"]


def test_filters_narrow_together(client):
    review = make_issue("1", "1", 1999, make_journal("Harbour Notes"))
    make_document("A", authors=("Inés Pradera", "Mara Quill"), subjects=("Trade", "Ships"), doi="10.5555/A")
    make_document("B", authors=("Mara Quill",), issue=review, language="es", subjects=("Ships",))
    for parameters, titles in (
        ({"journal": "harbour-notes"}, "B"),
        ({"author": "mara-quill"}, "AB"),
        ({"subject": "ships"}, "AB"),
        ({"author": "ines-pradera", "subject": "ships"}, "A"),
        ({"author": "ines-pradera", "subject": "nothing"}, ""),
        ({"language": "es"}, "B"),
        ({"year": "2007"}, "A"),
        ({"doi": "10.5555/a"}, "A"),
        ({"journal": "harbour-notes", "issue": "1-1-1999", "author": "mara-quill"}, "B"),
        ({"journal": "harbour-notes", "year": "2007"}, ""),
        ({"updated_since": "2000-01-01"}, "AB"),
        ({"updated_since": "2999-01-01T00:00:00+02:00"}, ""),
    ):
        data = get(client, "documents", **parameters)
        assert "".join(each["title"] for each in data["items"]) == titles, parameters
        assert data["total"] == len(titles)


def test_a_list_costs_the_same_however_long(client, django_assert_num_queries):
    make_document("0", subjects=("Trade",))
    with django_assert_num_queries(5):
        get(client, "documents", limit=100)
    for n in range(20):
        make_document(str(n + 1), subjects=("Trade", "Ships"), authors=(f"Given Family{n}", "Ida Same"))
    with django_assert_num_queries(5):
        get(client, "documents", limit=100)


# ------------------------------------------------------------------ errors
@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("documents?limit=0", "limit"),
        ("documents?limit=101", "limit"),
        ("documents?limit=ten", "limit"),
        ("documents?limit=1&limit=2", "limit"),
        ("documents?year=99999", "year"),
        ("documents?updated_since=yesterday", "updated_since"),
        ("documents?updated_since=2024-02-31", "updated_since"),
        ("documents?updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
        ("documents?autor=x", "autor"),
        ("documents?journal=" + "x" * 201, "journal"),
        ("search?sort=best", "sort"),
        ("search?page=0", "page"),
        ("search?author=" + "&author=".join("abcdefghij" * 6), "author"),
    ],
)
def test_a_wrong_parameter_is_named(client, path, named):
    response = client.get(f"/api/{path}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [error["parameter"] for error in response.json()["errors"]] == [named]


def test_a_slash_too_many_leads_on(client):
    document = make_document()
    response = client.get(f"/api/documents/{document.identifier}/?a=1")
    assert (response.status_code, response["Location"]) == (301, f"/api/documents/{document.identifier}?a=1")
    assert client.get("/api/documents/", follow=True).json()["total"] == 1
    for path in ("//", "nothing/", "documents/a/b/"):
        assert client.get(f"/api/{path}").status_code == 404


def test_unknown_things_are_not_found(client):
    make_document()
    for path in ("documents?after=0000000k", "authors?after=nobody", "documents/0000000k", "authors/nobody", "journals/none", "journals/none/issues",
                 "journals/regional-affairs-quarterly/issues/none", "nonsense", "documents/a/b/c/d"):  # fmt: skip
        data = get(client, path, status=404)
        assert (data["status"], data["title"]) == (404, "Not Found")


def test_only_reading_is_allowed(client):
    for path in ("documents", "search", "openapi.json"):
        response = client.post(f"/api/{path}")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        options = client.options(f"/api/{path}")
        assert (options.status_code, options["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
        assert client.head(f"/api/{path}").status_code in (200, 503)


def test_withdrawn_and_merged_articles(client):
    gone = make_document("Gone", state="withdrawn")
    for part in ("", "/pages", "/pages/1"):
        data = get(client, f"documents/{gone.identifier}{part}", status=410)
        assert (data["identifier"], data["reason"]) == (gone.identifier, "Printed twice.")
    duplicate, kept = make_document("A"), make_document("B")
    merge(duplicate, kept)
    response = client.get(f"/api/documents/{duplicate.identifier}")
    assert (response.status_code, response["Location"]) == (308, f"/api/documents/{kept.identifier}")


def test_who_has_it_already_gets_304(client):
    document = make_document()
    for path in ("documents", f"documents/{document.identifier}", "journals", "openapi.json"):
        response = client.get(f"/api/{path}")
        again = client.get(f"/api/{path}", headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    since = client.get(f"/api/documents/{document.identifier}")["Last-Modified"]
    again = client.get(f"/api/documents/{document.identifier}", headers={"if-modified-since": since})
    assert again.status_code == 304


def test_an_author_who_is_a_body(client):
    document = make_document()
    author = document.authorships.get().author
    author.family, author.given, author.literal = "", "", "Alliance of Ports and Towns"
    save(author)
    data = get(client, f"authors/{author.slug}")
    assert (data["name"], data["literal"], data["family"]) == (author.literal, author.literal, None)
    assert make_author("Nobody Published").slug not in str(get(client, "authors"))


# ------------------------------------------------------------------ its description
def test_the_description_names_every_address_and_every_schema_it_uses(client):
    data = client.get("/api/openapi.json").json()
    assert data["openapi"] == "3.1.0"
    assert data["info"]["version"] == own_version()
    assert set(data["paths"]) == {f"/{endpoint.path}" for endpoint in endpoints()}
    assert len({endpoint.name for endpoint in endpoints()}) == len(endpoints())
    for schema in data["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    used = {part.partition("'")[0] for part in str(data).split("#/components/schemas/")[1:]}
    assert used == set(data["components"]["schemas"])


def test_the_page_tells_of_every_address_and_parameter(client):
    text = client.get("/api/").text
    for endpoint in endpoints():
        assert f"/api/{endpoint.path}" in text
        for parameter in endpoint.parameters:
            assert f"<code>{parameter.name}</code>" in text
        if endpoint.example:
            assert client.get(f"/api/{endpoint.example}").status_code in (200, 503)
    for address in ("/oai", "/unapi", "/sitemap.xml", "/iiif/collection.json", "/feeds/articles.atom"):
        assert address in text
    words = " ".join(re.sub("<[^>]+>", "", text).split())
    assert "Order of the articles. relevance, newest, oldest, title. Without it: relevance." in words
    assert "Rows in one answer. 1–100." in text


def test_the_search_is_named_by_the_settings_alone():
    assert any(table.startswith("search.") for table in settings.API_TABLES)
