"""Typesets texts as a small PDF and says where every word stands: pages with known geometry."""

import io
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 396, 612  # points
LEFT, TOP, MEASURE = 54, 72, 288
SIZE, LEADING = 10.5, 13.5
FONT = "Times-Roman"


@dataclass
class TypesetPage:
    """`text` and `words` as a page row keeps them, `raw_text` with the printed lines."""

    text: str
    raw_text: str
    words: list[list[list[float]]]


def typeset(texts: tuple[str, ...], first_label: int = 265, head: str = "Regional Affairs"):
    """(bytes of the PDF, a TypesetPage for each text). Paragraphs are set apart by a blank line.

    "state|ment" breaks at the bar: printed "state-" and "ment", in the reading text "statement".
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=True)
    pages = []
    for number, text in enumerate(texts):
        pages.append(_set_page(canvas, text, f"{head}  {first_label + number}"))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue(), pages


def _set_page(canvas: Canvas, source: str, head: str) -> TypesetPage:
    canvas.setFont("Times-Italic", 9)
    canvas.drawRightString(LEFT + MEASURE, HEIGHT - 48, head)
    canvas.setFont(FONT, SIZE)
    text, lines, words, y = "", [head], [], TOP
    for paragraph in source.split("\n\n"):
        text += "\n\n" if text else ""
        line, x = [], LEFT
        printed = ""
        for word in paragraph.split():
            text += " " if text and not text.endswith("\n") else ""
            pieces = word.split("|")
            for index, piece in enumerate(pieces):
                shown = piece + ("-" if index < len(pieces) - 1 else "")
                width = stringWidth(shown, FONT, SIZE)
                if x + width > LEFT + MEASURE or index:
                    words.append(line)
                    lines.append(printed.strip())
                    line, x, printed, y = [], LEFT, "", y + LEADING
                canvas.drawString(x, HEIGHT - y - SIZE * 0.78, shown)
                line.append([len(text), len(text) + len(piece), x, y, round(width, 2), SIZE, 0.98])
                text += piece
                printed += shown + " "
                x += width + stringWidth(" ", FONT, SIZE)
        words.append(line)
        lines.append(printed.strip())
        y += LEADING * 1.5
    return TypesetPage(text, "\n".join(lines), [line for line in words if line])
