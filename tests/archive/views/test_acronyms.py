import pytest

from archive.models import Acronym
from tests.builders import make_document, save

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
