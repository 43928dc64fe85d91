"""Readers report errors without an account; librarians answer."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from ingest.models import Report, Revision
from tests.builders import make_document
from tests.ingest.desk.people import make_person

pytestmark = pytest.mark.django_db
TEXT = "The first paragraph.\n\nThe secnd paragraph."


@pytest.fixture
def page():
    return make_document(texts=(TEXT,)).pages.get()


def place(page):
    return reverse("report", args=[page.document.identifier, page.address])


def send(client, page, **data):
    return client.post(place(page), data)


def suggest(client, page):
    offset = TEXT.index("The secnd")
    return send(client, page, offset=offset, suggested="The second paragraph.")


# ------------------------------------------------------------------ readers
def test_a_reader_reports_an_error_without_an_account(client, page):
    assert "Correct this paragraph" in client.get(place(page)).content.decode()
    answer = send(client, page, message="The title is wrong.", email="ana@reader.example")
    assert answer["Location"] == page.get_absolute_url()
    row = Report.objects.get()
    assert (row.message, row.email, row.page, row.state) == (
        "The title is wrong.",
        "ana@reader.example",
        page,
        "open",
    )
    assert "127.0.0.1" not in row.sender


def test_a_reader_corrects_a_paragraph(client, page):
    suggest(client, page)
    row = Report.objects.get()
    assert (row.printed, row.suggested) == ("The secnd paragraph.", "The second paragraph.")
    page.refresh_from_db()
    assert page.text == TEXT


@pytest.mark.parametrize(
    "data",
    [{}, {"message": "  "}, {"offset": "22", "suggested": "The secnd paragraph."}, {"message": "x" * 6000},
     {"message": "x", "email": "nobody"}],
)  # fmt: skip
def test_what_says_nothing_is_not_taken(client, page, data):
    assert send(client, page, **data).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Report.objects.exists()


@pytest.mark.parametrize("offset", ["x", "-1", "9999", "5", "9" * 30])
def test_a_place_that_is_none_is_the_whole_page(client, page, offset):
    assert client.get(place(page), {"offset": offset}).context["printed"] == ""


def test_one_address_reports_so_many_an_hour(client, page, settings):
    settings.REPORTS_AN_HOUR = 2
    for _ in range(2):
        send(client, page, message="Wrong.")
    answer = send(client, page, message="Wrong again.")
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Wrong again." in answer.content.decode()
    assert Report.objects.count() == 2
    assert client.post(place(page), {"message": "x"}, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_programs_that_fill_in_everything_are_thanked_and_forgotten(client, page):
    assert send(client, page, message="Buy.", website="http://spam.example").status_code == 302
    assert not Report.objects.exists()


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_nobody_reports_on_what_nobody_sees(client, state):
    page = make_document(texts=(TEXT,), state=state).pages.get()
    assert client.get(place(page)).status_code == HTTPStatus.NOT_FOUND


# ------------------------------------------------------------------ librarians
def answer(client, row, how):
    return client.post(reverse("ingest:answer_report", args=[row.pk]), {"answer": how}, follow=True)


def test_an_accepted_suggestion_becomes_the_text_and_can_be_undone(desk, page):
    suggest(desk, page)
    row = Report.objects.get()
    assert (
        "The <del>secnd</del> <ins>second</ins> paragraph."
        in desk.get(reverse("ingest:reports")).content.decode()
    )
    answer(desk, row, "accepted")
    page.refresh_from_db()
    row.refresh_from_db()
    assert page.text == TEXT.replace("secnd", "second")
    assert "secnd" in page.raw_text
    assert (row.state, row.answered_by.username) == ("accepted", Revision.objects.get().by.username)
    assert "No reader has reported" in desk.get(reverse("ingest:reports")).content.decode()
    assert "<ins>" in desk.get(reverse("ingest:reports"), {"show": "all"}).content.decode()


def test_a_suggestion_and_its_history_show_the_words_that_change(desk):
    words = " ".join(f"word{n}" for n in range(60))
    page = make_document(texts=(f"First.\n\n{words} secnd {words}",)).pages.get()
    send(desk, page, offset=len("First.\n\n"), suggested=f"{words} second {words}")
    shown = "word59 <del>secnd</del> <ins>second</ins> word0"
    assert shown in desk.get(reverse("ingest:reports")).text
    row = Report.objects.get()
    desk.post(reverse("ingest:answer_report", args=[row.pk]), {"answer": "accepted"})
    history = desk.get(reverse("ingest:all_history")).text
    assert f"… word54 word55 word56 word57 word58 {shown}" in history
    assert "word30" not in history, "only what stands around"


def test_the_review_of_the_text_tells_of_open_reports(desk, page):
    place = reverse("ingest:review", args=[page.document.identifier])
    assert "reported an error" not in desk.get(place).text
    suggest(desk, page)
    assert "One reader has reported an error in it." in desk.get(place).text
    answer(desk, Report.objects.get(), "rejected")
    assert "reported an error" not in desk.get(place).text


def test_a_rejected_one_changes_nothing(desk, page):
    suggest(desk, page)
    answer(desk, Report.objects.get(), "rejected")
    page.refresh_from_db()
    assert page.text == TEXT
    assert Report.objects.get().state == "rejected"


def test_a_suggestion_for_another_text_than_there_is_waits(desk, page):
    suggest(desk, page)
    page.text = "Altogether another text."
    page.save()
    assert "has been changed since" in answer(desk, Report.objects.get(), "accepted").content.decode()
    assert Report.objects.get().state == "open"


def test_only_librarians_see_and_answer(client, page):
    suggest(client, page)
    client.force_login(make_person("somebody", "staff"))
    assert client.get(reverse("ingest:reports")).status_code == HTTPStatus.FORBIDDEN
    assert answer(client, Report.objects.get(), "accepted").status_code == HTTPStatus.FORBIDDEN
    assert Report.objects.get().state == "open"


@pytest.mark.parametrize("how", ["", "eaten"])
def test_an_answer_that_is_none_is_no_server_error(desk, page, how):
    suggest(desk, page)
    assert answer(desk, Report.objects.get(), how).status_code == HTTPStatus.NOT_FOUND
