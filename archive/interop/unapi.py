"""unAPI, version 1: the citation of a listed article in any format, as Zotero asks for it.

Each article on a page has its identifier in <abbr class="unapi-id">; the page's head names this address.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from lxml import etree

from archive.access import access
from archive.citation_builder import build_record, with_pdf, with_scans_of_pages
from archive.citations.formats import FORMATS
from archive.citations.record import with_suffixes_behind_given_names
from archive.identifiers import identifier_of
from archive.interop.answers import open_to_scripts, site_url
from archive.models import Document

# MODS alone keeps names of bodies and all numbers apart. Zotero asks for the best by an order of its own, wherever
# it stands in the list (translators/unAPI.js, RECOGNIZABLE_FORMATS): MARCXML before MODS, and its reading of MARCXML
# loses the address, the language, the rights and the pages. So MARCXML is not offered here. MODS names the PDF too,
# which Zotero attaches.
FIRST = ("mods", "ris", "bibtex", "csl-json")
OFFERED = {each.key: each for each in FORMATS if each.key != "marcxml"}
ORDERED = [*(OFFERED[key] for key in FIRST), *(each for key, each in OFFERED.items() if key not in FIRST)]
DOCUMENTED_AT = {
    "mods": "https://www.loc.gov/standards/mods/",
    "csl-json": "https://docs.citationstyles.org/",
    "oai_dc": "http://www.openarchives.org/OAI/openarchivesprotocol.html#dublincore",
    "jats": "https://jats.nlm.nih.gov/archiving/",
}


@open_to_scripts
def unapi(request: HttpRequest) -> HttpResponseBase:
    """The formats (200); those of one article (300); the article in one of them (200)."""
    identifier, key = request.GET.get("id", "").strip(), request.GET.get("format", "").strip()
    if not identifier:
        return _formats("", status=200)
    documents = with_scans_of_pages(Document.objects.for_citing())
    document = documents.filter(identifier=_bare(identifier)).first()
    if document is None or not access(None, document).is_open:
        return _plain(_("There is no such article."), status=404)
    if not key:
        return _formats(identifier, status=300)
    if key not in OFFERED:
        keys = ", ".join(each.key for each in ORDERED)
        return _plain(_("There is no such format. These are: %s.") % keys, status=406)
    each = OFFERED[key]
    site = site_url(request)
    record = with_pdf(build_record(document, site), document, site)
    if key == "mods":  # of a name in MODS, Zotero takes no other part
        record = with_suffixes_behind_given_names(record)
    text = "".join(each.write([record]))
    return HttpResponse(text, content_type=each.content_type, headers={"X-Content-Type-Options": "nosniff"})


def _bare(identifier: str) -> str:
    """ "7k2m9x4q" of itself, and of the address that ends in it."""
    return identifier_of(identifier.rstrip("/").rpartition("/")[2])


def _formats(identifier: str, status: int) -> HttpResponse:
    root = etree.Element("formats")
    if identifier:
        root.set("id", _bare(identifier))
    for each in ORDERED:
        element = etree.SubElement(root, "format", name=each.key, type=each.media_type)
        if each.key in DOCUMENTED_AT:
            element.set("docs", DOCUMENTED_AT[each.key])
    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return HttpResponse(data, content_type="application/xml", status=status)


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
