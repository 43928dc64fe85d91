"""IIIF Presentation API 3.0 (https://iiif.io/api/presentation/3.0/): an article as a manifest."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.access import access
from archive.citation_builder import export_url, full_title, pdf_url
from archive.citations.formats import BY_KEY
from archive.interop.answers import for_machines, known, of_published, problem, site_url
from archive.interop.iiif import (
    PRESENTATION,
    SEARCH_1,
    Json,
    canvas_id,
    canvas_size,
    has_image,
    iiif_answer,
    image_id,
    in_language,
    label,
    manifest_id,
    measured,
    pair,
    pairs,
    text_id,
)
from archive.models import Document, Page
from archive.scans.page_images import THUMBNAIL
from archive.writing_direction import is_right_to_left

SEE_ALSO = {
    "mods": "http://www.loc.gov/mods/v3",
    "bibtex": "",
    "csl-json": "https://github.com/citation-style-language/schema",
    "ris": "",
}
LICENCES = ("creativecommons.org/", "rightsstatements.org/")  # what `rights` may name


@for_machines
@of_published(lambda: Document.objects.for_reading(), with_text=True)
@measured
def manifest(request: HttpRequest, document: Document) -> HttpResponseBase:
    """403 for a text that is not open to everyone; 404 for a record without pages: a manifest has at least one canvas (section 3.4 of the API, `items`)."""
    if not document.has_pages:
        return problem(404, _("The archive holds no page of this article, only its record."))
    return iiif_answer(request, {"@context": PRESENTATION, **build(document, site_url(request))})


def build(document: Document, site: str) -> Json:
    """Of a published document from `for_reading()`: no further query."""
    pages = list(document.pages.all())
    issue = document.issue
    is_paged = len(pages) > 1 and any(page.turns_at is None for page in pages)
    return known(
        {
            "id": manifest_id(site, document),
            "type": "Manifest",
            "label": in_language(document.language, title_of(document)),
            "summary": in_language(document.language, document.abstract) if document.abstract else None,
            "metadata": _metadata(document),
            "requiredStatement": _statement(document),
            "rights": _rights(document),
            "navDate": f"{issue.year:04}-{issue.month or 1:02}-{issue.day or 1:02}T00:00:00Z"
            if issue and issue.year
            else "",
            "viewingDirection": "right-to-left" if is_right_to_left(document.language) else "",
            "behavior": ["paged"] if is_paged else ["individuals"],
            "thumbnail": next(
                (_thumbnail(document, page, site) for page in pages if has_image(document, page)), None
            ),
            "provider": [provider(site)],
            "homepage": [_homepage(document, site)],
            "seeAlso": list(_see_also(document, site)),
            "rendering": list(_renderings(document, pages, site)),
            "partOf": _part_of(document, site),
            "service": list(_search_services(document, site)),
            "items": [
                _canvas(document, page, site, is_opening=is_paged and page.turns_at is not None)
                for page in pages
            ],
            "structures": _structures(document, pages, site),
        }
    )


def title_of(document: Document) -> str:
    return full_title(document.title, document.subtitle) or str(document)


def provider(site: str) -> Json:
    home = {"id": f"{site}/", "type": "Text", "label": label(settings.SITE_NAME), "format": "text/html"}
    return {"id": f"{site}/", "type": "Agent", "label": label(settings.SITE_NAME), "homepage": [home]}


# ------------------------------------------------------------------ about the article
def _metadata(document: Document) -> list[Json]:
    issue, language = document.issue, document.language
    return pairs(
        [
            pair(_("Authors"), (each.author.name for each in document.bylines)),
            pair(_("Journal"), [issue.journal.title if issue else ""]),
            pair(_("Issue"), [issue.designation if issue else ""]),
            pair(_("Pages"), [document.page_range]),
            pair("DOI", [document.doi]),
            pair(_("Language"), [language]),
            pair(_("Subjects"), (subject.name for subject in document.subjects.all()), language or "none"),
            pair(_("Identifier"), [document.identifier]),
        ]
    )


def _statement(document: Document) -> Json:
    """Where it was printed, who keeps it, what may be done with it."""
    printed = str(document.issue) if document.issue else ""
    pages = _("pp. %(pages)s") % {"pages": document.page_range} if document.page_range else ""
    source = ", ".join(filter(None, [printed, pages]))
    values = in_language("none", source, settings.SITE_NAME, document.rights)
    return {"label": label(_("Attribution")), "value": values}


def _rights(document: Document) -> str:
    """The address of a licence in the form its maker gave it: http, not https."""
    address = document.rights.strip().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return f"http://{address}" if address.startswith(LICENCES) and " " not in address else ""


def _homepage(document: Document, site: str) -> Json:
    address = site + document.get_absolute_url()
    page = {"id": address, "type": "Text", "label": label(_("Article page")), "format": "text/html"}
    return page


def _see_also(document: Document, site: str) -> Iterator[Json]:
    for key, profile in SEE_ALSO.items():
        each = BY_KEY[key]
        address = site + export_url(document, each)
        data = {"id": address, "type": "Dataset", "label": label(each.label), "format": each.media_type}
        yield data | ({"profile": profile} if profile else {})


def _renderings(document: Document, pages: list[Page], site: str) -> Iterator[Json]:
    """The article alone before the originals: these may hold a whole issue."""
    if pdf := pdf_url(document, site):
        yield {"id": pdf, "type": "Text", "label": label(_("This article")), "format": "application/pdf"}
    scans = {page.scan_id: page.scan for page in pages}
    original = site + reverse("original", args=[document.identifier])
    seen = access(None, document)
    for number, scan in enumerate(scans.values(), 1):
        if not seen.original(scan):
            continue
        yield {
            "id": original + (f"?n={number}" if number > 1 else ""),
            "type": "Text",
            "label": label(_("Original")),
            "format": scan.media_type,
        }
    text = site + reverse("plain_text", args=[document.identifier])
    yield {"id": text, "type": "Text", "label": label(_("Text")), "format": "text/plain"}


def _part_of(document: Document, site: str) -> list[Json]:
    if document.issue is None:
        return []
    issue = document.issue
    address = site + reverse("issue_collection", args=[issue.journal.slug, issue.slug])
    return [{"id": address, "type": "Collection", "label": in_language("none", str(issue))}]


def _search_services(document: Document, site: str) -> Iterator[Json]:
    """In both versions of the protocol: viewers ask the first one alone, or the first that they know.

    Services older than Presentation 3 keep their "@id" and are told by their profile (Presentation 3, section 3.6).
    """
    of = [document.identifier]
    words = {"id": site + reverse("content_words", args=of), "type": "AutoCompleteService2"}
    search = site + reverse("content_search", args=of)
    yield {"id": search, "type": "SearchService2", "service": [words]}
    words = {
        "@id": site + reverse("content_words_1", args=of),
        "@type": "AutoCompleteService1",
        "profile": f"{SEARCH_1}/autocomplete",
    }
    search = site + reverse("content_search_1", args=of)
    profile = f"{SEARCH_1}/search"
    yield {"@id": search, "@type": "SearchService1", "profile": profile, "service": [words]}


# ------------------------------------------------------------------ its pages
def _canvas(document: Document, page: Page, site: str, *, is_opening: bool) -> Json:
    """`is_opening`: among single pages one image that shows two printed ones."""
    own = canvas_id(site, document, page.sequence)
    width, height = canvas_size(document, page)
    text = {"id": text_id(site, document, page.sequence), "type": "AnnotationPage", "label": label(_("Text"))}
    return known(
        {
            "id": own,
            "type": "Canvas",
            "label": in_language("none", page.cited_label or f"[{page.sequence}]"),
            "behavior": ["facing-pages"] if is_opening else None,
            "width": width,
            "height": height,
            "thumbnail": _thumbnail(document, page, site) if has_image(document, page) else None,
            "homepage": [
                {
                    "id": f"{site}{document.get_absolute_url()}p/{page.address}/",
                    "type": "Text",
                    "label": label(_("Page beside its text")),
                    "format": "text/html",
                }
            ],
            "items": [_painting(document, page, own, site)] if has_image(document, page) else None,
            "annotations": [text] if page.text else None,
        }
    )


def _painting(document: Document, page: Page, own: str, site: str) -> Json:
    image = image_id(site, document, page)
    body = {
        "id": f"{image}/full/max/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "service": [image_service(image)],
    }
    painting = {
        "id": f"{own}/image",
        "type": "Annotation",
        "motivation": "painting",
        "body": body,
        "target": own,
    }
    return {"id": f"{own}/images", "type": "AnnotationPage", "items": [painting]}


def _thumbnail(document: Document, page: Page, site: str) -> list[Json]:
    image = image_id(site, document, page)
    return [
        {
            "id": f"{image}/full/{THUMBNAIL},/0/default.jpg",
            "type": "Image",
            "format": "image/jpeg",
            "service": [image_service(image)],
        }
    ]


def image_service(image: str) -> Json:
    return {"id": image, "type": "ImageService3", "profile": "level1"}


# ------------------------------------------------------------------ its sections
def _structures(document: Document, pages: list[Page], site: str) -> list[Json]:
    """The headed sections as ranges within one range, nested by level; each with the pages it stands on."""
    sequence_of = {page.pk: page.sequence for page in pages}
    sections = list(document.sections.all())
    if not any(section.heading for section in sections):
        return []
    ids = manifest_id(site, document).removesuffix("manifest.json") + "range"
    top: Json = {
        "id": f"{ids}/0",
        "type": "Range",
        "label": label(_("Contents")),
        "items": [],
    }
    opened: list[tuple[int, Json]] = [(0, top)]
    for section, following in zip(sections, [*sections[1:], None], strict=True):
        first = sequence_of[section.page_id]
        last = _last_page(first, following, sequence_of, pages)
        canvases = [
            {"id": canvas_id(site, document, sequence), "type": "Canvas"}
            for sequence in range(first, last + 1)
        ]
        if not section.heading:
            continue
        while opened[-1][0] >= section.level:
            opened.pop()
        heading = in_language(document.language, section.heading)
        own: Json = {
            "id": f"{ids}/{section.position}",
            "type": "Range",
            "label": heading,
            "items": canvases,
        }
        opened[-1][1]["items"].append(own)  # type: ignore[attr-defined]
        opened.append((section.level, own))
    return [top]


def _last_page(first: int, following, sequence_of: dict[int, int], pages: list[Page]) -> int:
    """The page on which the next section begins, unless it begins with that page."""
    if following is None:
        return pages[-1].sequence
    begins = sequence_of[following.page_id]
    return max(first, begins if following.offset else begins - 1)
