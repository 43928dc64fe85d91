"""The catalogue for staff: every page opens at a constant price, every change reaches the outbox."""

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archive.models import (
    Author,
    Document,
    FixityCheck,
    FixityRound,
    Issue,
    Journal,
    OutboxEntry,
    Page,
    Scan,
    Subject,
)
from archive.outbox import enqueue_for_indexing
from archive.sort_keys import sort_key
from ingest.models import Revision
from tests.builders import make_author, make_document, make_issue, make_journal, make_reference

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label == "archive"]
ADDABLE = {"journal", "issue", "author", "subject", "reference"}
READ_ONLY = {"page", "scan", "outboxentry", "fixitycheck", "fixityround"}
NOT_SEARCHED = {"outboxentry", "fixityround"}


def url(model, page: str, *args) -> str:
    return reverse(f"admin:archive_{model._meta.model_name}_{page}", args=args)


def name_of(model) -> str:
    return model._meta.model_name


def fill(count: int) -> Document:
    """`count` of everything, and a document with `count` of all its parts; that document."""
    journals = [make_journal(f"Journal {n}") for n in range(count)]
    document = make_document(
        "Of Many Parts",
        texts=[f"Page {n}." for n in range(count)],
        authors=[f"Ana Reyes{n}" for n in range(count)],
        subjects=[f"Subject {n}" for n in range(count)],
    )
    for n, journal in enumerate(journals):
        make_document(
            f"Title {n}", issue=make_issue(journal=journal), texts=[f"Text {n}."], authors=[f"Luz Mora{n}"]
        )
        make_reference(document, f"Mora, L. (200{n % 10}) Work {n}.")
        FixityCheck.objects.get_or_create(name=f"{n:064}", defaults={"checked_at": timezone.now()})
        FixityRound.objects.create(begun_at=timezone.now(), in_background=True)
    enqueue_for_indexing(Document.objects.values_list("pk", flat=True))
    return document


def queries_for(client, address: str) -> int:
    ContentType.objects.get_for_models(*MODELS)  # cached by Django for the life of the process
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        assert response.status_code == 200
    return len(queries)


def test_every_model_of_the_archive_has_its_page():
    assert {name_of(model) for model in MODELS} == {
        "journal", "issue", "document", "author", "page", "scan", "subject", "reference", "outboxentry",
        "fixitycheck", "fixityround",
    }  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_list_costs_the_same_with_two_rows_and_with_twenty(model, admin_client):
    fill(2)
    address = url(model, "changelist")
    few = queries_for(admin_client, address)
    assert (
        queries_for(admin_client, f"{address}?q=a" if name_of(model) not in NOT_SEARCHED else address)
        <= few + 1
    )
    fill(20)
    assert queries_for(admin_client, address) == few


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_row_opens_at_the_same_price_with_two_parts_and_with_twenty(model, admin_client):
    document = fill(2)
    few = queries_for(admin_client, url(model, "change", _row_of(model, document).pk))
    Document.objects.filter(pk=document.pk).update(title="Of Few Parts")
    document = fill(20)
    assert queries_for(admin_client, url(model, "change", _row_of(model, document).pk)) == few


def _row_of(model, document: Document):
    return {
        Document: document,
        Author: document.authors.first(),
        Issue: document.issue,
        Journal: document.issue and document.issue.journal,
        Page: document.pages.first(),
        Scan: document.pages.first().scan,
        Subject: document.subjects.first(),
    }.get(model) or model.objects.first()


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_only_what_staff_may_write_can_be_added(model, admin_client):
    expected = 200 if name_of(model) in ADDABLE else 403
    assert admin_client.get(url(model, "add")).status_code == expected


@pytest.mark.parametrize("model", [model for model in MODELS if name_of(model) in READ_ONLY], ids=name_of)
def test_what_the_archive_writes_itself_cannot_be_changed_or_deleted(model, admin_client):
    document = fill(1)
    row = _row_of(model, document)
    assert admin_client.post(url(model, "change", row.pk), {}).status_code == 403
    assert admin_client.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    admin_client.post(url(model, "changelist"), data)
    assert model.objects.filter(pk=row.pk).exists()


def test_a_document_is_never_deleted(admin_client):
    document = make_document()
    assert admin_client.post(url(Document, "delete", document.pk), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [document.pk], "post": "yes"}
    admin_client.post(url(Document, "changelist"), data)
    assert Document.objects.filter(pk=document.pk).exists()


# ------------------------------------------------------------------ changing a document
def form_of(client, address: str) -> dict:
    """What a browser would send back unchanged."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    for each in context["inline_admin_formsets"]:
        forms += [each.formset.management_form, *each.formset.forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            if isinstance(value, list):
                data[field.html_name] = [getattr(item, "pk", item) for item in value]
            elif value is not None and value is not False:
                data[field.html_name] = value
    return data


def test_a_changed_document_is_enqueued_and_remembers_who_changed_it(admin_client, admin_user):
    document = make_document("Old title", subjects=["Tides"])
    address = url(Document, "change", document.pk)
    response = admin_client.post(address, form_of(admin_client, address) | {"title": "New title"})
    assert response.status_code == 302
    document.refresh_from_db()
    assert document.title == "New title"
    evidence = document.evidence["title"]
    assert (evidence["source"], evidence["by"], evidence["was"]) == ("person", str(admin_user), "Old title")
    assert set(document.evidence) == {"title"}
    assert [entry.document_pk for entry in OutboxEntry.objects.all()] == [document.pk]


def test_a_new_issue_and_new_subjects_are_remembered_in_words(admin_client):
    document = make_document(subjects=["Tides"])
    issue = make_issue(number="4")
    address = url(Document, "change", document.pk)
    data = form_of(admin_client, address) | {"issue": issue.pk, "subjects": []}
    assert admin_client.post(address, data).status_code == 302
    document.refresh_from_db()
    assert document.issue == issue
    assert document.evidence["issue"]["was"] == "Regional Affairs Quarterly 7(3), 2007"
    assert document.evidence["keywords"]["was"] == ["Tides"]


def test_changed_authors_are_remembered_as_a_persons_word(admin_client):
    document = make_document(authors=["Inés Pradera"])
    other = make_author("Bruno Quiroga")
    address = url(Document, "change", document.pk)
    data = form_of(admin_client, address) | {"authorships-0-author": other.pk}
    assert admin_client.post(address, data).status_code == 302
    document.refresh_from_db()
    assert list(document.authors.all()) == [other]
    assert document.evidence["authors"]["source"] == "person"


def test_the_state_is_shown_and_never_taken_from_the_form(admin_client):
    document = make_document(state="draft")
    address = url(Document, "change", document.pk)
    data = form_of(admin_client, address)
    assert "state" not in data
    admin_client.post(address, data | {"state": "published", "identifier": "00000000"})
    changed = Document.objects.get(pk=document.pk)
    assert (changed.state, changed.identifier) == ("draft", document.identifier)


def test_a_doi_of_another_published_article_is_refused_with_its_title(admin_client):
    make_document("First", doi="10.5555/one")
    document = make_document("Second", texts=["Second."], doi="10.5555/two")
    address = url(Document, "change", document.pk)
    response = admin_client.post(address, form_of(admin_client, address) | {"doi": "10.5555/ONE"})
    assert response.status_code == 200
    assert "“First”" in response.text
    assert not OutboxEntry.objects.exists()


def test_a_section_keeps_its_place_and_heading(admin_client):
    document = make_document()
    address = url(Document, "change", document.pk)
    data = form_of(admin_client, address)
    data |= {"sections-0-kind": "notes", "sections-0-heading": "Invented", "sections-0-position": 9}
    assert admin_client.post(address, data).status_code == 302
    section = document.sections.get()
    assert (section.kind, section.heading, section.position) == ("notes", "", 1)


# ------------------------------------------------------------------ changing what documents are found by
@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Journal, {"title": "Another Quarterly"}),
        (Issue, {"volume": "77"}),
        (Author, {"family": "Alba"}),
        (Subject, {"name": "Currents"}),
    ],
)
def test_the_documents_of_a_changed_row_are_enqueued(model, change, admin_client):
    document = make_document(subjects=["Tides"])
    make_document(
        "Other", texts=["Other."], authors=["Luz Mora"], issue=make_issue(journal=make_journal("Other"))
    )
    row = _row_of(model, document)
    address = url(model, "change", row.pk)
    assert admin_client.post(address, form_of(admin_client, address) | change).status_code == 302
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in change} == change
    assert [entry.document_pk for entry in OutboxEntry.objects.all()] == [document.pk]


def test_a_renamed_author_is_sorted_under_the_new_name(admin_client):
    author = make_document(authors=["Inés Pradera"]).authors.get()
    address = url(Author, "change", author.pk)
    admin_client.post(address, form_of(admin_client, address) | {"family": "Łódź Straße"})
    author.refresh_from_db()
    assert author.sort_key == "lodz strasse ines"


def test_a_slug_is_chosen_once(admin_client):
    journal = make_journal()
    address = url(Journal, "change", journal.pk)
    data = form_of(admin_client, address)
    assert "slug" not in data
    admin_client.post(address, data | {"slug": "another"})
    journal.refresh_from_db()
    assert journal.slug == "regional-affairs-quarterly"


@pytest.mark.parametrize("by_action", [False, True])
def test_the_documents_of_a_deleted_subject_are_enqueued(by_action, admin_client):
    document = make_document(subjects=["Tides"])
    subject = document.subjects.get()
    if by_action:
        data = {"action": "delete_selected", "_selected_action": [subject.pk], "post": "yes"}
        admin_client.post(url(Subject, "changelist"), data)
    else:
        admin_client.post(url(Subject, "delete", subject.pk), {"post": "yes"})
    assert not Subject.objects.exists()
    assert [entry.document_pk for entry in OutboxEntry.objects.all()] == [document.pk]


def test_an_author_with_articles_cannot_be_deleted(admin_client):
    author = make_document().authors.get()
    admin_client.post(url(Author, "delete", author.pk), {"post": "yes"})
    assert Author.objects.filter(pk=author.pk).exists()


def test_a_change_that_cannot_be_enqueued_is_not_kept(admin_client, monkeypatch):
    """Row and outbox entry are one transaction."""
    document = make_document("Old title")
    address = url(Document, "change", document.pk)
    data = form_of(admin_client, address) | {"title": "New title"}

    def fail(document_pks):
        raise RuntimeError("no room")

    monkeypatch.setattr("ingest.store.changes.enqueue_for_indexing", fail)
    with pytest.raises(RuntimeError, match="no room"):
        admin_client.post(address, data)
    document.refresh_from_db()
    assert document.title == "Old title"


def test_a_reader_does_not_get_in(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(url(Document, "changelist")).status_code == 302


def test_names_are_sorted_without_case_diacritics_and_signs():
    assert sort_key("Berrón", "Gonzalo") == "berron gonzalo"
    assert sort_key("O’Hara-Ñandú", "J. P.") == "o hara nandu j p"
    assert sort_key("", "", "Centre for Trade & Labour") == "centre for trade labour"


def test_references_changed_one_by_one_are_a_person_s_too(admin_client):
    document = make_document()
    cited, reference = make_document("Cited"), make_reference(document, "Mora (2001).")
    said = {
        "document": document.pk,
        "position": 1,
        "raw": "Mora (2002).",
        "authors": "[]",
        "confidence": "{}",
    }
    response = admin_client.post(url(type(reference), "change", reference.pk), said | {"cited": cited.pk})
    assert response.status_code == 302
    document.refresh_from_db()
    assert document.references.get().cited == cited
    evidence = document.evidence["references"]
    assert (evidence["source"], evidence["was"]) == ("person", "Mora (2001).")


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_renamed_or_deleted_here_is_in_the_history_and_can_be_undone(admin_client, language):
    author = make_document("Tides").authors.get()
    name = author.name
    address = url(Author, "change", author.pk)
    said = {"accept-language": language}
    admin_client.post(address, form_of(admin_client, address) | {"family": "Renamed"}, headers=said)
    subject = Subject.objects.create(name="Rivers", slug="rivers")
    document = Document.objects.get(title="Tides")
    document.subjects.add(subject)
    admin_client.post(url(Subject, "delete", subject.pk), {"post": "yes"}, headers=said)
    author.refresh_from_db()
    assert "Renamed" in author.name
    page = admin_client.get("/ingest/history/").text
    assert f"“{name}” was edited" in page
    assert "Deleted: Rivers" in page
    for revision in Revision.objects.order_by("-pk"):
        admin_client.post(f"/ingest/history/{revision.pk}/undo/")
    author.refresh_from_db()
    assert author.name == name
    assert [each.name for each in document.subjects.all()] == ["Rivers"]
