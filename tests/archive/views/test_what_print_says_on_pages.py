"""What an article's page says of its title's type, its other languages, and of those who edited or translated it."""

import re

import pytest

from archive.models import Authorship, Document
from tests.builders import make_author, make_document, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    row = make_document(
        "On Vibrio & H2O",
        subtitle="A Memoir",
        title_markup="On <i>Vibrio</i> & H<sub>2</sub>O",
        parallel_texts=[
            {"language": "es", "title": "Sobre <i>Vibrio</i> <b>", "abstract": "Un resumen."},
            {"language": "fr", "title": "Du vibrion", "abstract": ""},
        ],
        reviewed_works=[
            {"title": "Harbours", "authors": ["Sá, Ana"], "publisher": "Quay Press", "year": "1998"}
        ],
    )
    for position, (role, name) in enumerate((("editor", "Bruno Quiroga"), ("translator", "Zoe Alba")), 2):
        author = make_author(name, orcid="0000-0002-1825-0097" if role == "translator" else "")
        save(Authorship(document=row, author=author, role=role, position=position))
    return row


def test_the_page_shows_what_print_says(client, document):
    page = client.get(document.get_absolute_url()).text
    assert "On <i>Vibrio</i> &amp; H<sub>2</sub>O" in page
    assert re.search(r'<p class="parallel-title" lang="es"[^>]*>Sobre <i>Vibrio</i> &lt;b&gt;</p>', page)
    assert re.search(r'<section class="abstract" aria-labelledby="abstract-1" lang="es"', page)
    assert "Abstract (Spanish)" in page
    assert re.search(r"Edited by\s+<a [^>]*>Bruno Quiroga</a>", page)
    assert re.search(r"Translated by\s+<a [^>]*>Zoe Alba</a>", page)
    spanish = client.get(document.get_absolute_url(), headers={"accept-language": "es"}).text
    assert "Resumen (Español)" in spanish
    assert re.search(r"0000-0002-1825-0097</a> Zoe Alba", page)
    assert "Review of Ana Sá, Harbours (Quay Press, 1998)" in page
    assert 'href="https://orcid.org/0000-0002-1825-0097"' in page
    byline = re.search(r'<p class="byline">(.*?)</p>', page)[1]
    assert "Inés Pradera" in byline
    assert "Zoe Alba" not in byline


def test_a_title_corrected_elsewhere_does_not_keep_the_type_of_the_old_one(client, document):
    Document.objects.filter(pk=document.pk).update(title="On Wells")
    document.refresh_from_db()
    page = client.get(document.get_absolute_url()).text
    assert "On Wells" in page
    assert "<i>Vibrio</i> &amp;" not in page


def test_the_interface_for_programs_tells_it(client, document):
    told = client.get(f"/api/documents/{document.identifier}").json()
    assert [each["name"] for each in told["authors"]] == ["Inés Pradera"]
    assert [(each["role"], each["name"]) for each in told["contributors"]] == [
        ("editor", "Bruno Quiroga"),
        ("translator", "Zoe Alba"),
    ]
    assert told["title_markup"] == "On <i>Vibrio</i> & H<sub>2</sub>O"
    assert told["parallel_texts"][1] == {"language": "fr", "title": "Du vibrion", "abstract": None}
    assert told["reviewed_works"][0]["authors"] == ["Sá, Ana"]


def test_zotero_gets_a_suffix_with_the_given_name(client, document):
    author = make_author("Marta King", suffix="Jr.")
    save(Authorship(document=document, author=author, position=9))
    mods = client.get("/unapi", {"id": document.identifier, "format": "mods"}).text
    assert '<namePart type="given">Marta, Jr.</namePart>' in mods
    ris = client.get("/unapi", {"id": document.identifier, "format": "ris"}).text
    assert "AU  - King, Marta, Jr.\r\n" in ris
