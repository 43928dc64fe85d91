"""What the formats of tagged lines (RIS, RefWorks) share: the values of a record under their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archive.citations.record import CitationRecord

Values = Mapping[str, Sequence[str]]


def tagged(
    order: Sequence[tuple[str, str]], record: CitationRecord, own: Values
) -> Iterator[tuple[str, str]]:
    """(tag, value) in the `order` of (tag, name of a value), unknown ones left out.

    `own` has the values that the format writes in its own way: names, dates, the type.
    """
    values = {**_values(record), **own}
    for tag, name in order:
        yield from ((tag, value) for value in values[name] if value)


def _values(record: CitationRecord) -> Values:
    is_article = record.type.startswith("article-")
    return {
        "id": [record.id],
        "title": [record.title],
        "titles in other languages": [each.plain_title for each in record.parallel],
        "short title": [record.title_short],
        "container": [record.container_title],
        "periodical": [record.container_title if is_article else ""],
        "book": ["" if is_article else record.container_title],
        "abbreviation": [record.container_title_short],
        "volume": [record.volume],
        "issue": [record.issue],
        "first page": [record.page_first],
        "last page": [record.page_last if record.page_last != record.page_first else ""],
        "publisher": [record.publisher],
        "place": [record.publisher_place],
        "ISSN or ISBN": [record.ISSN or record.ISBN],
        "DOI": [record.DOI],
        "address": [record.URL],
        "language": [record.language],
        "keywords": record.keyword,
        "abstract": [record.abstract],
        "note": [record.note],
        "reviewed work": [work.in_words for work in record.reviewed],
    }


def without_commas(*parts: str) -> list[str]:
    """A comma in a part of a name would begin the next part, so it gives way."""
    return [part.replace(",", "") for part in parts]
