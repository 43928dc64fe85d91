"""Every address in every trouble: never a server error, nothing half-written, and on it goes by itself afterwards."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.models import Document
from archive.scans.originals import staging_dir
from tests import troubles
from tests.builders import make_document
from tests.ingest.desk.access_table import TABLE
from tests.ingest.desk.people import make_librarian
from tests.ingest.desk.test_access import people, things  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
NO_ROOM_FOR_A_FILE = 507
# The last sign the librarian out, or need another second factor.
LAST = ("sign-out/", "second-factor/remove/", "second-factor/codes/", "second-factor/")
ROWS = {route: row for route, row in TABLE.items() if route not in LAST} | {
    route: TABLE[route] for route in LAST
}
WRITING = {route: row for route, row in ROWS.items() if row.method == "post"}
SEARCHING = {route: row for route, row in ROWS.items() if "search" in route or "?q=" in row.address}
# What each of them could keep from being answered.
ASKED = {
    "database_away": ROWS,
    "database_read_only": WRITING,
    "no_index": SEARCHING,
    "database_busy": WRITING,
    "disk_full": ROWS,
}


def ask(client, row, things, state="published"):  # noqa: F811
    document = things["documents"][state]
    names = things | {"document": document.identifier, "other": things["other"].identifier}
    data = {name: value.format(**names).split(",") for name, value in row.data.items()}
    response = getattr(client, row.method)(row.address.format(**names), data or None)
    if response.streaming:
        response.getvalue()
    return response


def all_rows() -> dict[str, list]:
    """What the database holds, but for who was here when."""
    told = ("archive", "ingest", "auth")
    models = [model for name in told for model in apps.get_app_config(name).get_models()]
    return {model._meta.label: sorted(model.objects.values_list("pk", flat=True)) for model in models}


@pytest.mark.parametrize("name", ASKED)
def test_no_address_answers_with_a_server_error(name, people, things):  # noqa: F811
    trouble = getattr(troubles, name)
    if trouble not in troubles.possible_troubles():
        pytest.skip("the locks and files of this database are another process's")
    client = people["librarian"]
    client.raise_request_exception = False
    things["authorship"] = things["documents"]["published"].authorships.get().pk
    before, statuses = all_rows(), {}
    with trouble():
        for route, row in ASKED[name].items():
            response = ask(client, row, things)
            statuses[route] = response.status_code
            assert response.status_code < 500 or response["X-Request-ID"], route
            if response.status_code == 503:
                assert int(response["Retry-After"]) > 0, route
    assert {status for status in statuses.values() if status >= 500} <= {503, NO_ROOM_FOR_A_FILE}, statuses
    assert 503 in statuses.values()
    assert name == "no_index" or all_rows() == before
    assert not list(staging_dir().glob("*"))


@pytest.mark.parametrize("name", ["database_away", "database_read_only", "database_busy", "disk_full"])
def test_what_a_librarian_does_is_whole_or_not_done_and_goes_well_afterwards(name, client, article):
    trouble = getattr(troubles, name)
    if trouble not in troubles.possible_troubles():
        pytest.skip("the locks and files of this database are another process's")
    client.raise_request_exception = False
    acts = {
        f"/ingest/d/{article.identifier}/withdraw/": {"reason": "Printed twice."},
        "/lists/new/": {},
        "/ingest/batches/": {"rights": "CC BY 4.0"},
    }
    before = all_rows()
    with trouble():
        found = {address: client.post(address, data) for address, data in acts.items()}
        files = {"files": SimpleUploadedFile("a.txt", b"Of tides." * 1000), "rights": ""}
        upload = client.post("/ingest/upload/", files)
    assert {response.status_code for response in found.values()} == {503}
    assert upload.status_code in (503, NO_ROOM_FOR_A_FILE)
    assert all_rows() == before
    assert not list(staging_dir().glob("*"))
    assert {client.post(address, data).status_code for address, data in acts.items()} <= {201, 302}
    article.refresh_from_db()
    assert article.state == Document.State.WITHDRAWN


@pytest.fixture
def article(client):
    client.force_login(make_librarian())
    return make_document()


def test_pages_that_ask_no_database_stay(client):
    client.raise_request_exception = False
    with troubles.database_away():
        for address in ("/healthz", "/robots.txt", "/search/tips/", "/help/", "/sign-in/", "/opensearch.xml"):
            assert client.get(address).status_code == 200, address
