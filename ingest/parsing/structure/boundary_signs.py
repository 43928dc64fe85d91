"""The signs that an article begins: a table of names, weights and examples, and one of what forbids it.

Each sign is weak by itself. `boundaries.find_starts` adds the weights; `ingest FILE --explain` names the
signs that were seen. What forbids a beginning stands apart: no sum of signs outweighs it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.parsing.layout.blocks import DISPLAY, Block, is_ornament
from ingest.parsing.rules import Rule, first_of
from ingest.parsing.structure.block_features import (
    CORRESPONDENT,
    Body,
    is_book_head,
    is_stamp,
    letters_of,
    signed_names,
)
from ingest.parsing.structure.bylines import byline_rows
from ingest.parsing.structure.classify_blocks import AUTHOR_MATTER, FLOATING, closes, next_flowing
from ingest.parsing.structure.front_signs import LIKELY, POSSIBLE, SURE, front_strength
from ingest.parsing.structure.title_types import BACK_MATTER, LARGE, is_kicker, is_noise, is_title_like
from ingest.parsing.vocabulary.cues import cue_of, is_appendix, is_notice, opens_imprint
from ingest.parsing.vocabulary.dates import MONTH
from ingest.parsing.vocabulary.languages import identify_language

LABEL_KINDS = frozenset({"abstract_head", "keywords_head", "references_head", "notes_head"})
PARAGRAPH = 150  # characters: shorter blocks may be lines of a front
OWN_TEXT = 200  # characters of a paragraph that shows that an article has text of its own
SIGNED_TEXT = 400  # characters of text that a signature closes: below an epigraph stands a name too
MANY_TEXTS = 12  # paragraphs after which a correspondence line is no foot line of the first page
SMALL_TYPE = 0.85  # of a foot line
SAME_AS_LARGEST, SAME_AS_LARGEST_ROUGH = 0.96, 0.86  # of the size of titles
TEXT_TYPE = 0.95  # smaller type opens no article
UNTITLED_TYPE = 0.97
BESIDE = 8  # blocks on either side from which the language is told
TOLD = 200  # letters that tell a language
SURE_OF_LANGUAGE = 0.9
HEADS_OF_AN_ARTICLE = 2
LOOK_AHEAD = 8  # blocks in which a list may go on
LIST_BLOCKS = 3
SET_SOLID_TYPE = 1.05
ONLY_A_NAME = 1.1  # what a line like a name below says where no type tells a title
LETTERS = 0.6  # of the signs of a line of words
FULL, RAGGED = 0.9, 0.8  # of the measure
FRONT_BLOCKS = 8  # among which the title of the article that is open stands
LONG_TITLE, LONG_TITLE_WORDS = 20, 4  # letters, words: "Book Reviews" may come twice
OPENING = 90  # characters in which a dateline stands
FEW_LETTERS = 15  # of a recognised line that may be the label of a figure
_speck = re.compile(r"(?<!\S)[^\w\s&—–-]{1,3}(?!\S)|[a-z]{3}[A-Z][a-z]")
_dateline = re.compile(
    r"^\W{0,2}(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.' ’-]{2,}(?:,? \([A-Z][\w.]*\))?)(?:,\s*(?P<day>[^—–]{2,28}?))?\.?\s?[—–]|"
    r"^\W{0,2}(?P<spoken>[A-ZÀ-Þ][\w.’' -]{2,24}),\s(?P<date>[^—–.]{2,24})[.]?\s?[—–]"
)
_of_person = re.compile(
    r"^(?:He|She|They|His|Her|Their|Dr|Prof|Mr|Ms|Mrs|Él|Ella|Ele|Ela|Il|Elle|Er|Sie)\b(?!,)"
)
_lettered = re.compile(r"^[A-H][.)]?\s+[A-ZÀ-Þ]")
_weekday = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|segunda|terca|quarta|quinta|sexta|montag|dienstag|"
    r"mittwoch|donnerstag|freitag|samstag|sonntag)\b"
)


@dataclass(frozen=True)
class File:
    """What is known of all blocks before articles are told apart.

    `of_titles`: indexes of blocks set in the type of titles. `listed`: those that the contents name.
    `headed`: those whose words the running heads take up from there on. `numbered`: headings that number
    the texts of the file, some of them signed. `repeated`: lines that stand on several pages.
    """

    blocks: Sequence[Block]
    body: Body
    title_size: float = 0.0
    of_titles: frozenset[int] = frozenset()
    listed: frozenset[int] = frozenset()
    headed: frozenset[int] = frozenset()
    numbered: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Place:
    """Block i of the file, where an article may begin; `opened` is where the one before began."""

    file: File
    i: int
    opened: int = 0

    @property
    def blocks(self) -> Sequence[Block]:
        return self.file.blocks

    @cached_property
    def block(self) -> Block:
        return self.blocks[self.i]

    @cached_property
    def before(self) -> Block | None:
        """The last block of the article before: no ornament, nothing that floats."""
        return next(
            (
                self.blocks[j]
                for j in range(self.i - 1, self.opened - 1, -1)
                if self.blocks[j].kind not in FLOATING and not is_ornament(self.blocks[j].text)
            ),
            None,
        )

    @cached_property
    def after(self) -> Block | None:
        return next_flowing(self.blocks, self.i + 1)

    @cached_property
    def is_title_like(self) -> bool:
        return is_title_like(self.block)

    @cached_property
    def may_open(self) -> bool:
        return self.block.kind == "heading" or self.is_title_like or self.i in self.file.numbered

    @cached_property
    def is_title(self) -> bool:
        """Title-like, no lines of text that run on over the page, no picture taken for letters."""
        return self.is_title_like and not self.runs_off and (not is_noise(self.block) or self.follows >= SURE)

    @cached_property
    def is_set_off(self) -> bool:
        """A heading, display type, or short lines: no paragraph that merely lacks its stop."""
        block = self.block
        if block.kind == "heading" or block.size >= DISPLAY:
            return True
        is_ragged = any(row.fill < RAGGED for row in block.rows[:-1] or block.rows)
        return is_ragged and len(block.text) < PARAGRAPH and block.text[-1:] != ":"

    @cached_property
    def follows(self) -> float:
        """Of what stands below: `front_strength`."""
        return front_strength(self.blocks, self.i)

    @cached_property
    def is_large(self) -> bool:
        least = SAME_AS_LARGEST_ROUGH if self.block.first.is_rough else SAME_AS_LARGEST
        return self.file.title_size > 0 and self.block.size >= least * self.file.title_size

    @cached_property
    def closes_text(self) -> bool:
        """Is there a text for a line of names to close?"""
        texts = sum(len(b.text) for b in self.blocks[self.opened : self.i] if b.kind == "text")
        return texts >= SIGNED_TEXT

    @cached_property
    def ended(self) -> str:
        """The kind of end matter right before, "" if the article before may still go on."""
        before = self.before
        if before is None:
            return ""
        if before.kind == "signature" and signed_names(before) and len(before.rows) == 1:
            return "names" if self.closes_text else ""
        if before.kind in {"reference", "signature", "biography"}:
            return before.kind
        if before.kind == "correspondence":
            opened = self.blocks[self.opened : self.i]
            texts = sum(b.kind == "text" and len(b.text) > PARAGRAPH for b in opened)
            is_foot_line = (
                before.size < SMALL_TYPE
                and before.page == self.blocks[self.opened].page
                and texts < MANY_TEXTS
            )
            return before.kind if texts and not is_foot_line else ""
        return ""

    @cached_property
    def runs_off(self) -> bool:
        """Lines of text that reach the end of their column or page: a paragraph cut in two."""
        block, after = self.block, self.after
        is_text = block.kind == "text" and block.size < SET_SOLID_TYPE and len(block.rows) > 1
        is_cut = block.last.is_last or after is None or after.page != block.page
        return is_text and block.last.fill > FULL and is_cut

    @cached_property
    def is_interrupted(self) -> bool:
        """Does the text above break off in a sentence and go on below?"""
        before, after = self.before, self.after
        if before is None or after is None or before.kind != "text":
            return False
        return not closes(before.text) and before.text[-1:] != ":" and after.text[:1].islower()

    @cached_property
    def is_front_only(self) -> bool:
        """Has the article that is open no text of its own yet? Then the block belongs to its front.

        But after a page of contents another page may begin an article, and so may what stands below a piece that
        goes on elsewhere, however short. What a publisher says of rights is no text.
        """
        opened = self.blocks[self.opened : self.i]
        if any(
            b.kind == "jump" or (b.page < self.block.page and cue_of(b.folded, "contents")) for b in opened
        ):
            return False
        return not any(b.kind == "text" and len(b.text) > OWN_TEXT and not _tells_rights(b) for b in opened)

    @cached_property
    def has_ornament_above(self) -> bool:
        above = next((b for b in reversed(self.blocks[self.opened : self.i]) if b.kind not in FLOATING), None)
        return above is not None and is_ornament(above.text)

    @cached_property
    def has_prose_below(self) -> bool:
        """Text, at once or below a heading of its first part."""
        ahead = self.blocks[self.i + 1 : self.i + LOOK_AHEAD]
        below = [b for b in ahead if b.kind not in FLOATING and not is_ornament(b.text)][:2]
        prose = next((b for b in below if b.kind != "heading"), None)
        return (
            prose is not None
            and prose.kind == "text"
            and len(prose.text) > PARAGRAPH
            and prose.size < DISPLAY
        )


def _tells_rights(block: Block) -> bool:
    return block.size < TEXT_TYPE and is_notice(block.folded, len(block.folded))


# ------------------------------------------------------------------ what forbids a beginning
def _is_back_matter(place: Place) -> bool:
    if not place.ended or not cue_of(place.block.folded, *BACK_MATTER):
        return False
    return place.ended == "reference" or not _body_follows(place.blocks, place.i)


def _body_follows(blocks: Sequence[Block], i: int) -> bool:
    """Do headings with text of their own follow before any end matter? Then a whole article begins here."""
    heads = 0
    for block in (blocks[j] for j in range(i + 1, len(blocks))):
        if block.kind in {"reference", "references_head"} | AUTHOR_MATTER:
            break
        heads += block.kind == "heading"
    return heads >= HEADS_OF_AN_ARTICLE


def _list_goes_on(place: Place) -> bool:
    """Do more references follow at once? Then the block is the rest of one that came apart."""
    following = [b for b in place.blocks[place.i + 1 : place.i + LOOK_AHEAD] if b.kind not in FLOATING]
    return place.ended == "reference" and any(b.kind == "reference" for b in following[:LIST_BLOCKS])


def _may_open_untitled(place: Place) -> bool:
    """In print with type sizes: a heading, a title, or a full paragraph in the type of the text."""
    block = place.block
    if (
        is_book_head(block)
        or block.kind == "heading"
        or (place.is_title_like and block.size >= UNTITLED_TYPE)
    ):
        return True
    return block.size > TEXT_TYPE and len(block.text) > PARAGRAPH and block.text[:1].isupper()


def _is_lettered_part(place: Place) -> bool:
    """After the references a part with a letter and nothing of a front below."""
    return place.ended == "reference" and bool(_lettered.match(place.block.text)) and place.follows < POSSIBLE


def _is_no_text(place: Place) -> bool:
    """Signs of mathematics, of a figure, of a font that nobody can read."""
    signs = "".join(place.block.text.split())
    return sum(map(str.isalpha, signs)) < LETTERS * len(signs)


def _is_specks(place: Place) -> bool:
    """A few recognised letters with signs between words or capitals within them: labels of a figure."""
    block = place.block
    is_short = block.first.is_rough and len(letters_of(block.text)) < FEW_LETTERS
    return is_short and bool(_speck.search(block.text))


def _names_authors(place: Place) -> bool:
    """A line of persons on the page on which the article that is open began; no title above its text."""
    if place.i in place.file.of_titles and (place.has_prose_below or _dateline_follows(place)):
        return False  # "Lighthouse Keeper Found Safe"
    found = byline_rows(place.block, 0)
    is_all = found is not None and found[0] == len(place.block.rows)
    return is_all and place.block.page == place.blocks[place.opened].page and not place.ended


def _is_same_title(place: Place) -> bool:
    """The title of the article that is open, set once more: above its data, on its last page."""
    title = letters_of(place.block.text)
    opened = place.blocks[place.opened : min(place.i, place.opened + FRONT_BLOCKS)]
    is_long = len(title) >= LONG_TITLE and len(place.block.text.split()) >= LONG_TITLE_WORDS
    return is_long and any(letters_of(block.text) == title for block in opened)


def _is_of_journal(place: Place) -> bool:
    """What a journal prints of itself, of rights or dates, below the end of an article."""
    folded = place.block.folded
    return place.follows < SURE and (is_stamp(folded) or is_notice(folded) or opens_imprint(folded))


def _is_below_appendix(place: Place) -> bool:
    """Right below the heading of an appendix stands its own title."""
    before = place.before
    return before is not None and before.kind == "heading" and is_appendix(before.folded)


VETOES: tuple[Rule[Place], ...] = (  # what is quickly told of most paragraphs stands first
    Rule("no title", lambda place: not place.ended and not place.may_open, "and so it went on"),
    Rule(
        "on several pages",
        lambda place: place.i in place.file.repeated and not place.ended,
        "JCAP10(2008)003",
    ),
    Rule("no text", _is_no_text, "3*!&> %&(-.40)&"),
    Rule("specks of a picture", _is_specks, "\\ HE Perceived"),
    Rule("names of authors", _names_authors, "Tobias Hey, Anne Paz"),
    Rule("a lettered part", _is_lettered_part, "A Word Frequency"),
    Rule(
        "below a label",
        lambda place: place.i > 0 and place.blocks[place.i - 1].kind in LABEL_KINDS,
        "References",
    ),
    Rule("an appendix", lambda place: is_appendix(place.block.folded), "Appendix A. Tables"),
    Rule(
        "more of the author",
        lambda place: place.ended == "biography" and bool(_of_person.match(place.block.text)),
        "She is currently with the council.",
    ),
    Rule("of the journal", _is_of_journal, "ISSN 1234-5678"),
    Rule("below an appendix's heading", _is_below_appendix, "Supplementary Data / The Price of Bread"),
    Rule("the same title", _is_same_title, "The Price of Bread in the Valley"),
    Rule("an ornament", lambda place: is_ornament(place.block.text), "* * *"),
    Rule("in its own front", lambda place: not place.ended and place.is_front_only, "Ana Sá"),
    Rule(
        "small type",
        lambda place: bool(place.ended) and place.file.body.has_boxes and not _may_open_untitled(place),
        "1 In the file of the council.",
    ),
    Rule("back matter", _is_back_matter, "Acknowledgements"),
    Rule("the list goes on", _list_goes_on, "Lima: Valley Press."),
    Rule(
        "in a sentence",
        lambda place: bool(place.ended) and place.block.text[:1].islower() and not place.is_title_like,
        "of the council.",
    ),
)


# ------------------------------------------------------------------ what speaks for one
@dataclass(frozen=True, slots=True)
class Sign:
    """`weight` counts once if the sign is seen; `measure` says how strongly it is seen, 1 as a rule."""

    name: str
    weight: float
    example: str
    measure: Callable[[Place], float]


def _front_matter(place: Place) -> float:
    """Names, an abstract, a DOI below: strong where the type or the place is that of a title."""
    follows = place.follows
    if not place.is_title:
        return 0.0
    if place.is_large or (place.ended and place.ended != "names"):
        return follows if follows >= POSSIBLE else 0.0
    if place.ended or place.i in place.file.of_titles:
        return follows if follows >= POSSIBLE else 0.0
    if place.file.title_size == 0:
        return follows if follows >= SURE else ONLY_A_NAME if follows >= LIKELY else 0.0
    return follows if _opens_page(place) else 0.0


def _opens_page(place: Place) -> bool:
    """Large type at the top of a page with sure front matter below, though others are set larger still."""
    first = place.block.first
    return place.block.size >= LARGE and first.is_first and first.column == 0 and place.follows >= SURE


def has_dateline(text: str) -> bool:
    """ "LIMA, March 3. — The council …", "(From our own Correspondent.) — …"."""
    opening = text[:OPENING]
    if CORRESPONDENT.match(opening):
        return True
    match = _dateline.match(opening)
    if match is None:
        return False
    told = (match["day"] or match["date"] or "").lower()
    is_dated = any(c.isdigit() for c in told) or bool(MONTH.search(told)) or bool(_weekday.search(told))
    return is_dated or bool(match["place"] and not match["day"])


def _dateline_follows(place: Place) -> float:
    below = [b for b in place.blocks[place.i + 1 : place.i + 4] if b.kind not in FLOATING][:3]
    return float(
        place.is_title and place.is_set_off and any(b.kind == "text" and has_dateline(b.text) for b in below)
    )


def _names_book(place: Place) -> float:
    return float(bool(place.ended) and is_book_head(place.block))


def _top_of_page(place: Place) -> float:
    return float(place.block.first.is_first and place.block.first.column == 0)


def _after_end(place: Place) -> float:
    """Does it stand where a text has ended: with a sentence, or with what no text runs over?"""
    before = place.before
    is_over = before is None or before.kind != "text" or closes(before.text) or is_kicker(before)
    return float(place.is_title and place.is_set_off and is_over)


def _above_text(place: Place) -> float:
    return float(place.is_title and place.is_set_off and place.has_prose_below)


def _changes_language(place: Place) -> float:
    if place.block.kind != "heading" and not (place.ended or place.is_title):
        return 0.0
    blocks, i = place.blocks, place.i
    before = " ".join(b.text for b in blocks[max(0, i - BESIDE) : i] if b.kind == "text")[-1500:]
    after = " ".join(b.text for b in blocks[i + 1 : i + 1 + BESIDE] if b.kind == "text")[:1500]
    if len(before) < TOLD or len(after) < TOLD:
        return 0.0
    (one, sure), (two, sure_too) = identify_language(before), identify_language(after)
    return float(bool(one and two and one != two and min(sure, sure_too) > SURE_OF_LANGUAGE))


SIGNS = (
    Sign("after references", 2.0, "Paz, L. (2001) …", lambda place: place.ended == "reference"),
    Sign(
        "after authors with their places", 2.0, "LUIS PAZ, Valley College", lambda p: p.ended == "signature"
    ),
    Sign("after a note on the authors", 2.0, "Ana Sá is a lecturer at …", lambda p: p.ended == "biography"),
    Sign("after a correspondence line", 2.0, "Correspondence to: …", lambda p: p.ended == "correspondence"),
    Sign("after a signature", 1.2, "—W. H. Burnett", lambda place: place.ended == "names"),
    Sign("number of a text", 2.0, "13. El puerto", lambda place: place.i in place.file.numbered),
    Sign("a book under review", 1.0, "Ana Sá, The Water. Lima: Vega, 2001. Pp. 312.", _names_book),
    Sign("after an ornament", 0.9, "* * *", lambda place: place.is_title and place.has_ornament_above),
    Sign("size of titles", 1.2, "THE PRICE OF BREAD", lambda place: place.is_title and place.is_large),
    Sign("type of titles", 1.5, "THE PRICE OF BREAD", lambda p: p.is_title and p.i in p.file.of_titles),
    Sign("front matter below", 1.0, "By Ana Sá", _front_matter),
    Sign("dateline below", 1.2, "LIMA, March 3. —", _dateline_follows),
    Sign(
        "named in the contents", 2.0, "The Price of Bread … 12", lambda p: p.is_title and p.i in p.file.listed
    ),
    Sign(
        "the running heads turn to it",
        1.2,
        "The Price of Bread   13",
        lambda p: p.is_title and p.i in p.file.headed,
    ),
    Sign("after the end of a text", 0.5, "… for another year.", _after_end),
    Sign("above text", 0.3, "The Price of Bread", _above_text),
    Sign("change of language", 1.1, "La cuestión del agua", _changes_language),
    Sign(
        "the text around it runs on", -1.5, "“The mill was ours.”", lambda place: float(place.is_interrupted)
    ),
)
AT_TOP = Sign("top of a page", 0.5, "", _top_of_page)  # speaks only beside another sign


def signs_at(place: Place) -> dict[str, float]:
    """The signs that are seen at the place, by name with what they weigh; {} where a beginning is forbidden."""
    if first_of(VETOES, place):
        return {}
    found = {sign.name: sign.weight * sign.measure(place) for sign in (*SIGNS, AT_TOP)}
    found = {name: weight for name, weight in found.items() if weight}
    return found if any(weight > 0 for name, weight in found.items() if name != AT_TOP.name) else {}
