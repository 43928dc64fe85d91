"""The two words of a German compound, and what an archive in other languages has for them."""

import pytest

from search import engine
from search.compounds import parts
from search.lexicon import rarity


@pytest.mark.parametrize(
    ("form", "both"),
    [
        ("sozialpolitik", ("sozial", "politik")),
        ("wasserrecht", ("wasser", "recht")),
        ("staatsschulden", ("staat", "schulden")),
        ("zeitungsleser", ("zeitung", "leser")),
        ("bauernkrieg", ("bauer", "krieg")),
        ("universitat", None),
        ("privatisierung", None),
        ("wasser", None),
        ("xyzzyquxquux", None),
    ],
)
def test_a_compound_is_of_two_common_words(form, both):
    assert parts(form, lambda part: rarity(part, ("de",))) == both


@pytest.fixture
def articles(publish):
    publish("Wells", texts=("A law on water, said the towns.",))
    publish("Los pozos", texts=("La ley de aguas de los pozos.",), language="es")
    publish("Seas", texts=("The law was read to all who came. Then they crossed the water.",))


def titles(text):
    return {row.document.title for row in engine.run(text).rows}


@pytest.mark.django_db
def test_its_parts_are_found_near_each_other_in_other_languages(articles):
    assert titles("Wasserrecht") == {"Wells", "Los pozos"}
    (also,) = engine.run("Wasserrecht").also
    assert {"water law", "agua ley"} <= set(also.forms)
    assert titles("Wasserrecht variants:off") == set()
    assert titles("Wasserrecht towns") == {"Wells"}


@pytest.mark.django_db
def test_a_compound_that_the_archive_has_is_left_whole(articles, publish):
    publish("Das Wasserrecht", texts=("Das Wasserrecht der Dörfer.",), language="de")
    assert titles("Wasserrecht") == {"Das Wasserrecht"}
