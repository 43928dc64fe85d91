"""What is indexed of an article: one entry for each published one (haystack's name for the module).

`text` is the whole article: its record, then its pages. No phrase goes from the one to the other
(PART_BREAK), but phrases go on from page to page (PAGE_BREAK). The other fields of words are for
`title:` and the like; all others are values to narrow and sort by.
"""

from __future__ import annotations

from haystack import indexes

from archive.models import Document
from search.analysis import PAGE_BREAK, PART_BREAK
from search.folding import fold


class DocumentIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True)
    title = indexes.CharField()
    author = indexes.CharField()
    journal = indexes.CharField()
    subject = indexes.CharField()
    heading = indexes.CharField()

    authors = indexes.MultiValueField()  # slugs
    subjects = indexes.MultiValueField()
    journals = indexes.MultiValueField()
    language = indexes.FacetCharField()
    year = indexes.IntegerField(null=True)
    date = indexes.IntegerField(null=True)  # year, month and day, 20070304, for sorting
    published = indexes.IntegerField(null=True)  # seconds since 1970, for feeds
    title_key = indexes.FacetCharField()

    def get_model(self):
        return Document

    def index_queryset(self, using=None):
        return Document.objects.for_indexing()

    def read_queryset(self, using=None):
        return Document.objects.published().for_listing()

    def should_update(self, instance, **kwargs):
        return instance.is_published

    def prepare_text(self, document: Document) -> str:
        record = record_texts(document)
        pages = PAGE_BREAK.join(page.text for page in document.pages.all())
        return PART_BREAK.join((*record.values(), *first_readings(document), pages))

    def prepare_title(self, document: Document) -> str:
        return record_texts(document)["title"]

    def prepare_author(self, document: Document) -> str:
        return record_texts(document)["author"]

    def prepare_subject(self, document: Document) -> str:
        return record_texts(document)["subject"]

    def prepare_journal(self, document: Document) -> str:
        return record_texts(document)["journal"]

    def prepare_heading(self, document: Document) -> str:
        return PART_BREAK.join(section.heading for section in document.sections.all() if section.heading)

    def prepare_authors(self, document: Document) -> list[str]:
        return [authorship.author.slug for authorship in document.authorships.all()]

    def prepare_subjects(self, document: Document) -> list[str]:
        return [subject.slug for subject in document.subjects.all()]

    def prepare_journals(self, document: Document) -> list[str]:
        return [document.issue.journal.slug] if document.issue else []

    def prepare_language(self, document: Document) -> str | None:
        return document.language or None

    def prepare_year(self, document: Document) -> int | None:
        return document.issue.year if document.issue else None

    def prepare_date(self, document: Document) -> int | None:
        issue = document.issue
        if issue is None or not issue.year:
            return None
        return issue.year * 10_000 + (issue.month or 0) * 100 + (issue.day or 0)

    def prepare_published(self, document: Document) -> int | None:
        return int(document.published_at.timestamp()) if document.published_at else None

    def prepare_title_key(self, document: Document) -> str | None:
        return fold(document.title)[:200] or None


def record_texts(document: Document) -> dict[str, str]:
    """The parts of an article's record that are searched by their words, by field of the query language.

    An author stands under each form of the name, as one speaks of a person and as one looks a person up.
    """
    names: list[str] = []
    for authorship in document.authorships.all():
        author = authorship.author
        names += [author.name, author.inverted_name, authorship.name_as_printed, *map(str, author.variants)]
    journal = document.issue.journal if document.issue else None
    return {
        "title": PART_BREAK.join(part for part in (document.title, document.subtitle) if part),
        "author": PART_BREAK.join(dict.fromkeys(name for name in names if name)),
        "subject": PART_BREAK.join(subject.name for subject in document.subjects.all()),
        "journal": PART_BREAK.join(part for part in (journal.title, journal.abbreviation) if part)
        if journal
        else "",
    }


def first_readings(document: Document) -> list[str]:
    """Where a person corrected the text, the words that only the text as first read has: they are found too.

    Each stands for itself, since what stood beside it may have been right. Running heads are no text.
    """
    if "text" not in document.evidence:
        return []
    pages = list(document.pages.all())
    known = {word for page in pages for word in f"{page.text} {page.running_head} {page.label}".split()}
    first = (word for page in pages for word in page.raw_text.split())
    return [word for word in dict.fromkeys(first) if word not in known and not word.endswith("-")]
