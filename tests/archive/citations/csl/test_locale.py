"""Terms, options and date formats of a language, and what a style says instead."""

from __future__ import annotations

from archive.citations.csl.locale import load_locale
from tests.archive.citations.csl.small_styles import cited, style, work, year


def test_a_form_that_is_missing_is_answered_with_the_next():
    terms = '<locale><terms><term name="editor" form="verb">por</term></terms></locale>'
    assert cited(style('<text term="editor" form="verb-short"/>', locale=terms, language="zz"), work()) != ""
    spanish = load_locale("es-ES")
    assert spanish.text("page", "symbol") == spanish.text("page", "short") == "p."


def test_a_dialect_without_a_file_is_answered_with_its_language():
    assert load_locale("es-AR").text("and") == "y"
    assert load_locale("es").text("and") == "y"
    assert load_locale("qu").text("and") == "and"


def test_the_terms_are_those_of_the_language_asked_for():
    read = style('<date variable="issued" form="text"/>', language="es-ES")
    assert cited(read, work(issued=year(2007, 12, 4))) == "4 de diciembre de 2007"


def test_the_style_says_otherwise_from_the_general_to_the_dialect():
    def and_in(language):
        terms = "".join(
            f'<locale {lang}><terms><term name="and">{word}</term></terms></locale>'
            for lang, word in (
                ("", "any"),
                ('xml:lang="es"', "spanish"),
                ('xml:lang="es-ES"', "dialect"),
            )
        )
        return cited(style('<text term="and"/>', locale=terms, language=language), work())

    assert [and_in("fr-FR"), and_in("es-MX"), and_in("es-ES")] == ["any", "spanish", "dialect"]


def test_an_empty_term_is_nothing():
    terms = '<locale><terms><term name="and"/></terms></locale>'
    assert cited(style('<text term="and"/><text value="x"/>', locale=terms), work()) == "x"
