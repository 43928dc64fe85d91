"""What stands between the archive and its readers may keep what all of them see, and nothing else."""

import pytest

from tests.builders import make_document

pytestmark = pytest.mark.django_db
PARTS = ("/", ".csv", "/text", "/original", "/linkset.json")


def kept(client, document, part):
    response = client.get(f"/d/{document.identifier}{part}", follow=part == "/")
    return response.headers.get("Cache-Control", "")


@pytest.mark.parametrize("part", PARTS[:3])
def test_a_draft_stays_with_its_reviewer(admin_client, part):
    assert kept(admin_client, make_document(state="draft"), part) == "private, no-cache"


@pytest.mark.parametrize("part", PARTS)
def test_what_a_session_is_shown_stays_in_its_browser(admin_client, client, part):
    document = make_document()
    assert kept(admin_client, document, part) == "private, no-cache"
    assert kept(client, document, part) == ""


def test_a_page_that_counts_the_readers_list_stays_in_the_readers_browser(client):
    document = make_document()
    client.post("/list/change/", {"act": "add", "id": document.identifier})
    assert client.get("/about/")["Cache-Control"] == "private, no-cache"
