"""Personal names: is this one, and where does the family name begin?

nameparser splits western names; what it cannot know is put right here: Iberian names have two
surnames, and after a given name with a middle initial all that follows is surname ("Ada L. Ford Vega").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nameparser import HumanName

from ingest.parsing.vocabulary.cues import has_institution, names_publication
from ingest.parsing.vocabulary.name_words import (
    COUNTRIES,
    GIVEN_NAMES,
    IBERIAN_GIVEN_NAMES,
    PARTICLES,
    PLACE_OPENERS,
    SHORT_SURNAMES,
)
from ingest.parsing.vocabulary.normalise import fold, word_set
from ingest.parsing.vocabulary.word_frequency import zipf_frequency

MARKS = "¹²³⁴⁵⁶⁷⁸⁹⁰*∗⁎†‡§¶‖#ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ"
RAISED = "ªº"  # of a name cut short: "M.ª Teresa"
COMMON_WORD = 4.2  # Zipf frequency from which a word is no sign of a name
GIVEN_AND_FAMILY = 2  # words of the shortest whole name
GENERATIONS = frozenset(("II", "III", "IV"))  # after a name: "William Oakes III"
MAX_INITIALS = 2  # letters without stops: "JK Oakes"
MAX_SURNAMES = 2  # of a father and a mother; in Portuguese the words before them are given names
MAX_NAME_WORDS = 8  # "Maria da Conceição dos Santos Oliveira Neto"
_initials = re.compile(
    r"^(?:[A-ZÀ-ÞĀ-Ž][a-z]?\.-?)+[ªº]?$|^[A-Z][ªº]\.?$|^(?:[^\W\d_]\.-?)+$|^[A-ZÀ-Þ]{1,2}$"
)
_solid = re.compile(r"(?<=\b[A-ZÀ-Þ]\.)(?=[A-ZÀ-Þ][a-zà-ÿ'’-])|(?<=\b[A-ZÀ-Þ][a-z]\.)(?=[A-ZÀ-Þ])")
_letters_last = re.compile(r"^[A-ZÀ-Þ]{1,3}$")
_only_initials = re.compile(r"(?:[A-ZÀ-Þ]\.[\s-]?){2,5}")
NO_INITIALS = frozenset(
    ["ps", "nb", "us", "usa", "uk", "eu", "eua", "ad", "bc", "dc", "rip", "pm", "am", "sj", "op"]
)
SPOKEN = ("en", "es", "fr", "pt", "de")
_capitalised = re.compile(r"^(?:[dDlL]['’]|[O]['’])?[A-ZÀ-ÞĀ-Ž][^\W\d_]*(?:['’´-][^\W\d_]+)*\.?$")
_degrees = re.compile(
    r",?\s+(?:ph\.?\s?d|m\.?d|m\.?a|m\.?sc|b\.?a|b\.?d|d\.?d|ll\.?d|dr|prof|esq|s\.j|o\.s\.b|o\.p|f\.[rs]\.[as]\.?[esl]?"
    r"|m\.p|k\.c|q\.c)\.?$",
    re.I,
)
_no_names = word_set(
    """
    an and are as at by for from how in is its not of on or the this to was what why with
    through toward towards under against using via without within
    sobre para con sin entre hacia desde según pour sur dans avec aux chez für mit über zwischen nach com sem como
    """
)
_within_titles = word_set(  # between the words of a title, and of no name
    """
    al au aus auf aux avec bei ce ces cette com como con contra dans desde donde durch ein eine em en entre
    fur gegen hacia hasta ist leur leurs mit na nach nas nossa nosso nuestra nuestro ohne os par para pela
    pelo por pour quand que qui quien sans se sem sin sobre su sur sus um uma un una unas une unos unser
    vers wie
    """
)
_open_titles = word_set(  # of three words or more
    """
    a as comment como das der desde die donde ein eine el hacia il l' la las le les los nuestra nuestro o
    os para por pour pourquoi quand que quien sobre sur the um uma un una une uno wie
    """
)
_articles = word_set("la el los las les une una der die das ein eine os as uma the l'")
LETTERS_OF_A_SCHOOL = 2  # "UC San Diego"
NOUN_LETTERS = 6
_noun = re.compile(
    r"(?:[st]ions?|ci[oó]n|ciones|[çc][aã]o|[cç][õo]es|ismus|ism[oe]?s?|ität|igung|erung|schaft|heit|keit|ités?|dades?"
    r"|olog[iíy]a?e?)$"
)
_strong_title = (
    r"(?:dr(?:\.?\s(?:med|phil|jur|theol|ing|rer\.\s?nat|h\.\s?c)\b)?|l['’]abb[eé]|abb[eé]|sister|brother|bro|soeur|s[oœ]eur|fr[eè]re"
    r"|lieut(?:enant)?(?:[.-]+(?:col|gen|colonel|general))?|prof|professor|profa|mr|mrs|ms|miss|sir|lady|lord|dra|sra|sr|(?:(?:very|right|rt|most)\.?\s+)?(?:rev|reverend)"
    r"|hon|bishop|archdeacon|padre|capt|captain|mme|mlle|herr|frau|ing|lic)"
)
_weak_title = r"(?:canon|dean|fr|father|don|doña|dom|col|colonel|major|gen|general|admiral|mag)"  # also names
_titles = re.compile(
    rf"^(?:the\s+)?{_strong_title}(?:\.\s*|\s+)(?:(?:{_strong_title}|{_weak_title})(?:\.\s*|\s+))*(?=[A-ZÀ-Þ])",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Name:
    given: str
    family: str
    printed: str


def looks_like_name(text: str) -> bool:
    """Could this be the name of a person as a by-line prints it?

    >>> looks_like_name("Inés M. Pradera"), looks_like_name("Statement of Need")
    (True, False)
    """
    text_as_printed, text = text, bare_name(text)
    tokens = text.split()
    if len(tokens) > GIVEN_AND_FAMILY and _has_words_of_titles(tokens):
        return False
    least = 1 if _titles.match(text_as_printed) else 2  # "the Rev. Canon Ellis"
    if (
        not least <= len(tokens) <= MAX_NAME_WORDS
        or any(c.isdigit() for c in text)
        or has_institution(fold(text))
    ):
        return False
    if names_publication(fold(text)):
        return False
    if _opens_no_name(tokens):
        return False
    full = 0
    for place, token in enumerate(tokens):
        if _initials.match(token) and token.lower() not in _no_names:
            continue
        if token.lower() in PARTICLES and place:
            continue
        if token.lower() in _no_names:
            return False
        if not _capitalised.match(token):
            return False
        full += 1
    last = tokens[-1]
    return full >= 1 and len(last.rstrip(".")) > 1 and (last.lower() not in PARTICLES or last[:1].isupper())


def is_initials(text: str) -> bool:
    """Is it all that a writer signs who does not give his name: "J. B. W.", "R.M."?"""
    letters = "".join(c for c in text if c.isalpha()).lower()
    return bool(_only_initials.fullmatch(text.strip())) and letters not in NO_INITIALS


def spaced_initials(text: str) -> str:
    """
    >>> spaced_initials("J.B. W.")
    'J. B. W.'
    """
    return re.sub(r"\.(?=[^\W\d_])", ". ", text.strip())


def _opens_no_name(tokens: list[str]) -> bool:
    """An article, or a noun as no name ends: "LA REFORMA AGRARIA", "RELIRE LA DÉCLARATION"."""
    if is_given_name(tokens[0]):
        return False
    if tokens[0].lower() in _articles or tokens[0] in ("LE", "UN"):
        return True
    return any(
        len(token) >= NOUN_LETTERS and _noun.search(token.lower()) and not is_given_name(token)
        for token in tokens
    )


def is_given_name(word: str) -> bool:
    """Is it, or a part of it at a hyphen, one of the common given names?

    >>> is_given_name("Jean-Luc"), is_given_name("Valley")
    (True, False)
    """
    return not GIVEN_NAMES.isdisjoint(fold(word).split("-"))


def in_capitals(text: str) -> bool:
    """Are its letters capitals, but for the raised ones of "M.ª"?"""
    return re.sub(f"[{RAISED}]", "", text).isupper()


def is_given(text: str) -> bool:
    """Only initials and common given names, as they stand after a surname: "Ana M."."""
    return all(_initials.match(word) or is_given_name(word) for word in text.split())


def bare_name(text: str) -> str:
    """The name without titles and degrees, its initials apart: "Rev. J.Smith, D.D." -> "J. Smith"."""
    before = ""
    while before != text:
        before, text = text, _degrees.sub("", text).strip()
    return _solid.sub(" ", _titles.sub("", text)).strip()


def is_place(text: str) -> bool:
    """Does it name a place rather than a person: "New York", "Karlsruhe Germany", "UC San Diego"?

    >>> is_place("Karlsruhe, Germany"), is_place("UC San Diego"), is_place("Santiago Paz")
    (True, True, False)
    """
    words = re.findall(r"[^\W\d_]+", fold(text))
    if not words:
        return False
    tail = {" ".join(words[-n:]) for n in (1, 2, 3)}
    start = 1 if len(words[0]) <= LETTERS_OF_A_SCHOOL and not text.startswith(words[0]) else 0
    opens = len(words) > start + 1 and words[start] in PLACE_OPENERS and "." not in text
    return bool(tail & COUNTRIES) or opens


def _has_words_of_titles(tokens: list[str]) -> bool:
    """ "LA REFORMA AGRARIA", "RELIRE LA DÉCLARATION DANS LES INSTITUTIONS" are no persons."""
    return fold(tokens[0]) in _open_titles or any(fold(token) in _within_titles for token in tokens[1:-1])


def is_common_phrase(text: str) -> bool:
    """Are all its full words everyday English words? "Practical Case Study" is no name by itself.

    In capitals, where titles look like names, everyday words of one of the languages: "NOTAS DE VIAGEM".
    """
    if is_given_name(text.split(" ", 1)[0]) or re.search(r"(?:^|\s)[A-ZÀ-Þ]\.(?:\s|$)", text):
        return False
    words = [t for t in re.findall(r"[^\W\d_]{2,}", text) if t.lower() not in PARTICLES]
    return bool(words) and any(
        all(zipf_frequency(word.lower(), code) >= COMMON_WORD for word in words)
        for code in (SPOKEN if in_capitals(text) else SPOKEN[:1])
    )


def split_name(printed: str, language: str = "") -> Name:
    """Given and family name of a name in natural order.

    >>> split_name("Lucía Ferreyra Quispe")
    Name(given='Lucía', family='Ferreyra Quispe', printed='Lucía Ferreyra Quispe')
    """
    text = bare_name(" ".join(printed.split())).strip(" ,;.*")
    text = text if not printed.rstrip().endswith(".") else text + ("." if text[-2:-1] == " " else "")
    if in_capitals(text) or _shouts(text):
        text = decapitalise(text)
    tokens = text.split()
    if len(tokens) == 1:
        return Name("", text, printed)
    if _is_inverted(tokens):
        return Name(tokens[-1], " ".join(tokens[:-1]), printed)
    loud = _loud_surname(tokens)
    if loud:
        given, family = loud
        return Name(given, decapitalise(f"X {family}")[2:], printed)  # particles stay low: no word opens it
    place = _family_start(tokens, language)
    if place is None:
        parsed = HumanName(text)
        family = " ".join(part for part in (parsed.last, parsed.suffix) if part)
        given = " ".join(part for part in (parsed.first, parsed.middle) if part)
        return Name(given, family, printed)
    return Name(" ".join(tokens[:place]), " ".join(tokens[place:]), printed)


def _is_inverted(tokens: list[str]) -> bool:
    """ "Iskandar DT": a surname, then initials without stops, that are no short surname ("Xiao LI")."""
    last = tokens[-1]
    if (
        len(tokens) <= 1
        or not _letters_last.match(last)
        or last.lower() in SHORT_SURNAMES
        or last in GENERATIONS
    ):
        return False
    return all(token[1:2].islower() or token.lower() in PARTICLES for token in tokens[:-1])


def _loud_surname(tokens: list[str]) -> tuple[str, str] | None:
    """Given name and surname where the surname alone stands in capitals: "Étienne VAUQUELIN", "VEGA Ana"."""
    loud = [_is_loud(token) for token in tokens]
    if not any(loud) or all(loud) or not any(t[1:2].islower() and t.lower() not in PARTICLES for t in tokens):
        return None
    first, last = loud.index(True), len(loud) - loud[::-1].index(True)
    while first and tokens[first - 1].lower() in PARTICLES:
        first -= 1
    if first and last < len(tokens):
        return None
    rest = tokens[:first] + tokens[last:]
    return (" ".join(rest), " ".join(tokens[first:last])) if rest else None


def _is_loud(token: str) -> bool:
    letters = re.sub(r"[^\W\d_]*['’]", "", token).replace("-", "")
    least = 2 if token.lower() in SHORT_SURNAMES else 3
    if token in GENERATIONS:
        return False
    return len(letters) >= least and letters.isalpha() and letters.isupper()


def _shouts(text: str) -> bool:
    """Only initials aside from capitals: "I. A. W. FILOT"."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return bool(words) and all(word.isupper() for word in words if word.lower() not in PARTICLES)


def decapitalise(text: str) -> str:
    """ "MARÍA DE LA CRUZ" -> "María de la Cruz"; initials stay, a short surname ("WU") is none."""
    tokens = text.split()
    out = []
    for place, token in enumerate(tokens):
        is_last = place == len(tokens) - 1
        if place and token.lower() in PARTICLES:
            out.append(token.lower())
        elif "." in token or (len(token) <= MAX_INITIALS and _initials.match(token) and not is_last):
            out.append(token)
        else:
            out.append(re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), token))
    return " ".join(out)


def _family_start(tokens: list[str], language: str) -> int | None:
    """Index of the first token of the family name; None where nameparser knows better."""
    count = len(tokens)
    if count <= GIVEN_AND_FAMILY:
        return count - 1 if count > 1 else None
    initials = [i for i, token in enumerate(tokens) if _initials.match(token) and token[-1] not in RAISED]
    if initials and 0 < initials[-1] < count - 1 and not _initials.match(tokens[0]):
        return initials[-1] + 1
    if initials and initials == list(range(len(initials))):
        after = len(initials)
        is_iberian = (
            after < count and fold(tokens[after]) in IBERIAN_GIVEN_NAMES and tokens[0][-1] not in RAISED
        )
        start = _iberian_start(tokens[after:], language) if is_iberian else None  # "F. Javier Sáenz de Sá"
        if start:
            return after + start
        last = count - 1  # "S. K. Morgan Ernest": only the last is certainly a surname
        return last - _particles_before(tokens, last)
    return _iberian_start(tokens, language)


def _iberian_start(tokens: list[str], language: str) -> int | None:
    first, count = fold(tokens[0]), len(tokens)
    if tokens[0][-1] in RAISED:
        first = "maria"
    if first not in IBERIAN_GIVEN_NAMES and language not in ("es", "pt", "gl", "ca"):
        return None
    if (
        first in IBERIAN_GIVEN_NAMES
        and language not in ("es", "pt", "gl", "ca", "")
        and not _has_accent(tokens)
    ):
        return None
    place = 1
    while place < count - 1:
        token = fold(tokens[place])
        if token in IBERIAN_GIVEN_NAMES or (
            token in PARTICLES
            and (first if place == 1 else fold(tokens[place - 1])) in ("maria", "jose", "juan")
        ):
            place += 1
        elif token in ("la", "las", "los", "el") and fold(tokens[place - 1]) in PARTICLES:
            place += 2
        else:
            break
    surnames = [i for i in range(place, count) if tokens[i].lower() not in PARTICLES]
    if len(surnames) > MAX_SURNAMES and language == "pt":
        return surnames[-2] - _particles_before(tokens, surnames[-2])
    return place if place < count else None


def _particles_before(tokens: list[str], place: int) -> int:
    count = 0
    while place - count - 1 > 0 and tokens[place - count - 1].lower() in PARTICLES:
        count += 1
    return count


def _has_accent(tokens: list[str]) -> bool:
    text = "".join(tokens)
    return not text.isascii() or bool(re.search(r"(?:ez|es|illo|ero|ado|eira|inho)\b", " ".join(tokens)))
