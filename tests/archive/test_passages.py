"""A passage is found again where it stands, also after a new parse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.passages import find_passage, fold, passage_at, read_address

PAGES = [
    (1, "The tariff of 1846 was low. Coal came by sea. The port grew."),
    (2, "Coal came by sea. Wool went by rail, and the co-"),
    (3, "operation of the two companies ended the follow\u00edng year."),
]


def words_at(pages, spans):
    texts = dict(pages)
    return [texts[span.sequence][span.start : span.end] for span in spans]


def passage_of(pages, sequence, quote):
    start = dict(pages)[sequence].index(quote)
    return passage_at(pages, (sequence, start), (sequence, start + len(quote)))


@given(st.lists(st.text(max_size=150), min_size=1, max_size=4), st.data())
def test_an_address_leads_back_to_its_words(texts, data):
    pages = list(enumerate(texts, 1))
    ends = [(sequence, offset) for sequence, text in pages for offset in range(len(text) + 1)]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(ends), st.sampled_from(ends))))
    passage = passage_at(pages, start, end)
    if passage is None:
        return
    spans = find_passage(pages, read_address(str(passage)))
    said = fold("".join(words_at(pages, spans)))
    assert said.startswith(passage.opening)
    assert said.endswith(passage.closing)


@pytest.mark.parametrize("sequence", [1, 2])
def test_a_repeated_quote_is_told_by_its_surroundings(sequence):
    spans = find_passage(PAGES, passage_of(PAGES, sequence, "Coal came by sea"))
    assert [span.sequence for span in spans] == [sequence]


def test_a_repeated_quote_is_told_after_text_was_put_before_it():
    passage = passage_of(PAGES, 2, "Coal came by sea")
    changed = [(1, "A heading read anew. " * 9 + PAGES[0][1]), *PAGES[1:]]
    assert [span.sequence for span in find_passage(changed, passage)] == [2]


def test_a_passage_over_the_end_of_a_page_is_marked_on_both():
    passage = passage_at(PAGES, (2, 18), (3, 9))
    assert words_at(PAGES, find_passage(PAGES, passage)) == [
        "Wool went by rail, and the co",
        "operation",
    ]


def test_hyphens_spaces_and_accents_may_change():
    passage = passage_at(PAGES, (2, 37), (3, 54))
    joined = [
        PAGES[0],
        (2, "Coal came by sea. Wool went by rail, and the"),
        (3, "cooperation  of the two COMPANIES\nended the following year."),
    ]
    assert words_at(joined, find_passage(joined, passage))[-1].startswith("cooperation  of")


def test_words_that_are_gone_are_not_found():
    assert find_passage(PAGES[2:], passage_of(PAGES, 1, "The tariff of 1846")) == []


@pytest.mark.parametrize("at", ["", "1", "1.2.3~a~~~", "1.2.3~a~b~c", "x" * 10_000, "1.2.3~<b>~b~c~d"])
def test_what_is_no_address_names_no_passage(at):
    assert read_address(at) is None
