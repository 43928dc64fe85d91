"""Rows of the catalogue edited and merged, many documents changed at once, and each taken back again."""

import pytest
from django.core import serializers

from archive.models import Author, Authorship, Document, Issue, Journal, OutboxEntry, Subject
from ingest.details import Details
from ingest.messages import RefusedError
from ingest.models import Revision
from ingest.store.cataloguing import (
    add_subjects,
    edit_row,
    merge_rows,
    remove_subjects,
    set_rights,
)
from ingest.store.find_or_add import Authors, find_or_add_journal, find_or_add_subjects
from ingest.store.undoing import undo
from tests.builders import make_author, make_document, make_issue, make_journal
from tests.ingest.parsing.parses import author

pytestmark = pytest.mark.django_db
ROWS = (Document, Authorship, Author, Journal, Issue, Subject)
ORCID = "0000-0002-1825-0097"


def state():
    rows = serializers.serialize("python", [row for model in ROWS for row in model.objects.order_by("pk")])
    for row in rows:
        row["fields"].pop("changed_at", None)
        row["fields"]["subjects"] = sorted(row["fields"].get("subjects", []))
    return rows


def enqueued():
    return {entry.document_pk for entry in OutboxEntry.objects.all()}


def slug_of(name):
    return Author.objects.get(slug=name)


# ------------------------------------------------------------------ authors
def test_a_merged_author_s_works_name_and_address_go_to_the_other(client):
    one, two = make_document(authors=["Inés Pradera"]), make_document("Two", authors=["I. Pradera", "Bo Li"])
    kept, other = slug_of("ines-pradera"), slug_of("i-pradera")
    merge_rows(kept, [other], None)
    assert set(kept.documents.all()) == {one, two}
    assert [a.name_as_printed for a in two.authorships.all()] == ["I. Pradera", "Bo Li"]
    kept.refresh_from_db()
    assert kept.variants == ["I. Pradera"]
    assert enqueued() >= {one.pk, two.pk}
    response = client.get("/a/i-pradera/?page=1")
    assert (response.status_code, response["Location"]) == (301, "/a/ines-pradera/?page=1")
    assert client.get("/a/i-pradera/articles.atom")["Location"] == "/a/ines-pradera/articles.atom"


def test_a_merged_author_is_not_made_again_by_the_next_file():
    make_document(authors=["Inés Pradera"])
    make_document("Two", authors=["I. Pradera"])
    kept = slug_of("ines-pradera")
    merge_rows(kept, [slug_of("i-pradera")], None)
    assert Authors().find_or_add(author("I. Pradera")) == kept


def test_addresses_lead_to_the_last_of_several_merges(client):
    for number, name in enumerate(["Inés Pradera", "I. Pradera", "Inés M. Pradera"]):
        make_document(f"Title {number}", authors=[name])
    merge_rows(slug_of("i-pradera"), [slug_of("ines-m-pradera")], None)
    merge_rows(slug_of("ines-pradera"), [slug_of("i-pradera")], None)
    for old in ("i-pradera", "ines-m-pradera"):
        assert client.get(f"/a/{old}/")["Location"] == "/a/ines-pradera/"


def test_one_named_twice_in_a_byline_is_named_once():
    document = make_document(authors=["Inés Pradera", "I. Pradera"])
    merge_rows(slug_of("ines-pradera"), [slug_of("i-pradera")], None)
    assert [a.author.name for a in document.authorships.all()] == ["Inés Pradera"]


def test_an_orcid_goes_along_and_two_of_them_are_two_persons():
    make_document(authors=["Inés Pradera", "I. Pradera"])
    kept, other = slug_of("ines-pradera"), slug_of("i-pradera")
    Author.objects.filter(pk=other.pk).update(orcid=ORCID)
    other.refresh_from_db()
    merge_rows(kept, [other], None)
    kept.refresh_from_db()
    assert kept.orcid == ORCID
    third = make_author("Ines Pradera Roa", orcid="0000-0001-5109-3700")
    with pytest.raises(RefusedError, match="two persons"):
        merge_rows(kept, [third], None)
    with pytest.raises(RefusedError, match="at least two"):
        merge_rows(kept, [kept], None)
    with pytest.raises(RefusedError, match="merged already"):
        merge_rows(third, [slug_of("i-pradera")], None)


# ------------------------------------------------------------------ journals and subjects
def test_a_merged_journal_s_issues_go_to_the_other(client):
    kept, other = make_journal("Regional Affairs"), make_journal("Reg. Affairs", issn="1234-5679")
    same, twice = make_issue(journal=kept), make_issue(journal=other)
    alone = make_issue(number="4", journal=other)
    one, two = make_document(issue=twice), make_document("Two", issue=alone)
    merge_rows(kept, [other], None)
    one.refresh_from_db()
    alone.refresh_from_db()
    kept.refresh_from_db()
    assert one.issue == same
    assert alone.journal == kept
    assert kept.issn == "1234-5679"
    assert find_or_add_journal(Details(journal="Reg. Affairs")) == kept
    assert client.get("/j/reg-affairs/")["Location"] == "/j/regional-affairs/"
    assert client.get(f"/j/reg-affairs/{alone.slug}/")["Location"] == alone.get_absolute_url()
    assert enqueued() >= {one.pk, two.pk}


def test_a_merged_subject_is_the_other_also_in_files_to_come(client):
    document = make_document(subjects=["Free trade", "Tides"])
    make_document("Other", subjects=["Commerce"])
    kept, other = Subject.objects.get(name="Commerce"), Subject.objects.get(name="Free trade")
    merge_rows(kept, [other], None)
    assert {subject.name for subject in document.subjects.all()} == {"Commerce", "Tides"}
    assert find_or_add_subjects(("free trade",)) == [kept]
    assert client.get("/s/free-trade/")["Location"] == "/s/commerce/"


# ------------------------------------------------------------------ undo
def merge_authors(document):
    merge_rows(slug_of("ines-pradera"), [slug_of("i-pradera"), slug_of("bo-li")], None)


def merge_journals(document):
    merge_rows(Journal.objects.exclude(pk=document.issue.journal_id).get(), [document.issue.journal], None)


def merge_subjects(document):
    merge_rows(Subject.objects.get(name="Tides"), [Subject.objects.get(name="Currents")], None)


CHANGES = {
    "merged authors": merge_authors,
    "merged journals": merge_journals,
    "merged subjects": merge_subjects,
    "edited author": lambda document: edit_row(slug_of("bo-li"), {"family": "Lee"}, None),
    "edited journal": lambda document: edit_row(document.issue.journal, {"title": "Another"}, None),
    "added subjects": lambda document: add_subjects([document], ["Tides"], None),
    "removed subjects": lambda document: remove_subjects([document], document.subjects.all()[:1], None),
    "rights": lambda document: set_rights([document], "CC BY 4.0", None),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_an_undo_restores_the_very_rows(change):
    make_document(authors=["Inés Pradera", "I. Pradera"], subjects=["Tides"])
    Author.objects.filter(slug="i-pradera").update(orcid=ORCID)
    document = make_document("Two", authors=["Bo Li"], subjects=["Currents"])
    make_document("Three", issue=make_issue(journal=make_journal("Another Quarterly")))
    before = state()
    change(document)
    assert state() != before
    OutboxEntry.objects.all().delete()
    undo(Revision.objects.get(), None)
    assert state() == before
    assert document.pk in enqueued()


# ------------------------------------------------------------------ many documents
def test_a_bulk_change_counts_what_it_changed_and_says_who_did_it(librarian):
    documents = [make_document(f"Title {n}", subjects=["Tides"] if n else []) for n in range(3)]
    assert add_subjects(documents, ["tides", "New"], librarian) == 3
    assert add_subjects(documents, ["Tides"], librarian) == 0
    assert Revision.objects.count() == 1
    assert set_rights(documents, "CC BY 4.0", librarian) == 3
    document = Document.objects.get(pk=documents[0].pk)
    assert document.evidence["rights"] | {"at": ""} == {
        "source": "person", "confidence": 1.0, "by": "ana", "at": "", "was": ""
    }  # fmt: skip
    assert document.evidence["keywords"]["was"] == []


def test_a_renamed_author_is_sorted_under_the_new_name_and_indexed_anew():
    document = make_document(authors=["Bo Li"])
    edit_row(slug_of("bo-li"), {"family": "Łee"}, None)
    author = slug_of("bo-li")
    assert author.sort_key == "lee bo"
    assert enqueued() == {document.pk}
