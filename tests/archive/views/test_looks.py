"""How a text is set for a reader: chosen in a form, kept in a cookie, set by the server."""

import re

import pytest

from archive.models import Section
from tests.builders import make_typeset_document, save

pytestmark = pytest.mark.django_db


def choose(client, **chosen):
    return client.post("/looks/", {"next": "/help/#aloud"} | chosen)


def root(html):
    return re.search("<html[^>]*>", html)[0]


def test_the_choice_is_kept_and_set_by_the_server(client):
    response = choose(client, size="large", measure="wide", scans="shown", theme="sepia")
    assert response["Location"] == "/help/#aloud"
    html = root(client.get("/help/").text)
    assert html == '<html lang="en" data-theme="sepia" data-size="large" data-measure="wide">'
    choose(client, size="normal", measure="normal", scans="shown", theme="auto")
    assert root(client.get("/help/").text) == '<html lang="en">'
    assert not [each for each in client.cookies.values() if each.value]


@pytest.mark.parametrize(
    "kept", ["", "x", "large", "huge.wide.off", "large.wide.off.more", "..", "\u00e9.2.3"]
)
def test_a_cookie_that_makes_no_sense_is_as_good_as_none(client, kept):
    client.cookies["looks"] = kept
    assert client.get("/help/").status_code == 200
    assert "huge" not in root(client.get("/help/").text)


def test_what_is_no_choice_is_not_kept(client):
    choose(client, size="<b>", measure="", theme="pink")
    assert not [each for each in client.cookies.values() if each.value]


def test_without_scans_the_reader_opens_the_text_and_the_scan_is_one_link_away(client):
    article = make_typeset_document(texts=("The tides came in.",))
    address = f"{article.get_absolute_url()}p/265/"
    assert "<picture>" in client.get(address).text
    assert "image-160" in client.get(article.get_absolute_url()).text
    choose(client, scans="off")
    html = client.get(address).text
    assert "<picture>" not in html
    assert f'<a href="{address}?view=both"' in html
    assert "<picture>" in client.get(f"{address}?view=both").text
    assert "image-160" not in client.get(article.get_absolute_url()).text


def test_a_first_page_is_set_as_one_and_its_lines_bear_no_mark_of_a_paragraph(client):
    front = "On Tides\n\nBy Inés Pradera\n\nPuerto Azul\n\nThe tides came in."
    article = make_typeset_document("On tides", texts=(front,))
    page = article.pages.get()
    article.sections.all().delete()
    save(Section(document=article, position=1, kind="front", page=page, offset=0))
    save(Section(document=article, position=2, page=page, offset=front.index("The tides")))
    html = client.get(f"{article.get_absolute_url()}p/265/").text
    assert re.search(r'<h3 class="front-title">(?:<a [^>]*>265</a>)?On Tides</h3>', html)
    assert '<p class="front-line front-authors">By Inés Pradera</p>' in html
    assert '<p class="front-line">Puerto Azul</p>' in html
    assert html.count("passage-link") == 1
