"""What readers may see: publish, take back, withdraw. State, history and index work in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils import timezone

from archive.models import Document, Page
from ingest.store.history import recorded
from ingest.store.kept import noted
from ingest.store.publishable import errors_of, published_with_doi
from ingest.store.settling import settle

PUBLISHED = noted("Published")
DRAFT_AGAIN = noted("Made a draft again")
HELD_TWICE = noted("Held twice: see {identifier}.")
NOT_PUBLISHED = noted("“{title}” was not published. {reason}")
WITHDRAWN = noted("Withdrawn: {reason}")
# For the log of a file.
WAS_PUBLISHED = noted("“{title}” was published{by}.")
IS_DRAFT_AGAIN = noted("“{title}” became a draft again{by}.")
WAS_WITHDRAWN = noted("“{title}” was withdrawn{by}: {reason}")
BY = noted(" by {name}")


@dataclass(slots=True)
class Publication:
    """What became of a wish to publish."""

    published: list[Document] = field(default_factory=list)
    refused: list[tuple[Document, str]] = field(default_factory=list)


def publish(documents: Iterable[Document], user=None) -> Publication:
    """Show these documents to readers; those with errors stay drafts, each with its reason."""
    documents, result = list(documents), Publication()
    with recorded(documents, user, PUBLISHED, tables=(Document,)):
        for document in _locked(documents):
            if document.is_published:
                continue
            same_doi = published_with_doi(document, document.doi)
            if errors := errors_of(document, document.has_pages, same_doi):
                result.refused.append((document, errors[0]))
                continue
            document.state = Document.State.PUBLISHED
            document.published_at = document.published_at or timezone.now()
            document.save(update_fields=["state", "published_at", "changed_at"])
            result.published.append(document)
        _settle(result.published, WAS_PUBLISHED, user)
    return result


def unpublish(documents: Iterable[Document], user=None) -> list[Document]:
    """Make published or withdrawn documents drafts again; they leave the index."""
    documents = list(documents)
    with recorded(documents, user, DRAFT_AGAIN, tables=(Document,)):
        changed = [document for document in _locked(documents) if document.state != Document.State.DRAFT]
        for document in changed:
            document.state, document.withdrawn_reason = Document.State.DRAFT, ""
            document.merged_into = None
            document.save(update_fields=["state", "withdrawn_reason", "merged_into", "changed_at"])
        _settle(changed, IS_DRAFT_AGAIN, user)
    return changed


def withdraw(document: Document, reason: str, user=None) -> Document:
    """The document as it is now."""
    withdrawn = withdraw_all([document], reason, user)
    if not withdrawn:
        raise Document.DoesNotExist
    return withdrawn[0]


def withdraw_all(documents: Iterable[Document], reason: str, user=None) -> list[Document]:
    """Take documents away from readers for good: their addresses keep the citations and the reason."""
    reason = reason.strip()[:500]
    if not reason:
        raise ValueError("a withdrawal has a reason")
    documents, what = list(documents), WITHDRAWN.format(reason=reason)
    with recorded(documents, user, what, tables=(Document,)):
        return [take_away(document, reason, user) for document in _locked(documents)]


def take_away(document: Document, reason: str, user=None, merged_into: Document | None = None) -> Document:
    """The withdrawal itself, to be called while it is recorded, with the row as it is now; its addresses
    lead to `merged_into`."""
    document.state, document.withdrawn_reason = Document.State.WITHDRAWN, reason
    document.merged_into = merged_into
    document.save(update_fields=["state", "withdrawn_reason", "merged_into", "changed_at"])
    _settle([document], WAS_WITHDRAWN, user, reason=reason)
    return document


def _locked(documents: Iterable[Document]) -> list[Document]:
    """The rows as they are now, in the order given, for this transaction alone."""
    wanted = [document.pk for document in documents]
    has_pages = Exists(Page.objects.filter(document=OuterRef("pk")))
    rows = Document.objects.select_for_update().annotate(has_pages=has_pages).in_bulk(wanted)
    return [rows[pk] for pk in dict.fromkeys(wanted) if pk in rows]


def _settle(documents: list[Document], wording: str, user, **words: str) -> None:
    by = BY.format(name=user) if user else ""
    settle(documents, lambda document: wording.format(title=document, by=by, **words))
