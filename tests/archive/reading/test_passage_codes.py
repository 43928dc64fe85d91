"""The short address of a passage leads back to it as the long one does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.passage_codes import read_code
from archive.reading.passages import FoldedPages, fold_passage, read_address
from tests.archive.reading.test_passages import PAGES, found, words_at

LONG = (
    "It opens here and goes on for long and longer, past tarifs and past harbours too, "
    "until it closes there where it had begun."
)


def code_of(pages, sequence, quote):
    start = dict(pages)[sequence].index(quote)
    return FoldedPages(pages).code((sequence, start), (sequence, start + len(quote)))


@given(st.lists(st.text(max_size=150), min_size=1, max_size=4), st.data())
def test_a_code_leads_back_to_the_same_place(texts, data):
    pages = list(enumerate(texts, 1))
    ends = [(sequence, offset) for sequence, text in pages for offset in range(len(text) + 1)]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(ends), st.sampled_from(ends))))
    folded = FoldedPages(pages)
    passage, code = folded.passage(start, end), folded.code(start, end)
    assert bool(passage) == bool(code)
    if passage:
        assert folded.find(read_address(code)) == folded.find(passage)


@pytest.mark.parametrize("quote", ["Coal came by sea", "Wool went by rail", "sea"])
def test_what_was_put_before_does_not_matter(quote):
    code = code_of(PAGES, 2, quote)
    changed = [(1, "A heading read anew. " * 9 + PAGES[0][1]), (2, "More. " + PAGES[1][1]), PAGES[2]]
    spans = FoldedPages(changed).find(read_address(code))
    assert [span.sequence for span in spans] == [2]
    assert words_at(changed, spans) == [quote]


def test_a_long_passage_is_found_though_a_word_inside_was_read_anew():
    code = code_of([(1, LONG)], 1, LONG)
    better = LONG.replace("tarifs", "tariffs")
    assert found([(1, f"New. {better} New.")], code) == [better]


def test_over_the_end_of_a_page_it_is_found_on_both():
    code = FoldedPages(PAGES).code((2, 18), (3, 9))
    assert found(PAGES, code) == ["Wool went by rail, and the co-", "operation"]


def test_words_that_are_gone_are_not_found():
    assert FoldedPages(PAGES[2:]).find(read_address(code_of(PAGES, 1, "The tariff of 1846"))) == []
    assert FoldedPages([(1, LONG[:-30])]).find(read_address(code_of([(1, LONG)], 1, LONG))) == []


def test_a_code_is_short_and_may_be_typed_in_capitals():
    text = "salt and wool " * 400
    code = FoldedPages([(123, text)]).code((123, 2000), (123, 5000))
    assert len(code) <= 28
    assert read_code(code.upper()) == read_code(code)
    assert re.fullmatch(r"[0-9a-z.]+", code)


def test_a_code_of_an_earlier_release_is_read_for_ever():
    """Links stand in print: no change may alter what a code means."""
    assert code_of(PAGES, 3, "operation of the two companies") == "3.0.w.008ktswk0000490z"
    assert fold_passage(found(PAGES, "3.0.w.008ktswk0000490z")[0]).startswith("operation")


@pytest.mark.parametrize("code", ["", "1", "1.2.3", "1.2.0.00" + "0" * 14, "1.2.3.00" + "a" * 14, "x" * 9999])
def test_what_is_no_code_names_no_passage(code):
    assert read_address(code) is None
