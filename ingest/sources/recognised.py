"""What all formats of recognised text have in common: pages of blocks of lines of words with boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from ingest.parsing.layout.baselines import set_on_baselines
from ingest.parsing.layout.type_size import even_sizes, has_descender, type_size
from ingest.parsing.records import Box, Line, SourcePage, Word
from ingest.sources.opened_file import OpenedFile, SourceRejected
from ingest.sources.xml_input import MAX_BYTES

POINTS_PER_INCH = 72
USUAL_DPI = 300  # assumed where a file does not say: only proportions of sizes count then


@dataclass(slots=True)
class RecognisedLine:
    words: list[Word] = field(default_factory=list)
    box: Box | None = None
    text: str = ""  # where it differs from the words parted by blanks
    size: float = 0.0  # in points, where the file says it
    row_height: float = 0.0  # in units of the boxes: what the engine took the size to be
    is_bold: bool = False
    is_italic: bool = False
    font: str = ""


@dataclass(slots=True)
class RecognisedPage:
    """A page of blocks in reading order. `block_ids`: the file's own name of each, for METS."""

    width: float = 0.0
    height: float = 0.0
    per_inch: float = USUAL_DPI  # units of the boxes
    label: str = ""
    image: str = ""  # the name of its picture, as the file gives it
    blocks: list[list[RecognisedLine]] = field(default_factory=list)
    block_ids: list[str] = field(default_factory=list)

    def to_source_page(self, number: int) -> SourcePage:
        face = self._face()
        lines = [
            self._line(line, block, face)
            for block, lines in enumerate(self.blocks)
            for line in lines
            if line.words
        ]
        lines = list(set_on_baselines(even_sizes(lines), self.per_inch / POINTS_PER_INCH, self.width / 2))
        return SourcePage(
            number=number,
            lines=tuple(lines),
            raw_text="\n\n".join(
                "\n".join(_text(line) for line in block if line.words) for block in self.blocks
            ),
            width=self.width,
            height=self.height,
            file_label=self.label,
            text_source="ocr" if lines else "none",
        )

    def _face(self) -> float:
        """How much larger the page's type is than its letters' heights say: faces differ."""
        shares = [
            line.row_height / measured
            for lines in self.blocks
            for line in lines
            if line.row_height and has_descender(line.words) and (measured := type_size(line.words))
        ]
        return median(shares) if shares else 1.0

    def _size(self, line: RecognisedLine, face: float) -> float:
        """In points: as the file says, as the engine fitted it, or by the heights of the letters.

        Tesseract fits well where letters reach below the line, and guesses where none does.
        """
        if line.size:
            return line.size
        if line.row_height and has_descender(line.words):
            return line.row_height * POINTS_PER_INCH / self.per_inch
        measured = type_size(line.words) * face or line.row_height
        return measured * POINTS_PER_INCH / self.per_inch

    def _line(self, line: RecognisedLine, block: int, face: float) -> Line:
        size = self._size(line, face)
        return Line(
            words=tuple(line.words),
            text=_text(line),
            box=line.box or _around(line.words),
            size=round(size, 1),
            is_bold=line.is_bold,
            is_italic=line.is_italic,
            font=line.font,
            block=block,
        )


def opener(
    media_type: str, read: Callable[[bytes], Iterator[RecognisedPage]]
) -> Callable[[Path], OpenedFile]:
    """How a file of one of the formats is opened. It comes without the images of its pages."""

    def open_recognised(path: Path) -> OpenedFile:
        if path.stat().st_size > MAX_BYTES:
            raise SourceRejected("xml_too_large", megabytes=MAX_BYTES // 1_000_000)
        pages = (page.to_source_page(number) for number, page in enumerate(read(path.read_bytes()), 1))
        return OpenedFile(media_type, pages)

    return open_recognised


def _text(line: RecognisedLine) -> str:
    return line.text or " ".join(word.text for word in line.words)


def _around(words: Sequence[Word]) -> Box | None:
    boxes = [word.box for word in words if word.box]
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return (left, top, right - left, bottom - top)


def words_along(text: str, box: Box | None, confidence: float | None = None) -> list[Word]:
    """The words of a line of which only the whole has a box: each gets its share by its letters."""
    parts = text.split()
    if box is None or not parts:
        return [Word(part, None, confidence) for part in parts]
    x, y, width, height = box
    letter = width / (sum(map(len, parts)) + len(parts) - 1)
    words, left = [], x
    for part in parts:
        words.append(Word(part, (round(left, 1), y, round(letter * len(part), 1), height), confidence))
        left += letter * (len(part) + 1)
    return words
