"""What a page weighs as it is sent: compressed, with its style sheets and scripts, without images of pages."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command

from tests.builders import make_document, make_reference, make_typeset_document

pytestmark = pytest.mark.django_db
GZIP = {"HTTP_ACCEPT_ENCODING": "gzip"}
OF_HEAD = re.compile(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"|<script type="module" src="([^"]+)"')
IMPORT = re.compile(r'(?:from|import) ?"(\.[^"]+)"')
PARAGRAPH = "The customs union was debated in the harbour towns, where free trade had friends and foes. "


@pytest.fixture
def sent(client, settings, tmp_path):
    """What the server sends for an address, with the files collected and compressed as in production."""
    settings.STATIC_ROOT = tmp_path / "static"
    storages = dict(settings.STORAGES)
    storages["staticfiles"] = {"BACKEND": "archive.web.staticfiles.HashedStaticFilesStorage"}
    settings.STORAGES = storages
    call_command("collectstatic", verbosity=0, interactive=False)

    def weigh(address: str) -> dict[str, int]:
        response = client.get(address, **GZIP)
        assert response.status_code == 200
        assert response["Content-Encoding"] == "gzip"
        parts = {address: len(response.content)}
        waiting = [one or other for one, other in OF_HEAD.findall(client.get(address).content.decode())]
        while waiting:
            url = waiting.pop()
            if url in parts:
                continue
            path = settings.STATIC_ROOT / urlsplit(url).path.removeprefix("/static/")
            compressed = path.with_name(path.name + ".gz")
            parts[url] = (compressed if compressed.exists() else path).stat().st_size
            waiting += [urljoin(url, name) for name in IMPORT.findall(path.read_text("utf-8"))]
        return parts

    return weigh


def test_a_page_of_twenty_results_weighs_at_most_60_kilobytes(sent):
    for number in range(20):
        make_document(
            f"Letters from the Harbour, {number}",
            texts=[f"Number {number}. {PARAGRAPH * 6}"] * 5,
            authors=(f"Inés Pradera{number}", f"Tomás Quiroga{number}"),
            subjects=(f"harbours {number}", "trade"),
        )
    call_command("rebuild_index", verbosity=0)
    parts = sent("/search/?q=harbour")
    assert len([part for part in parts if part.endswith(".css")]) >= 2
    assert sum(parts.values()) <= 60_000, parts


@pytest.mark.parametrize("pages", [3, 300])
def test_a_page_in_the_reader_weighs_at_most_60_kilobytes_for_any_number_of_pages(sent, pages):
    """A page of 3,600 letters with the place of every word, and a match every 15 words."""
    document = make_typeset_document(texts=[(PARAGRAPH * 5 + "\n\n") * 8] * 3)
    if pages > 3:
        document = make_document("A Memoir", texts=[(PARAGRAPH * 5 + "\n\n") * 8] * pages)
    make_reference(document)
    parts = sent(f"{document.get_absolute_url()}p/266/?q=harbour")
    assert len([part for part in parts if part.endswith(".js")]) >= 4
    assert 5_000 < sum(parts.values()) <= 60_000, parts
