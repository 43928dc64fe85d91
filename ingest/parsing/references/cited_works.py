"""One entry of a list of references -> its authors, year, title, container, volume, pages, DOI.

Two shapes are told apart: author, year, title ("Sá, A. (2001) On water. River Quarterly, 4(1), 1–7.")
and author, title, year ("A. Sá. On water. River Quarterly, 4(1):1–7, 2001."). What fits neither stays
unknown: a wrong author is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.parsing.records import ParsedReference
from ingest.parsing.references.cited_names import BETWEEN, INVERTED, read_names, short_names
from ingest.parsing.references.misread_dois import MENDED, mend_syntax
from ingest.parsing.vocabulary.identifiers import find_doi

MAX_AUTHORS_LETTERS = 1_200  # a consortium's list; what is longer is no list of names
MAX_BODY_WORDS = 12  # of the name of a body
MIN_REST = 4  # characters after the year: a title of three letters and its stop
MAX_FAMILY_WORDS = 2  # after the initials: "Mads L. Pedersen"
MIN_TITLE_WORDS = 3  # of what opens a title after a comma
MAX_CONTAINER = 160  # characters of the name of a journal
SURE, LIKELY, WEAK = 0.9, 0.75, 0.6

_number = re.compile(r"^(?:\[[^\]]{1,20}\]|[({]\d{1,3}[)}]|\d{1,3}[.)](?=\s))\s*")
_link = re.compile(
    r"(?:\b(?:doi|url|(?:retrieved|accessed|available|disponible|disponível|consultado|acesso|consulté|zugriff)\b"
    r"[^.]{0,40}?):?\s*)?(?:https?:\s?//\S+|\b10\.\d{4,9}/\S+).*$",
    re.I | re.S,
)
_early_year = re.compile(
    r"^(?P<names>.{0,1200}?)[\s,]*\((?P<year>1[5-9]\d\d|20\d\d)[a-z]?[^()]{0,25}\)(?P<mark>[.,:]?)\s*"
)
_bare_year = re.compile(
    r"^(?P<names>.{4,1200}?)(?:(?<=\.)|[.,])\s+(?P<year>1[5-9]\d\d|20\d\d)[a-z]?(?P<mark>[.:,])\s+(?=\S{2}|[«“‘„])"
)
_closing_year = re.compile(
    r",\s+(?:[a-z]{3,9}\.?\s+)?(?:1[5-9]|20)\d\d[a-z]?\.$", re.I
)  # "On water, May 2021."
_late_year = re.compile(r"(?<![\d–/-])(1[5-9]\d\d|20\d\d)(?:[a-z])?(?![\d–/-])")
_pages = re.compile(
    r"(?:\b(?:pp?|pages|pág[gs]?|págs|S|Seiten)\b\.?\s?|[:,;]\s?)(?P<first>[A-Z]?\d{1,6})\s?[-–—]\s?(?P<last>[A-Z]?\d{1,6})(?![\d-])",
)
_volume = re.compile(
    r"(?:\bv(?:ol(?:ume|umen)?)?\b\.?\s?|\b(?:Jg|Bd|Jahrgang|Band|t|tomo|tome|año|ano)\b\.?\s?|[,;]\s?|\s)"
    r"(?P<volume>(?!(?:1[5-9]|20)\d\d\b)\d{1,4})\s?(?:\(\s?[\w–/.º° -]{1,12}\s?\))?\s?(?=[,:.;(]|$)",
    re.I,
)
_quoted = re.compile(r"^[“‘\"«„']\s?(?P<title>.{3,400}?)\s?[,.?!]?[”’\"»“'](?=[\s,.(]|$)[,.]?\s*")
_stop = re.compile(r"(?<=[^\s.][^\s.][.?!])\s+(?=\S)|(?<=[)\]”’][.?!])\s+(?=\S)")
_in = re.compile(r"^(?:in|en|em|dans)\s*:?\s+", re.I)
_comma_in = re.compile(r",\s+(?=(?:in|en|em|dans)\s*:?\s+[A-ZÀ-Þ])")
_imprint = re.compile(  # ", Madrid, Editorial del Valle", ", Paris: Seuil"
    r",\s+[A-ZÀ-Þ][\w'’ -]{2,30}(?:,|\s?:)\s+[A-ZÀ-Þ][^,]{2,60}(?:,\s+\d+\s?pp?)?\.?$"
)
_editors = re.compile(
    r"^.{3,160}?\((?:eds?|ed|hrsg|hg|dirs?|coords?|orgs?|comps?)\.?(?:\s[^)]{0,20})?\)[.,:]?\s*", re.I
)
_initials_after_family = re.compile(r"^(?![^\W\d_]\.).*[\w’'-]{2},\s+(?:[A-ZÀ-Þ]\.[\s-]?)*[A-ZÀ-Þ]\.?$", re.S)
_editors_after = re.compile(r"^.{3,160}?,\s+(?:editors?|eds?\.|hrsg\.)\s*[,:]\s*", re.I)
_trailing_numbers = re.compile(r"(?:[.,;]?\s+\d[\d./–-]*)+$")
_abbreviated = re.compile(r"(?:^|\s)[A-ZÀ-Þ]\w{0,5}$")  # "J. Mach. Learn. Res."
_book_end = re.compile(
    r"[,(]\s*(?:pp?|pages?|vol|volume|series|S|Jg|Jahrgang|Bd|Band|tomo?)\b|\s\((?=\D{0,9}(?:1[5-9]|20)\d\d)|\.\s|,\s+\d|,\s+(?:[A-ZÀ-Þ][\w.]+\s?){1,3}(?:,|:|$)"
)
_place = re.compile(r",\s+[A-ZÀ-Þ][\w.'’-]+(?:\s(?:de|do|da|la|[A-ZÀ-Þ][\w.'’-]+)){0,2}$")
_names_end = re.compile(
    r"\.\s+(?=[^\W\d_“‘\"«¿¡\[])|\.\s+(?=[“‘\"«¿¡])|[,:]\s+(?=[“‘\"«„])|[,:]\s+(?=[A-ZÀ-Þ¿¡][\w'’-]*\s+[^\W\d_]+)"
)


@dataclass(frozen=True, slots=True)
class _Parts:
    names: str
    year: int | None
    rest: str  # title and what follows
    confidence: float
    is_comma_style: bool = (
        False  # commas alone part what is told: "SÁ, A. (2001), On water, Lima, Valley Press"
    )


def read_work(raw: str, *, is_recognised: bool = False) -> ParsedReference:
    """What the entry says. `is_recognised`: it was read from an image, its DOI may have to be mended."""
    doi = find_doi(mend_syntax(raw)) if is_recognised else find_doi(raw)
    confidence = {"doi": MENDED if doi not in raw else 0.98} if doi else {}
    body = " ".join(_link.sub("", _number.sub("", raw)).split()).rstrip(" .,;") + "."
    parts = _parts(body)
    if parts is None:
        return ParsedReference(raw, doi, confidence=confidence)
    title, after = _title(parts.rest, is_comma_style=parts.is_comma_style)
    pages = _pages.search(after)
    volume = _volume.search(after[: pages.start()] if pages else after)
    container = _container(after, volume, pages) if title else ""
    values = {
        "authors": read_names(parts.names) or _body(parts),
        "year": parts.year,
        "title": title,
        "container": container,
        "volume": volume["volume"] if volume and container else "",
        "pages": f"{pages['first']}–{pages['last']}" if pages else "",
    }
    confidence |= {name: parts.confidence for name, value in values.items() if value}
    return ParsedReference(raw, doi, confidence=confidence, **values)  # type: ignore[arg-type]


def _body(parts: _Parts) -> tuple[str, ...]:
    """A body that stands where authors do, before a year in brackets: "UNESCO. (2017)."."""
    name = parts.names.strip(" .,;")
    is_one = parts.confidence == SURE and 1 <= len(name.split()) <= MAX_BODY_WORDS and name[:1].isupper()
    return (name,) if is_one and not any(c in name for c in ',;:“"0123456789') else ()


def _parts(body: str) -> _Parts | None:
    for pattern, confidence in ((_early_year, SURE), (_bare_year, LIKELY)):
        match = pattern.match(body)
        if match and len(body) - match.end() >= MIN_REST and _may_be_names(match["names"]):
            rest = body[match.end() :]
            return _Parts(match["names"], int(match["year"]), rest, confidence, match["mark"] == ",")
    names, rest = _leading_names(body)
    if not names:
        return None
    years = [int(year) for year in _late_year.findall(_pages.sub(" ", rest))]
    return _Parts(names, years[-1] if years else None, _closing_year.sub(".", rest), WEAK)


def _may_be_names(text: str) -> bool:
    """Names, or the name of a body: no sentence stands before the year."""
    return len(text) <= MAX_AUTHORS_LETTERS and (bool(read_names(text)) or not _stop.search(text + " "))


def _leading_names(body: str) -> tuple[str, str]:
    """The names up to the first mark that closes a list of them, and the rest; ("", "") if there is none."""
    for match in _names_end.finditer(body[:MAX_AUTHORS_LETTERS]):
        names, rest = body[: match.start()], body[match.end() :]
        is_stop = match[0][0] == "."
        if is_stop and _ends_in_initial(names) and "." in names:
            names += "."  # the stop after "FOURNIER, M" is the initial's too
        if is_stop and _ends_in_initial(names) and rest[:1] not in '“‘"«„' and not _closes_list(names, rest):
            continue  # "A. Sá", "Mads L. Pedersen"
        if not is_stop and rest[:1] not in '“‘"«„' and not _opens_title(names, rest):
            continue  # the comma between two names
        if read_names(names):
            return names, rest
    return "", ""


def _closes_list(names: str, rest: str) -> bool:
    """Is the initial before the stop the last word of the list: "Sá, A. M. On water", "Sá AM, Paz L. On water"?"""
    if INVERTED.match(rest) or BETWEEN.match(rest):
        return False
    if _initials_after_family.search(names):
        return True
    next_words = re.split(r"[.,]", rest, maxsplit=1)[0].split()
    is_rest_of_name = len(next_words) <= MAX_FAMILY_WORDS and all(word[:1].isupper() for word in next_words)
    read = short_names(names)
    return len(read) > 1 or (bool(read) and not is_rest_of_name)  # "Jurgen A. Doornik"


def _opens_title(names: str, rest: str) -> bool:
    """Do names with initials end at this comma, and several words that are no name follow?"""
    first = re.split(r"[.,]", rest, maxsplit=1)[0]
    has_initials = bool(re.search(r"(?:^|\s)[A-ZÀ-Þ]\.", names)) and not INVERTED.match(names)
    words = first.split()
    is_phrase = len(words) >= MIN_TITLE_WORDS and any(word[:1].islower() for word in words[1:])
    return has_initials and is_phrase and not read_names(first)


def _ends_in_initial(names: str) -> bool:
    return len(names.rsplit(" ", 1)[-1].rstrip(".")) <= 1


def _title(rest: str, *, is_comma_style: bool) -> tuple[str, str]:
    """The title and what follows it."""
    quoted = _quoted.match(rest)
    if quoted:
        return quoted["title"].strip(), rest[quoted.end() :]
    stop = (_imprint.search(rest) or _comma_in.search(rest)) if is_comma_style else None
    stop = stop or _stop.search(rest)
    if stop is None:
        return rest.rstrip(" ."), ""
    after = rest[stop.end() :] if not is_comma_style else rest[stop.start() :].lstrip(" ,")
    return rest[: stop.start()].rstrip(" .").strip(), after


def _container(after: str, volume: re.Match[str] | None, pages: re.Match[str] | None) -> str:
    """The journal before its volume or pages, or the book after "In"."""
    opened = _in.match(after)
    if opened:
        text = _editors_after.sub("", _editors.sub("", after[opened.end() :]))
        stop = _book_end.search(text)
        text = (text[: stop.start()] if stop else text).strip(" .,:;")
        return _trailing_numbers.sub("", text if stop or ", " not in text else text.split(", ")[0])
    end = volume or pages
    if end is None:
        return ""
    name = _trailing_numbers.sub("", after[: end.start()].strip(" .,:;"))
    if end[0].lower().startswith("v."):
        name = _place.sub("", name)  # "River Quarterly, São Paulo, v. 4"
    is_one = all(_abbreviated.search(part) for part in name.split(". ")[:-1])
    return name if is_one and name and len(name) < MAX_CONTAINER and not name[:1].isdigit() else ""
