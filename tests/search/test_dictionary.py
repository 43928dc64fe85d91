"""What single words are in other languages, by the dictionary that is made of open wordnets."""

from pathlib import Path

import pytest

from search import engine
from search.dictionary import MAX_TRANSLATIONS, Dictionary, dictionary, translations_of

LANGUAGES = ("en", "es", "fr", "pt")
MAX_BYTES = 15_000_000


def translations(form, languages=LANGUAGES, stands=lambda form: True):
    return translations_of(form, languages, stands)


@pytest.mark.parametrize(
    ("form", "others"),
    [
        ("water", {"agua", "eau"}),
        ("eau", {"water", "agua"}),
        ("work", {"trabajo", "travail", "trabalho"}),
        ("trabajo", {"work", "travail", "trabalho"}),
        ("pueblos", {"people"}),
        ("povos", {"people", "pueblo"}),
        ("cities", {"ciudad", "ville", "cidade"}),
        ("journaux", {"newspaper", "periodico", "jornal"}),
        ("women", {"mujer", "femme", "mulher"}),
        ("banque", {"bank", "banco"}),
        ("movimientos", {"movement", "movimento"}),
        ("imagens", {"photo", "imagen"}),
        ("reseaux", {"network", "red"}),
        ("luchas", {"struggle", "luta"}),
        ("war", {"guerra", "guerre"}),
    ],
)
def test_a_word_in_any_form_is_known_in_other_languages(form, others):
    assert others <= set(translations(form))


@pytest.mark.parametrize(
    ("form", "others"),
    [
        ("wasser", {"water", "agua", "eau"}),
        ("zeitungen", {"newspaper", "periodico"}),
        ("recht", {"law", "ley"}),
        ("stadte", {"city", "ciudad", "cidade"}),
        ("volker", {"people", "povo"}),
        ("bucher", {"book", "libro", "livro", "livre"}),
        ("law", {"recht"}),
        ("agua", {"wasser"}),
        ("pont", {"brucke"}),
    ],
)
def test_german_is_among_them(form, others):
    assert others <= set(translations(form, (*LANGUAGES, "de")))


def test_a_word_of_a_language_that_the_archive_lacks_is_known_though_others_name_it():
    assert set(translations("histoire", ("en", "es", "pt"))) == {"history", "historia", "story"}


def test_german_nouns_are_printed_with_their_capital():
    assert dictionary().printed("brucke", ("de",)) == "Brücke"


@pytest.mark.parametrize(
    ("form", "wrong"),
    [("bank", "orilla"), ("water", "orina"), ("banco", "bench"), ("agua", "rain"), ("war", "was")],
)
def test_rare_senses_are_left_out(form, wrong):
    assert wrong not in translations(form)


@pytest.mark.parametrize("form", ["xyzzy", "1998", "wasserrecht", "of", "ou"])
def test_what_is_no_word_of_it_has_no_translation(form):
    assert translations(form) == ()


def test_only_what_the_archive_has_and_only_its_languages():
    assert translations("water", stands={"agua"}.__contains__) == ("agua",)
    assert set(translations("agua", ("en", "es"))) == {"water"}
    assert translations("agua", ("en",)) == ()


def test_what_the_stem_finds_anyway_is_no_translation():
    """ "hospital" is the same in three languages, and "dívidas" is a form of "dívida"."""
    assert "hospital" not in translations("hospital")
    assert not {"deudas", "dividas"} <= set(translations("debt"))
    assert len({form.rstrip("s") for form in translations("debt")}) == len(translations("debt"))


def test_each_language_has_its_best_translation():
    found = translations("pueblos", ("en", "es", "fr", "it", "pt"))
    assert len(found) == MAX_TRANSLATIONS
    assert {"people", "popolazione"} <= set(found[:4])


def test_words_are_printed_with_their_accents():
    assert dictionary().printed("agua", ("pt",)) == "água"
    assert dictionary().printed("agua", ("de", "es", "pt")) == "agua"
    assert dictionary().printed("xyzzy", LANGUAGES) is None


def test_the_next_process_maps_what_was_made(settings, monkeypatch):
    made = dictionary()._arrays
    monkeypatch.setattr("search.dictionary.translations_between", lambda: made)
    Dictionary()
    monkeypatch.setattr("search.dictionary.translations_between", None)
    again = Dictionary()
    assert list(again.translations(again.find("agua", "es"), "es", "en")) == ["water"]
    (kept,) = Path(settings.SEARCH_DIR, "words").glob("translations-*.arr")
    assert kept.stat().st_size < MAX_BYTES


# ------------------------------------------------------------------ in the archive
@pytest.fixture
def articles(publish):
    publish("Wells", texts=("The water of the wells belongs to nobody.",))
    publish("Los pozos", texts=("El agua de los pozos.",), language="es")
    publish("Os poços", texts=("A água dos poços.",), language="pt")
    publish("Peoples", texts=("The peoples and their bank.",))
    publish("Rivers", texts=("The slope beside the river.",))
    publish("El banco", texts=("El banco de los pueblos.",), language="es")


def titles(text):
    return [row.document.title for row in engine.run(f"{text} near:off").rows]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("water", "Wells", {"Los pozos", "Os poços"}),
        ("agua", None, {"Wells", "Los pozos", "Os poços"}),
        ("pueblos", "El banco", {"Peoples"}),
        ("bank", "Peoples", {"El banco"}),
        ("peoples bank", "Peoples", {"El banco"}),
    ],
)
def test_translations_are_found_last_and_switched_off(articles, text, first, others):
    found = titles(text)
    assert first is None or found[0] == first
    assert set(found) == others | {found[0]}
    assert len(titles(f"{text} variants:off")) < len(found)


@pytest.mark.django_db
def test_translations_are_said_as_they_are_printed(articles):
    (also,) = engine.run("water").also
    assert also.kind == "variants"
    assert set(also.printed) == {"agua"}
    (row,) = [row for row in engine.run("water").rows if row.document.title == "Os poços"]
    assert "<mark>água</mark>" in row.pages[0].snippets[0].text


@pytest.mark.django_db
def test_most_words_of_a_question_may_be_translations(articles):
    """No article has all; a word is there where its translation is."""
    found = engine.run("who owns the water of the wells and the bank zzyzx")
    assert "Los pozos" in [row.document.title for row in found.rows]
    assert found.fewer_words is not None


@pytest.mark.django_db
def test_an_archive_of_one_language_is_not_asked_for_translations(publish, monkeypatch):
    publish("Wells", texts=("The water of the wells.",))
    monkeypatch.setattr("search.dictionary.dictionary", None)
    monkeypatch.setattr("search.knowledge.dictionary", None)
    assert titles("water") == ["Wells"]
    assert titles("agua") == []
