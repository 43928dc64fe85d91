"""What raises an article beside the words asked for."""

import pytest

from search import engine
from search.query_language import read
from search.query_nodes import And, Optional
from search.raising import raised


def beside(text):
    root = raised(read(text)).root
    return [str(node) for node in getattr(root, "nodes", ()) if isinstance(node, Optional)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("salt price", ["title:salt AND title:price", "=salt", "=price"]),
        ("salt price year:2005", ["title:salt AND title:price", "=salt", "=price"]),
        ("salt", []),
        ('"salt price"', []),
        ("salt OR price", []),
        ("salt =price", []),
        ("salt title:price", []),
        ("salt -price", []),
    ],
)
def test_words_side_by_side_are_raised_by_their_forms_and_their_title(text, expected):
    assert beside(text) == expected
    assert str(raised(read(text)).root) == str(read(text).root)


def test_it_is_never_read_nor_marked():
    query = raised(read("salt price"))
    assert query.describe() == "salt AND price"
    assert query.terms == read("salt price").terms
    assert isinstance(query.root, And)


@pytest.mark.django_db
def test_a_title_with_every_word_comes_first(publish):
    publish("Prices", texts=("The price of salt. " * 6,))
    publish("The Price of Bread", texts=("Salt is in it.",))
    publish("Pricing the Salts", texts=("Nobody knew.",))
    found = engine.run("salt price")
    assert found.rows[0].document.title == "Pricing the Salts"
    assert found.total == 3
    assert found.read_as == "salt AND price"


@pytest.mark.django_db
def test_of_two_alike_the_very_form_comes_first(publish):
    publish("First", texts=("A nation met a dancer there.",))
    publish("Second", texts=("The nations met dancers there.",))
    for text, title in (("nations dancers", "Second"), ("nation dancer", "First")):
        assert engine.run(text).rows[0].document.title == title
