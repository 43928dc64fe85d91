"""All published styles are found by words of their titles, by discipline and by ISSN; near ones where none is meant."""

import pytest

from archive.citations.style_names import fold, load_names
from archive.citations.styles import STYLES


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    return load_names(tmp_path_factory.mktemp("names") / "below" / "styles.tsv")


def test_every_style_has_a_line_that_is_kept_for_the_next_process(names, tmp_path_factory):
    assert len(names.lines) > 10_000
    assert {line.partition("\t")[0] for line in names.lines} >= {style.file for style in STYLES}
    file = tmp_path_factory.mktemp("kept") / "styles.tsv"
    file.write_text("\n".join(names.lines[:3]), "utf-8")
    assert load_names(file).lines == names.lines[:3]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("nature", "nature"),
        ("Nature Genetics", "nature-genetics"),
        ("genetics natu", "nature-genetics"),
        ("1570-8705", "ad-hoc-networks"),
        ("IEEE", "ieee"),
        ("citacoes bibliograficas", ""),
        ("zeitschrift fur technikfolgenabschatzung", "tatup-zeitschrift-fur-technikfolgenabschatzung-in-theorie-und-praxis"),
    ],
)  # fmt: skip
def test_words_or_their_beginnings_find_a_style_whatever_their_case_and_accents(names, words, first):
    found = names.found(words)
    assert (found[0].name if found else "") == first


def test_a_discipline_narrows_and_names_all_of_its_own_when_no_word_is_asked(names):
    history = names.found("", "history")
    assert len(history) > 100
    assert all("history" in head.fields for head in history)
    assert {head.name for head in names.found("annales", "history")} < {head.name for head in history}
    assert names.found("annales", "zoology") == []
    assert names.found("", "none-such") == names.found("") == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("chicgo-author-date", "chicago-author-date"), ("appa", "apa"), ("nature-neuro", "nature-neuroscience")],
)
def test_a_slip_leads_to_what_was_meant(names, asked, meant):
    near = [head.name for head in names.near(asked)]
    assert meant in near
    assert len(near) <= 5


def test_nothing_is_near_to_what_is_no_name(names):
    assert names.near("x" * 60) == []


def test_punctuation_and_accents_are_folded():
    assert fold("Été, l’«Año» & ſ") == "ete l ano s"
