"""Text and names as BibTeX and BibLaTeX files carry them.

Escapes are braced commands because BibTeX counts braces even behind a backslash: `\\{` in a value
would leave the file unbalanced. Letters stay UTF-8, which every reader of today takes.
"""

from __future__ import annotations

import re

from archive.citations.marked_titles import Marked, cut_marked, read_marks, without_marks, write_marks
from archive.citations.record import Name, Organisation, Person

_ESCAPES = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
    }
)


def escape(text: str) -> str:
    r"""For text fields only; DOI and URL are verbatim.

    >>> escape("Profit & loss, 100% {sic")
    'Profit \\& loss, 100\\% {\\textbraceleft}sic'
    """
    return text.translate(_ESCAPES)


# What the marks of a title are in LaTeX. Its braces keep capitals too, so that no other stands inside.
MARKS = {
    "i": (r"\emph{", "}"),
    "sub": (r"\textsubscript{", "}"),
    "sup": (r"\textsuperscript{", "}"),
}
# A word itself, without quotes, brackets and stops around it.
_WORD = re.compile(r"(?<![^ ])[^\w ]*(?P<core>\w(?:[^ ]*\w)?)")


def escape_title(title: str, language: str) -> str:
    r"""A title whose acronyms and mixed-case words are braced, for styles that lower the case.

    In other languages than English a capital inside a title always means something ("La
    integración de América Latina"), so every word with one is braced but the first.

    >>> escape_title("The FTAA and After", "en"), escape_title("La unión de América", "es")
    ('The {FTAA} and After', 'La unión de {América}')
    >>> escape_title("<i>Vibrio FTAA</i> in H<sub>2</sub>O", "en")
    '\\emph{Vibrio FTAA} in {H\\textsubscript{2}O}'
    """
    keeps_capitals = bool(language) and not language.lower().startswith("en")
    marked = read_marks(title)
    out, at = "", 0
    for word in _WORD.finditer(without_marks(title)):
        start, end = word.span("core")
        keeps = keeps_capitals and word.start() > 0
        if _needs_case(word["core"], keeps) and not _is_braced(marked, start, end):
            out += f"{_set(marked, at, start)}{{{_set(marked, start, end)}}}"
            at = end
    return out + _set(marked, at, None)


def _set(title: Marked, start: int, end: int | None) -> str:
    return write_marks(cut_marked(title, start, end), MARKS, escape)


def _is_braced(title: Marked, start: int, end: int) -> bool:
    """Whether a mark's braces hold some of it already and reach beyond it, or hold it all."""
    at = 0
    for piece in title:
        first, last = at, at + len(piece.text)
        at = last
        overlaps = first < end and last > start
        if piece.marks and overlaps and (first < start or last > end or (first, last) == (start, end)):
            return True
    return False


def _needs_case(word: str, keeps_capital: bool) -> bool:
    """ "FTAA", "McDonald", "G-22", "eBook"; with `keeps_capital` also "América"."""
    has_inner_capital = any(c.isupper() for c in word[1:])
    has_number = any(c.isdigit() for c in word)
    starts_capital = word[:1].isupper()
    return has_inner_capital or (starts_capital and (has_number or keeps_capital))


def names(people: tuple[Name, ...]) -> str:
    """All names of a field, joined by BibTeX's " and "."""
    return " and ".join(_name(name) for name in people)


def _name(name: Name) -> str:
    r"""A body is one braced unit; a person is "von Last, Jr, First".

    >>> _name(Person("Ortega y Gasset", "José")), _name(Organisation("Centre for Trade and Labour"))
    ('{Ortega y Gasset}, José', '{Centre for Trade and Labour}')
    """
    if isinstance(name, Organisation):
        return f"{{{escape(name.literal)}}}"
    if name.in_own_order:
        return f"{{{escape(name.in_own_order)}}}"
    if not name.full_family:
        return f"{{{escape(name.given)}}}"
    if not name.given:
        # A lone "Pradera Luz" would be read as given and family name, "King, Jr." as the like.
        return f"{{{escape(' '.join(filter(None, [name.full_family, name.suffix])))}}}"
    return ", ".join(filter(None, [_family(name), _guard(name.suffix), _guard(name.given)]))


def _family(person: Person) -> str:
    """Particle and family name, braced where BibTeX would cut the name at another place.

    BibTeX takes all up to the last lower-case word for the particle ("Ortega y | Gasset"), and its
    first versions take an accented capital for none.
    """
    words = person.family.split(" ")
    leading = 0
    while not person.particle and leading < len(words) - 1 and _is_lower(words[leading]):
        leading += 1
    particle = " ".join(filter(None, [person.particle, *words[:leading]]))
    rest = words[leading:]
    family = " ".join(rest)
    is_cut = any(_is_lower(word) or not word[:1].isascii() for word in rest[:-1])
    guarded = f"{{{escape(family)}}}" if is_cut else _guard(family)
    return " ".join(filter(None, [_guard(particle), guarded]))


def _is_lower(word: str) -> bool:
    return word[:1].islower()


def _guard(part: str) -> str:
    """One part of a name; braced when something in it would be syntax: a comma, "and", "others", an escape."""
    escaped = escape(part)
    is_syntax = "," in part or escaped != part or re.search(r"\b(and|others)\b", part, re.IGNORECASE)
    return f"{{{escaped}}}" if is_syntax else escaped
