"""One entry of a list of references -> its authors, year, title, container, volume, pages, DOI.

Two shapes are told apart: author, year, title ("Sá, A. (2001) On water. River Quarterly, 4(1), 1–7.")
and author, title, year ("A. Sá. On water. River Quarterly, 4(1):1–7, 2001."). What fits neither stays
unknown: a wrong author is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.parsing.cues import has_institution, names_body
from ingest.parsing.identifiers import find_doi
from ingest.parsing.misread_dois import MENDED, mend_syntax
from ingest.parsing.name_words import PARTICLES
from ingest.parsing.normalise import fold
from ingest.parsing.records import ParsedReference

MOST_AUTHORS_LETTERS = 1_200  # a consortium's list; what is longer is no list of names
SURE, LIKELY, WEAK = 0.9, 0.75, 0.6

_number = re.compile(r"^(?:\[[^\]]{1,20}\]|[({]\d{1,3}[)}]|\d{1,3}[.)](?=\s))\s*")
_link = re.compile(r"(?:\bdoi:?\s*|\burl:?\s*)?(?:https?://\S+|\b10\.\d{4,9}/\S+).*$", re.I | re.S)
_early_year = re.compile(
    r"^(?P<names>.{0,1200}?)[\s,]*\((?P<year>1[5-9]\d\d|20\d\d)[a-z]?[^()]{0,25}\)[.,:]?\s*"
)
_bare_year = re.compile(r"^(?P<names>.{4,1200}?)[.,]\s+(?P<year>1[5-9]\d\d|20\d\d)[a-z]?[.:,]\s+(?=\S{2})")
_late_year = re.compile(r"(?<![\d–/-])(1[5-9]\d\d|20\d\d)(?:[a-z])?(?![\d–/-])")
_pages = re.compile(
    r"(?:\b(?:pp?|pages|pág[gs]?|págs|S|Seiten)\b\.?\s?|[:,]\s?)(?P<first>[A-Z]?\d{1,6})\s?[-–—]\s?(?P<last>[A-Z]?\d{1,6})(?![\d-])",
)
_volume = re.compile(
    r"(?:\bvol(?:ume|\.)?\s?|,\s|\s)(?P<volume>(?!(?:1[5-9]|20)\d\d\b)\d{1,4})\s?(?:\(\s?[\w–/-]{1,9}\s?\))?\s?(?=[,:.;(]|$)",
    re.I,
)
_quoted = re.compile(r"^[“‘\"«„'](?P<title>.{3,400}?)[,.?!]?[”’\"»“'](?=[\s,.(]|$)[,.]?\s*")
_stop = re.compile(r"(?<=[^\s.][^\s.][.?!])\s+(?=\S)|(?<=[)\]”’][.?!])\s+(?=\S)")
_in = re.compile(r"^(?:in|en|em|dans)\s*:?\s+", re.I)
_editors = re.compile(
    r"^.{3,160}?\((?:eds?|ed|hrsg|dirs?|coords?|orgs?|comps?)\.?(?:\s[^)]{0,20})?\)[.,:]?\s*", re.I
)
_et_al = re.compile(r"[,;]?\s*(?:et\s+al\.?|and others|y otros|u\.\s?a\.)\s*$", re.I)
_inverted = re.compile(
    r"(?P<family>(?:[^\W\d_][\w'’.-]*\s){0,3}?[^\W\d_][\w'’-]+),\s+(?P<given>(?:[A-ZÀ-Þ]\.[\s-]?)+|[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’.-]*)*)"
)
_initials_after_family = re.compile(r"^(?![^\W\d_]\.).*[\w’'-]{2},\s+(?:[A-ZÀ-Þ]\.[\s-]?)*[A-ZÀ-Þ]\.?$", re.S)
_editors_after = re.compile(r"^.{3,160}?,\s+(?:editors?|eds?\.|hrsg\.)\s*[,:]\s*", re.I)
_trailing_numbers = re.compile(r"(?:\s+\d[\d.]*)+$")
_between = re.compile(r"^\s*(?:[,;.]?\s*(?:&|and|y|e|et|und)\s+|[,;]\s*|\.?\s*$)", re.I)
_natural_split = re.compile(r",?\s+(?:and|y|e|et|und|&)\s+|[,;]\s+")
_name_word = re.compile(r"^(?:[A-ZÀ-ÞĀ-Ž][\w'’.-]*|[dDlO]['’][A-ZÀ-Þ][\w'’-]*)$")


@dataclass(frozen=True, slots=True)
class _Parts:
    names: str
    year: int | None
    rest: str  # title and what follows
    confidence: float


def read_work(raw: str, *, is_recognised: bool = False) -> ParsedReference:
    """What the entry says. `is_recognised`: it was read from an image, its DOI may have to be mended."""
    doi = find_doi(mend_syntax(raw)) if is_recognised else find_doi(raw)
    confidence = {"doi": MENDED if doi not in raw else 0.98} if doi else {}
    body = " ".join(_link.sub("", _number.sub("", raw)).split()).rstrip(" .,;") + "."
    parts = _parts(body)
    if parts is None:
        return ParsedReference(raw, doi, confidence=confidence)
    title, after = _title(parts.rest)
    pages = _pages.search(after)
    volume = _volume.search(after[: pages.start()] if pages else after)
    container = _container(after, volume, pages) if title else ""
    values = {
        "authors": read_names(parts.names),
        "year": parts.year,
        "title": title,
        "container": container,
        "volume": volume["volume"] if volume and container else "",
        "pages": f"{pages['first']}–{pages['last']}" if pages else "",
    }
    confidence |= {name: parts.confidence for name, value in values.items() if value}
    return ParsedReference(raw, doi, confidence=confidence, **values)  # type: ignore[arg-type]


def _parts(body: str) -> _Parts | None:
    for pattern, confidence in ((_early_year, SURE), (_bare_year, LIKELY)):
        match = pattern.match(body)
        if match and len(body) - match.end() > 3 and _may_be_names(match["names"]):
            return _Parts(match["names"], int(match["year"]), body[match.end() :], confidence)
    names, rest = _leading_names(body)
    if not names:
        return None
    years = [int(year) for year in _late_year.findall(_pages.sub(" ", rest))]
    return _Parts(names, years[-1] if years else None, rest, WEAK)


def _may_be_names(text: str) -> bool:
    """Names, or the name of a body: no sentence stands before the year."""
    return len(text) <= MOST_AUTHORS_LETTERS and (bool(read_names(text)) or not _stop.search(text + " "))


def _leading_names(body: str) -> tuple[str, str]:
    """The names up to the first stop that closes a list of them, and the rest; ("", "") if there is none."""
    for match in re.finditer(
        r"\.\s+(?=[^\W\d_“‘\"«¿¡\[])|\.\s+(?=[“‘\"«¿¡])|,\s+(?=[“‘\"«„])", body[:MOST_AUTHORS_LETTERS]
    ):
        names, rest = body[: match.start()], body[match.end() :]
        is_initial = _ends_in_initial(names) and rest[:1] not in '“‘"«„'
        goes_on = not _initials_after_family.search(names) or _inverted.match(rest) or _between.match(rest)
        if is_initial and goes_on:
            continue  # "A. Sá", "Mads L. Pedersen"
        if read_names(names):
            return names, rest
    return "", ""


def _ends_in_initial(names: str) -> bool:
    return len(names.rsplit(" ", 1)[-1].rstrip(".")) <= 1


def read_names(text: str) -> tuple[str, ...]:
    """The persons of a list of names, as printed; () if any part of it is none.

    >>> read_names("Sá, A., Paz, L. & Roth, E.")
    ('Sá, A.', 'Paz, L.', 'Roth, E.')
    >>> read_names("Ana Sá, Luis Paz, and E. Roth")
    ('Ana Sá', 'Luis Paz', 'E. Roth')
    """
    text = _et_al.sub(
        "", re.sub(r"\((?:eds?|hrsg|dirs?|coords?|orgs?)\.?\)", "", text, flags=re.I).strip(" ,;")
    )
    if not text or any(c.isdigit() for c in text):
        return ()
    natural = _natural_names(text)
    is_list = len(natural) > 2 or (natural and "," not in text)  # "García Vega, Ana Luz" is one person
    return natural if is_list else _inverted_names(text) or natural


def _inverted_names(text: str) -> tuple[str, ...]:
    names, place = [], 0
    while place < len(text):
        match = _inverted.match(text, place)
        if match is None:
            break
        names.append(match[0].strip())
        gap = _between.match(text[match.end() :])
        if gap is None:
            return ()
        place = match.end() + gap.end()
    rest = text[place:].strip(" .,;")
    if rest and (not names or not _is_name(rest)):
        return ()  # after "Sá, Ana" the others may stand in natural order
    return (*names, rest) if rest else tuple(names)


def _natural_names(text: str) -> tuple[str, ...]:
    names = [part.strip() for part in _natural_split.split(text) if part.strip()]
    return tuple(names) if names and all(_is_name(name) for name in names) else ()


def _is_name(text: str) -> bool:
    words = text.split()
    if has_institution(fold(text)) or names_body(fold(text)):
        return False
    full = [w for w in words if w.lower().strip(".") not in PARTICLES]
    return 2 <= len(words) <= 6 and bool(full) and all(_name_word.match(word) for word in full)


def _title(rest: str) -> tuple[str, str]:
    """The title and what follows it."""
    quoted = _quoted.match(rest)
    if quoted:
        return quoted["title"].strip(), rest[quoted.end() :]
    stop = _stop.search(rest)
    if stop is None:
        return rest.rstrip(" ."), ""
    return rest[: stop.start()].rstrip(" .").strip(), rest[stop.end() :]


def _container(after: str, volume: re.Match[str] | None, pages: re.Match[str] | None) -> str:
    """The journal before its volume, or the book after "In"."""
    opened = _in.match(after)
    if opened:
        text = after[opened.end() :]
        text = _editors_after.sub("", _editors.sub("", text))
        stop = re.search(r"[,(]\s*(?:pp?|pages|vol|volume|series)\b|\s\(|\.\s|,\s+\d|,\s+[A-ZÀ-Þ]", text)
        return _trailing_numbers.sub("", (text[: stop.start()] if stop else text).strip(" .,:;"))
    if volume is None:
        return ""
    name = after[: volume.start()].strip(" .,:;")
    return (
        name
        if name and len(name) < 160 and not name[:1].isdigit() and ". " not in name.replace("J. ", "")
        else ""
    )
