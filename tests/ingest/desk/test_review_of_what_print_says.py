"""Roles, suffixes, the type of titles, other languages and reviewed works: corrected, undone, read again."""

import pytest

from ingest.models import Revision
from ingest.parsing.records import ParsedParallel, ParsedReview
from ingest.store import store_documents
from ingest.store.corrections import Correction
from ingest.store.undoing import undo
from tests.archive.citations.test_citing import for_citing
from tests.ingest.desk.test_review import address, form_of, read_job
from tests.ingest.parsing.parses import author, document, parsed_file

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"


def corrected(desk, row, **changes):
    response = desk.post(address(row), form_of(desk, row, **changes))
    assert response.status_code == 302, response.context["form"].errors
    row.refresh_from_db()
    return row


def test_a_title_is_typed_with_its_marks_and_kept_with_and_without_them(desk):
    _, (row,) = read_job(document(title="Tides"))
    corrected(desk, row, title="On <i>Vibrio</i> and H<sub>2</sub>O <b>", subtitle="A <i>Memoir</i>")
    assert (row.title, row.subtitle) == ("On Vibrio and H2O <b>", "A Memoir")
    assert row.title_markup == "On <i>Vibrio</i> and H<sub>2</sub>O <b>"
    assert form_of(desk, row)["title"] == row.title_markup
    corrected(desk, row, title="On Vibrio")
    assert (row.title, row.title_markup) == ("On Vibrio", "")


def test_a_role_and_a_suffix_are_said_of_each_name(desk):
    _, (row,) = read_job(document(authors=(author("Ana Sá"),)))
    corrected(
        desk,
        row,
        **{"authors-1-given": "Marta Luz", "authors-1-family": "King", "authors-1-suffix": "Jr."},
        **{"authors-1-role": "translator", "authors-1-orcid": f"https://orcid.org/{ORCID}"},
    )
    told = [(each.role, each.author.name, each.author.orcid) for each in row.authorships.order_by("position")]
    assert told == [("author", "Ana Sá", ""), ("translator", "Marta Luz King Jr.", ORCID)]
    assert [each.author.name for each in row.bylines] == ["Ana Sá"]
    assert row.evidence["authors"]["was"] == ["Ana Sá"]
    assert [name.full_family for name in for_citing_record(row).translator] == ["King"]


def for_citing_record(row):
    from archive.citation_builder import build_record

    return build_record(for_citing(row), "")


def test_one_person_may_both_write_and_translate(desk):
    _, (row,) = read_job(document(authors=(author("Ana Sá"),)))
    changes = {"authors-1-given": "Ana", "authors-1-family": "Sá", "authors-1-role": "translator"}
    corrected(desk, row, **changes)
    assert sorted(row.authorships.values_list("role", flat=True)) == ["author", "translator"]
    assert len(set(row.authorships.values_list("author", flat=True))) == 1


def test_other_languages_and_works_are_added_changed_and_taken_away(desk):
    _, (row,) = read_job(document())
    corrected(
        desk,
        row,
        **{
            "parallel_texts_0_language": "es",
            "parallel_texts_0_title": "Mareas",
            "parallel_texts_0_abstract": "A.\n\nB.",
        },
        **{
            "reviewed_works_0_title": "Ports",
            "reviewed_works_0_authors": "Paz, Luis; Sá, Ana",
            "reviewed_works_0_year": "1998",
        },
    )
    assert row.parallel_texts == [{"language": "es", "title": "Mareas", "abstract": "A.\n\nB."}]
    assert row.reviewed_works == [
        {"title": "Ports", "authors": ["Paz, Luis", "Sá, Ana"], "publisher": "", "year": "1998"}
    ]
    corrected(
        desk,
        row,
        parallel_texts_1_language="fr",
        parallel_texts_1_title="Marées",
        reviewed_works_0_publisher="Quay",
    )
    assert [each["language"] for each in row.parallel_texts] == ["es", "fr"]
    assert row.reviewed_works[0]["publisher"] == "Quay"
    assert Correction.of(row).parallel_texts[1] == ParsedParallel("fr", "Marées")
    undo(Revision.objects.first(), None)
    row.refresh_from_db()
    assert [each["language"] for each in row.parallel_texts] == ["es"]
    changes = dict.fromkeys(
        ("parallel_texts_0_language", "parallel_texts_0_title", "parallel_texts_0_abstract"), ""
    )
    corrected(desk, row, **changes)
    assert row.parallel_texts == []


def test_a_language_that_is_none_is_refused(desk):
    _, (row,) = read_job(document())
    response = desk.post(address(row), form_of(desk, row, parallel_texts_0_language="Spanish!"))
    assert response.status_code == 422
    assert "A language is written as" in response.content.decode()


def test_what_a_person_said_of_them_is_not_read_anew(desk):
    read = document(
        title="Tides",
        parallel_texts=(ParsedParallel("es", "Mareas"),),
        reviewed_works=(ParsedReview("Ports", ("Sá, Ana",)),),
        contributors=(author("Zoe Alba", role="translator"),),
    )
    job, (row,) = read_job(read)
    assert row.parallel_texts == [{"language": "es", "title": "Mareas", "abstract": ""}]
    assert row.authorships.get(role="translator").author.name == "Zoe Alba"
    corrected(desk, row, parallel_texts_0_title="Las mareas")
    store_documents(parsed_file(read), job.scan)
    row.refresh_from_db()
    assert row.parallel_texts[0]["title"] == "Las mareas"
    assert row.reviewed_works[0]["authors"] == ["Sá, Ana"]


def test_what_a_new_reading_says_of_them_can_be_taken_over():
    from ingest.desk.compare import differences

    _, (row,) = read_job(document(title="On Vibrio"))
    read = document(
        title="On Vibrio",
        title_markup="On <i>Vibrio</i>",
        contributors=(author("Zoe Alba", role="translator"),),
        parallel_texts=(ParsedParallel("es", "Sobre"),),
        reviewed_works=(ParsedReview("Ports", ("Sá, Ana",), "Quay", "1998"),),
    )
    found = {each.name: each.read for each in differences(row, read)}
    assert found["title"] == "On <i>Vibrio</i>"
    assert found["authors"].endswith("Zoe Alba (translator)")
    assert (found["parallel_texts"], found["reviewed_works"]) == (
        "es · Sobre",
        "Ports · Sá, Ana · Quay · 1998",
    )
