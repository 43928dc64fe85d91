"""The reader's string, as it is read."""

import time

import pytest
from django.utils import translation

from search.query_fields import FIELDS, SWITCHES
from search.query_language import MAX_QUERY_LENGTH, OPERATORS, read
from search.query_nodes import And, Not, Or, Term, Years, is_one_edit_away
from search.query_reader import MAX_WORDS

READ_AS = [
    ("social integration", "social AND integration"),
    ('"social integration"', '"social integration"'),
    ("“social integration”", '"social integration"'),
    ("«integración social»", '"integración social"'),
    ("treaty OR pact", "treaty OR pact"),
    ("treaty OR pact tariff", "treaty OR (pact AND tariff)"),
    ("(treaty OR pact) tariff", "(treaty OR pact) AND tariff"),
    ("treaty AND pact", "treaty AND pact"),
    ("treaty NOT tariff", "treaty AND NOT tariff"),
    ("treaty -tariff", "treaty AND NOT tariff"),
    ('treaty -"free trade"', 'treaty AND NOT "free trade"'),
    ("NOT NOT treaty", "treaty"),
    ("treaty treaty", "treaty"),
    ("integrat*", "integrat*"),
    ("goverment~", "goverment~"),
    ("goverment~1", "goverment~"),
    ("=nations", "=nations"),
    ('="the nations"', '="the nations"'),
    ('"the =nations"', '"the =nations"'),
    ('"trade poverty"~5', '"trade poverty"~5'),
    ('"trade poverty"~', '"trade poverty"~10'),
    ('"trade poverty"~9999', '"trade poverty"~50'),
    ('"trade"~5', "trade"),
    ("author:Berrón", "author:Berrón"),
    ("AUTHOR:Berrón", "author:Berrón"),
    ('title:"social policy"', 'title:"social policy"'),
    ("author:(pradera OR quill)", "author:pradera OR author:quill"),
    ("section:notes", "heading:notes"),
    ("year:2005", "year:2005"),
    ("year:2005..2007", "year:2005..2007"),
    ("year:2007..2005", "year:2005..2007"),
    ("year:2005-2007", "year:2005..2007"),
    ("year:..2007", "year:..2007"),
    ("year:2005..", "year:2005.."),
    ("language:es", "language:es"),
    ("lang:Spanish", "language:es"),
    ("language:pt-BR", "language:pt"),
    ("neo liberal policy", "neo-liberal AND policy"),
    ('"neo liberal policy"', '"neo-liberal policy"'),
    ("neo AND liberal", "neo AND liberal"),
    ("UN reform", "UN AND reform"),
    ("and or not", "and AND or AND not"),
    ("and/or", '"and or"'),
    ("3.5", '"3 5"'),
    ("1,000", "1,000"),
    ("l’intégration", "intégration"),
    ("what is a nation?", "what AND is AND a AND nation"),
    ("Berrón, Gonzalo", "Berrón AND Gonzalo"),
    ("Title: a history", "Title AND a AND history"),
    ("http://example.org", '"http example org"'),
    ("-", ""),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "described"), READ_AS)
def test_queries_are_read(typed, described):
    query = read(typed)
    assert query.describe() == described
    assert (query.problem is None) == (described != "" or typed == "")


PROBLEMS = [
    ('trade "social integration', 6, "trade AND social AND integration"),
    ("(treaty OR pact", 0, "treaty AND pact"),
    ("treaty)", 6, "treaty"),
    ("treaty AND", 7, "treaty"),
    ("AND treaty", 0, "treaty"),
    ("treaty OR", 7, "treaty"),
    ("OR", 0, ""),
    ("treaty NOT", 7, "treaty"),
    ("year:soon trade", 5, "year AND soon AND trade"),
    ("title:) trade", 0, "title AND trade"),
    ("in*", 0, "in"),
    ("ab~", 0, "ab"),
    ("we*rd", 0, '"we rd"'),
    ("?!", 0, ""),
    ("(" * 9 + "trade" + ")" * 9, 8, "trade"),
]


@pytest.mark.parametrize(("typed", "position", "described"), PROBLEMS)
def test_what_cannot_be_followed_is_told_and_searched_as_plain_words(typed, position, described):
    query = read(typed)
    assert query.describe() == described
    assert query.problem.position == position
    assert query.problem.message.endswith(".")


def test_a_long_query_is_cut_and_told():
    query = read("trade " * 200)
    assert query.problem.position == MAX_QUERY_LENGTH
    assert query.describe() == "trade"


def test_too_many_words_are_left_out_and_told():
    query = read(" ".join(f"w{n}" for n in range(40)))
    assert len(query.root.nodes) == MAX_WORDS
    assert str(MAX_WORDS) in query.problem.message


@pytest.mark.parametrize(
    "bomb",
    [
        "?*",
        "a* " * 200,
        '"' * 500,
        "NOT " * 1000 + "a",
        "(" * 5000,
        "-" * 5000 + "a",
        "word~9 " * 50,
        "a" * 100_000,
        "year:[* TO *]",
        "title:" * 1000,
        "\x00\ud800" * 20,
        "a OR " * 3000,
        '"a b"~99999999999999999999',
        "=" * 3000,
    ],
)
def test_query_bombs_are_read_at_once(bomb):
    started = time.process_time()
    query = read(bomb)
    assert time.process_time() - started < 0.5
    assert len(query.describe()) < 2 * MAX_QUERY_LENGTH


def test_every_operator_of_the_table_is_understood_as_it_says():
    for operator in OPERATORS:
        query = read(operator.example(str))
        assert query.root is not None, operator
        assert query.problem is None, operator
        assert read(query.describe()).root == query.root
        assert operator.meaning(str)
        assert operator.syntax


def test_the_examples_of_the_table_are_of_the_reader_s_language():
    with translation.override("es"):
        examples = [operator.example(translation.gettext) for operator in OPERATORS]
    assert {"tratado O acuerdo", 'título:"política social"', "setiembre variantes:off"} <= set(examples)
    for example, operator in zip(examples, OPERATORS, strict=True):
        query = read(example, "es")
        assert query.problem is None, example
        assert type(query.root) is type(read(operator.example(str)).root), example


def test_every_field_is_in_the_table():
    syntaxes = {operator.syntax.partition(":")[0] for operator in OPERATORS}
    assert {field.name for field in FIELDS.values()} <= syntaxes
    assert set(SWITCHES) <= syntaxes


def test_only_what_is_wanted_is_looked_for_on_pages():
    query = read('trade -tariff author:pradera ("free trade" OR NOT NOT pact) NOT (a -b)')
    assert [str(term) for term in query.terms] == ["trade", "author:pradera", '"free trade"', "pact", "b"]
    assert [str(term) for term in query.page_terms] == ["trade", '"free trade"', "pact", "b"]


def test_exact_and_loose_forms_of_a_query():
    query = read('nations "free trade" integrat* -pact author:of')
    assert query.in_mode("exact") == '=nations AND ="free trade" AND integrat* AND NOT =pact AND author:=of'
    assert query.in_mode("fuzzy") == 'nations~ AND "free~ trade~" AND integrat* AND NOT pact~ AND author:of'
    assert read(query.in_mode("exact")).problem is None
    assert read(query.in_mode("fuzzy")).problem is None


def test_nodes_are_what_they_seem():
    root = read("(treaty OR pact) year:2005..2007 -tariff").root
    assert isinstance(root, And)
    either, years, without = root.nodes
    assert isinstance(either, Or)
    assert years == Years(2005, 2007)
    assert isinstance(without, Not)
    assert isinstance(without.node, Term)


EDITS = [
    ("trade", "trade", True),
    ("trade", "trad", True),
    ("trade", "traded", True),
    ("trade", "trode", True),
    ("trade", "tarde", True),
    ("trade", "tarad", False),
    ("trade", "tr", False),
    ("ab", "ba", True),
    ("", "a", True),
    ("", "ab", False),
]


@pytest.mark.parametrize(("one", "other", "near"), EDITS)
def test_one_edit(one, other, near):
    assert is_one_edit_away(one, other) is near
    assert is_one_edit_away(other, one) is near


def test_a_problem_is_told_in_the_language_of_the_reader():
    problem = read("year:soon").problem
    spanish = {problem.sentence: "Un año se escribe 2005."}
    assert problem.told(lambda sentence: spanish.get(sentence, sentence)).startswith(
        "Un año se escribe 2005."
    )
    assert "before *;" in read("ab*").problem.told(str)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("year: 1998 harbour", "", "year:1998 AND harbour"),
        ("autor:pradera título:sal año:2005", "", "author:pradera AND title:sal AND year:2005"),
        ("TITULO:sal", "", "title:sal"),
        ("Language: A Reader", "", "Language AND A AND Reader"),
        ("agua Y sal", "es", "agua AND sal"),
        ("agua O sal", "es", "agua OR sal"),
        ("agua NO sal", "es", "agua AND NOT sal"),
        ("agua NO sal", "", "agua AND NO AND sal"),
        ("agua OR sal", "es", "agua OR sal"),
        ('"ten thousand bar- rels"', "", '"ten thousand bar-rels"'),
        ('"North- South trade"', "", '"North South trade"'),
        ("ten thousand bar- rels", "", "ten AND thousand AND bar-rels"),
        ("bar- =rels", "", "bar AND =rels"),
        ("North- South", "", "North AND South"),
        ("pre- and post-war", "", "pre AND and AND post-war"),
        ("auteur:pradera titre:sal année:2005", "", "author:pradera AND title:sal AND year:2005"),
        ("jahr:2005 sprache:de", "", "year:2005 AND language:de"),
        ("foo:bar", "", "foo AND bar"),
        ("autr:pradera salt", "", "autr AND pradera AND salt"),
        ("at 10:30", "", 'at AND "10 30"'),
    ],
)
def test_queries_are_read_as_readers_write_them(text, language, expected):
    assert read(text, language).describe() == expected


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("autr:pradera", "unknown field", "There is no field “autr:”; there is “autor:”."),
        (
            "title: ledgers",
            "blank after colon",
            "To search in a field, write “title:” and the word without a blank.",
        ),
        ("http://example.org", None, None),
        ("10:30", None, None),
        ("harbour or zzz", "small or", "“or” was taken for a word; OR in capitals finds either of two."),
        ("puerto OU zzz", "small or", "“OU” was taken for a word; OR in capitals finds either of two."),
        ("o brien", None, None),
        ("agua E sal", "other operator", "“E” was taken for a word; here it is written AND."),
        ("eau ET sel", "other operator", "“ET” was taken for a word; here it is written AND."),
        ("Wasser UND Salz", "other operator", "“UND” was taken for a word; here it is written AND."),
        ("agua Y sal", "other operator", "“Y” was taken for a word; here it is written AND."),
        ("agua NO sal", "other operator", "“NO” was taken for a word; here it is written NOT."),
        (
            '"agua dulce" O sal marina de los mares del sur',
            "small or",
            "“O” was taken for a word; OR in capitals finds either of two.",
        ),
        ("EAU ET SEL", None, None),
        ("eau et sel", None, None),
        ("vitamin E", None, None),
        ("foo:bar", "no such field", "There is no field “foo:”; it was searched as a word."),
        ('foo:"bar baz"', "no such field", "There is no field “foo:”; it was searched as a word."),
        ('Foo: "bar baz"', None, None),
        ("what is it that ferrymen or dockers want", None, None),
        ("harbour OR zzz", None, None),
    ],
)
def test_what_was_hardly_meant_so_is_told(text, code, said):
    problem = read(text).problem
    assert (problem and problem.code) == code
    assert (problem and problem.message) == said
