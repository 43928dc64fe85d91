"""ALTO, versions 1 to 4: recognised text with layout (Library of Congress; NDNP, Tesseract, ABBYY)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.parsing.layout.lines import SUPERSCRIPTS
from ingest.parsing.records import Box, Word
from ingest.sources.recognised import USUAL_DPI, RecognisedLine, RecognisedPage
from ingest.sources.xml_input import Element, children, descendants, local, number, parse_xml, root_name

MEDIA_TYPE = "application/alto+xml"
UNITS_PER_INCH = {"pixel": USUAL_DPI, "mm10": 254, "inch1200": 1200}
AREAS = ("TopMargin", "LeftMargin", "PrintSpace", "RightMargin", "BottomMargin")
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class _Style:
    font: str = ""
    size: float = 0.0
    is_bold: bool = False
    is_italic: bool = False


def recognises(head: bytes) -> bool:
    return root_name(head)[1] == "alto"


def read_alto(data: bytes) -> Iterator[RecognisedPage]:
    """The pages of an ALTO file. Raises SourceRejected."""
    root = parse_xml(data)
    unit = next((e.text or "" for e in descendants(root, "MeasurementUnit")), "pixel")
    image = next((e.text or "" for e in descendants(root, "fileName")), "")
    styles = {style.get("ID"): _style(style) for style in descendants(root, "TextStyle")}
    for page in descendants(root, "Page"):
        read = RecognisedPage(
            width=number(page.get("WIDTH")) or 0.0,
            height=number(page.get("HEIGHT")) or 0.0,
            per_inch=UNITS_PER_INCH.get(unit.strip().lower(), USUAL_DPI),
            label=page.get("PRINTED_IMG_NR", "").strip(),
            image=image.strip(),
        )
        for area in sorted(children(page, *AREAS), key=lambda area: AREAS.index(local(area))):
            _read_blocks(area, styles, read)
        yield read


def _read_blocks(area: Element, styles: dict[str | None, _Style], page: RecognisedPage) -> None:
    for block in descendants(area, "TextBlock"):
        shared = _styles_of(block, styles)
        lines = [_line(line, styles, shared) for line in children(block, "TextLine")]
        page.blocks.append([line for line in lines if line.words])
        page.block_ids.append(block.get("ID", ""))


def _style(element: Element) -> _Style:
    marks = (element.get("FONTSTYLE", "") + " " + element.get("FONTFAMILY", "")).lower()
    family = element.get("FONTFAMILY", "")
    size = number(element.get("FONTSIZE")) or 0.0
    return _Style(family, size, "bold" in marks, "italic" in marks or "oblique" in marks)


def _styles_of(element: Element, styles: dict[str | None, _Style]) -> _Style:
    for reference in element.get("STYLEREFS", "").split():
        if reference in styles:
            return styles[reference]
    return _Style()


def _line(element: Element, styles: dict[str | None, _Style], shared: _Style) -> RecognisedLine:
    strings = children(element, "String")
    own = _styles_of(element, styles)
    if own == _Style() and strings:
        own = _styles_of(strings[0], styles)
    style = own if own != _Style() else shared
    marks = [string.get("STYLE", "").lower() for string in strings]
    line = RecognisedLine(
        words=[word for string in strings if (word := _word(string)).text],
        box=_box(element),
        size=style.size,
        is_bold=style.is_bold or (bool(marks) and all("bold" in mark for mark in marks)),
        is_italic=style.is_italic or (bool(marks) and all("italic" in mark for mark in marks)),
        font=style.font,
    )
    if strings and line.words:
        line.words[-1] = _with_hyphen(line.words[-1], strings[-1], element)
    return line


def _word(string: Element) -> Word:
    text = " ".join(string.get("CONTENT", "").split())
    confidence = number(string.get("WC"))
    is_superscript = "superscript" in string.get("STYLE", "").lower()
    if is_superscript:
        text = text.translate(SUPERSCRIPTS)
    known = confidence if confidence is not None and 0 <= confidence <= 1 else None
    return Word(text, _box(string), known, is_superscript)


def _with_hyphen(word: Word, string: Element, line: Element) -> Word:
    """The hyphen that HYP or SUBS_TYPE says stands at the line end.

    A soft one where the file gives the whole word without it: that it joins is then known.
    """
    first_part = string.get("SUBS_TYPE") == "HypPart1"
    if not first_part and not children(line, "HYP"):
        return word
    whole = string.get("SUBS_CONTENT", "")
    text = word.text.rstrip("-" + SOFT_HYPHEN + "¬")
    is_soft = bool(whole) and whole.startswith(text) and "-" not in whole[len(text) :][:1]
    return Word(text + (SOFT_HYPHEN if is_soft else "-"), word.box, word.confidence, word.is_superscript)


def _box(element: Element) -> Box | None:
    values = [number(element.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    if any(value is None for value in values):
        return None
    left, top, width, height = (value or 0.0 for value in values)
    return (left, top, width, height) if width >= 0 and height >= 0 else None
