"""A style that a librarian hands in is looked through: kept and named, or refused with the reason and the line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.citations.csl.style_files import styles_folder
from archive.models import CitationStyle
from tests.ingest.desk.people import make_librarian, make_person

pytestmark = pytest.mark.django_db

ADDRESS = "/cite/styles/own/"
APA = (styles_folder() / "apa.csl").read_bytes()
OWN = APA.replace(b"styles/apa<", b"styles/our-apa<").replace(b">APA Style 7th edition<", b">Our APA<")
DEPENDENT = (styles_folder() / "dependent" / "nature-genetics.csl").read_bytes().replace(
    b"styles/nature-genetics<", b"styles/our-nature<"
)  # fmt: skip


@pytest.fixture
def hand_in(client):
    client.force_login(make_librarian())

    def send(data):
        return client.post(ADDRESS, {"file": SimpleUploadedFile("style.csl", data)}, follow=True)

    return send


def test_a_style_is_kept_named_and_removed(client, hand_in):
    response = hand_in(OWN)
    assert "“Our APA” can be chosen from now on." in response.text
    row = CitationStyle.objects.get()
    assert (row.key, row.title, row.source.encode()) == ("our-apa", "Our APA", OWN)
    assert "<code>our-apa</code>" in client.get("/cite/styles/").text
    response = client.post(f"{ADDRESS}remove/", {"key": "our-apa"}, follow=True)
    assert "“Our APA” was removed." in response.text
    assert not CitationStyle.objects.exists()


def test_a_style_that_stands_for_a_published_one_is_kept_with_the_rules_of_that(hand_in):
    assert hand_in(DEPENDENT).status_code == 200
    row = CitationStyle.objects.get()
    assert (row.key, row.title) == ("our-nature", "Nature Genetics")
    assert "<citation" in row.source
    assert row.style.compiled.locale.language == "en-GB"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The submitted file is empty."),
        (b"\n\nHello", "Line 3: The file is not XML"),
        (b"x" * 2_000_001, "The file is larger than 2 MB."),
        (b"<html/>", "The file is not a CSL style."),
        (OWN[:3000], "The file is not XML"),
        (OWN.replace(b"?>", b'?><!DOCTYPE style [<!ENTITY a "b">]>', 1), "document type"),
        (OWN.replace(b"<citation ", b"<citatio ").replace(b"</citation>", b"</citatio>"), "CSL has no such element: &lt;citatio"),
        (OWN.replace(b"<text ", b'<text nonsense="1" ', 1), "CSL has no attribute “nonsense”"),
        (OWN.replace(b'variable="title"', b'variable="titel"', 1), "does not belong there"),
        (OWN.replace(b"<macro ", b'<macro name="x"><text macro="x"/></macro><macro ', 1), "The macro “x” calls itself."),
        (OWN.replace(b"<text macro=", b'<text macro="none"/><text macro=', 1), "The style calls the macro “none”"),
        (APA, "There is a style “apa” already"),
        (DEPENDENT.replace(b"styles/nature\"", b"styles/none-such\""), "It stands for the style “none-such”"),
    ],
    ids=range(13),
)  # fmt: skip
def test_a_style_that_cannot_be_used_is_refused_with_the_reason(hand_in, data, reason):
    response = hand_in(data)
    assert response.status_code == 400
    assert reason in response.text
    assert not CitationStyle.objects.exists()


def test_the_line_of_the_slip_is_told_in_the_readers_language(client):
    line = APA[: APA.index(b"<text ")].count(b"\n") + 1
    client.force_login(make_librarian("rosa"))
    file = SimpleUploadedFile("style.csl", OWN.replace(b"<text ", b'<text nonsense="1" ', 1))
    response = client.post(ADDRESS, {"file": file}, headers={"accept-language": "es"})
    assert f"Línea {line}: CSL no tiene el atributo «nonsense»" in response.text


def test_a_style_whose_macros_multiply_is_refused_at_once(hand_in):
    """Each calls the next ten times: a work would take days."""
    macros = "".join(
        f'<macro name="m{n}">' + f'<text macro="m{n + 1}"/>' * 10 + "</macro>" for n in range(12)
    )
    macros += '<macro name="m12"><text variable="title"/></macro>'
    data = OWN.replace(b"<macro ", f"{macros}<macro ".encode(), 1)
    assert "Its macros call each other too many times." in hand_in(data).text


def test_a_style_that_puts_out_nothing_is_refused(hand_in):
    data = b"""<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
    <info><title>Empty</title><id>empty</id><updated>2026-01-01T00:00:00+00:00</updated></info>
    <citation><layout><text variable="archive"/></layout></citation></style>"""
    assert "It puts out nothing for a work." in hand_in(data).text


def test_it_takes_a_librarian(client):
    client.force_login(make_person("eva", "staff"))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(f"{ADDRESS}remove/", {"key": "x"}).status_code == 403
