"""Catalogue work in the browser: lists narrowed down, many texts changed at once, rows edited and merged."""

import csv
import io

import pytest
from django.urls import reverse

from archive.models import Author, Document, Journal, OutboxEntry, Subject
from ingest.models import Revision
from ingest.store.undoing import undo
from tests.builders import make_author, make_document, make_issue, make_journal
from tests.ingest.desk.people import make_person
from tests.ingest.queue.queue_rows import make_job

pytestmark = pytest.mark.django_db
LIST, CHANGE = "/ingest/documents/", "/ingest/documents/change/"


def titles(client, query=""):
    return {row.title for row in client.get(f"{LIST}{query}").context["rows"]}


def change(client, act, *documents, **more):
    data = {"act": act, "documents": [row.identifier for row in documents]} | more
    return client.post(CHANGE, data, follow=True)


# ------------------------------------------------------------------ the list
def test_the_list_is_narrowed_down_by_each_filter(desk):
    other = make_issue(journal=make_journal("Other"))
    author = make_author("Bo Li")
    make_document("Rivers", authors=["Bo Li"], subjects=["Tides"])
    make_document("Seas", texts=["Seas."], issue=other, state="draft", doi="10.5555/sea")
    make_document("Winds", texts=["Winds."], state="withdrawn")
    assert titles(desk) == {"Rivers", "Seas"}
    subject = Subject.objects.get()
    for query, expected in {
        "?state=draft": {"Seas"},
        "?state=withdrawn": {"Winds"},
        "?state=all": {"Rivers", "Seas", "Winds"},
        f"?journal={other.journal.pk}": {"Seas"},
        f"?issue={other.pk}": {"Seas"},
        f"?author={author.pk}": {"Rivers"},
        f"?subject={subject.pk}": {"Rivers"},
        "?missing=doi": {"Rivers"},
        "?q=10.5555/SEA": {"Seas"},
        "?q=riv": {"Rivers"},
        "?until=2000-01-01": set(),
    }.items():
        assert titles(desk, query) == expected, query


@pytest.mark.parametrize(
    "query", ["?state=x&journal=x&missing=x&since=x&issue=9999&page=x", "?journal=999999999999999999999"]
)
def test_what_is_not_understood_narrows_nothing(desk, query):
    make_document("Rivers")
    assert titles(desk, query) == {"Rivers"}


def test_the_list_is_exported_for_a_spreadsheet_with_nothing_to_execute(client):
    make_document("=1+1", authors=["Bo Li", "Inés Pradera"], subjects=["Tides"], doi="10.5555/1")
    make_document("Other", texts=["Other."], state="draft")
    client.force_login(make_person("sol", "staff"))
    response = client.get("/ingest/documents.csv?state=published")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    (row,) = rows
    assert row["title"] == "'=1+1"
    assert row["authors"] == "Li, Bo; Pradera, Inés"
    assert (row["journal"], row["year"], row["pages"]) == ("Regional Affairs Quarterly", "2007", "265")
    assert "attachment" in response["Content-Disposition"]


# ------------------------------------------------------------------ many at once
def test_subjects_and_rights_are_given_to_the_chosen(desk):
    one, two = make_document("One"), make_document("Two", texts=["Two."], subjects=["Winds"])
    assert "2 articles were changed." in change(desk, "add-subjects", one, two, subjects="Tides, Winds").text
    assert {subject.name for subject in two.subjects.all()} == {"Tides", "Winds"}
    change(desk, "remove-subjects", two, subjects="winds")
    assert {subject.name for subject in two.subjects.all()} == {"Tides"}
    change(desk, "rights", one, rights="CC BY 4.0")
    assert set(Document.objects.values_list("rights", flat=True)) == {"CC BY 4.0", ""}
    assert OutboxEntry.objects.filter(document_pk=one.pk).exists()
    assert Revision.objects.count() == 3


def test_the_state_of_the_chosen_is_changed_and_taken_back(desk):
    one, two = make_document("One", state="draft"), make_document("Two", texts=["Two."], state="withdrawn")
    change(desk, "unpublish", two)
    change(desk, "publish", one, two)
    assert Document.objects.published().count() == 2
    desk.post(reverse("ingest:undo", args=[Revision.objects.latest("pk").pk]))
    assert not Document.objects.published().exists()
    assert OutboxEntry.objects.filter(document_pk=one.pk).exists()


def test_the_chosen_are_withdrawn_with_a_reason_and_brought_back_at_once(desk):
    one, two = make_document("One"), make_document("Two", texts=["Two."])
    gone = make_document("Gone", texts=["Gone."], state="withdrawn")
    assert "A withdrawal needs a reason" in change(desk, "withdraw", one, two, reason=" ").text
    assert (
        "2 articles were changed."
        in change(desk, "withdraw", one, two, gone, reason="Printed twice, elsewhere.").text
    )
    reasons = set(Document.objects.values_list("state", "withdrawn_reason"))
    assert reasons == {("withdrawn", "Printed twice, elsewhere."), ("withdrawn", "Printed twice.")}
    desk.post(reverse("ingest:undo", args=[Revision.objects.get().pk]))
    assert set(Document.objects.published()) == {one, two}


def test_all_of_a_narrowed_list_are_changed_and_no_others(desk):
    for number in range(60):
        make_document(f"Rivers {number}", texts=[f"R{number}"])
    make_document("Seas", texts=["S."])
    response = change(desk, "rights", all="on", query="q=Rivers", rights="CC0")
    assert "60 articles were changed." in response.text
    assert Document.objects.filter(rights="CC0").count() == 60


def test_too_many_at_once_are_refused(desk, monkeypatch):
    monkeypatch.setattr("ingest.desk.catalogue.MAX_AT_ONCE", 1)
    make_document("One")
    make_document("Two", texts=["Two."])
    assert "At most 1 articles" in change(desk, "rights", all="on", query="", rights="CC0").text
    assert not Document.objects.filter(rights="CC0").exists()


def test_nothing_chosen_or_understood_changes_nothing(desk):
    make_document("One")
    assert "Nothing was chosen." in change(desk, "rights", rights="CC0").text
    assert change(desk, "explode").status_code == 404
    change(desk, "remove-subjects", Document.objects.get(), subjects="Unheard of")
    change(desk, "add-subjects", Document.objects.get(), subjects=" , ")
    assert not Revision.objects.exists()


def test_a_way_back_to_another_site_is_not_taken(desk):
    response = desk.post(CHANGE, {"act": "rights", "next": "https://elsewhere.example/"})
    assert response["Location"] == reverse("ingest:queue")


# ------------------------------------------------------------------ held twice
def test_an_article_held_twice_is_merged_and_unmerged(desk, client):
    kept, twice = make_document("Rivers"), make_document("Rivers!", texts=["Again."])
    names = {"documents": [twice.identifier, kept.identifier]}
    assert desk.get("/ingest/documents/same/", names).status_code == 200
    desk.post("/ingest/documents/merge/", names | {"kept": kept.identifier})
    twice.refresh_from_db()
    assert (twice.state, twice.merged_into) == ("withdrawn", kept)
    desk.post(reverse("ingest:undo", args=[Revision.objects.get().pk]))
    twice.refresh_from_db()
    assert (twice.state, twice.merged_into) == ("published", None)


def test_an_article_is_not_merged_into_one_that_nobody_may_read(desk):
    kept, twice = make_document("Rivers", state="draft"), make_document("Rivers!", texts=["Again."])
    names = {"documents": [twice.identifier, kept.identifier], "kept": kept.identifier}
    page = desk.post("/ingest/documents/merge/", names, follow=True)
    assert "is not published: readers could not be led there" in page.text
    assert not Revision.objects.exists()
    assert desk.post("/ingest/documents/merge/", names | {"kept": "other"}).status_code == 404
    assert desk.get("/ingest/documents/same/?documents=one")["Location"] == LIST


# ------------------------------------------------------------------ authors, journals, subjects
@pytest.mark.parametrize(
    ("kind", "change", "wrong"),
    [
        ("authors", {"given": "Inés", "family": "Prada", "variants": "I. Prada\nI. Prada\n"}, {"literal": "A Body"}),
        ("journals", {"title": "Another", "kind": "magazine"}, {"issn": "12"}),
        ("subjects", {"name": "Currents"}, {"name": ""}),
    ],
)  # fmt: skip
def test_a_row_is_edited(desk, kind, change, wrong):
    document = make_document(subjects=["Tides"])
    row = {"authors": Author, "journals": Journal, "subjects": Subject}[kind].objects.get()
    address = f"/ingest/catalogue/{kind}/{row.pk}/"
    assert desk.get(address).status_code == 200
    assert desk.post(address, change | wrong).status_code == 422
    assert desk.post(address, change)["Location"] == f"/ingest/catalogue/{kind}/"
    row.refresh_from_db()
    expected = change | ({"variants": ["I. Prada"]} if kind == "authors" else {})
    assert {name: getattr(row, name) for name in change} == expected
    assert {entry.document_pk for entry in OutboxEntry.objects.all()} == {document.pk}


@pytest.mark.parametrize("kind", ["authors", "journals", "subjects"])
def test_rows_are_found_merged_and_no_longer_listed(desk, kind):
    make_document("One", authors=["Bo Li"], subjects=["Tides"])
    other = make_issue(journal=make_journal("Other Quarterly"))
    make_document("Two", texts=["Two."], authors=["B. Li"], subjects=["Tide"], issue=other)
    address = f"/ingest/catalogue/{kind}/"
    rows = list(desk.get(address).context["rows"])
    assert [row.articles for row in rows] == [1, 1]
    one, two = rows
    assert list(desk.get(address, {"q": str(two).split()[0]}).context["rows"])
    ids = {"id": [one.pk, two.pk]}
    assert desk.get(f"{address}merge/", ids).status_code == 200
    assert desk.post(f"{address}merge/", ids | {"kept": "x"}).status_code == 404
    page = desk.post(f"{address}merge/", ids | {"kept": two.pk}, follow=True)
    assert "They are one now" in page.text
    assert [(row, row.articles) for row in page.context["rows"]] == [(two, 2)]
    assert desk.get(f"{address}{one.pk}/").status_code == 404
    assert desk.get(f"{address}merge/", ids)["Location"] == address


def test_two_persons_are_not_merged(desk):
    one = make_author("Bo Li", orcid="0000-0002-1825-0097")
    two = make_author("B. Li", orcid="0000-0001-5109-3700")
    data = {"id": [one.pk, two.pk], "kept": one.pk}
    assert "two persons" in desk.post("/ingest/catalogue/authors/merge/", data, follow=True).text


def test_other_kinds_are_not_there(desk):
    assert desk.get("/ingest/catalogue/scans/").status_code == 404


# ------------------------------------------------------------------ where many appeared
def test_the_issue_is_set_for_all_texts_of_a_file_and_can_be_undone(desk):
    job = make_job("issue.pdf", state="review")
    held = make_issue("7", "2", 2007)
    rows = [
        make_document(name, texts=(f"{name}.",), issue=held, state="draft", scan=job.scan)
        for name in ("Rivers", "Seas")
    ]
    Document.objects.filter(pk=rows[0].pk).update(issue=None)
    page = desk.get(job.get_absolute_url())
    assert page.context["issue"]["volume"].value() == "7"  # what is known of one
    said = {"journal": "Regional Affairs Quarterly", "volume": "7", "number": "3", "year": "2008"}
    answer = change(desk, "issue", *rows, **said, next=job.get_absolute_url())
    assert answer.redirect_chain == [(job.get_absolute_url(), 302)]
    assert "2 articles were changed." in answer.text
    for row in rows:
        row.refresh_from_db()
        assert (row.issue.volume, row.issue.number, row.issue.year) == ("7", "3", 2008)
        assert row.evidence["issue"]["source"] == "person"
    undo(Revision.objects.latest("pk"), None)
    assert [row.issue for row in Document.objects.order_by("pk")] == [None, held]


def test_an_issue_needs_its_journal(desk):
    row = make_document("Rivers")
    assert "Journal: Say to which journal" in change(desk, "issue", row, volume="7").text
    assert "Say in which journal they appeared." in change(desk, "issue", row).text
    assert "Year or date: " in change(desk, "issue", row, journal="Rivers", year="70").text
    assert not Revision.objects.exists()


def test_the_secret_of_a_form_stands_in_no_address(desk):
    rows = [make_document("Rivers"), make_document("Seas", texts=["Seas."])]
    names = [row.identifier for row in rows]
    for act in ("same", "compare"):
        place = desk.post(CHANGE, {"act": act, "documents": names, "csrfmiddlewaretoken": "x"})["Location"]
        assert "csrf" not in place
        assert all(name in place for name in names)
    assert "formmethod" not in desk.get(LIST).text
