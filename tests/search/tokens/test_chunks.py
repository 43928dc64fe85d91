"""Texts in pieces and numbered chunks say what the analysis of the query says."""

import random

import pytest

from search.analysis import PART_BREAK, scan, term_positions
from search.tokens.chunks import Vocabulary, cut, cut_parts, stemmed
from tests.search.archives import LANGUAGES, random_text

ODD = (
    "",
    " ",
    "—",
    "neo",
    "neo ",
    "neo liberal",
    " Neo\nliberal state-of-the-art",
    "neo  neo liberal",
    "統合 U.S.A. ﬁscal",
)


def terms_of(vocabulary, chunk):
    """With the words of the chunk at which they stand."""
    names = list(vocabulary.terms)
    return [(names[term], shift) for own, term, shift in zip(*vocabulary.rows, strict=True) if own == chunk]


@pytest.mark.parametrize("seed", range(20))
def test_pieces_are_the_whole_text(seed):
    text = random_text(random.Random(seed), 40)
    assert "".join(cut(text)) == text
    assert len(cut(text)) % 2 == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [*ODD, *(random_text(random.Random(seed), 60) for seed in range(5))])
def test_the_terms_of_numbered_chunks_are_those_of_the_text(text, language):
    vocabulary = Vocabulary()
    part = vocabulary.read(cut(text), stemmed(language))
    found, position = set(), 0
    starts = []
    for number in part.numbers:
        starts.append(position)
        found |= {(term, position + shift) for term, shift in terms_of(vocabulary, number)}
        position += vocabulary.widths[number]
    for at, both in part.joined:
        found |= {(term, starts[at]) for term, _ in terms_of(vocabulary, both)}
    assert found == {
        (term, token.position) for token in scan(text, stemmed(language)) for term in token.terms
    }
    assert part.width == position == term_positions(text, stemmed(language))[1]


def test_a_spelling_has_one_number_in_a_language():
    vocabulary = Vocabulary()
    first = vocabulary.read(cut("Trade, trade and Trade"), "en-GB").numbers
    assert first[0] == first[3] != first[1]
    assert vocabulary.read(cut("Trade"), "en").numbers[0] == first[0]
    assert vocabulary.read(cut("Trade"), "es").numbers[0] != first[0]


def test_parts_are_read_apart():
    vocabulary = Vocabulary()
    parts = [vocabulary.read(part, "en") for part in cut_parts(f"neo{PART_BREAK}liberal")]
    assert [part.width for part in parts] == [1, 1]
    assert not any(part.joined for part in parts)


def test_a_spelling_may_have_any_number_of_parts():
    vocabulary = Vocabulary()
    part = vocabulary.read(cut("-".join(["one"] * 70_000)), "en")
    assert part.width == 70_000
