"""Articles told apart by weak signs: each sign by its row of the table, then pages on which they meet."""

import pytest

from ingest.parsing.explain import explain
from ingest.parsing.layout.blocks import Block, is_ornament
from ingest.parsing.layout.drop_caps import beside_caps, set_in_line
from ingest.parsing.layout.lines import Font, GlyphRun, lines_of
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.pipeline import parse
from ingest.parsing.records import Line, Word
from ingest.parsing.structure.block_features import Body, signed_names
from ingest.parsing.structure.boundary_signs import AT_TOP, SIGNS, VETOES, File, Place, has_dateline, signs_at
from ingest.parsing.structure.contents import read_contents
from ingest.parsing.structure.front_signs import FRONT_SIGNS, Below, front_strength
from ingest.parsing.structure.headings import without_title_again
from ingest.parsing.structure.title_types import is_kicker, is_title_like
from ingest.parsing.vocabulary.names import looks_like_name
from tests.ingest.parsing.page_builders import paragraph, text_file
from tests.ingest.parsing.test_layouts import GAP, HEAD, TITLE, articles, body, set_page

PROSE = " ".join(paragraph(80))
HEADLINE = {"size": 14.0, "bold": True, "gap": 14.0}
SIGNED = {"right": True, "gap": 4.0, "italic": True}


def block(text, kind="text", size=1.0, boxed=True, **look):
    """One row a line of `text`."""
    rows = []
    for n, line in enumerate(text.split("\n")):
        words = tuple(Word(word) for word in line.split())
        box = (72.0, 90.0 + 12 * n, 5.0 * len(line), 10.0) if boxed else None
        source = Line(words, line, box, 10.0 * size)
        rows.append(SourceRow(0, n, line, words, source, size=size, **({"fill": 0.5, "space": 1.0} | look)))
    return Block(tuple(rows), kind)


def place(*blocks, at, body=None, **known):
    return Place(File(blocks, body or Body("Serif", False, True), **known), at)


HEAD_BLOCK = block("The Price of Bread", "heading", 1.4)
AFTER = {
    "after references": [block("Paz, L. (2001) Bread.", "reference"), HEAD_BLOCK],
    "after authors with their places": [block("LUIS PAZ, Valley College", "signature"), HEAD_BLOCK],
    "after a note on the authors": [block("Ana Sá is a lecturer at Hull.", "biography"), HEAD_BLOCK],
    "after a correspondence line": [block(PROSE), block("Correspondence to: Ana Sá", "correspondence"), HEAD_BLOCK],
    "after a signature": [block(PROSE), block("—Ana Sá", "signature"), HEAD_BLOCK],
    "a book under review": [
        block(PROSE),
        block("—Ana Sá", "signature"),
        block("Eva Roth, The Water. Lima: Vega, 2001. Pp. 312."),
    ],
    "after an ornament": [block(PROSE), block("* * *"), HEAD_BLOCK],
    "front matter below": [block(PROSE), block("Bread", "heading", 1.4), block("By Ana Sá")],
    "dateline below": [block(PROSE), HEAD_BLOCK, block("LIMA, March 3. — " + PROSE)],
    "after the end of a text": [block(PROSE), HEAD_BLOCK],
    "above text": [HEAD_BLOCK, block(PROSE)],
    "the text around it runs on": [
        block("and so the council of the valley"),
        block("The Mill", "heading"),
        block("met again to speak."),
    ],
}  # fmt: skip
KNOWN = {
    "size of titles": {"title_size": 1.4},
    "type of titles": {"of_titles": frozenset({1})},
    "named in the contents": {"listed": frozenset({1})},
    "the running heads turn to it": {"headed": frozenset({1})},
    "number of a text": {"numbered": frozenset({1})},
}
SPANISH = " ".join(
    ["El consejo del valle se reunió otra vez para hablar del agua y del pan de los vecinos."] * 4
)


def measures(spot):
    return {sign.name: sign.measure(spot) for sign in (*SIGNS, AT_TOP)}


@pytest.mark.parametrize("name", AFTER)
def test_a_sign_is_seen_where_its_row_says(name):
    blocks = AFTER[name]
    at = next((i for i, b in enumerate(blocks) if b.kind == "heading"), len(blocks) - 1)
    assert measures(place(*blocks, at=at))[name] > 0
    assert measures(place(block(PROSE), block("of the council."), at=1))[name] == 0


@pytest.mark.parametrize("name", KNOWN)
def test_what_the_file_tells_is_a_sign(name):
    blocks = (block(PROSE), HEAD_BLOCK)
    assert measures(place(*blocks, at=1, **KNOWN[name]))[name] > 0
    assert measures(place(*blocks, at=1))[name] == 0


def test_what_stands_on_several_pages_opens_no_article():
    spot = place(block(PROSE), HEAD_BLOCK, at=1, repeated=frozenset({1}), listed=frozenset({1}))
    assert signs_at(spot) == {}
    assert signs_at(place(block(PROSE), HEAD_BLOCK, at=1, listed=frozenset({1})))


def test_another_language_and_the_top_of_a_page_are_signs():
    found = measures(place(block(PROSE * 2), HEAD_BLOCK, block(SPANISH), at=1))
    assert found["change of language"] > 0
    assert measures(place(block(PROSE), block("Bread", "heading", space=9.0), at=1))[AT_TOP.name] > 0


def test_every_sign_has_a_case_here():
    assert {s.name for s in SIGNS} == {*AFTER, *KNOWN, "change of language"}
    assert len({s.name for s in (*SIGNS, *VETOES)}) == len(SIGNS) + len(VETOES)


@pytest.mark.parametrize(
    ("name", "blocks"),
    [
        ("below a label", [block("References", "references_head"), HEAD_BLOCK]),
        ("an appendix", [block(PROSE), block("Appendix A. Tables", "heading", 1.4)]),
        (
            "more of the author",
            [block("Ana Sá is a lecturer.", "biography"), block("She is at Hull. " + PROSE)],
        ),
        ("of the journal", [block("Paz, L. (2001) Bread.", "reference"), block("ISSN 1234-5678", size=1.4)]),
        ("below an appendix's heading", [block("Supplementary Data", "heading"), HEAD_BLOCK]),
        ("an ornament", [block(PROSE), block("* * *")]),
        ("no title", [block(PROSE), block(PROSE)]),
        ("in its own front", [block("Bread", "heading", 1.4), block("The Mill", "heading", 1.2)]),
        ("small type", [block("Paz, L. (2001) Bread.", "reference"), block("In the file.", size=0.8)]),
        ("back matter", [block("Paz, L. (2001) Bread.", "reference"), block("Acknowledgements", "heading")]),
        (
            "the list goes on",
            [block("Paz, L. (2001)", "reference"), HEAD_BLOCK, block("Sá, A. (2002)", "reference")],
        ),
        ("no text", [block(PROSE), block("3*!&> %&(-.40)&", "heading", 1.4)]),
        ("specks of a picture", [block(PROSE), block("\\ HE Perceived", "heading", 1.4, is_rough=True)]),
        ("names of authors", [block(PROSE), block("Tobias Hey, Anne Paz", "heading", 1.4)]),
        ("a lettered part", [block("Paz, L. (2001)", "reference"), block("A Word Frequency", "heading")]),
        ("in a sentence", [block("Paz, L. (2001) Bread.", "reference"), block("of the council.")]),
    ],
)
def test_what_forbids_a_beginning_outweighs_all_signs(name, blocks):
    spot = place(*blocks, at=1, title_size=1.0, listed=frozenset({1}))
    assert next(veto for veto in VETOES if veto.name == name).holds(spot)
    assert signs_at(spot) == {}


def test_the_title_set_once_more_above_its_data_begins_no_article():
    title = block("The Price of Bread in the Valley", "heading", 1.4)
    again = block("THE PRICE OF BREAD IN THE VALLEY", "heading", 1.4)
    names = block("By Ana Sá")
    assert signs_at(place(title, names, block(PROSE), again, names, at=3, title_size=1.4)) == {}
    other = block("The Price of Water in the Valley", "heading", 1.4)
    assert signs_at(place(title, names, block(PROSE), other, names, at=3, title_size=1.4))


def test_the_title_set_once_more_and_the_names_below_are_no_headings():
    title = block("The Price of Bread in the Valley", "heading", 1.4)
    names = block("Ana Sá and Luis Paz", "heading")
    blocks = [title, block(PROSE), title, names, block("Data", "heading"), block(PROSE)]
    kinds = [b.kind for b in without_title_again(blocks, {0}, "The Price of Bread in the Valley")]
    assert kinds == ["heading", "text", "text", "text", "heading", "text"]


def test_what_a_publisher_says_of_rights_is_no_text_of_an_article():
    rights = "Valley Quarterly (2014), 26:1. " + PROSE + " under a Creative Commons licence."
    for size, is_front in ((0.7, True), (1.0, False)):
        assert place(block(rights, size=size), HEAD_BLOCK, at=1).is_front_only == is_front


@pytest.mark.parametrize(
    ("name", "below"),
    [
        ("abstract or keywords", block("Abstract", "abstract_head")),
        ("sure names", block("By Ana Sá")),
        ("DOI", block("doi:10.1000/182", "doi")),
        ("a name right below", block("Eva Roth")),
        ("a name", block("Eva Roth")),
    ],
)
def test_what_stands_below_a_title_speaks_of_a_front(name, below):
    sign = next(sign for sign in FRONT_SIGNS if sign.name == name)
    assert sign.holds(Below((HEAD_BLOCK, below), 1, 0))
    assert front_strength((HEAD_BLOCK, below), 0) >= sign.weight
    assert front_strength((HEAD_BLOCK, block(PROSE)), 0) == 0


def test_magazine_pieces_are_told_apart_by_signatures_and_type():
    pages = articles(
        set_page(
            1,
            ("The Price of Bread", TITLE),
            body(0),
            body(3),
            ("—W. H. Burnett", SIGNED),
            ("The Mill and the River", TITLE | {"gap": 20.0}),
            body(5),
            body(7),
            ("—Ruth Vogel and Ole Roth", SIGNED),
            ("Letters from the Interior", TITLE | {"gap": 20.0}),
            body(9),
            body(2),
        )
    )
    assert [d.title for d in pages] == [
        "The Price of Bread",
        "The Mill and the River",
        "Letters from the Interior",
    ]
    assert [[a.family for a in d.authors] for d in pages] == [["Burnett"], ["Vogel", "Roth"], []]


def test_items_of_a_newspaper_begin_at_headlines_and_kickers():
    found = articles(
        set_page(
            1,
            ("COUNCIL VOTES MONEY FOR PIER", HEADLINE),
            (["LIMA, March 3. — The council met.", *paragraph(90, 3)], GAP),
            ("LABOUR", {"gap": 12.0, "bold": True, "size": 8.0}),
            ("Ferry Service To Resume", HEADLINE | {"gap": 3.0}),
            (["(From our own Correspondent.) — The ferry sails.", *paragraph(90, 4)], GAP),
            ("the slow death of the canal.", HEADLINE),
            (["LIMA, March 4. — The canal is dry.", *paragraph(90, 5)], GAP),
        )
    )
    titles = [d.title for d in found]
    assert titles == [
        "COUNCIL VOTES MONEY FOR PIER",
        "Ferry Service To Resume",
        "the slow death of the canal.",
    ]
    assert not any(d.authors for d in found)
    assert "LABOUR" in found[1].pages[0].text


def test_headings_of_one_article_are_no_titles():
    (found,) = articles(
        set_page(
            1,
            ("The Price of Bread", TITLE),
            ("Ana Sá and Luis Paz", GAP),
            body(0),
            ("The mill", HEAD),
            body(3),
            ("The river", HEAD),
            body(5),
            ("Acknowledgements", HEAD),
            body(6),
        )
    )
    assert [s.heading for s in found.sections if s.heading][:2] == ["The mill", "The river"]


def test_a_pull_quote_is_neither_text_nor_heading():
    quote = "“The council of the valley met again to speak.”"
    (found,) = articles(
        set_page(
            1,
            ("The Price of Bread", TITLE),
            (paragraph(60, 2), GAP),
            (quote, {"size": 14.0, "italic": True, "gap": 12.0}),
            (paragraph(60, 4), {"gap": 12.0}),
        )
    )
    text = [p for s in found.sections if s.kind == "body" for p in s.paragraphs]
    assert quote not in text
    assert quote not in [s.heading for s in found.sections]
    assert found.title == "The Price of Bread"


def test_the_name_of_the_paper_is_no_title():
    date = "THE VALLEY COURIER, FRIDAY, MARCH 6, 1931."
    pages = [
        set_page(
            n,
            (f"{date} Page {n}", {"size": 8.0}),
            *([("The Valley Courier", {"size": 30.0, "bold": True, "gap": 20.0})] if n == 1 else []),
            ("COUNCIL VOTES MONEY" if n == 1 else "FERRY TO SAIL", HEADLINE),
            (["LIMA, March 3. — The council met.", *paragraph(90, n)], GAP),
        )
        for n in (1, 2)
    ]
    assert [d.title for d in articles(*pages)] == ["COUNCIL VOTES MONEY", "FERRY TO SAIL"]


def test_the_contents_are_no_article_and_tell_where_articles_begin():
    table = ["The Price of Bread ........ 2", "The Mill ........ 3", "A River ........ 4"]
    first = set_page(1, ("Contents", TITLE), *((line, GAP) for line in table))
    pages = [
        set_page(n, (title, HEAD), body(n), body(n + 2))
        for n, title in ((2, "The Price of Bread"), (3, "The Mill"), (4, "A River"))
    ]
    found = articles(first, *pages)
    assert [d.title for d in found] == ["The Price of Bread", "The Mill", "A River"]


def test_entries_of_a_table_are_read_with_their_pages():
    rows = (
        "Contents\nThe Mill . . . . . ix\nBread and Water ..... 12\nNo entry\nA River ..... 40\nLast ..... 51"
    )
    entries, taken = read_contents((block(rows), block(PROSE)))
    assert [(e.title, e.page) for e in entries] == [
        ("themill", "ix"), ("breadandwater", "12"), ("ariver", "40"), ("last", "51")
    ]  # fmt: skip
    assert 0 in taken


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("—W. H. Burnett", ("W. H. Burnett",)),
        ("— Ruth Vogel and Ole Roth", ("Ruth Vogel", "Ole Roth")),
        ("—the council", ()),
        ("W. H. Burnett", ()),
    ],
)
def test_who_signs_after_a_dash(text, names):
    assert signed_names(block(text)) == names


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("LIMA, March 3. — The council", True),
        ("(From our own Correspondent.) — The council", True),
        ("SANTA ROSA, Friday. — The council", True),
        ("The council met — and spoke", False),
        ("Paz, the clerk — who wrote", False),
    ],
)
def test_datelines(text, is_one):
    assert has_dateline(text) is is_one


@pytest.mark.parametrize(
    "title", ["LA REFORMA AGRARIA", "RELIRE LA DÉCLARATION DANS LES INSTITUTIONS", "UNE ÉCOLE POUR TOUS"]
)
def test_titles_in_capitals_are_no_persons(title):
    assert not looks_like_name(title)


def test_titles_may_end_with_a_stop_or_begin_in_lower_case():
    assert is_title_like(block("The reform of the harbour board.", "heading", 1.3))
    assert is_title_like(block("una lectura de la sequía", "heading", 1.3))
    assert not is_title_like(block("of the council."))


def test_lines_of_signs_and_kickers():
    assert all(map(is_ornament, ("* * *", "————", "§")))
    assert not is_ornament("— 3 —")
    assert is_kicker(block("HARBOUR NEWS"))
    assert is_kicker(block("Chronique"))
    assert not is_kicker(block("The council met"))


def run(text, left, baseline, size=10.0):
    return GlyphRun(text, left, left + len(text) * size * 0.5, baseline, size, Font("Serif", False, False))


def test_a_drop_cap_opens_its_word_and_sets_no_line_in():
    segments = [
        [run("T", 50.0, 124.0, 26.0)],
        [run("he", 65.0, 112.0), run("council", 80.0, 112.0)],
        [run("met", 65.0, 124.0), run("again", 85.0, 124.0)],
        [run("to", 50.0, 136.0), run("speak", 65.0, 136.0)],
    ]
    lines = lines_of(segments, 400.0)
    assert [line.text for line in lines] == ["The council", "met again", "to speak"]
    assert [line.box[0] for line in lines if line.box] == [50.0, 50.0, 50.0]
    joined, caps = set_in_line([[run("A", 50.0, 124.0, 26.0)], *segments[1:]])
    assert (joined[0][0].text, len(caps)) == ("A", 1)
    assert beside_caps(lines, []) == list(lines)


def test_an_explanation_names_the_signs():
    source = text_file(
        "\n".join(
            [
                "The Price of Bread", "", *paragraph(120), "—W. H. Burnett", "",
                "The Mill and the River", "", *paragraph(120, 3),
            ]
        )
    )  # fmt: skip
    assert "after a signature" in explain(source)
    assert [d.title for d in parse(source).documents] == ["The Price of Bread", "The Mill and the River"]


def test_a_signature_goes_to_the_text_that_ends_there_alone():
    source = text_file(
        "\n".join(
            ["The Price of Bread", "", *paragraph(120), "—W. H. Burnett", "", "The Mill and the River", "",
             *paragraph(120, 3), "—Ruth Vogel"]
        )
    )  # fmt: skip
    assert [[a.family for a in d.authors] for d in parse(source).documents] == [["Burnett"], ["Vogel"]]


def test_a_page_of_contents_keeps_its_text_and_is_told_of():
    contents = (
        "CONTENTS\n\nThe Price of Salt ..... 3\nFerrymen of the Valley ..... 4\nWho Owns the Wells ..... 5\n"
    )
    pages = [contents] + [
        f"{title}\n\nBy {name}\n\n" + "\n".join(paragraph(120, n)) + "\n"
        for n, (title, name) in enumerate(
            [
                ("The Price of Salt", "Ana Sá"),
                ("Ferrymen of the Valley", "Luis Paz"),
                ("Who Owns the Wells", "Inés Pradera"),
            ]
        )
    ]
    parsed = parse(text_file(*pages))
    assert [document.title for document in parsed.documents] == [
        "The Price of Salt",
        "Ferrymen of the Valley",
        "Who Owns the Wells",
    ]
    assert "Ferrymen of the Valley ..... 4" in parsed.pages[0].text
    assert [(note.code, note.params) for note in parsed.notes] == [("contents_aside", {"pages": "1"})]


@pytest.mark.parametrize("printed", ["—J. B. W.", "J. B. W.", "J.B.W."])
def test_initials_alone_sign_a_piece_and_part_it_from_the_next(printed):
    look = GAP if printed.startswith("—") else SIGNED
    found = articles(
        set_page(1, ("The Price of Bread", HEADLINE), body(), body(1), body(2), (printed, look),
                 ("The Mill on the River", HEADLINE), body(3), body(4), body(5), ("R. M.", SIGNED))
    )  # fmt: skip
    assert [(d.title, [(a.given, a.family) for a in d.authors]) for d in found] == [
        ("The Price of Bread", [("J. B.", "W.")]),
        ("The Mill on the River", [("R.", "M.")]),
    ]


def test_initials_sign_in_plain_text_too_and_a_postscript_does_not():
    text = "\n".join(
        ["THE PRICE OF BREAD", "", *paragraph(90), " " * 50 + "J. B. W.", "", "THE MILL", "", *paragraph(90, 3),
         " " * 50 + "P. S."]
    )  # fmt: skip
    found = parse(text_file(text)).documents
    assert [[a.name_as_printed for a in d.authors] for d in found] == [["J. B. W."], []]
