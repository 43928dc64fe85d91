"""Issues that are known by their day: newspapers, and what else appears without numbers."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from archive.citation_builder import build_record
from archive.citations.record import Date
from archive.citations.styles import BY_KEY, to_plain
from archive.models import Document, Issue, Journal, OutboxEntry
from ingest.desk.forms import PrintedDateField
from ingest.details import Details
from ingest.models import Batch, Revision
from ingest.parsing.pipeline import parse
from ingest.parsing.records import ParsedDocument
from ingest.sources import read_source
from ingest.store import one_writer
from ingest.store.cataloguing import merge_rows
from ingest.store.find_or_add import find_or_add_issue, printed_details
from ingest.store.undoing import undo
from tests.builders import make_document, make_issue, make_journal
from tests.ingest.desk.test_review import address, form_of
from tests.ingest.sources.test_sources_zip import METS, mets_zip, pack

DAYS = {"year": 2006, "month": 12}


def issue(**details) -> Issue:
    with one_writer():
        return find_or_add_issue(Details(**{"journal": "Daily Port"} | details))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("", None),
        (" 2006 ", Date(2006)),
        ("2006-12", Date(2006, 12)),
        ("2006-2-3", Date(2006, 2, 3)),
        ("2008-02-29", Date(2008, 2, 29)),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(text, date):
    assert PrintedDateField(required=False).clean(text) == date


@pytest.mark.parametrize(
    "text",
    ["99", "20077", "1399", "2201-01", "2006-13", "2006-00", "2007-02-29", "2006-12-00", "3 Dec", "٢٠٠٦"],
)
def test_no_other_date_is_taken(text):
    with pytest.raises(ValidationError, match="1400 to 2200"):
        PrintedDateField(required=False).clean(text)


@pytest.mark.django_db
def test_issues_without_numbers_are_told_apart_by_their_days():
    third, fourth = (issue(**DAYS, day=day) for day in (3, 4))
    assert third != fourth
    assert issue(**DAYS, day=3) == third
    assert issue(year=2006) not in (third, fourth)
    assert (third.slug, fourth.slug) == ("2006-12-03", "2006-12-04")


@pytest.mark.django_db
def test_an_issue_with_numbers_learns_its_day_and_keeps_it():
    held = issue(number="312", year=2006)
    article = make_document(issue=held)
    assert issue(number="312", **DAYS, day=3) == held
    held.refresh_from_db()
    assert held.date == Date(2006, 12, 3)
    assert OutboxEntry.objects.filter(document_pk=article.pk).count() == 1
    assert issue(number="312", year=2006) == held
    assert issue(number="312", **DAYS, day=4) != held


@pytest.mark.django_db
def test_journals_that_are_one_have_an_issue_once_though_one_knows_its_month(librarian):
    kept, other = make_journal("Daily Port"), make_journal("The Daily Port")
    held = make_issue(journal=kept)
    make_document(issue=make_issue(journal=other, month=7))
    merge_rows(kept, [other], librarian)
    assert Issue.objects.filter(journal=kept).get() == held == Document.objects.get().issue


@pytest.mark.django_db
def test_the_database_holds_an_issue_once_and_no_day_without_its_month():
    held = issue(**DAYS, day=3)
    for values in ({"month": 12, "day": 3}, {"month": None, "day": 4}, {"month": 12, "day": 32}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Issue.objects.create(journal=held.journal, year=2006, slug="again", **values)
    with pytest.raises(ValidationError, match="no such day"):
        Issue(journal=held.journal, year=2007, month=2, day=29, slug="again").full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "english", "spanish"),
    [
        ({"month": 12, "day": 3}, "Dec. 3, 2006", "3 de diciembre de 2006"),
        ({"month": 12}, "December 2006", "diciembre de 2006"),
        (
            {"number": "312", "month": 12, "day": 3},
            "no. 312, Dec. 3, 2006",
            "n.º 312, 3 de diciembre de 2006",
        ),
        ({"volume": "7", "number": "3", "month": 12}, "7(3), 2006", "7(3), 2006"),
    ],
)
def test_an_issue_is_named_by_its_day_where_that_tells_it(fields, english, spanish):
    row = Issue(journal=make_journal(), year=2006, **fields)
    assert row.designation == english
    with translation.override("es"):
        assert row.designation == spanish


@pytest.fixture
def piece(db):
    paper = make_journal("Daily Port", kind=Journal.Kind.NEWSPAPER)
    row = make_issue("", "", 2006, paper, month=12, day=3)
    return make_document("Water Comes Back", issue=row, first_label=4)


def test_a_newspaper_piece_is_cited_by_its_day(piece):
    record = build_record(Document.objects.for_citing().get(pk=piece.pk), "")
    assert record.issued == Date(2006, 12, 3)
    assert "(2006, December 3)" in to_plain(BY_KEY["apa"].reference(record))


def test_machines_are_told_the_day(piece, client):
    told = client.get(f"/api/documents/{piece.identifier}").json()
    assert [told["issue"][name] for name in ("year", "month", "day")] == [2006, 12, 3]
    assert client.get(f"/d/{piece.identifier}/manifest.json").json()["navDate"] == "2006-12-03T00:00:00Z"
    assert (
        '<meta name="citation_publication_date" content="2006/12/03">'
        in client.get(piece.get_absolute_url()).text
    )


def test_a_journal_lists_its_days_in_their_order(piece, client):
    paper = piece.issue.journal
    for month, day in ((12, 1), (2, 14)):
        make_document(
            f"On {month}/{day}",
            issue=Issue.objects.create(
                journal=paper, year=2006, month=month, day=day, slug=f"2006-{month}-{day}"
            ),
        )
    page = client.get(paper.get_absolute_url()).text
    places = [page.index(f">{day}, 2006</a>") for day in ("Feb. 14", "Dec. 1", "Dec. 3")]
    assert places == sorted(places)


def test_a_librarian_sees_the_day_corrects_it_and_takes_that_back(desk, librarian, piece):
    data = form_of(desk, piece)
    assert data["year"] == "2006-12-03"
    desk.post(address(piece), data | {"title": "Water Is Back"})
    piece.refresh_from_db()
    assert piece.issue.date == Date(2006, 12, 3)
    desk.post(address(piece), form_of(desk, piece, year="2006-12-04"))
    piece.refresh_from_db()
    assert piece.issue.date == Date(2006, 12, 4)
    undo(Revision.objects.latest("pk"), librarian)
    piece.refresh_from_db()
    assert piece.issue.date == Date(2006, 12, 3)


@pytest.mark.django_db
def test_the_command_line_takes_a_day_that_exists(tmp_path):
    scan = tmp_path / "page.txt"
    scan.write_text("Water Comes Back\n\nBy Inés Pradera\n\nThe harbour has water again since noon.\n")
    said = {"journal": "Daily Port", "year": 2006, "month": 2}
    with pytest.raises(CommandError, match="no such day"):
        call_command("ingest", str(scan), **said, day=30)
    call_command("ingest", str(scan), **said, day=14)
    assert Batch.objects.get().details.date == "2006-02-14"
    assert Issue.objects.get().date == Date(2006, 2, 14)


# ------------------------------------------------------------------ what a METS says
ISSUE = (
    '<dmdSec ID="I1"><mdWrap><xmlData><mods:mods>'
    "<mods:originInfo>{dates}</mods:originInfo>{more}</mods:mods></xmlData></mdWrap></dmdSec>"
)


def metadata_of_issue(dates, more=""):
    return METS.replace('<div TYPE="SECTION">', '<div TYPE="Issue" DMDID="I1">').replace(
        ' <dmdSec ID="D1">', ISSUE.format(dates=dates, more=more) + ' <dmdSec ID="D1">'
    )


def issued(text, **attributes):
    told = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<mods:dateIssued{told}>{text}</mods:dateIssued>"


HOST = '<mods:relatedItem type="host"><mods:originInfo>{}</mods:originInfo></mods:relatedItem>'


@pytest.mark.parametrize(
    ("dates", "more", "date"),
    [
        (issued("2006-12-03", encoding="iso8601"), "", "2006-12-03"),
        (issued("20061203"), HOST.format(issued("1898")), "2006-12-03"),
        (issued("Christmas 2006") + issued("2006-12", keyDate="yes"), "", "2006-12"),
        (issued("2006-12-03", point="start") + issued("2006-12-09", point="end"), "", ""),
        (issued("2006-12-03") + issued("2006-12-04"), "", ""),
        (issued("2006-02-30"), "", ""),
        ("", '<mods:originInfo eventType="digitization">' + issued("2015") + "</mods:originInfo>", ""),
    ],
)
def test_the_date_of_an_issue_is_read_from_its_mets(tmp_path, dates, more, date):
    members = mets_zip(**{"mets.xml": metadata_of_issue(dates, more).format(links="")})
    documents = parse(read_source(pack(tmp_path / "a.zip", members), "a.zip")).documents
    assert {document.issued for document in documents} == {date}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "told", "date"),
    [
        ({}, "2006-12-03", Date(2006, 12, 3)),
        ({"year": 2006}, "2006-12-03", Date(2006, 12, 3)),
        ({"year": 2006, "month": 12}, "2006-12-03", Date(2006, 12, 3)),
        ({"year": 2006}, "2006-12", Date(2006, 12)),
        ({"year": 2007}, "2006-12-03", Date(2007)),
        ({"year": 2006, "month": 11}, "2006-12-03", Date(2006, 11)),
        ({"year": 2006}, "2006-02-30", Date(2006)),
        ({"year": 2006}, "nonsense", Date(2006)),
    ],
)
def test_what_a_person_said_of_the_date_is_completed_by_the_file(said, told, date):
    pages = ParsedDocument((), (), journal="Another Paper", year=1999, issued=told)
    with one_writer():
        row = find_or_add_issue(printed_details(pages, Details(journal="Daily Port", **said)))
    assert row.date == date


@pytest.mark.django_db
def test_two_issues_in_one_zip_are_told_apart_by_the_days_that_they_say(tmp_path):
    members = {}
    for day in (3, 4):
        mets = metadata_of_issue(issued(f"2006-12-0{day}")).format(links="")
        members |= {f"{day}/{name}": data for name, data in mets_zip(**{"mets.xml": mets}).items()}
    call_command("ingest", str(pack(tmp_path / "a.zip", members)), journal="Daily Port")
    days = Document.objects.values_list("pages__scan_page", "issue__year", "issue__month", "issue__day")
    assert set(days) == {(page, 2006, 12, 3 if page < 3 else 4) for page in (1, 2, 3, 4)}
