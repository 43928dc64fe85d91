"""The text of a page as a person corrects it: the boxes of its words, its sections and acronyms follow.

What was read by machine stays in `raw_text`.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from django.db.models import Model

from archive.models import Document, Page
from archive.spans import PARAGRAPH_BREAK
from ingest.messages import RefusedError
from ingest.parsing.text.locate_values import union
from ingest.store.changes import Changes, change
from ingest.store.document_rows import evidence_of
from ingest.store.history import WHOLE, changed_meanwhile

MAX_CHARACTERS = 200_000  # of a page
# A broken word: at the line's end in the text as read, with what follows on the next line. OCR programs write
# a hyphen as "¬", and the double hyphen of black letter as "=" or "⸗".
BROKEN = re.compile(r"([^\W\d_][\w’'-]*)[-\u00ad\u2010¬=⸗]\n\s*([^\W\d_][\w’']*)")
Entry = list[float | None]  # [start, end, x, y, width, height, confidence]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the old text with its boxes, more than one where it is broken over a line end."""

    text: str
    start: int
    entries: tuple[tuple[int, Entry], ...]  # (number of the line, entry)


def clean(text: str) -> str:
    """Paragraphs parted by one blank line, single blanks, no control characters."""
    text = re.sub(r"[^\S\n]+", " ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(character for character in text if character == "\n" or character.isprintable())
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return PARAGRAPH_BREAK.join(filter(None, paragraphs))


def correct_text(page: Page, text: str, user, seen: str | None = None) -> bool:
    """Whether the text of the page is another now. `seen`: the text that the person saw.

    RefusedError when somebody else has changed it since, or it is longer than a page can be.
    """
    text = clean(text)
    with _change_of(page, user, "text_corrected", text=True) as (changes, page):
        document = changes.document
        if seen is not None and clean(seen) != clean(page.text):
            raise changed_meanwhile(document)
        if len(text) > MAX_CHARACTERS:
            raise RefusedError("page_too_long", most=MAX_CHARACTERS)
        if text == page.text:
            return False
        _write(document, page, text, user)
    return True


@contextmanager
def _change_of(
    page: Page, user, code: str, *, text: bool = False, tables: Iterable[type[Model]] = WHOLE
) -> Iterator[tuple[Changes, Page]]:
    """A change of the document on one page; the page is locked too, as it is now."""
    its_text = {page.pk} if text else False
    with change(user, code, [Document(pk=page.document_id)], text=its_text, tables=tables) as changes:
        page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
        changes.params["label"] = page.label or page.sequence
        yield changes, page


def say_without_text(page: Page, user) -> bool:
    """Nothing is to be read on the page, whatever stands on it. Whether that is new: it has no text and nobody said so."""
    with _change_of(page, user, "said_without_text", tables=(Document, Page)) as (changes, page):
        document = changes.document
        if page.text or page.text_source == Page.TextSource.BLANK:
            return False
        page.text_source = Page.TextSource.BLANK
        page.save()
        document.evidence["text"] = evidence_of(user)
        document.save()
    return True


def decide_hyphen(page: Page, at: int, user) -> bool:
    """Join the word that is broken at offset `at` of the text as read, where it keeps its hyphen; or the reverse.

    RefusedError where no such word stands in the reading text any more.
    """
    broken = BROKEN.match(page.raw_text, at)
    forms = ("".join(broken.groups()), "-".join(broken.groups())) if broken else ()
    places = [(form, match.start()) for form in forms for match in re.finditer(_whole(form), page.text)]
    expected = at * len(page.text) / len(page.raw_text)
    now, place = min(places, key=lambda each: abs(each[1] - expected), default=("", 0))
    if not now:
        raise RefusedError("word_gone")
    wanted = forms[1] if now == forms[0] else forms[0]
    return correct_text(page, page.text[:place] + wanted + page.text[place + len(now) :], user, page.text)


def _whole(word: str) -> str:
    return rf"(?<![\w-]){re.escape(word)}(?!\w)"


def take_out(page: Page, offset: int, user) -> None:
    """The paragraph at `offset` is a running head or a page number: it leaves the text for `running_head`."""
    with _change_of(page, user, "paragraph_taken_out", text=True) as (changes, page):
        if page.sections_starting.filter(offset=offset).exclude(heading="").exists():
            raise RefusedError("is_a_heading")
        head = page.text[offset:].partition(PARAGRAPH_BREAK)[0]
        end = offset + len(head)
        changes.params["head"] = head[:100]
        lines = ([word[2:6] for word in line if offset <= word[0] < end] for line in page.words)
        page.furniture = [*page.furniture, *(union(boxes) for boxes in lines if boxes)]
        page.running_head = page.running_head or head[:300]
        _write(changes.document, page, clean(page.text[:offset] + page.text[end:]), user)


def _write(document: Document, page: Page, text: str, user) -> None:
    words, moves = align(page.text, text, page.words)
    for section in page.sections_starting.all():
        is_headed = bool(section.heading) and page.text.startswith(section.heading, section.offset)
        section.offset = moves(section.offset)
        if is_headed:
            section.heading = text[section.offset :].partition(PARAGRAPH_BREAK)[0][:500]
        section.save()
    for acronym in page.acronyms_defined.all():
        acronym.offset = moves(acronym.offset)
        acronym.save()
    if not page.text:
        page.text_source = Page.TextSource.PLAIN  # nobody reads over it what a person has typed
    if page.turns_at is not None:
        page.turns_at = moves(page.turns_at)
    page.text, page.words = text, words
    page.save()
    document.evidence["text"] = evidence_of(user)
    document.save()


# ------------------------------------------------------------------ boxes
def align(old: str, new: str, lines: list[list[Entry]]):
    """The lines of words of `old` with their offsets in `new`; and how an offset of `old` moves.

    Words that stand in both keep their boxes. Those that were replaced share the boxes of those they
    stand for, by their lengths; what a person added to nothing has no box.
    """
    tokens = _tokens(old, lines)
    fresh = [(match.group(), match.start()) for match in re.finditer(r"\S+", new)]
    matcher = SequenceMatcher(None, [token.text for token in tokens], [word for word, _ in fresh], False)
    placed: list[tuple[int, Entry]] = []
    starts: list[tuple[int, int]] = [(0, 0)]
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            for token, (_word, start) in zip(tokens[i1:i2], fresh[j1:j2], strict=True):
                placed += [(line, _moved(entry, start - token.start)) for line, entry in token.entries]
                starts.append((token.start, start))
        else:
            if i1 < i2:
                starts.append((tokens[i1].start, fresh[j1][1] if j1 < len(fresh) else len(new)))
            placed += _shared(tokens[i1:i2], fresh[j1:j2])
    starts = sorted(dict(starts).items())

    def moves(offset: int) -> int:
        at = bisect_left(starts, (offset + 1,)) - 1
        return min(len(new), starts[at][1] + offset - starts[at][0])

    return _lines(placed), moves


def _tokens(text: str, lines: list[list[Entry]]) -> list[_Token]:
    entries = sorted(
        ((number, entry) for number, line in enumerate(lines) for entry in line), key=lambda each: each[1][0]
    )
    tokens, at = [], 0
    for match in re.finditer(r"\S+", text):
        mine = []
        while at < len(entries) and entries[at][1][0] < match.end():
            mine.append(entries[at])
            at += 1
        tokens.append(_Token(match.group(), match.start(), tuple(mine)))
    return tokens


def _moved(entry: Entry, by: int) -> Entry:
    return [entry[0] + by, entry[1] + by, *entry[2:]]


def _shared(old: list[_Token], new: list[tuple[str, int]]) -> Iterable[tuple[int, Entry]]:
    """Boxes of the old words handed to the new ones, each new word those at its share of the letters."""
    boxes = [each for token in old for each in token.entries]
    if not boxes or not new:
        return []
    weights = [entry[1] - entry[0] for _line, entry in boxes]
    total, letters = sum(weights), sum(len(word) for word, _start in new)
    if not total:
        return []
    edges = [0.0]
    for weight in weights:
        edges.append(edges[-1] + weight / total)
    shared, seen = [], 0
    for word, start in new:
        low, high = seen / letters, (seen + len(word)) / letters
        seen += len(word)
        shared += _pieces(boxes, edges, low, high, start, len(word))
    return shared


def _pieces(boxes, edges, low: float, high: float, start: int, length: int) -> list[tuple[int, Entry]]:
    """The parts of the row of boxes between two shares, as entries of the word at `start`."""
    parts = []
    for (line, entry), (left, right) in zip(boxes, pairwise(edges), strict=True):
        a, b = max(low, left), min(high, right)
        if b - a > 1e-9:
            parts.append((line, entry, (a - left) / (right - left), (b - a) / (right - left), b - a))
    pieces, at, done, whole = [], start, 0.0, sum(part[-1] for part in parts)
    for line, entry, skipped, taken, share in parts:
        done += share
        end = start + round(length * done / whole)
        if end > at:
            x, y, width, height = entry[2:6]
            box = [round(x + width * skipped, 2), y, round(width * taken, 2), height]
            pieces.append((line, [at, end, *box, 1.0]))
        at = end
    return pieces


def _lines(placed: list[tuple[int, Entry]]) -> list[list[Entry]]:
    lines: dict[int, list[Entry]] = {}
    for line, entry in placed:
        lines.setdefault(line, []).append(entry)
    return [sorted(line, key=lambda entry: entry[0]) for _, line in sorted(lines.items())]
