"""`manage.py cite`: all or nothing, and a clear word about what is wrong."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from archive.citation_builder import build_record
from archive.citations.formats import BY_KEY, FORMATS
from archive.models import Document
from tests.builders import make_document, make_issue

pytestmark = pytest.mark.django_db
SITE = "https://archive.example"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def document():
    return make_document(texts=["One.", "Two.", "Three.", "Four.", "Five."], doi="10.5555/RAQ_1")


def cite(*arguments) -> str:
    out = StringIO()
    call_command("cite", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_it_prints_every_format(document, each):
    record = build_record(Document.objects.for_citing().get(), SITE)
    assert cite(document.identifier, "--format", each.key) == "".join(each.write([record]))


def test_bibtex_is_what_it_prints_unless_told(document):
    assert cite(document.identifier) == cite(document.identifier, "--format", "bibtex")


@pytest.mark.parametrize(
    "form",
    [
        "{0.identifier}",
        "{0.address}",
        "{0.identifier}.bib",
        "/d/{0.address}/",
        "https://archive.example/d/{0.address}/",
        "https://archive.example/d/{0.identifier}/p/268/?q=trade#hit",
        "10.5555/raq_1",
        "doi:10.5555/RAQ_1",
        "https://doi.org/10.5555/RAQ_1",
        "https://doi.org/10.5555%2FRAQ_1",
    ],
)
def test_an_article_is_named_in_any_usual_form(document, form):
    assert json.loads(cite(form.format(document), "--format", "csl-json"))[0]["id"] == document.identifier


def test_an_identifier_may_be_in_capitals(document):
    assert document.identifier in cite(document.identifier.upper())


def test_several_articles_come_in_the_order_asked_each_once(document):
    other = make_document("Other", texts=["Other."], issue=make_issue(number="4"))
    out = cite(other.identifier, document.identifier, other.address, "--format", "csl-json")
    assert [item["id"] for item in json.loads(out)] == [other.identifier, document.identifier]


def test_a_style_prints_a_reference_and_with_a_page_the_form_for_the_text(document):
    out = cite(document.identifier, "--style", "apa", "--page", "268")
    assert out.splitlines() == [
        "Pradera, I. (2007). The Integration of Peoples. Regional Affairs Quarterly, 7(3), 265–269. "
        "https://doi.org/10.5555/RAQ_1",
        "(Pradera, 2007, p. 268)",
    ]
    assert "<i>Regional Affairs Quarterly</i>" in cite(document.identifier, "--format", "html")


def test_a_page_is_a_note_in_data_formats(document):
    assert "N1  - Cited pages: 267–268\r\n" in cite(
        document.identifier, "--format", "ris", "--page", "267-268"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["00000001"], "00000001: this is not an identifier"),
        (["00000000"], "00000000: the archive has no such article"),
        (["10.5555/none"], "10.5555/none: the archive has no article with this DOI"),
        (["DOCUMENT", "--page", "999"], "Its pages are 265, 266, 267, 268, 269."),
        (["DOCUMENT", "DOCUMENT", "--page", "265"], "--page goes with one ID"),
        (["DOCUMENT", "--format", "ris", "--style", "apa"], "--style goes with --format text or html"),
        (["DOCUMENT", "--format", "docx"], "invalid choice: 'docx'"),
        (["DOCUMENT", "--style", "none"], "invalid choice: 'none' (choose from 'apa', 'mla'"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_printed(document, arguments, message):
    out = StringIO()
    arguments = [document.identifier if each == "DOCUMENT" else each for each in arguments]
    with pytest.raises(CommandError, match=message.replace("(", r"\(")):
        call_command("cite", *arguments, stdout=out)
    assert out.getvalue() == ""


def test_every_unknown_article_is_named_and_none_is_printed(document):
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("cite", document.identifier, "00000000", "10.5555/none", stdout=out)
    assert "00000000" in str(caught.value)
    assert "10.5555/none" in str(caught.value)
    assert out.getvalue() == ""


def test_a_published_article_is_preferred_to_a_draft_of_the_same_doi(document):
    make_document("Draft", texts=["Draft."], doi=document.doi, state="draft")
    assert json.loads(cite(document.doi, "--format", "csl-json"))[0]["id"] == document.identifier


def test_a_doi_of_two_drafts_is_ambiguous():
    drafts = [make_document(f"Draft {n}", texts=[f"{n}."], doi="10.5555/two", state="draft") for n in (1, 2)]
    with pytest.raises(CommandError, match="more than one article") as caught:
        cite("10.5555/two")
    assert all(draft.identifier in str(caught.value) for draft in drafts)


@pytest.mark.parametrize("count", [1, 20])
def test_the_queries_do_not_grow_with_the_articles(count, django_assert_num_queries):
    documents = [make_document(f"Title {n}", texts=[f"{n}."]) for n in range(count)]
    with django_assert_num_queries(5):
        cite(*(document.identifier for document in documents))


def test_without_the_archives_address_it_says_so(document, settings):
    settings.SITE_URL = ""
    out, err = StringIO(), StringIO()
    call_command("cite", document.identifier, stdout=out, stderr=err)
    assert "SITE_URL is not set" in err.getvalue()
    assert "url =" not in out.getvalue()


def test_the_exit_status_says_whether_it_went_well(tmp_path):
    """The command as a person runs it, on an archive of its own."""
    environment = {"ARCHIVE_VAR": str(tmp_path / "var"), "PATH": ""}
    manage = [sys.executable, str(django_settings.BASE_DIR / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True, capture_output=True)
    failed = subprocess.run([*manage, "cite", "00000000"], env=environment, capture_output=True, text=True)
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "the archive has no such article" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_the_formats_offered_are_those_of_the_table():
    from archive.management.commands.cite import Command

    help_text = Command().create_parser("manage.py", "cite").format_help()
    for key in BY_KEY:
        assert key in help_text
