"""What the site says of itself, its colours, and its error pages."""

import re

import pytest
from django.template import loader
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from archive.reading.near_addresses import nearest_pages
from archive.urls import handler400, handler403, handler404, handler500, urlpatterns
from archive.version import own_version
from archive.views.errors import words_of_path
from tests.builders import make_document


def explode(request):
    raise RuntimeError("the inside of the archive")


@csrf_exempt
def refuse(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


def overflow(request):
    from django.core.exceptions import RequestDataTooBig

    raise RequestDataTooBig


class BrokenUrls:
    """The addresses of the site, and two that fail."""

    urlpatterns = (
        path("explode/", explode),
        path("refuse/", refuse),
        path("too-much/", overflow),
        *urlpatterns,
    )
    handler400, handler403 = handler400, handler403
    handler404, handler500 = handler404, handler500


broken_urls = override_settings(ROOT_URLCONF=BrokenUrls)


# ------------------------------------------------------------------ errors
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/nowhere/", "/d/%FF/", "/j/none/", "/a/none/", "/s/none/", "/d/x.bib"])
def test_an_unknown_address_is_not_found_in_words(client, address):
    response = client.get(address)
    assert response.status_code == 404


@pytest.mark.django_db
def test_the_page_not_found_offers_a_search_for_the_words_of_the_address(client):
    page = client.get("/articles/free-trade/").content.decode()
    assert "There is nothing at this address" in page
    assert 'value="free trade"' in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/d/7k2m9x4q-free-trade/", "free trade"),
        ("/x/El%20agua", "El agua"),
        ("/", ""),
        ("/12/34/", ""),
        ("/<script>/", "script"),
        ("/" + "word-" * 500, " ".join(["word"] * 20)),
    ],
)
def test_words_of_an_address(address, words):
    assert words_of_path(address) == words


@broken_urls
def test_an_error_of_ours_shows_a_number_and_nothing_of_the_inside(caplog):
    response = Client(raise_request_exception=False).get("/explode/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side" in page
    assert "inside of the archive" not in page
    (record,) = [record for record in caplog.records if record.name == "archive.views.errors"]
    assert record.args[0] in page
    assert "inside of the archive" in caplog.text


@broken_urls
def test_an_error_of_which_no_page_can_be_made_is_told_once_by_its_number(monkeypatch, caplog):
    monkeypatch.setattr(loader, "render_to_string", lambda *page: explode(None))
    response = Client(raise_request_exception=False).get("/explode/")
    assert re.fullmatch(r"500 [0-9a-f]{8}\n", response.text)
    assert [record.levelname for record in caplog.records if "server error" in record.message] == [
        "ERROR"
    ] * 2


@broken_urls
@pytest.mark.django_db
def test_a_page_for_staff_says_why_and_who_helps(client, django_user_model):
    page = client.get("/refuse/").content.decode()
    assert "/sign-in/?next=/refuse/" in page
    client.force_login(django_user_model.objects.create_user("reader"))
    response = client.get("/refuse/")
    assert response.status_code == 403
    assert "signed in as reader" in response.content.decode()


def test_a_bad_request_needs_neither_database_nor_a_known_host():
    response = Client().get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "could not be understood" in response.content.decode()


@broken_urls
@pytest.mark.django_db
def test_a_refusal_does_not_read_the_form_that_was_refused():
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    response = client.post("/refuse/", "no parts", "multipart/form-data")
    assert response.status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("form", [{"reason": "Printed\0twice"}, {"rea\0son": "!"}])
def test_a_form_with_a_character_that_no_text_holds_is_a_bad_request(admin_client, form):
    document = make_document()
    response = admin_client.post(f"/ingest/d/{document.identifier}/withdraw/", {"reason": "x"} | form)
    assert response.status_code == 400
    document.refresh_from_db()
    assert document.is_published


@pytest.mark.django_db
def test_an_expired_form_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "The form has expired" in response.content.decode()


# ------------------------------------------------------------------ colours
@pytest.mark.django_db
def test_colours_are_remembered_by_the_server_and_can_be_given_back(client):
    assert "data-theme" not in client.get("/").content.decode()
    response = client.post("/theme/", {"theme": "dark", "next": "/authors/?l=B"})
    assert (response.status_code, response["Location"]) == (302, "/authors/?l=B")
    assert '<html lang="en" data-theme="dark">' in client.get("/").content.decode()
    client.post("/theme/", {"theme": "auto", "next": "/"})
    assert "data-theme" not in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_way_back_never_leaves_the_archive(client, back):
    assert client.post("/theme/", {"theme": "dark", "next": back})["Location"] == "/"


@pytest.mark.django_db
def test_a_choice_that_is_none_changes_nothing(client):
    client.post("/theme/", {"theme": "<b>", "next": "/"})
    client.cookies["theme"] = '"><script>'
    page = client.get("/").content.decode()
    assert "data-theme" not in page
    assert "<script>" not in page


@pytest.mark.django_db
def test_readers_get_no_cookie(client):
    document = make_document()
    for address in ("/", "/browse/", document.get_absolute_url()):
        assert not client.get(address).cookies, address


# ------------------------------------------------------------------ pages about the site
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/", "/accessibility/", "/sign-in/"])
def test_pages_about_the_site_name_it_and_have_the_search(client, address):
    page = client.get(address).content.decode()
    assert "Hemeroteca" in page
    assert 'role="search"' in page


@pytest.mark.django_db
def test_a_wrong_password_is_told_at_the_form(client):
    page = client.post("/sign-in/", {"username": "nobody", "password": "wrong"}).content.decode()
    assert 'role="alert"' in page
    assert "correct username and password" in page


@pytest.mark.django_db
def test_librarians_see_the_way_to_the_scans_and_readers_do_not(client, admin_client):
    assert "/ingest/" not in client.get("/").content.decode().replace("/opensearch", "")
    assert 'href="/ingest/"' in admin_client.get("/").content.decode()


# ------------------------------------------------------------------ what an address may have meant
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "name", "target"),
    [
        ("/autors/", "Authors", "/authors/"),
        ("/subject/", "Subjects", "/subjects/"),
        ("/a/pradera/", "Inés Pradera", "/a/ines-pradera/"),
        ("/j/regional-affairs/", "Regional Affairs Quarterly", "/j/regional-affairs-quarterly/"),
        ("/s/border/", "borders", "/s/borders/"),
    ],
)
def test_the_page_not_found_names_what_comes_nearest(client, address, name, target):
    make_document(subjects=("borders",))
    response = client.get(address)
    assert response.status_code == 404
    assert f'<a href="{target}">{name}</a>' in response.content.decode()


@pytest.mark.django_db
def test_nothing_unpublished_comes_near(client):
    make_document(subjects=("borders",), state="draft")
    for address in ("/a/pradera/", "/j/regional-affairs/", "/s/border/"):
        assert nearest_pages(address) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/zzzzqqqq/", "/a/%00/", "/s/" + "-x" * 500, "/a/" + "abc-" * 300])
def test_an_address_like_none_gets_no_names(path, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert nearest_pages(path) == []


@broken_urls
def test_too_much_at_once_is_told_with_the_limits(settings):
    settings.UPLOAD_MAX_MB = 77
    response = Client().get("/too-much/")
    assert response.status_code == 413
    assert "77 MB can be sent at once" in response.content.decode()


# ------------------------------------------------------------------ about
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/about/", "/help/", "/accessibility/"])
def test_what_the_site_says_of_itself_is_linked_from_everywhere(client, address):
    assert f'href="{address}"' in client.get("/").content.decode()
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_the_page_about_the_site_names_the_version(client):
    assert f"Hemeroteca {own_version()}." in client.get("/about/").content.decode()


@pytest.mark.django_db
def test_whom_to_write_to_is_said_where_it_is_known(client, settings):
    assert "mailto:" not in client.get("/about/").content.decode()
    settings.CONTACT_EMAIL = "library@example.org"
    for address in ("/about/", "/accessibility/", "/"):
        assert 'href="mailto:library@example.org"' in client.get(address).content.decode()


@pytest.mark.django_db
def test_the_front_page_says_when_the_search_is_away(client, settings):
    make_document()
    settings.SEARCH_CHECK = "tests.archive.views.test_about.never"
    assert "The search is being prepared anew" in client.get("/").content.decode()
    settings.SEARCH_CHECK = "tests.archive.views.test_about.always"
    assert "The search is being prepared anew" not in client.get("/").content.decode()


def never():
    return False


def always():
    return True
