import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from archive.models import Document, Issue
from tests.builders import make_author, make_document, make_issue, make_journal

pytestmark = pytest.mark.django_db


def test_a_document_keeps_its_identifier_when_its_title_changes():
    document = make_document("First title")
    address = document.address
    document.title = "Second title"
    document.save()
    document.refresh_from_db()
    assert document.address != address
    assert document.address.split("-")[0] == address.split("-")[0]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("265", "269", "265–269"),
        ("265", "265", "265"),
        ("", "", ""),
        ("xii", "xv", "xii–xv"),
        ("265", "", "265"),
    ],
)
def test_page_range_is_as_printed(first, last, expected):
    assert Document(first_page=first, last_page=last).page_range == expected


def test_an_unknown_title_is_said_to_be_unknown():
    assert str(Document(first_page="267")) == "[Untitled, p. 267]"
    assert str(Document()) == "[Untitled]"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"volume": "7", "number": "3", "year": 2007}, "7(3), 2007"),
        ({"volume": "", "number": "", "year": 2007}, "2007"),
        ({"volume": "7", "number": "", "year": None}, "7"),
        ({"volume": "", "number": "3", "year": 2007}, "no. 3, 2007"),
    ],
)
def test_an_issue_is_designated_by_what_is_known(fields, expected):
    assert Issue(**fields).designation == expected


def test_the_database_keeps_one_issue_of_a_number():
    issue = make_issue(volume="7", number="3", year=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.create(journal=issue.journal, volume="7", number="3", year=None, slug="again")


def test_the_database_refuses_a_published_document_without_a_date():
    document = make_document(state="draft")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(state="published")


def test_the_database_refuses_a_withdrawal_without_a_reason():
    document = make_document()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(state="withdrawn")


def test_an_author_is_a_person_or_a_body():
    author = make_author("Inés Pradera")
    author.literal = "Continental Alliance"
    with pytest.raises(ValidationError):
        author.full_clean()


def test_only_published_documents_are_visible_to_readers(django_user_model):
    from django.contrib.auth.models import AnonymousUser

    published = make_document("Published")
    make_document("Draft", state="draft", texts=["Another text."], authors=["Bruno Quiroga"])
    make_document("Withdrawn", state="withdrawn", texts=["A third text."])
    assert list(Document.objects.visible_to(AnonymousUser())) == [published]
    admin = django_user_model.objects.create_superuser("root", password="x")
    assert Document.objects.visible_to(admin).count() == 3


def test_journals_are_counted_by_their_published_articles():
    make_document("One", issue=make_issue(number="1"))
    make_document("Two", issue=make_issue(number="2"), texts=["Two."])
    make_document("Draft", issue=make_issue(number="2"), texts=["Draft."], state="draft")
    make_journal("Empty Journal")
    from archive.models import Journal

    (journal,) = Journal.objects.with_counts()
    assert (journal.articles, journal.issues_held, journal.year_first) == (2, 2, 2007)
