"""What a block looks like by itself: heading, reference, signature, note. No context, no memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.layout.blocks import CLOSERS, Block, breaks_early, ends_sentence, is_flush_right
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.structure.bylines import read_byline
from ingest.parsing.vocabulary.cues import cue_of, has_institution, lead_length, opens_imprint, tells_role
from ingest.parsing.vocabulary.names import MARKS, looks_like_name
from ingest.parsing.vocabulary.normalise import fold

NOTE_MARK = re.compile(r"^(?:[¹²³⁴⁵⁶⁷⁸⁹⁰]+|[*†‡§¶]{1,3}(?=\s?[^\W\d_]))")
NUMBERED = re.compile(
    r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+(?=[^\W\d_])|^(?P<roman>[IVX]{1,5})[.)]\s+(?=[A-ZÀ-Þ])|^(?P<letter>[A-H])[.)]\s+(?=[A-ZÀ-Þ])"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_closing_email = re.compile(r"@[\w.-]+\s*[\])>]$")
YEAR = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20[0-4]\d)[a-z]?(?!\d)")
REFERENCE_START = re.compile(
    r"^(?:\[\d{1,3}\]|\d{1,3}\.\s|[A-ZÀ-Þ][\w'’-]+(?:\s[\w'’-]+){0,3},\s+(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][a-zà-ÿ]+)|—{2,}|_{3,}|[A-ZÀ-Þ][\w'’-]+\s[A-Z]{1,3}[,.]|[A-ZÀ-Þ][^.(]{2,90}\((?:n\.\s?d\.|(?:1[5-9]|20)\d\d[a-z]?)\)|\((?:1[5-9]|20)\d\d)"
)
_inverted = re.compile(r"^(?:\[\d+\]|[A-ZÀ-Þ][\w'’-]+(?:\s[\w'’-]+){0,3},\s+(?:[A-ZÀ-Þ]\.\s?)+)")
_cites = re.compile(r"et al\.|\([^()]*\b(?:1[5-9]|20)\d\d[a-z]?\)$")
_numbered_code = re.compile(r"^\d{1,3}:\s+[a-z]")  # "9: else" of an algorithm
_inner_stop = re.compile(r"[a-zà-ÿ]{3,}[.;] [A-ZÀ-Þ]")
_tag = re.compile(r"^\[[^\]\s]{1,8}\]\s+")  # "[Re] Title of a replication"
_openers = "¿¡“‘\"'«([*"
BIO_VERBS = r"(?:is|was|are|has been|works|teaches|es|fue|son|trabaja|ensena|é|foi|leciona|est|etait|enseigne|ist|war|lehrt)"
_bio = re.compile(rf"^(?P<name>(?:[^\s,]+\s){{1,5}}[^\s,]+?),?\s+{BIO_VERBS}\s+(?P<rest>.+)$", re.S)


@dataclass(frozen=True, slots=True)
class Body:
    """What the running text of a file looks like: reference for everything that stands out."""

    font: str = ""
    is_bold: bool = False
    has_boxes: bool = False

    @classmethod
    def of(cls, pages: Sequence[Sequence[SourceRow]]) -> Body:
        fonts: Counter[tuple[str, bool]] = Counter()
        for rows in pages:
            for row in rows:
                if abs(row.size - 1) < 0.03:
                    fonts[(row.source.font, row.is_bold)] += len(row.text)
        if not fonts:
            return cls()
        (font, bold), _ = fonts.most_common(1)[0]
        return cls(font, bold, any(row.source.box for rows in pages for row in rows))


def is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and sum(c.isupper() for c in letters) > 0.9 * len(letters)


def may_head(text: str) -> bool:
    """Could these words be a heading or a title: short, opened by a capital, not closed like a sentence?"""
    bare = _tag.sub("", NUMBERED.sub("", text))
    words = bare.split()
    if not 1 <= len(words) <= 30 or not any(c.isalpha() for c in bare):
        return False
    if len(words) > 10 and _inner_stop.search(bare):
        return False
    first = bare.lstrip(_openers)[:1]
    if not (first.isupper() or first.isdigit()):
        return bool(re.match(r"^[a-z]+[A-Z0-9]|^[a-z]-[a-z]", bare)) and len(words) > 2  # nwb4edu, r-cubed
    end = bare.rstrip(CLOSERS + " ")[-1:]
    return end not in (",", ";") and not (end == "." and not bare.rstrip().endswith(("etc.", "U.S.")))


def stands_out(block: Block, body: Body) -> bool:
    """Is the block set in larger, bold or other type than the running text?"""
    if not body.has_boxes or block.first.source.box is None:
        return False
    if block.size >= 1.06:
        return True
    if block.is_bold and not body.is_bold and block.size > 0.88:
        return True
    if block.font == body.font or block.size < 0.95:
        return False
    return is_capitals(block.text) or (block.is_italic and len(block.rows) <= 2 and block.first.space > 0.2)


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


def _head_rows(block: Block) -> int:
    """How many rows at the top of a block are a heading: 0, 1 or 2."""
    rows = block.rows
    if len(rows) < 2 or rows[0].space < 0.28:
        return 0
    if cue_of(rows[0].folded, "abstract", "references", "keywords", "acknowledgements", "notes"):
        return 1
    for cut in (1, 2):
        if len(rows) <= cut or rows[0].source.box:
            return 0
        text = " ".join(row.text for row in rows[:cut])
        if EMAIL.search(text) or signature_name(rows[0].text) or _opens_address(rows, cut):
            return 0
        if not may_head(text) or len(text.split()) > 12 or rows[cut - 1].text.endswith("-"):
            return 0
        opens = rows[cut].text.lstrip(_openers)[:1]
        if breaks_early(rows[cut - 1], rows[cut]) and rows[cut - 1].fill < 0.78:
            full = rows[cut].fill > 0.85 or (len(rows) == cut + 1 and ends_sentence(rows[cut].text))
            return cut if full and (opens.isupper() or opens.isdigit()) and rows[0].fill < 1.01 else 0
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
        if len(rows) - cut <= 4 and may_head(rest) and len(rest.split()) > 2 and not EMAIL.search(rest):
            return cut
    return 0


def is_heading(block: Block, after: Block | None, body: Body) -> bool:
    """By its look and by what follows: a short block that text follows."""
    text = block.text
    if after is not None and _is_numbered_alone(block, after):
        return True
    if len(block.rows) > 3 or not may_head(text) or len(text.split()) > 18 or EMAIL.search(text):
        return False
    if text.rstrip()[-1:] == ":" and not stands_out(block, body):
        return False
    if NOTE_MARK.match(text) or "_" in text or opens_imprint(block.folded) or _numbered_code.match(text):
        return False
    if _cites.search(text) or "doi" in block.folded or "http" in block.folded:
        return False
    if body.has_boxes and block.first.source.box is not None:
        if stands_out(block, body) and block.size > 0.95:
            return not is_code(block)
        if _is_capitals_apart(block, after):
            return True
        if not block.first.is_rough or block.size < 0.93:
            return False  # on images italics are not seen: there white space alone may tell
    if after is None or block.first.space < 0.5 or (block.page != after.page and block.last.fill > 0.9):
        return False
    opens = after.text.lstrip(_openers)[:1]
    if not (opens.isupper() or opens.isdigit() or after.text[:1] in "•-–*"):
        return False
    if len(block.rows) == 1:
        return block.last.fill < 0.9 or bool(NUMBERED.match(text)) or is_capitals(text)
    early = all(not row.text.endswith(".") for row in block.rows) and block.last.fill < 0.8
    return early and len(text.split()) <= 14


def _is_capitals_apart(block: Block, after: Block | None) -> bool:
    """ "II. RELATED WORK" or a centred "THE CLERK" by itself above text, in the type of the text."""
    row, text = block.first, block.text
    if len(block.rows) > 1 or row.space < 0.35 or after is None or not is_capitals(NUMBERED.sub("", text)):
        return False
    is_centred = row.indent > 1.5 and abs(row.indent - row.room / 2) < 0.12 * (row.indent + row.room / 2) + 1
    is_followed = after.kind == "text" and len(after.text) > 100 and not is_code(block)
    return is_followed and row.fill < 0.9 and len(text) > 4 and (is_centred or bool(NUMBERED.match(text)))


def _is_numbered_alone(block: Block, after: Block) -> bool:
    """ "5.4.1 Wells and springs." by itself in white space is a heading in whatever type."""
    match = NUMBERED.match(block.text)
    if not match or "." not in (match["number"] or "") or len(block.rows) > 2 or len(block.text.split()) > 14:
        return False
    words = block.text[match.end() :].rstrip(" .")
    is_apart = block.first.space >= 0.5 and (after.page != block.page or after.first.space >= 0.3)
    return is_apart and block.last.fill < 0.9 and may_head(words) and not _cites.search(words)


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
        not is_weak and len(block.rows) <= 6 and lead < len(block.folded)
    )


_page_count = re.compile(
    r"(?<![-–\d])\d+\s?(?:pp?|pages|páginas|págs?|S|Seiten)\b|\bpp?\.?\s(?:[ivxlc]+\s?[+,]\s?)?\d+(?![-–\d])|\bISBN\b"
)


def is_book_head(block: Block) -> bool:
    """ "Ana Sá, The Water of the Valley. Lima: Valley Press, 2001. Pp. xii + 312.": the book that a review is of."""
    text = block.text
    is_short = len(block.rows) <= 6 and len(text) < 400 and block.kind in {"text", "heading"}
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


def is_signature(block: Block) -> bool:
    """Names in capitals with their affiliations, as authors sign at the end."""
    if is_name_over_place(block):
        return True
    if not signature_name(block.first.text) or read_byline(block.first.text):
        return False
    return has_institution(block.folded) or bool(EMAIL.search(block.text)) or len(block.rows) <= 3


def is_name_over_place(block: Block) -> bool:
    """ "LUIS PAZ / Valley College": a name by itself, then where its bearer works."""
    rows = block.rows
    if not 2 <= len(rows) <= 4 or len(block.text) > 200 or not looks_like_name(rows[0].text.rstrip(" .,")):
        return False
    below = " ".join(row.folded for row in rows[1:])
    is_placed = has_institution(below) or bool(EMAIL.search(below)) or all(map(is_flush_right, rows))
    return is_capitals(rows[0].text) and is_placed


def bio_name(text: str) -> str:
    """The person of whom a biographical sentence tells ("NAME is at …"), "" if it is none."""
    match = _bio.match(text)
    if not match or not looks_like_name(match["name"]):
        return ""
    return match["name"]


def is_biography(block: Block) -> bool:
    """ "NAME is a lecturer at PLACE": a person, an office or place of work right after, an institution."""
    name = bio_name(block.text)
    if not name or not tells_role(fold(block.text[len(name) :])):
        return False
    return has_institution(block.folded) or bool(EMAIL.search(block.text)) or " at " in block.text
