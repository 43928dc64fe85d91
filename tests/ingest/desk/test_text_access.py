"""Who may read a text is said in review, for many at once and in the admin; the history tells and undoes it."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from archive.models import Document, OutboxEntry
from ingest.models import Revision
from ingest.store.cutting import append
from ingest.store.dividing import ParagraphPlace, split
from ingest.store.undoing import undo
from tests.builders import make_document
from tests.ingest.desk.people import make_person

pytestmark = pytest.mark.django_db
DAY = datetime.date(2090, 1, 5)


@pytest.fixture
def desk(client):
    client.force_login(make_person("ana", "librarian"))
    return client


def form_of(desk, document) -> dict[str, object]:
    """What a browser sends of the page of review as it stands."""
    form = desk.get(f"/ingest/d/{document.identifier}/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    data |= {"authors-TOTAL_FORMS": "0", "authors-INITIAL_FORMS": "0"}
    return {name: value for name, value in data.items() if value not in (None, False)}


def access_of(document) -> tuple[str, datetime.date | None]:
    return Document.objects.values_list("text_access", "open_from").get(pk=document.pk)


def test_it_is_said_in_review_and_undone(desk):
    row = make_document(authors=())
    OutboxEntry.objects.all().delete()
    address = f"/ingest/d/{row.identifier}/"
    desk.post(address, form_of(desk, row) | {"text_access": "premises", "open_from": "2090-01-05"})
    assert access_of(row) == ("premises", DAY)
    assert OutboxEntry.objects.filter(document_pk=row.pk).exists()
    assert form_of(desk, row)["open_from"] == DAY
    undo(Revision.objects.first(), None)
    assert access_of(row) == ("open", None)


def test_an_embargo_of_an_open_text_is_refused(desk):
    row = make_document(authors=())
    answer = desk.post(f"/ingest/d/{row.identifier}/", form_of(desk, row) | {"open_from": "2090-01-05"})
    assert answer.status_code == 422
    assert "Say who alone may read the text until this day." in answer.text
    assert access_of(row) == ("open", None)
    with pytest.raises(ValidationError):
        Document(text_access="open", open_from=DAY).clean()


def test_what_says_nothing_of_it_opens_nothing(desk):
    row = make_document(authors=(), text_access="staff")
    data = form_of(desk, row) | {"title": "Tides"}
    data.pop("text_access")
    desk.post(f"/ingest/d/{row.identifier}/", data)
    row.refresh_from_db()
    assert (row.title, row.text_access) == ("Tides", "staff")


def test_many_are_closed_at_once_and_found(desk):
    rows = [make_document(f"Tides {number}") for number in range(3)]
    data = {"documents": [row.identifier for row in rows[:2]], "act": "access"}
    answer = desk.post(
        "/ingest/documents/change/", data | {"text_access": "staff", "open_from": "2090-01-05"}, follow=True
    )
    assert "2 articles were changed." in answer.text
    assert {access_of(row) for row in rows[:2]} == {("staff", DAY)}
    listed = desk.get("/ingest/documents/?text_access=staff").text
    assert ("Tides 0" in listed, "Tides 2" in listed) == (True, False)
    assert "open from" in listed
    history = desk.get("/ingest/history/").text
    assert "for the library’s staff alone, open to everyone from 2090-01-05" in history
    table = desk.get("/ingest/documents.csv").getvalue().decode()
    assert "for the library’s staff alone,2090-01-05" in table
    undo(Revision.objects.first(), None)
    assert {access_of(row) for row in rows} == {("open", None)}
    refused = desk.post(
        "/ingest/documents/change/", data | {"text_access": "open", "open_from": "2090-01-05"}, follow=True
    )
    assert "Say who alone may read the text until this day." in refused.text


def test_it_is_said_in_the_admin(client):
    client.force_login(User.objects.create_superuser("adi", password="a long one"))
    row = make_document(authors=(), texts=("Of tides.",))
    row.sections.all().delete()
    page = client.get(f"/admin/archive/document/{row.pk}/change/")
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    for prefix in ("authorships", "sections", "references"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    client.post(
        f"/admin/archive/document/{row.pk}/change/",
        data | {"text_access": "staff", "open_from": "2090-01-05"},
    )
    assert access_of(row) == ("staff", DAY)
    client.post(
        f"/admin/archive/document/{row.pk}/change/",
        data | {"text_access": "staff", "open_from": "2091-01-05"},
    )
    row.refresh_from_db()
    assert row.evidence["open_from"]["was"] == "2090-01-05"


def test_a_part_is_as_closed_as_the_whole_and_the_whole_as_its_most_closed_part():
    row = make_document(
        texts=("Of tides.\n\nOf harbours.",), state="draft", text_access="staff", open_from=DAY
    )
    part = split(row, ParagraphPlace(1, row.pages.get().text.index("Of harbours.")), None)
    assert access_of(part) == ("staff", DAY)
    for first, second, both in (
        (("open", None), ("staff", DAY), ("staff", DAY)),
        (("staff", None), ("staff", DAY), ("staff", None)),
        (("premises", DAY), ("open", None), ("premises", DAY)),
    ):
        one, other = (
            make_document(state="draft", text_access=a, open_from=day) for a, day in (first, second)
        )
        append(one, other)
        assert access_of(one) == both
