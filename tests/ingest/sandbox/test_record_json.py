import json
from dataclasses import replace

import pytest

from ingest.parsing.records import Evidence, ParsedFile, PlacedWord, Word
from ingest.sandbox.record_json import decode, to_json
from tests.ingest.parsing.parses import document, page, parsed_file


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
        (Evidence, '[true, "font", null, null]'),
        (ParsedFile, "null"),
    ],
)
def test_another_shape_is_refused(kind, text):
    with pytest.raises(ValueError):  # noqa: PT011  (the promise is ValueError, whatever it says)
        from_json(kind, text)


def test_a_label_source_of_our_list_only():
    parsed = parsed_file()
    odd = replace(parsed.pages[0], label_source="guessed")
    with pytest.raises(ValueError, match="guessed"):
        from_json(ParsedFile, to_json(replace(parsed, pages=(odd,))))


def test_text_comes_fit_for_every_database_and_of_the_same_length():
    word = from_json(Word, json.dumps(["a\0b\ud800c", None, None, False]))
    assert word.text == "a?b?c"
