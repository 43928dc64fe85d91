"""Signposting (https://signposting.org/FAIR/): what belongs to an article, said in Link headers (RFC 8288).

The same links stand at /d/ID/linkset.json (RFC 9264), where their number does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from archive.access import access
from archive.citation_builder import export_url, pdf_url, permanent_url
from archive.citations.formats import FORMATS
from archive.interop.answers import for_machines, json_answer, known, of_published, site_url
from archive.models import Document

DocumentView = Callable[..., HttpResponseBase]
MAX_IN_HEADER = 4000  # bytes: proxies refuse headers of more than 8 KB in all
NEEDED = {"cite-as", "type", "linkset", "license"}
LINKSET = "application/linkset+json"


@dataclass(frozen=True, slots=True)
class Link:
    rel: str
    href: str
    type: str = ""

    def __str__(self) -> str:
        return f'<{self.href}>; rel="{self.rel}"' + (f'; type="{self.type}"' if self.type else "")


# ------------------------------------------------------------------ which links
def links_of(document: Document, site: str) -> list[Link]:
    """Of a published document from `for_reading()`: no further query."""
    return [
        Link("cite-as", cite_as(document, site)),
        Link("type", "https://schema.org/ScholarlyArticle"),
        Link("type", "https://schema.org/AboutPage"),
        *_licence(document),
        Link("linkset", site + reverse("linkset", args=[document.identifier]), LINKSET),
        *(Link("author", address) for address in _authors(document, site)),
        *_items(document, site),
        *(Link("describedby", site + export_url(document, each), each.media_type) for each in FORMATS),
    ]


def cite_as(document: Document, site: str) -> str:
    """The DOI where the article has one, else the address that never changes."""
    return f"https://doi.org/{document.doi}" if document.doi else permanent_url(document, site)


def _licence(document: Document) -> Iterator[Link]:
    """Only where the rights are the address of a licence: words are for people."""
    if document.rights.startswith(("https://", "http://")) and " " not in document.rights:
        yield Link("license", document.rights)


def _authors(document: Document, site: str) -> Iterator[str]:
    for authorship in document.bylines:
        author = authorship.author
        yield f"https://orcid.org/{author.orcid}" if author.orcid else site + author.get_absolute_url()


def _items(document: Document, site: str) -> Iterator[Link]:
    address = site + reverse("original", args=[document.identifier])
    scans = {page.scan_id: page.scan for page in document.pages.all()}
    seen = access(None, document)
    for number, scan in enumerate(scans.values(), 1):
        if seen.original(scan):
            yield Link("item", address + (f"?n={number}" if number > 1 else ""), scan.media_type)
    if pdf := pdf_url(document, site):
        yield Link("item", pdf, "application/pdf")
    if document.has_pages and seen.text:
        yield Link("item", site + reverse("manifest", args=[document.identifier]), "application/json")
    if seen.text:
        yield Link("item", site + reverse("plain_text", args=[document.identifier]), "text/plain")


# ------------------------------------------------------------------ where they stand
def signposted(view: DocumentView) -> DocumentView:
    """The view of an article's page (it gets the document) with all its links in the header."""

    @wraps(view)
    def with_links(request: HttpRequest, document: Document, *args, **kwargs) -> HttpResponseBase:
        response = view(request, document, *args, **kwargs)
        if response.status_code == 200 and access(None, document).is_open:
            response["Link"] = header_of(links_of(document, site_url(request)))
        return response

    return with_links


def signposted_part(view: DocumentView) -> DocumentView:
    """The view of a page, the text or an original of an article: what it belongs to, how that is cited."""

    @wraps(view)
    def with_links(request: HttpRequest, document: Document, *args, **kwargs) -> HttpResponseBase:
        response = view(request, document, *args, **kwargs)
        if response.status_code == 200 and access(None, document).is_open:
            site = site_url(request)
            whole = Link("collection", site + document.get_absolute_url(), "text/html")
            response["Link"] = header_of([Link("cite-as", cite_as(document, site)), whole])
        return response

    return with_links


def header_of(links: list[Link]) -> str:
    """All links, or where they are too many those that cannot be missed; the linkset has the rest.

    A DOI may hold any character: what a header, its brackets or a simple parser would not bear is escaped.
    """
    whole = ", ".join(map(str, map(_escaped, links)))
    if len(whole) <= MAX_IN_HEADER:
        return whole
    return ", ".join(str(_escaped(link)) for link in links if link.rel in NEEDED)


def _escaped(link: Link) -> Link:
    safe = "".join(
        c if "!" <= c <= "~" and c not in '<>"\\^`{|};,' else "".join(f"%{byte:02X}" for byte in c.encode())
        for c in link.href
    )
    return Link(link.rel, safe, link.type)


@for_machines
@of_published(lambda: Document.objects.for_reading())
def linkset(request: HttpRequest, document: Document) -> HttpResponseBase:
    """All links of the article, and from each of its parts the way back."""
    site = site_url(request)
    page = site + document.get_absolute_url()
    by_relation: dict[str, list[dict[str, object]]] = defaultdict(list)
    back = []
    for link in links_of(document, site):
        by_relation[link.rel].append(known({"href": link.href, "type": link.type}))
        if link.rel in ("item", "describedby"):
            relation = "collection" if link.rel == "item" else "describes"
            back.append({"anchor": link.href, relation: [{"href": page, "type": "text/html"}]})
    del by_relation["linkset"]
    return json_answer({"linkset": [{"anchor": page, **by_relation}, *back]}, LINKSET)
