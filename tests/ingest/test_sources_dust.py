import pytest

from ingest.parsing.records import Line, Word
from ingest.sources.dust import without_dust

TITLE = (Word("A", (66, 346, 12, 13)), Word("Notebook", (82, 346, 60, 13)))


def line_of(first):
    words = (first, *TITLE)
    return Line(words=words, text=" ".join(word.text for word in words), box=(50, 340, 100, 20))


def test_a_speck_before_a_title_is_no_dash():
    (line,) = without_dust([line_of(Word("-", (52, 359, 0.7, 0.7)))])
    assert line.text == "A Notebook"
    assert line.words == TITLE
    assert line.box == (66, 346, 76, 13)


@pytest.mark.parametrize(
    "first",
    [
        Word("–", (52, 352, 8, 1)),  # of a conversation
        Word("*", (52, 346, 3, 3)),  # of a note
        Word("i", (52, 359, 0.7, 0.7)),
        Word("-"),  # no box, no judgement
    ],
)
def test_what_may_be_print_stays(first):
    line = line_of(first)
    assert without_dust([line]) == [line]


def test_a_line_of_one_sign_stays():
    line = Line(words=(Word(".", (1, 1, 0.5, 0.5)),), text=".")
    assert without_dust([line]) == [line]
