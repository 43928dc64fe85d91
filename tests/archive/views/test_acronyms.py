import pytest
from django.urls import reverse

from archive.models import Acronym
from tests.builders import make_document, make_issue, save

pytestmark = pytest.mark.django_db
HSA = "Hemispheric Social Alliance"


def define(title, short, long, **fields):
    document = make_document(title, texts=(f"The {long} ({short}) met.",), **fields)
    save(Acronym(document=document, short=short, long=long, page=document.pages.get(), offset=4))
    return document


def test_acronyms_are_listed_with_their_places(client):
    first, second = define("First", "HSA", HSA), define("Second", "HSA", HSA)
    define("Third", "HSA", "Harbour Services Agency")
    define("Fourth", "ábc", "Area Basin Council")
    page = client.get("/acronyms/")
    entries = page.context["entries"]
    assert [short for short, _ in entries] == ["ábc", "HSA"]
    assert [(long, len(places)) for long, places in entries[1][1]] == [
        (HSA, 2),
        ("Harbour Services Agency", 1),
    ]
    for document in (first, second):
        assert f"{document.get_absolute_url()}p/265/?q=HSA" in page.content.decode()


def test_those_of_drafts_are_not(client):
    define("Draft", "XYZ", "Xylophone Yard Zone", state="draft")
    define("Gone", "XYW", "Xylophone Yard Watch", state="withdrawn")
    page = client.get("/acronyms/").content.decode()
    assert "Xylophone" not in page
    assert "No published article explains an acronym yet." in page


def test_they_are_found_by_either_form(client):
    define("First", "HSA", HSA)
    define("Other", "FTAA", "Free Trade Area of the Americas")
    for named in ("hsa", "ALLIANCE"):
        assert [short for short, _ in client.get("/acronyms/", {"named": named}).context["entries"]] == [
            "HSA"
        ]
    assert "No acronym has this" in client.get("/acronyms/", {"named": "zz"}).content.decode()


def test_many_cost_no_more_than_one(client, django_assert_max_num_queries):
    for number in range(12):
        define(f"Text {number}", f"A{number:02}", f"Area {number}")
    with django_assert_max_num_queries(6):
        client.get("/acronyms/")


# ------------------------------------------------------------------ a page for each
def test_an_acronym_tells_its_long_forms_articles_and_what_stands_beside_it(client):
    first = define("First", "HSA", HSA, subjects=("HSA", "summits"))
    define("Second", "HSA", "Harbour Services Agency", issue=make_issue("8", "1", 2008))
    define("Draft", "HSA", "Hidden Secret Alliance", state="draft")
    save(Acronym(document=first, short="FTAA", long="Free Trade Area", page=first.pages.get(), offset=0))
    answer = client.get("/acronyms/HSA/")
    page = answer.content.decode()
    assert set(answer.context["longs"]) == {HSA, "Harbour Services Agency"}
    assert f'<a href="{first.get_absolute_url()}p/265/?q=HSA">p. 265</a>: {HSA}' in page
    assert 'href="/acronyms/FTAA/"' in page
    assert 'href="/s/hsa/"' in page
    assert "Hidden" not in page
    assert list(answer.context["years"]) == [2007, 2008]


def test_an_acronym_that_no_published_article_explains_is_not_found(client):
    define("Draft", "XYZ", "Xylophone Yard Zone", state="draft")
    for short in ("XYZ", "nothing", "A/B"):
        assert client.get(f"/acronyms/{short}/").status_code == 404


def test_an_acronym_with_a_slash_has_a_page(client):
    define("Wires", "TCP/IP", "Transmission Control Protocol")
    assert "Transmission" in client.get(reverse("acronym", args=["TCP/IP"])).content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_an_acronym_asks_the_same_number_of_questions(client, django_assert_num_queries, rows):
    for number in range(rows):
        define(f"Text {number}", "HSA", HSA, subjects=(f"subject {number}",))
    with django_assert_num_queries(10):
        client.get("/acronyms/HSA/")
