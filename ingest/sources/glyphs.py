"""The glyphs of a PDF page, read through pdfium, as runs in segments of lines.

pdfium reports the code 2 for a hyphen at a line end that it takes for a word break (as text: U+FFFE)
and gives it no line break; it puts in spaces and line ends of its own where it sees gaps. Positions
come in PDF user space; here each text is laid into the frame in which it reads from left to right.
"""

from __future__ import annotations

import ctypes
import math
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pypdfium2.raw as pdfium_c
from pypdfium2 import PdfPage, PdfTextPage

from ingest.parsing.layout.direction import has_right_to_left, is_right_to_left
from ingest.parsing.layout.lines import Font, GlyphRun, Segment

LINE_END_HYPHEN = 2  # as a glyph's code
HYPHEN_MARK = "\ufffe"  # the same in text
LIGATURES = dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "ſt", "st"), 0xFB00))
_WORD = re.compile("[^\\s\0\ufffe]*\ufffe|[^\\s\0\ufffe]+")
_UNCLEAN = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufb00-\ufb06\ufffe]")
FIXED_PITCH, ITALIC, FORCE_BOLD = 1, 1 << 6, 1 << 18  # ISO 32000-1, table 123
MAX_GLYPHS = 200_000  # of one page; a newspaper page has about 60,000
SEGMENT_GAP = 0.8  # of the font size: a wider gap parts segments

Space = Literal["", "typed", "seen", "line"]
Turn = int  # quarter turns of the text, clockwise as displayed: 0, 1, 2, 3
Affine = tuple[float, float, float, float, float, float]  # x' = a·x + c·y + e, y' = b·x + d·y + f


class TooManyGlyphsError(Exception):
    """A page holds more glyphs than any printed page does."""


def _fast(function: object, result: type, *more: type) -> Callable[..., Any]:
    """The C function without the checks of its wrapper: it is called for every word.

    What points to a buffer is passed on as it is, behind the arguments named here.
    """
    prototype = ctypes.CFUNCTYPE(result, ctypes.c_void_p, ctypes.c_int, *more)
    return prototype(ctypes.cast(function, ctypes.c_void_p).value or 0)  # type: ignore[arg-type]


_unicode_at = _fast(pdfium_c.FPDFText_GetUnicode, ctypes.c_uint)
_object_at = _fast(pdfium_c.FPDFText_GetTextObject, ctypes.c_void_p)
_is_generated_at = _fast(pdfium_c.FPDFText_IsGenerated, ctypes.c_int)
_size_at = _fast(pdfium_c.FPDFText_GetFontSize, ctypes.c_double)
_weight_at = _fast(pdfium_c.FPDFText_GetFontWeight, ctypes.c_int)
_matrix_at = _fast(pdfium_c.FPDFText_GetMatrix, ctypes.c_int)
_box_at = _fast(pdfium_c.FPDFText_GetCharBox, ctypes.c_int)


@dataclass(slots=True)
class _Style:
    """What the glyphs of one text object share."""

    font: Font
    size: float
    turn: Turn
    baseline: float


def read_segments(page: PdfPage, text: PdfTextPage) -> dict[Turn, list[Segment]]:
    """All segments of the page in the order of the file, by the direction of their text."""
    count = pdfium_c.FPDFText_CountChars(text)
    if count > MAX_GLYPHS:
        raise TooManyGlyphsError(f"{count} glyphs on one page")
    segments: dict[Turn, list[Segment]] = {}
    for turn, segment in _Reader(page, text).segments(count):
        segments.setdefault(turn, []).append(segment)
    return segments


class _Reader:
    """Reads one text page. Keeps the styles of its text objects and the buffers of the C calls."""

    def __init__(self, page: PdfPage, text: PdfTextPage) -> None:
        self.text = text
        self.handle = ctypes.cast(text.raw, ctypes.c_void_p).value or 0
        display = displayed_frame(page)
        self.size = page.get_size()
        self.frames = [turned(display, turn, *self.size) for turn in range(4)]
        self.styles: dict[int, _Style] = {}
        self.fonts: dict[tuple[bytes, int, int], Font] = {}
        self.name = ctypes.create_string_buffer(256)
        self.flags = ctypes.c_int()
        self.matrix = pdfium_c.FS_MATRIX()
        self.edges = array("d", [0.0] * 4)  # of a glyph: left, right, bottom, top
        buffer = (ctypes.c_double * 4).from_buffer(self.edges)
        self.edge_places = [ctypes.byref(buffer, 8 * n) for n in range(4)]

    def segments(self, count: int) -> Iterator[tuple[Turn, Segment]]:
        segment: Segment = []
        turn = 0
        for run, space, run_turn in self._runs(count):
            if not self._is_on_page(run, run_turn):
                continue
            if segment and (run_turn != turn or space == "line" or not _follows(run, segment[-1])):
                yield turn, segment
                segment = []
            if segment:
                run.is_joined, run.is_spaced_by_eye = space == "", space == "seen"
            turn = run_turn
            segment.append(run)
        if segment:
            yield turn, segment

    def _is_on_page(self, run: GlyphRun, turn: Turn) -> bool:
        """Whether the run is seen: printers' marks and old versions lie outside the crop box."""
        across, down = self.size if turn % 2 == 0 else self.size[::-1]
        return run.right > 0 and run.left < across and 0 < run.baseline < down + run.size

    def _runs(self, count: int) -> Iterator[tuple[GlyphRun, Space, Turn]]:
        """Words, and the parts of words that lie in several text objects, each with what stands before it."""
        codes = self._codes(count)
        clean = _cleaned if _UNCLEAN.search(codes) else str
        leftward = has_right_to_left(codes)
        end, was_hyphen = 0, True
        for match in _WORD.finditer(codes):
            start = match.start()
            space = "line" if was_hyphen else self._space(codes[end:start], end, match.end() - start)
            end = match.end()
            was_hyphen = codes[end - 1] == HYPHEN_MARK
            for first, last, owner in self._parts(start, end):
                text = clean(codes[first : last + 1])
                if text:
                    style = self.styles.get(owner) or self._new_style(owner, first)
                    yield self._run(text, first, last, style, leftward=leftward), space, style.turn
                    space = ""

    def _codes(self, count: int) -> str:
        """The text with one character a glyph. Glyphs that stand for none are zero."""
        buffer = (ctypes.c_ushort * (count + 1))()
        if pdfium_c.FPDFText_GetText(self.text, 0, count, buffer) == count + 1:
            codes = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
            if len(codes) == count:
                return codes
        units = (_unicode_at(self.handle, i) or 0 for i in range(count))
        return "".join(HYPHEN_MARK if unit == LINE_END_HYPHEN else _printable(unit) or "\0" for unit in units)

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """First and last glyph of each text object in a word, and the object: nearly always the whole word."""
        first, owner = start, _object_at(self.handle, start) or 0
        if end - start > 1 and owner != (_object_at(self.handle, end - 1) or 0):
            for i in range(start + 1, end):
                following = _object_at(self.handle, i) or 0
                if following != owner:
                    yield first, i - 1, owner
                    first, owner = i, following
        yield first, end - 1, owner

    def _space(self, between: str, index: int, length: int) -> Space:
        """What stands before a word. Who put a space in matters for single letters alone."""
        if between == " " and length > 1:
            return "typed"
        if "\n" in between or "\r" in between:
            return "line"
        if not between.strip("\0"):
            return ""
        return "seen" if length == 1 and _is_generated_at(self.handle, index) == 1 else "typed"

    def _new_style(self, owner: int, first: int) -> _Style:
        matrix = self.matrix
        _matrix_at(self.handle, first, ctypes.byref(matrix))
        a, b, c, d, _, _ = self.frames[0]
        along = (a * matrix.a + c * matrix.b, b * matrix.a + d * matrix.b)
        up = (a * matrix.c + c * matrix.d, b * matrix.c + d * matrix.d)
        turn = round(math.atan2(along[1], along[0]) / (math.pi / 2)) % 4
        size = _size_at(self.handle, first) * (math.hypot(*up) or 1.0)
        _, b, _, d, _, f = self.frames[turn]
        style = _Style(self._font(first), round(size, 2) or 1.0, turn, b * matrix.e + d * matrix.f + f)
        self.styles[owner] = style
        return style

    def _font(self, index: int) -> Font:
        length = pdfium_c.FPDFText_GetFontInfo(self.text, index, self.name, len(self.name), self.flags)
        name = self.name.value if 0 < length <= len(self.name) else b""
        key = (name, self.flags.value, _weight_at(self.handle, index))
        if key not in self.fonts:
            self.fonts[key] = _font(name.decode("utf-8", "replace"), *key[1:])
        return self.fonts[key]

    def _run(self, text: str, first: int, last: int, style: _Style, *, leftward: bool) -> GlyphRun:
        frame = self.frames[style.turn]
        left, right = self._extent(first, frame)
        if last != first:
            more = self._extent(last, frame)
            if leftward and left < more[0] and is_right_to_left(text):
                text = text[::-1]  # stored as it is seen, from left to right
            left, right = min(left, more[0]), max(right, more[1])
        return GlyphRun(text, left, right, style.baseline, style.size, style.font)

    def _extent(self, index: int, frame: Affine) -> tuple[float, float]:
        _box_at(self.handle, index, *self.edge_places)
        left, right, bottom, top = self.edges
        a, _, c, _, e, _ = frame
        first, second = a * left + c * bottom + e, a * right + c * top + e
        return (first, second) if first < second else (second, first)


def _follows(run: GlyphRun, before: GlyphRun) -> bool:
    """Whether the run goes on from the one before, on its line and without a wide gap."""
    size = max(run.size, before.size)
    gap = run.left - before.right
    if gap < 0 and (has_right_to_left(run.text) or has_right_to_left(before.text)):
        gap = before.left - run.right
    return abs(run.baseline - before.baseline) < 0.6 * size and -0.5 * size < gap < SEGMENT_GAP * size


def _cleaned(word: str) -> str:
    """Ligatures as letters, a hyphen at the line end as one, control characters as nothing."""
    return _UNCLEAN.sub(lambda match: _replacement(match[0]), word)


def _replacement(character: str) -> str:
    return "-" if character == HYPHEN_MARK else LIGATURES.get(ord(character), "")


def _printable(code: int) -> str:
    """The character of a code, "" for what is none."""
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else ""


def _font(name: str, flags: int, weight: int) -> Font:
    family = name.split("+", 1)[-1]
    folded = family.lower()
    is_bold = weight >= 600 or bool(flags & FORCE_BOLD) or any(word in folded for word in BOLD_NAMES)
    is_italic = bool(flags & ITALIC) or any(word in folded for word in ITALIC_NAMES)
    return Font(family, is_bold, is_italic)


BOLD_NAMES = ("bold", "black", "heavy", "-medi", "cmbx")
ITALIC_NAMES = ("italic", "oblique", "-ital", "-slant", "cmti", "cmsl")


def displayed_frame(page: PdfPage) -> Affine:
    """The map from PDF user space to the displayed page, whatever its crop box and rotation."""
    scale, reach = 1000, 1000
    width, height = (max(1, round(side * scale)) for side in page.get_size())
    x, y = ctypes.c_int(), ctypes.c_int()

    def place(user_x: float, user_y: float) -> tuple[float, float]:
        pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, user_x, user_y, x, y)
        return x.value / scale, y.value / scale

    (e, f), right, up = place(0, 0), place(reach, 0), place(0, reach)
    return (
        (right[0] - e) / reach,
        (right[1] - f) / reach,
        (up[0] - e) / reach,
        (up[1] - f) / reach,
        e,
        f,
    )


def turned(frame: Affine, turn: Turn, width: float, height: float) -> Affine:
    """The frame in which text turned by so many quarters reads from left to right."""
    a, b, c, d, e, f = frame
    return (
        (a, b, c, d, e, f),
        (b, -a, d, -c, f, width - e),
        (-a, -b, -c, -d, width - e, height - f),
        (-b, a, -d, c, height - f, e),
    )[turn]
