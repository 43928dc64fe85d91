"""Lines of authors: the names on them and the marks that tie names to affiliations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.parsing.layout.blocks import Block, breaks_early
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.rules import Rule, name_of
from ingest.parsing.vocabulary.cues import has_institution, is_grade, names_team, tells_office
from ingest.parsing.vocabulary.names import (
    MARKS,
    in_capitals,
    is_common_phrase,
    is_given,
    is_given_name,
    is_place,
    looks_like_name,
)
from ingest.parsing.vocabulary.normalise import fold

MAX_LETTERS = 12000  # of a line of authors: a collaboration has hundreds
WORDS_OF_REST = 2  # of a name that a line end broke
MAX_WORDS_OF_BODY = 9
OPENING_OF_OFFICE, WORDS_OF_OFFICE = 3, 9  # words in which an office is named, and of all that is said of it
_icons = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff✉☆★]")
_orcid = re.compile(r"\(?(?:https?://orcid\.org/)?\d{4}-\d{4}-\d{4}-\d{3}[\dX]\)?")
_dated = re.compile(
    r"(?<=[^\W\d_])\s+(?:on|el|le|am|em)\s+\d.*\d{4}$|(?<=[^\W\d_]),?\s+(?:on\s+)?[A-Z][a-z]+ \d{1,2},? \d{4}$"
)
_marks_in_brackets = re.compile(
    rf"(?<=[^\W\d_])\s*[(\[](?P<marks>(?:\d{{1,2}}|[a-p]|[{MARKS}])(?:\s*,\s*(?:\d{{1,2}}|[a-p]|[{MARKS}]))*)[)\]]"
)
RAISE = str.maketrans("1234567890abcdefghijklmnop", "¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ")
_place_in_brackets = re.compile(
    r"(?<=[^\W\d_])\s+\([A-ZÀ-Þ][^\W\d_]+(?:[ ,-]+[^\W\d_]+)*\)(?=\s*(?:[,;.]|$|(?:and|y|e|et|und|og|och|&)\s))"
)
_other_work = re.compile(
    r"\s*[/|·,;]?\s+\(?(?:photo(?:graph)?s?|pictures|fotos|fotograf[ií]as?|fotografien|illustrations?|ilustraciones|zeichnungen"
    r"|translated|traducci[oó]n|traducido|tradu[cç][aã]o|traduit|[uü]bersetzt)\b\s*(?:by|de|por|par|von)?\s*:?\s+"
    r"(?=[A-ZÀ-Þ]).*$",
    re.I,
)
_vancouver = re.compile(
    r"^(?:(?:de|la|van|von|der|den|di|da|dos|del|ter)\s+)*[A-ZÀ-Þ][^\W\d_]*[a-zß-ÿ][^\W\d_]*"
    r"(?:[ '’-][A-ZÀ-Þ][^\W\d_]*[a-zß-ÿ])*\s[A-ZÀ-Þ]{1,3}$|^O['’][A-ZÀ-Þ][a-z]+\s[A-Z]{1,3}$"
)
_bracketed_mark = re.compile(r"[(\[]?(?P<mark>[¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉᶠᵍʰ]+|(?<=[^\W\d_])\d{1,2})[)\]⁾]")
_letters_after = re.compile(r"^(?:[A-Z][A-Za-z]{0,2}\.\s?){2,}$|^(?:[A-Z][A-Za-z]{0,2}\.\s?)+[A-Z]$")
MAX_GIVEN = 4  # given names of a person
_ends_in_initial = re.compile(r"[\s-][A-ZÀ-Þ]\.$")
_open_list = re.compile(r"[\s,;]+(?:and|y|e|et|und|og|och|&)$")  # the list goes on on the next line
_list_goes_on = re.compile(r"(?:[,;&-]|\b(?:and|y|e|et|und|og|och))\s*$", re.I)
_one_name = re.compile(r"^[A-ZÀ-Þ][^\W\d_]+(?:['’-][^\W\d_]+)*$")
_by = re.compile(
    r"^(?:by|por|par|von|de|av|texto de|text by|written by|words by|(?:an )?interview (?:by|conducted by)|text(?=:)|text[oe](?=:)"
    r"|entrevista (?:de|por)|entretien (?:r[eé]alis[eé] )?par|reported by|story by)\s*:?\s+(?=(?:the\s+)?(?-i:[A-ZÀ-Þ]))",
    re.I,
)
_orcid_sign = re.compile(r"\s*\b(?:iD|ID|ORCID)\b\s*")
_mark_run = re.compile(
    rf"\s*(?P<marks>[{MARKS}]+(?:\s*,\s*[{MARKS}]+)*|(?<=[^\W\d_])\s*\d{{1,2}}(?:\s*,\s*\d{{1,2}})*(?=\s*(?:,|;|$|\*|and\b|&)))"
)
UNRAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ", "1234567890abcdefghijklmnop")
_unread_mark = re.compile(r"(?<=[^\W\d_])['’‘!\"”“°?|¢®]{1,3}$")
UNREAD = "?"  # a raised mark that OCR took for something else: "Ana Sá!"
_ends_in_mark = re.compile(rf"[{MARKS}]$")
_splitter = re.compile(
    r"(\s*(?:,\s*(?:and|y|e|et|und|og|och|&)\s+|;\s*|,\s*|\s+(?:and|y|e|et|und|og|och|&)\s+|\s+[·•|–—]\s+))"
)
_within_surnames = frozenset("eyi")  # "Albuquerque e Sá", "Ortega y Paz"
_and_in_capitals = re.compile(
    rf" (?:AND|ET|UND|OG|OCH|Y) |(?:(?<=[^\W\d_]{{2}} )(?<![,;] )|(?<=[{MARKS}] ))E (?=[^\W\d_]{{2}})"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """A name on a by-line. `marks`: its affiliation numbers; `is_corresponding`: it bears a star.

    `stars`: the signs that are no numbers, as they open its footnote: "*", "**", "†".
    """

    name: str
    marks: tuple[str, ...] = ()
    is_corresponding: bool = False
    stars: str = ""
    is_body: bool = False


@dataclass(frozen=True, slots=True)
class ByLine:
    """Who signs a line, and how the line says so."""

    signatures: tuple[Signature, ...]
    has_by: bool
    has_marks: bool
    rest: tuple[str, ...] = ()  # pieces that are no names: an address after them, or what is strange
    singles: int = 0  # names of one word

    @property
    def is_sure(self) -> bool:
        return self.has_by or self.has_marks or len(self.signatures) > 1

    @property
    def is_open(self) -> bool:
        """Does the last name lack a mark, which all others bear: "Ana Sá¹, Luis" / "Paz²"?"""
        *others, last = [bool(s.marks or s.stars) for s in self.signatures]
        return bool(others) and all(others) and not last


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a line of authors between two separators. `named`: do names stand before it already?"""

    text: str
    named: bool
    after_grade: bool = False


PIECES: tuple[Rule[_Piece], ...] = (
    Rule("grade", lambda p: p.named and (is_grade(p.text) or bool(_letters_after.match(p.text))), "F.S.A."),
    Rule("grade", lambda p: p.after_grade and p.text.isupper() and p.text.isalpha(), "IEEE"),
    Rule("office", lambda p: p.named and _is_office(p.text), "teacher at Hull"),
    Rule("marks", lambda p: p.named and not p.text.strip(MARKS + "0123456789, "), "1,2"),
    Rule("name", lambda p: _signature(p.text) is not None, "Ana Sá¹*"),
    Rule(
        "body",
        lambda p: len(p.text.split()) <= MAX_WORDS_OF_BODY and names_team(fold(p.text)),
        "the River Collaboration",
    ),
    Rule("place", lambda p: has_institution(fold(p.text)) or is_place(p.text), "Valley University"),
    Rule(
        "single name",
        lambda p: (
            (p.named or bool(_ends_in_mark.search(p.text))) and _single(p.text) and not is_place(p.text)
        ),
        "Ramakrishnan",
    ),
)


def read_byline(text: str) -> ByLine | None:
    """The authors of a line such as "Ana Sá¹*, Luis Paz¹,² and Eva Roth", None if it is no by-line.

    All parts must look like names, and not all of them like everyday words.
    """
    found = read_names_in(text)
    if found is None or found.rest:
        return None
    if not found.singles:
        return found
    if len(found.signatures) > 1 and all(s.marks or s.stars for s in found.signatures):
        return found  # "Suharto¹, Ramakrishnan²"
    return _without_places(found) or (_without_place(found) if found.has_by else None)


def _without_places(found: ByLine) -> ByLine | None:
    """ "Ana Sá, Lima, Luis Paz, Quito": each name before a place, which is no name by itself."""
    people, places = found.signatures[::2], found.signatures[1::2]
    is_paired = len(people) == len(places) > 1 and not found.has_marks
    is_told = is_paired and not any(_opens_as_person(each.name) for each in places)
    if not is_told or any(" " not in each.name for each in people):
        return None
    return replace(found, signatures=people, singles=0)


def _opens_as_person(name: str) -> bool:
    first = name.split()[0]
    return is_given_name(first) or "." in first


def _is_office(text: str) -> bool:
    """ "Staff Writer", "formerly professor of history at Lima": words of an office, the first of them in front."""
    words = fold(text).split()[:OPENING_OF_OFFICE]
    is_phrase = not looks_like_name(text) or is_common_phrase(text)
    return is_phrase and len(text.split()) <= WORDS_OF_OFFICE and tells_office(" ".join(words))


def _without_place(found: ByLine) -> ByLine | None:
    """ "Von Hans Müller, Leipzig": one author, and where he lives."""
    *authors, last = found.signatures
    is_place = len(authors) == found.singles == 1 and not last.marks and not is_given_name(last.name)
    return replace(found, signatures=tuple(authors), singles=0) if is_place else None


@lru_cache(maxsize=2048)  # each rule asks again
def read_names_in(text: str) -> ByLine | None:
    """The names that open a line where names are sure to stand; what is none of them is its `rest`.

    One strange piece does not lose the others. From the first place or institution on all is address.
    """
    text, has_by = _bare_line(text)
    if not text or len(text) > MAX_LETTERS or ":" in text or "@" in text or "http" in text:
        return None
    parts: list[Signature] = []
    rest: list[str] = []
    singles = 0
    after_grade = False
    pieces = _pieces(_set_inverted(text))
    for number, piece in enumerate(pieces):
        role = name_of(PIECES, _Piece(piece, bool(parts), after_grade))
        after_grade = role == "grade"
        if role in ("name", "single name"):
            parts.append(_signature(piece) or _single_signature(piece))
            singles += role == "single name"
        elif role == "body":
            parts.append(Signature(" ".join(piece.strip(MARKS).split()), is_body=True))
        elif role == "place":
            rest += pieces[number:]
            break
        elif role == "":
            rest.append(piece)
    has_marks = any(part.marks or part.is_corresponding for part in parts)
    people = [part for part in parts if not part.is_body]
    if not people or (not has_marks and all(is_common_phrase(part.name) for part in people)):
        return None
    return ByLine(tuple(parts), has_by, has_marks, tuple(rest), singles)


def _bare_line(text: str) -> tuple[str, bool]:
    """The line without "by", the date after its names, icons and ORCIDs; and whether "by" opened it."""
    text = _other_work.sub("", text)
    text = _open_list.sub("", _icons.sub(" ", text).strip())
    text = text.rstrip(",;") if _ends_in_initial.search(text) else text.rstrip(".,;")
    has_by = bool(_by.match(text)) and _set_inverted(text) == text  # "de Sá, Ana" is no by-line of Sá
    text = _place_in_brackets.sub("", _dated.sub("", text))
    text = _marks_in_brackets.sub(lambda match: match["marks"].translate(RAISE).replace(" ", ""), text)
    if in_capitals(text):
        text = _and_in_capitals.sub(lambda match: match[0].lower(), text)
    text = _orcid.sub(" ", _orcid_sign.sub(" ", _by.sub("", text) if has_by else text))
    return _bracketed_mark.sub(r"\g<mark>", text).strip(" ,"), has_by


def _set_inverted(text: str) -> str:
    """ "Sá, Ana; Paz, L. M." -> "Ana Sá; L. M. Paz"."""
    names = [part.strip() for part in re.split(r",|;|\s(?:and|&)\s", text)]
    if len(names) > 1 and all(_vancouver.match(name) for name in names):
        return "; ".join(" ".join([*name.rsplit(" ", 1)][::-1]) for name in names)
    if ";" in text and _are_names_and_places(text):
        return text
    turned = [_turned(part) for part in text.split(";")]
    if not all(turned) or is_place(text) or (len(turned) == 1 and not _is_surname_first(text)):
        return text
    return "; ".join(turned)


def _are_names_and_places(text: str) -> bool:
    """ "Rowland Sá, Lindenau; Ana Paz, Lima": what stands first opens as persons do, what stands last does not."""
    pairs = [part.split(",") for part in text.split(";")]
    if any(len(pair) != len(("name", "place")) for pair in pairs):
        return False
    ends = [pair[1].strip().strip(MARKS) for pair in pairs]
    if not all(ends) or any(_opens_as_person(end) or is_given(end) for end in ends):
        return False
    return any(_opens_as_person(pair[0].strip()) and " " in pair[0].strip() for pair in pairs)


def _turned(part: str) -> str:
    """ "Ruiz de Sá, Ana M.¹" -> "Ana M. Ruiz de Sá¹"; "" if it is no name set so."""
    family, _, rest = (half.strip() for half in part.partition(","))
    given = rest.rstrip(f" ,0123456789{MARKS}")
    name = f"{given} {family}"
    is_name = bool(given) and "," not in given and len(given.split()) <= MAX_GIVEN and looks_like_name(name)
    return name + rest[len(given) :] if is_name else ""


def _is_surname_first(text: str) -> bool:
    """Of one name: "Paz, Lima" may be a place; what stands last are initials or common given names.

    "Ana Sá, Luis Paz" are two names, although each of the last words may be a given name.
    """
    family, _, given = text.partition(",")
    are_two = len(given.split()) > 1 and is_given_name(family.split()[0]) and looks_like_name(family)
    is_given_like = is_given(given) and ("." in given or any(map(is_given_name, given.split())))
    return is_given_like and not are_two


def read_inverted(text: str) -> ByLine | None:
    """One author right below a title, surname first, whose given name is not known: "Tamm, Priit"."""
    bare, has_by = _bare_line(text)
    name = _turned(bare)
    is_one = ";" not in bare and not is_place(bare) and len(bare.split(",")[-1].split()) == 1
    if not name or not is_one or is_common_phrase(name):
        return None
    signature = _signature(name)
    return ByLine((signature,), has_by, bool(signature.marks)) if signature else None


def _single(text: str) -> bool:
    return bool(_one_name.match(text.strip(MARKS + " 0123456789"))) and not is_common_phrase(text)


def _single_signature(piece: str) -> Signature:
    name, marks, stars = _without_marks(piece)
    return Signature(name, tuple(marks), bool(stars), stars)


def _pieces(text: str) -> list[str]:
    """Split at commas and words for "and", keeping the commas between marks."""
    protected = re.sub(rf"(?<=[{MARKS}0-9])\s*,\s*(?=[{MARKS}0-9])", "\x01", text)
    protected = re.sub(rf"(?<=[{MARKS}])(?=\s+(?:[A-ZÀ-Þ]))", ",", protected)
    parts = [part.replace("\x01", ",") for part in _splitter.split(protected)]
    pieces = [parts[0].strip()]
    for separator, part in zip(parts[1::2], parts[2::2], strict=True):
        if _is_one_surname(pieces[-1], separator, part):
            pieces[-1] += f" {separator.strip()} {part.strip()}"
        else:
            pieces.append(part.strip())
    return [piece for piece in pieces if piece.strip(" ,")]


def _is_one_surname(before: str, separator: str, after: str) -> bool:
    """Does the word for "and" stand within a surname: "Luísa Albuquerque | e | Sá¹"?"""
    return (
        separator.strip() in _within_surnames
        and bool(_one_name.match(after.strip(MARKS + " 0123456789,")))
        and len(before.split()) > 1
        and before[-1:].isalpha()
        and before[-1:] not in MARKS
        and looks_like_name(before)
    )


def _without_marks(piece: str) -> tuple[str, list[str], str]:
    """The name, the marks of its affiliations, and its stars."""
    marks: list[str] = []
    stars = ""
    for match in _mark_run.finditer(piece):
        for mark in re.findall(rf"\d+|[{MARKS}]+", match["marks"]):
            marks += re.findall(r"\d+|[a-p]", mark.translate(UNRAISED))
            stars += "".join(re.findall(r"[*∗⁎†‡§¶‖#]", mark))
    return _mark_run.sub("", piece).strip(f" ,{MARKS}"), marks, stars


def _signature(piece: str) -> Signature | None:
    name, marks, stars = _without_marks(piece)
    unread = _unread_mark.search(name)
    if unread:
        name = name[: unread.start()]
        marks.append(UNREAD)
    if not looks_like_name(name):
        return None
    return Signature(" ".join(name.split()), tuple(marks), bool(stars), stars)


def byline_rows(block: Block, start: int) -> tuple[int, ByLine] | None:
    """The by-line that begins at a row of the block: (index after its last row, what it says).

    With `start` above 0 it is looked for at any later row: title and names may stand in one block.
    """
    rows = block.rows
    firsts = range(start, start + 1) if start == 0 else range(start, len(rows))
    if start and (by := row_with_by(rows)):
        firsts = range(by, by + 1)
    for first in firsts:
        best: tuple[int, ByLine] | None = None
        text = ""
        for last in range(first, min(first + 12, len(rows))):
            text = f"{text} {rows[last].signed}".strip().replace("- ", "-")
            found = read_byline(text)
            if found:
                best = (last + 1, found)
                if _is_complete(rows, last) and not found.is_open:
                    break
            elif len(text) > MAX_LETTERS or "@" in text or ends_prose(text):
                break
        if best and start > 0 and _opens_later(block, first):
            continue
        if best and (start == 0 or (best[1].is_sure and not _is_rest_of_title(rows, first, best[1]))):
            return best
    return None


def byline_start(block: Block) -> int | None:
    """The row at which names begin below a title in the same block."""
    if by := row_with_by(block.rows):
        return by
    if byline_rows(block, 1) is None:
        return None
    starts = (n for n in range(1, len(block.rows)) if not _opens_later(block, n))
    return next((n for n in starts if byline_rows(Block(block.rows[n:]), 0)), None)


def _opens_later(block: Block, first: int) -> bool:
    """Do the rows below make a by-line without this one, which ends as no list of names does?"""
    if first + 1 >= len(block.rows) or _list_goes_on.search(block.rows[first].text):
        return False
    below = byline_rows(Block(block.rows[first + 1 :]), 0)
    return below is not None and below[1].is_sure


def row_with_by(rows: Sequence[SourceRow]) -> int:
    """The index of the row "By Ana Sá" below a title in the same block, 0 if there is none."""
    for n, row in enumerate(rows):
        if n and _by.match(row.text) and not _by.match(rows[n - 1].text):
            found = byline_rows(Block(tuple(rows[n:])), 0)
            if found and found[1].has_by:
                return n
    return 0


def _is_rest_of_title(rows: Sequence[SourceRow], first: int, byline: ByLine) -> bool:
    """In a headline in capitals: "A PYTHON TOOLKIT FOR" / "TEACHING, CALCULATIONS AND DATA"."""
    return not byline.has_by and rows[first].text.isupper() and rows[first - 1].text.isupper()


def _is_complete(rows: Sequence[SourceRow], last: int) -> bool:
    """Does the row end the list of names: no comma or "and" at its end, and room left for more?"""
    if last + 1 >= len(rows):
        return True
    if _list_goes_on.search(rows[last].text):
        return False
    rest = rows[last + 1].text.split()
    is_rest_of_name = len(rest) <= WORDS_OF_REST and all(word[:1].isupper() for word in rest)
    return not is_rest_of_name and breaks_early(rows[last], rows[last + 1])


def ends_prose(text: str) -> bool:
    """Lower-case words in a row, which no list of names has."""
    return bool(re.search(r"(?:\b[a-zà-ÿ]{3,}\s+){3}", text))
