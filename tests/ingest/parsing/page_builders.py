"""Source files for parsing tests, written as the pages look: plain text, or lines with type and place."""

from ingest.parsing.records import Line, SourceFile, SourcePage, Word


def text_page(text: str, number: int = 1) -> SourcePage:
    lines = tuple(Line(tuple(Word(w) for w in line.split()), line) for line in text.splitlines())
    return SourcePage(number, lines, text, text_source="plain")


def text_file(*pages: str) -> SourceFile:
    return SourceFile("text/plain", tuple(text_page(text, n) for n, text in enumerate(pages, 1)))


def printed_line(
    text: str, *, x=72.0, y=100.0, size=10.0, bold=False, italic=False, font="Serif", block=0
) -> Line:
    """A line with its words set next to one another, half an em a letter."""
    words, left = [], x
    for word in text.split():
        width = len(word) * size * 0.5
        words.append(Word(word, (left, y, width, size)))
        left += width + size * 0.25
    box = (x, y, left - size * 0.25 - x, size)
    return Line(tuple(words), text, box, size, bold, italic, font, block)


def printed_page(lines: list[Line], number: int = 1) -> SourcePage:
    raw = "\n".join(line.text for line in lines)
    return SourcePage(number, tuple(lines), raw, 595.0, 842.0, "", "pdf")


def paragraph(words: int, seed: int = 0, width: int = 66) -> list[str]:
    """Lines of running text of about `width` letters, the last one short, ending in a full stop."""
    stock = [
        "the",
        "council",
        "of",
        "the",
        "valley",
        "met",
        "again",
        "to",
        "speak",
        "about",
        "water",
        "and",
        "bread",
        "while",
        "people",
        "waited",
    ]
    text = " ".join(stock[(seed + i) % len(stock)] for i in range(words))
    lines, line = [], ""
    for word in (text[:1].upper() + text[1:] + ".").split():
        if len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]
