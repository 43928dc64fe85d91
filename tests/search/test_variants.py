"""Words that meet across spellings, names and languages."""

from collections import Counter

import pytest
from django.urls import reverse
from django.utils import translation

from search import engine
from search.keyword_pairs import keyword_lists, pairs_of, translations
from search.knowledge import other_names
from search.parallel_titles import Title, meetings_of_titles, pairs_of_titles, pairs_that_meet
from search.query_language import read
from search.transliteration import in_latin_letters, in_other_letters
from search.variants import variants_of

LANGUAGES = ("en", "es", "pt")


def variants(form, archive):
    return set(variants_of(form, LANGUAGES, lambda each: each in archive.split()))


@pytest.mark.parametrize(
    ("form", "other"),
    [
        ("privatisation", "privatization"),
        ("organised", "organized"),
        ("analyse", "analyze"),
        ("labour", "labor"),
        ("neighbourhoods", "neighborhoods"),
        ("centre", "center"),
        ("defence", "defense"),
        ("archaeology", "archeology"),
        ("grey", "gray"),
        ("connection", "connexion"),
        ("show", "shew"),
        ("setiembre", "septiembre"),
        ("obscuro", "oscuro"),
        ("mexicano", "mejicano"),
        ("accao", "acao"),
        ("facto", "fato"),
        ("farmacia", "pharmacia"),
        ("privatization", "privatizacion"),
        ("privatisation", "privatizacao"),
        ("structure", "estructura"),
        ("community", "comunidad"),
        ("sociedade", "society"),
        ("national", "nacional"),
        ("accion", "action"),
        ("historica", "historic"),
        ("monetaria", "monetary"),
        ("religiosa", "religious"),
        ("variable", "variavel"),
        ("flexible", "flexivel"),
        ("method", "metodo"),
        ("energia", "energy"),
    ],
)
def test_spellings_and_learned_words_meet_both_ways(form, other):
    assert other in variants(form, other)
    assert form in variants(other, form)


@pytest.mark.parametrize(
    ("form", "other"),
    [
        ("four", "for"),
        ("filled", "filed"),
        ("prise", "prize"),
        ("through", "trough"),
        ("model", "modal"),
        ("house", "hose"),
        ("contour", "contor"),
        ("water", "wather"),
        ("1998", "1999"),
    ],
)
def test_what_only_looks_alike_is_another_word(form, other):
    assert not variants(form, other)


def test_what_the_archive_lacks_is_not_searched():
    assert not variants("privatisation", "")


@pytest.mark.parametrize(
    ("form", "other"),
    [
        ("sozialer", "social"),
        ("reproduzierbare", "reproducible"),
        ("privatisieren", "privatize"),
        ("privatisierung", "privatization"),
        ("mouvements", "movement"),
        ("econometrie", "econometrics"),
    ],
)
def test_words_of_a_language_that_no_article_has(form, other):
    assert other in variants(form, other)


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [("достоевскии", "dostoevsky"), ("чехов", "chekhov"), ("ярмарка", "iarmarka"), ("μαρξ", "marx")],
)
def test_names_in_other_letters(cyrillic, latin):
    assert latin in set(in_latin_letters(cyrillic))
    assert cyrillic in set(in_other_letters(latin))
    assert not list(in_latin_letters(latin))


BILINGUAL = """Resumen: Se trata de un río.

Palabras clave: agua, derechos humanos; barrio.

Abstract: This is of a river.

Keywords: water, human rights; neighbourhood.
"""


def test_keywords_in_two_languages_are_a_dictionary():
    assert keyword_lists(BILINGUAL) == {
        "es": ("agua", "derechos humanos", "barrio"),
        "en": ("water", "human rights", "neighbourhood"),
    }
    known = translations(Counter(pairs_of(BILINGUAL)))
    assert known["agua"] == ("water",)
    assert known["human rights"] == ("derechos humanos",)


def test_what_most_articles_say_comes_first():
    told = {"water\tagua": 2, "water\taguas": 3, "rights\tley": 1, "rights\tderechos": 1}
    assert translations(told) == {"water": ("aguas", "agua"), "rights": ("derechos", "ley")}


@pytest.mark.parametrize(
    "text",
    [
        "Keywords: alley, bridge, river\n\nPalabras clave: callejón, puente, río",  # in order of the alphabet
        "Keywords: water, rights\n\nPalabras clave: agua, derechos, barrio",
        "Keywords: water, rights",
    ],
)
def test_lists_that_do_not_answer_to_each_other_translate_nothing(text):
    assert pairs_of(text) == []


@pytest.mark.parametrize(
    ("english", "spanish", "pairs"),
    [
        ("Tides", "Mareas", {("tides", "mareas")}),
        ("The Privatization of Water in Cochabamba", "La privatización del agua en Cochabamba", {("water", "agua")}),
        ("Structures of the City", "Las estructuras de la ciudad", set()),  # both are of one origin
        ("Harbours and Walls", "Puertos y muros", set()),
        ("Water in the Harbour", "Agua", set()),
        ("Water", "", set()),
    ],
)  # fmt: skip
def test_titles_in_two_languages_translate_the_one_word_that_is_left(english, spanish, pairs):
    told = pairs_of_titles([Title("en", english), Title("es", spanish)])
    assert set(told) == {"\t".join(pair) for each in pairs for pair in (each, each[::-1])}


def meeting(*titles):
    """What these titles say together, each article's two in English and Spanish."""
    both = [[Title("en", english), Title("es", spanish)] for english, spanish in titles]
    return pairs_that_meet(Counter(each for article in both for each in meetings_of_titles(article)))


def test_words_that_meet_in_many_titles_and_meet_nothing_else_are_translations():
    told = meeting(
        ("Harbours and Walls", "Puertos y muros"),
        ("The Fish of Two Harbours", "Los peces de dos puertos"),
        ("Walls of Salt", "Muros de sal"),
    )
    assert told == {"harbours\tpuertos": 2, "puertos\tharbours": 2, "walls\tmuros": 2, "muros\twalls": 2}


@pytest.mark.parametrize(
    "titles",
    [
        [("Harbours and Walls", "Puertos y muros")],  # once is no rule
        [("Harbours and Walls", "Puertos y muros")] * 3,  # which is which?
        [("Harbours and Walls", "Puertos y muros"), ("Harbours and Fish", "Bahías y peces")],
        [("Two Long Titles Share Six Foreign Words", "Puertos muros peces sal mareas faros barcos")] * 2,
    ],
)
def test_words_that_meet_by_chance_translate_nothing(titles):
    assert meeting(*titles) == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the FTAA (ALCA in Spanish) failed", ["ALCA"]),
        ("Area of the Americas (FTAA, or ALCA, its Spanish acronym)", ["ALCA"]),
        ("las Américas (ALCA, o FTAA por sus siglas en inglés)", ["ALCA"]),
        ("the FTAA (NAFTA was older)", []),
        ("the FTAA and ALCA in Spanish towns", []),
    ],
)
def test_acronyms_that_a_text_says_are_one(text, names):
    assert other_names("FTAA", text) == names


# ------------------------------------------------------------------ in the archive
@pytest.fixture
def articles(publish):
    return {
        "british": publish("British", texts=("The privatisation of the harbour was slow.",)),
        "american": publish("American", texts=("The privatization of the harbor was slow, slow and bad.",)),
        "spanish": publish("Español", texts=(f"La privatización del agua.\n\n{BILINGUAL}",), language="es"),
        "english": publish("Wells", texts=("The water of the wells.",)),
    }


def titles(text):
    return [row.document.title for row in engine.run(f"{text} near:off").rows]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "first", "others"),
    [
        ("privatisation", "British", {"American", "Español"}),
        ("privatization", "American", {"British", "Español"}),
        ("privatización", "Español", {"British", "American"}),
        ("agua", "Español", {"Wells"}),
    ],
)
def test_variants_are_found_last_said_and_switched_off(articles, text, first, others):
    found = engine.run(text)
    assert found.rows[0].document.title == first
    assert {row.document.title for row in found.rows[1:]} == others
    assert all(row.hits for row in found.rows)
    assert [each.kind for each in found.also] == ["variants"]
    assert engine.run(found.also[0].query_without).total == 1
    assert engine.run(f"{text} variantes:off").total == 1


@pytest.mark.django_db
def test_titles_in_two_languages_are_a_dictionary_of_the_archive(publish):
    publish(
        "Tides",
        texts=("They rise.",),
        parallel_texts=[{"language": "es-MX", "title": "Mareas", "abstract": ""}],
    )
    publish("Los puertos", texts=("Las mareas altas.",), language="es")
    publish("Walls and Fish", parallel_texts=[{"language": "es", "title": "Muros y peces", "abstract": ""}])
    publish("Walls of Salt", parallel_texts=[{"language": "es", "title": "Muros de sal", "abstract": ""}])
    publish("La ciudad", texts=("Dentro de los muros.",), language="es")
    assert titles("tides") == ["Tides", "Los puertos"]
    assert set(titles("mareas")) == {"Los puertos", "Tides"}
    assert "La ciudad" in titles("walls")
    assert engine.run("tides variants:off").total == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ['"privatisation of"', "=privatisation", "privatis*", "privatisation~", "subject:privatisation"]
)
def test_what_is_written_in_notation_has_no_variants(articles, text):
    assert not [each for each in engine.run(text).also if each.kind == "variants"]


@pytest.mark.django_db
def test_marks_are_those_that_the_results_promise(articles):
    (row,) = [row for row in engine.run("privatisation").rows if row.document == articles["american"]]
    assert len(engine.locate_in_document(row.document, "privatisation")) == row.hits == 1
    assert "<mark>privatization</mark>" in row.pages[0].snippets[0].text


@pytest.mark.django_db
def test_variants_are_said_on_the_page_in_its_language(client, articles):
    address = reverse("search:results")
    page = client.get(address, {"q": "privatisation"}).content.decode()
    assert "Also found, in other spellings and languages:" in page
    assert "privatisation+variants%3Aoff" in page
    with translation.override("es"):
        page = client.get(address, {"q": "privatisation"}, headers={"accept-language": "es"}).content.decode()
    assert "También se halló, en otras grafías y lenguas:" in page


@pytest.mark.django_db
def test_variants_are_said_as_they_are_printed(client, articles, publish):
    page = client.get(reverse("search:results"), {"q": "privatisation"}).content.decode()
    assert "<q>privatización</q>" in page
    publish(
        "Deutsch",
        texts=("Die Privatisierung. ÜBER ALLES: PRIVATISIERUNG. Die Privatisierung?",),
        language="de",
    )
    assert "Privatisierung" in engine.run("privatisation").also[0].printed


@pytest.mark.django_db
def test_the_api_says_what_else_was_searched(client, articles):
    (said,) = client.get("/api/search", {"q": "privatisation"}).json()["also"]
    assert (said["kind"], said["written"]) == ("variants", "privatisation")
    assert set(said["forms"]) == {"privatization", "privatizacion"}


@pytest.mark.django_db
def test_acronyms_that_the_archive_links_find_each_other(publish):
    publish("Both", texts=("The Free Trade Area (FTAA, or ALCA in Spanish) failed.",))
    publish("English", texts=("What the FTAA meant.",))
    publish("Español", texts=("Los años del ALCA.",), language="es")
    for text in ("FTAA", "ALCA"):
        found = engine.run(text)
        assert found.total == 3
        assert [each.kind for each in found.also] == ["acronyms"]
        assert engine.run(f"{text} acronyms:off").total == 2


def test_the_switch_is_written_by_its_own_name():
    assert read("labour variantes:off").describe() == "labour variants:off"


def test_a_stem_is_no_other_spelling():
    """ "polici" stands in an index as the stem of policy."""
    assert "polici" not in variants_of("policy", ("en", "es", "pt"), lambda form: True)
    assert "histori" not in variants_of("history", ("en", "es", "pt"), lambda form: True)
