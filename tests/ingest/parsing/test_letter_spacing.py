"""Letter-spaced words: which letters make words, and where the words stand."""

import re

import pytest

from ingest.parsing.layout.letter_spacing import find_spaced_words
from ingest.parsing.layout.lines import Font, GlyphRun, lines_of
from ingest.parsing.layout.rows import read_rows
from ingest.parsing.records import Line, SourceFile, SourcePage, Word
from tests.ingest.parsing.page_builders import text_file

SERIF = Font("Serif", is_bold=False, is_italic=False)


def words_in(line: str) -> list[str]:
    found = [(len(match[1]), match[2]) for match in re.finditer(r"(\s*)(\S+)", line)]
    texts = [text for _, text in found]
    return [
        "".join(texts[w.first : w.end]) for w in find_spaced_words(texts, [float(gap) for gap, _ in found])
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("T H E  L A M P  A N D  T H E  B E L L", ["THE", "LAMP", "AND", "THE", "BELL"]),
        ("A g n e s   H o l l o w a y", ["Agnes", "Holloway"]),
        ("K a r i n  B r a n d t", ["Karin", "Brandt"]),
        ("C O N C L U S I O N S", ["CONCLUSIONS"]),
        ("R É S U M É", ["RÉSUMÉ"]),
        ("T H E L A M P A N D T H E B E L L", ["THE", "LAMP", "AND", "THE", "BELL"]),
        ("L A L U Z D E L F A R O", ["LA", "LUZ", "DEL", "FARO"]),
        ("er war g e w i s s e n h a f t, und", ["gewissenhaft,"]),
        ("man sagt „n i e m a l s“ dazu", ["„niemals“"]),
        ("he was a t r u s t w o r t h y man", ["trustworthy"]),
        ("the vertices A B C D and the rest", []),
        ("the points a b c d e f in turn", []),
        ("where x y z w are unknown", []),
        ("the vowels a e o u stand", []),
        ("by J. R. R. Paz", []),
        ("A B C D E F G H", []),
    ],
)
def test_letters_that_make_words_are_closed_up(line, words):
    assert words_in(line) == words


def test_a_line_of_plain_text_is_read_in_words():
    [[title, _, text]] = read_rows(text_file("T H E  L A M P\n\nof the lamp\nHe was p u n c t u a l in it."))
    assert title.text == "THE LAMP"
    assert text.text == "He was punctual in it."


def test_a_closed_up_word_has_the_box_around_its_letters():
    words = tuple(Word(letter, (100.0 + 12 * n, 50.0, 6.0, 10.0), 0.9) for n, letter in enumerate("nicht"))
    words = (Word("gewiss", (50.0, 50.0, 40.0, 10.0), 0.8), *words)
    line = Line(words, "gewiss n i c h t", (50.0, 50.0, 104.0, 10.0), 10.0)
    [[row]] = read_rows(SourceFile("application/pdf", (SourcePage(1, (line,), line.text, 400, 600),)))
    assert [word.text for word in row.words] == ["gewiss", "nicht"]
    assert row.words[1].box == (100.0, 50.0, 54.0, 10.0)
    assert row.words[1].confidence == 0.9


def test_a_sign_after_letters_that_only_gaps_part_belongs_to_their_word():
    runs = [GlyphRun(c, 10.0 + 9 * n, 15.0 + 9 * n, 80.0, 11.0, SERIF) for n, c in enumerate("niemals,")]
    for run in runs[1:]:
        run.is_spaced_by_eye = True
    [line] = lines_of([runs], 400.0)
    assert line.text == "niemals,"
