"""Looking for first letters finds all that reading every word finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wordfreq import top_n_list

from search.analysis import COMBINING_FORMS
from search.first_letters import FirstLetters
from search.folding import fold_word
from search.locate import Locator
from search.query_language import read
from search.query_nodes import Unit
from search.stemming import STEMMED, skeleton, stem, stem_prefix
from tests.search.archives import WORDS

ODD_WORDS = [
    "O’Brien",
    "rock'n'roll",
    "e-mail",
    "U.S.A.",
    "G-22",
    "ﬁscal",
    "oﬃce",
    "Œuvre",
    "Æther",
    "Straße",
    "STRASSE",
    "Ĳssel",
    "naı̈ve",
    "état",
    "co\xadop",
    "ŉ",
    "Goethe",
    "Göthe",
    "Oesterreich",
    "Österreich",
    "ueber",
    "über",
    "aktuell",
    "neu",
    "neue",
    "Häuser",
    "anti-l’état",
    "people’s-forum",
    "state-of-the-art",
    "dying",
    "die",
    "lying",
    "lie",
    "publication",
    "publiquer",
    "évidemment",
    "évident",
    "1,000",
    "Ⅳ",
    "½",
    "１２３",
    "ＦＵＬＬ",
    "𝐁old",
    "K",
    "ſoft",
    "ẛ",
    "İstanbul",
    "ªº",
]
pieces = st.one_of(
    st.sampled_from([*WORDS, *ODD_WORDS, *sorted(COMBINING_FORMS)]),
    st.sampled_from(
        [" ", " ", " ", "\n", "-", "-\n", "’", ".", ",", "\f", "  ", "\u00a0", "\u00ad", "\u0301", "²", "京"]
    ),
    st.text(max_size=2),
)
texts = st.lists(pieces, max_size=25).map("".join)
asked = st.sampled_from([*WORDS, *ODD_WORDS])
queries = st.one_of(
    asked,
    asked.map("={}".format),
    asked.map("{}*".format),
    asked.map("{}~".format),
    st.lists(asked, min_size=2, max_size=3).map(lambda words: '"{}"'.format(" ".join(words))),
    st.lists(asked, min_size=2, max_size=2).map(lambda words: '"{}"~3'.format(" ".join(words))),
    st.lists(asked, min_size=2, max_size=3).map(" ".join),
)


@settings(max_examples=600, deadline=None)
@given(text=texts, query=queries, language=st.sampled_from(["en", "de", "fr", "es", "pt", "", "da"]))
def test_nothing_is_overlooked(text, query, language):
    terms = read(query).page_terms
    reading_all = Locator(terms, language)
    reading_all.letters.is_able = False
    assert Locator(terms, language).find(text) == reading_all.find(text)


@pytest.mark.parametrize("language", STEMMED)
def test_every_form_of_a_stem_begins_with_its_prefix(language):
    for word in top_n_list(language, 5000):
        form = fold_word(word)
        if form.isalpha():
            assert skeleton(form, language).startswith(stem_prefix(stem(form, language), language))


SPELLINGS = ["fiscal", "ﬁscal", "FISCAL", "fís\u00adcal", "fi-\nscal", "ｆiscal"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_all_spellings_are_candidates(spelling):
    letters = FirstLetters([Unit("fiscal", "stem", True)], "en", may_be_open=False)
    assert [place.start() for place in letters.places(f"a {spelling} one")] == [2]


def test_texts_with_rare_letters_are_not_answered():
    letters = FirstLetters([Unit("fiscal", "stem", True)], "en", may_be_open=False)
    assert letters.places("¼ fiscal") is None
    assert letters.places("fiscal") is not None
    assert letters.places("京 – “fiscal”") is not None


@pytest.mark.parametrize("form", ["a", "лес", "東"])
def test_units_with_few_or_unknown_letters_are_not_answered(form):
    assert FirstLetters([Unit(form, "exact", False)], "", may_be_open=False).places("text") is None
