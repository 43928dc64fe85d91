from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection

from archive.models import Document
from ingest.parsing.records import ParsedReference
from ingest.store import Correction, correct_document, publish, store_documents, unpublish, withdraw
from ingest.store.linking import link, title_key
from ingest.store.merging import merge
from tests.builders import make_document, make_issue, make_reference, make_scan
from tests.ingest.parsing.parses import document as parsed_document
from tests.ingest.parsing.parses import parsed_file

pytestmark = pytest.mark.django_db


def cited_by_reference(reference) -> Document | None:
    reference.refresh_from_db()
    return reference.cited


def citing(**fields):
    """A reference, in an article of 2010."""
    article = make_document("Rivers Without Borders", issue=make_issue("10", "1", 2010), authors=("Bo Li",))
    return make_reference(article, **fields)


PEOPLES = {"title": "The integration of peoples", "year": 2007, "authors": ["Pradera, I."]}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Peoples’ Trade: a Hope!", "peoples trade a hope"),
        ("La Integración—de los Pueblos", "la integracion de los pueblos"),
        ("…", ""),
    ],
)
def test_titles_are_compared_by_their_words(text, key):
    assert title_key(text) == key


def test_a_text_that_is_stored_finds_what_it_cites():
    held = make_document()
    reference = ParsedReference(
        "Pradera (2007)", title="The integration of peoples.", year=2007, authors=("Pradera, I.",)
    )
    store_documents(parsed_file(parsed_document(1, references=(reference,))), make_scan(b"new"))
    assert list(held.citations.values_list("raw", flat=True)) == ["Pradera (2007)"]


def test_a_work_cited_earlier_is_linked_when_it_comes():
    reference = citing(**PEOPLES)
    stored = store_documents(
        parsed_file(parsed_document(1, year=2007, journal="Quarterly", volume="7")), make_scan()
    )
    assert cited_by_reference(reference) == stored.documents[0]


def test_a_correction_makes_and_breaks_links():
    held = make_document("Integration of Peoples")
    reference = citing(**PEOPLES)
    said = Correction.of(held)
    correct_document(held, replace(said, title="The Integration of Peoples"), None)
    assert cited_by_reference(reference) == held
    correct_document(held, replace(said, title="Something Else"), None)
    assert cited_by_reference(reference) is None


@pytest.mark.parametrize(
    ("told", "is_linked"),
    [
        (PEOPLES, True),
        ({**PEOPLES, "title": "The Integration of Peoples: A Hope"}, True),  # with its subtitle
        ({**PEOPLES, "authors": []}, True),  # four words say enough
        ({**PEOPLES, "authors": ["Sur, A."]}, False),
        ({**PEOPLES, "year": 2006}, False),
        ({**PEOPLES, "year": None}, False),
        ({**PEOPLES, "doi": "10.5555/other"}, False),
        ({"doi": "10.5555/PEOPLES"}, True),
        ({"doi": "10.5555/peoples", "title": "Anything", "year": 1999}, True),
        ({"title": "The"}, False),
    ],
)
def test_a_work_is_known_by_doi_or_by_title_year_and_first_author(told, is_linked):
    held = make_document(subtitle="A Hope", doi="10.5555/peoples")
    reference = citing(**told)
    link([reference.document])
    assert cited_by_reference(reference) == (held if is_linked else None)


def test_a_short_title_needs_its_author():
    held = make_document("Editorial")
    without = citing(title="Editorial", year=2007)
    with_author = make_reference(without.document, title="Editorial", year=2007, authors=["Pradera I"])
    link([held])
    assert (cited_by_reference(without), cited_by_reference(with_author)) == (None, held)


def test_of_two_alike_none_is_linked_unless_readers_see_only_one():
    held, other = make_document(), make_document(first_label=300, scan=make_scan(b"other"))
    reference = citing(**PEOPLES)
    link([held])
    assert cited_by_reference(reference) is None
    unpublish([other])
    assert cited_by_reference(reference) == held
    publish([other])
    assert cited_by_reference(reference) is None
    withdraw(held, "Printed twice.")
    assert cited_by_reference(reference) == other


def test_what_is_held_twice_is_cited_as_the_one_that_stays():
    kept, duplicate = make_document(), make_document(first_label=300, scan=make_scan(b"other"))
    reference = citing(**PEOPLES)
    merge(duplicate, kept)
    assert cited_by_reference(reference) == kept


def test_an_article_does_not_cite_itself():
    article = make_document()
    reference = make_reference(article, **PEOPLES)
    link([article])
    assert cited_by_reference(reference) is None


def test_a_link_that_a_person_made_stays():
    held = make_document("A Translation of It")
    reference = citing(**PEOPLES, cited=held)
    reference.document.evidence["references"] = {"source": "person", "confidence": 1.0}
    reference.document.save()
    make_document()
    call_command("link_references")
    assert cited_by_reference(reference) == held


def test_all_links_can_be_found_anew(capsys):
    held = make_document()
    references = [citing(**PEOPLES), citing(title="Unknown Work of Somebody Else", year=2007)]
    call_command("link_references")
    assert [cited_by_reference(each) for each in references] == [held, None]
    assert capsys.readouterr().out == "1 of 2 references lead to articles held; 1 changed.\n"


@pytest.mark.parametrize("count", [1, 20])
def test_linking_asks_the_same_number_of_questions(count, django_assert_num_queries):
    make_document()
    article = citing(**PEOPLES).document
    for number in range(count):
        make_reference(article, title=f"Another Work of Number {number}", year=1990 + number)
    locks = connection.vendor == "postgresql"  # the writers' lock is a question of its own there
    with django_assert_num_queries(9 + locks):
        link([article])
