"""Link headers and the linkset; the linked data in the page's head."""

import extruct
import pytest
from requests.utils import parse_header_links

from archive.citations.formats import FORMATS
from archive.interop.signposting import MAX_IN_HEADER
from tests.builders import make_author, make_document, make_typeset_document, save

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


def links(response) -> list[tuple[str, str, str]]:
    parsed = parse_header_links(response["Link"])
    return [(link["rel"], link["url"], link.get("type", "")) for link in parsed]


def release(response) -> None:
    """Close the file that it sends; `close()` would also close the database."""
    for close in response._resource_closers:
        close()


def test_an_article_says_what_belongs_to_it(client):
    licence = "https://creativecommons.org/licenses/by/4.0/"
    document = make_typeset_document(texts=("One.",), rights=licence)
    make_author("Inés Pradera")
    author = document.authorships.get().author
    author.orcid = "0000-0002-1825-0097"
    save(author)
    found = links(client.get(document.get_absolute_url()))
    place = f"{SITE}/d/{document.identifier}"
    assert ("cite-as", f"{place}/", "") in found
    assert ("license", licence, "") in found
    assert ("author", "https://orcid.org/0000-0002-1825-0097", "") in found
    assert ("item", f"{place}/original", "application/pdf") in found
    assert ("item", f"{SITE}{document.get_absolute_url()}pdf", "application/pdf") in found
    assert ("item", f"{place}/text", "text/plain") in found
    assert ("type", "https://schema.org/ScholarlyArticle", "") in found
    assert ("linkset", f"{place}/linkset.json", "application/linkset+json") in found
    described = {(url, kind) for rel, url, kind in found if rel == "describedby"}
    assert described == {(f"{place}.{each.extension}", each.media_type) for each in FORMATS}


def test_every_link_leads_somewhere(client):
    document = make_typeset_document(texts=("One.",))
    for _, url, kind in links(client.get(document.get_absolute_url())):
        if url.startswith(SITE):
            response = client.get(url.removeprefix(SITE), follow=True)
            assert response.status_code == 200, url
            assert response["Content-Type"].partition(";")[0] == kind or not kind, url
            release(response)


def test_a_doi_is_what_to_cite_and_cannot_break_the_header(client):
    document = make_document(doi='10.5555/(a)<b>;"ñ"\\1')
    ((_, url, _),) = [link for link in links(client.get(document.get_absolute_url())) if link[0] == "cite-as"]
    assert url == "https://doi.org/10.5555/(a)%3Cb%3E%3B%22%C3%B1%22%5C1"


def test_words_about_rights_are_no_licence(client):
    document = make_document(rights="All rights reserved. See https://example.org")
    assert "license" not in client.get(document.get_absolute_url())["Link"]


def test_a_crowd_of_authors_does_not_burst_the_header(client):
    document = make_document(authors=[f"Given{n} Family{n}" for n in range(120)])
    response = client.get(document.get_absolute_url())
    assert len(response["Link"]) < MAX_IN_HEADER
    assert {rel for rel, _, _ in links(response)} >= {"cite-as", "linkset", "type"}
    linkset = client.get(f"/d/{document.identifier}/linkset.json").json()["linkset"]
    assert len(linkset[0]["author"]) == 120


def test_parts_point_to_the_whole(client):
    document = make_typeset_document(texts=("One.",))
    whole = f"{SITE}{document.get_absolute_url()}"
    for part in ("p/265/", "text", "original"):
        response = client.get(
            f"/d/{document.address if part.startswith('p') else document.identifier}/{part}"
        )
        found = links(response)
        release(response)
        assert ("collection", whole, "text/html") in found
        assert ("cite-as", f"{SITE}/d/{document.identifier}/", "") in found


def test_the_linkset_says_it_both_ways(client):
    document = make_document()
    response = client.get(f"/d/{document.identifier}/linkset.json")
    assert response["Content-Type"] == "application/linkset+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    first, *back = response.json()["linkset"]
    page = f"{SITE}{document.get_absolute_url()}"
    assert first["anchor"] == page
    assert {link["href"] for link in first["item"]} <= {each["anchor"] for each in back}
    assert all((each.get("collection") or each["describes"])[0]["href"] == page for each in back)


def test_no_links_of_drafts_and_withdrawn_articles(client, admin_client):
    draft, gone = make_document(state="draft"), make_document("B", state="withdrawn")
    assert "Link" not in admin_client.get(draft.get_absolute_url()).headers
    assert client.get(f"/d/{draft.identifier}/linkset.json").status_code == 404
    response = client.get(f"/d/{gone.identifier}/linkset.json")
    assert (response.status_code, response.json()["reason"]) == (410, "Printed twice.")


def test_linked_data_reads_back(client):
    document = make_document(
        'A "quoted" </script> & <title>', authors=("Inés Pradera", "Bruno Quiroga"), doi="10.5555/raq_1"
    )
    text = client.get(document.get_absolute_url()).text
    (node,) = extruct.extract(text, syntaxes=["json-ld"])["json-ld"]
    assert node["@type"] == "ScholarlyArticle"
    assert node["headline"] == 'A "quoted" </script> & <title>'
    assert [author["familyName"] for author in node["author"]] == ["Pradera", "Quiroga"]
    assert node["@id"] == f"{SITE}/d/{document.identifier}/"
    assert node["isPartOf"]["isPartOf"]["isPartOf"]["name"] == "Regional Affairs Quarterly"
    assert (node["pageStart"], node["inLanguage"]) == ("265", "en")


def test_an_article_costs_no_query_more_for_its_links(client, django_assert_max_num_queries):
    document = make_document(texts=["Text."] * 5, authors=[f"Given Family{n}" for n in range(10)])
    with django_assert_max_num_queries(12):
        client.get(document.get_absolute_url())
