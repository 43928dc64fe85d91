"""A sheet of metadata, from the file to the change and its undoing."""

import csv
import io
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from archive.models import Document, Page
from ingest.desk.sheet_reading import MAX_ROWS, SheetError, read_sheet
from ingest.models import Revision
from ingest.store import Correction
from ingest.store.undoing import undo
from tests.builders import make_document, make_issue, make_scan

pytestmark = pytest.mark.django_db


def as_csv(*rows) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def sheet_of(document, **cells) -> str:
    return as_csv(["identifier", *cells], [document.identifier, *cells.values()])


def send(desk, text, **more):
    file = SimpleUploadedFile("sheet.csv", text.encode(), "text/csv")
    return desk.post(reverse("ingest:sheet"), {"file": file, **more})


def make_changes(desk, text, **more):
    shown = send(desk, text, **more)
    again = shown.context["again"].initial
    said = {name: again[name] for name in ("text", "name", "seen")} | more | {"apply": "1"}
    return desk.post(reverse("ingest:sheet"), said)


def fault_of(text, **options):
    (fault,) = read_sheet(text, **options).faults
    return fault.cell, fault.reason


# ------------------------------------------------------------------ what a cell may say
@pytest.mark.parametrize(
    ("column", "said", "field", "value"),
    [
        ("title", "Another <i>title</i>", "title", "Another <i>title</i>"),
        ("subtitle", "A Memoir", "subtitle", "A Memoir"),
        ("abstract", "One.\n\nTwo.", "abstract", "One.\n\nTwo."),
        ("DOI", "https://doi.org/10.5555/12345678", "doi", "10.5555/12345678"),
        ("language", "es", "language", "es"),
        ("rights", "CC BY 4.0", "rights", "CC BY 4.0"),
        ("subjects", "Water; Peoples ; Water", "keywords", ("Water", "Peoples")),
        ("first page", "12", "first_page", "12"),
        ("page numbers", "12", "first_page", "265"),  # not a column
        ("text may be read", "staff", "text_access", "staff"),
        ("The end is missing", "yes", "ends_after", True),
        ("temas", "Agua", "keywords", ("Agua",)),
    ],
)
def test_a_cell_says_what_the_article_shall_be(column, said, field, value):
    document = make_document()
    sheet = read_sheet(sheet_of(document, **{column: said}))
    assert sheet.faults == []
    row = sheet.rows[0].correction if sheet.rows else Correction.of(document)
    assert getattr(row, field) == value


def test_names_that_stand_there_already_keep_what_is_known_of_them():
    document = make_document(authors=("Inés Pradera", "Juan Lozano"))
    document.authorships.filter(position=1).update(affiliation="Harbour University")
    text = sheet_of(document, authors="Paz, Luis; Pradera, Inés; King, Martin Luther, Jr.; Harbour Council")
    first, second, third, fourth = read_sheet(text).rows[0].correction.authors
    assert (first.family, first.given, second.affiliation) == ("Paz", "Luis", "Harbour University")
    assert (third.suffix, fourth.literal) == ("Jr.", "Harbour Council")


def test_orcids_and_affiliations_stand_in_the_order_of_the_authors():
    document = make_document(authors=("Inés Pradera", "Juan Lozano"))
    text = sheet_of(document, ORCID="; 0000-0002-1825-0097", affiliations="Harbour University; ")
    first, second = read_sheet(text).rows[0].correction.authors
    assert (first.orcid, first.affiliation, second.orcid) == ("", "Harbour University", "0000-0002-1825-0097")


def test_a_year_is_no_news_where_the_day_is_known():
    document = make_document(issue=make_issue(year=2007, month=12))
    assert read_sheet(sheet_of(document, year="2007")).same == 1
    (row,) = read_sheet(sheet_of(document, year="2008-01-05")).rows
    assert (row.correction.issue.year, row.correction.issue.month, row.correction.issue.day) == (2008, 1, 5)


def test_an_empty_cell_erases_where_that_is_asked_for_alone():
    document = make_document(rights="CC BY 4.0", subtitle="A Memoir")
    text = sheet_of(document, rights="", subtitle="")
    assert read_sheet(text).same == 1
    (row,) = read_sheet(text, erases=True).rows
    assert (row.correction.rights, row.correction.subtitle) == ("", "")


# ------------------------------------------------------------------ which article
def test_a_row_names_its_article_by_file_and_page():
    scan = make_scan(name="gpr-7-3.pdf")
    one = make_document("One", texts=["One."], scan=scan, first_label=1)
    Page.objects.filter(document=one).update(scan_page=1)
    two = make_document("Two", texts=["Two."], scan=scan, first_label=9)
    table = as_csv(["file", "pages", "rights"], ["gpr-7-3.pdf", "1–8", "A"], ["gpr-7-3.pdf", "9", "B"])
    assert [row.document for row in read_sheet(table).rows] == [one, two]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["identifier", "rights"], ["aaaaaaaa", "A"]], ("A2", "This is no identifier of an article.")),
        ([["identifier", "rights"], ["", "A"]], ("A2", "This row names no article.")),
        ([["rights", "file"], ["A", "lost.pdf"]], ("B2", "No file of this name has been read.")),
        ([["DOI", "rights"], ["10.5555/none", "A"]], ("A2", "No article has this DOI.")),
    ],
)
def test_a_row_that_names_no_article_is_a_mistake(rows, fault):
    assert fault_of(as_csv(*rows)) == fault


def test_an_article_stands_in_one_row():
    document = make_document()
    text = as_csv(["identifier", "rights"], [document.identifier, "A"], [document.identifier, "B"])
    assert fault_of(text) == ("A3", "The same article stands in row 2.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first row"),
        ("title,rights\na,b\n", "first row"),
        ("identifier,rights,Rights\n", "twice"),
        ("identifier\n" + "x\n" * (MAX_ROWS + 1), "at most 2000"),
    ],
)
def test_what_is_no_sheet_is_told(text, said):
    with pytest.raises(SheetError, match=said):
        read_sheet(text)


# ------------------------------------------------------------------ mistakes
@pytest.mark.parametrize(
    ("column", "said", "reason"),
    [
        ("DOI", "doi ten", "A DOI begins with 10."),
        ("language", "Spanish!", "A language is written as"),
        ("year", "sometime", "Write a year"),
        ("open to everyone from", "soon", "valid date"),
        ("open to everyone from", "2030-01-01", "who alone may read"),
        ("text may be read", "nobody", "Write one of: open"),
        ("The end is missing", "perhaps", "Write yes or no."),
        ("ORCID", "1234", "An ORCID is"),
        ("affiliations", "One; Two; Three", "There are 1 authors"),
        ("title", "x" * 1001, "at most 1000"),
    ],
)
def test_a_mistake_is_told_at_its_cell(column, said, reason):
    cell, told = fault_of(sheet_of(make_document(), rights="A", **{column: said}))
    assert cell == "C2"
    assert reason.lower() in told.lower()


def test_two_articles_have_no_doi_in_common():
    held = make_document("Held", texts=["H."], doi="10.5555/held")
    one, two = make_document("One", texts=["O."]), make_document("Two", texts=["T."])
    text = as_csv(
        ["identifier", "DOI"], [one.identifier, "10.5555/held"], [two.identifier, "10.5555/new"],
    )  # fmt: skip
    assert fault_of(text) == ("B2", f"Another article has this DOI: {held.identifier}.")
    text = as_csv(["identifier", "DOI"], [one.identifier, "10.5555/new"], [two.identifier, "10.5555/NEW"])
    assert fault_of(text) == ("B3", "The same DOI stands in row 2.")


def test_each_of_many_mistakes_stands_at_its_cell_and_nothing_is_applied(desk):
    made = [make_document(f"Number {n}", texts=[f"Text {n}."]) for n in range(60)]
    chance = random.Random(7)
    wrong = {
        n: chance.choice([("year", "MMVII"), ("language", "??"), ("DOI", "none")]) for n in range(0, 60, 2)
    }
    columns = ["identifier", "rights", "year", "language", "DOI"]
    rows = [
        [
            document.identifier,
            "CC BY 4.0",
            *(wrong[n][1] if wrong.get(n, ("",))[0] == name else "" for name in columns[2:]),
        ]
        for n, document in enumerate(made)
    ]
    text = as_csv(columns, *rows)
    expected = {f"{'ABCDE'[columns.index(name)]}{n + 2}" for n, (name, _said) in wrong.items()}
    assert {fault.cell for fault in read_sheet(text).faults} == expected
    page = send(desk, text)
    assert "Make these changes" not in page.content.decode()
    desk.post(
        reverse("ingest:sheet"), {"text": text, "apply": "1", "seen": page.context["again"].initial["seen"]}
    )
    assert not Document.objects.exclude(rights="").exists()
    assert not Revision.objects.exists()


# ------------------------------------------------------------------ the change
def test_a_sheet_is_shown_then_one_change_that_one_undo_takes_back(desk, librarian):
    made = [make_document(f"Number {n}", texts=[f"Text {n}."], rights="old") for n in range(3)]
    text = as_csv(
        ["identifier", "rights", "authors"], *([each.identifier, "new", "Paz, Luis"] for each in made)
    )
    before = [Correction.of(each) for each in made]
    page = send(desk, text).content.decode()
    assert "3 articles would change" in page
    assert "<del>old</del> <ins>new</ins>" in page
    assert not Revision.objects.exists()
    response = make_changes(desk, text)
    assert response.status_code == 302
    (revision,) = Revision.objects.all()
    assert str(revision) == "Sheet “sheet.csv” applied; articles: 3"
    assert {(each.rights, each.bylines[0].author.family) for each in Document.objects.for_listing()} == {
        ("new", "Paz")
    }
    undo(revision, librarian)
    assert [Correction.of(Document.objects.get(pk=each.pk)) for each in made] == before


def test_what_changed_meanwhile_is_looked_at_again(desk):
    document = make_document(rights="old")
    text = sheet_of(document, rights="new")
    seen = send(desk, text).context["again"].initial["seen"]
    document.rights = "another"
    document.save()
    page = desk.post(reverse("ingest:sheet"), {"text": text, "seen": seen, "apply": "1"})
    assert "changed one of these articles meanwhile" in page.content.decode()
    assert Document.objects.get().rights == "another"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_exported_list_comes_back_and_changes_nothing(desk, language):
    make_document(
        "=Sum of Waters", authors=("Inés Pradera", "Harbour Council"), rights="-", abstract="One.\n\nTwo."
    )
    make_document(
        "Closed", texts=["C."], subjects=("Water", "Bread; salt"), issue=make_issue(year=2007, month=3)
    )
    Document.objects.filter(title="Closed").update(text_access="staff")
    desk.cookies["language"] = language
    with translation.override(language):
        exported = b"".join(desk.get(reverse("ingest:documents_csv"), headers={"accept-language": language}))
    text = exported.decode("utf-8-sig")
    for read_in in ("en", "es"):
        with translation.override(read_in):
            for erases in (False, True):
                sheet = read_sheet(text, erases=erases)
                assert (sheet.faults, sheet.rows, sheet.same) == ([], [], 2)


def test_an_edited_export_is_taken_over(desk):
    document = make_document(rights="old")
    text = b"".join(desk.get(reverse("ingest:documents_csv"))).decode("utf-8-sig")
    make_changes(desk, text.replace(",old,", ",new,"))
    assert Document.objects.get(pk=document.pk).rights == "new"


def test_what_is_no_table_is_told(desk):
    page = send(desk, "\0\0")
    assert "not a table of text" in page.content.decode()
    assert "Choose a file." in desk.post(reverse("ingest:sheet"), {}).content.decode()


def test_the_empty_sheet_has_the_columns_that_are_taken(desk):
    text = desk.get(reverse("ingest:sheet_template")).content.decode("utf-8-sig")
    headings = text.strip().split(",")
    assert {"identifier", "file", "title", "authors", "ORCID", "journal", "year"} <= set(headings)
    with pytest.raises(SheetError, match="at most"):
        read_sheet(text + "x\n" * (MAX_ROWS + 1))
