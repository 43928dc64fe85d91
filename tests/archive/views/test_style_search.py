"""Any published style is found and chosen on pages, and the choice is kept in this browser."""

import re

import pytest

from archive.citation_styles import COOKIE
from archive.models import CitationStyle
from tests.builders import make_document, make_issue

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}  # what browsers say of a form or link of this site
SOURCE = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text" default-locale="es-ES">
<info><title>{title}</title><id>https://x.example/{key}</id><updated>2026-01-01T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation></style>"""


@pytest.fixture
def document():
    return make_document(
        "On Tides", texts=["Text."], authors=["Inés Pradera", "Luz Alba"], issue=make_issue(year=2007)
    )


@pytest.fixture
def own():
    key, title = "our-own", "Our own style"
    return CitationStyle.objects.create(key=key, title=title, source=SOURCE.format(key=key, title=title))


# ------------------------------------------------------------------ the search
def test_styles_are_found_by_name_and_lead_back_to_what_is_cited(client, document):
    asked = {"id": document.identifier, "p": "265", "dating": "never", "q": "nature genetics"}
    response = client.get("/cite/styles/", asked)
    address = f"/cite/?id={document.identifier}&amp;p=265&amp;dating=never&amp;style=nature-genetics"
    assert f'<a href="{address}">Nature Genetics</a>' in response.text
    assert "set as nature" in response.text
    followed = client.get(address.replace("&amp;", "&"))
    assert '<option value="nature-genetics" selected>Nature Genetics</option>' in followed.text


def test_styles_are_found_by_discipline(client):
    response = client.get("/cite/styles/", {"field": "botany"})
    assert '<option value="botany" selected>Botany</option>' in response.text
    assert len(response.context["found"]) == 60
    assert response.context["count"] > 60
    assert "The first 60 are shown." in response.text


@pytest.mark.parametrize("asked", [{"q": "xyzzy"}, {"q": "\x00", "field": "none"}, {"q": "x" * 5000}])
def test_what_finds_nothing_says_so(client, asked):
    response = client.get("/cite/styles/", asked)
    assert response.status_code in (200, 400)
    assert "<li><a" not in response.text.partition("The usual ones")[0].partition("<h1")[2]


def test_without_anything_to_cite_styles_are_shown_with_the_names_that_addresses_take(client):
    text = client.get("/cite/styles/", {"q": "annales de demographie"}).text
    assert "<code>annales-de-demographie-historique</code>" in text
    assert "?style=" not in text


# ------------------------------------------------------------------ what there is not
def test_an_unknown_style_is_told_to_people_with_those_near_to_it(client, document):
    query = {"id": document.identifier, "style": "chicgo-author-date"}
    response = client.get("/cite/", query, headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert "There is no style “chicgo-author-date”." in response.text
    assert f'href="/cite/?id={document.identifier}&amp;style=chicago-author-date"' in response.text
    assert COOKIE not in response.cookies


def test_an_unknown_style_is_told_to_programs_with_those_near_to_it(client, document):
    plain = client.get("/cite/", {"id": document.identifier, "style": "chicgo-author-date"})
    assert (plain.status_code, plain["Content-Type"]) == (400, "text/plain; charset=utf-8")
    accept = "text/x-bibliography; style=chicgo-author-date"
    negotiated = client.get(document.get_absolute_url(), headers={"accept": accept})
    assert negotiated.status_code == 400
    for response in (plain, negotiated):
        assert "Near to it: chicago-author-date (Chicago Manual" in response.text


@pytest.mark.parametrize("language", ["xx", "none such", "<b>"])
def test_a_language_without_terms_is_refused_by_name(client, document, language):
    response = client.get("/cite/", {"id": document.identifier, "language": language})
    assert response.status_code == 400
    assert response.text.startswith(f"No style has terms in “{language}”. There are terms in: ")


# ------------------------------------------------------------------ the language of the terms
def test_the_terms_are_in_the_language_chosen_else_of_the_style_else_of_the_page(client, document):
    def reference(style, language="", page="en"):
        query = {"id": document.identifier, "style": style, "language": language}
        text = client.get("/cite/", query, headers={"accept-language": page}).text
        return re.search(rf'<span id="cite-{style}">(.*?)</span>', text)[1]

    assert "Pradera, Inés, and Luz Alba." in reference("mla")
    assert "Pradera, Inés, y Luz Alba." in reference("mla", page="es")
    assert "Pradera, Inés, y Luz Alba." in reference("mla", "es")
    assert "Pradera, Inés, e Luz Alba." in reference("mla", "pt-BR", page="es")
    assert "PRADERA, I. y ALBA, L." in reference("iso-690")
    assert "PRADERA, I. and ALBA, L." in reference("iso-690", "en-US", page="es")


def test_a_reference_comes_in_the_language_that_a_program_asks_for(client, document):
    accept = "text/x-bibliography; style=mla; locale=es-ES"
    assert "Inés, y Luz Alba" in client.get(document.get_absolute_url(), headers={"accept": accept}).text
    accept = "text/x-bibliography; style=mla; locale=xx-XX"
    assert client.get(document.get_absolute_url(), headers={"accept": accept}).status_code == 400


# ------------------------------------------------------------------ what is remembered
def test_the_last_choice_is_kept_for_all_pages(client, document):
    chosen = client.get(
        "/cite/", {"id": document.identifier, "style": "ieee", "language": "de-DE"}, headers=OURS
    )
    cookie = chosen.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert chosen["Cache-Control"] == "private, no-cache"
    for address in (document.get_absolute_url(), f"/cite/?id={document.identifier}"):
        page = client.get(address)
        assert [each.key for each in page.context["citations"].references] == ["ieee"]
        assert "„On Tides“" in page.text
        assert "Cookie" in page["Vary"]
    references = client.get("/list/references/", {"ids": document.identifier})
    assert "„On Tides“" in references.text


def test_choosing_the_usual_ones_forgets_it(client, document):
    client.get("/cite/", {"id": document.identifier, "style": "ieee", "language": ""}, headers=OURS)
    assert client.cookies[COOKIE].value
    client.get("/cite/", {"id": document.identifier, "style": "", "language": ""}, headers=OURS)
    assert not client.cookies[COOKIE].value


def test_a_link_from_elsewhere_changes_no_choice(client, document):
    client.get("/cite/", {"id": document.identifier, "style": "ieee"})
    client.get(
        "/cite/", {"id": document.identifier, "style": "ieee"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("kept", ["none-such/xx", "%3Cscript%3E/", "/", "apa/%00", "x" * 3000])
def test_a_cookie_that_makes_no_sense_is_as_good_as_none(client, document, kept):
    client.cookies[COOKIE] = kept
    page = client.get(document.get_absolute_url())
    assert page.status_code == 200
    assert page.context["citations"].references[0].key == "apa"


# ------------------------------------------------------------------ notes
def test_a_style_of_notes_shows_its_notes_with_their_setting(client, document):
    text = client.get("/cite/", {"id": document.identifier, "style": "chicago-notes"}).text
    assert "First note:" in text
    assert "Inés Pradera and Luz Alba, “On Tides,” <i>Regional Affairs Quarterly</i>" in text
    assert '<span id="cite-chicago-notes-later">Pradera and Alba, “On Tides.”</span>' in text
    assert "In the text:" not in text
    name = "chicago-notes-bibliography-subsequent-ibid-17th-edition"
    text = client.get("/cite/", {"id": document.identifier, "style": name}).text
    assert f'<span id="cite-{name}-next">Ibid.</span>' in text


# ------------------------------------------------------------------ what the library says
def test_the_archive_may_name_the_first_styles_itself(client, document, settings, own):
    settings.CITATION_STYLES = ["abnt", "nature", "none-such", "our-own"]
    page = client.get(f"/cite/?id={document.identifier}")
    assert [each.key for each in page.context["citations"].references] == ["abnt", "nature", "our-own"]
    options = re.findall(r'<option value="([a-z0-9-]+)">', page.text.partition("cited-style")[2])
    assert options[:3] == ["abnt", "nature", "our-own"]


def test_a_style_of_the_archive_stands_in_the_menus_and_is_used(client, document, own):
    page = client.get(f"/cite/?id={document.identifier}")
    assert '<option value="our-own">Our own style</option>' in page.text
    assert "On Tides" in client.get("/cite/", {"id": document.identifier, "style": "our-own"}).text
    accept = "text/x-bibliography; style=our-own"
    assert client.get(document.get_absolute_url(), headers={"accept": accept}).text == "On Tides\n"
