"""Rows become running text, and every character of it knows its word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsing.layout.rows import read_rows
from ingest.parsing.text.hyphens import Vocabulary, decide
from ingest.parsing.text.reading_text import read_segments, whole_text
from tests.ingest.parsing.page_builders import text_file


def joints(left, right):
    return decide(left, right, "en", Vocabulary())


def segments_of(*pages):
    rows = [row for page in read_rows(text_file(*pages)) for row in page]
    return read_segments(rows, joints)


def test_a_word_broken_at_a_line_end_is_whole():
    assert whole_text(segments_of("the high point was the experi-\nence of the summit")) == (
        "the high point was the experience of the summit"
    )


def test_a_word_broken_over_a_page_end_stands_whole_on_the_earlier_page():
    first, second = segments_of("an alliance of many coun-", "tries, large and small")
    assert (first.page, first.text) == (0, "an alliance of many countries,")
    assert (second.page, second.text) == (1, "large and small")


def test_a_dash_at_a_line_end_joins_no_words():
    assert whole_text(segments_of("the proposals –\nmade before")) == "the proposals – made before"
    assert whole_text(segments_of("the South–\nSouth alliances")) == "the South–South alliances"


def test_a_compound_keeps_its_hyphen_and_a_web_address_its_parts():
    assert whole_text(segments_of("a people-\nbased plan")) == "a people-based plan"
    assert whole_text(segments_of("see https://archive.example/\npapers today")) == (
        "see https://archive.example/papers today"
    )


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("doi:10.5555/j.\nvalley.2012.01.021", "doi:10.5555/j.valley.2012.01.021"),
        ("doi:10.5555/valley.2006.\n122", "doi:10.5555/valley.2006.122"),
        ("https://doi.org/10.\n5555/valley.7", "https://doi.org/10.5555/valley.7"),
        ("doi:10.5555/0009-2614(80)\n80396-4", "doi:10.5555/0009-2614(80)80396-4"),
        ("doi:10.5555/valley.7.\nAnother work", "doi:10.5555/valley.7. Another work"),
        ("doi:10.5555/valley.7.\nde la Cruz", "doi:10.5555/valley.7. de la Cruz"),
    ],
)
def test_a_doi_broken_at_a_line_end_is_whole(text, whole):
    assert whole_text(segments_of(text)) == whole


WORDS = st.text(alphabet="abcdefgAB-", min_size=1, max_size=8).filter(
    lambda word: any(c.isalpha() for c in word)
)
PAGES = st.lists(
    st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5).map("\n".join),
    min_size=1,
    max_size=4,
)


@given(PAGES)
def test_every_span_leads_back_to_its_word(pages):
    """text[start:end] is the word as printed, but for a hyphen that was joined away."""
    for segment in segments_of(*pages):
        ends = 0
        for span in segment.spans:
            word = span.row.words[span.word].text
            assert segment.text[span.start : span.end] in (word, word[:-1])
            assert span.start >= ends
            ends = span.end


@given(PAGES)
def test_no_letter_is_lost_and_none_is_added(pages):
    text = whole_text(segments_of(*pages))
    assert [c for c in text if c.isalpha()] == [c for page in pages for c in page if c.isalpha()]


@given(PAGES)
def test_reading_a_reading_changes_nothing(pages):
    once = whole_text(segments_of(*pages))
    assert whole_text(segments_of(once)) == once
