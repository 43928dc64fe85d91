from xml.etree import ElementTree

import pytest

NAMESPACE = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
pytestmark = pytest.mark.django_db


def test_a_browser_learns_how_to_search_here(client):
    answer = client.get("/opensearch.xml")
    assert answer.headers["Content-Type"] == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(answer.content)  # noqa: S314 (our own answer)
    assert root.find("o:Url", NAMESPACE).get("template") == "http://testserver/search/?q={searchTerms}"
    assert len(root.find("o:ShortName", NAMESPACE).text) <= 16


def test_every_page_names_that_description(client):
    assert 'type="application/opensearchdescription+xml"' in client.get("/authors/").content.decode()
