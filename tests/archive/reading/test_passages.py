"""A passage is found again where it stands, also after a new parse."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.passages import MAX_PUNCTUATION, FoldedPages, fold_passage, in_whole_words, read_address
from archive.spans import TextSpan

PAGES = [
    (1, "The tariff of 1846 was low. Coal came by sea. The port grew."),
    (2, "Coal came by sea. Wool went by rail, and the co-"),
    (3, "operation of the two companies ended the followíng year."),
]


def words_at(pages, spans):
    texts = dict(pages)
    return [texts[span.sequence][span.start : span.end] for span in spans]


def passage_of(pages, sequence, quote):
    start = dict(pages)[sequence].index(quote)
    return FoldedPages(pages).passage((sequence, start), (sequence, start + len(quote)))


def found(pages, passage):
    return words_at(pages, FoldedPages(pages).find(read_address(str(passage))))


@given(st.lists(st.text(max_size=150), min_size=1, max_size=4), st.data())
def test_an_address_leads_back_to_words_that_read_the_same(texts, data):
    pages = list(enumerate(texts, 1))
    ends = [(sequence, offset) for sequence, text in pages for offset in range(len(text) + 1)]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(ends), st.sampled_from(ends))))
    passage = FoldedPages(pages).passage(start, end)
    if passage is None:
        return
    said = fold_passage("".join(found(pages, passage)))
    assert said.startswith(passage.opening)
    assert said.endswith(passage.closing)


WORDS = st.lists(
    st.sampled_from(
        ["salt", "wool", "ports", "and", "tariffs", "grew", "low;", "(again)", "“never”", "co-operation"]
    )
)


@given(st.lists(WORDS, min_size=1, max_size=3), WORDS, WORDS, st.data())
def test_a_passage_is_marked_exactly_though_words_came_around_it(texts, before, after, data):
    pages = [(sequence, " ".join([*words, "Unico1", *words])) for sequence, words in enumerate(texts, 1)]
    sequence, text = data.draw(st.sampled_from(pages))
    words = [match.span() for match in re.finditer(r"\S+", text)]
    place = text.index("Unico1")
    opens = data.draw(st.sampled_from([start for start, _ in words if start <= place]))
    closes = data.draw(st.sampled_from([end for _, end in words if end > place]))
    passage = FoldedPages(pages).passage((sequence, opens), (sequence, closes))
    changed = [
        (number, " ".join([*before, old, *after]) if number != sequence else old) for number, old in pages
    ]
    if [old for _, old in pages].count(text) == 1:
        assert found(changed, passage) == [text[opens:closes]]


@pytest.mark.parametrize("sequence", [1, 2])
def test_a_repeated_quote_is_told_by_its_surroundings(sequence):
    spans = FoldedPages(PAGES).find(passage_of(PAGES, sequence, "Coal came by sea"))
    assert [span.sequence for span in spans] == [sequence]


def test_a_repeated_quote_is_told_after_text_was_put_before_it():
    passage = passage_of(PAGES, 2, "Coal came by sea")
    changed = [(1, "A heading read anew. " * 9 + PAGES[0][1]), *PAGES[1:]]
    assert [span.sequence for span in FoldedPages(changed).find(passage)] == [2]


def test_a_quote_repeated_in_the_same_words_around_is_told_by_its_place():
    pages = [(n, "Coal came by sea. Coal came by sea. Coal came by sea.") for n in (1, 2, 3)]
    spans = FoldedPages(pages).find(passage_of(pages, 2, "sea. Coal came by"))
    assert [span.sequence for span in spans] == [2]


def test_a_passage_over_the_end_of_a_page_is_marked_on_both():
    passage = FoldedPages(PAGES).passage((2, 18), (3, 9))
    assert found(PAGES, passage) == ["Wool went by rail, and the co-", "operation"]


def test_a_page_in_the_middle_is_marked_whole():
    pages = [(1, "One two."), (2, " Three. \n"), (4, "Four five.")]
    assert found(pages, FoldedPages(pages).passage((1, 4), (4, 4))) == ["two.", "Three.", "Four"]


@pytest.mark.parametrize("quote", ["“Low,” he said.", "Low", "said.", "(never again)", "(never again)."])
def test_punctuation_at_the_ends_belongs_to_the_quote_as_it_was_chosen(quote):
    pages = [(1, "Was it so? “Low,” he said. No (never again). Low.")]
    assert found(pages, passage_of(pages, 1, quote)) == [quote]


def test_no_more_punctuation_is_taken_than_an_address_can_say():
    pages = [(1, "End" + "." * 30)]
    assert found(pages, passage_of(pages, 1, pages[0][1])) == ["End" + "." * MAX_PUNCTUATION]


def test_hyphens_spaces_and_accents_may_change():
    passage = FoldedPages(PAGES).passage((2, 37), (3, 54))
    joined = [
        PAGES[0],
        (2, "Coal came by sea. Wool went by rail, and the"),
        (3, "cooperation  of the two COMPANIES\nended the following year."),
    ]
    assert found(joined, passage)[-1].startswith("cooperation  of")


def test_a_long_passage_is_found_though_a_word_inside_was_read_anew():
    text = "It opens here and goes on for long and longer, past tarifs and"
    text += " past harbours too, until it closes there where it had begun."
    passage = passage_of([(1, text)], 1, text)
    better = text.replace("tarifs", "tariffs")
    assert found([(1, f"New. {better} New.")], passage) == [better]


def test_words_that_are_gone_are_not_found():
    assert FoldedPages(PAGES[2:]).find(passage_of(PAGES, 1, "The tariff of 1846")) == []


def test_an_address_folded_less_than_ours_is_folded():
    assert FoldedPages(PAGES).find(read_address("3.0.9.0.0~~Followíng~~")) != []


@pytest.mark.parametrize(
    "at", ["", "1", "1.2.3~a~~~", "1.2.3.0.0~a~b~c", "x" * 10_000, "1.2.3.0.0~<b>~b~c~d", "1.2.3.0.0~a~~c~d"]
)
def test_what_is_no_address_names_no_passage(at):
    assert read_address(at) is None


@pytest.mark.parametrize(
    ("chosen", "whole"),
    [
        ("he tariff of 1846 was l", "The tariff of 1846 was low"),
        ("low", "low"),
        ("ow. Co", "low. Coal"),
        ("84", "1846"),
        ("operat", "operation"),  # a hyphen parts words
        ("oestí", "noestía"),
        ("水が", "水が"),  # written without spaces: where a word ends is not told
    ],
)
def test_a_passage_begins_and_ends_with_a_whole_word(chosen, whole):
    pages = [(1, "The tariff of 1846 was low. Coal, co-operation, noesti\u0301a, 水が流れる.")]
    chosen, whole = chosen.replace("í", "i\u0301"), whole.replace("í", "i\u0301")
    start = pages[0][1].index(chosen)
    span = TextSpan(1, 1, start, start + len(chosen))
    assert words_at(pages, in_whole_words([span], dict(pages))) == [whole]


def test_a_passage_over_two_pages_is_whole_at_both_ends():
    spans = in_whole_words([TextSpan(1, 1, 50, 60), TextSpan(1, 2, 0, 2)], dict(PAGES))
    assert words_at(PAGES, spans) == ["port grew.", "Coal"]
