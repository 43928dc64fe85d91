"""How often what parsing says is right, by how sure it says it is: title and authors of `houses` and of `strange_houses`."""

from __future__ import annotations

import random
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from ingest.parsing.pipeline import parse
from ingest.parsing.records import ParsedDocument, SourceFile
from ingest.parsing.rules import FAIR, GUESSED, LIKELY, SURE
from ingest.sources import read_source
from tests.ingest.parsing.houses import Article, typeset
from tests.ingest.parsing.strange_houses import house_of, metadata, way_of

STEPS = (SURE, LIKELY, FAIR, GUESSED, 0.0)  # lower ends of the table's rows
SAME_TITLE = 0.8  # similarity from which two titles are the same one


@dataclass(frozen=True)
class Claim:
    """A value that was said, with how sure, and whether it is right."""

    field: str
    confidence: float
    is_right: bool
    told: str  # what was said and what is printed, for whoever looks for the cause


def claims(numbers: Iterable[int]) -> Iterator[Claim]:
    """Two claims an article, title and authors; a value that is not given is a wrong one said with 0."""
    for number in numbers:
        data, article = typeset(number)
        documents = parse(_read(data)).documents
        yield from _of_article(number, article, documents)


def strange_claims(numbers: Iterable[int]) -> Iterator[Claim]:
    """The same of articles that mislead or are worn, of values that are said; also where nothing is printed."""
    for number in numbers:
        data, article = typeset(number, house_of(number))
        source = replace(_read(data), info=metadata(number, article))
        documents = parse(way_of(number).change(source, random.Random(number))).documents
        yield from (claim for claim in _of_article(number, article, documents) if claim.confidence)


def _read(data: bytes) -> SourceFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.pdf"
        path.write_bytes(data)
        return read_source(path, path.name)


def _of_article(number: int, article: Article, documents: tuple[ParsedDocument, ...]) -> Iterator[Claim]:
    found = max(documents, key=lambda document: _likeness(document.title, article.title))
    said = {name: evidence.confidence for name, evidence in found.evidence.items()}
    titles = (found.title, f"{found.title} {found.subtitle}")
    is_title = bool(article.title) and max(_likeness(title, article.title) for title in titles) >= SAME_TITLE
    where = f"{number} ({article.house}, {article.language}):"
    yield Claim("title", said.get("title", 0.0), is_title, f"{where} {found.title!r} for {article.title!r}")
    names = [author.name_as_printed for author in found.authors]
    wanted = [_key(person.given, person.family) for person in article.people]
    is_right = [_key(author.given, author.family or author.literal) for author in found.authors] == wanted
    printed = [person.name for person in article.people]
    yield Claim("authors", said.get("authors", 0.0), is_right, f"{where} {names} for {printed}")


def _fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.casefold()))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _fold(one), _fold(other), autojunk=False).ratio()


def _key(given: str, family: str) -> tuple[str, str]:
    return _fold(family), _fold(given)[:1]


@dataclass(frozen=True)
class Row:
    """Of one field, what was said with `lowest` and more, up to the row above."""

    field: str
    lowest: float
    said: int
    right: int


def table(found: list[Claim]) -> list[Row]:
    rows = []
    for field in ("title", "authors"):
        rest = [claim for claim in found if claim.field == field]
        for lowest in STEPS:
            here = [claim for claim in rest if claim.confidence >= lowest]
            rest = [claim for claim in rest if claim.confidence < lowest]
            rows.append(Row(field, lowest, len(here), sum(claim.is_right for claim in here)))
    return rows
