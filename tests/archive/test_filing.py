"""Titles and journals stand where a catalogue files them, in every list."""

import pytest
from django.urls import reverse

from archive.citations.filing import filed, filed_name, folded
from archive.models import Journal
from tests.builders import make_document, make_issue, make_journal

FILED = ["Eclipse", "Écoles", "Los Angeles Review", "¿Quién?", "La Voz", "The Zebra"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Zebra", "zebra"),
        ("Écoles", "ecoles"),
        ("¿Quién vive?", "quien vive"),
        ("L’Homme", "homme"),
        ("Los Ángeles hoy", "los angeles hoy"),
        ("A Contracorriente", "a contracorriente"),
        ("As Words Go", "as words go"),
        ("Журнал 2", "журнал 2"),
    ],
)
def test_a_name_is_filed_without_its_article_accents_and_signs(name, key):
    assert filed_name(name) == key


def test_a_title_is_filed_by_its_own_language():
    assert filed("La paz", "es") == "paz"
    assert filed("La paz", "en") == folded("La paz") == "la paz"


@pytest.fixture
def journals(db):
    for title in sorted(FILED):
        make_document(issue=make_issue("1", "1", 2000, journal=make_journal(title)))


def test_journals_stand_in_filing_order_on_pages_and_for_machines(client, journals):
    assert [journal.title for journal in client.get("/browse/").context["journals"]] == FILED
    items = client.get("/api/journals").json()["items"]
    assert [each["title"] for each in items] == FILED
    labels = [each["label"]["none"][0] for each in client.get(reverse("collection")).json()["items"]]
    assert labels == FILED
    second = client.get("/api/journals?limit=2").json()["next"]
    assert [each["title"] for each in client.get(second).json()["items"]] == FILED[2:4]


def test_a_journal_under_a_new_title_is_filed_anew(journals):
    journal = Journal.objects.get(title="The Zebra")
    journal.title = "The Aardvark"
    journal.save()
    assert Journal.objects.first() == journal
