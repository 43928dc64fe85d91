"""The reader's place: kept from when it is asked for, renewed by reading, forgotten at a word."""

import pytest

from tests.builders import make_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_document("Of Tides", texts=("First.", "Second."))


def keep(client, document, label="265", **fields):
    return client.post("/place/", {"id": document.identifier, "label": label, **fields})


def home(client):
    response = client.get("/")
    assert response.status_code == 200
    return response


def test_nothing_is_kept_of_who_has_not_asked_for_it(client, article):
    response = client.get(f"{article.get_absolute_url()}p/266/")
    assert "Keep my place" in response.content.decode()
    assert not response.cookies
    assert "Go on reading" not in home(client).content.decode()


def test_the_home_page_leads_back_to_the_page_read_last(client, article):
    back = f"{article.get_absolute_url()}p/265/#place"
    assert keep(client, article, next=back).url == back
    assert f'href="{article.get_absolute_url()}p/265/"' in home(client).content.decode()
    assert "Your place is kept" in client.get(f"{article.get_absolute_url()}p/266/").content.decode()
    assert f'href="{article.get_absolute_url()}p/266/"' in home(client).content.decode()


def test_the_cookie_is_out_of_reach_of_scripts_and_the_answer_of_shared_caches(client, article):
    keep(client, article)
    reading = client.get(f"{article.get_absolute_url()}p/265/")
    kept = reading.cookies["place"]
    assert (kept["httponly"], kept["samesite"], kept.value) == (True, "Lax", f"{article.identifier}/265")
    assert reading["Cache-Control"] == home(client)["Cache-Control"] == "private, no-cache"


def test_a_page_that_is_only_fetched_ahead_has_not_been_read(client, article):
    keep(client, article)
    ahead = client.get(f"{article.get_absolute_url()}p/266/", headers={"Sec-Purpose": "prefetch"})
    assert not ahead.cookies
    assert ahead["Cache-Control"] == "private, no-cache"  # so that it is asked for again when it is read


def test_it_is_forgotten_when_the_reader_says_so(client, article):
    keep(client, article)
    assert client.post("/place/").cookies["place"]["max-age"] == 0
    assert "Go on reading" not in home(client).content.decode()
    assert not client.get(f"{article.get_absolute_url()}p/265/").cookies


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_public_any_more_is_not_told(client, article, state):
    keep(client, article)
    article.state, article.withdrawn_reason = state, "Printed twice."
    article.save()
    assert "Of Tides" not in home(client).content.decode()


@pytest.mark.parametrize("kept", ["", "x", "/", "nothere1/265", "%00/%00", "0" * 4000])
def test_a_cookie_that_is_none_of_ours_leads_nowhere(client, article, kept):
    client.cookies["place"] = kept
    assert "Go on reading" not in home(client).content.decode()
    assert client.post("/place/", {"id": kept, "label": kept}).url == "/"


def test_it_leads_to_no_other_site(client, article):
    assert keep(client, article, next="https://elsewhere.test/").url == "/"
