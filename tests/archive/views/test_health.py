"""What a monitor is told."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_a_monitor_asks_without_changing_anything_and_is_never_told_of_yesterday(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_a_database_that_cannot_be_reached_is_told(client, django_db_blocker, monkeypatch, tmp_path):
    away = {
        "sqlite": {"NAME": str(tmp_path / "none" / "away.sqlite3")},
        "postgresql": {"HOST": "127.0.0.1", "PORT": "1"},
    }[connection.vendor]
    with django_db_blocker.unblock():
        connection.close()
        for name, value in away.items():
            monkeypatch.setitem(connection.settings_dict, name, value)
        response = client.get("/healthz")
        connection.close()
    assert (response.status_code, response.json()) == (503, {"status": "no database"})
