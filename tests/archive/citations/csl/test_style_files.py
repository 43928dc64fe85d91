"""The published styles are found by name, and those shown first render works of every kind."""

from __future__ import annotations

import pytest

from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.style_files import (
    load_style,
    own_language,
    read_style_file,
    style_head,
    style_paths,
    styles_folder,
)
from tests.archive.citations.csl.small_styles import listed, person, work, year


@pytest.mark.parametrize(
    "name", ["no-such-style", "../apa", "APA", "", "apa.csl", "dependent/nature-genetics"]
)
def test_an_unknown_name_is_refused_and_leads_to_no_file(name):
    with pytest.raises(StyleError):
        load_style(name)


def test_a_style_that_stands_for_another_is_read_as_that_one():
    assert read_style_file("nature-genetics") == read_style_file("nature")
    assert style_head("apa").title.startswith("APA")


def test_styles_that_stand_for_one_are_compiled_once_and_keep_their_names():
    assert load_style("nature-genetics") is load_style("nature")
    assert style_head("nature-genetics").title == "Nature Genetics"


def test_a_style_that_names_no_language_has_that_of_the_one_that_it_stands_for():
    heads = {path.stem: style_head(path.stem) for path in sorted(style_paths())[::400]}
    silent = [head for head in heads.values() if head.parent and not head.language]
    for head in [*silent, style_head("nature-genetics")]:
        assert own_language(head.name) == head.language or style_head(head.parent).language
    assert own_language("iso690-author-date-es") == "es-ES"
    assert own_language("apa") == ""


def test_every_tenth_published_style_is_read_and_renders_an_article():
    article = work(
        type="article-journal",
        author=[person("Alba", "Ana María"), person("Bravo", "Jean-Luc")],
        title="Tides of the South",
        container_title="Review of Tides",
        volume="7",
        issue="3",
        page="265-269",
        issued=year(2007, 7),
    )
    for path in sorted(styles_folder().glob("*.csl"))[::10]:
        style = load_style(path.stem)
        for entry in listed(style, article):
            assert "Alba" in entry or "ALBA" in entry or "Tides" in entry or "TIDES" in entry, path.stem


def test_the_terms_are_in_the_language_asked_for():
    chapter = work(
        type="chapter",
        author=[person("Alba", "Ana"), person("Bravo", "Bruno")],
        title="Mareas",
        container_title="Libro",
        issued=year(2007),
        page="3-7",
    )
    name = "modern-language-association"
    assert listed(load_style(name, "es-ES"), chapter) == [
        "Alba, Ana, y Bruno Bravo. «Mareas». Libro, 2007, pp. 3-7."
    ]
    assert listed(load_style(name, "en-US"), chapter) == [
        "Alba, Ana, and Bruno Bravo. “Mareas.” Libro, 2007, pp. 3–7."
    ]
