"""Identifiers that outlive edits, merges, withdrawal and mistyping."""

import pytest
from django.db import IntegrityError, transaction

from archive.identifiers import ALPHABET, is_identifier, mint_identifier, possible_identifiers
from archive.models import Document
from ingest.messages import RefusedError
from ingest.store.merging import merge
from ingest.store.publishing import unpublish, withdraw
from tests.builders import make_document

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ mistyped
def test_every_single_wrong_character_and_swap_leads_back_to_the_identifier():
    identifier = mint_identifier()
    spoilt = [identifier[:n] + c + identifier[n + 1 :] for n in range(8) for c in ALPHABET + "olyi"]
    swapped = [identifier[:n] + identifier[n + 1] + identifier[n] + identifier[n + 2 :] for n in range(7)]
    for wrong in {*spoilt, *swapped} - {identifier}:
        assert not is_identifier(wrong)
        assert identifier in possible_identifiers(wrong)
        assert len(possible_identifiers(wrong)) <= 15


def test_a_mistyped_address_says_so_and_names_the_article(client):
    document = make_document("The Harbour Question")
    wrong = document.identifier[:3] + "l" + document.identifier[4:]
    for address in (f"/d/{wrong}/", f"/d/{wrong}-the-harbour/", f"/d/{wrong}/p/265/", f"/d/{wrong}.bib"):
        response = client.get(address)
        assert response.status_code == 404
        assert f'href="{document.get_absolute_url()}"' in response.text


def test_machines_are_told_too(client):
    document = make_document("The Harbour Question")
    wrong = document.identifier[:3] + "l" + document.identifier[4:]
    for address in (f"/d/{wrong}/manifest.json", f"/api/documents/{wrong}", f"/d/{wrong}/linkset.json"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
        assert "mistyped" in response.json()["detail"]
    assert "mistyped" not in client.get(f"/api/documents/{mint_identifier()}").json()["detail"]


def test_a_mistyped_address_never_names_what_readers_may_not_see(client):
    document = make_document("The Secret Harbour", state="draft")
    response = client.get(f"/d/l{document.identifier[1:]}/")
    assert response.status_code == 404
    assert "Secret" not in response.text


def test_a_well_formed_identifier_of_nothing_is_plainly_not_found(client):
    response = client.get(f"/d/{mint_identifier()}/")
    assert response.status_code == 404
    assert "confirms the others" not in response.text


# ------------------------------------------------------------------ edits
def test_an_address_survives_a_change_of_title_journal_and_labels(client):
    document = make_document("Old Title")
    identifier = document.identifier
    old = document.get_absolute_url()
    Document.objects.filter(pk=document.pk).update(title="A New Title", issue=None)
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, f"/d/{identifier}-a-new-title/")
    assert Document.objects.get(pk=document.pk).identifier == identifier


# ------------------------------------------------------------------ merges
def test_all_addresses_of_a_merged_article_lead_to_the_kept_one(client):
    duplicate, kept = make_document("The Same, Twice"), make_document("The Same")
    merge(duplicate, kept)
    for part, target in (
        ("/", kept.get_absolute_url()),
        (".bib", f"/d/{kept.identifier}.bib"),
        ("/p/265/?q=peoples", f"/d/{kept.identifier}/p/265/?q=peoples"),
        ("/text", f"/d/{kept.identifier}/text"),
    ):
        response = client.get(f"/d/{duplicate.identifier}{part}")
        assert (response.status_code, response["Location"]) == (301, target)
        assert client.get(target, follow=True).status_code == 200
    assert client.get(duplicate.get_absolute_url(), follow=True).status_code == 200


def test_a_chain_of_merges_is_one_step(client):
    first, second, third = (make_document(f"Copy {n}") for n in range(3))
    merge(first, second)
    merge(second, third)
    assert client.get(f"/d/{first.identifier}/")["Location"] == third.get_absolute_url()


def test_merging_is_refused_where_readers_would_be_led_nowhere():
    document, draft = make_document("One"), make_document("Two", state="draft")
    with pytest.raises(RefusedError, match="not published"):
        merge(document, draft)
    with pytest.raises(RefusedError, match="itself"):
        merge(document, document)
    document.refresh_from_db()
    assert document.is_published


def test_the_database_refuses_a_published_article_that_leads_elsewhere():
    document, other = make_document("One"), make_document("Two")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(merged_into=other)


def test_a_merge_can_be_taken_back(client):
    duplicate, kept = make_document("One"), make_document("Two")
    merge(duplicate, kept)
    unpublish([duplicate])
    duplicate.refresh_from_db()
    assert duplicate.merged_into is None
    assert client.get(f"/d/{duplicate.identifier}/").status_code == 404


def test_no_address_leads_to_an_article_that_is_withdrawn_itself(client):
    duplicate, kept = make_document("One"), make_document("Two")
    merge(duplicate, kept)
    withdraw(kept, "Printed by mistake.")
    assert client.get(f"/d/{duplicate.identifier}/").status_code == 410


# ------------------------------------------------------------------ withdrawal
def test_a_tombstone_keeps_citation_and_reason(client):
    document = make_document("The Withdrawn One", state="withdrawn")
    response = client.get(f"/d/{document.identifier}/")
    assert response.status_code == 410
    for fact in ("The Withdrawn One", "Inés Pradera", "Regional Affairs Quarterly", "265", "Printed twice."):
        assert fact in response.text
