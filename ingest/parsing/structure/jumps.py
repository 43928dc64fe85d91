"""Pieces of one article on pages apart: "Continued on page 4" leads to "Continued from page 1".

The line that leads on ends a piece of the text, the one that leads back opens another, often below a headline
of its own. What stands between the two is of other articles. The lines themselves, and the headline above the
second, are no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.parsing.layout.blocks import DISPLAY, Block, ends_sentence
from ingest.parsing.layout.rows import PAGE_TOP, SourceRow
from ingest.parsing.records import Word
from ingest.parsing.rules import LIKELY, POSSIBLE, Rule, weigh
from ingest.parsing.structure.block_features import letters_of
from ingest.parsing.structure.boundaries import Start
from ingest.parsing.structure.title_types import is_kicker, is_title_like
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.jump_lines import JumpLine, jump_at_end, read_jump_line

MAX_ROWS = 2  # of a jump line in a narrow column
HEADS = 2  # blocks of the headline above a piece that goes on
JOINED = 1.0  # what speaks for two pieces at least
SURE = 2.0


def mark_jump_lines(blocks: Sequence[Block], trace: Trace) -> list[Block]:
    """The blocks of a page, each jump line as one of kind "jump"."""
    out: list[Block] = []
    for block in blocks:
        for part in _parted(block):
            out.append(part)
            if part.kind == "jump":
                trace.note("furniture", "jump line", part.page, part.first.line, part.text)
    return out


def _parted(block: Block) -> list[Block]:
    parts: list[Block] = []
    text: list[SourceRow] = []
    rows = [part for row in block.rows for part in _without_end(row)]
    i = 0
    while i < len(rows):
        count = _rows_of_jump(rows, i)
        if count:
            parts += [replace(block, rows=tuple(text))] if text else []
            parts.append(Block(tuple(rows[i : i + count]), "jump"))
            text = []
        else:
            text.append(rows[i])
        i += count or 1
    if not parts:
        return [block]
    return [*parts, replace(block, rows=tuple(text))] if text else parts


def _without_end(row: SourceRow) -> list[SourceRow]:
    """A row of text and the jump line at its end, apart."""
    at = jump_at_end(row.text)
    count = len(row.text[:at].split())
    if not at or [word.text for word in row.words] != row.text.split():
        return [row]
    return [_part(row, row.words[:count]), _part(row, row.words[count:])]


def _part(row: SourceRow, words: tuple[Word, ...]) -> SourceRow:
    return replace(row, words=words, text=" ".join(word.text for word in words))


def _rows_of_jump(rows: Sequence[SourceRow], i: int) -> int:
    for count in range(1, MAX_ROWS + 1):
        part = rows[i : i + count]
        if len(part) == count and read_jump_line(" ".join(row.text for row in part)):
            return count
    return 0


# ------------------------------------------------------------------ where pieces begin
def piece_starts(blocks: Sequence[Block]) -> frozenset[int]:
    """Indexes of the blocks that open a piece: what leads back with its headline, and what follows what leads on."""
    found = set()
    for i, block in enumerate(blocks):
        line = _jump_of(block)
        if line is None or not line.page:
            continue
        if line.is_onward:
            after = i + 1
            if after < len(blocks) and _opens_other(blocks, i, after):
                found.add(after)
        else:
            found.add(_headed(blocks, i))
    return frozenset(found - {0})


def _jump_of(block: Block) -> JumpLine | None:
    return read_jump_line(block.text) if block.kind == "jump" else None


def _opens_other(blocks: Sequence[Block], i: int, after: int) -> bool:
    """Is block `after`, below the line that leads on, of another article? Not where the sentence plainly goes on."""
    block = blocks[after]
    before = next((b for b in reversed(blocks[:i]) if b.kind == "text"), None)
    goes_on = before is not None and not ends_sentence(before.text) and block.text[:1].islower()
    return block.page == blocks[i].page and block.kind in {"text", "heading"} and not goes_on


def _headed(blocks: Sequence[Block], i: int) -> int:
    """The index of the headline right above block i, which leads back; i where there is none."""
    first = i
    while first and i - first < HEADS:
        above = blocks[first - 1]
        is_head = above.kind == "heading" or above.size >= DISPLAY or is_kicker(above)
        if above.page != blocks[i].page or not (is_head and (is_title_like(above) or is_kicker(above))):
            break
        first -= 1
    return first


# ------------------------------------------------------------------ which belong together
@dataclass(frozen=True, slots=True)
class _End:
    """A jump line and the piece that it closes or opens."""

    part: int
    line: JumpLine
    page: str  # the number of the page on which it stands
    head: str  # the letters of its title or headline
    text: str  # of the paragraph next to the line


@dataclass(frozen=True, slots=True)
class _Pair:
    onward: _End
    back: _End


def _is_called_alike(pair: _Pair) -> bool:
    """The name that one line gives stands in the other, else in the title or headline there."""
    name, other = letters_of(pair.onward.line.name), letters_of(pair.back.line.name)
    if name and other:
        return name == other
    return bool((name and name in pair.back.head) or (other and other in pair.onward.head))


def _runs_on(pair: _Pair) -> bool:
    return not ends_sentence(pair.onward.text) and pair.back.text[:1].islower()


def _is_whole(pair: _Pair) -> bool:
    return ends_sentence(pair.onward.text) and pair.back.text[:1].islower()


TOGETHER: tuple[Rule[_Pair], ...] = (
    Rule("leads there", lambda p: p.onward.line.page == p.back.page, "Continued on page 4"),
    Rule("leads back", lambda p: p.back.line.page == p.onward.page, "Continued from page 1"),
    Rule("the same name", _is_called_alike, "See BREAD, page 4 / BREAD", 1.5),
    Rule("the sentence goes on", _runs_on, "the council of the / valley met", 0.5),
    Rule("the sentence was whole", _is_whole, "for another year. / valley met", -0.5),
    Rule("the other way", lambda p: p.onward.part >= p.back.part, "Continued from page 9", -0.5),
)


def join_pieces(
    parts: Sequence[list[Block]], starts: Sequence[Start], labels: Sequence[str], trace: Trace
) -> tuple[list[list[Block]], list[Start]]:
    """The articles, each with the pieces that lead on from it, without jump lines. `labels`: the number of every page."""
    following = _following(parts, labels)
    rests = {back for back, _ in following.values()}
    joined: list[list[Block]] = []
    begun: list[Start] = []
    for n, start in enumerate(starts):
        if n in rests:
            continue
        blocks, confidence, at = bare_of_jump_lines(parts[n]), start.confidence, n
        while at in following:
            at, weight = following[at]
            rest = bare_of_jump_lines(_below_jump_line(parts[at]))
            confidence = min(confidence, LIKELY if weight >= SURE else POSSIBLE)
            for block in rest[:1]:
                trace.note(
                    "boundaries", "goes on from a page before", block.page, block.first.line, block.text
                )
            blocks += rest
        if blocks:
            joined.append(blocks)
            begun.append(replace(start, confidence=confidence))
    return joined, begun


def _following(parts: Sequence[Sequence[Block]], labels: Sequence[str]) -> dict[int, tuple[int, float]]:
    """For each part that leads on, the part that it leads to and what speaks for it; the strongest pairs first."""
    ends = [end for n, part in enumerate(parts) for end in _ends(n, part, labels)]
    pairs = [
        _Pair(onward, back)
        for onward in ends
        for back in ends
        if onward.line.is_onward and not back.line.is_onward and onward.part != back.part
    ]
    following: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for pair in sorted(pairs, key=lambda pair: -weigh(TOGETHER, pair)):
        onward, back = pair.onward.part, pair.back.part
        is_free = onward not in following and back not in taken and not _leads_to(following, back, onward)
        if is_free and weigh(TOGETHER, pair) >= JOINED:
            following[onward] = (back, weigh(TOGETHER, pair))
            taken.add(back)
    return following


def _ends(n: int, part: Sequence[Block], labels: Sequence[str]) -> list[_End]:
    head = letters_of(" ".join(block.text for block in part[:HEADS]))
    found = []
    for i, block in enumerate(part):
        line = _jump_of(block)
        if line is None or not line.page:
            continue
        beside = list(reversed(part[:i])) if line.is_onward else part[i:]
        text = next((b.text for b in beside if b.kind == "text"), "")
        found.append(_End(n, line, labels[block.page], head, text))
    return found


def _leads_to(following: dict[int, tuple[int, float]], part: int, goal: int) -> bool:
    while part in following and part != goal:
        part = following[part][0]
    return part == goal


def _below_jump_line(part: list[Block]) -> list[Block]:
    """The rest of an article without the headline above the line that leads back."""
    lines = [i for i, block in enumerate(part) if (line := _jump_of(block)) and not line.is_onward]
    return part[lines[0] :] if lines else part


def bare_of_jump_lines(part: Sequence[Block]) -> list[Block]:
    """The blocks without jump lines. What stands below one goes on where text broke off, as at the top of a page."""
    out = []
    for i, block in enumerate(part):
        if block.kind != "jump":
            is_below = i > 0 and part[i - 1].kind == "jump"
            out.append(_as_first(block) if is_below else block)
    return out


def _as_first(block: Block) -> Block:
    return replace(block, rows=(replace(block.first, space=PAGE_TOP), *block.rows[1:]))
