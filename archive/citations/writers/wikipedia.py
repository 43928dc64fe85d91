"""Templates of English Wikipedia's Citation Style 1: {{cite journal}} and its like, a paragraph a work.

Names of parameters and what they take are those of the page "Help:Citation Style 1" there. The extent of the work
stands in `pages`; the page cited stands behind the template, in {{rp}}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from archive.citations.field_texts import day_first, month_name
from archive.citations.record import CitationRecord, Date, Name, Organisation, Person

# CSL type: the template, and the parameter of what the work stands in.
TEMPLATES = {
    "article-journal": ("cite journal", "journal"),
    "article-magazine": ("cite magazine", "magazine"),
    "article-newspaper": ("cite news", "newspaper"),
    "chapter": ("cite book", "title"),
    "book": ("cite book", "series"),
}
ANY_WORK = ("citation", "work")
# What ends a parameter or begins a template, a link, a tag, an entity, bold type, a switch or a signature.
_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in "|{}[]<>&~"}
_RUNS = re.compile("''+|__+|https?:|ftp:|//", re.I)
_IN_ADDRESS = {ord(sign): f"%{ord(sign):02X}" for sign in "\"'<>[]{}| "}


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    for record in records:
        name, container = TEMPLATES.get(record.type, ANY_WORK)
        fields = {key: value for key, value in _fields(record, container).items() if value}
        cited = f"{{{{rp|{_escaped(record.locator)}}}}}" if record.locator else ""
        yield f"{{{{{name} {' '.join(f'|{key}={value}' for key, value in fields.items())}}}}}{cited}\n\n"


def _fields(record: CitationRecord, container: str) -> Mapping[str, str]:
    first, last = record.page_first, record.page_last
    is_range = bool(first and last and last != first)
    fields = {
        **_names("", record.author),
        **_names("editor-", record.editor),
        "date": _date(record.issued),
        "chapter" if record.type == "chapter" else "title": record.best_title,
        container: record.container_title,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.page(dash="–") if is_range else "",
        "page": "" if is_range else record.page(),
        "publisher": "" if record.type.startswith("article-") else record.publisher,
        "location": record.publisher_place,
        "issn": record.ISSN,
        "isbn": record.ISBN,
        "language": record.language,
        "access-date": _date(record.accessed) if record.URL else "",
    }
    addresses = {"doi": record.DOI.translate(_IN_TEMPLATE), "url": record.URL.translate(_IN_ADDRESS)}
    return {key: _escaped(value) for key, value in fields.items()} | addresses


_IN_TEMPLATE = {
    ord(sign): f"&#{ord(sign)};" for sign in "|{}"
}  # an identifier is taken as it is but for these


def _escaped(text: str) -> str:
    """Signs of wikitext as entities: no text opens or ends anything."""
    text = text.translate(_ENTITIES)
    return _RUNS.sub(lambda run: "".join(f"&#{ord(sign)};" for sign in run[0]), text)


def _names(kind: str, names: tuple[Name, ...]) -> dict[str, str]:
    """ "last1", "first1", of a body "author1"; of editors "editor-last1"."""
    fields: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        if isinstance(name, Organisation):
            fields[f"{kind or 'author'}{number}".replace("-", "")] = name.literal
        else:
            fields |= _person(kind, number, name)
    return fields


def _person(kind: str, number: int, person: Person) -> dict[str, str]:
    given = " ".join(filter(None, [person.given, person.suffix]))  # there is no parameter for suffixes
    if not person.full_family:
        return {f"{kind}last{number}": given}
    return {f"{kind}last{number}": person.full_family, f"{kind}first{number}": given}


def _date(date: Date | None) -> str:
    """ "4 July 2007", "July 2007", "c. 1900–1903"."""
    if date is None:
        return ""
    words = " ".join(filter(None, [day_first(date, month_name(date)), str(date.year)]))
    return f"{'c. ' if date.is_circa else ''}{words}{f'–{date.end_year}' if date.end_year else ''}"
