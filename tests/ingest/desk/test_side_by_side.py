"""Two librarians at the same text, and one who presses a button twice: nothing is lost, nothing fails."""

import threading
from itertools import combinations_with_replacement

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from archive.models import Author, Document, Journal, Page, Subject
from ingest.desk import authorities
from ingest.messages import RefusedError
from ingest.models import Report, Revision
from ingest.store import Correction, correct_document, publish, withdraw
from ingest.store.cataloguing import edit_row, merge_rows
from ingest.store.dividing import ParagraphPlace, discard, split
from ingest.store.relabel_paragraph import relabel_paragraph
from ingest.store.undoing import undo
from tests.builders import make_author, make_document, make_journal, make_scan, save
from tests.ingest.desk.people import make_librarian
from tests.ingest.desk.test_review import address, form_of, text_of

TWO = "The first one ends here.\n\nOn Rivers\n\nThe second one begins."
LOWER = TWO.index("On Rivers")


@pytest.fixture
def draft(db):
    return make_document(texts=(TWO, "It goes on."), state="draft")


# ------------------------------------------------------------------ pressed twice
def test_a_text_is_split_once_however_often_it_is_asked_for(desk, draft):
    for place in ({"sequence": 1, "offset": LOWER}, {"sequence": 2, "offset": 0}):
        answers = [desk.post(address(draft, "split"), place, follow=True) for _ in range(2)]
        assert {answer.status_code for answer in answers} == {200}
        assert answers[0].redirect_chain == answers[1].redirect_chain
        assert "begins here now" in text_of(answers[1])
        undo(Revision.objects.latest("pk"), None)
    assert Document.objects.count() == 1


@pytest.mark.parametrize("act", ["discard", "merge", "split", "outline", "use", "withdraw", "unpublish"])
def test_who_comes_too_late_to_a_text_learns_what_became_of_it(desk, draft, act):
    new = split(draft, ParagraphPlace(2, 0), None)
    discard(new, make_librarian("bea"))
    answer = desk.post(address(new, act), {"sequence": 1, "offset": 0, "as": "title"}, follow=True)
    assert answer.redirect_chain[-1][0] == address(new, "history")
    assert "is no longer there" in text_of(answer)
    assert "bea" in text_of(answer)
    for what in ("review", "compare"):
        assert desk.get(address(new, what), follow=True).redirect_chain[-1][0] == address(new, "history")


def test_what_never_was_is_not_found(desk, draft):
    for place in (address(draft, "review"), address(draft, "discard")):
        assert desk.post(place.replace(draft.identifier, "00000000")).status_code == 404
    assert desk.post(address(draft, "use"), {"sequence": 9, "offset": 0, "as": "title"}).status_code == 404


def test_a_form_that_is_sent_twice_is_saved_once_and_goes_on(desk, draft):
    data = form_of(desk, draft, title="On Lakes", publish="1")
    answers = [desk.post(address(draft), data, follow=True) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {200}
    assert "Nothing was saved" not in text_of(answers[1])
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("On Lakes", "published")


def test_a_person_is_recognised_once(desk, draft):
    other = make_author("I. Pradera")
    said = {"authorship": draft.authorships.get().pk, "author": other.pk}
    for _ in range(2):
        assert "is an author of this article already" not in text_of(
            desk.post(address(draft, "same_person"), said, follow=True)
        )
    assert draft.authorships.get().author == other
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("answer", ["accepted", "rejected"])
def test_a_report_is_answered_once(desk, draft, answer):
    report = save(
        Report(document=draft, page=draft.pages.first(), printed="On Rivers", suggested="Of", sender="0" * 64)
    )
    place = reverse("ingest:answer_report", args=[report.pk])
    desk.post(place, {"answer": answer})
    late = desk.post(place, {"answer": "rejected"}, follow=True)
    assert "answered already" in text_of(late)
    report.refresh_from_db()
    assert report.state == answer


# ------------------------------------------------------------------ two at once
def test_a_paragraph_is_named_without_taking_back_what_another_has_saved(draft):
    stale = Document.objects.get(pk=draft.pk)
    correct_document(draft, Correction.of(draft).__class__(title="On Lakes"), None)
    publish([draft])
    for name in ("heading", "subtitle"):
        relabel_paragraph(stale, stale.pages.first(), LOWER, name, None)
        draft.refresh_from_db()
        assert (draft.title, draft.state) == ("On Lakes", "published")
    assert draft.subtitle == "On Rivers"


def test_an_edited_name_keeps_what_another_has_done_meanwhile(db):
    kept, stale = make_journal("Rivers"), make_journal("Rivers Quarterly")
    other = Journal.objects.get(pk=stale.pk)
    merge_rows(kept, [other], None)
    edit_row(stale, {"publisher": "River Press"}, None)
    stale.refresh_from_db()
    assert stale.merged_into == kept


def test_a_field_that_another_has_changed_is_shown_and_not_overwritten(desk, db):
    row = make_journal("Rivers", publisher="Old Press")
    place = reverse("ingest:catalogue_row", args=["journals", row.pk])
    form = desk.get(place).context["form"]
    seen = {f"initial-{name}": form[name].value() for name in form.fields}
    mine = {name: form[name].value() for name in form.fields}
    edit_row(row, {"publisher": "New Press", "issn": "0028-0836"}, None)
    answer = desk.post(place, mine | seen | {"abbreviation": "Riv."})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.publisher, row.issn, row.abbreviation) == ("New Press", "0028-0836", "Riv.")
    answer = desk.post(place, mine | seen | {"publisher": "My Press"})
    assert answer.status_code == 422
    assert "it is now: New Press" in text_of(answer)
    row.refresh_from_db()
    assert row.publisher == "New Press"
    assert 'name="initial-publisher" value="New Press"' in text_of(answer)
    desk.post(place, mine | seen | {"publisher": "My Press", "initial-publisher": "New Press"})
    row.refresh_from_db()
    assert (row.publisher, row.abbreviation) == ("My Press", "Riv.")


def test_a_name_that_another_gives_at_the_same_moment_is_told_of(desk, db, monkeypatch):
    row = make_journal("Rivers")

    def edit_after_another(*arguments):
        make_journal("Streams")
        edit_row(*arguments)

    monkeypatch.setattr(authorities, "edit_row", edit_after_another)
    place = reverse("ingest:catalogue_row", args=["journals", row.pk])
    answer = desk.post(place, {"title": "Streams", "kind": "journal"})
    assert answer.status_code == 422
    assert "Merge the two instead." in text_of(answer)
    assert Journal.objects.get(pk=row.pk).title == "Rivers"


def test_rows_that_were_merged_meanwhile_are_not_merged_again(db):
    one, two, three = make_author("Ana Roe"), make_author("A. Roe"), make_author("Anna Roe")
    stale = list(Author.objects.filter(pk__in=[two.pk, three.pk]))
    merge_rows(one, [two], None)
    with pytest.raises(Exception, match="merged already"):
        merge_rows(stale[1], [stale[0]], None)


def test_an_undo_that_would_give_a_name_twice_is_refused(db):
    row = save(Subject(name="rivers", slug="rivers"))
    edit_row(row, {"name": "streams"}, None)
    save(Subject(name="rivers", slug="rivers-2"))
    with pytest.raises(RefusedError, match="another has taken"):
        undo(Revision.objects.latest("pk"), None)
    row.refresh_from_db()
    assert row.name == "streams"


def test_what_is_gone_cannot_be_withdrawn(draft):
    stale = Document.objects.get(pk=draft.pk)
    discard(draft, None)
    with pytest.raises(Document.DoesNotExist):
        withdraw(stale, "Twice.")


ACTS = (
    ("split", {"sequence": "1", "offset": str(LOWER)}),
    ("split", {"sequence": "2", "offset": "0"}),
    ("merge", {}),
    ("discard", {}),
    ("use", {"sequence": "1", "offset": str(LOWER), "as": "heading"}),
    ("use", {"sequence": "1", "offset": "0", "as": "title"}),
    ("withdraw", {"reason": "Printed twice."}),
    ("unpublish", {}),
    ("publish", {}),
    ("begin", {"sequence": "1", "offset": str(LOWER)}),
)
PAIRS = list(combinations_with_replacement(ACTS, 2))[::4]  # all 55 take 14 s, and told no more


@pytest.mark.django_db(transaction=True)
def test_whatever_two_do_at_the_same_time_every_word_stays_and_all_can_be_undone():
    """One act beside another, over HTTP; afterwards all is undone, the latest first."""
    ana, bea = make_librarian("ana"), make_librarian("bea")
    failures = []
    for number, (one, other) in enumerate(PAIRS):
        row = make_document(
            f"Text {number}", texts=(TWO, "It goes on."), state="draft", scan=make_scan(f"{number}".encode())
        )
        before = _rows()
        _at_once(((ana, *one), (bea, *other)), row, failures)
        for revision in Revision.objects.order_by("-pk"):
            undo(revision, None)
        assert _rows() == before, (one, other)
        Revision.objects.all().delete()
        row.delete()
    assert not failures


def _rows():
    pages = list(Page.objects.order_by("pk").values_list("pk", "document", "sequence", "text", "address"))
    return pages, list(Document.objects.order_by("pk").values_list("pk", "title", "state", "evidence"))


def _at_once(acts, row, failures):
    clients = []
    for user, name, data in acts:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        place = _place(name, row)
        data = data if name != "publish" else {"one": row.identifier}
        clients.append((client, place, data))
    start = threading.Barrier(len(clients))

    def send(client, place, data):
        start.wait()
        try:
            answer = client.post(place, data)
            if answer.status_code >= 400:
                failures.append((place, data, answer.status_code))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=each) for each in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _place(name, row):
    if name == "publish":
        return reverse("ingest:publish")
    return reverse("ingest:begin", args=[row.identifier, "here"]) if name == "begin" else address(row, name)
