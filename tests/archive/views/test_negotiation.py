"""One address, many formats."""

import json
import re

import pytest

from archive.citations.formats import FORMATS
from archive.views.negotiation import ALIASES, OFFERS, preferred
from tests.archive.citations.citation_readers import READERS
from tests.builders import make_document, make_issue

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (CHROME, "text/html"),
        ("*/*", "text/html"),
        ("", "text/html"),
        ("nonsense", "text/html"),
        ("application/x-bibtex", "application/x-bibtex"),
        ("text/html;q=0.5, application/x-bibtex", "application/x-bibtex"),
        ("text/html, application/x-bibtex;q=0.5", "text/html"),
        ("application/x-bibtex;q=0.3, application/mods+xml; q=0.7", "application/mods+xml"),
        ("application/x-bibtex;q=0, */*;q=0.1", "text/html"),
        ("text/html;q=0, text/*;q=0.2", "text/csv"),
        ("APPLICATION/MODS+XML", "application/mods+xml"),
        ("application/x-bibtex;q=abc", "application/x-bibtex"),
        ("image/png", None),
        ("text/html;q=0", None),
    ],
)
def test_the_header_decides(accept, expected):
    offers = [offer for offer in OFFERS if "bibtex" not in offer or offer == "application/x-bibtex"]
    assert preferred(accept, offers) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_the_article_comes_in_each_format(client, each):
    document = make_document("On Tides")
    for address in (document.get_absolute_url(), f"/d/{document.identifier}/"):
        response = client.get(address, headers={"accept": each.media_type})
        assert (response.status_code, response["Content-Type"]) == (200, each.content_type)
        assert "Accept" in response["Vary"]
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Content-Location"] == f"/d/{document.identifier}.{each.extension}"
        (facts,) = READERS[each.key][0](response.text)
        assert "On Tides" in facts["title"]


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ALIASES)
def test_other_names_of_a_format_do(client, alias):
    response = client.get(make_document().get_absolute_url(), headers={"accept": alias})
    assert response.status_code == 200
    assert not response["Content-Type"].startswith("text/html")


@pytest.mark.django_db
def test_nobody_is_refused_and_caches_know(client):
    address = make_document().get_absolute_url()
    for accept in (CHROME, "image/png", "text/html;q=0", ";;;,,,q=", "a" * 5000):
        response = client.get(address, headers={"accept": accept})
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/html")
        assert "Accept" in response["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/x-bibliography", "Pradera, I. (2007). On Tides. Regional"),
        (
            "text/html;q=0.1, text/x-bibliography; locale=en-US; style=mla",
            "Pradera, Inés. “On Tides.” Regional",
        ),
        ("text/x-bibliography;style=MLA, application/ris;q=0.2", "Pradera, Inés. “On Tides.” Regional"),
        ('text/x-bibliography; style="mla"', "Pradera, Inés. “On Tides.” Regional"),
    ],
)
def test_a_reference_comes_in_the_style_that_is_asked_for(client, accept, expected):
    """As resolvers of DOIs answer the same request."""
    document = make_document("On Tides", issue=make_issue())
    response = client.get(document.get_absolute_url(), headers={"accept": accept})
    assert response["Content-Type"] == "text/x-bibliography; charset=utf-8"
    assert response.text.startswith(expected)
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["none-such", '"none such"', "Atlantis; locale=en-US, text/html;q=0.1"])
def test_a_style_that_there_is_not_is_named_with_those_that_there_are(client, asked):
    document = make_document("On Tides", issue=make_issue())
    accept = f"text/x-bibliography; style={asked}"
    response = client.get(document.get_absolute_url(), headers={"accept": accept})
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    name = re.match(r'"?([\w -]+)', asked)[1]
    assert response.text.startswith(f"There is no style “{name}”. These are: apa (APA 7), mla (MLA 9), ")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_linked_data_is_what_the_page_says(client):
    document = make_document("On Tides")
    response = client.get(document.get_absolute_url(), headers={"accept": "application/ld+json"})
    assert response["Content-Type"] == "application/ld+json"
    assert json.loads(response.text)["headline"] == "On Tides"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "accept", ["application/x-bibtex", "application/ld+json", "text/x-bibliography", CHROME]
)
def test_drafts_and_withdrawn_articles_stay_what_they_are(client, accept):
    draft = make_document("The Hidden Draft", state="draft")
    gone = make_document("The Withdrawn One", state="withdrawn")
    response = client.get(f"/d/{draft.identifier}/", headers={"accept": accept})
    assert response.status_code == 404
    assert "Hidden" not in response.text
    assert client.get(f"/d/{gone.identifier}/", headers={"accept": accept}).status_code == 410
