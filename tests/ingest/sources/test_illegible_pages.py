"""Pages that show something which no machine could read: they stand in a text, and a person is asked."""

import importlib
import io
from http import HTTPStatus

import pytest
from django.apps import apps
from django.urls import reverse
from PIL import Image

from archive.models import Document, Page
from ingest.desk.blank_pages import blank_pages
from ingest.models import Job, Revision
from ingest.parsing.pipeline import parse
from ingest.parsing.records import (
    Line,
    ParsedAcronym,
    ParsedPage,
    ParsedSection,
    SourceFile,
    SourcePage,
    Word,
)
from ingest.queue.waiting_pages import waiting_scans
from ingest.sandbox.unread import with_unread
from ingest.store import correct_document, problems, publish, store_documents
from ingest.store.corrections import Correction
from ingest.store.texts import correct_text, say_without_text
from tests.archive.scans.test_page_images import as_bytes, keep, page_of
from tests.ingest.desk.people import make_person
from tests.ingest.parsing.parses import document, page, parsed_file
from tests.ingest.queue.queue_rows import make_job, make_scan_of

SENTENCES = (
    "The council met in the harbour house.",
    "Nobody came.",
    "Three ferries were lost, and then a fourth.",
)


def told(*sources):
    """A file of pages with these sources of text; those of OCR have a sentence each."""
    return SourceFile("image/tiff", tuple(source_page(n, each) for n, each in enumerate(sources, 1)))


def source_page(number, text_source):
    text = SENTENCES[number - 1] if text_source == "ocr" else ""
    lines = (Line(tuple(map(Word, text.split())), text),) if text else ()
    return SourcePage(number, lines, text, 800, 1200, text_source=text_source)


def pages_of(source):
    return [
        [(each.number, each.text_source) for each in found.pages]
        for found in with_unread(parse(source), source).documents
    ]


# ------------------------------------------------------------------ in which text they stand
@pytest.mark.parametrize(
    ("sources", "pages"),
    [
        (["ocr", "ocr", "illegible"], [[(1, "ocr"), (2, "ocr"), (3, "illegible")]]),
        (["ocr", "illegible", "ocr"], [[(1, "ocr"), (2, "illegible"), (3, "ocr")]]),
        (["illegible", "illegible", "ocr"], [[(1, "illegible"), (2, "illegible")], [(3, "ocr")]]),
        (["ocr", "blank", "ocr"], [[(1, "ocr"), (3, "ocr")]]),
        (["ocr", "none"], [[(1, "ocr")]]),
        (["illegible", "blank"], [[(1, "illegible"), (2, "blank")]]),
    ],
)
def test_a_page_that_could_not_be_read_stands_with_the_text_before_it(sources, pages):
    assert pages_of(told(*sources)) == pages


def test_pages_on_which_nothing_was_seen_are_named():
    source = told("ocr", "blank", "ocr", "blank")
    notes = with_unread(parse(source), source).notes
    assert [(note.code, note.params) for note in notes] == [("pages_seem_blank", {"pages": "2, 4"})]
    assert with_unread(parse(told("ocr")), told("ocr")).notes == ()


def test_sections_and_acronyms_stay_on_their_pages_when_another_comes_between():
    source = told("ocr", "illegible", "ocr")
    article = document(
        pages=(page(1), page(3)),
        sections=(ParsedSection("body", "", 1, 0, 0), ParsedSection("body", "Ports", 1, 1, 0)),
        acronyms=(ParsedAcronym("HSA", "Hemispheric Social Alliance", 1, 4),),
    )
    parsed = parsed_file(article)
    printed = tuple(ParsedPage(n, "", None, "", "") for n in (1, 2, 3))
    (found,) = with_unread(type(parsed)(printed, parsed.documents, "1"), source).documents
    assert [each.number for each in found.pages] == [1, 2, 3]
    assert [each.page for each in (*found.sections, *found.acronyms)] == [0, 2, 2]
    assert found.last_page == article.last_page


# ------------------------------------------------------------------ the question
@pytest.fixture
def asked(db):
    """A draft of two pages, of which the second could not be read."""
    job = make_job("scan.tif", state="review")
    unread = page(2, "", text_source="illegible", lines=())
    (held,) = store_documents(parsed_file(document(pages=(page(1), unread))), job.scan).documents
    return held


def answer(client, row, sequence=2):
    return client.post(reverse("ingest:page_without_text", args=[row.identifier, sequence]))


def review_of(client, row, sequence=2):
    address = reverse("ingest:review", args=[row.identifier])
    return " ".join(client.get(address, {"page": sequence}).content.decode().split())


def test_the_desk_and_the_review_ask_what_stands_on_the_page(desk, asked):
    queue = desk.get(reverse("ingest:queue")).content.decode()
    assert "What stands on these pages?" in queue
    assert f"{reverse('ingest:review', args=[asked.identifier])}?page=2" in queue
    assert "What stands on this page?" in review_of(desk, asked)
    assert "What stands on this page?" not in review_of(desk, asked, 1)
    (warning, *_) = [
        each.text for each in problems([asked])[asked.pk] if "no text could be read" in each.text
    ]
    assert warning == "Something stands on page 266, but no text could be read there. Look at it."
    assert "with pages that have no text" in desk.get(reverse("ingest:overview")).content.decode()
    assert asked.title in desk.get(reverse("ingest:documents"), {"unread": "on"}).content.decode()


def test_that_there_is_no_text_is_kept_and_asked_no_more(desk, asked):
    assert answer(desk, asked).status_code == HTTPStatus.FOUND
    assert asked.pages.get(sequence=2).text_source == "blank"
    assert "What stands on this page?" not in review_of(desk, asked)
    assert "What stands on these pages?" not in desk.get(reverse("ingest:queue")).content.decode()
    again = parsed_file(document(pages=(page(1), page(2, "", text_source="illegible", lines=()))))
    store_documents(again, asked.pages.first().scan)
    assert Page.objects.get(document__identifier=asked.identifier, sequence=2).text_source == "blank"


def test_the_answer_is_undone_from_the_history(desk, asked):
    answer(desk, asked)
    desk.post(reverse("ingest:undo", args=[Revision.objects.latest("pk").pk]))
    assert asked.pages.get(sequence=2).text_source == "illegible"


def test_a_page_with_text_is_never_said_to_have_none(desk, asked):
    answer(desk, asked, 1)
    assert asked.pages.get(sequence=1).text_source == "pdf"
    assert not Revision.objects.exists()


def test_typed_text_answers_the_question(asked):
    assert correct_text(asked.pages.get(sequence=2), "The masters left.", make_person("Ada"))
    assert not Page.objects.illegible().exists()
    again = parsed_file(document(pages=(page(1), page(2, "Tbe mastens lett.", text_source="ocr"))))
    store_documents(again, asked.pages.first().scan)
    assert asked.pages.get(sequence=2).text == "The masters left."


@pytest.mark.django_db
def test_text_that_a_person_typed_on_a_waiting_page_is_not_read_over():
    scan = make_scan_of("a.tif")
    waiting = page(2, "", text_source="none", lines=())
    (held,) = store_documents(parsed_file(document(pages=(page(1), waiting))), scan).documents
    correct_text(held.pages.get(sequence=2), "The masters left.", make_person("Ada"))
    store_documents(parsed_file(document(pages=(page(1), page(2, "Tbe mastens lett.")))), scan)
    assert held.pages.get(sequence=2).text == "The masters left."


def published_with(scan, text_source):
    waiting = page(2, "", text_source=text_source, lines=())
    (held,) = store_documents(parsed_file(document(pages=(page(1), waiting))), scan).documents
    publish([held])
    return held


@pytest.mark.django_db
@pytest.mark.parametrize("before", ["none", "illegible"])
@pytest.mark.parametrize("now", ["none", "blank", "illegible"])
def test_what_another_reading_finds_out_of_a_page_without_text_is_kept(before, now):
    scan = make_scan_of("a.tif")
    held = published_with(scan, before)
    read = parsed_file(document(pages=(page(1),)))
    second = ParsedPage(2, "", None, "", "", now)
    store_documents(type(read)((*read.pages, second), read.documents, "1"), scan)
    assert held.pages.get(sequence=2).text_source == now


@pytest.mark.django_db
def test_an_illegible_page_of_a_published_text_gets_the_text_of_a_better_reading():
    scan = make_scan_of("a.tif")
    held = published_with(scan, "illegible")
    store_documents(parsed_file(document(pages=(page(1), page(2, "The masters left.")))), scan)
    assert held.pages.get(sequence=2).text == "The masters left."


@pytest.mark.django_db
def test_a_thumbnail_that_was_held_as_a_page_waits_no_longer():
    scan = make_scan_of("a.tif")
    published_with(scan, "none")
    store_documents(parsed_file(document(pages=(page(1),))), scan)
    assert not waiting_scans().exists()


@pytest.mark.django_db
def test_pages_that_were_recorded_as_empty_wait_to_be_read_again():
    """Blank pages were not told from lost ones before; what a person made empty stays."""
    migration = importlib.import_module("archive.migrations.0011_illegible_pages")
    lost, by_person = (published_with(make_scan_of(name), "ocr") for name in ("a.tif", "b.tif"))
    by_person.pages.update(text="Noise.")
    correct_text(by_person.pages.get(sequence=2), "", make_person("Ada"))
    Page.objects.filter(document=by_person).update(raw_text="", text_source="ocr")
    migration.read_again(apps, None)
    sources = [list(each.pages.values_list("text_source", flat=True)) for each in (lost, by_person)]
    assert sources == [["pdf", "none"], ["ocr", "ocr"]]
    assert [scan.original_name for scan in waiting_scans()] == ["a.tif"]


def test_readers_are_told_that_the_page_could_not_be_read(desk, asked, client):
    publish([asked])
    address = Document.objects.get(pk=asked.pk).pages.get(sequence=2).get_absolute_url()
    assert "could not be read by machine" in client.get(address).content.decode()


@pytest.mark.django_db
def test_nothing_else_of_a_person_is_lost_by_the_answer(asked):
    person = make_person("Ada")
    correct_document(asked, Correction(title="Minutes"), person)
    assert say_without_text(asked.pages.get(sequence=2), person)
    assert Document.objects.get(pk=asked.pk).title == "Minutes"


# ------------------------------------------------------------------ pages on which nothing was seen
def test_what_seems_blank_is_shown_with_a_question_and_nothing_else_of_the_file_is(desk):
    page = page_of(keep(as_bytes(Image.new("L", (900, 1275), 250), "PNG"), "pale.png", "image/png"))
    job = make_job("pale.png", state="review")
    Job.objects.filter(pk=job.pk).update(scan=page.scan)
    for code, params in (
        ("pages_seem_blank", {"pages": "7"}),
        ("texts_found", {"number": 2}),
        ("pages_seem_blank", {"pages": "1"}),
    ):
        job.events.create(code=code, params=params)
    shown = desk.get(reverse("ingest:job", args=[job.pk])).content.decode()
    place = reverse("ingest:blank_page", args=[job.pk, 1, 160])
    assert "Are these pages blank?" in shown
    assert f'src="{place}"' in shown
    assert reverse("ingest:blank_page", args=[job.pk, 7, 160]) not in shown
    response = desk.get(place)
    with Image.open(io.BytesIO(b"".join(response.streaming_content))) as image:
        assert image.width == 160
    assert response["Cache-Control"] == "private, no-cache"
    for other in (
        reverse("ingest:blank_page", args=[job.pk, 2, 160]),
        reverse("ingest:blank_page", args=[job.pk, 1, 1800]),
    ):
        assert desk.get(other).status_code == HTTPStatus.NOT_FOUND


def test_of_a_long_list_that_was_cut_the_whole_numbers_are_shown(db):
    job = make_job("long.pdf")
    job.scan.media_type = "application/pdf"
    job.events.create(code="pages_seem_blank", params={"pages": ", ".join(map(str, range(100, 200)))[:300]})
    assert blank_pages(job) == list(range(100, 160))
