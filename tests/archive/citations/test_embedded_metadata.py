"""What the head of an article's page says to machines."""

from html.parser import HTMLParser

import pytest

from archive.citations.formats import FORMATS
from tests.builders import make_document

pytestmark = pytest.mark.django_db


class Head(HTMLParser):
    """The meta tags, links and data blocks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.metas, self.links, self.spans = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "meta" and attributes.get("name", "").startswith("citation_"):
            self.metas.append((attributes["name"], attributes["content"]))
        if tag == "link":
            self.links.append(attributes)
        if "Z3988" in attributes.get("class", ""):
            self.spans.append(attributes)


def test_an_article_page_carries_its_metadata_and_no_coins(client):
    title = 'A "quoted" <title> & more'
    document = make_document(title, authors=["Inés Pradera", "Bruno Quiroga"])
    response = client.get(document.get_absolute_url())
    head = Head(response.text)
    assert ("citation_title", title) in head.metas
    assert [content for name, content in head.metas if name == "citation_author"] == [
        "Pradera, Inés",
        "Quiroga, Bruno",
    ]
    (canonical,) = [link for link in head.links if link.get("rel") == "canonical"]
    assert canonical["href"] == f"http://testserver{document.get_absolute_url()}"
    alternates = {(link["type"], link["href"]) for link in head.links if link.get("rel") == "alternate"}
    assert alternates >= {(each.media_type, f"/d/{document.identifier}.{each.extension}") for each in FORMATS}
    assert '<script type="application/ld+json">{' in response.text
    assert head.spans == []


def test_an_article_page_shows_how_to_cite_it(client):
    document = make_document()
    text = client.get(document.get_absolute_url()).text
    assert 'class="cite"' in text
    assert "Pradera, I. (2007)." in text
    for each in FORMATS:
        assert f'href="/d/{document.identifier}.{each.extension}"' in text
