"""What is indexed of an article: one entry for each published one (haystack's name for the module).

`text` is the whole article: its record, then its pages. No phrase goes from the one to the other
(PART_BREAK), but phrases go on from page to page (PAGE_BREAK). The other fields of words are those of the
query language, `title:` and the like; all others are values to narrow and sort by.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from haystack import indexes

from archive.citations.filing import filed
from archive.models import Document
from search.analysis import PAGE_BREAK, PART_BREAK
from search.keyword_pairs import pairs_of
from search.parallel_titles import Title, meetings_of_titles, pairs_of_titles
from search.query_fields import FIELDS_OF_WORDS, record_texts
from search.stemming import main_language

# Haystack makes an index of its class's attributes: here one for each row of the table.
FieldsOfWords = type(indexes.SearchIndex)(
    "FieldsOfWords", (indexes.SearchIndex,), {field.name: indexes.CharField() for field in FIELDS_OF_WORDS}
)


class DocumentIndex(FieldsOfWords, indexes.Indexable):
    text = indexes.CharField(document=True)
    authors = indexes.MultiValueField()  # slugs
    subjects = indexes.MultiValueField()
    journals = indexes.MultiValueField()
    translations = indexes.MultiValueField()  # of keywords and titles, see `keyword_pairs`, `parallel_titles`
    meetings = indexes.MultiValueField()  # of words in titles of two languages
    language = indexes.FacetCharField()
    year = indexes.IntegerField(null=True)
    date = indexes.IntegerField(null=True)  # year, month and day, 20070304, for sorting
    published = indexes.IntegerField(null=True)  # seconds since 1970, for feeds
    title_key = indexes.FacetCharField()

    def get_model(self):
        return Document

    def index_queryset(self, **kwargs):
        return Document.objects.for_indexing()

    def read_queryset(self, **kwargs):
        return Document.objects.published().for_listing()

    def should_update(self, instance, **kwargs):
        return instance.is_published

    def prepare_text(self, document: Document) -> str:
        record = record_texts(document)
        pages = PAGE_BREAK.join(page.text for page in document.pages.all())
        return PART_BREAK.join((*record.values(), *first_readings(document), pages))

    def prepare(self, obj: Document) -> dict[str, Any]:
        return super().prepare(obj) | {field.name: field.text_of(obj) for field in FIELDS_OF_WORDS}

    def prepare_authors(self, document: Document) -> list[str]:
        return [authorship.author.slug for authorship in document.bylines]

    def prepare_subjects(self, document: Document) -> list[str]:
        return [subject.slug for subject in document.subjects.all()]

    def prepare_journals(self, document: Document) -> list[str]:
        return [document.issue.journal.slug] if document.issue else []

    def prepare_translations(self, document: Document) -> list[str]:
        keywords = pairs_of(PAGE_BREAK.join(page.text for page in document.pages.all()))
        return sorted({*keywords, *pairs_of_titles(titles_of(document))})

    def prepare_meetings(self, document: Document) -> list[str]:
        return meetings_of_titles(titles_of(document))

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
        return filed(document.title or document.opening_words, document.language)[:200] or None


def titles_of(document: Document) -> list[Title]:
    """In each language that an article has one in."""
    others = [Title(main_language(each["language"]), each["title"]) for each in document.parallel_texts]
    return [Title(main_language(document.language), document.title), *others] if others else []


CONTEXT = 8  # words on either side of what was corrected: a phrase is found as it was first read
MAX_CORRECTED = 12  # words; what is longer was written anew, or moved


def first_readings(document: Document) -> list[str]:
    """Where a person corrected the text, what the text as first read has there: it is found too.

    What was replaced stands among its neighbours, so that a quotation of it is found. Of what was taken
    out each word stands for itself. Running heads are no text.
    """
    if "text" not in document.evidence:
        return []
    pages = list(document.pages.all())
    known = {word for page in pages for word in f"{page.text} {page.running_head} {page.label}".split()}
    replaced = [reading for page in pages for reading in _replaced(page.raw_text, page.text)]
    known.update(word for reading in replaced for word in reading.split())
    first = (word for page in pages for word in page.raw_text.split())
    return replaced + [word for word in dict.fromkeys(first) if word not in known and not word.endswith("-")]


def _replaced(raw: str, text: str) -> list[str]:
    """The places at which other words were first read, each with its neighbours."""
    words = list(re.finditer(r"\S+", raw))
    read, corrected = [word[0] for word in words], text.split()
    found = []
    for kind, first, last, start, end in SequenceMatcher(None, read, corrected, autojunk=False).get_opcodes():
        before, after = "".join(read[first:last]), "".join(corrected[start:end])
        is_short = max(last - first, end - start) <= MAX_CORRECTED
        if kind == "replace" and is_short and before.replace("-", "") != after.replace("-", ""):
            around = words[max(0, first - CONTEXT) : last + CONTEXT]
            found.append(raw[around[0].start() : around[-1].end()])
    return found
