"""What a machine may have read of a word, and what is another word or an ending."""

import pytest

from search.backends.misreading import ANY, LOOK_ALIKE, is_inside, misreading_cost
from search.lexicon import is_word


@pytest.mark.parametrize(
    ("form", "read", "cost"),
    [
        ("tariff", "tarifl", LOOK_ALIKE),
        ("return", "retum", LOOK_ALIKE),
        ("retum", "return", LOOK_ALIKE),
        ("public", "pubhc", LOOK_ALIKE),
        ("which", "wliich", LOOK_ALIKE),
        ("government", "govemrnent", 2 * LOOK_ALIKE),
        ("previously", "peviously", ANY),
        ("house", "mouse", ANY),
        ("house", "houses", ANY),
        ("house", "house", 0),
        ("house", "harbour", 5),
        ("treaty", "tariff", 5),
    ],
)
def test_look_alikes_cost_less_than_other_letters(form, read, cost):
    assert misreading_cost(form, read, 4) == cost
    assert misreading_cost(read, form, 4) == cost


def test_another_ending_is_not_inside():
    assert is_inside("previously", "peviously")
    assert not is_inside("optimized", "optimizer")
    assert not is_inside("connected", "unconnected")


@pytest.mark.parametrize(
    ("form", "languages", "expected"),
    [
        ("integracion", ["es"], True),  # the list has it with its accent
        ("integracion", ["xx"], False),
        ("modem", ["es", "en"], True),
        ("tarifl", ["en", "es", "fr", "de", "pt"], False),
    ],
)
def test_words_are_known_without_accents(form, languages, expected):
    assert is_word(form, languages) is expected
