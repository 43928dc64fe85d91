"""A history that was kept before a column was renamed or removed is shown, and undone or refused with a reason."""

from hashlib import sha256

import pytest

from archive.models import Journal
from ingest.messages import RefusedError
from ingest.models import Revision
from ingest.store import history_schema
from ingest.store.cataloguing import edit_row, set_rights
from ingest.store.history import COLUMNS
from ingest.store.history_schema import SCHEMA, Step
from ingest.store.undoing import undo
from tests.builders import make_document, make_journal

# What the columns were called under each schema. A change of them raises `SCHEMA` and adds a line here.
COLUMNS_UNDER = {1: "83964dac407fe0f7", 2: "dad883188df5495f", 3: "741edf847dee2096"}


def digest() -> str:
    named = sorted(f"{table}.{name}" for table, names in COLUMNS.items() for name in names)
    return sha256("\n".join(named).encode()).hexdigest()[:16]


def test_a_column_cannot_be_renamed_without_a_new_schema():
    """Raise `SCHEMA`, say in `STEPS` what became of the column, and add the digest to COLUMNS_UNDER."""
    assert {SCHEMA: digest()} == {SCHEMA: COLUMNS_UNDER[SCHEMA]}


@pytest.fixture
def kept_as_licence(db):
    """A change kept when the column `rights` was still called `licence`, and its document."""
    row = make_document("Tides", rights="All rights reserved")
    set_rights([row], "CC BY 4.0", None)
    revision = Revision.objects.latest("pk")
    for change in revision.changes:
        for state in ("before", "after"):
            change[state] = {"licence" if k == "rights" else k: v for k, v in change[state].items()}
    revision.schema = SCHEMA
    revision.save()
    return revision, row


def renamed(monkeypatch, new):
    monkeypatch.setattr(history_schema, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(history_schema, "STEPS", (Step(SCHEMA + 1, "archive.document", "licence", new),))


def test_what_was_kept_under_another_name_is_shown_and_undone(kept_as_licence, monkeypatch, admin_client):
    revision, row = kept_as_licence
    renamed(monkeypatch, "rights")
    page = admin_client.get("/ingest/history/").text
    assert "All rights reserved" in page
    assert ">licence<" not in page
    undo(revision, None)
    row.refresh_from_db()
    assert row.rights == "All rights reserved"


def test_what_is_gone_is_shown_and_its_undoing_refused_with_a_reason(
    kept_as_licence, monkeypatch, admin_client
):
    revision, row = kept_as_licence
    renamed(monkeypatch, None)
    page = admin_client.get("/ingest/history/").text
    assert ">licence<" in page
    assert "All rights reserved" in page
    with pytest.raises(RefusedError, match="no place in this release any more: licence"):
        undo(revision, None)
    row.refresh_from_db()
    assert row.rights == "CC BY 4.0"


def test_a_journal_renamed_back_is_filed_as_before(db):
    journal = make_journal("The Zebra")
    edit_row(journal, {"title": "The Aardvark"}, None)
    revision = Revision.objects.latest("pk")
    assert "sort_key" not in str(revision.changes)
    assert Journal.objects.get().sort_key == "aardvark"
    undo(revision, None)
    assert Journal.objects.get().sort_key == "zebra"
