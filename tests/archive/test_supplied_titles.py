"""An article without a title is named by its opening words, in every list, page and citation."""

import json

import pytest

from archive.citation_builder import build_record, styled_references
from archive.citations.formats import BY_KEY
from archive.citations.supplied_titles import supplied_title
from archive.models import Document
from tests.builders import make_document, make_issue, save

TEXT = "A profound process of de-legitimation\nof free trade agreements, in all of the region, has begun."
NAME = "[A profound process of de-legitimation of free trade …]"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (TEXT, NAME),
        ("Nobody asked.", "[Nobody asked]"),
        ("", ""),
        (" … ", ""),
        ("See [1] there", "[See (1) there]"),
        ("x" * 100, "[" + "x" * 60 + "]"),
    ],
)
def test_the_opening_words_stand_in_brackets(text, name):
    assert supplied_title(text) == name


def test_what_is_missing_before_is_said():
    assert supplied_title("had asked them.", begins_before=True) == "[… had asked them]"


@pytest.fixture
def untitled(db):
    document = make_document("", texts=(TEXT, "More."), first_label=267, authors=())
    page = document.pages.first()
    page.running_head = "Global Forum"
    save(page)
    Document.objects.filter(pk=document.pk).update(issue=None)
    return Document.objects.get(pk=document.pk)


def test_pages_lists_and_machines_name_it_so(client, untitled):
    address = untitled.get_absolute_url()
    identifier = untitled.identifier
    for path in (address, f"{address}p/267/", f"/cite/?id={identifier}", f"/list/?ids={identifier}",
                 "/feeds/articles.atom", f"/d/{identifier}/manifest.json",
                 f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:{identifier}"):  # fmt: skip
        page = client.get(path).content.decode()
        assert NAME in page or json.dumps(NAME)[1:-1] in page, path
        assert "Untitled" not in page, path


def test_the_running_head_is_what_is_known_of_the_source(client, untitled):
    assert "Running head: Global Forum" in client.get(untitled.get_absolute_url()).content.decode()
    record = build_record(Document.objects.for_citing().get(pk=untitled.pk), "")
    assert "Running head: Global Forum" in "".join(BY_KEY["ris"].write([record]))
    untitled.issue = make_issue()
    untitled.save()
    assert "Running head" not in client.get(untitled.get_absolute_url()).content.decode()


def test_a_citation_neither_quotes_nor_shortens_it(untitled):
    record = build_record(Document.objects.for_citing().get(pk=untitled.pk), "")
    assert all(f"{NAME}" in each.plain for each in styled_references(record))
    assert f"TI  - {NAME}" in "".join(BY_KEY["ris"].write([record]))
    assert "@" in "".join(BY_KEY["bibtex"].write([record]))


def test_old_addresses_lead_on(client, untitled):
    for slug in ("", "-untitled-p-267", "-a-former-title"):
        answer = client.get(f"/d/{untitled.identifier}{slug}/", follow=True)
        assert answer.status_code == 200
        assert answer.wsgi_request.path == untitled.get_absolute_url()


def test_nothing_is_said_of_the_text_of_a_withdrawn_article(client, untitled):
    untitled.state, untitled.withdrawn_reason = "withdrawn", "Asked for."
    untitled.save()
    page = client.get(untitled.get_absolute_url())
    assert page.status_code == 410
    assert "profound" not in page.content.decode()
    assert "Global Forum" not in page.content.decode()


def test_a_list_of_many_asks_no_more_than_a_list_of_one(client, db, django_assert_max_num_queries):
    for number in range(12):
        make_document("", texts=(f"Opening number {number}.",))
    with django_assert_max_num_queries(8):
        page = client.get("/j/regional-affairs-quarterly/7-3-2007/").content.decode()
    assert "[Opening number 11]" in page
