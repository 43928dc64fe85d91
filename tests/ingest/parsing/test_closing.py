"""What authors leave after the text: correspondence lines, signatures, notes on themselves."""

from dataclasses import replace

import pytest

from ingest.parsing.front.closing import merge_authors, read_biographies, read_correspondence, read_signatures
from ingest.parsing.layout.blocks import make_blocks
from ingest.parsing.layout.rows import read_rows
from ingest.parsing.records import ParsedAuthor, SourceFile
from ingest.parsing.structure.block_features import bio_name, is_correspondence, is_signature, signed_names
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page, text_file


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


@pytest.mark.parametrize(
    ("place", "gap", "name", "names"),
    [
        ("Bad Aldau", 150.0, "Ana Sá", ("Ana Sá",)),
        ("Bad Aldau", 20.0, "Ana Sá", ()),  # words of a justified line
        ("in the valley", 150.0, "Ana Sá", ()),
        ("Chapter 3", 150.0, "Ana Sá", ()),
        ("Bad Aldau", 150.0, "price of bread", ()),
    ],
)
def test_a_reviewer_signs_at_the_other_end_of_the_line_of_the_place(place, gap, name, names):
    first = printed_line(place, y=220.0)
    second = printed_line(name, x=first.box[0] + first.box[2] + gap, y=220.0)
    end = second.box[0] + second.box[2]
    words, text = first.words + second.words, f"{place} {name}"
    signed = replace(first, words=words, text=text, box=(72.0, 220.0, end - 72.0, 10.0))
    lines = [
        replace(printed_line(each, y=50 + 12 * n), box=(72.0, 50 + 12 * n, end - 72.0, 10.0))
        for n, each in enumerate(paragraph(120))
    ]
    (rows,) = read_rows(SourceFile("application/pdf", (printed_page([*lines, signed]),)))
    assert signed_names(make_blocks(rows)[-1]) == names
