"""The copy of an article for reading offline: one file that asks the line for nothing."""

import base64
import io
import re

import pytest
from PIL import Image

from archive.scans.originals import original_path
from archive.views import articles
from tests.builders import make_document, make_typeset_document

pytestmark = pytest.mark.django_db
TEXTS = ("Free trade brings integration to the", "harbour. Nobody asked.")


@pytest.fixture
def article():
    return make_typeset_document("On <Tides>", texts=TEXTS, runs_on=(1,))


def copy_of(client, document, query=""):
    response = client.get(f"/d/{document.identifier}/offline{query}")
    assert response.status_code == 200
    return response.text


def test_the_copy_has_text_pages_citation_and_the_way_back(client, article):
    response = client.get(f"/d/{article.identifier}/offline")
    assert response["Content-Disposition"] == f'attachment; filename="{article.address}.html"'
    text = re.sub(r"<[^>]*>", "", response.text)
    assert "p. 265 Free trade brings integration to the p. 266 harbour." in text
    assert "APA 7: Pradera, I. (2007). On &lt;Tides&gt;." in text
    permanent = f"http://testserver/d/{article.identifier}/"
    assert f'<a href="{permanent}">' in response.text
    assert f'<a class="page" href="{permanent}p/266/">' in response.text


@pytest.mark.parametrize("query", ["", "?scans=1"])
def test_nothing_is_loaded_from_elsewhere(client, article, query):
    html = copy_of(client, article, query)
    assert not re.search(r'\bsrc="(?!data:)|rel="stylesheet"|<script|url\(|@import', html)
    assert all(each.startswith("http://testserver/") for each in re.findall(r'href="([^"]*)"', html))


def test_the_scans_are_small_and_stand_where_their_pages_begin(client, article):
    assert "<img" not in copy_of(client, article)
    html = copy_of(client, article, "?scans=1")
    found = re.findall(r'<img src="data:image/webp;base64,([^"]*)" alt="Scan of page (\d+)"', html)
    assert [label for _, label in found] == ["265", "266"]
    for data, _ in found:
        assert Image.open(io.BytesIO(base64.b64decode(data))).width == 600
        assert len(data) < 60_000


def test_a_scan_that_cannot_be_drawn_is_left_out(client, article):
    original_path(article.pages.first().scan.sha256).unlink()
    html = copy_of(client, article, "?scans=1")
    assert "<img" not in html
    assert "Nobody asked." in html


def test_what_is_offered_depends_on_what_there_is(client, article, monkeypatch):
    def offered(document):
        return re.findall(r"/offline([^\"]*)\"", client.get(document.get_absolute_url()).text)

    assert offered(article) == ["", "?scans=1"]
    assert offered(make_document("Of text alone")) == [""]
    monkeypatch.setattr(articles, "MAX_SCANS_OFFLINE", 1)
    assert offered(article) == [""]
    assert "<img" not in copy_of(client, article, "?scans=1")
