"""PDFs made here with reportlab, read back as lines."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.sources import SourceRejected, open_source, read_source

PAGE = (420, 600)


def make_pdf(path: Path, *pages, **options) -> Path:
    """A PDF with one page a function, which draws on the canvas."""
    canvas = Canvas(str(path), pagesize=PAGE, **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def paragraph(x, y, lines, size=10, font="Times-Roman"):
    def draw(canvas):
        canvas.setFont(font, size)
        for number, line in enumerate(lines):
            canvas.drawString(x, y - 1.2 * size * number, line)

    return draw


def lines_read(path: Path) -> list[str]:
    return [line.text for page in read_source(path, "a.pdf").pages for line in page.lines]


BODY = [
    "The harbour council met on the first Monday of every month and",
    "heard the masters of the fishing boats before it set the hours",
    "of the ice house for the coming season.",
]


def test_lines_carry_words_boxes_size_and_font(tmp_path):
    path = make_pdf(tmp_path / "a.pdf", paragraph(50, 500, BODY, 11, "Times-Bold"))
    page = read_source(path, "a.pdf").pages[0]
    assert [line.text for line in page.lines] == BODY
    first = page.lines[0]
    assert (first.size, first.is_bold, first.is_italic) == (11, True, False)
    assert [word.text for word in first.words] == BODY[0].split()
    x, y, width, height = first.words[0].box
    assert x == pytest.approx(50, abs=1)
    assert y + height == pytest.approx(600 - 500 + 0.25 * 11, abs=1), "y runs down from the top of the page"
    assert 15 < width < 25
    assert (page.width, page.height, page.text_source) == (420, 600, "pdf")


def test_a_hyphen_at_the_line_end_stays_a_hyphen_with_a_line_break(tmp_path):
    text = ["A long account of the experi-", "ence of the harbour towns in those", "years was never printed."]
    path = make_pdf(tmp_path / "a.pdf", paragraph(50, 500, text))
    page = read_source(path, "a.pdf").pages[0]
    assert [line.text for line in page.lines] == text
    assert "\ufffe" not in page.raw_text
    assert "experi-\nence" in page.raw_text


def test_two_columns_under_a_wide_title_are_read_one_after_the_other(tmp_path):
    left = [f"left column line {n} with some words" for n in range(12)]
    right = [f"right column line {n} with some words" for n in range(12)]
    note = "¹ A footnote that runs over the full width of both columns of this page here."

    def draw(canvas):
        paragraph(60, 540, ["A wide title over both of the columns"], 18)(canvas)
        for number in range(12):  # row by row, as some programs write their files
            paragraph(40, 480 - 12 * number, [left[number]], 9)(canvas)
            paragraph(220, 480 - 12 * number, [right[number]], 9)(canvas)
        paragraph(40, 300, [note], 9)(canvas)

    path = make_pdf(tmp_path / "a.pdf", draw)
    assert lines_read(path) == ["A wide title over both of the columns", *left, *right, note]


def test_a_raised_small_digit_is_a_superscript(tmp_path):
    def draw(canvas):
        text = canvas.beginText(50, 500)
        text.setFont("Times-Roman", 11)
        text.textOut("Inés Carrasco")
        text.setFont("Times-Roman", 7)
        text.setRise(4)
        text.textOut("12")
        text.setFont("Times-Roman", 11)
        text.setRise(0)
        text.textOut(", Tomé Vilar and the others who wrote this")
        canvas.drawText(text)

    line = read_source(make_pdf(tmp_path / "a.pdf", draw), "a.pdf").pages[0].lines[0]
    assert line.text == "Inés Carrasco¹², Tomé Vilar and the others who wrote this"
    assert [word.text for word in line.words if word.is_superscript] == ["¹²"]


def test_letter_spaced_words_are_closed_up(tmp_path):
    def draw(canvas):
        paragraph(50, 500, BODY)(canvas)
        canvas.setFont("Times-Roman", 10)
        for number, letter in enumerate("HARBOUR"):
            canvas.drawString(50 + 11.0 * number, 400, letter)

    assert lines_read(make_pdf(tmp_path / "a.pdf", draw))[-1] == "HARBOUR"


def test_turned_text_is_read_along_its_own_direction(tmp_path):
    def draw(canvas):
        paragraph(50, 500, BODY)(canvas)
        canvas.translate(400, 100)
        canvas.rotate(90)
        canvas.drawString(0, 0, "printed along the margin")

    page = read_source(make_pdf(tmp_path / "a.pdf", draw), "a.pdf").pages[0]
    assert page.lines[-1].text == "printed along the margin"
    x, y, width, height = page.lines[-1].box
    assert height > width, "the box lies as the page shows it"
    assert x == pytest.approx(400 - 0.75 * 10, abs=4)
    assert y + height == pytest.approx(500, abs=2)


def test_what_lies_outside_the_page_is_not_read(tmp_path):
    def draw(canvas):
        paragraph(50, 500, BODY)(canvas)
        for x, y in ((-300, 300), (450, 300), (50, -40), (50, 640)):
            canvas.drawString(x, y, "slug line of the printer")

    assert lines_read(make_pdf(tmp_path / "a.pdf", draw)) == BODY


def test_boxes_lie_as_the_page_is_shown_when_it_is_turned_or_cropped(tmp_path):
    from pypdf import PdfReader, PdfWriter

    made = make_pdf(tmp_path / "a.pdf", paragraph(150, 400, BODY))
    writer = PdfWriter()
    page = writer.add_page(PdfReader(made).pages[0])
    page.cropbox.lower_left, page.cropbox.upper_right = (100, 100), (400, 550)
    page.rotate(180)
    writer.write(tmp_path / "b.pdf")
    page = read_source(tmp_path / "b.pdf", "b.pdf").pages[0]
    assert (page.width, page.height) == (300, 450)
    assert [line.text for line in page.lines] == BODY
    x, y, width, _ = page.lines[0].box
    assert x + width == pytest.approx(400 - 150, abs=1.5), "upside down, the line begins at the right"
    assert y == pytest.approx(400 - 100 - 0.25 * 10, abs=1.5)


def test_a_stamp_on_a_scan_is_no_text_layer(tmp_path):
    from reportlab.lib.utils import ImageReader

    scan = ImageReader(Image.effect_noise((210, 300), 60))

    def draw(canvas):
        canvas.drawImage(scan, 0, 0, *PAGE)
        canvas.drawString(30, 20, "Library of the Port 1907")

    page = read_source(make_pdf(tmp_path / "a.pdf", draw), "a.pdf").pages[0]
    assert (page.text_source, page.lines) == ("none", ())
    assert page.raw_text == "Library of the Port 1907"


def test_page_labels_and_metadata_come_along(tmp_path):
    def draw(canvas):
        canvas.setTitle("A title of low weight")
        canvas.addPageLabel(0, style="ROMAN_LOWER", start=3)
        paragraph(50, 500, BODY)(canvas)

    source = read_source(make_pdf(tmp_path / "a.pdf", draw, paragraph(50, 500, BODY)), "a.pdf")
    assert [page.file_label for page in source.pages] == ["iii", "iv"]
    assert source.info["Title"] == "A title of low weight"


def test_a_page_without_labels_has_none(tmp_path):
    source = read_source(make_pdf(tmp_path / "a.pdf", paragraph(50, 500, BODY)), "a.pdf")
    assert source.pages[0].file_label == ""


def test_pages_are_read_one_at_a_time(tmp_path):
    path = make_pdf(tmp_path / "a.pdf", *[paragraph(50, 500, [*BODY, f"page {n}"]) for n in range(3)])
    reading = open_source(path, "a.pdf")
    assert reading.page_count == 3
    assert next(reading.pages).number == 1
    assert [page.number for page in reading.pages] == [2, 3]


def test_a_page_of_signs_without_words_has_no_usable_text(tmp_path):
    junk = paragraph(50, 500, ["§%&/ )(=? #+*§ $%&/( )=?`´ *+#~ ]{[$ %&/(( )==? ,.-;:_ <>|^°"])
    page = read_source(make_pdf(tmp_path / "a.pdf", junk), "a.pdf").pages[0]
    assert (page.text_source, page.lines) == ("none", ())
    assert page.raw_text, "what was read is kept"


def encrypted(path: Path) -> Path:
    return make_pdf(path, paragraph(50, 500, BODY), encrypt=StandardEncryption("secret", canPrint=0))


def test_an_encrypted_pdf_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(SourceRejected, match="password-protected: remove the password"):
        read_source(encrypted(tmp_path / "a.pdf"), "a.pdf")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged PDF"),
        (b"The minutes of the harbour council, first part.\n", "not a PDF although its name says so"),
        (bytes(4000), "only zero bytes"),
        (b"\x7fELF" + bytes(range(256)) * 4, "not a kind of file that can be read"),
    ],
)
def test_what_is_no_pdf_is_refused_with_a_reason(tmp_path, content, reason):
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(SourceRejected, match=reason):
        read_source(path, "minutes.pdf")


def test_the_reason_is_that_of_the_file_and_not_of_an_earlier_one(tmp_path):
    from pypdf import PdfWriter

    locked, empty = PdfWriter(), PdfWriter()
    locked.add_blank_page(100, 100)
    locked.encrypt("secret")
    locked.write(tmp_path / "locked.pdf")
    empty.write(tmp_path / "empty.pdf")
    for name, reason in (("locked.pdf", "password-protected"), ("empty.pdf", "without pages")) * 2:
        with pytest.raises(SourceRejected, match=reason):
            read_source(tmp_path / name, name)


def test_a_pdf_without_pages_is_refused(tmp_path):
    from pypdf import PdfWriter

    buffer = io.BytesIO()
    PdfWriter().write(buffer)
    path = tmp_path / "a.pdf"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(SourceRejected, match="without pages"):
        read_source(path, "a.pdf")


def scan_with(tmp_path, text, *, is_hidden):
    """A page that one image covers, with a line of text on it or hidden in it."""
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), pagesize=(400, 600))
    canvas.drawImage(ImageReader(Image.linear_gradient("L")), 0, 0, 400, 600)
    line = canvas.beginText(40, 300)
    line.setTextRenderMode(3 if is_hidden else 0)
    line.textLine(text)
    canvas.drawText(line)
    canvas.save()
    return read_source(path, path.name).pages[0]


@pytest.mark.parametrize(("is_hidden", "source"), [(True, "pdf"), (False, "none")])
def test_ocr_hidden_in_a_scan_is_used_and_a_stamp_upon_it_is_not(tmp_path, is_hidden, source):
    stamp = "Downloaded from archive.example on 3 May 2019 by a reader of the library."
    page = scan_with(tmp_path, stamp, is_hidden=is_hidden)
    assert page.text_source == source
    assert page.raw_text.strip() == stamp
    if is_hidden:
        assert page.lines[0].words[0].box == pytest.approx((40, 290, 63, 12), abs=6)


def test_each_page_is_decided_by_itself(tmp_path):
    """A scan, a page of text, one of a layer without sense: two wait for OCR."""
    path = tmp_path / "mixed.pdf"
    canvas = Canvas(str(path), pagesize=(400, 600))
    sense = "The harbour council met on the first Monday of every month and heard the masters."
    for text, has_image in (("", True), (sense, False), ("(cid:12)(cid:44) (cid:9)(cid:71) " * 4, True)):
        if has_image:
            canvas.drawImage(ImageReader(Image.linear_gradient("L")), 0, 0, 400, 600)
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(40, 300, text)
        canvas.showPage()
    canvas.save()
    pages = read_source(path, path.name).pages
    assert [page.text_source for page in pages] == ["none", "pdf", "none"]


# ------------------------------------------------------------------ files within
def carrying(tmp_path, *, is_portfolio):
    plain = make_pdf(tmp_path / "plain.pdf", paragraph(50, 500, ["Open this portfolio in a newer reader."]))
    writer = PdfWriter(clone_from=plain)
    writer.add_attachment("article one.pdf", b"%PDF-1.4")
    if is_portfolio:
        collection = DictionaryObject({NameObject("/Type"): NameObject("/Collection")})
        writer.root_object[NameObject("/Collection")] = collection
    path = tmp_path / "upload"
    writer.write(path)
    return path


def test_a_portfolio_is_refused_with_the_names_of_what_it_holds(tmp_path):
    with pytest.raises(SourceRejected, match=r"portfolio.*“article one\.pdf”"):
        read_source(carrying(tmp_path, is_portfolio=True), "a.pdf")


def test_files_that_a_pdf_carries_are_told(tmp_path):
    source = read_source(carrying(tmp_path, is_portfolio=False), "a.pdf")
    assert [(note.code, note.params) for note in source.notes] == [
        ("pdf_attachments", {"names": "“article one.pdf”"})
    ]
    assert len(source.pages) == 1
