"""Matches on an image that shows two printed pages are told under the page on which they stand."""

import pytest

from archive.outbox import enqueue_for_indexing
from search import indexer
from tests.builders import make_spread

pytestmark = pytest.mark.django_db


@pytest.fixture
def spread():
    document = make_spread(second="noon at the harbour.\n\nThe tariff fell.")
    enqueue_for_indexing([document.pk])
    indexer.apply_outbox()
    return document


@pytest.mark.parametrize(("query", "label"), [("calm", "50"), ("tariff", "51"), ("harbour", "50–51")])
def test_a_match_is_told_under_the_page_on_which_it_stands(client, spread, query, label):
    (row,) = client.get("/api/search", {"q": query}).json()["items"]
    assert [page["label"] for page in row["pages"]] == [label]
    assert f"</span>{label}</a>" in client.get("/search/", {"q": query}).content.decode()
