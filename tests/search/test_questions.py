"""Questions in natural language: words that only hold them together, and those whose words no article has all."""

import pytest
from django.urls import reverse
from django.utils import translation

from search import engine
from search.function_words import FUNCTION_WORDS, set_aside
from search.query_language import read
from search.query_nodes import Optional
from search.stemming import STEMMED

TEXTS = {
    "Salt": "The ferrymen of the valley set the price of salt in winter, and the towns paid.",
    "Loaves": "The price of bread rose in the winter after the war.",
    "Songs": "Ferrymen sing of the river.",
    "Hills": "Salt is dug from the hills, and its price is set by nobody.",
}


@pytest.fixture
def salt(publish):
    return {title: publish(title, texts=(text,)) for title, text in TEXTS.items()}


def titles(text, **asked):
    return [row.document.title for row in engine.run(text, **asked).rows]


def optional(text, language="en"):
    root = set_aside(read(text), language).root
    return [str(node) for node in getattr(root, "nodes", ()) if isinstance(node, Optional)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the privatization of water in Cochabamba", ["the", "of", "in"]),
        ("la privatización del agua en Cochabamba", ["la", "del", "en"]),
        ("os rios e as águas dos povos", ["os", "e", "as", "dos"]),
        ("la privatisation de l’eau", ["la", "de"]),
        ("die Privatisierung des Wassers", ["die", "des"]),
        ("how did they die", ["how", "did", "they"]),
        ("who owns water WHO", ["who"]),
        ("war crimes", []),
        ("war in Spain", ["in"]),
        ('"the price of salt" of winter', ["of"]),
        ("=the winter", []),
        ("title:the winter", []),
        ("to be or not to be", []),
        ("the the", []),
        ("el Estado y la nación", ["el", "y", "la"]),
        ("the winter stopwords:off", []),
        ("winter", []),
    ],
)
def test_function_words_of_a_question_are_set_aside(text, expected):
    assert optional(text) == expected


def test_one_function_word_and_two_other_words_say_which_language_it_is():
    assert optional("história dos sindicatos") == ["dos"]
    assert optional("histoire des syndicats") == ["des"]
    assert optional("Geschichte der Gewerkschaften") == ["der"]
    assert optional("die hard batteries") == []
    assert optional("war crimes tribunal") == []


def test_of_two_languages_the_readers_own_decides():
    assert optional("die Wasser", "de") == ["die"]
    assert optional("die Wasser", "en") == []
    assert optional("in water", "de") == optional("in water", "en") == ["in"]


@pytest.mark.parametrize("language", STEMMED)
def test_function_words_are_written_as_they_are_looked_up(language):
    from search.folding import fold_word

    words = FUNCTION_WORDS[language]
    assert len(words) > 80
    assert {fold_word(word) for word in words} == words


@pytest.mark.django_db
def test_function_words_are_neither_asked_for_nor_counted_nor_marked(salt):
    found = engine.run("the price of the salt")
    assert {row.document.title for row in found.rows} == {"Salt", "Hills"}
    assert found.read_as == "price AND salt"
    assert found.not_counted.words == ("the", "of")
    (row,) = [row for row in found.rows if row.document.title == "Salt"]
    assert row.hits == 2
    assert "<mark>the</mark>" not in str(row.pages[0].snippets[0].text).lower()
    assert len(engine.locate_in_document(salt["Salt"], "the price of the salt")) == 2
    whole = engine.run(found.not_counted.query_with)
    assert whole.not_counted is None
    assert [row.hits for row in whole.rows if row.document.title == "Salt"] == [8]


@pytest.mark.django_db
def test_function_words_rank(salt):
    assert titles("the price")[0] in ("Loaves", "Salt")
    (all_three,) = [titles("the price of set")]
    assert all_three[0] == "Salt"


@pytest.mark.django_db
def test_a_question_is_answered_by_most_of_its_words(salt):
    question = "how do ferrymen set the price of bread in winter"
    found = engine.run(question)
    assert found.fewer_words.with_all == 0
    assert set(titles(question)[:2]) == {"Salt", "Loaves"}  # with more of the words than the third
    assert set(titles(question)) == {"Salt", "Loaves", "Hills"}  # and no article with one alone
    assert found.help is None
    strict = engine.run(found.fewer_words.query_for_all)
    assert (strict.total, strict.fewer_words) == (0, None)


@pytest.mark.django_db
def test_what_has_every_word_comes_first(salt):
    found = engine.run("ferrymen valley price salt towns")
    assert found.fewer_words.with_all == 1
    assert found.rows[0].document.title == "Salt"
    assert found.total > 1


@pytest.mark.django_db
def test_few_are_fewer_than_the_question_has_words(publish):
    for number in range(4):
        publish(f"All {number}", texts=("Ferrymen set the price of salt.",))
    publish("Some", texts=("The price of bread.",))
    publish("Apart", texts=("A price; the salt of a sea, and set ferrymen of a kind-hearted town.",))
    assert engine.run("ferrymen set price salt").fewer_words is None
    assert engine.run("ferrymen set price of salt kind").fewer_words.with_all == 1


@pytest.mark.django_db
def test_the_parts_of_a_word_are_words_of_a_question(publish):
    publish("Joined", texts=("The salt-tax of the towns.",))
    publish("Apart", texts=("The tax that towns set on salt.",))
    assert set(titles("who farmed the salt-tax for those walled towns")) == {"Joined", "Apart"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "ferrymen bread winter",  # short: each word is meant
        "ferrymen AND bread AND winter AND price",
        'ferrymen bread price "in winter"',
        "ferrymen bread (winter OR summer) price",
        "ferrymen bread winter title:salt price",
        "ferrymen bread =winter price",
        "ferrymen bread winter price mostwords:off",
    ],
)
def test_what_is_written_in_notation_stays_as_typed(salt, text):
    found = engine.run(text)
    assert (found.total, found.fewer_words) == (0, None)


@pytest.mark.django_db
def test_years_and_what_is_not_wanted_go_on_to_hold(salt):
    assert "Hills" not in titles("ferrymen set price bread winter -hills")
    assert titles("ferrymen set price bread winter year:1850") == []


@pytest.mark.django_db
def test_a_chosen_facet_does_not_change_what_was_asked(salt):
    from search.results import Filters

    question = "ferrymen set price bread winter"
    narrowed = engine.run(question, Filters(language=("en",)))
    assert narrowed.total == engine.run(question).total
    assert engine.run("price of salt set", Filters(first_year=1850, last_year=1850)).fewer_words is None


@pytest.mark.django_db
def test_page_export_feed_and_api_answer_for_the_same_articles(client, salt):
    question = "how do ferrymen set the price of bread in winter"
    total = engine.run(question).total
    assert len(list(engine.find_documents(question))) == total == 3
    assert len(engine.newest(question, None, 50)) == total
    answer = client.get("/api/search", {"q": question}).json()
    assert (answer["total"], answer["words"], answer["not_counted"]) == (
        total,
        "most",
        ["how", "do", "the", "of", "in"],
    )
    page = client.get(reverse("search:results"), {"q": question}).content.decode()
    assert "No article has all of these words." in page
    assert "mostwords%3Aoff" in page
    assert "stopwords%3Aoff" in page
    feed = client.get(reverse("search:feed"), {"q": question}).content.decode()
    assert feed.count("<entry>") == total


@pytest.mark.django_db
def test_it_is_said_in_the_language_of_the_page(client, salt):
    with translation.override("es"):
        page = client.get(
            reverse("search:results"),
            {"q": "ferrymen valley price salt towns"},
            headers={"accept-language": "es"},
        )
    assert "Solo 1 artículo tiene todas estas palabras" in page.content.decode()


@pytest.mark.django_db
def test_a_question_in_another_language_is_answered_by_the_word_that_is_understood(publish):
    publish("Rivers", texts=("The privatization of the rivers.",))
    publish("Hills", texts=("The rivers and the hills.",))
    found = engine.run("Privatisierung der Sonnenblumen")
    assert [row.document.title for row in found.rows] == ["Rivers"]
    assert found.fewer_words.with_all == 0
    assert titles("rivières longues inachevées rivers") == ["Rivers", "Hills"]
    assert engine.run("rivers xyzzy quxquux").total == 0  # of its own words one alone says nothing


@pytest.mark.django_db
def test_of_three_words_found_in_other_languages_two_are_enough(publish):
    publish("Rivers", texts=("The privatization of the rivers.",))
    publish("Comité", language="es", texts=("Un comité vecinal.",))
    assert titles("privatisierung rivers comité") == ["Rivers"]
    assert titles("privatization rivers comité") == []  # each stands in the archive, and is meant


@pytest.mark.django_db
def test_words_that_are_rare_in_their_language_say_what_a_question_is_about(publish):
    publish("First", texts=("Many people found ways, and made good things.",))
    publish(
        "Second", texts=("On that river the ferrymen rowed, haulage was dear, and wherries were let there.",)
    )
    assert titles("ways things ferrymen wherries people haulage")[0] == "Second"
