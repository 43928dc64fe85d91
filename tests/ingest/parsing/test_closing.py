"""What authors leave after the text: correspondence lines, signatures, notes on themselves."""

import pytest

from ingest.parsing.front.closing import merge_authors, read_biographies, read_correspondence, read_signatures
from ingest.parsing.layout.blocks import make_blocks
from ingest.parsing.layout.rows import read_rows
from ingest.parsing.records import ParsedAuthor
from ingest.parsing.structure.block_features import bio_name, is_correspondence, is_signature
from tests.ingest.parsing.page_builders import text_file


def only_block(text):
    (block,) = make_blocks(read_rows(text_file(text))[0])
    return block


@pytest.mark.parametrize(
    ("line", "language", "given", "family", "affiliation", "email"),
    [
        (
            "Please address correspondence to: Inés Pradera, Alliance of the Valley, Lima, Peru. [email: ines@valley.example]",
            "en", "Inés", "Pradera", "Alliance of the Valley, Lima, Peru", "ines@valley.example",
        ),
        (
            "Correspondence: Tomás Vilar, School of Water <tv@water.example>",
            "en", "Tomás", "Vilar", "School of Water", "tv@water.example",
        ),
        (
            "Dirección para correspondencia: Lucía Ferreyra Quispe, Centro del Altiplano, Oruro. [correo: lf@centro.example]",
            "es", "Lucía", "Ferreyra Quispe", "Centro del Altiplano, Oruro", "lf@centro.example",
        ),
        (
            "Adresse de correspondance: Hélène Marchand, Institut des eaux, Grenoble. [courriel: hm@eaux.example]",
            "fr", "Hélène", "Marchand", "Institut des eaux, Grenoble", "hm@eaux.example",
        ),
        ("Korrespondenzadresse: Hans Möller, Institut für Wasser, Kiel", "de", "Hans", "Möller", "Institut für Wasser, Kiel", ""),
    ],
)  # fmt: skip
def test_a_correspondence_line_names_the_author(line, language, given, family, affiliation, email):
    assert is_correspondence(only_block(line))
    author = read_correspondence(line, language)
    assert (author.given, author.family, author.affiliation, author.email) == (
        given,
        family,
        affiliation,
        email,
    )


def test_a_bracket_without_an_address_is_text():
    assert not is_correspondence(only_block("of the MERCOSUR [Southern Common Market] and others"))
    assert read_correspondence("Correspondence should be short and to the point.", "en") is None


def test_signatures_at_the_end():
    block = only_block(
        "A. B. CARDONA, Department of Water,\nUniversity of the Valley <cardona@valley.example>\n"
        "HAO YE, Department of Bread"
    )
    assert is_signature(block)
    first, second = read_signatures([block], "en")
    assert (first.given, first.family, first.email) == ("A. B.", "Cardona", "cardona@valley.example")
    assert first.affiliation == "Department of Water, University of the Valley"
    assert (second.given, second.family, second.affiliation) == ("Hao", "Ye", "Department of Bread")


def test_a_list_of_names_in_capitals_is_no_signature():
    assert not is_signature(only_block("ANA SÁ, LUIS PAZ AND EVA ROTH\nUniversity of the Valley"))


def test_biographical_notes():
    first, second = read_biographies(
        "A. N. Pradera is at Department of Water, Tarvita. Luis Paz teaches at the Valley College. Email: paz@valley.example",
        "en",
    )
    assert (first.given, first.family, first.affiliation) == (
        "A. N.",
        "Pradera",
        "Department of Water, Tarvita",
    )
    assert (second.family, second.affiliation, second.email) == (
        "Paz",
        "the Valley College",
        "paz@valley.example",
    )


@pytest.mark.parametrize(
    "text", ["Water is a right.", "The council of the valley is at work.", "It was late."]
)
def test_other_sentences_tell_of_no_author(text):
    assert bio_name(text) == ""


def test_closing_matter_adds_to_known_authors_and_never_adds_strangers():
    known = [
        ParsedAuthor("Ana", "Sá", name_as_printed="Ana Sá"),
        ParsedAuthor("Luis", "Paz", name_as_printed="Luis Paz"),
    ]
    others = [
        ParsedAuthor(
            "Ana", "Sá", name_as_printed="ANA SÁ", affiliation="Valley College", email="sa@valley.example"
        ),
        ParsedAuthor("Eva", "Roth", name_as_printed="Eva Roth"),
    ]
    merged = merge_authors(known, others)
    assert [a.family for a in merged] == ["Sá", "Paz"]
    assert (merged[0].affiliation, merged[0].email) == ("Valley College", "sa@valley.example")
