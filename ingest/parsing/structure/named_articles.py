"""Articles that the file itself names, as the logical structure of a METS does: they override what parsing finds.

What belongs to none of them (a masthead, what the METS passed over) stays together as one text at the end,
one for each issue, that a person should look at: nothing is lost, and nothing is put into another's article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.parsing.layout.blocks import Block
from ingest.parsing.records import Evidence, ParsedAuthor, ParsedDocument, SourceArticle, SourceFile
from ingest.parsing.vocabulary.names import split_name

SOURCE = "METS"
SURE = 0.98  # a person or a checked process made the structure
REST = 0.4

# ISO 639-2 (terminologic, bibliographic) to ISO 639-1: https://www.loc.gov/standards/iso639-2/
TWO_LETTERS = {
    "cat": "ca", "deu": "de", "ger": "de", "dan": "da", "eng": "en", "eus": "eu", "baq": "eu", "fra": "fr",
    "fre": "fr", "glg": "gl", "ita": "it", "lat": "la", "nld": "nl", "dut": "nl", "nor": "no", "pol": "pl",
    "por": "pt", "rus": "ru", "spa": "es", "swe": "sv",
}  # fmt: skip


def divide(blocks: Sequence[Block], source: SourceFile) -> list[tuple[list[Block], SourceArticle | None]]:
    """The blocks of each named article in its own order, then under None those of no article, by issue."""
    order: dict[tuple[int, int], tuple[int, int]] = {}
    for number, article in enumerate(source.articles):
        for place, key in enumerate(article.blocks):
            order.setdefault(key, (number, place))
    parts: dict[int, list[tuple[int, int, Block]]] = {}
    rest: dict[str, list[Block]] = {}
    for block in blocks:
        key = (source.pages[block.page].number, block.first.source.block)
        if key in order:
            number, place = order[key]
            parts.setdefault(number, []).append((block.page, place, block))
        else:
            rest.setdefault(source.pages[block.page].issued, []).append(block)
    divided: list[tuple[list[Block], SourceArticle | None]] = [
        ([part[2] for part in sorted(parts[number], key=lambda part: part[:2])], source.articles[number])
        for number in sorted(parts)
    ]
    return divided + [(unclaimed, None) for unclaimed in rest.values()]


def as_named(document: ParsedDocument, article: SourceArticle | None) -> ParsedDocument:
    """The same document, saying of itself what the file says of it."""
    page = document.pages[0].number if document.pages else None
    if article is None:
        evidence = document.evidence | {"boundary": Evidence(REST, "in no article of the METS", page)}
        return replace(document, evidence=evidence)
    said = Evidence(SURE, SOURCE, page)
    evidence = document.evidence | {
        "boundary": said,
        "kind": Evidence(SURE, f"{SOURCE}: {article.kind}", page),
    }
    if article.title:
        document = replace(document, title=article.title, subtitle="")
        evidence["title"] = said
        evidence.pop("subtitle", None)
    if article.authors:
        language = language_code(article.language) or document.language
        document = replace(document, authors=_authors(article.authors, document.authors, language))
        evidence["authors"] = said
    if code := language_code(article.language):
        document = replace(document, language=code)
        evidence["language"] = said
    return replace(document, evidence=evidence)


def language_code(language: str) -> str:
    """As BCP 47 writes it: its shortest code. "" for an unknown one.

    >>> language_code("eng"), language_code("pt-BR"), language_code("English")
    ('en', 'pt-BR', '')
    """
    code, dash, rest = language.strip().partition("-")
    code = TWO_LETTERS.get(code.lower(), code.lower())
    return code + dash + rest if len(code) in (2, 3) and code.isascii() and code.isalpha() else ""


def _authors(
    names: Sequence[str], printed: Sequence[ParsedAuthor], language: str
) -> tuple[ParsedAuthor, ...]:
    """One for each name; what the page prints of the same person (address, e-mail) is kept."""
    by_name = {f"{author.given} {author.family}".strip().casefold(): author for author in printed}
    authors = []
    for name in names:
        family, comma, given = (part.strip() for part in name.partition(","))
        if comma and given:
            author = ParsedAuthor(given=given, family=family, name_as_printed=name)
        else:
            parts = split_name(name, language)
            is_person = bool(parts.given and parts.family)
            author = (
                ParsedAuthor(given=parts.given, family=parts.family, name_as_printed=name)
                if is_person
                else ParsedAuthor(literal=name, name_as_printed=name)
            )
        authors.append(by_name.get(f"{author.given} {author.family}".strip().casefold(), author))
    return tuple(authors)
