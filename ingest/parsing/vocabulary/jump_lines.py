"""Jump lines: "Continued on page 4", "Viene de la página 1", in five languages.

They say where a piece of a newspaper or magazine goes on, and where it began.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.parsing.vocabulary.normalise import fold

MAX_LETTERS = 90  # of a line
MAX_NAME = 5  # words of the name of a piece
NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "primera segunda tercera cuarta quinta sexta septima octava novena decima undecima duodecima",
    "um dois tres quatro cinco seis sete oito nove dez onze doze",
    "primeira segunda terceira quarta quinta sexta setima oitava nona decima undecima duodecima",
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "premiere deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme",
    "eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "erste zweite dritte vierte funfte sechste siebte achte neunte zehnte elfte zwolfte",
)
_values = {word: str(n) for row in NUMBERS for n, word in enumerate(row.split(), 1)}
_values |= {f"{word}n": value for word, value in _values.items() if word in NUMBERS[-1].split()}

_number = rf"(?P<number>[a-z]?-?\d{{1,4}}|{'|'.join(sorted(_values, key=len, reverse=True))})"
_ordinal = rf"(?P<ordinal>\d{{1,3}}(?=\s?(?:st|nd|rd|th|e|eme|\.?a|\.))|{'|'.join(sorted(_values, key=len, reverse=True))})"
_column = r"(?:,?\s*(?:col(?:umna?|onne|una)?|sp(?:alte)?)\b\.?\s*\d{0,2})?"
_page = r"(?:pages?|pagina|seite|pag\.?|p\.|s\.)"
_next = (
    r"(?P<next>(?:the\s)?(?:next|following|preceding|previous|opposite)\spage|pagina\s(?:siguiente|seguinte|anterior)"
    r"|page\s(?:suivante|precedente)|(?:nachste[nr]?|folgende[nr]?|vorige[nr]?)\sseite)"
)
_where = rf"(?:{_page}\s?{_number}|{_ordinal}\s?(?:st|nd|rd|th|e|eme|\.?a|\.)?\s?(?:page|pagina|seite)|{_next}){_column}"
ONWARD = (
    r"(?:please\s)?turn\sto(?:\sthe)?",
    r"(?:to\sbe\s)?cont(?:inue[ds]|inuing|['.]?d?\.?)\s(?:on|at)(?:\sthe)?",
    r"concluded\son(?:\sthe)?",
    r"(?:continua|sigue|pasa|prosigue|termina|concluye)\s(?:en|a)(?:\sla)?",
    r"(?:continua|segue|prossegue|conclui|termina|passa)\s(?:na|a|em|para\sa)",
    r"(?:lire\sla\s|voir\sla\s|la\s)?suite(?:\set\sfin)?(?:\s(?:en|a\sla|a|sur\sla|dans\sla))?",
    r"(?:fortsetzung|weiter|schluss)(?:\s(?:auf|siehe)(?:\sder)?)?",
)
BACK = (
    r"(?:cont(?:inued|['.]?d?\.?)|concluded)?\s?from(?:\sthe)?",
    r"(?:viene|continuacion|sigue)\sde(?:\sla)?",
    r"(?:vem|continuacao|continuado|continua)\sda",
    r"suite(?:\set\sfin)?\sde(?:\sla)?",
    r"(?:fortsetzung|schluss)\svon(?:\sder)?",
)
_back = re.compile(rf"(?:{'|'.join(BACK)})\s{_where}")
_onward = re.compile(rf"(?:{'|'.join(ONWARD)})\s{_where}")
_see = re.compile(rf"(?:see|vease|ver|voir|siehe)\s(?P<name>[^,]+?),?\s(?:on\s|en\s|na\s|auf\s)?{_where}")
PAGE_LETTERS = ("pag", "pág", "p.", "seite", "s.")
_mentions_page = re.compile(r"\bp[aáAÁ]g|\bp\.|\bseite|\bs\.", re.I)
_at_end = re.compile(r"\s[(\[*—–]\s?[^()\[\]—–]{8,70}[)\]*]?\.?$")
_name = re.compile(r"[^\W\d_][\w'’&.-]*(?:\s[\w'’&.-]+)*")
_of_table = re.compile(r"^(?:table|fig|tabla|cuadro|tabela|quadro|tableau|abb|tabelle)")
AROUND = " \t.,;:()[]*—–-…«»\"“”'→►▶▸➤☞"


@dataclass(frozen=True, slots=True)
class JumpLine:
    """`page`: the number of the page that it names, "" where it says the next or the one before.

    `name`: what it calls the piece, "" for nothing: "See BREAD, page 4", "BREAD: continued from page 1".
    """

    is_onward: bool
    page: str
    name: str = ""


def read_jump_line(text: str) -> JumpLine | None:
    """What a line says that is nothing but a jump line.

    >>> read_jump_line("(Continued on page 4, col. 2)"), read_jump_line("Suite de la première page")
    (JumpLine(is_onward=True, page='4', name=''), JumpLine(is_onward=False, page='1', name=''))
    """
    if len(text) > MAX_LETTERS or not _may_mention_page(text):
        return None
    bare = text.strip(AROUND)
    folded = fold(bare)
    for pattern, is_onward in ((_back, False), (_onward, True)):
        match = pattern.search(folded)
        if match and len(folded) == len(bare):
            name = _name_beside(bare[: match.start()], bare[match.end() :])
            return None if name is None else JumpLine(is_onward, _page_of(match), name)
    match = _see.fullmatch(folded)
    if match and len(folded) == len(bare):
        name = bare[match.start("name") : match.end("name")]
        return JumpLine(True, _page_of(match), name) if name.isupper() and _is_name(name) else None
    return None


def _may_mention_page(text: str) -> bool:
    """Most lines have none of the letters of "page": for them no pattern is tried."""
    folded = text.casefold()
    return any(letters in folded for letters in PAGE_LETTERS) and bool(_mentions_page.search(text))


def jump_at_end(text: str) -> int:
    """Where in a line of text a jump line stands at its end: "… the council met. (Continued on page 4)"; 0 if none."""
    match = _at_end.search(text)
    return match.start() + 1 if match and read_jump_line(match[0]) else 0


def _page_of(match: re.Match[str]) -> str:
    if match["next"]:
        return ""
    told = (match["number"] or match["ordinal"]).upper()
    return _values.get(told.lower(), told)


def _name_beside(before: str, after: str) -> str | None:
    """The name of the piece before or after the phrase, parted from it; None where something else stands there."""
    if before and after:
        return None
    side = before or after
    if not side:
        return ""
    is_parted = side[-1 if before else 0] in ":,—–-|(. " and side.strip(AROUND) != ""
    name = side.strip(AROUND)
    return name if is_parted and _is_name(name) and (name.isupper() or ":" in side or "—" in side) else None


def _is_name(name: str) -> bool:
    is_short = len(name.split()) <= MAX_NAME and bool(_name.fullmatch(name))
    return is_short and name[:1].isupper() and not _of_table.match(fold(name))
