"""Lists of references are split into works, whatever sets the entries off."""

import pytest

from ingest.parsing.layout.blocks import make_blocks
from ingest.parsing.layout.rows import read_rows
from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile
from ingest.parsing.references.entries import split_references
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page, text_file

NUMBERED = """[1] Sá, A. (2001) On water. Valley Press.
[2] Paz, L. and Roth, E. (1999) Bread and
water in 1987. River Books.
[3] (2004) An unsigned report."""
INVERTED = """Sá, A. (2001) On water. A history of wells and
springs. Valley Press.
Paz, L., Roth, E. et al.
(1999) Bread and water. River Quarterly, 4(1),
1–7. doi:10.5555/rq.4.1
Council of the Valley (2006) Declaration. Lima,
9 December.
Roth, E. (2002) Conversation of peoples,
Markets and others. River Books."""
SPACED = """Sá, A. (2001) On water. Valley Press.

Paz, L. (1999) Bread and water.
River Books.

Roth, E. (2002) Markets. River Books."""
BARE = """1 Sá, A. (2001) On water. Valley Press
2 Paz, L. and Roth, E. (1999) Bread and
water in 1987. River Books
3 Roth, E. (2004) Markets. River Books
1 Sá, A. (2001) On water. Valley Press
2 Roth, E. (2004) Markets. River Books"""
DASHED = """Sá, Ana. On Water. Lima: Valley Press, 2001.
———. On Bread. Lima: Valley Press, 2003."""
DASHED_TITLES = """Sá, Ana. On Water. Lima: Valley Press, 2001.
———. “Accounts of the mill.” River Quarterly 4
(1985): 11–40.
———, and Luis Paz. “Bread of an old
valley.” River Quarterly 21 (1994): 145–70."""


def entries(text):
    return [
        " ".join(row.text for row in rows)
        for rows in split_references(make_blocks(read_rows(text_file(text))[0]))
    ]


@pytest.mark.parametrize(
    ("text", "count"), [(NUMBERED, 3), (INVERTED, 4), (SPACED, 3), (DASHED, 2), (DASHED_TITLES, 3), (BARE, 5)]
)
def test_the_number_of_works(text, count):
    assert len(entries(text)) == count


def test_every_word_of_the_list_is_in_some_entry():
    assert " ".join(entries(INVERTED)).split() == INVERTED.split()


def test_hanging_indents_part_entries_on_any_margin():
    lines = []
    for i in range(4):
        lines.append(
            printed_line(
                f"Water and bread in the valley, part {i}. Collected papers of", x=90, y=100 + 26 * i
            )
        )
        lines.append(printed_line("the reading rooms. Valley Press", x=110, y=112 + 26 * i))
    lines.append(printed_line("A foot line that begins at another place of the page", x=40, y=300, size=8))
    source = SourceFile("application/pdf", (printed_page(lines),))
    rows = read_rows(source)[0][:-1]
    assert len(split_references(make_blocks(rows))) == 4


def set_list(entries, first, rest):
    """Rows of a list: `first` and `rest` are the left edges of an entry's rows."""
    lines = [
        printed_line(text, x=rest if number else first, y=100 + 30 * i + 12 * number)
        for i, entry in enumerate(entries)
        for number, text in enumerate(entry)
    ]
    return read_rows(SourceFile("application/pdf", (printed_page(lines),)))[0]


ENTRIES = [
    ("Sá, A., Lectures on water in the valley and on the wells of the", "council, Lima, Vega, 2001."),
    ("Paz, L., Barriers. The history of the bridges of the river and the", "roads, Lima, Vega, 1986."),
    ("Roth, E., Markets and fairs of the upper valley, from the sources", "of the archive, Hull, 1990."),
    ("Lane, G., Mills. An account of corn and of those who ground it in", "the valley, Hull, 1997."),
]


def test_first_rows_set_in_part_entries_as_they_part_paragraphs():
    rows = set_list(ENTRIES, 110, 90)
    assert [len(entry) for entry in split_references(make_blocks(rows))] == [2] * 4


def test_a_folio_in_the_margin_beside_a_list_moves_no_edge():
    lines = [
        printed_line(text, x=90, y=100 + 12 * (2 * i + number) + 6 * i)
        for i, entry in enumerate(ENTRIES)
        for number, text in enumerate(entry)
    ]
    lines[4] = printed_line("12 " + ENTRIES[2][0], x=60, y=lines[4].box[1])
    rows = read_rows(SourceFile("application/pdf", (printed_page(lines),)))[0]
    assert [len(entry) for entry in split_references(make_blocks(rows))] == [2] * 4


def test_names_in_bold_open_entries_of_the_list():
    lines = [printed_line("References", y=80, size=14.0, bold=True)]
    for i, (names, rest) in enumerate(ENTRIES):
        lines.append(printed_line(names.split(".", 1)[0] + ". and Others. 2001.", y=110 + 36 * i, bold=True))
        lines.append(printed_line(names.split(",", 2)[2], x=86, y=122 + 36 * i))
        lines.append(printed_line(rest, x=86, y=134 + 36 * i))
    above = [printed_line(text, y=20 + 12 * n) for n, text in enumerate(paragraph(40))]
    source = SourceFile("application/pdf", (printed_page([*above, *lines]),))
    (document,) = parse(source).documents
    assert len(document.references) == 4


def test_what_the_journal_says_below_its_list_is_no_work():
    entries = [" ".join(entry) for entry in ENTRIES]
    texts = [
        "Appendix A. The wells of the valley",
        "This is an open access article under a licence.",
        "Ana Sá (S’87–M’97) received the B.S. degree from the University of Hull in 1997.",
    ]
    for text in texts:
        lines = [printed_line(words, y=20 + 12 * n) for n, words in enumerate(paragraph(40))]
        lines.append(printed_line("References", y=100, size=14.0, bold=True))
        lines += [printed_line(entry[:90], y=130 + 18 * n, size=8.0) for n, entry in enumerate(entries)]
        lines.append(printed_line(text, y=250, size=8.0))
        (document,) = parse(SourceFile("application/pdf", (printed_page(lines),))).documents
        assert len(document.references) == 4
        assert not any(text in reference.raw for reference in document.references)


def test_the_columns_of_a_numbered_list_are_one_though_figures_part_them():
    lines = [printed_line(words, y=20 + 12 * n) for n, words in enumerate(paragraph(60))]
    lines.append(printed_line("[1] A. Sá, The water of the valley, Lima, 1990.", y=140, size=8.0))
    lines.append(printed_line("[2] L. Paz, The bread of the valley, Lima, 1991.", y=152, size=8.0))
    lines += [printed_line(f"-{n}00 {n}0", y=170 + 24 * n, size=9.0 + 3 * (n % 2)) for n in range(12)]
    lines.append(printed_line("[3] E. Roth, The mills of the valley, Hull, 1992.", y=480, size=8.0))
    (document,) = parse(SourceFile("application/pdf", (printed_page(lines),))).documents
    assert [reference.raw[:3] for reference in document.references] == ["[1]", "[2]", "[3]"]
    assert "-100" not in " ".join(reference.raw for reference in document.references)


def test_the_last_entry_of_a_numbered_list_goes_on_in_smaller_type():
    lines = [printed_line(words, y=20 + 12 * n) for n, words in enumerate(paragraph(60))]
    lines.append(printed_line("References", y=130, size=13, bold=True))
    for n, title in enumerate(("water", "bread", "mills")):
        lines.append(
            printed_line(f"[{n + 1}] A. Sá, The {title} of the valley, in Proc.", y=150 + 30 * n, size=9.0)
        )
        lines.append(
            printed_line(f"Hull, 199{n}. https://valley.example/{n}", x=90, y=161 + 30 * n, size=7.0)
        )
    (document,) = parse(SourceFile("application/pdf", (printed_page(lines),))).documents
    assert [reference.raw[-1] for reference in document.references] == ["0", "1", "2"]


def test_a_number_alone_in_its_column_is_no_end_of_the_last_entry():
    lines = [printed_line(words, y=20 + 12 * n) for n, words in enumerate(paragraph(60))]
    lines.append(printed_line("References", y=130, size=13, bold=True))
    for n, name in enumerate(("Paz, L.", "Roth, E.", "Sá, A.")):
        lines.append(printed_line(f"{name}, The water of the valley, Lima, 199{n}.", y=150 + 14 * n))
    lines.append(printed_line("13.", x=400, y=40, block=1))
    (document,) = parse(SourceFile("application/pdf", (printed_page(lines),))).documents
    assert document.references[-1].raw == "Sá, A., The water of the valley, Lima, 1992."


def test_no_blocks_no_entries():
    assert split_references([]) == []
