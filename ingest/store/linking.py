"""Which cited works the archive holds itself: by DOI, else by title, year and first author.

A link is made only where exactly one document answers. It is looked for from both ends: when a text is
stored, for what it cites; when a text comes, is corrected, published or withdrawn, for those that cite it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from archive.models import Authorship, Document, Reference
from archive.sort_keys import fold_name
from ingest.store.document_rows import said_by_person
from ingest.store.writing import one_writer

MIN_WORDS = 4  # of a title that tells a work without its author: "Editorial" and "Book Reviews" do not
AT_ONCE = 500
DOCUMENTS_AT_ONCE = 100
TITLES_AT_ONCE = 100  # conditions of one query
ASKED_OF = ("document", "cited", "doi", "authors", "year", "title")  # a reference
CHOSEN_FIRST = (Document.State.PUBLISHED, Document.State.DRAFT, Document.State.WITHDRAWN)


def title_key(text: str) -> str:
    """The title's words without case, accents and signs: "Peoples’ Trade: a hope" → "peoples trade a hope"."""
    return " ".join(re.findall(r"[^\W_]+", fold_name(text)))


# ------------------------------------------------------------------ linking
def link(documents: Iterable[Document]) -> int:
    """Renew the links of what these documents cite and of what cites them; how many changed."""
    documents = list(documents)
    if not documents:
        return 0
    with one_writer():
        theirs = Q(document__in=documents) | Q(cited__in=documents)
        references = {each.pk: each for each in _loaded(theirs)}
        for condition in _may_cite(documents):
            references |= {each.pk: each for each in _loaded(condition)}
        return _renew(list(references.values()))


def link_in_turn(documents: Iterable[Document]) -> None:
    """The same of many, in a transaction for each some: others who write get their turn."""
    documents = list(documents)
    for start in range(0, len(documents), DOCUMENTS_AT_ONCE):
        link(documents[start : start + DOCUMENTS_AT_ONCE])


def link_all() -> int:
    """Renew the links of all references, some hundred at a time; how many changed."""
    changed, last = 0, 0
    while True:
        with one_writer():
            references = list(_loaded(Q(pk__gt=last)).order_by("pk")[:AT_ONCE])
            changed += _renew(references)
        if not references:
            return changed
        last = references[-1].pk


def _loaded(condition: Q) -> QuerySet[Reference]:
    """With what linking asks of them, and no more: there may be tens of thousands in a file."""
    return Reference.objects.filter(condition).only(*ASKED_OF).order_by()


def _may_cite(documents: list[Document]) -> Iterator[Q]:
    """Conditions on references that may mean one of the documents: by DOI, or by year and a word of the title."""
    conditions = []
    for document in documents:
        if document.doi:
            conditions.append(Q(doi__iexact=document.doi))
        year = document.issue.year if document.issue else None
        if year and document.title:
            conditions.append(Q(year=year, title__icontains=_telling_word(document.title)))
    for start in range(0, len(conditions), TITLES_AT_ONCE):
        some = conditions[start : start + TITLES_AT_ONCE]
        both = some[0]
        for condition in some[1:]:
            both |= condition
        yield both


def _telling_word(title: str) -> str:
    """The longest run of plain letters, which every database compares alike: "revolución" gives "revoluci"."""
    return max(re.findall(r"[A-Za-z0-9]+", title), key=len, default="")


def _renew(references: list[Reference]) -> int:
    held = _Held.answering(references)
    found = [(reference, held.work_of(reference)) for reference in references]
    others = [(reference, cited) for reference, cited in found if reference.cited_id != cited]
    theirs = Document.objects.filter(pk__in={each.document_id for each, _cited in others if each.cited_id})
    said = {each.pk for each in theirs.only("evidence") if "references" in said_by_person(each)}
    changed = []
    for reference, cited in others:
        if not (reference.cited_id and reference.document_id in said):
            reference.cited_id = cited
            changed.append(reference)
    Reference.objects.bulk_update(changed, ["cited"], batch_size=AT_ONCE)
    return len(changed)


# ------------------------------------------------------------------ the works held
@dataclass(slots=True)
class _Held:
    """Documents by folded DOI, and by title and year."""

    by_doi: dict[str, list[Document]] = field(default_factory=lambda: defaultdict(list))
    by_title: dict[tuple[str, int], list[Document]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def answering(cls, references: list[Reference]) -> "_Held":
        """Those that may be meant by one of the references. Titles are compared before rows are loaded."""
        held = cls()
        dois = {reference.doi.lower() for reference in references if reference.doi}
        titles = {(title_key(each.title), each.year) for each in references if each.year and each.title}
        years = {year for _, year in titles}
        if not dois and not years:
            return held
        candidates = (
            Document.objects.annotate(doi_folded=Lower("doi"))
            .filter(Q(doi_folded__in=dois) | Q(issue__year__in=years))
            .order_by()
            .values_list("pk", "doi_folded", "title", "subtitle", "issue__year")
        )
        keys: dict[int, tuple[str, set[tuple[str, int]]]] = {}
        for pk, doi, title, subtitle, year in candidates.iterator():
            doi = doi if doi in dois else ""
            under = {(title_key(title), year), (title_key(f"{title} {subtitle}"), year)} & titles
            if doi or under:
                keys[pk] = (doi, under)
        for pk, document in _with_authors(keys).items():
            doi, under = keys[pk]
            if doi:
                held.by_doi[doi].append(document)
            for key in under:
                held.by_title[key].append(document)
        return held

    def work_of(self, reference: Reference) -> int | None:
        """The primary key of the one document that is meant; None where none or several may be."""
        if reference.doi and (by_doi := self.by_doi.get(reference.doi.lower())):
            return _only(by_doi, reference)
        key = title_key(reference.title)
        if not key or not reference.year:
            return None
        alike = [
            document
            for document in self.by_title.get((key, reference.year), ())
            if not _contradicts(reference.doi, document.doi) and _may_be_by(document, reference, key)
        ]
        return _only(alike, reference)


def _contradicts(one: str, other: str) -> bool:
    return bool(one and other) and one.lower() != other.lower()


def _may_be_by(document: Document, reference: Reference, key: str) -> bool:
    """Whether the first author agrees; where either is silent, a title long enough will do."""
    first = document.by_order[0].author if document.by_order else None
    if first is None or not reference.authors:
        return len(key.split()) >= MIN_WORDS
    printed = set(title_key(str(reference.authors[0])).split())
    return set(title_key(first.family or first.literal).split()) <= printed


def _only(documents: list[Document], reference: Reference) -> int | None:
    """The one that readers see goes before drafts, these before what was withdrawn. Nothing cites itself."""
    others = {document.merged_into_id or document.pk: document.state for document in documents}
    others.pop(reference.document_id, None)
    for state in CHOSEN_FIRST:
        alike = [pk for pk, of in others.items() if of == state]
        if alike:
            return alike[0] if len(alike) == 1 else None
    return None


def _with_authors(pks: Iterable[int]) -> dict[int, Document]:
    authors = Prefetch(
        "authorships",
        Authorship.objects.filter(role="author").select_related("author").order_by("position"),
        to_attr="by_order",
    )
    return Document.objects.only("doi", "state", "merged_into").prefetch_related(authors).in_bulk(list(pks))
