"""One unit of work for what a person changes: rows are locked, what became of them is kept in the history, and what
follows is done — links of citations, index work, the states of jobs.

    with change(user, "corrected", [document]) as changes:
        document = changes.document
        ...

Whoever changes records writes none of these steps by hand.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Model, OuterRef
from django.utils import timezone

from archive.models import Authorship, Document, Page, Reference
from archive.outbox import enqueue_for_indexing
from ingest.messages import Message
from ingest.models import Job, JobEvent, RevisedDocument, Revision
from ingest.store.drawing_orders import order_pictures
from ingest.store.history import CATALOGUE, TABLES, WHOLE, Rows, differences, documents_told_of, rows_of
from ingest.store.history_schema import SCHEMA
from ingest.store.linking import link
from ingest.store.wording import in_english
from ingest.store.writing import one_writer

logger = logging.getLogger(__name__)

DOCUMENT, PAGE = Document._meta.label_lower, Page._meta.label_lower
# What tells which work is meant by a reference, or cites one.
TELLS_A_WORK = {"doi", "title", "subtitle", "issue", "state", "merged_into"}
TELLS_OF_JOBS = {DOCUMENT: "state", PAGE: "scan"}  # what tells whether a file has drafts
APPARATUS = {Authorship._meta.label_lower, Reference._meta.label_lower}
MAX_TITLE_LENGTH = 300  # characters of a title in a message


@dataclass(slots=True)
class Changes:
    """What one change is about. `documents`: those asked for, locked, as they are now, in the order given.

    `params` fill the message; where it names a title and none is given, it is that of the first document.
    """

    documents: list[Document]
    params: dict[str, Any]
    text: bool | Collection[int]
    tables: list[type[Model]]
    keys: set[tuple[str, int]]
    pks: set[int] = field(default_factory=set)
    before: Rows = field(default_factory=dict)

    @property
    def document(self) -> Document:
        """The first; Document.DoesNotExist where it is gone."""
        if not self.documents:
            raise Document.DoesNotExist
        return self.documents[0]

    def row(self, document: Document) -> Document:
        """This document as it is now; Document.DoesNotExist where it is gone."""
        for row in self.documents:
            if row.pk == document.pk:
                return row
        raise Document.DoesNotExist

    def include(self, documents: Iterable[Document]) -> list[Document]:
        """Further documents that will change: locked, as they are now."""
        rows = locked(documents)
        new = {row.pk for row in rows} - self.pks
        self.before = rows_of(new, self.text, self.tables, ()) | self.before
        self.pks |= new
        return rows

    def made(self, documents: Iterable[Document]) -> None:
        """Documents that the change has made."""
        self.pks.update(document.pk for document in documents)


@contextmanager
def change(
    user: Any,
    code: str,
    documents: Iterable[Document] = (),
    *,
    text: bool | Collection[int] = False,
    tables: Iterable[type[Model]] = WHOLE,
    catalogue: Iterable[Model] = (),
    undoes: Revision | None = None,
    **params: Any,
) -> Iterator[Changes]:
    """Change these documents in one transaction. `code`: what the history calls it (`ingest.sentences`).

    `text`: also what stands on their pages, or on those with these primary keys: it is much to compare. `tables`: only these of their rows.
    `catalogue`: rows of journals, issues, subjects and authors that change too. Where nothing differs at the
    end, nothing is kept and nothing follows.
    """
    with one_writer():
        keys = {(row._meta.label_lower, row.pk) for row in catalogue}
        changes = Changes(locked(documents), params, text, list(tables), keys)
        changes.pks = {row.pk for row in changes.documents}
        changes.before = rows_of(changes.pks, text, changes.tables, keys)
        told = documents_told_of(catalogue)
        if changes.documents:
            params.setdefault("title", named(changes.documents[0]))
        yield changes
        after = rows_of(changes.pks, text, changes.tables, keys)
        if differing := differences(changes.before, after):
            _keep(user, Message(code, **changes.params), differing, (changes.before, after), undoes)
            _follow_up(differing, (changes.before, after), told)


@contextmanager
def change_of_rows(
    user: Any, code: str, rows: list[Model], documents: Iterable[Document] = ()
) -> Iterator[Changes]:
    """A change of rows of any table in the history, and of these documents: what the admin writes."""
    catalogue = [row for row in rows if type(row) in CATALOGUE]
    others = [
        row if isinstance(row, Document) else row.document for row in rows if type(row) not in CATALOGUE
    ]
    told = ", ".join(map(in_english, rows))[:MAX_TITLE_LENGTH]
    code = code if catalogue else "corrected"
    with change(user, code, [*documents, *others], catalogue=catalogue, row=told) as changes:
        yield changes


def locked(documents: Iterable[Document]) -> list[Document]:
    """The rows as they are now, in the order given, for this transaction alone; without those that are gone."""
    wanted = list(dict.fromkeys(document.pk for document in documents))
    rows = Document.objects.select_for_update(of=("self",)).in_bulk(wanted)
    return [rows[pk] for pk in wanted if pk in rows]


def named(document: Document) -> str | Message:
    """The title or the opening words, else what stands for it in the language of who reads: "[Untitled, p. 4]"."""
    if title := document.title or document.opening_words:
        return title[:MAX_TITLE_LENGTH]
    return Message("untitled_page", page=document.first_page) if document.first_page else Message("untitled")


def tell_job(document: Document, message: Message) -> None:
    """A line about a document in the log of the file that it came in with."""
    logger.info("%s: %s", document.identifier, message.code)
    jobs = Job.objects.filter(scan__pages__document=document).exclude(state=Job.State.DUPLICATE)
    if job := jobs.order_by("-pk").first():
        JobEvent.objects.create(job=job, code=message.code, params=message.plain_params())


# ------------------------------------------------------------------ what is kept
def _keep(
    user: Any, message: Message, differing: list[dict], states: tuple[Rows, Rows], undoes: Revision | None
) -> None:
    revision = Revision.objects.create(
        by=user if getattr(user, "pk", None) else None,
        code=message.code,
        params=message.plain_params(),
        changes=differing,
        schema=SCHEMA,
        undoes=undoes,
    )
    touched = {}
    for rows in states:
        for pk in _documents_in(differing, rows):
            document = rows[DOCUMENT, pk]
            touched[document["identifier"]] = document["title"]
    RevisedDocument.objects.bulk_create(
        RevisedDocument(revision=revision, identifier=identifier, title=title)
        for identifier, title in touched.items()
    )


def _documents_in(differing: list[dict], rows: Rows) -> list[int]:
    """Those that differ, or on which something does, in the order of the differences."""
    found = {}
    for each in differing:
        key = (each["table"], each["pk"])
        pk = each["pk"] if key[0] == DOCUMENT else rows.get(key, {}).get("document")
        if (DOCUMENT, pk) in rows:
            found[pk] = None
    return list(found)


# ------------------------------------------------------------------ what follows
def _follow_up(differing: list[dict], states: tuple[Rows, Rows], told: set[int]) -> None:
    touched = dict.fromkeys(pk for rows in states for pk in _documents_in(differing, rows))
    if any(_tells_a_work(each) for each in differing):
        link(Document.objects.filter(pk__in=touched))
    seen = {
        pk
        for rows in states
        for pk in touched
        if rows.get((DOCUMENT, pk), {}).get("state", "draft") != "draft"
    }
    enqueue_for_indexing(dict.fromkeys([*(pk for pk in touched if pk in seen), *_tell(differing, told)]))
    if any(_changes_state(each) for each in differing):
        scans = scans_of(touched) | _scans_in(states, touched)
        renew_job_states(scans)
        order_pictures(scans)


def _tells_a_work(each: dict) -> bool:
    if each["table"] in APPARATUS:
        return True
    names = (each["before"] or {}).keys() | (each["after"] or {}).keys()
    return each["table"] == DOCUMENT and not names.isdisjoint(TELLS_A_WORK)


def _changes_state(each: dict) -> bool:
    """Of a document, or of a page that shows another file now."""
    names = (each["before"] or {}).keys() | (each["after"] or {}).keys()
    return TELLS_OF_JOBS.get(each["table"]) in names


def _tell(differing: list[dict], told: set[int]) -> set[int]:
    """Documents of which rows of the catalogue tell something else now: to readers, and to those who harvest."""
    rows = [(TABLES[each["table"]], each["pk"]) for each in differing if TABLES[each["table"]] in CATALOGUE]
    if not rows:
        return set()
    pks = told | documents_told_of(model(pk=pk) for model, pk in rows)
    Document.objects.filter(pk__in=pks).update(changed_at=timezone.now())
    return pks


def scans_of(documents: Iterable[int]) -> set[int]:
    """Primary keys of the files that these documents (primary keys) stand in."""
    return set(Page.objects.filter(document__in=list(documents)).values_list("scan", flat=True))


def _scans_in(states: tuple[Rows, Rows], documents: Iterable[int]) -> set[int]:
    return {
        row["scan"]
        for rows in states
        for (table, _pk), row in rows.items()
        if table == PAGE and row.get("document") in documents
    }


def renew_job_states(scans: Iterable[int]) -> None:
    """A job needs review as long as its file has a draft."""
    drafts = Page.objects.filter(scan=OuterRef("scan"), document__state=Document.State.DRAFT)
    settled = Job.objects.filter(scan__in=list(scans))
    settled.filter(Exists(drafts), state=Job.State.DONE).update(state=Job.State.REVIEW)
    settled.filter(~Exists(drafts), state=Job.State.REVIEW).update(state=Job.State.DONE)
