"""Who changed what: the rows that a person's change touched, before and after. `undoing` takes it back.

A change may touch several documents at once (a split, a merge); it is recorded and undone as a whole.
Only what differs is kept, field by field, so that an undo restores the very rows and leaves alone what
others have changed beside them.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core import serializers
from django.db.models import Model, QuerySet
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from archive.models import (
    Acronym,
    Author,
    Authorship,
    Document,
    Issue,
    Journal,
    Page,
    Reference,
    Section,
    Subject,
)
from ingest.models import RevisedDocument, Revision
from ingest.store.writing import one_writer

# Rows by (name of the table, primary key); a row is its fields as plain JSON values.
Rows = dict[tuple[str, int], dict[str, object]]

LEAVES = (Section, Authorship, Reference, Acronym)  # nothing hangs on these
CATALOGUE = (Journal, Issue, Subject, Author)  # never removed: a merged row stays as the way to the other
TABLES = {model._meta.label_lower: model for model in (*CATALOGUE, Document, Page, *LEAVES)}
LOOKUPS = {Journal: "issue__journal", Issue: "issue", Subject: "subjects", Author: "authorships__author"}
WHOLE = (Document, Page, *LEAVES)  # all that makes up a document
UNHEEDED = {"changed_at"}  # it says when a row was written, not what
TEXT_OF_PAGES = {"raw_text", "text", "words"}
OUT_OF_THE_WAY = 1_000_000  # added to a sequence while pages change places


@dataclass(slots=True)
class Recording:
    """The documents whose rows are compared; `add` those that the change makes."""

    documents: set[int] = field(default_factory=set)

    def add(self, document: Document) -> None:
        self.documents.add(document.pk)


# ------------------------------------------------------------------ recording
@contextmanager
def recorded(
    documents: Iterable[Document],
    user,
    what: str,
    *,
    text: bool = False,
    tables: Iterable[type[Model]] = WHOLE,
    catalogue: Iterable[Model] = (),
    undoes: Revision | None = None,
) -> Iterator[Recording]:
    """Do something with these documents in one transaction, and keep what became of their rows.

    `text`: also what stands on their pages, which is much to compare. `tables`: only these of their rows.
    `catalogue`: rows of journals, issues, subjects and authors that change too. Where nothing differs,
    nothing is kept.
    """
    recording = Recording({document.pk for document in documents})
    keys = {(row._meta.label_lower, row.pk) for row in catalogue}
    tables = list(tables)
    with one_writer():
        before = rows_of(recording.documents, text, tables, keys)
        yield recording
        after = rows_of(recording.documents, text, tables, keys)
        changes = _differences(before, after)
        if changes:
            by = user if getattr(user, "pk", None) else None
            revision = Revision.objects.create(by=by, what=what[:500], changes=changes, undoes=undoes)
            _name_documents(revision, before, after)


def rows_of(
    documents: set[int],
    text: bool,
    tables: Iterable[type[Model]] = WHOLE,
    keys: Iterable[tuple[str, int]] = (),
) -> Rows:
    """The rows of these documents in these tables, and the rows of the catalogue with these keys."""
    rows: Rows = {}
    named = {label for label, _pk in keys}
    for label, model in TABLES.items():
        if model not in tables and label not in named:
            continue
        fields = {each.name for each in (*model._meta.concrete_fields, *model._meta.many_to_many)}
        if model is Page and not text:
            fields -= TEXT_OF_PAGES
        if model in CATALOGUE:
            found = model._default_manager.filter(pk__in=[pk for table, pk in keys if table == label])
        else:
            found = _of(model, documents)
        for each in serializers.serialize("python", found, fields=fields):
            rows[label, each["pk"]] = _plain(each["fields"])
    return rows


def _of(model: type[Model], documents: set[int]) -> QuerySet:
    condition = {"pk__in": documents} if model is Document else {"document__in": documents}
    many = [field.name for field in model._meta.many_to_many]
    return model._default_manager.filter(**condition).order_by("pk").prefetch_related(*many)


def _plain(values: dict[str, object]) -> dict[str, object]:
    """As the JSON column gives them back; times to the microsecond."""
    return json.loads(json.dumps(values, default=lambda value: value.isoformat()))


def _differences(before: Rows, after: Rows) -> list[dict]:
    changes = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None:
            names = [name for name in new if name not in UNHEEDED and old[name] != new[name]]
            if not names:
                continue
            old, new = ({name: row[name] for name in names} for row in (old, new))
        changes.append({"table": key[0], "pk": key[1], "before": old, "after": new})
    return changes


def _name_documents(revision: Revision, *states: Rows) -> None:
    """Those that are another now, or on which something is."""
    label, touched = Document._meta.label_lower, {}
    for rows in states:
        for change in revision.changes:
            key = (change["table"], change["pk"])
            pk = change["pk"] if key[0] == label else rows.get(key, {}).get("document")
            if document := rows.get((label, pk)):
                touched[document["identifier"]] = document["title"]
    RevisedDocument.objects.bulk_create(
        RevisedDocument(revision=revision, identifier=identifier, title=title)
        for identifier, title in touched.items()
    )


def who_was_faster(document: Document) -> str:
    """What to tell those whose changes come too late: by whom the text was changed last, and when."""
    last = Revision.objects.filter(documents__identifier=document.identifier).select_related("by").first()
    if last is None or last.by is None:
        return _("Somebody else has changed this text since you opened it. Nothing was saved.")
    return _("%(name)s has changed this text since you opened it, %(time)s ago. Nothing was saved.") % {
        "name": last.by,
        "time": timesince(last.at),
    }


def documents_told_of(rows: Iterable[Model]) -> set[int]:
    """Primary keys of the documents that these rows of the catalogue say something of."""
    by_model: dict[type[Model], list[int]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row.pk)
    return {
        pk
        for model, pks in by_model.items()
        for pk in Document.objects.filter(**{f"{LOOKUPS[model]}__in": pks}).values_list("pk", flat=True)
    }
