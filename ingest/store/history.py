"""Who changed what, and how to take it back: the rows that a person's change touched, before and after.

A change may touch several documents at once (a split, a merge); it is recorded and undone as a whole.
Only what differs is kept, field by field, so that an undo restores the very rows and leaves alone what
others have changed beside them.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core import serializers
from django.db import IntegrityError
from django.db.models import F, Model, QuerySet
from django.utils import timezone
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
from archive.outbox import enqueue_for_indexing
from ingest.models import RevisedDocument, Revision
from ingest.sources.noted import noted
from ingest.store.publishable import published_with_doi
from ingest.store.settling import renew_job_states, scans_of, settle
from ingest.store.writing import one_writer

# Rows by (name of the table, primary key); a row is its fields as plain JSON values.
Rows = dict[tuple[str, int], dict[str, object]]

LEAVES = (Section, Authorship, Reference, Acronym)  # nothing hangs on these
CATALOGUE = (Journal, Issue, Subject, Author)  # never removed: a merged row stays as the way to the other
TABLES = {model._meta.label_lower: model for model in (*CATALOGUE, Document, Page, *LEAVES)}
LOOKUPS = {Journal: "issue__journal", Issue: "issue", Subject: "subjects", Author: "authorships__author"}
WHOLE = (Document, Page, *LEAVES)  # all that makes up a document
UNDONE = noted("Undone: {what}")
UNDONE_FOR = noted("Undone for “{title}”: {what}")
UNHEEDED = {"changed_at"}  # it says when a row was written, not what
TEXT_OF_PAGES = {"raw_text", "text", "words"}
OUT_OF_THE_WAY = 1_000_000  # added to a sequence while pages change places


class UndoRefusedError(Exception):
    """The change cannot be taken back; says why and what to do."""


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
        before = _rows(recording.documents, text, tables, keys)
        yield recording
        after = _rows(recording.documents, text, tables, keys)
        changes = _differences(before, after)
        if changes:
            by = user if getattr(user, "pk", None) else None
            revision = Revision.objects.create(by=by, what=what[:500], changes=changes, undoes=undoes)
            _name_documents(revision, before, after)


def _rows(
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


# ------------------------------------------------------------------ undoing
def undo(revision: Revision, user) -> Revision:
    """Give every row that the revision touched the values it had before; itself a revision.

    UndoRefusedError where a row has been changed since, a document it made is seen by readers, or another
    row has taken a name that must be one's alone. That readers have once seen a document stays so: its
    address must last.
    """
    try:
        return _undo(revision, user)
    except IntegrityError as error:
        raise UndoRefusedError(
            _("A name or number that it would bring back another has taken since. Change that first.")
        ) from error


def _undo(revision: Revision, user) -> Revision:
    with one_writer():
        revision = Revision.objects.select_for_update().get(pk=revision.pk)
        if hasattr(revision, "undone_by"):
            raise UndoRefusedError(_("This change has been undone already."))
        held = set(_documents_of(revision).values_list("pk", flat=True))
        keys = {(each["table"], each["pk"]) for each in revision.changes}
        tables = [TABLES[label] for label in TABLES if label in {table for table, _pk in keys}]
        catalogue = [TABLES[label](pk=pk) for label, pk in keys if TABLES[label] in CATALOGUE]
        text = Page in tables
        _refuse_if_changed(revision, _rows(held, text, tables, keys))
        scans = scans_of(held)
        what = UNDONE.format(what=revision.what)
        with recorded(
            Document.objects.filter(pk__in=held),
            user,
            what,
            text=text,
            tables=tables,
            catalogue=catalogue,
            undoes=revision,
        ) as recording:
            _restore(revision.changes)
            restored = _documents_of(revision)
            restored.update(changed_at=timezone.now())  # a form that was opened before will be refused
            recording.documents.update(restored.values_list("pk", flat=True))
        settle(
            Document.objects.filter(pk__in=recording.documents),
            lambda document: UNDONE_FOR.format(title=document, what=revision.what),
        )
        renew_job_states(scans)
        enqueue_for_indexing({*recording.documents, *documents_told_of(catalogue)})
    return Revision.objects.get(undoes=revision)


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


def _documents_of(revision: Revision) -> QuerySet[Document]:
    return Document.objects.filter(identifier__in=revision.documents.values("identifier"))


def _refuse_if_changed(revision: Revision, now: Rows) -> None:
    for change in revision.changes:
        row, after = now.get((change["table"], change["pk"])), change["after"]
        is_as_left = row is None if after is None else row is not None and _agrees(row, after)
        if not is_as_left:
            raise UndoRefusedError(
                _("What this change made has been changed since. Undo the later changes first.")
            )


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
            sequence=F("sequence") + OUT_OF_THE_WAY, address=f"moving {page.pk}"
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
            raise UndoRefusedError(
                _("“%(title)s” (%(identifier)s) is published under this DOI.")
                % {"title": other, "identifier": other.identifier}
            )


def _write(label: str, rows: list[tuple[int, dict]]) -> None:
    plain = [{"model": label, "pk": pk, "fields": fields} for pk, fields in rows]
    for each in serializers.deserialize("python", plain):
        each.save()


def _refuse_missing_authors(rows: list[tuple[int, dict]]) -> None:
    wanted = {fields["author"] for _pk, fields in rows}
    if Author.objects.filter(pk__in=wanted).count() < len(wanted):
        raise UndoRefusedError(
            _("An author of then is no longer in the catalogue. Correct the authors by hand instead.")
        )
