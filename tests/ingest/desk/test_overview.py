"""The overview: each number is that of the list it leads to, at a price that does not grow."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.models import Document, Page, Scan
from tests.builders import make_document, make_issue, make_journal
from tests.ingest.desk.people import make_person

pytestmark = pytest.mark.django_db
OVERVIEW = "/ingest/overview/"
NUMBER = re.compile(r'<a href="(/ingest/documents/\?[^"]*)">(\d+)</a>')


@pytest.fixture
def lacking():
    """Texts that lack one thing each, a doubtful one, one whose page has no words, one withdrawn."""
    make_document("Whole", doi="10.5555/1", subjects=["Tides"], rights="CC BY 4.0")
    make_document("", texts=["No title."])
    make_document("No authors", texts=["No authors."], authors=[])
    make_document("Doubtful", texts=["?"], evidence={"authors": {"confidence": 0.4, "source": "by-line"}})
    draft = make_document("No words", texts=["–"], state="draft")
    Page.objects.filter(document=draft).update(text_source="none", text="")
    Document.objects.filter(pk=draft.pk).update(language="", first_page="", issue=None)
    make_document("Withdrawn", texts=["Gone."], state="withdrawn", authors=[])


def numbers(client):
    found = NUMBER.findall(client.get(OVERVIEW).text)
    assert len(found) > 12
    return {unescape(address): int(number) for address, number in found}


def test_each_number_is_that_of_the_list_it_leads_to(desk, lacking):
    for address, number in numbers(desk).items():
        response = desk.get(address)
        assert response.context["count"] == number, address
        assert f'<span class="count">{number}</span></h1>' in response.text


def test_what_is_missing_is_counted_of_what_is_held(desk, lacking):
    found = {address.partition("?")[2]: number for address, number in numbers(desk).items()}
    assert {name: found[f"missing={name}"] for name in ("title", "authors", "issue", "pages", "language", "doi")} == {
        "title": 1, "authors": 1, "issue": 1, "pages": 1, "language": 1, "doi": 4,
    }  # fmt: skip
    assert (found["doubtful=on"], found["unread=on"]) == (1, 1)
    assert (found["state=published"], found["state=draft"], found["state=withdrawn"]) == (4, 1, 1)


def test_numbers_and_their_words_agree(desk, lacking):
    page = desk.get("/ingest/overview/", headers={"accept-language": "es"}).text
    for told in (">4</a> artículos publicados<", ">1</a> borrador<", ">1</a> artículo retirado<"):
        assert told in page


def test_weeks_count_what_came_in_and_what_stood(desk):
    old, new = make_document("Old"), make_document("New", texts=["New."])
    month = timezone.now() - timedelta(weeks=4)
    Document.objects.filter(pk=old.pk).update(published_at=month, created_at=month)
    Scan.objects.filter(pages__document=old).update(uploaded_at=month)
    weeks = desk.get(OVERVIEW).context["weeks"]
    assert len(weeks) == 12
    told = [(week["files"], week["articles"], week["published"], week["stood"]) for week in weeks]
    assert told[0] == (1, 1, 1, 2)
    assert told[4] == (1, 1, 1, 1)
    assert told[5] == (0, 0, 0, 0)
    assert all(week["start"].weekday() == 0 for week in weeks)
    assert new.pk


def test_gaps_name_the_numbers_between_held_ones(desk):
    journal = make_journal("Regional Affairs")
    for number in ("1", "4", "6"):
        make_document(f"In {number}", texts=[number], issue=make_issue("7", number, 2007, journal))
    page = desk.get(OVERVIEW)
    assert page.context["gaps"] == [
        {"journal": journal, "count": 3, "shown": ["7(2), 2007", "7(3), 2007", "7(5), 2007"]}
    ]
    assert "7(2), 2007 · 7(3), 2007 · 7(5), 2007" in page.text


def test_an_empty_archive_has_an_overview(desk):
    assert "No number is missing" in desk.get(OVERVIEW).text


def queries(client, address):
    ContentType.objects.get_for_models(Document)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "address", [OVERVIEW, "/ingest/documents/", "/ingest/documents.csv", "/ingest/catalogue/authors/"]
)
def test_the_price_does_not_grow(desk, address):
    make_document("One", subjects=["Tides"])
    few = queries(desk, address)
    for number in range(20):
        issue = make_issue(number=str(2 * number), journal=make_journal(f"Journal {number % 5}"))
        make_document(
            f"T {number}", texts=[str(number)], issue=issue, authors=[f"A B{number}"], subjects=[f"S{number}"]
        )
    assert queries(desk, address) == few


def test_staff_see_it_and_the_lists_but_no_button(client):
    make_document("Open")
    client.force_login(make_person("sol", "staff"))
    assert "needs you" not in client.get(OVERVIEW).text
    assert f'<a href="{OVERVIEW}">Overview</a>' in client.get("/").text
    page = client.get("/ingest/documents/").text
    assert "Open" in page
    assert 'name="act"' not in page
