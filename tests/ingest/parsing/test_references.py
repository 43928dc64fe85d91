"""Lists of references are split into works, whatever sets the entries off."""

import pytest

from ingest.parsing.layout.blocks import make_blocks
from ingest.parsing.layout.rows import read_rows
from ingest.parsing.records import SourceFile
from ingest.parsing.references.entries import split_references
from tests.ingest.parsing.page_builders import printed_line, printed_page, text_file

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
DASHED = """Sá, Ana. On Water. Lima: Valley Press, 2001.
———. On Bread. Lima: Valley Press, 2003."""


def entries(text):
    return [
        " ".join(row.text for row in rows)
        for rows in split_references(make_blocks(read_rows(text_file(text))[0]))
    ]


@pytest.mark.parametrize(("text", "count"), [(NUMBERED, 3), (INVERTED, 4), (SPACED, 3), (DASHED, 2)])
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


def test_no_blocks_no_entries():
    assert split_references([]) == []
