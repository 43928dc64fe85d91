"""Running heads, folios and page labels."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsing.layout.edges import folios_of, key_of, roman_value
from ingest.parsing.layout.folios import Folio, read_folio
from ingest.parsing.layout.margin_folios import set_margin_folios_apart
from ingest.parsing.layout.rows import read_rows
from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile
from ingest.parsing.structure.furniture import find_furniture
from ingest.parsing.structure.labels import label_pages, to_roman
from ingest.parsing.trace import Trace
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page, text_file


def body(seed=0, words=90):
    return "\n".join(paragraph(words, seed))


def furniture_of(*pages):
    return find_furniture(read_rows(text_file(*pages)), Trace())


def labels_of(*pages):
    return [(page.label, page.label_source, page.running_head) for page in parse(text_file(*pages)).pages]


@pytest.mark.parametrize(
    ("line", "printed", "value", "rest"),
    [
        ("269", "269", 269, ""),
        ("[4]", "4", 4, ""),
        ("– 17 –", "17", 17, ""),
        ("iv", "iv", 4, ""),
        ("Valley Forum 269", "269", 269, "Valley Forum"),
        ("346 Cuadernos del Valle 6(2)", "346", 346, "Cuadernos del Valle 6(2)"),
        ("VALLEY FORUM xii", "xii", 12, "VALLEY FORUM"),
        ("Page 3 of 10", "3", 3, ""),
        ("Valley Forum | Page 3 of 10", "3", 3, "Valley Forum"),
        ("Foro del Valle Página 3 de 10", "3", 3, "Foro del Valle"),
        ("12 | Valley Forum", "12", 12, "Valley Forum"),
    ],
)
def test_a_number_at_the_end_of_a_line_may_be_its_folio(line, printed, value, rest):
    assert (printed, value, rest) in [(f.printed, f.value, f.rest) for f in folios_of(line)]


@pytest.mark.parametrize("head", ["", "Valley Forum "])
def test_pages_counted_of_so_many_are_numbered_and_leave_no_trace(head):
    pages = [f"{body(n)}\n\n{head}Page {n} of 4" for n in range(1, 5)]
    parsed = parse(text_file(*pages))
    assert [(page.label, page.label_source) for page in parsed.pages] == [
        (str(n), "printed") for n in range(1, 5)
    ]
    assert not any("of 4" in page.text for page in parsed.pages)
    assert [read_folio(f"{head}Page {n} of 4") for n in (2, 3)] == [
        Folio(n, False, head.strip()) for n in (2, 3)
    ]


def test_a_line_without_a_number_has_no_folio():
    assert folios_of("representing the convergence of movements") == ()


@pytest.mark.parametrize(
    ("roman", "value"), [("i", 1), ("iv", 4), ("xlii", 42), ("cclxix", 269), ("vx", 0), ("mix", 0), ("", 0)]
)
def test_roman_numerals(roman, value):
    assert roman_value(roman) == value
    if value:
        assert to_roman(value) == roman


@pytest.mark.parametrize("place", ["above", "below"])
def test_heads_with_folios_are_taken_out_and_label_their_pages(place):
    def page(number):
        head = f"Valley Forum {number}" if number % 2 else f"{number} River Quarterly 4(1)"
        return f"{head}\n\n{body(number)}" if place == "above" else f"{body(number)}\n\n{head}"

    assert labels_of(*[page(n) for n in range(31, 35)]) == [
        ("31", "printed", "Valley Forum"),
        ("32", "printed", "River Quarterly 4(1)"),
        ("33", "printed", "Valley Forum"),
        ("34", "printed", "River Quarterly 4(1)"),
    ]


def test_pages_without_a_head_are_labelled_by_their_neighbours():
    pages = [f"{body(n)}\n\nValley Forum {n}" if n % 2 else body(n) for n in range(31, 36)]
    assert [label[:2] for label in labels_of(*pages)] == [
        ("31", "printed"), ("32", "inferred"), ("33", "printed"), ("34", "inferred"), ("35", "printed"),
    ]  # fmt: skip


def test_roman_front_matter_goes_over_into_arabic_numbers():
    pages = [f"{body(i)}\n\n{folio}" for i, folio in enumerate(["i", "ii", "iii", "1", "2", "3"])]
    assert [label[0] for label in labels_of(*pages)] == ["i", "ii", "iii", "1", "2", "3"]


def test_one_head_in_the_whole_file_after_the_body_of_its_page():
    pages = [body(0), f"{body(1)}\n\nGSP Forum 269", body(2)]
    assert labels_of(*pages) == [
        ("268", "inferred", ""),
        ("269", "printed", "GSP Forum"),
        ("270", "inferred", ""),
    ]


def test_without_any_number_labels_stay_unknown():
    assert labels_of(body(0), body(1)) == [("", None, ""), ("", None, "")]


def test_numbered_headings_at_page_tops_are_no_folios():
    pages = [f"{n}. Chapter of the valley\n\n{body(n)}" for n in range(1, 4)]
    assert all(item.folio is None for item in furniture_of(*pages))


def test_the_same_footnote_on_two_pages_is_no_running_head():
    note = "¹ The views expressed here are those of the speakers."
    assert all(not item.rows for item in furniture_of(*[f"{body(n)}¹\n\n{note}" for n in range(3)]))


def test_a_head_that_stands_once_in_the_middle_of_a_sentence_is_a_head():
    pages = [f"{body(0)[:-1]}", f"Valley Notes\n\n{body(1)[0].lower()}{body(1)[1:]}\n\n12"]
    assert furniture_of(*pages)[1].head == "Valley Notes"


def test_labels_of_the_file_count_where_the_page_prints_none():
    assert [
        (label.text, label.source) for label in label_pages([None, folios_of("2")[0], None], ["i", "ii", ""])
    ] == [("i", "pdf"), ("2", "printed"), ("3", "inferred")]


def test_a_foot_line_of_two_lines_with_the_folio_beside_it():
    def page(number):
        lines = [printed_line(text, y=100 + 12 * i) for i, text in enumerate(paragraph(200, number))]
        foot = [
            printed_line(
                "Prado, I. (2007). A long talk on water and on bread. Valley Forum, 4(1),", y=780, size=8
            ),
            printed_line(str(number), x=500, y=784, size=10),
            printed_line("https://doi.org/10.5555/vf.2007.4", y=790, size=8),
        ]
        return printed_page(lines + foot, number)

    parsed = parse(SourceFile("application/pdf", (page(1), page(2))))
    assert [page.label for page in parsed.pages] == ["1", "2"]
    assert "doi.org" not in "".join(page.text for page in parsed.pages)
    assert parsed.documents[0].doi == "10.5555/vf.2007.4"


def test_the_year_of_an_imprint_is_no_page_number():
    page = "DIE BRUNNEN DES TALES\n\n" + "\n".join(paragraph(90)) + "\n\n1837"
    assert parse(text_file(page)).pages[0].label == ""


# ------------------------------------------------------------------ pages of few lines
@pytest.mark.parametrize(
    ("pages", "texts"),
    [
        (["Plate 1", "Plate 2", "Plate 3"], ["Plate 1", "Plate 2", "Plate 3"]),
        (["The old harbour", "The old harbour"], ["The old harbour"] * 2),
        (["The old harbour\n\n7", "The old harbour\n\n8"], ["The old harbour"] * 2),
        (
            ["The council met.\n\nNobody came.", "The council met.\n\nNobody came."],
            ["The council met.\n\nNobody came."] * 2,
        ),
        (  # a half title, and heads that repeat it
            ["Valley Forum", f"Valley Forum\n\n{body(1)}\n\n4", f"Valley Forum\n\n{body(2)}\n\n5"],
            ["Valley Forum", body(1), body(2)],
        ),
        (  # head and folio stand over text elsewhere: nothing else is printed here
            [f"{body(1)}\n\nValley Forum 4", "Valley Forum 5", f"{body(2)}\n\nValley Forum 6"],
            [body(1), "", body(2)],
        ),
        ([f"{body(1)}\n\n4", "5", f"{body(2)}\n\n6"], [body(1), "", body(2)]),
    ],
    ids=["plates", "one line", "one line and folio", "alike", "half title", "head and folio", "folio"],
)
def test_taking_out_running_heads_never_empties_a_page(pages, texts):
    read = [page.text for page in parse(text_file(*pages)).pages]
    assert [text.split() for text in read] == [text.split() for text in texts]


def test_folios_below_captions_label_their_pages():
    assert labels_of("The old harbour\n\n7", "The old harbour\n\n8") == [
        ("7", "printed", ""),
        ("8", "printed", ""),
    ]


LINES = st.sampled_from(
    [
        "Valley Forum",
        "River Quarterly 4(1)",
        "THE END",
        "Plate",
        "The council met.",
        "Nobody came.",
        "xii",
        "[4]",
    ]
)


@st.composite
def pages_of_few_lines(draw):
    """Pages of up to six lines out of few, some with a number after them, some with a folio that grows."""
    pages = []
    for number in range(draw(st.integers(1, 5))):
        lines = draw(st.lists(LINES, max_size=5))
        lines = [f"{line} {number + 7}" if draw(st.booleans()) else line for line in lines]
        lines += [str(number + 31)] if draw(st.booleans()) else []
        pages.append(draw(st.sampled_from(["\n", "\n\n"])).join(lines))
    return pages


@given(pages_of_few_lines(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_page_with_words_keeps_some_unless_they_stand_over_text_elsewhere(pages, are_printed):
    source = printed_file(pages) if are_printed else text_file(*pages)
    read = parse(source).pages
    over_text = {
        key_of(line)
        for page, printed in zip(read, pages, strict=True)
        for line in printed.splitlines()
        if page.text
    }
    for page, printed in zip(read, pages, strict=True):
        words = {key_of(line) for line in printed.splitlines()} - {""}
        if words and not page.text:
            assert page.label_source == "printed", (printed, page)
            assert words <= over_text, (printed, page)


def printed_file(pages):
    return SourceFile(
        "application/pdf",
        tuple(
            printed_page(
                [
                    printed_line(line, y=100 + 14 * at, block=at // 3)
                    for at, line in enumerate(text.splitlines())
                    if line
                ],
                number,
            )
            for number, text in enumerate(pages, 1)
        ),
    )


def page_with_margin(number, *, in_line):
    """A page whose number stands in the side margin, level with its fifth line; a stamp runs up the other one."""
    lines = [
        printed_line(text, y=100.0 + 12 * n)
        for n, text in enumerate([*paragraph(90, number), *paragraph(90)])
    ]
    beside = printed_line(str(number), x=30.0, y=lines[4].box[1])
    stamp = replace(
        printed_line("VALLEY10(2008)003", x=560.0, y=300.0, block=1), box=(560.0, 300.0, 9.0, 120.0)
    )
    if in_line:
        words = beside.words + lines[4].words
        text = f"{number} {lines[4].text}"
        lines[4] = replace(lines[4], words=words, text=text, box=(30.0, lines[4].box[1], 500.0, 10.0))
    else:
        lines.append(replace(beside, block=2))
    return printed_page([*lines, stamp], number - 10)


def test_a_number_in_the_side_margin_is_no_word_of_the_line_beside_it():
    pages = tuple(page_with_margin(number, in_line=number % 2 == 1) for number in range(11, 17))
    parsed = parse(SourceFile("application/pdf", pages))
    assert [(page.label, page.label_source) for page in parsed.pages] == [
        (str(number), "printed") for number in range(11, 17)
    ]
    text = " ".join(page.text for document in parsed.documents for page in document.pages)
    assert not any(str(number) in text for number in range(11, 17))
    assert "VALLEY10" not in text


def test_numbers_that_do_not_count_with_the_pages_stay_in_their_lines():
    pages = tuple(
        replace(page_with_margin(number, in_line=True), number=index)
        for index, number in enumerate((11, 15, 12, 40), 1)
    )
    assert set_margin_folios_apart(SourceFile("application/pdf", pages))[1] == {}
