"""PAGE XML, the versions of 2010 to 2019: regions, lines and words (PRImA; Transkribus, eScriptorium, OCR-D)."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.parsing.records import Box, Word
from ingest.sources.recognised import RecognisedLine, RecognisedPage, words_along
from ingest.sources.xml_input import Element, children, descendants, local, number, parse_xml, root_name

MEDIA_TYPE = "application/vnd.prima.page+xml"


def recognises(head: bytes) -> bool:
    return root_name(head)[1] == "PcGts"


def read_page_xml(data: bytes) -> Iterator[RecognisedPage]:
    """The page of a PAGE file. Raises SourceRejected."""
    root = parse_xml(data)
    for element in children(root, "Page"):
        page = RecognisedPage(
            width=number(element.get("imageWidth")) or 0.0,
            height=number(element.get("imageHeight")) or 0.0,
            image=element.get("imageFilename", "").strip(),
        )
        for region in _in_order(element):
            lines = _lines(region)
            if lines:
                page.blocks.append(lines)
                page.block_ids.append(region.get("id", ""))
        yield page


def _in_order(page: Element) -> list[Element]:
    """Text regions as ReadingOrder lists them; those that it leaves out after them, as the file has them."""
    regions = {region.get("id", ""): region for region in descendants(page, "TextRegion")}
    listed = [
        regions[reference.get("regionRef")]
        for group in children(page, "ReadingOrder")
        for reference in _references(group)
        if reference.get("regionRef") in regions
    ]
    unique = list(dict.fromkeys(listed))
    return unique + [region for region in descendants(page, "TextRegion") if region not in unique]


def _references(group: Element) -> Iterator[Element]:
    """References in a reading order, by their index where they have one, through nested groups."""
    ordered = sorted(
        (child for child in group if isinstance(child.tag, str)),
        key=lambda child: number(child.get("index")) or 0.0,
    )
    for child in ordered:
        if local(child).startswith("RegionRef"):
            yield child
        else:
            yield from _references(child)


def _lines(region: Element) -> list[RecognisedLine]:
    lines = [line for line in map(_line, children(region, "TextLine")) if line.words]
    if lines:
        return lines
    text, confidence = _text(region)
    return [RecognisedLine(words_along(line, None, confidence)) for line in text.split("\n") if line.strip()]


def _line(element: Element) -> RecognisedLine:
    box = _box(element)
    text, confidence = _text(element)
    words = [word for found in children(element, "Word") if (word := _word(found)).text]
    if [word.text for word in words] != text.split() and text:
        return RecognisedLine(
            words_along(text, box, confidence), box
        )  # the line was corrected, its words not
    return RecognisedLine(words, box)


def _word(element: Element) -> Word:
    text, confidence = _text(element)
    return Word(" ".join(text.split()), _box(element), confidence)


def _text(element: Element) -> tuple[str, float | None]:
    """The first reading of a region, line or word, and its confidence."""
    readings = sorted(children(element, "TextEquiv"), key=lambda reading: number(reading.get("index")) or 0.0)
    for reading in readings:
        for unicode in children(reading, "Unicode"):
            confidence = number(reading.get("conf"))
            return unicode.text or "", confidence if confidence is not None and 0 <= confidence <= 1 else None
    return "", None


def _box(element: Element) -> Box | None:
    """Around the outline: a polygon, or in old files Point elements."""
    points: list[tuple[float, float]] = []
    for coords in children(element, "Coords"):
        pairs = [pair.split(",") for pair in coords.get("points", "").split()]
        pairs += [[point.get("x", ""), point.get("y", "")] for point in children(coords, "Point")]
        for pair in pairs:
            x, y = (number(part) for part in (pair if len(pair) == 2 else ("", "")))
            if x is not None and y is not None:
                points.append((x, y))
    if not points:
        return None
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return (left, top, max(x for x, _ in points) - left, max(y for _, y in points) - top)
