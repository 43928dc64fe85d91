"""Characters as read become characters as they are searched."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN, fold, normalise


@pytest.mark.parametrize(
    ("read", "cleaned"),
    [
        ("de\ufb01ning the of\ufb01ce", "defining the office"),
        ("  two  blanks\tand a tab ", "two blanks and a tab"),
        ("São", "São"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("inte\u00adgration", "integration"),
        ("integra\u00ad", "integra" + SOFT_HYPHEN),
        ("integra-\u00ad", "integra" + SOFT_HYPHEN),
        ("integra\ufffe", "integra-"),
        ("read\u2010", "read-"),
        ("‘open’ – South–South", "‘open’ – South–South"),
        ("\u00ad", ""),
        ("led¬", "led" + SOFT_HYPHEN),
        ("led¬ger", "ledger"),
        ("p ∧ ¬q", "p ∧ ¬q"),
        ("Nor⸗", "Nor-"),
        ("\ufeb3\ufed4\ufee6", "سفن"),  # Arabic by its shapes
        ("\ufb2a\ufb4b", "שׁוֹ"),
        ("Ren´e L´opez y su m´etodo", "René López y su método"),
        ("d´abord l´eau, qu´un L´Etat", "d´abord l´eau, qu´un L´Etat"),
        ("c´est l´ann´ee, it´s Andr´es", "c´est l´année, it´s Andrés"),
    ],
)
def test_a_line_is_cleaned(read, cleaned):
    assert normalise(read) == cleaned


@given(st.text())
@example("´\x08U")  # what is taken out may bring an accent to its letter
@example("\u1ffdU")  # an acute by another name
def test_cleaning_twice_changes_nothing(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd"])))
def test_no_letter_or_digit_is_lost(text):
    composed = unicodedata.normalize("NFC", text)
    kept = [c for c in composed if not 0xFB00 <= ord(c) <= 0xFB06]
    cleaned = normalise(text)
    assert all(c in cleaned for c in kept)


@pytest.mark.parametrize(
    ("text", "folded"), [("RÉFÉRENCES", "references"), ("Straße", "strasse"), ("l’eau", "l'eau")]
)
def test_folding_drops_case_and_accents(text, folded):
    assert fold(text) == folded
