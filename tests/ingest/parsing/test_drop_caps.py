"""Large initials beside the first lines of a text."""

from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile
from ingest.sources.pdf import open_pdf
from tests.ingest.parsing.page_builders import printed_line, printed_page, text_file

LEADING, SIZE, LEFT = 14, 11, 70
BODY = (
    "he harbour office kept its ledgers through three wars and two floods,",
    "and the clerks who wrote them were seldom named in any record of it.",
    "Their hands are known from the margins, where they noted the weather",
    "and the names of the masters who paid and of those who did not pay.",
    "The sums were added with care, so that a student may rebuild them.",
)


def page_with(
    tmp_path, cap: str, first: str, lines: int, *, cap_last: bool = False, hang: int = 0
) -> SourceFile:
    """A page whose text begins with `cap` over so many lines, then `first`."""
    body = (first, *BODY[1:])
    size = (SIZE * 0.7 + (lines - 1 + hang) * LEADING) / 0.7
    held = BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    canvas.setFont("Times-Roman", 16)
    canvas.drawString(LEFT, 770, "Salt Air and Faded Ink")

    def draw_cap() -> None:
        canvas.setFont("Times-Roman", size)
        canvas.drawString(LEFT, 720 - (lines - 1 + hang) * LEADING, cap)

    if not cap_last:
        draw_cap()
    canvas.setFont("Times-Roman", SIZE)
    beside = LEFT + canvas.stringWidth(cap, "Times-Roman", size) + 3
    for number, line in enumerate(body[: lines if hang else None]):
        canvas.drawString(beside if number < lines else LEFT, 720 - number * LEADING, line)
    if hang:
        for number, line in enumerate(body[lines:], lines + 1 + hang):
            canvas.drawString(LEFT, 720 - number * LEADING, line)
    if cap_last:
        draw_cap()
    canvas.save()
    path = tmp_path / "page.pdf"
    path.write_bytes(held.getvalue())
    opened = open_pdf(path)
    return SourceFile(opened.media_type, tuple(opened.pages), opened.info)


@pytest.mark.parametrize("lines", [2, 3, 4])
@pytest.mark.parametrize("cap_last", [False, True])
def test_the_letter_begins_the_first_line_of_one_paragraph(tmp_path, lines, cap_last):
    text = parse(page_with(tmp_path, "T", BODY[0], lines, cap_last=cap_last)).pages[0].text
    assert text.split("\n\n")[1:] == ["T" + " ".join(BODY)]


@pytest.mark.parametrize(
    ("cap", "first", "expected"),
    [
        ("“T", "he lamp must burn,” said the keeper of the light on the", "“The lamp must"),
        ("A", "ledger was kept through three wars and two floods, which", "A ledger was"),
        ("A", "long the river stood the houses of the keepers of the light", "Along the river"),
        ("A", "l caer la tarde los barcos volvían al puerto con la madera", "Al caer la tarde"),
        ("L", "’hiver fut long et la mer ne rendit les navires que plus", "L’hiver fut long"),
        ("D", "ER HAFEN von Altstadt lag still, und niemand fragte wer das", "DER HAFEN von"),
    ],
)
def test_the_letter_joins_its_word_or_stands_as_one(tmp_path, cap, first, expected):
    text = parse(page_with(tmp_path, cap, first, 3)).pages[0].text
    assert text.split("\n\n")[1].startswith(expected)


def test_a_letter_may_hang_below_a_paragraph_of_fewer_lines(tmp_path):
    text = parse(page_with(tmp_path, "T", BODY[0], 2, hang=1)).pages[0].text
    assert text.split("\n\n")[1] == f"T{BODY[0]} {BODY[1]}"


def test_its_word_has_a_box_and_words_are_found_where_they_stand(tmp_path):
    page = parse(page_with(tmp_path, "T", BODY[0], 3)).documents[0].pages[0]
    words = [word for line in page.lines for word in line]
    texts = [page.text[word.start : word.end] for word in words]
    assert texts[5:8] == ["The", "harbour", "office"]
    assert words[5].box[0] < LEFT + 1
    assert all(before.end < word.start for before, word in pairwise(words))


def test_a_letter_right_below_a_paragraph_opens_another(tmp_path):
    held = BytesIO()
    canvas = Canvas(held, pagesize=(595, 842))
    canvas.setFont("Times-Roman", SIZE)
    for number, line in enumerate(["The " + BODY[0][3:], *BODY[1:]]):
        canvas.drawString(LEFT, 720 - number * LEADING, line)
    top = 720 - len(BODY) * LEADING
    canvas.setFont("Times-Roman", 40)
    canvas.drawString(LEFT, top - 2 * LEADING, "T")
    canvas.setFont("Times-Roman", SIZE)
    for number, line in enumerate(BODY):
        canvas.drawString(LEFT + (28 if number < 3 else 0), top - number * LEADING, line)
    canvas.save()
    path = tmp_path / "page.pdf"
    path.write_bytes(held.getvalue())
    opened = open_pdf(path)
    text = parse(SourceFile(opened.media_type, tuple(opened.pages), opened.info)).pages[0].text
    assert text.split("\n\n")[1:] == ["T" + " ".join(BODY)]


REST = "harbour office kept its ledgers through three wars and two floods, and the clerks"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        (f"T\nhe {REST}", f"The {REST}"),
        (f"T he {REST}", f"The {REST}"),
        (f"T HE HARBOUR {REST}", f"THE HARBOUR {REST}"),
        (f"“T\nhe {REST}", f"“The {REST}"),
        (f"I n the {REST}", f"In the {REST}"),
        (f"A fter the {REST}", f"After the {REST}"),
        (f"A\nledger of the {REST}", f"A ledger of the {REST}"),
        (f"A ledger of the {REST}", None),
        (f"A NEW {REST}", None),
        (f"A long time the {REST}", None),
        (f"I went to the {REST}", None),
        (f"T cells and the {REST}", None),
        (f"T shirt and the {REST}", None),
        (f"J B Smith and the {REST}", None),
        (f"A partir de {REST}", None),
        ("B\nbread, 12, 14", None),
        ("A\nabacus, 3", None),
    ],
)
def test_in_plain_text_words_tell_whose_letter_it_is(printed, read):
    before = f"The {REST} who wrote them."
    text = (
        parse(text_file(f"{before}\n\n{printed}\nwho wrote them were seldom named in any record of it."))
        .pages[0]
        .text
    )
    whole = " ".join((read or printed).split())
    assert whole in " ".join(text.split())


def test_in_recognised_text_a_letter_stands_on_the_line_before_or_in_it():
    words = " ".join(BODY)
    lines = [
        printed_line("The " + BODY[0][3:], y=80.0),
        printed_line(BODY[1], y=92.0),
        printed_line("T", y=106.0, size=34.0, block=1),
        *(
            printed_line(line, x=95.0 if n < 3 else 72.0, y=104.0 + 12 * n, block=1)
            for n, line in enumerate(BODY)
        ),
    ]
    page = replace(printed_page(lines), text_source="ocr")
    parsed = parse(SourceFile("image/png", (page,)))
    assert parsed.pages[0].text.split("\n\n")[-1] == "T" + words
