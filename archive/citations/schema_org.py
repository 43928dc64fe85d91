"""A record as an article of schema.org, for search engines (JSON-LD 1.1)."""

from __future__ import annotations

from archive.citations.field_texts import address, natural
from archive.citations.record import CitationRecord, Name, Organisation, ParallelText, ReviewedWork, iso

Node = dict[str, object]
TYPES = {"article-magazine": "Article", "article-newspaper": "NewsArticle"}  # others: ScholarlyArticle


def article(record: CitationRecord, page_url: str) -> Node:
    """The article as nested nodes; what is not known is left out, a title is not made up."""
    kind = TYPES.get(record.type, "ScholarlyArticle")
    return _known(
        {
            "@context": "https://schema.org",
            "@type": [kind, "Review"] if record.reviewed else kind,
            "@id": record.URL,
            "url": page_url,
            "headline": record.title,
            "alternateName": [_in_language(each.plain_title, each) for each in record.parallel if each.title],
            "author": [_agent(name) for name in record.author],
            "editor": [_agent(name) for name in record.editor],
            "translator": [_agent(name) for name in record.translator],
            "itemReviewed": [_reviewed(work) for work in record.reviewed],
            "datePublished": iso(record.issued),
            "isPartOf": _issue(record),
            "pageStart": record.page_first,
            "pageEnd": record.page_last,
            "pagination": record.page(dash="–"),
            "inLanguage": record.language,
            "abstract": _abstracts(record),
            "license": record.rights_url,
            "copyrightNotice": "" if record.rights_url else record.rights,
            "conditionsOfAccess": record.access_in_words,
            "keywords": list(record.keyword),
            "sameAs": address(record) if record.DOI else "",
            "identifier": _property("DOI", record.DOI) if record.DOI else None,
            "publisher": _organisation(record.publisher) if record.publisher else None,
        }
    )


def _known(node: Node) -> Node:
    return {name: value for name, value in node.items() if value}


def _agent(name: Name) -> Node:
    if isinstance(name, Organisation):
        return _organisation(name.literal)
    return _known(
        {
            "@type": "Person",
            "@id": name.orcid_url,
            "sameAs": name.orcid_url,
            "name": natural(name, name.given),
            "familyName": name.full_family,
            "givenName": name.given,
            "honorificSuffix": name.suffix,
        }
    )


def _in_language(text: str, each: ParallelText) -> Node | str:
    return {"@value": text, "@language": each.language} if each.language else text


def _abstracts(record: CitationRecord) -> object:
    """The abstract; with those in other languages where there are any."""
    others = [_in_language(each.abstract, each) for each in record.parallel if each.abstract]
    if not others or not record.abstract:
        return others or record.abstract
    return [_in_language(record.abstract, ParallelText(record.language)), *others]


def _reviewed(work: ReviewedWork) -> Node:
    return _known(
        {
            "@type": "Book",
            "name": work.title,
            "author": [_agent(name) for name in work.author],
            "publisher": _organisation(work.publisher) if work.publisher else None,
            "datePublished": work.year,
        }
    )


def _organisation(name: str) -> Node:
    return {"@type": "Organization", "name": name}


def _property(kind: str, value: str) -> Node:
    return {"@type": "PropertyValue", "propertyID": kind, "value": value}


def _issue(record: CitationRecord) -> Node | None:
    """Issue in volume in journal, as many of the three as are known."""
    if not record.container_title:
        return None
    whole = _known({"@type": "Periodical", "name": record.container_title, "issn": record.ISSN})
    if record.volume:
        whole = {"@type": "PublicationVolume", "volumeNumber": record.volume, "isPartOf": whole}
    if record.issue:
        whole = {"@type": "PublicationIssue", "issueNumber": record.issue, "isPartOf": whole}
    return whole
