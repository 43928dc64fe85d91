"""Whole small files through the pipeline: what is told, what stays unknown, what must not be lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page, text_file


def body(seed=0, words=90):
    return "\n".join(paragraph(words, seed))


def parse_text(*pages):
    return parse(text_file(*pages)).documents


FRONT = """Water after the Contract

A History of Wells

{names}

Abstract: {abstract}

Keywords: water; wells; bread

DOI: 10.5555/valley.7

1. The first well

{one}

1.1 Its depth

{two}

2. Its neighbours

{three}

References

Sá, A. (2001) On water. Valley Press. doi:10.5555/press.1
Paz, L. (1999) Bread and water. River Books.

Please address correspondence to: Ana Sá, Valley College. [email: sa@valley.example]"""


@pytest.fixture(scope="module")
def article():
    text = FRONT.format(
        names="Ana Sá and Luis Paz", abstract=body(3, 60), one=body(), two=body(5), three=body(7, 30)
    )
    (document,) = parse_text(text)
    return document


def test_front_matter_is_told_from_the_text(article):
    assert article.title == "Water after the Contract"
    assert article.subtitle == "A History of Wells"
    assert [(a.given, a.family) for a in article.authors] == [("Ana", "Sá"), ("Luis", "Paz")]
    assert article.authors[0].email == "sa@valley.example"
    assert article.authors[0].affiliation == "Valley College"
    assert article.abstract == " ".join(body(3, 60).split())
    assert article.keywords == ("water", "wells", "bread")
    assert article.doi == "10.5555/valley.7"
    assert article.language == "en"


def test_headings_have_levels_and_references_are_split(article):
    heads = [(s.heading, s.level) for s in article.sections if s.heading and s.kind == "body"]
    assert heads == [("1. The first well", 1), ("1.1 Its depth", 2), ("2. Its neighbours", 1)]
    assert [r.doi for r in article.references] == ["10.5555/press.1", ""]


def test_every_told_value_says_where_it_was_read(article):
    assert set(article.evidence) == {
        "boundary",
        "title",
        "subtitle",
        "authors",
        "abstract",
        "keywords",
        "doi",
        "language",
        "references",
    }
    assert all(0 < evidence.confidence <= 1 for evidence in article.evidence.values())


@pytest.mark.parametrize(
    "names",
    [
        "by Ana Sá and Luis Paz",
        "ANA SÁ AND LUIS PAZ",
        "Ana Sá¹*, Luis Paz²\n¹ Valley College, Lima\n² Institute of Bread, Quito\n* Corresponding author: sa@valley.example",
        "Ana Sá\nValley College, Lima\nsa@valley.example\nLuis Paz\nInstitute of Bread, Quito",
    ],
)
def test_names_above_the_text_in_every_usual_form(names):
    text = FRONT.format(names=names, abstract=body(3, 60), one=body(), two=body(5), three=body(7, 30))
    (document,) = parse_text(text)
    assert [(a.given, a.family) for a in document.authors] == [("Ana", "Sá"), ("Luis", "Paz")]


def test_text_without_any_cue_is_one_untitled_document_in_order():
    pages = [f"{body(1)}\n\n{body(2)}", body(3)]
    (document,) = parse_text(*pages)
    assert (document.title, document.authors, document.abstract, document.references) == ("", (), "", ())
    assert " ".join(p.text.replace("\n\n", " ") for p in document.pages).split() == " ".join(pages).split()


def test_an_article_ends_where_its_correspondence_line_stands_and_the_next_has_no_author():
    line = "Please address correspondence to: Ana Sá, Valley College. [email: sa@valley.example]"
    first, second = parse_text(f"{body(1)[0].lower()}{body(1)[1:]}\n\n{line}\n\n{body(2)}\n\n{body(4)}")
    assert first.begins_before
    assert [a.family for a in first.authors] == ["Sá"]
    assert (second.title, second.authors) == ("", ())
    assert second.evidence["boundary"].confidence < 0.8


def test_articles_in_two_languages_on_one_page_are_parted():
    spanish = (
        "El consejo del valle se reunió de nuevo para hablar del agua y del pan mientras la gente esperaba\n"
        "en la plaza. Nadie sabía cuándo llegaría la lluvia ni quién habría de pagar los pozos que faltaban.\n"
    )
    text = f"{body(1)}\n\n{body(2)}\n\nReferences\n\nSá, A. (2001) On water. Valley Press.\n\nLos pozos\n\n{spanish * 3}\n{spanish * 2}"
    first, second = parse_text(text)
    assert (first.language, second.language) == ("en", "es")


def test_an_appendix_after_the_references_is_no_new_article():
    text = f"{body(1)}\n\nReferences\n\nSá, A. (2001) On water. Valley Press.\n\nAppendix A. Tables of wells\n\n{body(2)}"
    assert len(parse_text(text)) == 1


def test_a_footnote_belongs_to_the_article_that_bears_its_mark():
    line = "Please address correspondence to: Ana Sá, Valley College. [email: sa@valley.example]"
    page = f"{body(1)[:-1]}.¹\n\n{line}\n\n{body(2)}\n\n¹ The well was dug again in June."
    first, second = parse_text(page)
    assert "dug again" in first.pages[0].text
    assert "dug again" not in second.pages[0].text
    assert first.pages[0].raw_text.splitlines() == [
        *f"{body(1)[:-1]}.¹".splitlines(),
        line,
        "¹ The well was dug again in June.",
    ]  # and nothing of the lines between
    assert second.pages[0].raw_text == body(2)


def test_a_paragraph_goes_on_behind_the_footnote_of_its_page():
    half, rest = body(1).split("\n", 1)
    (document,) = parse_text(f"{body(2)}\n\n{half}¹\n\n¹ The well was dug again.", f"{rest}\n\n{body(4)}")
    paragraphs = [p for s in document.sections if s.kind == "body" for p in s.paragraphs]
    assert f"{half}¹ {' '.join(rest.split())}" in paragraphs
    assert [page.runs_on for page in document.pages] == [True, False]


def test_type_sizes_tell_the_title_and_side_bars_stay_out_of_the_text():
    lines = [printed_line("Research Note", y=60, size=9)]
    lines += [
        printed_line("Wells of the Valley", y=80, size=18, bold=True),
        printed_line("Ana Sá", y=110, size=11),
    ]
    lines += [printed_line("Introduction", y=140, size=13, bold=True)]
    lines += [printed_line(text, y=160 + 12 * i) for i, text in enumerate(paragraph(150))]
    aside = ["Received", "3 June 2001", "Accepted", "9 July 2001"]
    lines += [printed_line(text, x=20, y=200 + 12 * i, size=7, block=1) for i, text in enumerate(aside)]
    document = parse(SourceFile("application/pdf", (printed_page(lines),))).documents[0]
    assert document.title == "Wells of the Valley"
    assert [a.family for a in document.authors] == ["Sá"]
    assert [s.heading for s in document.sections if s.heading] == ["Introduction"]
    assert "Received" not in " ".join(p for s in document.sections if s.kind == "body" for p in s.paragraphs)
    assert "Received" in document.pages[0].text


LINES = st.lists(
    st.one_of(
        st.just(""),
        st.sampled_from(
            [
                "References",
                "Abstract",
                "Keywords: water, bread",
                "Valley Forum 12",
                "Ana Sá and Luis Paz",
                "¹ A note.",
            ]
        ),
        st.text(alphabet="abcde AB.,-¹()1", min_size=1, max_size=60),
    ),
    max_size=25,
).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=4))
def test_no_letter_of_any_file_is_lost(pages):
    """Whatever stands on a page stands in an article or was taken as running head and folio."""
    parsed = parse(text_file(*pages))
    kept = sum(c.isalpha() for document in parsed.documents for page in document.pages for c in page.text)
    heads = sum(c.isalpha() for page in parsed.pages for c in page.running_head)
    printed = sum(c.isalpha() for page in pages for c in page)
    assert kept <= printed
    assert kept >= printed - _furniture_letters(pages) - heads


def _furniture_letters(pages):
    """Letters of the lines that may be heads or folios: four from every edge of a page."""
    total = 0
    for page in pages:
        lines = [line for line in page.splitlines() if line.strip()]
        total += sum(c.isalpha() for line in {*lines[:4], *lines[-4:]} for c in line)
    return total


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=3))
def test_sections_partition_the_text_of_every_article(pages):
    for document in parse(text_file(*pages)).documents:
        places = [(section.page, section.offset) for section in document.sections]
        assert places == sorted(set(places))
        assert places[0] == (0, 0)
        for section in document.sections:
            assert document.pages[section.page].text[section.offset :].startswith(section.heading)


SPANISH = (
    "El consejo del valle se reunió de nuevo para hablar del agua y del pan mientras la gente\n"
    "esperaba en la plaza, y nadie sabía cuándo llegaría la lluvia ni quién habría de pagar los\n"
    "pozos que faltaban en el barrio de arriba. Así pasó el verano entero.\n"
)


def test_of_two_abstracts_the_one_in_the_language_of_the_text_counts():
    text = (
        f"LOS POZOS DEL VALLE\n\nMaría Paz Gómez*\n\nAbstract\n\n{body(1, 60)}\n\nKeywords: wells; water\n\n"
        f"Resumen\n\n{SPANISH}\nPalabras clave: pozos; agua\n\nI. INTRODUCCIÓN\n\n{SPANISH}\n{SPANISH}\n"
        "* Profesora titular, Universidad del Valle. Correo electrónico: mpaz@valle.example"
    )
    (document,) = parse_text(text)
    assert document.language == "es"
    assert document.abstract.startswith("El consejo del valle")
    assert document.keywords == ("pozos", "agua")
    (author,) = document.authors
    assert (author.family, author.email) == ("Paz Gómez", "mpaz@valle.example")
    assert author.affiliation == "Profesora titular, Universidad del Valle"


@pytest.mark.parametrize(
    ("front", "names", "keywords"),
    [
        (
            "Les chemins de l’eau : une histoire\n\nHélène Marchand¹, Étienne Vauquelin²\n\n¹ Institut des eaux, Grenoble\n"
            "² Université du Val, Lyon\n\nRésumé : Le conseil de la vallée se réunit de nouveau pour parler de l’eau.\n\n"
            "Mots-clés : eau, puits\n\nIntroduction",
            ["Marchand", "Vauquelin"],
            ("eau", "puits"),
        ),
        (
            "Das Wasser im Tal\n\nVon Hans Möller und Eva Roth\n\nZusammenfassung: Der Rat des Tales kam wieder zusammen, "
            "um über Wasser zu reden.\n\nSchlüsselwörter: Wasser, Brot\n\n1 Einleitung",
            ["Möller", "Roth"],
            ("Wasser", "Brot"),
        ),
        (
            "As águas do vale\n\nPor Joana Albuquerque de Sá e Tomé Vilarinho\n\nResumo: O conselho do vale reuniu-se de novo "
            "para falar da água e do pão da gente.\n\nPalavras-chave: água, pão\n\nIntrodução",
            ["Albuquerque de Sá", "Vilarinho"],
            ("água", "pão"),
        ),
    ],
)
def test_cue_words_are_known_in_other_languages(front, names, keywords):
    language_text = {"Les": "Le conseil de la vallée parle de l’eau et du pain pendant que les gens attendent. ",
                     "Das": "Der Rat des Tales redet über Wasser und Brot, während die Leute auf dem Platz warten. ",
                     "As ": "O conselho do vale fala da água e do pão enquanto a gente espera na praça à tarde. "}[front[:3]]  # fmt: skip
    (document,) = parse_text(f"{front}\n\n{language_text * 5}")
    assert [a.family for a in document.authors] == names
    assert document.keywords == keywords
    assert document.abstract


def test_reviews_signed_with_name_and_place_are_articles_of_their_own():
    text = (
        f"Eva Roth, Bread and Power. Quito: River Books, 2002. 210 pp.\n\n{body(1)}\n\nLUIS PAZ\nValley College\n\n"
        f"Ana Sá, On Water. Lima: Valley Press, 2001. 320 pp.\n\n{body(2)}\n\nTOMÁS VILAR\nUniversity of the Valley"
    )
    first, second = parse_text(text)
    assert [(a.family, a.affiliation) for a in first.authors] == [("Paz", "Valley College")]
    assert [(a.family, a.affiliation) for a in second.authors] == [("Vilar", "University of the Valley")]
