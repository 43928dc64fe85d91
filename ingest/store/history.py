"""What a change touched: rows before and after. `changes` keeps the differences, `undoing` takes them back.

A change may touch several documents at once (a split, a merge); it is kept and undone as a whole.
Only what differs is kept, field by field, so that an undo restores the very rows and leaves alone what
others have changed beside them.
"""

import json
from collections.abc import Collection, Iterable

from django.core import serializers
from django.db.models import Model, QuerySet
from django.utils.timesince import timesince

from archive.models import (
    Acronym,
    Author,
    Authorship,
    Document,
    FilingKeyField,
    Issue,
    Journal,
    Page,
    Reference,
    Section,
    Subject,
)
from ingest.messages import RefusedError
from ingest.models import Revision
from ingest.store.history_schema import brought_forward

# Rows by (name of the table, primary key); a row is its fields as plain JSON values.
Rows = dict[tuple[str, int], dict[str, object]]

LEAVES = (Section, Authorship, Reference, Acronym)  # nothing hangs on these
CATALOGUE = (Journal, Issue, Subject, Author)  # never removed: a merged row stays as the way to the other
TABLES = {model._meta.label_lower: model for model in (*CATALOGUE, Document, Page, *LEAVES)}
LOOKUPS = {Journal: "issue__journal", Issue: "issue", Subject: "subjects", Author: "authorships__author"}
WHOLE = (Document, Page, *LEAVES)  # all that makes up a document


def _columns(model: type[Model]) -> set[str]:
    """Without those that follow from others."""
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    return {each.name for each in fields if not isinstance(each, FilingKeyField)}


COLUMNS = {label: _columns(model) for label, model in TABLES.items()}
UNHEEDED = {"changed_at"}  # it says when a row was written, not what
TEXT_OF_PAGES = {"raw_text", "text", "words"}
OUT_OF_THE_WAY = 1_000_000  # added to a sequence while pages change places


def changes_of(revision: Revision) -> list[dict]:
    """[{table, pk, before, after}] of a revision, under the names that columns have today."""
    return brought_forward(revision.changes, revision.schema)


def rows_of(
    documents: set[int],
    text: bool | Collection[int],
    tables: Iterable[type[Model]] = WHOLE,
    keys: Iterable[tuple[str, int]] = (),
) -> Rows:
    """The rows of these documents in these tables, and the rows of the catalogue with these keys.

    `text`: with what stands on their pages, or on those with these primary keys alone.
    """
    rows: Rows = {}
    named = {label for label, _pk in keys}
    for label, model in TABLES.items():
        if model not in tables and label not in named:
            continue
        if model is Page:
            found = _pages(documents, text)
        elif model in CATALOGUE:
            asked = model._default_manager.filter(pk__in=[pk for table, pk in keys if table == label])
            found = [(asked, _columns(model))]
        else:
            found = [(_of(model, documents), _columns(model))]
        for asked, fields in found:
            for each in serializers.serialize("python", asked, fields=fields):
                rows[label, each["pk"]] = _plain(each["fields"])
    return rows


def _pages(documents: set[int], text: bool | Collection[int]) -> list[tuple[QuerySet, set[str]]]:
    """Pages with the columns that are asked of them. Texts are not even loaded where nobody asks: an article may have
    thousands of pages."""
    pages, columns = _of(Page, documents), _columns(Page)
    if text is True:
        return [(pages, columns)]
    with_text = set(text or ())
    without = pages.exclude(pk__in=with_text).defer(*TEXT_OF_PAGES)
    return [(pages.filter(pk__in=with_text), columns), (without, columns - TEXT_OF_PAGES)]


def _of(model: type[Model], documents: set[int]) -> QuerySet:
    condition = {"pk__in": documents} if model is Document else {"document__in": documents}
    many = [field.name for field in model._meta.many_to_many]
    return model._default_manager.filter(**condition).order_by("pk").prefetch_related(*many)


def _plain(values: dict[str, object]) -> dict[str, object]:
    """As the JSON column gives them back; times to the microsecond."""
    return json.loads(json.dumps(values, default=lambda value: value.isoformat()))


def differences(before: Rows, after: Rows) -> list[dict]:
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


def changed_meanwhile(document: Document) -> RefusedError:
    """What those are told whose changes come too late: by whom the article was changed last, and when."""
    last = Revision.objects.filter(documents__identifier=document.identifier).select_related("by").first()
    if last is None or last.by is None:
        return RefusedError("changed_by_somebody")
    return RefusedError("changed_by", name=last.by, time=timesince(last.at))


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
