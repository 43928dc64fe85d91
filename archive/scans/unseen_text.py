"""Text that lies unseen over the pages of a PDF, in any script, so that they can be searched and copied.

Letters that paint nothing need no shapes: one font without any serves every script. Each character of the
article has a number in it, and a ToUnicode map says which character that is (ISO 32000-1, 9.10.3); viewers
search and copy by the map alone. Used in the process of archive.scans.pdf_cutting; it knows nothing of Django.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import IndirectObject

Layer = Mapping[str, Any]  # as archive.scans.pdf_cutting says
EM = 1000
ADVANCE = 500  # how wide each letter is, of EM; words are stretched to their places
MAX_NUMBERS = 0xFFFF  # a number has two bytes
RIGHT_TO_LEFT = ("R", "AL")  # Hebrew, Arabic and their neighbours (UAX #9, table 4)
NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")  # runs from left to right in every script
MAX_IN_BLOCK = 100  # entries of a block of a CMap (Adobe Technical Note 5014, 1.4.1)
CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
DESCRIPTOR = """<< /Type /FontDescriptor /FontName /Unseen /Flags 5 /FontBBox [0 0 {advance} {em}]
    /ItalicAngle 0 /Ascent {em} /Descent -1 /CapHeight {em} /StemV 80 /FontFile2 {program} >>"""
DESCENDANT = """<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unseen /DW {advance}
    /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>
    /CIDToGIDMap {shapes} /FontDescriptor {descriptor} >>"""
FONT = """<< /Type /Font /Subtype /Type0 /BaseFont /Unseen /Encoding /Identity-H
    /DescendantFonts [{descendant}] /ToUnicode {characters} >>"""


def lay_over(writer: PdfWriter, layers: Iterable[Layer | None]) -> None:
    """Each layer over the page of its place in the writer; a page whose layer is None stays as it is."""
    laid = [(page, layer) for page, layer in zip(writer.pages, layers, strict=True) if layer]
    if not laid:
        return
    numbers = _number(letter for _, layer in laid for letter in _letters(layer))
    font = _add_font(writer, numbers)
    for page, layer in laid:
        _lay_over_page(page, layer, font, numbers)


def _number(letters: Iterable[str]) -> dict[str, int]:
    """A number for each character, from 1; the same for the same characters, so that the file is the same."""
    return {letter: number for number, letter in enumerate(sorted(set(letters))[:MAX_NUMBERS], 1)}


def _letters(layer: Layer) -> Iterator[str]:
    for _, words in layer["lines"]:
        for text, *_ in words:
            yield from text


def _lay_over_page(page: PageObject, layer: Layer, font: IndirectObject, numbers: Mapping[str, int]) -> None:
    """The words where the picture shows them, in a rendering mode that paints nothing (ISO 32000-1, 9.3.6)."""
    from pypdf import PageObject
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    if page.rotation:
        page.transfer_rotation_to_content()
    stream = StreamObject()
    stream.set_data(" ".join(_operators(page, layer, numbers)).encode("ascii"))
    over = PageObject.create_blank_page(width=float(page.cropbox.width), height=float(page.cropbox.height))
    fonts = DictionaryObject({NameObject("/Unseen"): font})
    over[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    over[NameObject("/Contents")] = stream
    page.merge_page(over)


def _operators(page: PageObject, layer: Layer, numbers: Mapping[str, int]) -> Iterator[str]:
    box = page.cropbox
    across, down = float(box.width) / layer["width"], float(box.height) / layer["height"]
    yield "BT 3 Tr"
    for size, words in layer["lines"]:
        yield f"/Unseen {size * down:.2f} Tf"
        for text, x, y, length in words:
            natural = ADVANCE / EM * size * down * len(text)
            stretch = 100 * length * across / natural
            left, base = float(box.left) + x * across, float(box.top) - y * down
            codes = "".join(f"{numbers.get(letter, 0):04x}" for letter in as_seen(text))
            yield f"{stretch:.1f} Tz 1 0 0 1 {left:.2f} {base:.2f} Tm <{codes}> Tj"
    yield "ET"


def as_seen(word: str) -> str:
    """The characters of a word from left to right, which is how viewers take them and turn them back to be read.

    >>> as_seen("אבג ")
    ' גבא'
    """
    if not any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in word):
        return word
    return NUMBER.sub(lambda number: number[0][::-1], word[::-1])


def _add_font(writer: PdfWriter, numbers: Mapping[str, int]) -> IndirectObject:
    """One composite font for the whole file; every number in it leads to the one empty shape."""
    program = _add_stream(writer, font_without_shapes())
    shapes = _add_stream(writer, bytes(2 * (len(numbers) + 1)))
    characters = _add_stream(writer, _map_of_characters(numbers).encode("ascii"))
    descriptor = _add(writer, DESCRIPTOR, program=program, advance=ADVANCE, em=EM)
    descendant = _add(writer, DESCENDANT, shapes=shapes, descriptor=descriptor, advance=ADVANCE)
    return _add(writer, FONT, descendant=descendant, characters=characters)


def _map_of_characters(numbers: Mapping[str, int]) -> str:
    entries = [
        f"<{number:04X}> <{letter.encode('utf-16-be', 'replace').hex().upper()}>"
        for letter, number in numbers.items()
    ]
    blocks = [entries[start : start + MAX_IN_BLOCK] for start in range(0, len(entries), MAX_IN_BLOCK)]
    lines = ("\n".join((f"{len(block)} beginbfchar", *block, "endbfchar")) for block in blocks)
    return CMAP.format(blocks="\n".join(lines))


def _add(writer: PdfWriter, source: str, **parts: object) -> IndirectObject:
    """An object written as it stands in a PDF; parts that are objects themselves are referred to."""
    from pypdf.generic import IndirectObject, read_object

    written = {
        name: f"{part.idnum} {part.generation} R" if isinstance(part, IndirectObject) else part
        for name, part in parts.items()
    }
    return writer._add_object(read_object(io.BytesIO(source.format(**written).encode("ascii")), writer))


def _add_stream(writer: PdfWriter, data: bytes) -> IndirectObject:
    from pypdf.generic import NameObject, NumberObject, StreamObject

    stream = StreamObject()
    stream.set_data(data)
    packed = stream.flate_encode()
    packed[NameObject("/Length1")] = NumberObject(len(data))
    return writer._add_object(packed)


def font_without_shapes() -> bytes:
    """A TrueType font with one empty glyph, in the tables that a PDF asks for (ISO 32000-1, 9.9; OpenType 1.9)."""
    head = struct.pack(
        ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, EM, 0, 0, 0, 0, ADVANCE, EM, 0, 8, 2, 0, 0
    )
    hhea = struct.pack(">IhhhHhhhhhh4hhH", 0x10000, EM, -1, 0, ADVANCE, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)
    maxp = struct.pack(">IH13H", 0x10000, 1, *(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0))
    tables = {
        b"glyf": bytes(4),
        b"head": head,
        b"hhea": hhea,
        b"hmtx": struct.pack(">Hh", ADVANCE, 0),
        b"loca": bytes(4),
        b"maxp": maxp,
    }
    search = 16 * 4, 2, 16 * (len(tables) - 4)
    offset = 12 + 16 * len(tables)
    directory, contents = struct.pack(">IHHHH", 0x10000, len(tables), *search), b""
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        directory += struct.pack(">4sIII", tag, _checksum(padded), offset + len(contents), len(table))
        contents += padded
    return directory + contents


def _checksum(table: bytes) -> int:
    return sum(struct.unpack(f">{len(table) // 4}I", table)) & 0xFFFFFFFF
