"""A change taken back: every row that it touched gets the values it had before."""

from django.core import serializers
from django.db import IntegrityError
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Author, Authorship, Document, Page
from archive.outbox import enqueue_for_indexing
from ingest.models import Revision
from ingest.store.history import (
    CATALOGUE,
    LEAVES,
    OUT_OF_THE_WAY,
    TABLES,
    UNHEEDED,
    Rows,
    documents_told_of,
    recorded,
    rows_of,
)
from ingest.store.kept import noted
from ingest.store.publishable import published_with_doi
from ingest.store.settling import renew_job_states, scans_of, settle
from ingest.store.writing import one_writer

UNDONE = noted("Undone: {what}")
UNDONE_FOR = noted("Undone for “{title}”: {what}")


class UndoRefusedError(Exception):
    """The change cannot be taken back; says why and what to do."""


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
        _refuse_if_changed(revision, rows_of(held, text, tables, keys))
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


def _documents_of(revision: Revision) -> QuerySet[Document]:
    return Document.objects.filter(identifier__in=revision.documents.values("identifier"))


def _refuse_if_changed(revision: Revision, now: Rows) -> None:
    for change in revision.changes:
        row, after = now.get((change["table"], change["pk"])), change["after"]
        is_as_left = row is None if after is None else row is not None and _agrees(row, after)
        if not is_as_left:
            raise UndoRefusedError(
                _(
                    "What this change made has been changed since. Undo the later changes first; what a later "
                    "reading of the file changed cannot be undone."
                )
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
