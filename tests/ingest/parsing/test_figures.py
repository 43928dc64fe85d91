"""Words in figures are neither text nor headings nor the beginning of an article."""

from dataclasses import replace

import pytest

from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page


def seen(line, confidence=0.95):
    """The line as an OCR engine gives it."""
    return replace(line, words=tuple(replace(word, confidence=confidence) for word in line.words))


def article(figure, *, source="ocr"):
    """A title, text, a figure with its caption, text again."""
    lines = [
        printed_line("The Wells of the Valley", y=40, size=18, bold=True),
        printed_line("Ana Sá", y=64, size=11),
    ]
    lines += [printed_line(text, y=90 + 12 * n) for n, text in enumerate(paragraph(130))]
    lines = [seen(line) for line in lines]
    below = lines[-1].box[1] + 40
    lines += [replace(line, box=(line.box[0], line.box[1] + below, *line.box[2:])) for line in figure]
    lines.append(seen(printed_line("Figure 1: How the water flows", y=below + 120)))
    lines += [seen(printed_line(text, y=below + 150 + 12 * n)) for n, text in enumerate(paragraph(130, 3))]
    page = replace(printed_page(lines), text_source=source)
    return parse(SourceFile("application/pdf", (page,))).documents


def test_words_that_were_recognised_in_a_figure_are_no_text():
    figure = [
        seen(printed_line("Rain Springs", x=120, y=0, size=7)),
        seen(printed_line("\\ HE Perceived", x=110, y=30, size=16), 0.4),
        seen(printed_line("Image Pp A Wells", x=120, y=60, size=8), 0.7),
        seen(printed_line("Norm", x=140, y=80, size=11)),
        seen(printed_line("NX Dd UP", x=120, y=100, size=18), 0.2),
    ]
    (document,) = article(figure)
    assert (document.title, [author.family for author in document.authors]) == (
        "The Wells of the Valley",
        ["Sá"],
    )
    assert not any(section.heading for section in document.sections)
    body = " ".join(text for each in document.sections if each.kind == "body" for text in each.paragraphs)
    assert "waited" in body
    assert not any(word in body for word in ("Rain", "Perceived", "Image", "Norm"))


@pytest.mark.parametrize(("size", "headings"), [(10, []), (14, ["WELLS"])])
def test_a_label_right_above_the_caption_of_a_figure_is_no_heading(size, headings):
    label = printed_line("WELLS", x=120, y=108, size=size, font="Sans")
    (document,) = article([label], source="pdf")
    assert [section.heading for section in document.sections if section.heading] == headings
