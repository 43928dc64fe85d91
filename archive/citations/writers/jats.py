"""JATS 1.3 (ANSI/NISO Z39.96, Archiving tag set): an article's front matter, in the order of the standard.

A work whose journal has an ISSN and whose year is known satisfies the stricter Publishing set too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from archive.citations.marked_titles import cut_marked, read_marks
from archive.citations.record import CitationRecord, Date, Name, Organisation, Person, ReviewedWork
from archive.citations.writers.mods import split_title
from archive.citations.writers.xml import (
    XLINK,
    XML_LANG,
    Element,
    add,
    add_known,
    add_marked,
    lang_of,
    write_one_or_collection,
)

MARKS = {"i": "italic", "sub": "sub", "sup": "sup"}


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    """One <article>; several in <articles>, since the standard knows no collection."""
    yield from write_one_or_collection(records, to_element, "<articles>", "</articles>")


def to_element(record: CitationRecord) -> Element:
    article = etree.Element(
        "article",
        {"article-type": "book-review" if record.reviewed else "other", "dtd-version": "1.3"},
        nsmap={"xlink": XLINK},
    )
    if record.language:
        article.set(XML_LANG, record.language)
    front = add(article, "front")
    _journal(front, record)
    meta = add(front, "article-meta")
    add(meta, "article-id", record.id, **{"pub-id-type": "publisher-id"})
    add_known(meta, "article-id", record.DOI, **{"pub-id-type": "doi"})
    _title(meta, record)
    _contributors(meta, record)
    if record.issued:
        _date(meta, record.issued)
    add_known(meta, "volume", record.volume)
    add_known(meta, "issue", record.issue)
    add_known(meta, "isbn", record.ISBN)
    if record.page_first:
        add(meta, "fpage", record.page_first)
        add_known(meta, "lpage", record.page_last)
    for work in record.reviewed:
        _product(meta, work)
    _rights(meta, record)
    if record.URL:
        add(meta, "self-uri", **{f"{{{XLINK}}}href": record.URL})
    if record.abstract:
        add(add(meta, "abstract"), "p", record.abstract)
    for each in record.parallel:
        if each.abstract:
            add(add(meta, "trans-abstract", **lang_of(each)), "p", each.abstract)
    if record.keyword:
        group = add(meta, "kwd-group")
        for word in record.keyword:
            add(group, "kwd", word)
    known = [("cited-page", record.locator), ("access-rights", record.access_in_words)]
    if custom := [each for each in known if each[1]]:
        group = add(meta, "custom-meta-group")
        for name, value in custom:
            pair = add(group, "custom-meta")
            add(pair, "meta-name", name)
            add(pair, "meta-value", value)
    return article


def _journal(front: Element, record: CitationRecord) -> None:
    if not (record.container_title or record.publisher or record.ISSN):
        return
    meta = add(front, "journal-meta")
    add_known(meta, "journal-id", record.ISSN, **{"journal-id-type": "issn"})
    if record.container_title:
        titles = add(meta, "journal-title-group")
        add(titles, "journal-title", record.container_title)
        add_known(titles, "abbrev-journal-title", record.container_title_short)
    add_known(meta, "issn", record.ISSN)
    if record.publisher:
        publisher = add(meta, "publisher")
        add(publisher, "publisher-name", record.publisher)
        add_known(publisher, "publisher-loc", record.publisher_place)


def _title(meta: Element, record: CitationRecord) -> None:
    """An untitled work has an empty title: the Publishing set wants the element."""
    title, subtitle = split_title(record)
    group = add(meta, "title-group")
    add_marked(group, "article-title", cut_marked(record.title_pieces, 0, len(title)), MARKS)
    if subtitle:
        add_marked(group, "subtitle", cut_marked(record.title_pieces, len(title) + 2), MARKS)
    for each in record.parallel:
        if each.title:
            in_language = add(group, "trans-title-group", **lang_of(each))
            add_marked(in_language, "trans-title", read_marks(each.title), MARKS)


def _product(meta: Element, work: ReviewedWork) -> None:
    product = add(meta, "product", **{"product-type": "book"})
    if work.author:
        people = add(product, "person-group", **{"person-group-type": "author"})
        for name in work.author:
            _name(people, name)
    add_known(product, "source", work.title)
    add_known(product, "publisher-name", work.publisher)
    add_known(product, "year", work.year)


def _rights(meta: Element, record: CitationRecord) -> None:
    if record.rights:
        address = {f"{{{XLINK}}}href": record.rights_url} if record.rights_url else {}
        add(add(add(meta, "permissions"), "license", **address), "license-p", record.rights)


def _contributors(meta: Element, record: CitationRecord) -> None:
    people = [(kind, name) for kind in ("author", "editor", "translator") for name in getattr(record, kind)]
    if people:
        group = add(meta, "contrib-group")
        for kind, name in people:
            contributor = add(group, "contrib", **{"contrib-type": kind})
            if isinstance(name, Person):
                add_known(contributor, "contrib-id", name.orcid_url, **{"contrib-id-type": "orcid"})
            _name(contributor, name)


def _name(contrib: Element, name: Name) -> None:
    if isinstance(name, Organisation):
        add(contrib, "collab", name.literal)
        return
    if not name.full_family:
        add(contrib, "string-name", name.given)
        return
    element = add(contrib, "name", **{"name-style": "eastern"} if name.in_own_order else {})
    add(element, "surname", name.full_family)
    add_known(element, "given-names", name.given)
    add_known(element, "suffix", name.suffix)


def _date(meta: Element, date: Date) -> None:
    element = add(meta, "pub-date", **{"date-type": "pub", "iso-8601-date": date.iso})
    add_known(element, "day", str(date.day or ""))
    add_known(element, "month", str(date.month or ""))
    add(element, "year", str(date.year))
    if date.is_circa or date.end_year:
        circa = "circa " if date.is_circa else ""
        add(element, "string-date", f"{circa}{date.year}" + (f"–{date.end_year}" if date.end_year else ""))
