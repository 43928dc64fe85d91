"""Acronyms that a text defines."""

import pytest

from ingest.parsing.pipeline import parse
from ingest.parsing.text.acronyms import find_acronyms
from tests.ingest.parsing.page_builders import text_file


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("by the World Trade Organization (WTO) and", [("WTO", "World Trade Organization")]),
        ("civil society organizations (CSOs) as", []),
        ("Free Trade Agreement of the Americas (FTAA)", [("FTAA", "Free Trade Agreement of the Americas")]),
        ("la Alianza Bolivariana para América (ABA) y", [("ABA", "Alianza Bolivariana para América")]),
        ("in Lima (Peru) and", []),
        ("the large council (WTO) met", []),
    ],
)
def test_a_short_form_in_brackets_and_its_words(text, found):
    assert [(short, long) for short, long, _ in find_acronyms(text)] == found


def test_the_place_is_where_the_long_form_stands():
    document = parse(
        text_file("Letters to the World Water Council (WWC) were sent by many people in the valley.")
    ).documents[0]
    (acronym,) = document.acronyms
    text = document.pages[acronym.page].text
    assert text[acronym.offset :].startswith("World Water Council (WWC)")
