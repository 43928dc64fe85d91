"""What readers may see: publish, take back, withdraw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

from django.utils import timezone
from django.utils.translation import override

from archive.models import Document, Page
from ingest.messages import Message
from ingest.store.changes import change, named, tell_job
from ingest.store.publishable import doubts, errors_of, published_with_doi

# The codes of the words for what may be in doubt: rows of the log keep codes, in no language.
WORD_OF = {
    "title": "field_title",
    "authors": "field_authors",
    "issue": "field_issue",
    "journal": "field_journal",
    "volume": "field_volume",
    "number": "field_number",
    "year": "field_year",
    "boundary": "field_boundary",
}


@dataclass(slots=True)
class Publication:
    """What became of a wish to publish."""

    published: list[Document] = field(default_factory=list)
    refused: list[tuple[Document, Message]] = field(default_factory=list)
    held_back: list[tuple[Document, list[str]]] = field(
        default_factory=list
    )  # with the names of what is doubtful


def publish(documents: Iterable[Document], user=None, *, is_unseen: bool = False) -> Publication:
    """Show these documents to readers; those with errors stay drafts, each with its reason.

    `is_unseen`: nobody has looked at each of them. Those read with doubt are held back.
    """
    result = Publication()
    with change(user, "published", documents, tables=(Document,)) as changes:
        pages = Page.objects.filter(document__in=changes.documents).order_by()
        with_pages = set(pages.values_list("document", flat=True).distinct())
        for document in changes.documents:
            if document.is_published:
                continue
            same_doi = published_with_doi(document, document.doi)
            if errors := errors_of(document, document.pk in with_pages, same_doi):
                result.refused.append((document, errors[0]))
                continue
            if is_unseen and (doubtful := doubts(document)):
                result.held_back.append((document, doubtful))
                continue
            document.state = Document.State.PUBLISHED
            document.published_at = document.published_at or timezone.now()
            document.save(update_fields=["state", "published_at", "changed_at"])
            result.published.append(document)
            _tell(document, "was_published", user)
    return result


def held_back(document: Document, doubtful: Sequence[str]) -> Message:
    """What the log of its file tells of one that was held back."""
    words = [Message(WORD_OF[name]) for name in doubtful]
    together = reduce(lambda first, following: Message("listed", first=first, following=following), words)
    return Message("held_back", title=named(document), fields=together)


def unpublish(documents: Iterable[Document], user=None) -> list[Document]:
    """Make published or withdrawn documents drafts again; they leave the index."""
    with change(user, "draft_again", documents, tables=(Document,)) as changes:
        changed = [document for document in changes.documents if document.state != Document.State.DRAFT]
        for document in changed:
            document.state, document.withdrawn_reason = Document.State.DRAFT, ""
            document.merged_into = None
            document.save(update_fields=["state", "withdrawn_reason", "merged_into", "changed_at"])
            _tell(document, "is_draft_again", user)
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
    with change(user, "withdrawn", documents, tables=(Document,), reason=reason) as changes:
        return [take_away(document, reason, user) for document in changes.documents]


def take_away_as_copy(document: Document, article: Document, user=None) -> Document:
    """Within a change, withdraw what is the same article as another: its addresses lead there."""
    return take_away(document, Message("held_twice", identifier=article.identifier), user, article)


def take_away(
    document: Document, reason: str | Message, user=None, merged_into: Document | None = None
) -> Document:
    """Within a change, withdraw a document, given as it is now; its addresses lead to `merged_into`."""
    with override("en"):  # readers are told `Document.why_withdrawn`
        document.withdrawn_reason = str(reason)
    document.state, document.merged_into = Document.State.WITHDRAWN, merged_into
    document.save(update_fields=["state", "withdrawn_reason", "merged_into", "changed_at"])
    _tell(document, "was_withdrawn", user, reason=reason)
    return document


def _tell(document: Document, code: str, user, **params: object) -> None:
    by = Message("by", name=user) if user else ""
    tell_job(document, Message(code, title=named(document), by=by, **params))
