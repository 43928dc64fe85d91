"""What a monitor is told."""

import pytest

from search import indexer
from tests.troubles import database_away


def test_a_monitor_asks_without_changing_anything_and_is_never_told_of_yesterday(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_an_archive_with_database_index_and_storage_is_ready(client):
    indexer.apply_outbox()
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_a_database_that_cannot_be_reached_is_told(client):
    with database_away():
        response = client.get("/readyz")
        alive = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "no database"})
    assert response["Retry-After"] == "30"
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_what_else_is_away_is_told(client, settings, tmp_path):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "no index"})
    settings.ORIGINALS_DIR = tmp_path / "none" / "originals"
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "no storage"})
