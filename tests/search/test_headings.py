"""`heading:` finds, counts and marks the words in the headings where these stand on the pages."""

import pytest
from django.urls import reverse

from archive.models import Section
from archive.outbox import enqueue_for_indexing
from search import engine, indexer
from tests.builders import save

TEXTS = (
    "The harbour is old.\n\n1. THE OLD\nHARBOUR\n\nThe harbour was dug by hand. Dockers came.",
    "Nobody paid the dockers.\n\nHarbour songs. They sang of the harbour.",
)
HEADINGS = [("The Old Harbour", 0, "1. THE OLD"), ("Harbour songs", 1, "Harbour songs")]


@pytest.fixture
def article(publish):
    document = publish("Work by Water", texts=TEXTS)
    pages = list(document.pages.order_by("sequence"))
    for position, (heading, page, opening) in enumerate(HEADINGS, 2):
        offset = TEXTS[page].index(opening)
        save(Section(document=document, position=position, page=pages[page], offset=offset, heading=heading))
    enqueue_for_indexing([document.pk])
    indexer.apply_outbox()
    return document


def marked(document, text):
    return [
        TEXTS[place.page][place.start : place.end]
        for hit in engine.locate_in_document(document, text)
        for place in hit.ranges
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("heading:harbour", ["HARBOUR", "Harbour"]),
        ('heading:"old harbour"', ["OLD\nHARBOUR"]),
        ("heading:harb*", ["HARBOUR", "Harbour"]),
        ("heading:songs dockers", ["Dockers", "dockers", "songs"]),
        ("heading:harbour harbour", ["harbour", "HARBOUR", "harbour", "Harbour", "harbour"]),
        ('heading:harbour "the old harbour"', ["THE OLD\nHARBOUR", "Harbour"]),
        ("title:water heading:songs", ["songs"]),
    ],
)
@pytest.mark.django_db
def test_words_of_headings_are_marked_in_headings_alone(article, text, found):
    assert marked(article, text) == found
    (row,) = engine.run(text).rows
    assert row.hits == len(found) == len(engine.locate_in_document(article, text))


@pytest.mark.django_db
def test_results_and_reader_show_the_heading(client, article):
    (row,) = engine.run("heading:harbour").rows
    assert [page.hits for page in row.pages] == [1, 1]
    assert "1. THE OLD <mark>HARBOUR</mark> ¶ The harbour was dug" in row.pages[0].snippets[0].text
    page = client.get(row.url.partition("#")[0]).content.decode()
    assert page.count('id="hit-1"') == 1
    results = client.get(reverse("search:results"), {"q": "heading:harbour"}).content.decode()
    assert "2 matches" in " ".join(results.split())
