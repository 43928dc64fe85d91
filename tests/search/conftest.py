"""A small archive with its index, shared by the tests of search."""

import pytest

from archive.outbox import enqueue_for_indexing
from search import indexer
from tests.builders import make_document, make_issue, make_journal


@pytest.fixture
def publish(db):
    """Make documents as `make_document` does and bring them into the index."""

    def make(*args, **fields):
        document = make_document(*args, **fields)
        enqueue_for_indexing([document.pk])
        indexer.apply_outbox()
        return document

    return make


@pytest.fixture
def small_archive(db):
    """Six articles in two journals, three languages and four years, in the index."""
    review = make_journal("Review of Harbour Towns")
    rows = [
        make_document(
            "The Neo-Liberal Harbour",
            texts=(
                "The neo-liberal policies of the harbour towns failed. Dockers spoke of social",
                "integration and of their own forum. The forum met in June.",
            ),
            authors=("Inés Pradera",),
            subjects=("Trade", "Harbours"),
            runs_on=(1,),
        ),
        make_document(
            "Neoliberalism and Its Dockers",
            texts=("Neoliberal policy was no policy for dockers.", "Policies came and went."),
            authors=("Tomás Berrón", "Inés Pradera"),
            subjects=("Trade",),
            issue=make_issue("8", "1", 2008),
        ),
        make_document(
            "La integración de los pueblos",
            texts=("La integración social de los pueblos y las integraciones regionales.",),
            authors=("Tomás Berrón",),
            language="es",
            issue=make_issue("8", "1", 2008),
        ),
        make_document(
            "Nations at Sea",
            texts=("The nation is not the nations. AIDS reached the harbour with aid.",),
            authors=("Mara Quill",),
            issue=make_issue("1", "1", 1999, journal=review),
        ),
        make_document(
            "A Harbour Without Year",
            texts=("Nobody dated the harbour.",),
            authors=(),
            issue=make_issue("2", "", None, journal=review),
        ),
        make_document(
            "Brücken und Häfen",
            texts=("Die Häfen und die Brücken der Städte.",),
            authors=("Mara Quill",),
            language="de",
            issue=make_issue("3", "2", 2001, journal=review),
        ),
    ]
    enqueue_for_indexing(row.pk for row in rows)
    indexer.apply_outbox()
    return rows
