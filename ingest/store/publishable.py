"""What speaks against showing a document to readers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive.document_fields import FIELDS
from archive.models import Document, Page
from archive.querysets import PageQuerySet
from ingest.messages import Message
from ingest.parsing.records import DOUBTFUL

# Names in the evidence of a document under which the parser says how sure it was, and what they are called.
JUDGED = {each.name: each.word for each in FIELDS if each.is_judged} | {
    "boundary": gettext_lazy("beginning and end"),
    "received": gettext_lazy("day on which it was received"),
    "accepted": gettext_lazy("day on which it was accepted"),
    "references": gettext_lazy("references"),
}
# What a citation needs, and where the article begins and ends: no text is published unseen with doubts of these.
NEEDED = (*(each.name for each in FIELDS if each.is_cited), "boundary")
PARTS_OF_ISSUE = frozenset(("journal", "volume", "number", "year"))
GIVEN = frozenset(("person", "batch"))  # sources of what somebody has said


@dataclass(frozen=True, slots=True)
class PublishingProblem:
    """What speaks against publishing: an error forbids it, a warning leaves it to the person."""

    level: Literal["error", "warning"]
    text: str | Message


def problems(documents: Sequence[Document]) -> dict[int, list[PublishingProblem]]:
    """By primary key, errors first. Three queries in all; the authorships should come prefetched."""
    pages = Page.objects.filter(document__in=documents).order_by()
    with_pages = set(pages.values_list("document", flat=True).distinct())
    unread, illegible = _without_text(pages)
    published = _published_under({document.doi.lower() for document in documents if document.doi})
    return {
        document.pk: [
            *(
                PublishingProblem("error", text)
                for text in errors_of(
                    document, document.pk in with_pages, published.get(document.doi.lower())
                )
            ),
            *(
                PublishingProblem("warning", text)
                for text in _warnings(document, document.pk in unread, illegible.get(document.pk, ()))
            ),
        ]
        for document in documents
    }


def _without_text(pages: PageQuerySet) -> tuple[set[int], dict[int, list[str]]]:
    """Documents with pages that were not read yet, and those with pages that could not be: their labels."""
    told = ("sequence", "document", "text_source", "label")
    unread, illegible = set(), defaultdict(list)
    both = pages.without_text().values_list(*told).union(pages.illegible().values_list(*told))
    for sequence, document, source, label in sorted(both):
        if source == Page.TextSource.NONE:
            unread.add(document)
        else:
            illegible[document].append(label or str(sequence))
    return unread, illegible


def published_with_doi(document: Document, doi: str) -> Document | None:
    """Another document that readers see under this DOI."""
    other = _published_under({doi.lower()}).get(doi.lower()) if doi else None
    return None if other == document else other


def _published_under(dois: set[str]) -> dict[str, Document]:
    """DOIs do not differ by case (ISO 26324)."""
    if not dois:
        return {}
    found = Document.objects.published().annotate(doi_folded=Lower("doi")).filter(doi_folded__in=dois)
    return {document.doi_folded: document for document in found}


def errors_of(document: Document, has_pages: bool, same_doi: Document | None) -> list[Message]:
    """Each forbids it."""
    errors = []
    if document.is_withdrawn:
        errors.append(Message("is_withdrawn"))
    if not has_pages:
        errors.append(Message("has_no_page"))
    if same_doi and same_doi != document:
        errors.append(Message("same_doi", title=same_doi.title, identifier=same_doi.identifier))
    return errors


def is_doubtful(document: Document, name: str) -> bool:
    """Whether the value was read, and with doubt; what a person has said of a text or its file is none of it."""
    evidence = document.evidence
    if name in PARTS_OF_ISSUE and evidence.get("issue", {}).get("source") in GIVEN:
        return False
    return evidence.get(name, {}).get("confidence", 1) < DOUBTFUL and bool(getattr(document, name, True))


def doubts(document: Document) -> list[str]:
    """The NEEDED values that were read with doubt."""
    return [name for name in NEEDED if is_doubtful(document, name)]


def _ask_of(pages: Sequence[str]) -> str:
    text = ngettext(
        "Something stands on page %(pages)s, but no text could be read there. Look at it.",
        "Something stands on the pages %(pages)s, but no text could be read there. Look at them.",
        len(pages),
    )
    return text % {"pages": ", ".join(pages)}


def _warnings(document: Document, is_unread: bool, illegible: Sequence[str]) -> list[str]:
    """`illegible`: the pages that could not be read, by their labels."""
    missing = (
        (not is_unread, _("Some of its pages have an image but no text: nobody will find their words.")),
        (not illegible, _ask_of(illegible)),
        (document.title, _("The title is unknown.")),
        (document.bylines, _("The authors are unknown.")),
        (document.issue_id, _("The issue is unknown.")),
        (document.first_page, _("The page numbers are unknown.")),
    )
    doubtful = [
        _("Look at the %(field)s: it was read with doubt.") % {"field": JUDGED[name]}
        for name in document.evidence
        if name in JUDGED and is_doubtful(document, name)
    ]
    return [text for value, text in missing if not value] + doubtful
