import json
from dataclasses import replace

import pytest

from ingest.parsing.records import Evidence, ParsedFile, PlacedWord, Word
from ingest.sandbox.record_json import decode, to_json
from tests.ingest.parsing.parses import document, page, parsed_file

WORDS = tuple[PlacedWord, ...]


def from_json(kind, text):
    """As the parent reads what comes from the child."""
    return decode(kind, json.loads(text))


def test_a_parse_comes_back_as_it_was():
    parsed = parsed_file(
        document(1, 3, keywords=("treaties", "Łódź"), year=2007),
        document(pages=(page(3, label="", lines=()),), authors=(), evidence={}),
    )
    assert from_json(ParsedFile, to_json(parsed)) == parsed


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Word, "[1, null, null, false]"),  # a number for a text
        (Word, '["a", [1, 2, 3], null, false]'),  # a box of three
        (Word, '["a", null, NaN, false]'),
        (Word, '["a", null, 1e999, false]'),
        (Word, f'["a", null, {10**400}, false]'),
        (Word, '["a", null, null, 1]'),
        (Word, '["a"]'),
        (Word, '{"text": "a"}'),
        (PlacedWord, "[0, 99999999999999, [1, 2, 3, 4], null]"),
        (WORDS, "[[0, 4, [1.0, 2.0, 3.0], null]]"),  # a box of three
        (WORDS, "[[0, 4, [1.0, 2.0, 3.0, 4.0], null], [5, 9]]"),
        (WORDS, "[[0, 4, [1.0, 2.0, 3.0, 4.0], null], 5]"),
        (WORDS, '[[0, 4, "1234", null]]'),
        (WORDS, "[[0, 4, [5.0, 2.0, NaN, 4.0], null]]"),
        (WORDS, "[[0, 4, [1.0, 2.0, 1e999, 4.0], null]]"),
        (WORDS, "[[0, 4, [1.0, 2.0, true, 4.0], null]]"),
        (WORDS, "[[0, 4.0, [1.0, 2.0, 3.0, 4.0], null]]"),
        (WORDS, "[[false, 4, [1.0, 2.0, 3.0, 4.0], null]]"),
        (WORDS, "[[-99999999999999, 4, [1.0, 2.0, 3.0, 4.0], null]]"),
        (WORDS, '[[0, 4, [1.0, 2.0, 3.0, 4.0], "0.9"]]'),
        (WORDS, '{"0": 4}'),
        (Evidence, '[true, "font", null, null]'),
        (ParsedFile, "null"),
    ],
)
def test_another_shape_is_refused(kind, text):
    with pytest.raises(ValueError):  # noqa: PT011  (the promise is ValueError, whatever it says)
        from_json(kind, text)


def test_words_come_back_whatever_numbers_their_boxes_hold():
    words = from_json(WORDS, "[[0, 4, [1, 2.5, 3.0, 4], null], [5, 9, [6.0, 2.5, 3.0, 4.0], 0.9]]")
    assert words == (PlacedWord(0, 4, (1.0, 2.5, 3.0, 4.0)), PlacedWord(5, 9, (6.0, 2.5, 3.0, 4.0), 0.9))
    assert all(type(number) is float for word in words for number in word.box)
    assert from_json(WORDS, "[]") == ()


def test_a_label_source_of_our_list_only():
    parsed = parsed_file()
    odd = replace(parsed.pages[0], label_source="guessed")
    with pytest.raises(ValueError, match="guessed"):
        from_json(ParsedFile, to_json(replace(parsed, pages=(odd,))))


def test_text_comes_fit_for_every_database_and_of_the_same_length():
    word = from_json(Word, json.dumps(["a\0b\ud800c", None, None, False]))
    assert word.text == "a?b?c"
