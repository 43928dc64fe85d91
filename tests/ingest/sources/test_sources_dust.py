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


def line_at(text, x, y, confidence, width=400):
    words = tuple(Word(part, (x, y, width / 3, 20), confidence) for part in text.split())
    return Line(words, text, (x, y, width, 20))


PRINT = [line_at("The harbour council met", 100, 100 + 30 * n, 0.9) for n in range(9)]


@pytest.mark.parametrize(
    ("text", "x", "y", "confidence", "is_dust"),
    [
        ("ee ee ER", 20, 200, 0.3, True),  # a dark margin
        ("ee ee ER", 520, 200, 0.3, True),
        ("~ :", 100, 20, 0.2, True),
        ("ee ee ER", 100, 200, 0.3, False),  # amid the text it may be print
        ("ii", 20, 200, 0.6, False),  # a number in the margin
        ("i2", 300, 500, 0.3, False),  # a folio
        ("iv", 300, 500, 0.3, False),
        ("1Z", 520, 20, 0.3, False),
        ("worn print of four words", 20, 20, 0.3, False),
    ],
)
def test_what_is_unsure_and_outside_of_all_print_is_dust(text, x, y, confidence, is_dust):
    doubtful = line_at(text, x, y, confidence, width=60)
    assert (doubtful not in without_dust([*PRINT, doubtful])) == is_dust


def test_on_a_page_of_bad_print_alone_nothing_is_dust():
    bad = [line_at("worn print", 100, 100 + 30 * n, 0.3) for n in range(5)]
    assert without_dust(bad) == bad


def test_words_without_confidence_are_no_dust():
    line = line_at("ee", 20, 20, None)
    assert line in without_dust([*PRINT, line])
