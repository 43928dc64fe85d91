"""OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html): the whole catalogue, to harvest.

Each answer is one XML document with status 200; errors of the protocol stand inside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from lxml import etree

from archive.access import access
from archive.citation_builder import build_record
from archive.citations.record import clean_text
from archive.citations.writers.xml import add
from archive.identifiers import LENGTH
from archive.interop.answers import open_to_scripts, site_url
from archive.interop.oai_arguments import (
    Listing,
    ProtocolError,
    read_arguments,
    read_listing,
    read_token,
    write_token,
)
from archive.interop.oai_records import (
    METADATA_FORMATS,
    datestamp,
    one_batch,
    one_batch_of_sets,
    sets_of,
)
from archive.models import Document

Element = Any  # lxml's elements have no types of their own
Arguments = dict[str, str]
OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA_LOCATION = f"{{{XSI}}}schemaLocation"
WITHOUT_ARGUMENTS = {"badVerb", "badArgument"}  # errors after which the request is not told back
DOMAIN = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+", re.I)


class Repository:
    """The archive under the address of one request."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.base_url = f"{site}/oai"
        self.host = urlsplit(site).hostname or "localhost"

    def oai_identifier(self, document: Document) -> str:
        return f"oai:{self.host}:{document.identifier}"

    def find(self, identifier: str) -> Document:
        """The article, whether published or deleted by now. Raises ProtocolError."""
        bare = identifier.removeprefix(f"oai:{self.host}:")
        documents = Document.objects.ever_published().for_citing()
        document = documents.filter(identifier=bare).first() if len(bare) == LENGTH else None
        if document is None or bare == identifier:
            raise ProtocolError(
                "idDoesNotExist", _("Identifiers look like %s.") % f"oai:{self.host}:7k2m9x4q"
            )
        return document


def _oai_pmh(request: HttpRequest) -> HttpResponseBase:
    repository = Repository(site_url(request))
    root, asked = _begun(repository)
    arguments: Arguments = {}
    try:
        arguments = read_arguments(request.POST if request.method == "POST" else request.GET)
        root.append(ANSWERS[arguments["verb"]](repository, arguments))
    except ProtocolError as error:
        add(root, "error", str(error), code=error.code)
        if error.code in WITHOUT_ARGUMENTS:
            arguments = {}
    for name, value in arguments.items():
        asked.set(name, clean_text(value))
    return _answer(root)


def put_off(request: HttpRequest, why: str) -> HttpResponse:
    """An answer with nothing in it but a comment: the protocol has no error for it but the status 503."""
    root, _asked = _begun(Repository(site_url(request)))
    root.append(etree.Comment(f" {why} "))
    return _answer(root)


def _begun(repository: Repository) -> tuple[Element, Element]:
    """The root of an answer, and what it says was asked."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(SCHEMA_LOCATION, f"{OAI} {OAI}OAI-PMH.xsd")
    add(root, "responseDate", datestamp(datetime.now(UTC)))
    return root, add(root, "request", repository.base_url)


def _answer(root: Element) -> HttpResponse:
    text = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


# A harvester has no session that another site could ride on, and nothing is changed here.
oai_pmh = csrf_exempt(open_to_scripts(_oai_pmh, methods=("GET", "HEAD", "POST")))


# ------------------------------------------------------------------ the six verbs
def _identify(repository: Repository, arguments: Arguments) -> Element:
    element = etree.Element(f"{{{OAI}}}Identify")
    add(element, "repositoryName", clean_text(settings.SITE_NAME))
    add(element, "baseURL", repository.base_url)
    add(element, "protocolVersion", "2.0")
    add(element, "adminEmail", settings.CONTACT_EMAIL or f"webmaster@{repository.host}")
    first = Document.objects.ever_published().aggregate(first=Min("changed_at"))["first"]
    add(element, "earliestDatestamp", datestamp(first or datetime.now(UTC)))
    add(element, "deletedRecord", "persistent")
    add(element, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    if DOMAIN.fullmatch(repository.host):
        element.append(_describe_identifiers(repository))
    return element


def _describe_identifiers(repository: Repository) -> Element:
    description = etree.Element(f"{{{OAI}}}description")
    scheme = etree.SubElement(
        description, f"{{{OAI_IDENTIFIER}}}oai-identifier", nsmap={None: OAI_IDENTIFIER}
    )
    scheme.set(SCHEMA_LOCATION, f"{OAI_IDENTIFIER} {OAI_IDENTIFIER}.xsd")
    add(scheme, "scheme", "oai")
    add(scheme, "repositoryIdentifier", repository.host)
    add(scheme, "delimiter", ":")
    add(scheme, "sampleIdentifier", f"oai:{repository.host}:7k2m9x4q")
    return description


def _list_metadata_formats(repository: Repository, arguments: Arguments) -> Element:
    if "identifier" in arguments:
        repository.find(arguments["identifier"])  # every article comes in every format
    element = etree.Element(f"{{{OAI}}}ListMetadataFormats")
    for prefix, each in METADATA_FORMATS.items():
        item = add(element, "metadataFormat")
        add(item, "metadataPrefix", prefix)
        add(item, "schema", each.schema)
        add(item, "metadataNamespace", each.namespace)
    return element


def _list_sets(repository: Repository, arguments: Arguments) -> Element:
    token = arguments.get("resumptionToken")
    listing = read_token("ListSets", token) if token is not None else Listing()
    sets, following = one_batch_of_sets(listing)
    if not sets and not listing.done:
        raise ProtocolError("noSetHierarchy", _("No journal has an article yet."))
    element = etree.Element(f"{{{OAI}}}ListSets")
    for spec, name in sets:
        item = add(element, "set")
        add(item, "setSpec", spec)
        add(item, "setName", clean_text(name))
    if following or listing.done:
        add(element, "resumptionToken", write_token("ListSets", following) if following else "")
    return element


def _get_record(repository: Repository, arguments: Arguments) -> Element:
    document = repository.find(arguments["identifier"])
    if arguments["metadataPrefix"] not in METADATA_FORMATS:
        raise ProtocolError("cannotDisseminateFormat", _("The formats are %s.") % ", ".join(METADATA_FORMATS))
    element = etree.Element(f"{{{OAI}}}GetRecord")
    element.append(_record(repository, document, arguments["metadataPrefix"]))
    return element


def _list_identifiers(repository: Repository, arguments: Arguments) -> Element:
    return _listed(repository, arguments, lambda document, prefix: _header(repository, document))


def _list_records(repository: Repository, arguments: Arguments) -> Element:
    return _listed(repository, arguments, lambda document, prefix: _record(repository, document, prefix))


def _listed(
    repository: Repository, arguments: Arguments, to_element: Callable[[Document, str], Element]
) -> Element:
    verb, token = arguments["verb"], arguments.get("resumptionToken")
    listing = read_token(verb, token) if token is not None else read_listing(arguments)
    batch, total, following = one_batch(listing)
    element = etree.Element(f"{{{OAI}}}{verb}")
    for document in batch:
        element.append(to_element(document, listing.prefix))
    if following or listing.done:
        text = write_token(verb, following) if following else ""
        total = max(total, listing.done + len(batch))
        add(element, "resumptionToken", text, completeListSize=str(total), cursor=str(listing.done))
    return element


# ------------------------------------------------------------------ one record
def _header(repository: Repository, document: Document) -> Element:
    header = etree.Element(f"{{{OAI}}}header")
    if not access(None, document).is_open:
        header.set("status", "deleted")
    add(header, "identifier", repository.oai_identifier(document))
    add(header, "datestamp", datestamp(document.changed_at))
    for spec in sets_of(document):
        add(header, "setSpec", spec)
    return header


def _record(repository: Repository, document: Document, prefix: str) -> Element:
    """A deleted record is its header alone."""
    record = etree.Element(f"{{{OAI}}}record")
    record.append(_header(repository, document))
    if access(None, document).is_open:
        each = METADATA_FORMATS[prefix]
        element = each.to_element(build_record(document, repository.site))
        element.set(SCHEMA_LOCATION, f"{each.namespace} {each.schema}")
        for child in element.iter():
            if not etree.QName(child).namespace:  # JATS has none of its own; here everything has one
                child.tag = f"{{{each.namespace}}}{child.tag}"
        add(record, "metadata").append(element)
    return record


ANSWERS: dict[str, Callable[[Repository, Arguments], Element]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}
