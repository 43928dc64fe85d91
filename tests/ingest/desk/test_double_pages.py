"""Images that show two printed pages: the question to a librarian, the form, and who may."""

import pytest
from django.urls import reverse

from archive.models import Document, Page
from ingest.models import Job, Revision
from ingest.queue import jobs
from ingest.queue.worker import Worker
from tests.builders import make_document, make_scan
from tests.ingest.desk.people import make_person
from tests.ingest.store.test_halved_pages import SPLIT, shape, taken_in
from tests.ingest.test_two_printed_pages import spread_pdf

__all__ = ["taken_in"]
pytestmark = pytest.mark.django_db


def address(scan):
    return reverse("ingest:double_pages", args=[scan.pk])


def job_of(scan):
    return Job.objects.filter(scan=scan).latest("pk")


def put(words, left):
    """These words from left on, a line each, as a page keeps them."""
    lines, start = [], 0
    for row, word in enumerate(words.split()):
        lines.append([[start, start + len(word), left, 20.0 * row, 80.0, 9.0, None]])
        start += len(word) + 1
    return lines


def as_spread(document, **fields):
    """The first page of an article of one page, as an image so wide that shows "50–51"."""
    text = "The harbour was calm and nobody asked"
    turn = text.index("and")
    values = {
        "text": text,
        "turns_at": turn,
        "label": "50–51",
        "address": "50–51",
        "width": 800.0,
        "height": 500.0,
    }
    first = [line for line in put(text, 60) if line[0][0] < turn]
    second = [
        [[*word[:2], 500.0, *word[3:]] for word in line] for line in put(text, 60) if line[0][0] >= turn
    ]
    Page.objects.filter(document=document).update(**values | {"words": first + second} | fields)


@pytest.fixture
def scan(taken_in, desk):
    """A file of two double pages, read."""
    taken_in(spread_pdf(50, 52))
    return Page.objects.first().scan


# ------------------------------------------------------------------ asked
def test_the_page_of_the_file_and_the_review_ask_whether_to_split(desk, scan):
    document = Document.objects.get()
    for place in (job_of(scan).get_absolute_url(), reverse("ingest:review", args=[document.identifier])):
        page = desk.get(place)
        assert "Split the 2 images that show two printed pages" in page.text
        assert address(scan) in page.text
    told = desk.get(job_of(scan).get_absolute_url(), headers={"accept-language": "es"}).text
    assert "Dividir las 2 imágenes que muestran dos páginas impresas" in told
    assert shape(document)[0][0] == "50–51", "nothing is done without being asked"


def test_one_press_splits_what_was_recognised_and_an_undo_brings_it_back(desk, scan):
    answer = desk.post(address(scan), {"recognised": "1"})
    job = Job.objects.latest("pk")
    assert (answer["Location"], job.replaces) == (job.get_absolute_url(), scan)
    assert job.halving["gutters"] == {"1": pytest.approx(0.5, abs=0.01), "2": pytest.approx(0.5, abs=0.01)}
    Worker().run(until_empty=True)
    document = Document.objects.get()
    assert shape(document) == SPLIT
    page = desk.get(job.get_absolute_url()).text
    assert "It takes the place of" in page
    assert job_of(scan).get_absolute_url() in page
    assert "two printed pages" not in page
    old = desk.get(job_of(scan).get_absolute_url()).text
    assert "Its place was taken by" in old
    assert "Read the file again" not in old
    assert not jobs.run_again(job_of(scan)), "its articles would be held twice"
    desk.post(reverse("ingest:undo", args=[Revision.objects.latest("pk").pk]))
    assert [page.label for page in document.pages.all()] == ["50–51", "52–53"]
    assert document.pages.first().scan == scan


def test_a_file_without_double_pages_is_not_asked_about(desk, taken_in):
    (document,) = taken_in(spread_pdf(50))
    Page.objects.update(turns_at=None, label="50", address="50")
    scan = document.pages.get().scan
    assert "two printed pages" not in desk.get(job_of(scan).get_absolute_url()).text


# ------------------------------------------------------------------ by hand
def test_the_gutter_is_said_by_hand_and_shown(desk, scan):
    form = desk.get(address(scan))
    assert [(each.number, float(each.percent), each.is_chosen) for each in form.context["choices"]] == [
        (1, pytest.approx(50, abs=1), True),
        (2, pytest.approx(50, abs=1), True),
    ]
    said = {"page": ["2"], "gutter-1": "50", "gutter-2": "48.5"}
    shown = desk.post(address(scan), said | {"preview": "1"})
    assert 'x1="48.5"' in shown.text
    assert [each.is_chosen for each in shown.context["choices"]] == [False, True]
    assert not Job.objects.exclude(halving={}).exists()
    desk.post(address(scan), said)
    assert Job.objects.latest("pk").halving == {"gutters": {"2": 0.485}, "right_first": False}
    Worker().run(until_empty=True)
    assert [label for label, *_ in shape(Document.objects.get())] == ["50–51", "52", "53"]


def test_an_image_that_nobody_recognised_is_offered_from_its_review(desk, taken_in):
    (document,) = taken_in(spread_pdf(50))
    Page.objects.update(turns_at=None, label="", label_source="", address="n1", width=500, height=800)
    scan = document.pages.get().scan
    review = desk.get(reverse("ingest:review", args=[document.identifier])).text
    assert f"{address(scan)}?page=1" in review
    assert "No image of this file is wider than high" in desk.get(address(scan)).text
    (choice,) = desk.get(address(scan), {"page": "1"}).context["choices"]
    assert (choice.is_chosen, choice.is_recognised, choice.percent) == (True, False, "50.0")
    desk.post(address(scan), {"page": "1", "gutter-1": "50"})
    assert Job.objects.latest("pk").halving["gutters"] == {"1": 0.5}


@pytest.mark.parametrize("percent", ["", "7", "81", "nan", "inf", "a", "1e400"])
def test_a_gutter_that_is_none_is_told_at_its_place(desk, scan, percent):
    answer = desk.post(address(scan), {"page": "1", "gutter-1": percent, "gutter-2": "50"})
    assert answer.status_code == 422
    assert answer.context["choices"][0].error == "A number from 20 to 80."
    assert 'aria-describedby="error-1"' in answer.text
    assert not Job.objects.exclude(halving={}).exists()


def test_nothing_chosen_is_told(desk, scan):
    answer = desk.post(address(scan), {"gutter-1": "50"})
    assert (answer.status_code, answer.context["error"]) == (422, "Choose at least one image.")


def test_a_second_press_says_that_it_is_under_way(desk, scan):
    desk.post(address(scan), {"recognised": "1"})
    answer = desk.post(address(scan), {"recognised": "1"}, follow=True)
    assert "The same file is being read already." in answer.text
    assert Job.objects.exclude(halving={}).count() == 1


# ------------------------------------------------------------------ what was recognised
def gutter_of(desk, scan):
    return [
        (each.number, each.percent, each.is_chosen) for each in desk.get(address(scan)).context["choices"]
    ], desk.get(address(scan)).context["right_first"]


def test_the_gutter_lies_between_the_words_of_both_pages_as_near_the_middle_as_can_be(desk, taken_in):
    (document,) = taken_in(spread_pdf(50))
    scan = document.pages.get().scan
    as_spread(document)
    assert gutter_of(desk, scan) == ([(1, "50.0", True)], False)
    as_spread(
        document, words=[[[0, 3, 60.0, 20.0, 500.0, 9.0, None]], [[24, 27, 640.0, 20.0, 80.0, 9.0, None]]]
    )
    assert gutter_of(desk, scan) == ([(1, "72.5", True)], False)


def test_where_the_right_page_is_read_first_that_is_proposed(desk, taken_in):
    (document,) = taken_in(spread_pdf(50))
    scan = document.pages.get().scan
    as_spread(
        document, words=[[[0, 3, 500.0, 20.0, 80.0, 9.0, None]], [[24, 27, 60.0, 20.0, 80.0, 9.0, None]]]
    )
    assert gutter_of(desk, scan) == ([(1, "40.0", True)], True) or gutter_of(desk, scan)[1]
    desk.post(address(scan), {"recognised": "1"})
    assert Job.objects.latest("pk").halving["right_first"] is True


@pytest.mark.parametrize(("language", "right_first"), [("he", True), ("ar-EG", True), ("es", False)])
def test_where_nothing_was_recognised_the_language_tells_which_page_is_first(
    desk, taken_in, language, right_first
):
    (document,) = taken_in(spread_pdf(50))
    Page.objects.update(turns_at=None, label="", label_source="", address="n1")
    Document.objects.update(language=language)
    scan = document.pages.get().scan
    assert desk.get(address(scan)).context["right_first"] is right_first
    data = {"page": "1", "gutter-1": "50"}
    desk.post(address(scan), data | ({"right-first": "1"} if right_first else {}))
    assert Job.objects.latest("pk").halving["right_first"] is right_first


def test_pages_whose_words_reach_into_each_other_are_not_taken_for_two(desk, taken_in):
    (document,) = taken_in(spread_pdf(50))
    scan = document.pages.get().scan
    as_spread(
        document, words=[[[0, 3, 60.0, 20.0, 500.0, 9.0, None]], [[24, 27, 300.0, 20.0, 80.0, 9.0, None]]]
    )
    assert gutter_of(desk, scan) == ([(1, "50.0", False)], False)


def test_two_articles_on_one_image_under_two_numbers_are_recognised(desk, taken_in):
    """Each stands on one of both pages, and neither text turns."""
    (document,) = taken_in(spread_pdf(50))
    scan = document.pages.get().scan
    as_spread(document, turns_at=None, label="50", address="50", words=put("The harbour", 60))
    other = Page.objects.get(document=document)
    new = Document.objects.create(title="Another")
    other.pk, other.document, other.label, other.address, other.begins_at = None, new, "51", "51", 20
    other.words = put("Nobody asked", 500)
    other.save()
    assert gutter_of(desk, scan) == ([(1, "50.0", True)], False)


# ------------------------------------------------------------------ who may, and what cannot be
@pytest.mark.parametrize(("who", "status"), [("staff", 403), (None, 302)])
def test_only_librarians_split(client, taken_in, who, status):
    taken_in(spread_pdf(50))
    scan = Page.objects.first().scan
    if who:
        client.force_login(make_person("sol", who))
    assert client.get(address(scan)).status_code == status
    assert client.post(address(scan), {"recognised": "1"}).status_code == status
    assert not Job.objects.exclude(halving={}).exists()


@pytest.mark.parametrize(
    ("media_type", "text_source", "status"),
    [
        ("text/plain", "plain", 404),
        ("application/zip", "plain", 404),
        ("application/zip", "pdf", 404),
        ("application/zip", "ocr", 200),
        ("image/jpeg", "none", 200),
    ],
)
def test_only_what_may_have_images_is_offered(desk, media_type, text_source, status):
    scan = make_scan(b"x", "pages", media_type)
    document = make_document(texts=("Of tides.",), scan=scan)
    Page.objects.update(scan_member="1.jpg", text_source=text_source)
    assert desk.get(address(scan)).status_code == status
    review = desk.get(reverse("ingest:review", args=[document.identifier])).text
    assert (address(scan) in review) == (status == 200)


def test_jobs_that_split_several_files_do_not_stand_in_each_others_way(taken_in, desk):
    (first,) = taken_in(spread_pdf(50))
    (second,) = taken_in(spread_pdf(60), "other.pdf")
    made = [
        jobs.ask_to_halve(each.pages.get().scan, {1: 0.5}, None, right_first=False)
        for each in (first, second)
    ]
    assert jobs.cancel(made[0])
    assert jobs.run_again(made[0])
    assert not jobs.run_again(made[1])
    for each in (made[0], made[1]):
        assert desk.get(each.get_absolute_url()).status_code == 200
    Worker().run(until_empty=True)
    assert {page.label for page in Page.objects.all()} == {"50", "51", "60", "61"}
