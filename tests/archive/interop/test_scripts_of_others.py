"""What is public may be read by scripts of every site (CORS); what belongs to a reader may not."""

import pytest

from tests.builders import make_document

PUBLIC = (
    "/d/{id}.ris", "/d/{id}/text", "/d/{id}/original", "/d/{id}/pdf", "/d/{id}/manifest.json", "/d/{id}/linkset.json",
    "/d/{id}/iiif-search", "/iiif/{id}.1/info.json", "/iiif/{id}.1/full/max/0/default.jpg", "/iiif/collection.json",
    "/search/export.ris", "/search/results.atom", "/feeds/articles.atom", "/api/documents", "/api/openapi.json",
    "/oai", "/unapi",
)  # fmt: skip
OWN = ("/list/export.ris?ids={id}", "/list/", "/cite/?id={id}")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_open_to_them(client, address):
    response = client.options(address.format(id=make_document().identifier))
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (204, "*")
    assert "GET" in response["Access-Control-Allow-Methods"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", OWN)
def test_what_belongs_to_a_reader_is_not(client, address):
    response = client.get(address.format(id=make_document().identifier))
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response
