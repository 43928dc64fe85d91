"""Which hyphens at line ends were only the printer's."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsing.layout.rows import read_rows
from ingest.parsing.text.hyphens import Vocabulary, decide
from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN
from tests.ingest.parsing.page_builders import text_file

EMPTY = Vocabulary()


@pytest.mark.parametrize(
    ("left", "right", "language", "joint"),
    [
        ("experi-", "ence", "en", "join"),
        ("regional-", "ism’,", "en", "join"),
        ("inte-", "gración", "es", "join"),
        ("desenvolvi-", "mento", "pt", "join"),
        ("gouverne-", "ment", "fr", "join"),
        ("Verwal-", "tung", "de", "join"),
        ("people-", "based", "en", "keep"),
        ("profit-", "driven", "en", "keep"),
        ("long-", "term", "en", "keep"),
        ("non-", "governmental", "en", "keep"),
        ("self-", "reliance", "en", "keep"),
        ("well-", "known", "en", "keep"),
        ("pre-", "existing", "en", "keep"),
        ("step-by-", "step", "en", "keep"),
        ("step-", "by-step", "en", "keep"),
        ("G-", "33", "en", "keep"),
        ("Franco-", "German", "en", "keep"),
        ("WTO-", "led", "en", "keep"),
        ("ALBA-", "TCP", "es", "keep"),
        ("short-", "and", "en", "space"),
        ("corto-", "y", "es", "space"),
        ("-", "a", "en", "space"),
        ("https://a.example/mid-", "town", "en", "keep"),
        ("integra" + SOFT_HYPHEN, "tion", "en", "join"),
    ],
)
def test_a_broken_word(left, right, language, joint):
    assert decide(left, right, language, EMPTY) == joint


def test_what_the_document_prints_elsewhere_decides_first():
    assert decide("re-", "creation", "en", EMPTY) == "join"
    assert decide("re-", "creation", "en", Vocabulary(Counter({"re-creation": 2, "recreation": 1}))) == "keep"
    assert decide("people-", "based", "en", Vocabulary(Counter({"peoplebased": 1}))) == "join"


def test_words_broken_at_line_ends_are_no_witnesses():
    source = text_file(
        "The inter-regional pact and the inter-\nregional council of the inter-\nregional fund."
    )
    counts = Vocabulary.of(read_rows(source)).counts
    assert counts["inter-regional"] == 1
    assert counts["regional"] == 0


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzáéñç", min_size=1),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1),
)
def test_every_pair_of_letters_gets_an_answer(left, right):
    assert decide(left + "-", right, "xx", EMPTY) in ("join", "keep", "space")
