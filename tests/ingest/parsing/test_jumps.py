"""Pieces of one article on pages apart, put together by the lines that lead from one to the other."""

import pytest

from ingest.parsing.pipeline import parse
from ingest.parsing.vocabulary.jump_lines import JumpLine, jump_at_end, read_jump_line
from tests.ingest.parsing.page_builders import paragraph, text_file
from tests.ingest.parsing.test_layouts import GAP, articles, set_page

HEADLINE = {"size": 18.0, "bold": True, "gap": 14.0}
JUMP = {"italic": True, "gap": 2.0}
SOLID = {"gap": 0.0}
LANGUAGES = {
    "en": ("(Continued on page 4)", "Continued from page 1"),
    "es": ("Pasa a la página 4", "Viene de la página 1"),
    "fr": ("(Suite page 4)", "Suite de la première page"),
    "pt": ("Continua na página 4", "Continuação da página 1"),
    "de": ("Fortsetzung auf Seite 4", "Fortsetzung von Seite 1"),
}


def cut(seed):
    """A paragraph in two parts, broken off within a sentence at the end of a line."""
    lines = paragraph(90, seed)
    return lines[:4], lines[4:]


def whole(seed):
    return " ".join(paragraph(90, seed))


def paragraphs(document):
    return [text for section in document.sections for text in section.paragraphs]


def issue(onward, back):
    """Four pages: two pieces begin on the first and end on the fourth, each below a headline of its own."""
    bread, bread_rest = cut(1)
    mill, mill_rest = cut(5)
    first = set_page(
        1,
        ("Bakers Raise the Price of Bread", HEADLINE),
        ("By Ana Sá", GAP),
        (bread, GAP),
        (onward, JUMP),
        ("Mill on the River Burns", HEADLINE),
        ("By Luis Paz", GAP),
        (mill, GAP),
        (onward, JUMP),
    )
    within = [
        set_page(n, (f"Council Meets Number {'One' if n == 2 else 'Two'}", HEADLINE), ("By Eva Roth", GAP),
                 (paragraph(80, n), GAP), (paragraph(70, n + 1), GAP))
        for n in (2, 3)
    ]  # fmt: skip
    last = set_page(
        4,
        ("Price of Bread", HEADLINE),
        (back, JUMP),
        (bread_rest, SOLID),
        (paragraph(60, 3), {"gap": 8.0}),
        ("The Mill", HEADLINE),
        (back, JUMP),
        (mill_rest, SOLID),
        ("School Opens in the Valley", HEADLINE),
        ("By Karl Vogel", GAP),
        (paragraph(80, 9), GAP),
    )
    return first, *within, last


@pytest.mark.parametrize("language", LANGUAGES)
def test_pieces_are_joined_and_their_lines_and_headlines_are_no_text(language):
    onward, back = LANGUAGES[language]
    found = articles(*issue(onward, back))
    assert [d.title for d in found] == [
        "Bakers Raise the Price of Bread",
        "Mill on the River Burns",
        "Council Meets Number One",
        "Council Meets Number Two",
        "School Opens in the Valley",
    ]
    assert [[a.family for a in d.authors] for d in found] == [["Sá"], ["Paz"], ["Roth"], ["Roth"], ["Vogel"]]
    bread, mill = found[:2]
    assert [page.number for page in bread.pages] == [1, 4]
    assert {whole(1), " ".join(paragraph(60, 3))} <= set(paragraphs(bread))
    assert whole(5) in paragraphs(mill)
    text = "\n".join(page.text for d in found for page in d.pages)
    assert onward not in text
    assert back not in text
    assert "Price of Bread\n" not in bread.pages[1].text
    assert bread.pages[0].runs_on
    assert bread.evidence["boundary"].confidence >= 0.85


def test_the_name_of_a_piece_tells_it_from_another_that_goes_on_on_the_same_page():
    bread, bread_rest = cut(1)
    mill, mill_rest = cut(5)
    found = articles(
        set_page(
            1,
            ("Bakers Raise the Price of Bread", HEADLINE),
            (bread, GAP),
            ("See BREAD, page 2", JUMP),
            ("Fire on the River", HEADLINE),
            (mill, GAP),
            ("See MILL, page 2", JUMP),
        ),
        set_page(
            2,
            ("MILL: Continued from page 1", JUMP),
            (mill_rest, SOLID),
            ("BREAD: Continued from page 1", JUMP),
            (bread_rest, SOLID),
        ),
    )
    assert [d.title for d in found] == ["Bakers Raise the Price of Bread", "Fire on the River"]
    for seed, document in zip((1, 5), found, strict=True):
        assert whole(seed) in paragraphs(document)


def test_in_plain_text_too():
    first, rest = cut(2)
    page_1 = "\n".join(["THE PRICE OF BREAD", "", "By Ana Sá", "", *first, "(Continued on page 3.)"])
    page_2 = "\n".join(["THE COUNCIL", "", "By Eva Roth", "", *paragraph(120, 4)])
    page_3 = "\n".join(["(Continued from page 1.)", "", *rest])
    found = parse(text_file(page_1, page_2, page_3)).documents
    assert [(d.title, [p.number for p in d.pages]) for d in found] == [
        ("THE PRICE OF BREAD", [1, 3]),
        ("THE COUNCIL", [2]),
    ]
    assert whole(2) in paragraphs(found[0])


def test_a_line_to_the_next_page_within_an_article_is_no_text():
    first, rest = cut(2)
    found = articles(
        set_page(1, ("The Price of Bread", HEADLINE), (first, GAP), ("Continued on next page", JUMP)),
        set_page(2, ("Continued from previous page", JUMP), (rest, SOLID), (paragraph(60), GAP)),
    )
    assert len(found) == 1
    assert whole(2) in paragraphs(found[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CONTINUED ON EIGHTH PAGE.", JumpLine(True, "8")),
        ("Please turn to page A4", JumpLine(True, "A4")),
        ("See BREAD on Page 4, Column 2", JumpLine(True, "4", "BREAD")),
        ("BREAD, from page 1", JumpLine(False, "1", "BREAD")),
        ("Cont'd on p. 4", JumpLine(True, "4")),
        ("(Continua na 4.ª página)", JumpLine(True, "4")),
        ("Sigue en la página siguiente", JumpLine(True, "")),
        ("El pan: viene de la página 1", JumpLine(False, "1", "El pan")),
        ("Lire la suite en page 12", JumpLine(True, "12")),
        ("Weiter auf S. 4", JumpLine(True, "4")),
        ("See page 4", None),
        ("Table 3 (continued from page 12)", None),
        ("see Table 3 on page 4", None),
        ("from page 12 of the report", None),
        ("The council turned to page 4 and went on", None),
        ("continued on page 14, but that was not what he wanted", None),
    ],
)
def test_what_a_jump_line_says(text, expected):
    assert read_jump_line(text) == expected


def test_a_jump_line_at_the_end_of_a_line_of_text():
    text = "when the council met (Continued on page 4)"
    assert text[: jump_at_end(text)] == "when the council met "
    assert jump_at_end("when the council met (see page 4)") == 0
