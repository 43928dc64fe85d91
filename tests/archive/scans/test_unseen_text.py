"""The layer of text over pages of a PDF, as viewers of PDFs read it. Latin pages: test_article_pdf.py."""

import io

import pypdfium2 as pdfium
import pytest
from PIL import ImageFont
from pypdf import PdfReader, PdfWriter

from archive.scans.unseen_text import as_seen, font_without_shapes, lay_over


def laid_over(words, *, leftwards=False, pages=1):
    """A PDF of A4 pages with these words in one line."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    x, line = (1000 if leftwards else 100), []
    for word in words:
        length = 20 * len(word)
        x -= length if leftwards else 0
        line.append([f"{word} ", x, 200, length])
        x += -10 if leftwards else length + 10
    lay_over(writer, [{"width": 1200, "height": 1700, "lines": [[24, line]]}] * pages)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        "Η γλώσσα ελληνική",
        "Вода не товар",
        "Zażółć gęślą jaźń",
        "“El agua” – señal…",
        "水は 流れる",
        "𝔚asser 🌊",
    ],
)
def test_words_of_every_script_are_copied_as_they_were_read(said):
    content = laid_over(said.split())
    assert PdfReader(io.BytesIO(content)).pages[0].extract_text().split() == said.split()
    assert pdfium.PdfDocument(content)[0].get_textpage().get_text_range().split() == said.split()


@pytest.mark.parametrize("said", ["الماء حق للجميع", "המים אינם סחורה", "سنة 2007 ماء"])
def test_words_written_leftwards_are_copied_in_the_order_of_reading(said):
    text = pdfium.PdfDocument(laid_over(said.split(), leftwards=True))[0].get_textpage()
    assert text.get_text_range().split() == said.split()
    assert all(text.search(word).get_next() for word in said.split())


@pytest.mark.parametrize(
    ("word", "seen"),
    [("agua ", "agua "), ("2007", "2007"), ("אבג ", " גבא"), ("ב־2007", "2007־ב"), ("א(12.5)", ")12.5(א")],
)
def test_letters_stand_from_left_to_right_and_numbers_keep_their_order(word, seen):
    assert as_seen(word) == seen


def test_many_pages_share_one_font():
    reader = PdfReader(io.BytesIO(laid_over(["agua"], pages=3)))
    fonts = {page["/Resources"]["/Font"].raw_get("/Unseen").idnum for page in reader.pages}
    assert len(fonts) == 1


def test_nothing_is_painted():
    picture = pdfium.PdfDocument(laid_over(["вода"]))[0].render().to_pil()
    assert picture.convert("L").getextrema() == (255, 255)


def test_the_font_is_one_that_other_programs_take():
    font = ImageFont.truetype(io.BytesIO(font_without_shapes()), size=100)
    assert font.getlength("ж水") == 100  # two letters of half a size each
    assert font.getmask("ж水").getbbox() is None
