"""hOCR 1.2: recognised text in HTML (Tesseract, OCRopus, Kraken)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from ingest.parsing.records import Box, Word
from ingest.sources.opened_file import SourceRejected
from ingest.sources.raised import Baseline, Glyph, part_raised
from ingest.sources.recognised import USUAL_DPI, RecognisedLine, RecognisedPage, words_along
from ingest.sources.xml_input import (
    Element,
    check_depth,
    number,
    parse_xml,
    root_name,
)

MEDIA_TYPE = "text/vnd.hocr+html"
LINES = {"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"}
BLOCKS = {"ocr_carea", "ocrx_block"}
WORDS = {"ocrx_word", "ocr_word"}
GLYPHS = {"ocrx_cinfo"}
_MARK = re.compile(rb"class\s*=\s*[\"'][^\"']*\bocr_page\b")
_SYSTEM = re.compile(rb"name\s*=\s*[\"']ocr-(?:system|capabilities)")


def recognises(head: bytes) -> bool:
    return root_name(head)[1].lower() == "html" and bool(_MARK.search(head) or _SYSTEM.search(head))


def read_hocr(data: bytes) -> Iterator[RecognisedPage]:
    """The pages of an hOCR file. Raises SourceRejected."""
    root = _parse(data)
    for page in _of_class(root, {"ocr_page"}):
        yield _page(page)


def _parse(data: bytes) -> Element:
    """XHTML strictly; what is not well-formed as HTML, whose parser knows no entities of its own."""
    try:
        return parse_xml(data, html_doctype=True)
    except SourceRejected as rejection:
        if rejection.message.code in ("xml_own_doctype", "xml_too_deep", "xml_too_large"):
            raise
        try:
            root = html.document_fromstring(data, parser=html.HTMLParser(no_network=True, huge_tree=False))
        except (etree.ParserError, etree.XMLSyntaxError) as error:
            raise rejection from error
        check_depth(root)
        return root


def _page(element: Element) -> RecognisedPage:
    properties = _properties(element)
    box = _box(properties) or (0.0, 0.0, 0.0, 0.0)
    page = RecognisedPage(
        width=box[0] + box[2],
        height=box[1] + box[3],
        per_inch=number(properties.get("scan_res", "").split(" ")[0]) or USUAL_DPI,
        label=properties.get("lpageno", "").strip("\"' "),
        image=properties.get("image", "").strip("\"' "),
    )
    blocks = _of_class(element, BLOCKS) or [element]
    seen = {line for block in blocks for line in _of_class(block, LINES)}
    loose = [line for line in _of_class(element, LINES) if line not in seen]
    for lines, name in [(_of_class(b, LINES), b.get("id", "")) for b in blocks] + [(loose, "")]:
        read = [line for line in map(_line, lines) if line.words]
        if read:
            page.blocks.append(read)
            page.block_ids.append(name)
    return page


def _line(element: Element) -> RecognisedLine:
    properties = _properties(element)
    box = _box(properties)
    row_height = number(properties.get("x_size")) or 0.0
    baseline = _baseline(properties, box)
    parts = [_parts(found, baseline, row_height) for found in _of_class(element, WORDS)]
    words = [part for part in parts if part]
    is_italic = bool(words) and _is_all(element, "em", "i")
    return RecognisedLine(
        words=[word for part in words for word in part] or words_along(_text(element), box),
        box=box,
        text=" ".join("".join(word.text for word in part) for part in words),
        size=number(properties.get("x_fsize")) or 0.0,
        row_height=row_height,
        is_bold=bool(words) and _is_all(element, "strong", "b"),
        is_italic=is_italic,
    )


def _parts(element: Element, baseline: Baseline | None, size: float) -> list[Word]:
    """A word, in parts where it bears a note mark; () where it is empty."""
    properties = _properties(element)
    confidence = number(properties.get("x_wconf"))
    known = None if confidence is None else min(1.0, max(0.0, confidence / 100))
    glyphs = [glyph for found in _of_class(element, GLYPHS) if (glyph := _glyph(found)) is not None]
    text = "".join(glyph.text for glyph in glyphs) if glyphs else _text(element)
    if not text:
        return []
    word = Word(text, _box(properties), known)
    return part_raised(word, glyphs, baseline, size) if baseline and glyphs and size else [word]


def _glyph(element: Element) -> Glyph | None:
    box = _box(_properties(element), "x_bboxes")
    text = _text(element)
    return Glyph(text, box) if box and text else None


def _baseline(properties: dict[str, str], box: Box | None) -> Baseline | None:
    """`baseline 0.009 -15`: a slope and an offset, from the lower left corner of the line."""
    values = [number(value) for value in properties.get("baseline", "").split()]
    if box is None or len(values) != 2 or values[0] is None or values[1] is None:
        return None
    return Baseline(values[0], box[1] + box[3] + values[1] - values[0] * box[0])


def _is_all(line: Element, *tags: str) -> bool:
    """Whether every word of the line stands in one of the tags."""
    words = _of_class(line, WORDS)
    return bool(words) and all(
        any(True for tag in tags for _ in word.iter(f"{{*}}{tag}", tag)) for word in words
    )


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _of_class(element: Element, names: set[str]) -> list[Element]:
    """Elements below, in the order of the file, with one of the classes."""
    return [
        found
        for found in element.iter()
        if found is not element and isinstance(found.tag, str) and names & set(found.get("class", "").split())
    ]


def _properties(element: Element) -> dict[str, str]:
    """`bbox 0 0 10 10; x_wconf 96` as {"bbox": "0 0 10 10", "x_wconf": "96"}."""
    parts = (part.strip().split(" ", 1) for part in element.get("title", "").split(";"))
    return {part[0]: part[1].strip() for part in parts if len(part) == 2}


def _box(properties: dict[str, str], name: str = "bbox") -> Box | None:
    values = [number(value) for value in properties.get(name, "").split()]
    if len(values) != 4 or any(value is None for value in values):
        return None
    left, top, right, bottom = (value or 0.0 for value in values)
    return (left, top, right - left, bottom - top) if right >= left and bottom >= top else None
