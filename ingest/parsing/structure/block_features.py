"""What a block looks like by itself: heading, reference, signature, note. No context, no memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.parsing.layout.blocks import CLOSERS, DISPLAY, Block, breaks_early, ends_sentence, is_flush_right
from ingest.parsing.layout.cells import cells_of
from ingest.parsing.layout.rows import SOLID, SourceRow
from ingest.parsing.records import Word
from ingest.parsing.rules import Rule, first_of, name_of
from ingest.parsing.structure.bylines import byline_rows, ends_prose, read_byline
from ingest.parsing.vocabulary.cues import cue_of, has_institution, lead_length, opens_imprint, tells_role
from ingest.parsing.vocabulary.names import MARKS, is_initials, looks_like_name, spaced_initials
from ingest.parsing.vocabulary.normalise import fold

NOTE_MARK = re.compile(r"^(?:[¹²³⁴⁵⁶⁷⁸⁹⁰]+|[*†‡§¶]{1,3}(?=\s?[^\W\d_]))")
NUMBERED = re.compile(
    r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+(?=[^\W\d_])|^(?P<roman>[IVX]{1,5})[.)]\s+(?=[A-ZÀ-Þ])|^(?P<letter>[A-H])[.)]\s+(?=[A-ZÀ-Þ])"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_closing_email = re.compile(r"@[\w.-]+\s*[\])>]$")
PROSE_SHOWN = 400  # characters in which prose shows itself
YEAR = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20[0-4]\d)[a-z]?(?!\d)")
REFERENCE_START = re.compile(
    r"^(?:\[\d{1,3}\]|\d{1,3}\.\s|[A-ZÀ-Þ][\w'’-]+(?:\s[\w'’-]+){0,3},\s+(?:[A-ZÀ-Þ](?:-[A-ZÀ-Þ])?\.|[A-ZÀ-Þ][a-zà-ÿ]+)|—{2,}|_{3,}|[A-ZÀ-Þ][\w'’-]+\s[A-Z]{1,3}[,.]|[A-ZÀ-Þ][^.(]{2,90}\((?:n\.\s?d\.|(?:1[5-9]|20)\d\d[a-z]?)\)|\((?:1[5-9]|20)\d\d)"
)
_inverted = re.compile(r"^(?:\[\d+\]|[A-ZÀ-Þ][\w'’-]+(?:\s[\w'’-]+){0,3},\s+(?:[A-ZÀ-Þ]\.\s?)+)")
_cites = re.compile(r"et al\.|\([^()]*\b(?:1[5-9]|20)\d\d[a-z]?\)$")
_numbered_code = re.compile(r"^\d{1,3}:\s+[a-z]")  # "9: else" of an algorithm
_inner_stop = re.compile(r"[a-zà-ÿ]{3,}[.;] [A-ZÀ-Þ]")
_lower_name = re.compile(r"[a-z]+[A-Z0-9]|[a-z]-[a-z]")  # "nwb4edu", "r-cubed"
_tag = re.compile(r"^\[[^\]\s]{1,8}\]\s+")  # "[Re] Title of a replication"
PLACE = 6.0  # points within which a line stands at one place
SAME_SIZE = 0.03  # of the size: type that differs less from the text's is the text's
MIN_LETTERS, MOSTLY = 3, 0.9  # of a text in capitals; more than this share of them are
MAX_WORDS = 30  # of a heading or a title
MAX_UNBROKEN = 10  # words of a title that may have a stop within
MIN_TITLE_WORDS = 3  # of what only its words tell to be a title
MAX_TOP_WORDS = 12  # of a heading set solid above its text
MAX_TOP_FILL, FULL_ROW, OVERFULL = 0.78, 0.85, 1.01  # of the measure
MAX_LAST_ROWS = 4  # of a title that stands last on its page, right below a paragraph
MANY_PAGES = 4  # on which a line stands that is no heading
MAX_HEAD_ROWS, MAX_HEAD_WORDS = 3, 18
MAX_SIGNS = 0.5  # signs to the letter; formulas and misread lines have more
MAX_STATEMENT = 4  # words: "Theorem 2 (Wells)" may be a heading, what it states is none
MIN_RUN = 4  # words of a line of text
MIN_LEAD = 6  # words of a sentence that leads to what stands below
FULL = 0.93  # of the measure, to which lines of running text reach
LARGER = 1.06  # than the text
MIN_SIZE = 0.95  # of a heading that its weight or slope tells
MIN_BOLD = 0.88  # of what stands out by its weight: bold type is often cut smaller
MAX_ITALIC_ROWS = 2  # that stand out by their slope
MIN_ROUGH = 0.93  # the same where sizes are measured on an image
APART = 0.5  # lines of white above a heading that nothing else tells
SET_OFF = 0.2  # lines of white above what its slope, its capitals or its names tell
CAPITALS_APART = 0.35  # lines of white above a heading in capitals, in the type of the text
BELOW = 0.3  # lines of white below a numbered heading
CENTRED_INDENT = 1.5  # ems
MIN_CAPITALS = 5  # characters of a heading in capitals
TEXT_BELOW = 100  # characters, fewer than the text below a heading has
EARLY, EARLY_BELOW = 0.9, 0.8  # of the measure: a line, the last of several, that was broken early
MAX_BROKEN_WORDS = 14
MAX_NUMBERED_ROWS, MAX_NUMBERED_WORDS = 2, 14  # of a heading that its number tells
AUTHOR_ROWS = 6  # at most, of an author's address
BOOK_ROWS, BOOK_LETTERS = 6, 400  # of the head of a review: at most so many rows, fewer characters
DOUBTED = 0.6  # mean confidence of recognised words: pictures have .1 to .5, black letter .75
TURNED = 3.0  # times its size, the height of a row that is set up the margin
MAX_TURNED = 3  # letters of what may be higher than wide though it is level
OPEN_WORDS = frozenset(  # no heading ends in one
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "to",
        "was",
        "we",
        "were",
        "with",
        "then",
        "than",
        "whether",
        "which",
        "if",
        "because",
        "y",
        "e",
        "el",
        "la",
        "los",
        "las",
        "de",
        "del",
        "en",
        "con",
        "para",
        "por",
        "que",
        "un",
        "una",
        "o",
        "os",
        "as",
        "da",
        "do",
        "das",
        "dos",
        "em",
        "com",
        "et",
        "le",
        "les",
        "des",
        "du",
        "dans",
        "pour",
        "und",
        "der",
        "die",
        "das",
        "des",
        "mit",
        "von",
        "für",
        "zu",
    ]
)
_word = re.compile(r"[^\W\d_]{4,}|\b[^\W\d_]{2,3}\s+[^\W\d_]{3,}|\b[AOEYaoey]\s[a-zà-ÿ]{3}")
_mathematics = re.compile(r"[=≡≤≥∈∀∃∑∏∫√∂∞¬∨∧→⇒⟨⟩±×≈∝⊂⊆∪∩]|\s[+<>]\s")
_link = re.compile(r"doi|http|www\.")
_caption = re.compile(
    r"^(?:table|fig(?:ure|\.)?|tabla|cuadro|tabela|quadro|tableau|tabelle|abb(?:ildung|\.)?)\s*(?:\d+|[ivx]+)\.?$"
)
_stamp = re.compile(r"^arxiv\b|\beprint\b|^isbn\b|\bissn\b.*\d{4}|downloaded from")
_item = re.compile(r"^\((?:\d{1,3}|[a-zA-Z])\)(?!\s+[A-ZÀ-Þ][a-zà-ÿ]{3,}\s)")
_only_number = re.compile(r"^(?:§\s?)?(?:[IVXLivxl]+|[A-Z]|\d+(?:\.\d+)*)[.):]?$")
_in_brackets = re.compile(r"^\([^()]*\)$")
_dust = re.compile(r"(?<!\S)[^\w\s&/|·•—–:-]{1,3}(?!\S)")
_statement = re.compile(
    r"^(?:theorem|lemma|claim|definition|proposition|corollary|problem|conjecture|teorema|lema|definicion|definicao|satz)\s+\d"
)
_cited = re.compile(
    r"^[A-ZÀ-Þ][\w'’-]+(?:\s[\w'’-]+){0,3},\s+(?:[A-ZÀ-Þ]\.[\s-]?)+(?:[,;&]|\s*\(?(?:1[5-9]|20)\d\d)"
)
CORRESPONDENT = re.compile(
    r"^\W{0,2}(?:from (?:our|a) |by our |de nuestro |del? corresponsal|de notre |do nosso |von unserem )"
    r"[^—–]{0,50}(?:correspond|corresponsal|envia|envoy|korrespond|reporter)",
    re.I,
)
_openers = "¿¡“‘\"'«([*"
BIO_VERBS = r"(?:is|was|are|has been|works|teaches|es|fue|son|trabaja|ensena|é|foi|leciona|est|etait|enseigne|ist|war|lehrt)"
_bio = re.compile(rf"^(?P<name>(?:[^\s,]+\s){{1,5}}[^\s,]+?),?\s+{BIO_VERBS}\s+(?P<rest>.+)$", re.S)
_life = re.compile(  # where a degree was taken is no affiliation
    r"^(?P<name>(?:[^\s,(]+\s){1,5}[^\s,(]+?),?\s+(?:\([^)]*\)\s+)?(?:received|obtained|holds|earned)\s"
)


Standing = tuple[str, tuple[int, int] | None]  # a line and where it stands on its page


def place_of(row: SourceRow) -> Standing:
    """The row and its place, to within a few points; None without boxes."""
    box = row.source.box
    return row.text, (round(box[0] / PLACE), round(box[1] / PLACE)) if box else None


def _recurring(pages: Iterable[Iterable[SourceRow]]) -> frozenset[Standing]:
    """The lines that stand at one place of many pages."""
    on_pages = Counter(place for rows in pages for place in {place_of(row) for row in rows})
    return frozenset(place for place, count in on_pages.items() if place[1] and count >= MANY_PAGES)


def stamps_of(pages: Sequence[Sequence[SourceRow]]) -> frozenset[Standing]:
    """What is set up the margin at one place of many pages: heads, stamps."""
    return _recurring([[row for row in rows if is_turned(row)] for rows in pages])


def is_turned(row: SourceRow) -> bool:
    """Is it set up the margin, as stamps are?"""
    box = row.source.box
    return box is not None and len(row.text) > MAX_TURNED and box[3] > TURNED * max(row.source.size, 1.0)


@dataclass(frozen=True, slots=True)
class Body:
    """What the running text of a file looks like: reference for everything that stands out."""

    font: str = ""
    is_bold: bool = False
    has_boxes: bool = False
    recurring: frozenset[Standing] = frozenset()  # lines at one place of many pages: stamps, watermarks

    @classmethod
    def of(cls, pages: Sequence[Sequence[SourceRow]]) -> Body:
        fonts: Counter[tuple[str, bool]] = Counter()
        for rows in pages:
            for row in rows:
                if abs(row.size - 1) < SAME_SIZE:
                    fonts[(row.source.font, row.is_bold)] += len(row.text)
        recurring = _recurring(pages)
        if not fonts:
            return cls(recurring=recurring)
        (font, bold), _ = fonts.most_common(1)[0]
        return cls(font, bold, any(row.source.box for rows in pages for row in rows), recurring)


def letters_of(text: str) -> str:
    """Its letters alone, by which a line is known again in other type or with a number beside it."""
    return "".join(filter(str.isalpha, text.casefold()))


def is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= MIN_LETTERS and sum(c.isupper() for c in letters) > MOSTLY * len(letters)


def is_caseless(letter: str) -> bool:
    """Of a script that has no capitals: Hebrew, Arabic."""
    return letter.isalpha() and letter.upper() == letter.lower()


def may_head(text: str) -> bool:
    """Could these words be a heading or a title: short, opened by a capital, not closed like a sentence?"""
    bare = _tag.sub("", NUMBERED.sub("", text))
    words = bare.split()
    if not 1 <= len(words) <= MAX_WORDS or not any(c.isalpha() for c in bare):
        return False
    if len(words) > MAX_UNBROKEN and _inner_stop.search(bare):
        return False
    first = bare.lstrip(_openers)[:1]
    if not (first.isupper() or first.isdigit() or is_caseless(first)):
        return bool(_lower_name.match(bare)) and len(words) >= MIN_TITLE_WORDS
    end = bare.rstrip(CLOSERS + " ")[-1:]
    return end not in (",", ";") and not (end == "." and not bare.rstrip().endswith(("etc.", "U.S.")))


def stands_out(block: Block, body: Body) -> bool:
    """Is the block set in larger, bold or other type than the running text?"""
    if not body.has_boxes or block.first.source.box is None:
        return False
    if block.size >= LARGER:
        return True
    if block.is_bold and not body.is_bold and block.size > MIN_BOLD:
        return True
    if block.font == body.font or block.size < MIN_SIZE:
        return False
    return is_capitals(block.text) or (
        block.is_italic and len(block.rows) <= MAX_ITALIC_ROWS and block.first.space > SET_OFF
    )


_monospaced = re.compile(
    r"mono|courier|typewriter|cmtt|sftt|lmtt|consol|inconsolata|menlo|code|txtt|nimbusmon", re.I
)


def is_code(block: Block) -> bool:
    """Is most of it set in a typewriter face?"""
    letters = sum(len(row.text) for row in block.rows)
    return 2 * sum(len(row.text) for row in block.rows if _monospaced.search(row.source.font)) > letters


def split_heads(blocks: Sequence[Block], body: Body) -> list[Block]:
    """Headings set directly above their text, without white between, get a block of their own."""
    out: list[Block] = []
    for block in blocks:
        cut = _head_rows(block) or _missed_break(block)
        if cut:
            out.append(Block(block.rows[:cut]))
            out.append(Block(block.rows[cut:]))
        else:
            out.append(block)
    return out


@dataclass(frozen=True, slots=True)
class _Top:
    """The first rows of a block in plain text, that may be a heading above its text."""

    rows: Sequence[SourceRow]
    cut: int

    @property
    def text(self) -> str:
        return " ".join(row.text for row in self.rows[: self.cut])

    @property
    def last(self) -> SourceRow:
        return self.rows[self.cut - 1]

    @property
    def below(self) -> SourceRow:
        return self.rows[self.cut]


def _is_signed(top: _Top) -> bool:
    return bool(
        EMAIL.search(top.text) or signature_name(top.rows[0].text) or _opens_address(top.rows, top.cut)
    )


NO_TOP: tuple[Rule[_Top], ...] = (  # whose block has no heading above its text
    Rule("too few rows", lambda t: len(t.rows) <= t.cut, "The Wells"),
    Rule("in print", lambda t: bool(t.rows[0].source.box), "The Wells"),
    Rule("names or addresses", _is_signed, "Ana Sá / Valley University"),
    Rule("no heading", lambda t: not may_head(t.text) or len(t.text.split()) > MAX_TOP_WORDS, "and so they went home."),
    Rule("a broken word", lambda t: t.last.text.endswith("-"), "The coun-"),
)  # fmt: skip


def _is_broken_early(top: _Top) -> bool:
    """Does the heading's last row leave room for the next word?"""
    return breaks_early(top.last, top.below) and top.last.fill < MAX_TOP_FILL


def _is_above_text(top: _Top) -> bool:
    """Is the row below full, and does it open as a paragraph does?"""
    opens = top.below.text.lstrip(_openers)[:1]
    is_all = len(top.rows) == top.cut + 1 and ends_sentence(top.below.text)
    is_full = top.below.fill > FULL_ROW or is_all
    return is_full and (opens.isupper() or opens.isdigit()) and top.rows[0].fill < OVERFULL


def _head_rows(block: Block) -> int:
    """How many rows at the top of a block are a heading: 0, 1 or 2."""
    rows = block.rows
    if len(rows) <= 1 or rows[0].space < SOLID:
        return 0
    if cue_of(rows[0].folded, "abstract", "references", "keywords", "acknowledgements", "notes"):
        return 1
    for top in (_Top(rows, 1), _Top(rows, 2)):
        if first_of(NO_TOP, top):
            return 0
        if _is_broken_early(top):
            return top.cut if _is_above_text(top) else 0
    return 0


def _opens_address(rows: Sequence[SourceRow], cut: int) -> bool:
    """A name above its institution is no heading."""
    return looks_like_name(rows[0].text.rstrip(MARKS + ",* ")) and has_institution(rows[cut].folded)


def _missed_break(block: Block) -> int:
    """Where a title or label stands right under a closed paragraph: a page end that nothing marks."""
    rows = block.rows
    for cut in range(1, len(rows)):
        above, row = rows[cut - 1], rows[cut]
        is_closed = ends_sentence(above.text) or bool(_closing_email.search(above.text))
        if not is_closed or above.source.box or not breaks_early(above, row):
            continue
        if cue_of(row.folded, "references", "abstract") or (
            bio_name(row.text) and has_institution(row.folded)
        ):
            return cut
        if signature_name(rows[0].text) or signature_name(row.text) or bio_name(rows[0].text):
            continue
        rest = " ".join(r.text for r in rows[cut:])
        is_short = len(rows) - cut <= MAX_LAST_ROWS and len(rest.split()) >= MIN_TITLE_WORDS
        if is_short and may_head(rest) and not EMAIL.search(rest):
            return cut
    return 0


@dataclass(frozen=True, slots=True)
class Head:
    """A block that may be a heading, and the block that follows it."""

    block: Block
    after: Block | None
    body: Body

    @property
    def text(self) -> str:
        return self.block.text

    @property
    def has_type(self) -> bool:
        """Does the file tell the type of its letters?"""
        return self.body.has_boxes and self.block.first.source.box is not None

    @property
    def words(self) -> list[str]:
        return self.block.text.split()


def _is_formula(head: Head) -> bool:
    """Signs of mathematics, or no word among the letters: "X", "P N T", "Θ = { }"."""
    if not head.body.has_boxes or cue_of(head.block.folded, "section", "references", "abstract"):
        return False
    bare = NUMBERED.sub("", head.text)
    signs = sum(not c.isalnum() and not c.isspace() for c in bare)
    letters = sum(c.isalpha() for c in bare)
    has_word = bool(_word.search(bare))
    return bool(_mathematics.search(bare)) or not has_word or signs > MAX_SIGNS * letters


def _runs_on(head: Head) -> bool:
    """A full line that the block below goes on with, or one that ends as no heading does: "… with respect to"."""
    last = re.sub(r"[^\w]+$", "", head.words[-1]).lower()
    if last in OPEN_WORDS and head.text[-1:] not in "?!" and len(head.words) > 1 and head.body.has_boxes:
        return True
    after = head.after
    if after is None or not head.has_type or len(head.words) < MIN_RUN:
        return False
    is_full = head.block.last.fill > FULL or head.text.endswith("-")
    if not is_full or after.first.space >= SOLID or after.page != head.block.page:
        return False
    if _inner_stop.search(NUMBERED.sub("", head.text)):
        return True
    is_title = head.block.size > LARGER and after.size > LARGER
    return after.text[:1].islower() and not (is_title or NUMBERED.match(head.text))


def _leads_on(head: Head) -> bool:
    """A sentence before what it speaks of: in the type of the text, or sloped."""
    if head.text.rstrip()[-1:] != ":":
        return False
    is_plain = not head.block.is_bold and head.block.size < LARGER and len(head.words) >= MIN_LEAD
    return is_plain or not stands_out(head.block, head.body)


def _is_row_of_table(head: Head) -> bool:
    """Words in cells, the number of a heading apart: "Module    Lesson    Packages used"."""
    if len(head.block.rows) > 1 or not head.has_type or NUMBERED.match(head.text):
        return False
    cells = [cell.text for cell in cells_of(head.block.first)]
    return sum(any(c.isalpha() for c in text) and not _only_number.match(text) for text in cells) > 1


def _is_above_figures(head: Head) -> bool:
    """Above numbers: of a table, of the axis of a figure."""
    if head.after is None or not head.has_type or head.after.size >= MIN_SIZE:
        return False
    digits = sum(c.isdigit() for c in head.after.text)
    return digits > sum(c.isalpha() for c in head.after.text)


def _is_dust(head: Head) -> bool:
    """Signs alone among its words, as a picture or an unreadable font leaves them."""
    return head.has_type and not NUMBERED.match(head.text) and bool(_dust.search(head.text))


def _is_last_name(head: Head) -> bool:
    """A name below which nothing stands: of an editor."""
    return head.after is None and looks_like_name(head.text)


def _names_place_of_person(head: Head) -> bool:
    name, _, place = head.text.partition(", ")
    return looks_like_name(name) and has_institution(fold(place))


def is_doubted(block: Block) -> bool:
    """Letters that an engine saw, and did not believe itself: of a picture."""
    sure = [word.confidence for row in block.rows for word in row.words if word.confidence is not None]
    return bool(sure) and sum(sure) / len(sure) < DOUBTED


NO_HEADING: tuple[Rule[Head], ...] = (
    Rule("too long", lambda h: len(h.block.rows) > MAX_HEAD_ROWS or len(h.words) > MAX_HEAD_WORDS, "The council met …"),
    Rule("not set as a heading", lambda h: not may_head(h.text), "and then they went home."),
    Rule("e-mail address", lambda h: bool(EMAIL.search(h.text)), "ana@valley.example"),
    Rule("a colon", _leads_on, "They said:"),
    Rule("a note", lambda h: bool(NOTE_MARK.match(h.text)), "¹ Valley Archive"),
    Rule("a name of code", lambda h: "_" in h.text, "max_depth"),
    Rule("imprint", lambda h: opens_imprint(h.block.folded), "Received: 3 May 2010"),
    Rule("a line of code", lambda h: bool(_numbered_code.match(h.text)), "9: else"),
    Rule("a citation", lambda h: bool(_cites.search(h.text)), "Sá (2010)"),
    Rule("a link", lambda h: bool(_link.search(h.block.folded)), "www.valley.example"),
    Rule("a caption", lambda h: bool(_caption.match(h.block.folded)), "Table 1"),
    Rule("a stamp", lambda h: bool(_stamp.search(h.block.folded)), "arXiv:2301.05883v2"),
    Rule("on many pages", lambda h: place_of(h.block.first) in h.body.recurring, "VALLEY10(2008)003"),
    Rule("turned", lambda h: is_turned(h.block.first), "VALLEY10(2008)003"),
    Rule("a correspondent", lambda h: bool(CORRESPONDENT.match(h.text)), "By our staff reporter"),
    Rule("a person with a place", _names_place_of_person, "Ana Sá, Valley University"),
    Rule("doubted by the engine", lambda h: is_doubted(h.block), "NX Dd UP WNP"),
    Rule("a formula", _is_formula, "a = b + c"),
    Rule("an item of a list", lambda h: bool(_item.match(h.text)), "(3) the wells of the valley"),
    Rule("in brackets", lambda h: bool(_in_brackets.match(h.text)), "(“Ana drinks the water cold”)"),
    Rule("a row of a table", _is_row_of_table, "Module    Lesson    Packages used"),
    Rule("above figures", _is_above_figures, "Coefficients / 0.91 0.22 0.13"),
    Rule("dust", _is_dust, "Experience C ' %"),
    Rule("a name and nothing below", _is_last_name, "Ana Sá"),
    Rule("a statement", lambda h: bool(_statement.match(h.block.folded)) and len(h.words) > MAX_STATEMENT, "Theorem 2. With more water, there is less bread"),
    Rule("a cited work", lambda h: bool(_cited.match(h.text)), "Sá, A. M. & Paz, L. 2010. The water"),
    Rule("text that goes on", _runs_on, "The expected height with respect to"),
)  # fmt: skip


def _is_set_off(head: Head) -> bool:
    """White above, a text below that opens like one, and a line that was broken early."""
    block, after = head.block, head.after
    if head.has_type and (not block.first.is_rough or block.size < MIN_ROUGH):
        return False  # on images italics are not seen: there white space alone may tell
    if after is None or block.first.space < APART or (block.page != after.page and block.last.fill > EARLY):
        return False
    opens = after.text.lstrip(_openers)[:1]
    if not (opens.isupper() or opens.isdigit() or after.text[:1] in "•-–*"):
        return False
    if len(block.rows) == 1:
        return block.last.fill < EARLY or bool(NUMBERED.match(head.text)) or is_capitals(head.text)
    early = all(not row.text.endswith(".") for row in block.rows) and block.last.fill < EARLY_BELOW
    return early and len(head.words) <= MAX_BROKEN_WORDS


HEADINGS: tuple[Rule[Head], ...] = (
    Rule("type", lambda h: h.has_type and stands_out(h.block, h.body) and h.block.size > MIN_SIZE, "The Wells (bold)"),
    Rule("capitals apart", lambda h: h.has_type and _is_capitals_apart(h.block, h.after), "II. THE WELLS"),
    Rule("white space", _is_set_off, "The Wells"),
)  # fmt: skip


def is_stamp(folded: str) -> bool:
    """ "ISSN 1234-5678", "Downloaded from …": what is printed on the pages of any article."""
    return bool(_stamp.search(folded))


def numbers_caption(folded: str) -> bool:
    """ "Table III": the number of a table, whose name stands below."""
    return bool(_caption.match(folded))


def is_heading(block: Block, after: Block | None, body: Body) -> bool:
    """By its look and by what follows: a short block that text follows."""
    if after is not None and _is_numbered_alone(block, after):
        return True
    head = Head(block, after, body)
    if first_of(NO_HEADING, head):
        return False
    told = name_of(HEADINGS, head)
    return bool(told) and not (told == "type" and is_code(block))


def _is_capitals_apart(block: Block, after: Block | None) -> bool:
    """ "II. RELATED WORK" or a centred "THE CLERK" by itself above text, in the type of the text."""
    row, text = block.first, block.text
    if len(block.rows) > 1 or row.space < CAPITALS_APART or after is None:
        return False
    if row.fill >= EARLY or len(text) < MIN_CAPITALS or not is_capitals(NUMBERED.sub("", text)):
        return False
    right = row.room / 2
    is_centred = row.indent > CENTRED_INDENT and abs(row.indent - right) < 0.12 * (row.indent + right) + 1
    is_followed = after.kind == "text" and len(after.text) > TEXT_BELOW and not is_code(block)
    return is_followed and (is_centred or bool(NUMBERED.match(text)))


def _is_numbered_alone(block: Block, after: Block) -> bool:
    """ "5.4.1 Wells and springs." by itself in white space is a heading in whatever type."""
    match = NUMBERED.match(block.text)
    if not match or "." not in (match["number"] or ""):
        return False
    if len(block.rows) > MAX_NUMBERED_ROWS or len(block.text.split()) > MAX_NUMBERED_WORDS:
        return False
    words = block.text[match.end() :].rstrip(" .")
    is_apart = block.first.space >= APART and (after.page != block.page or after.first.space >= BELOW)
    return is_apart and block.last.fill < EARLY and may_head(words) and not _cites.search(words)


def looks_like_reference(block: Block) -> bool:
    """Has it the furniture of cited works: years, numbers in brackets, DOIs, inverted names?"""
    text = block.text
    starts = sum(bool(REFERENCE_START.match(row.text)) for row in block.rows)
    years = len(YEAR.findall(text))
    has_doi = "doi" in block.folded or "http" in block.folded
    if REFERENCE_START.match(block.first.text) and (years or has_doi or _inverted.match(block.first.text)):
        return True
    return (starts + years + has_doi) >= max(2, 0.35 * len(block.rows))


def is_correspondence(block: Block) -> bool:
    """ "Please address correspondence to: NAME, AFFILIATION. [email: …]" """
    lead = lead_length(block.folded, "correspondence")
    if not lead:
        match = re.match(
            r"^[*†]?\s*(?:please address correspondence to|address correspondence to|correspondence (?:should be|to)|corresponding author|dirigir (?:la )?correspondencia a|adresse[rz]? la correspondance)",
            block.folded,
        )
        lead = match.end() if match else 0
    if not lead:
        return False
    is_weak = block.folded.startswith(("contact", "kontakt"))
    return bool(EMAIL.search(block.text)) or (
        not is_weak and len(block.rows) <= AUTHOR_ROWS and lead < len(block.folded)
    )


_page_count = re.compile(
    r"(?<![-–\d])\d+\s?(?:pp?|pages|páginas|págs?|S|Seiten)\b|\bpp?\.?\s(?:[ivxlc]+\s?[+,]\s?)?\d+(?![-–\d])|\bISBN\b"
)


def is_book_head(block: Block) -> bool:
    """ "Ana Sá, The Water of the Valley. Lima: Valley Press, 2001. Pp. xii + 312.": the book that a review is of."""
    text = block.text
    is_short = len(block.rows) <= BOOK_ROWS and len(text) < BOOK_LETTERS and block.kind in {"text", "heading"}
    return (
        is_short
        and text[:1].isupper()
        and bool(YEAR.search(text) and _page_count.search(text.replace("Pp.", "pp.")))
    )


_signature = re.compile(r"^(?P<name>[^,<(]{4,50}),\s+(?P<rest>.+)$")


def signature_name(row_text: str) -> str:
    """The name that opens "NAME, AFFILIATION <e-mail>" at the end of an article, "" if it is none."""
    match = _signature.match(row_text)
    if not match or not looks_like_name(match["name"]):
        return ""
    return match["name"] if is_capitals(match["name"]) or EMAIL.search(row_text) else ""


_dash = re.compile(r"^(?:[—–]|--?)\s*(?=[A-ZÀ-Þ])")
SHIFTED = 0.3  # of the measure: so far in, a line of plain text was set at the right
MAX_SIGNATURE = 110  # characters
MAX_SIGNATURE_ROWS = 3
PLACE_AND_NAME = 2  # cells of such a line
ACROSS = 0.25  # of the measure, white between the two
MAX_PLACE_WORDS = 3
PLACED_ROWS, PLACED_LETTERS = range(2, 5), 200  # of a name with its place below; characters at most


def signed_names(block: Block) -> tuple[str, ...]:
    """Who signs in a line of names alone: after a dash, or set at the right, with a place below at most.

    "—W. H. Burnett", "ÉTIENNE ROUX.", "J. B. W.", "Ruth Pemberton / Hull", and after the place of a reviewer, at the
    other end of the line: "Lima          Ana Sá".
    """
    rows = block.rows
    if len(rows) > MAX_SIGNATURE_ROWS or len(block.text) > MAX_SIGNATURE or block.size >= DISPLAY:
        return ()
    if name := _name_across(block):
        return (name,)
    has_dash = bool(_dash.match(rows[0].text))
    if not has_dash and not all(map(_is_at_right, rows)):
        return ()
    if len(rows) == 1 and is_initials(bare := _dash.sub("", rows[0].text)):
        return (spaced_initials(bare),)
    found = byline_rows(replace(block, rows=(_without_dash(rows[0]), *rows[1:])), 0)
    if found is None or (has_dash and found[0] < len(rows)):
        return ()
    return tuple(signature.name for signature in found[1].signatures)


def _name_across(block: Block) -> str:
    """The name at the right end of a line that has nothing else but a place at its left end."""
    row = block.first
    if len(block.rows) > 1 or row.source.box is None or row.indent > SET_OFF or row.fill < FULL:
        return ""
    cells = cells_of(row)
    if len(cells) != PLACE_AND_NAME or cells[1].left - cells[0].right < ACROSS * row.source.box[2]:
        return ""
    place, name = (cell.text.strip(MARKS + " ,.") for cell in cells)
    is_place = (
        len(place.split()) <= MAX_PLACE_WORDS and place[:1].isupper() and place.replace(" ", "").isalpha()
    )
    return name if is_place and looks_like_name(name) else ""


def _without_dash(row: SourceRow) -> SourceRow:
    text = _dash.sub("", row.text)
    return row if text == row.text else replace(row, text=text, words=tuple(Word(w) for w in text.split()))


def _is_at_right(row: SourceRow) -> bool:
    if row.source.box is not None:
        return is_flush_right(row)
    measure = row.indent + len(row.text) + row.room
    return row.indent > SHIFTED * measure and row.fill > SHIFTED


def is_signature(block: Block) -> bool:
    """Names in capitals with their affiliations, as authors sign at the end."""
    if is_name_over_place(block) or signed_names(block):
        return True
    if len(block.rows) > MAX_SIGNATURE_ROWS and ends_prose(block.text[:PROSE_SHOWN]):
        return False  # a dateline: "SANTA ROSA, Friday. — The council …"
    if not signature_name(block.first.text) or read_byline(block.first.text):
        return False
    return (
        has_institution(block.folded)
        or bool(EMAIL.search(block.text))
        or len(block.rows) <= MAX_SIGNATURE_ROWS
    )


def is_name_over_place(block: Block) -> bool:
    """ "LUIS PAZ / Valley College": a name by itself, then where its bearer works."""
    rows = block.rows
    if len(rows) not in PLACED_ROWS or len(block.text) > PLACED_LETTERS:
        return False
    if not looks_like_name(rows[0].text.rstrip(" .,")):
        return False
    below = " ".join(row.folded for row in rows[1:])
    is_placed = has_institution(below) or bool(EMAIL.search(below)) or all(map(is_flush_right, rows))
    return is_capitals(rows[0].text) and is_placed


def bio_name(text: str) -> str:
    """The person of whom a biographical sentence tells ("NAME is at …"), "" if it is none."""
    return _name_in(_bio.match(text))


def _name_in(match: re.Match[str] | None) -> str:
    return match["name"] if match and looks_like_name(match["name"]) else ""


def is_biography(block: Block) -> bool:
    """ "NAME is a lecturer at PLACE": a person, an office, degree or place of work right after, an institution."""
    name = bio_name(block.text) or _name_in(_life.match(block.text))
    if not name or not tells_role(fold(block.text[len(name) :])):
        return False
    return has_institution(block.folded) or bool(EMAIL.search(block.text)) or " at " in block.text
