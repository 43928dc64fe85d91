"""The names at the head of a cited work, in whichever order and with whichever marks between them.

| style | as printed |
|---|---|
| APA, Harvard, Chicago | Sá, A., & Paz, L. — Sá, Ana, and Luis Paz |
| Vancouver, French | Sá AM, Paz L — SÁ A. et PAZ L. |
| ABNT, German | SÁ, A.; PAZ, L. — Sá, A. / Paz, L. |
| IEEE, BibTeX | A. Sá and L. Paz — Ana Sá, Luis Paz, and E. Roth |
"""

from __future__ import annotations

import re

from ingest.parsing.vocabulary.cues import has_institution, names_body
from ingest.parsing.vocabulary.name_words import PARTICLES
from ingest.parsing.vocabulary.normalise import fold

_et_al = re.compile(r"[,;]?\s*(?:et\s+al\.?|and others|y otros|e outros|u\.\s?a\.)\s*$", re.I)
_editor_mark = re.compile(r"\((?:eds?|hrsg|hg|dirs?|coords?|orgs?|comps?)\.?\)", re.I)
INVERTED = re.compile(
    r"(?P<family>(?:[^\W\d_][\w'’.-]*\s){0,3}?[^\W\d_][\w'’-]+(?:,\s+(?:Jr|Sr|I{2,3})\.?)?),\s+(?P<given>(?:[A-ZÀ-Þ]\.[\s-]?)+(?:(?:de|da|do|dos|von|van)\b)?|[A-ZÀ-Þ][\w'’-]+(?:\s(?:[A-ZÀ-Þ][\w'’.-]*|de|da|do|dos))*)"
)
_left_out = re.compile(r",\s+(?:…|\.\s?\.\s?\.)\s*,?\s*(?:&\s*)?")  # "Sá, A., . . . Paz, L."
_handle = re.compile(r"[^\W\d_][\w-]{2,20}(?=,\s)")  # "csqrs" among the authors of software
BEFORE_HANDLE = 3  # names in a list in which a handle is believed to be one
MIN_WORDS, MAX_WORDS = 2, 6  # of a name in natural order
BETWEEN = re.compile(r"^\s*(?:[,;.]?\s*(?:&|and|y|e|et|und)\s+|[,;/]\s*|\.?\s*$)", re.I)
_natural_split = re.compile(r",?\s+(?:and|y|e|et|und|&)\s+|[,;]\s+")
_middle_initial = re.compile(r"\s[A-ZÀ-Þ]\.?\s|^[A-ZÀ-Þ]\.")
_strong_split = re.compile(r"\s*;\s*(?:(?:and|y|e|et|und|&)\s+)?|\s+/\s+")
_name_word = re.compile(r"^(?:[A-ZÀ-ÞĀ-Ž][\w'’.-]*|[dDlO]['’][A-ZÀ-Þ][\w'’-]*)$")
_family_initials = re.compile(  # "Bergström AM", "van der Berg JH", "SÁ A.-M."
    r"^(?:[^\W\d_][\w'’-]*\s+){0,3}[A-ZÀ-ÞĀ-Ž][\w'’-]+\s+(?:[A-ZÀ-Þ]{1,3}|(?:[A-ZÀ-Þ]\.[\s-]?){1,4})$"
)


def read_names(text: str) -> tuple[str, ...]:
    """The persons of a list of names, as printed; () if any part of it is none.

    >>> read_names("Sá, A., Paz, L. & Roth, E.")
    ('Sá, A.', 'Paz, L.', 'Roth, E.')
    >>> read_names("Sá AM, Paz L")
    ('Sá AM', 'Paz L')
    >>> read_names("Sá, Ana, Luis Paz, and E. Roth")
    ('Sá, Ana', 'Luis Paz', 'E. Roth')
    """
    printed = _left_out.sub(", ", _editor_mark.sub("", text)).strip(" ,;")
    text = _et_al.sub("", printed)
    if not text or any(c.isdigit() for c in text):
        return ()
    if _strong_split.search(text):
        return _each([part for part in _strong_split.split(text) if part.strip()])
    has_more = bool(_et_al.search(printed))
    if short := short_names(text):
        return short
    natural = _natural_names(text)
    family, *given = natural or ("",)
    is_one = len(given) == 1 and "," in text and not has_more and not _middle_initial.search(family)
    is_list = bool(natural) and not is_one  # "García Vega, Ana Luz" is one person
    return natural if is_list else _inverted_names(text) or natural


def _each(parts: list[str]) -> tuple[str, ...]:
    """One person a part, in any order of names."""
    found: list[str] = []
    for part in parts:
        names = read_names(part)
        if not names:
            return ()
        found += names
    return tuple(found)


def short_names(text: str) -> tuple[str, ...]:
    """Surnames with bare initials: "Sá AM, Paz L", "SÁ A. et PAZ L."."""
    names = [part.strip() for part in _natural_split.split(text) if part.strip()]
    return tuple(names) if names and all(_family_initials.match(name) for name in names) else ()


def _inverted_names(text: str) -> tuple[str, ...]:
    """Names that begin with the surname; after the first the others may stand in natural order."""
    names: list[str] = []
    place = 0
    while place < len(text):
        match = INVERTED.match(text, place)
        if match is None and len(names) >= BEFORE_HANDLE:
            match = _handle.match(text, place)
        if match is None:
            break
        if names and _natural_names(text[place:]):
            break  # "Sá, Ana, Luis Paz, and E. Roth"
        names.append(match[0].strip())
        gap = BETWEEN.match(text[match.end() :])
        if gap is None:
            return ()
        place = match.end() + gap.end()
    rest = text[place:].strip(" .,;")
    if not rest:
        return tuple(names)
    others = _natural_names(rest)
    return (*names, *others) if names and others else ()


def _natural_names(text: str) -> tuple[str, ...]:
    names = [part.strip() for part in _natural_split.split(text) if part.strip()]
    return tuple(names) if names and all(_is_name(name) for name in names) else ()


def _is_name(text: str) -> bool:
    words = text.split()
    if has_institution(fold(text)) or names_body(fold(text)):
        return False
    full = [w for w in words if w.lower().strip(".") not in PARTICLES]
    return (
        MIN_WORDS <= len(words) <= MAX_WORDS and bool(full) and all(_name_word.match(word) for word in full)
    )
