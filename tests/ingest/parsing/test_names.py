"""Names of persons, as by-lines print them."""

import pytest

from ingest.parsing.structure.bylines import read_byline
from ingest.parsing.vocabulary.names import is_common_phrase, looks_like_name, split_name


@pytest.mark.parametrize(
    ("printed", "language", "given", "family"),
    [
        ("Inés Pradera", "es", "Inés", "Pradera"),
        ("Lucía Ferreyra Quispe", "es", "Lucía", "Ferreyra Quispe"),
        ("Juan Carlos García Márquez", "es", "Juan Carlos", "García Márquez"),
        ("Joana Albuquerque de Sá", "pt", "Joana", "Albuquerque de Sá"),
        ("María de los Ángeles López Ruiz", "es", "María de los Ángeles", "López Ruiz"),
        ("Ashlee N. Ford Vega", "en", "Ashlee N.", "Ford Vega"),
        ("S. K. Morgan Ernst", "en", "S. K. Morgan", "Ernst"),
        ("A. N. Villano", "en", "A. N.", "Villano"),
        ("Ludwig van Beethoven", "de", "Ludwig", "van Beethoven"),
        ("Sarah Victoria Stewart", "en", "Sarah Victoria", "Stewart"),
        ("Victor Magdaleno-Garcia", "en", "Victor", "Magdaleno-Garcia"),
        ("HAO WU", "en", "Hao", "Wu"),
        ("MARÍA DE LA CRUZ", "es", "María", "de la Cruz"),
        ("J. W. VON GOETHE", "de", "J. W.", "von Goethe"),
        ("Dr. Ana Paz", "en", "Ana", "Paz"),
        ("M.ª Pilar Roca Luna", "es", "M.ª Pilar", "Roca Luna"),
        ("M.ª PILAR ROCA", "es", "M.ª Pilar", "Roca"),
        ("M.ª del Pilar Roca", "es", "M.ª del Pilar", "Roca"),
        ("F. Javier Roca de Santa Luna", "es", "F. Javier", "Roca de Santa Luna"),
        ("William Oakes III", "en", "William", "Oakes III"),
    ],
)
def test_a_name_is_split(printed, language, given, family):
    name = split_name(printed, language)
    assert (name.given, name.family, name.printed) == (given, family, printed)


@pytest.mark.parametrize(
    "text",
    [
        "Inés Pradera",
        "J. Åkesson",
        "Marc-André d'Arcy",
        "Eva-Maria von Roth",
        "WILLY BRANDT",
        "Assunção Paz",
        "Pio da Encarnação",
    ],
)
def test_these_may_be_names(text):
    assert looks_like_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "Statement of Need",
        "University of Tarvita",
        "the People",
        "Trade",
        "Water and Bread",
        "Chapter 4",
        "AN R COMPANION FOR DATA",
    ],
)
def test_these_are_no_names(text):
    assert not looks_like_name(text)


def test_everyday_words_are_no_name_unless_a_given_name_is_among_them():
    assert is_common_phrase("Practical Case Study")
    assert not is_common_phrase("Michael Lee")
    assert not is_common_phrase("Inés Pradera")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Inés Pradera and Tomás Vilar", ["Inés Pradera", "Tomás Vilar"]),
        ("by Ana Sá, Luis Paz and Eva Roth", ["Ana Sá", "Luis Paz", "Eva Roth"]),
        ("Ana Sá¹*, Luis Paz¹,² and Eva Roth²", ["Ana Sá", "Luis Paz", "Eva Roth"]),
        ("Ana Sá ¹ , Luis Paz ¹, ² , and Eva Roth ²", ["Ana Sá", "Luis Paz", "Eva Roth"]),
        ("Ana Sá¹, ID , Luis Paz², ID", ["Ana Sá", "Luis Paz"]),
        ("ANA SÁ AND LUIS PAZ", ["ANA SÁ", "LUIS PAZ"]),
        ("Ana Sá; Luis Paz", ["Ana Sá", "Luis Paz"]),
        ("Sá e Paz, Ana; de la Luz, Tamm", ["Ana Sá e Paz", "Tamm de la Luz"]),
        ("de Sá, Ana M.", ["Ana M. de Sá"]),
        ("Sá, Ana¹; Paz, Luis²", ["Ana Sá", "Luis Paz"]),
        ("Roth, K.-H.", ["K.-H. Roth"]),
        ("Ana Sá, K. P. S. Rao", ["Ana Sá", "K. P. S. Rao"]),
        ("Ana Roca e Sá e Luis Paz", ["Ana Roca e Sá", "Luis Paz"]),
        ("ANA ROCA E SÁ E LUIS PAZ", ["ANA ROCA e SÁ", "LUIS PAZ"]),
        ("M.ª PILAR ROCA Y LUIS PAZ", ["M.ª PILAR ROCA", "LUIS PAZ"]),
        ("By the Rev. Ana Sá, M.A., and Luis Paz, F.S.A.", ["the Rev. Ana Sá", "Luis Paz"]),
        ("Por Ana Sá y Luis Paz", ["Ana Sá", "Luis Paz"]),
        ("Hélène Marchand et Étienne Vauquelin", ["Hélène Marchand", "Étienne Vauquelin"]),
        ("Åke Sjöström och Märta Berg", ["Åke Sjöström", "Märta Berg"]),
        ("Ana Sá (Lima), Luis Paz (Quito) and Eva Roth (Cork)", ["Ana Sá", "Luis Paz", "Eva Roth"]),
        ("Ana Sá (1), Luis Paz (2, 3)", ["Ana Sá", "Luis Paz"]),
        ("Ana Sá [a], Luis Paz [a,b,*]", ["Ana Sá", "Luis Paz"]),
        ("Helen Oakes, Hull, Thomas Lund, Bergen", ["Helen Oakes", "Thomas Lund"]),
        ("Ana Sá, teacher at Lima, and Eva Roth, formerly clerk at Hull", ["Ana Sá", "Eva Roth"]),
        ("By Ana Sá, Staff Writer", ["Ana Sá"]),
        ("Paz L, O'Hara TP, de la Luz M", ["L Paz", "TP O'Hara", "M de la Luz"]),
        ("Interview by Ana Sá", ["Ana Sá"]),
        ("Text: Ana Sá and Luis Paz  Photographs: Eva Roth", ["Ana Sá", "Luis Paz"]),
        ("Ana Sá Traducción de Eva Roth", ["Ana Sá"]),
        ("Ramakesan¹, Widyadi²", ["Ramakesan", "Widyadi"]),
        ("Ana Sá¹ – Luis Paz²", ["Ana Sá", "Luis Paz"]),
        ("ANA ROCA E SÁ* E LUIS PAZ**", ["ANA ROCA e SÁ", "LUIS PAZ"]),
    ],
)
def test_a_by_line_is_read(line, names):
    found = read_byline(line)
    assert found is not None
    assert [signature.name for signature in found.signatures] == names


@pytest.mark.parametrize(
    "line",
    [
        "Practical Case Study",
        "Summary",
        "The council met in Lima, Quito and La Paz in June.",
        "Keywords: trade, water",
        "ana@valley.example",
        "Text Mining Methods",
        "Introduction¹",
        "Salt – Water",
    ],
)
def test_other_lines_are_no_by_lines(line):
    assert read_byline(line) is None


def test_marks_tie_names_to_addresses():
    first, second = read_byline("Ana Sá¹*, Luis Paz¹,²").signatures
    assert (first.marks, first.is_corresponding) == (("1",), True)
    assert (second.marks, second.is_corresponding) == (("1", "2"), False)
