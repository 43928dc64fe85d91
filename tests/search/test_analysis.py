"""What counts as the same word."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wordfreq import top_n_list

from search.analysis import COMBINING_FORMS, PART_BREAK, PART_GAP, read_chunk, scan, term_positions
from search.folding import fold_word
from search.stemming import STEMMED, main_language, stem
from tests.search.archives import WORDS

SAME_FORM = [
    ("Berrón", "berron"),
    ("ﬁscal", "fiscal"),
    ("ŒUVRE", "oeuvre"),
    ("Straße", "strasse"),
    ("Łódź", "lodz"),
    ("e\u0301tat", "etat"),
    ("co\u00adoperate", "cooperate"),
    ("ПЁТР", "петр"),
    ("İstanbul", "istanbul"),
    ("한국", "한국"),
    ("Waſſer", "wasser"),
    ("Schloſs", "schloss"),
    ("Chriﬅus", "christus"),
    ("Kaꜩe", "katze"),
    ("veꝛloꝛen", "verloren"),
]


@pytest.mark.parametrize(("written", "form"), SAME_FORM)
def test_what_never_matters_is_folded_away(written, form):
    assert fold_word(written) == form


FORMS = [
    ("The people’s forum", "the people forum"),
    ("the peoples' forum", "the peoples forum"),
    ("l’intégration d'Europe", "integration europe"),
    ("O'Brien won't", "o brien wont"),
    ("“Quoted”, (bracketed)—dashed", "quoted bracketed dashed"),
    ("South–South", "south south"),
    ("265–269", "265 269"),
    ("3.5 per cent", "3 5 per cent"),
    ("foo² and bar¹", "foo and bar"),
    ("vitamin B₁₂, H₂O and CO₂", "vitamin b12 h2o and co2"),
    ("東京 tower", "東 京 tower"),
    ("rock'n'roll", "rocknroll"),
    ("snake_case", "snake case"),
    ("S's", "s"),
]


@pytest.mark.parametrize(("text", "forms"), FORMS)
def test_text_becomes_forms(text, forms):
    assert " ".join(token.form for token in scan(text, "en") if token.span == 1) == forms


JOINED = [
    ("neo-liberal", "neoliberal"),
    ("neo‑liberal", "neoliberal"),
    ("neo liberal", "neoliberal"),
    ("neo\nliberal", "neoliberal"),
    ("experi-\nence", "experience"),
    ("G-22", "g22"),
    ("U.S.", "us"),
    ("1,000", "1000"),
    ("1.000", "1000"),
    ("South–South", "southsouth"),
]


@pytest.mark.parametrize(("text", "form"), JOINED)
def test_spellings_in_parts_also_stand_joined(text, form):
    assert (form, 2) in {(token.form, token.span) for token in scan(text, "en")}


@pytest.mark.parametrize(
    "text", ["265-269", "neo, liberal", "neo\n\nliberal", "is land", "2005–2007", "neo 7"]
)
def test_what_is_no_one_word_is_not_joined(text):
    assert all(token.span == 1 for token in scan(text, "en"))


def test_every_run_of_parts_is_joined():
    joined = {
        (token.form, token.position, token.span) for token in scan("state-of-the-art") if token.span > 1
    }
    assert joined == {
        ("stateof", 0, 2),
        ("stateofthe", 0, 3),
        ("stateoftheart", 0, 4),
        ("ofthe", 1, 2),
        ("oftheart", 1, 3),
        ("theart", 2, 2),
    }


STEMS = [
    ("en", "nations", "nation"),
    ("en", "policies", "policy"),
    ("es", "integraciones", "integración"),
    ("es", "integracion", "integraciones"),
    ("pt", "nações", "nação"),
    ("pt", "nacoes", "nação"),
    ("fr", "sociétés", "société"),
    ("de", "Häfen", "Hafen"),
]


@pytest.mark.parametrize(("language", "one", "other"), STEMS)
def test_forms_of_a_word_share_a_stem_in_their_language(language, one, other):
    assert stem(fold_word(one), language) == stem(fold_word(other), language)


@pytest.mark.parametrize("text", ["AIDS", "2007", "of", "G20"])
def test_numbers_acronyms_and_short_words_have_no_stem(text):
    (token,) = (token for token in scan(text, "en") if token.span == 1)
    assert token.terms == (f"{fold_word(text)}!",)


def test_other_languages_have_forms_only():
    assert [token.terms for token in scan("verdens nationer", "da")] == [("verdens!",), ("nationer!",)]


def test_tokens_know_the_characters_they_cover():
    text = "The people’s neo-liberal l’État."
    covered = [(text[token.start : token.end], token.form) for token in scan(text, "en")]
    assert covered == [
        ("The", "the"),
        ("people’s", "people"),
        ("neo", "neo"),
        ("liberal", "liberal"),
        ("neo-liberal", "neoliberal"),
        ("État", "etat"),
    ]


def test_parts_of_a_record_are_kept_apart():
    positions, words, extent = term_positions(f"one two{PART_BREAK}three", "")
    assert positions == {"one!": [0], "two!": [1], "three!": [2 + PART_GAP]}
    assert words == 3
    assert extent == 3 + 2 * PART_GAP


def positions_by_scan(text, language):
    found, base = {}, 0
    for part in text.split(PART_BREAK):
        last = base - 1
        for token in scan(part, language):
            last = max(last, base + token.position + token.span - 1)
            for term in token.terms:
                found.setdefault(term, set()).add(base + token.position)
        base = last + 1 + PART_GAP
    return {term: sorted(places) for term, places in found.items()}


pieces = st.one_of(
    st.sampled_from([*WORDS, *sorted(COMBINING_FORMS)]),
    st.sampled_from(
        [" ", "\n", "-", "’", ".", ",", "\f", PART_BREAK, "  ", "\u00a0", "\u00ad", "²", "京", "1"]
    ),
    st.text(max_size=3),
)


@settings(deadline=None)
@given(text=st.lists(pieces, max_size=30).map("".join), language=st.sampled_from(["", "en", "es", "xx"]))
def test_the_index_holds_what_is_scanned(text, language):
    positions, words, _ = term_positions(text, language)
    assert positions == positions_by_scan(text, language)
    assert words == sum(token.span == 1 for part in text.split(PART_BREAK) for token in scan(part, language))


@pytest.mark.parametrize("language", STEMMED)
def test_stems_of_real_words_begin_as_the_words_do_and_never_look_like_forms(language):
    for word in itertools.islice(top_n_list(language, 5000), 5000):
        form = fold_word(word)
        if form.isalpha():
            found = stem(form, language)
            assert found[:1] == form[:1]
            assert ":" not in found
            assert "+" not in found
            assert "!" not in found


@pytest.mark.parametrize(("tag", "language"), [("en", "en"), ("pt-BR", "pt"), ("ZH_hant", "zh"), ("", "")])
def test_main_language_of_a_tag(tag, language):
    assert main_language(tag) == language


def test_endless_words_are_cut():
    (part,) = read_chunk("a" * 5000, "en").parts
    assert len(part.form) == 64


@pytest.mark.parametrize("apostrophe", "'’ʼ")
def test_o_before_an_apostrophe_is_a_part_of_the_name(apostrophe):
    text = f"Mr O{apostrophe}Brien{apostrophe}s crew"
    found = [
        (token.form, token.position, token.span, text[token.start : token.end]) for token in scan(text, "en")
    ]
    whole = f"O{apostrophe}Brien{apostrophe}s"
    assert found == [
        ("mr", 0, 1, "Mr"),
        ("o", 1, 1, "O"),
        ("brien", 2, 1, f"Brien{apostrophe}s"),
        ("obrien", 1, 2, whole),
        ("crew", 3, 1, "crew"),
    ]
