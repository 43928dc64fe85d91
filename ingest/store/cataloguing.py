"""Work on the catalogue: rows edited and merged, many documents changed at once. All of it can be undone."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import Model

from archive.models import Author, Authorship, Document, Issue, Journal, Subject
from archive.sort_keys import sort_key
from ingest.details import Details
from ingest.messages import Message, RefusedError
from ingest.store.changes import change
from ingest.store.document_rows import evidence_of
from ingest.store.find_or_add import find_or_add_issue, find_or_add_subjects, is_of_day
from ingest.store.history import documents_told_of
from ingest.store.wording import free_slug, in_english
from ingest.store.writing import one_writer

# ------------------------------------------------------------------ one row
ACCESS_CODES = {"open": "access_open", "premises": "access_premises", "staff": "access_staff"}


def edit_row(row: Model, values: dict[str, object], user) -> None:
    """Give a journal, subject or author these values; its address stays."""
    with change(user, "row_edited", catalogue=[row]) as changes:
        row = type(row)._default_manager.get(pk=row.pk)
        changes.params["row"] = row
        for name, value in values.items():
            setattr(row, name, value)
        if isinstance(row, Author):
            row.sort_key = sort_key(row.family, row.given, row.literal, row.suffix)
        row.save()


# ------------------------------------------------------------------ two rows that are one
def merge_rows(kept: Model, others: Sequence[Model], user) -> None:
    """Everything that names one of `others` names `kept` from now on; their addresses lead there.

    RefusedError where there are no two, one has been merged before, or they are two persons.
    """
    with one_writer():
        held = type(kept)._default_manager
        kept, others = (
            held.get(pk=kept.pk),
            list(held.filter(pk__in=[other.pk for other in others]).exclude(pk=kept.pk)),
        )
        if not others:
            raise RefusedError("choose_two")
        if kept.merged_into_id or any(other.merged_into_id for other in others):
            raise RefusedError("merged_already")
        documents = Document.objects.filter(pk__in=documents_told_of([kept, *others]))
        earlier = [row for other in others for row in other.merged.all()]
        with change(
            user,
            "rows_merged",
            documents,
            tables=(Document, Authorship),
            catalogue=[kept, *others, *earlier, *_issues_of([kept, *others])],
            others=", ".join(f"“{other}”" for other in others),
            kept=kept,
        ):
            for other in others:
                MOVING[type(kept)](kept, other)
            for row in (*others, *earlier):
                row.merged_into = kept
                row.save()


def _issues_of(rows: Sequence[Model]) -> list[Issue]:
    journals = [row for row in rows if isinstance(row, Journal)]
    return list(Issue.objects.filter(journal__in=journals)) if journals else []


def _move_author(kept: Author, other: Author) -> None:
    """All authorships; the name and its forms become forms of the kept one's."""
    if kept.orcid and other.orcid:
        raise RefusedError("two_orcids", one=kept, other=other)
    both = set(kept.authorships.values_list("document", "role"))
    for authorship in other.authorships.order_by("pk"):
        if (authorship.document_id, authorship.role) in both:
            authorship.delete()  # the by-line named this person under two forms
        else:
            authorship.author = kept
            authorship.save(update_fields=["author"])
    forms = [*kept.variants, other.name, *other.variants]
    kept.variants = [form for form in dict.fromkeys(forms) if form != kept.name]
    orcid, other.orcid = other.orcid, ""
    other.save(update_fields=["orcid"])
    kept.orcid = kept.orcid or orcid
    kept.save()


def _move_subject(kept: Subject, other: Subject) -> None:
    for document in other.documents.all():
        document.subjects.add(kept)
        document.subjects.remove(other)


def _move_journal(kept: Journal, other: Journal) -> None:
    """Its issues; where both have the same one, its articles go there."""
    held = list(kept.issues.all())
    slugs = {issue.slug for issue in held}
    for issue in other.issues.order_by("pk"):
        if same := next((each for each in held if _is_same(each, issue)), None):
            Document.objects.filter(issue=issue).update(issue=same)
            continue
        issue.journal, issue.slug = kept, free_slug(issue.slug, slugs)
        slugs.add(issue.slug)
        issue.save()
    for name in ("abbreviation", "issn", "publisher"):
        setattr(kept, name, getattr(kept, name) or getattr(other, name))
    kept.save()


def _is_same(one: Issue, other: Issue) -> bool:
    numbers = [(issue.volume, issue.number, issue.year) for issue in (one, other)]
    return numbers[0] == numbers[1] and is_of_day(one, other)


MOVING: dict[type[Model], Callable] = {Author: _move_author, Subject: _move_subject, Journal: _move_journal}


# ------------------------------------------------------------------ many documents
def add_subjects(documents: Sequence[Document], names: Sequence[str], user) -> int:
    """How many had not all of these subjects before. Subjects that are new are made."""
    with one_writer():
        subjects = find_or_add_subjects(tuple(names))
        return _change_each(
            documents,
            user,
            "subjects_added",
            lambda document: document.subjects.add(*subjects),
            "keywords",
            names=", ".join(map(str, subjects)),
        )


def remove_subjects(documents: Sequence[Document], subjects: Sequence[Subject], user) -> int:
    return _change_each(
        documents,
        user,
        "subjects_removed",
        lambda document: document.subjects.remove(*subjects),
        "keywords",
        names=", ".join(map(str, subjects)),
    )


def set_rights(documents: Sequence[Document], rights: str, user) -> int:
    def set_it(document: Document) -> None:
        document.rights = rights

    return _change_each(documents, user, "rights_set", set_it, "rights", rights=rights or "–")


def set_access(documents: Sequence[Document], text_access: str, open_from: date | None, user) -> int:
    """They may be read by these alone, until the day on which they open to everyone."""

    def set_it(document: Document) -> None:
        document.text_access, document.open_from = text_access, open_from

    return _change_each(
        documents,
        user,
        "access_set",
        set_it,
        "text_access",
        access=Message(ACCESS_CODES[text_access]),
        opens=Message("opens", day=open_from.isoformat()) if open_from else "",
    )


def set_issue(documents: Sequence[Document], details: Details, user) -> int:
    """They appeared there; a journal or an issue that is new is made."""
    with one_writer():
        issue = find_or_add_issue(details)

        def set_it(document: Document) -> None:
            document.issue = issue

        return _change_each(documents, user, "issue_set", set_it, "issue", issue=in_english(issue))


def _change_each(
    documents: Sequence[Document],
    user,
    code: str,
    set_it: Callable[[Document], None],
    name: str,
    **params: object,
) -> int:
    """Change those that it makes another of; how many. The value is a person's word from now on."""
    by_number = sorted(documents, key=lambda document: document.pk)
    with change(user, code, by_number, tables=(Document,), **params) as changes:
        return sum(_changes(document, set_it, name, user) for document in changes.documents)


def _changes(document: Document, set_it: Callable[[Document], None], name: str, user) -> bool:
    before = VALUES[name](document)
    set_it(document)
    if VALUES[name](document) == before:
        return False
    document.evidence[name] = evidence_of(user, was=before)
    document.save()
    return True


# What stands under a name in the evidence, readable.
VALUES: dict[str, Callable[[Document], object]] = {
    "rights": lambda document: document.rights,
    "text_access": lambda document: " ".join(
        filter(None, (document.text_access, document.open_from and document.open_from.isoformat()))
    ),
    "issue": lambda document: in_english(document.issue),
    "keywords": lambda document: sorted(document.subjects.values_list("name", flat=True)),
}
