"""A change taken back: every row that it touched gets the values it had before."""

from django.core import serializers
from django.db import IntegrityError
from django.db.models import F, Model, QuerySet
from django.utils import timezone

from archive.models import Author, Authorship, Document, FilingKeyField, Page
from ingest.messages import Message, RefusedError
from ingest.models import Revision
from ingest.store.changes import change, named, tell_job
from ingest.store.document_rows import address_aside
from ingest.store.history import (
    CATALOGUE,
    COLUMNS,
    LEAVES,
    OUT_OF_THE_WAY,
    TABLES,
    UNHEEDED,
    Rows,
    changes_of,
)
from ingest.store.history_schema import lost_columns
from ingest.store.publishable import published_with_doi
from ingest.store.writing import one_writer


def undo(revision: Revision, user) -> Revision:
    """Give every row that the revision touched the values it had before; itself a revision.

    RefusedError where a row has been changed since, a document it made is seen by readers, or another
    row has taken a name that must be one's alone. That readers have once seen a document stays so: its
    address must last.
    """
    try:
        with one_writer():
            return _undo(Revision.objects.select_for_update().get(pk=revision.pk), user)
    except IntegrityError as error:
        raise RefusedError("name_taken_since") from error


def _undo(revision: Revision, user) -> Revision:
    if hasattr(revision, "undone_by"):
        raise RefusedError("undone_already")
    undone = changes_of(revision)
    if gone := lost_columns(undone, COLUMNS):
        raise RefusedError("column_gone", names=", ".join(sorted(gone)))
    labels = {each["table"] for each in undone}
    tables = [model for label, model in TABLES.items() if label in labels or model is Document]
    rows = [(TABLES[each["table"]], each["pk"]) for each in undone]
    with change(
        user,
        "undone",
        _documents_of(revision),
        text=Page._meta.label_lower in labels,
        tables=tables,
        catalogue=[model(pk=pk) for model, pk in rows if model in CATALOGUE],
        undoes=revision,
        what=revision.message,
    ) as changes:
        _refuse_if_changed(undone, changes.before)
        _restore(undone)
        restored = _documents_of(revision)
        restored.update(changed_at=timezone.now())  # a form that was opened before will be refused
        changes.made(restored)
        for document in restored:
            tell_job(document, Message("undone_for", title=named(document), what=revision.message))
    return Revision.objects.get(undoes=revision)


def _documents_of(revision: Revision) -> QuerySet[Document]:
    return Document.objects.filter(identifier__in=revision.documents.values("identifier"))


def _refuse_if_changed(undone: list[dict], now: Rows) -> None:
    for each in undone:
        row, after = now.get((each["table"], each["pk"])), each["after"]
        is_as_left = row is None if after is None else row is not None and _agrees(row, after)
        if not is_as_left:
            raise RefusedError("changed_since")


def _agrees(row: dict, after: dict) -> bool:
    return all(row[name] == value for name, value in after.items() if name not in UNHEEDED)


def _restore(changes: list[dict]) -> None:
    """Leaves go and come back; pages step aside while they change places; documents last go."""
    by_table = {label: [each for each in changes if each["table"] == label] for label in TABLES}
    full = {label: _full(TABLES[label], each) for label, each in by_table.items()}
    _refuse_missing_authors(full[Authorship._meta.label_lower])
    _refuse_taken_dois(full[Document._meta.label_lower])
    for model in LEAVES:
        model.objects.filter(pk__in=[each["pk"] for each in by_table[model._meta.label_lower]]).delete()
    # One person has one ORCID at a time, also while it goes back.
    Author.objects.filter(pk__in=[each["pk"] for each in by_table["archive.author"]]).update(orcid="")
    for page in Page.objects.filter(pk__in=[each["pk"] for each in by_table["archive.page"]]).only("pk"):
        Page.objects.filter(pk=page.pk).update(
            sequence=F("sequence") + OUT_OF_THE_WAY, address=address_aside(page)
        )
    for label in TABLES:
        _write(label, full[label])
    for model in (Page, Document):
        made = [each["pk"] for each in by_table[model._meta.label_lower] if each["before"] is None]
        model.objects.filter(pk__in=made).delete()


def _full(model: type[Model], changes: list[dict]) -> list[tuple[int, dict]]:
    """(primary key, whole row) of each row that shall be there: as it is, with the values of before."""
    rows = model._default_manager.filter(pk__in=[each["pk"] for each in changes])
    current = {each["pk"]: each["fields"] for each in serializers.serialize("python", rows)}
    full = [
        (each["pk"], current.get(each["pk"], {}) | each["before"])
        for each in changes
        if each["before"] is not None
    ]
    for pk, fields in full if model is Document else ():
        fields["published_at"] = fields["published_at"] or current.get(pk, {}).get("published_at")
    return full


def _refuse_taken_dois(rows: list[tuple[int, dict]]) -> None:
    restored = {pk for pk, _fields in rows}
    for pk, fields in rows:
        if fields["state"] != Document.State.PUBLISHED:
            continue
        other = published_with_doi(Document(pk=pk), fields["doi"])
        if other and other.pk not in restored:
            raise RefusedError("doi_taken", title=named(other), identifier=other.identifier)


def _write(label: str, rows: list[tuple[int, dict]]) -> None:
    plain = [{"model": label, "pk": pk, "fields": fields} for pk, fields in rows]
    for each in serializers.deserialize("python", plain):
        for field in each.object._meta.concrete_fields:
            if isinstance(field, FilingKeyField):
                field.pre_save(each.object, False)  # a row that is put back is written as it is
        each.save()


def _refuse_missing_authors(rows: list[tuple[int, dict]]) -> None:
    wanted = {fields["author"] for _pk, fields in rows}
    if Author.objects.filter(pk__in=wanted).count() < len(wanted):
        raise RefusedError("author_gone")
