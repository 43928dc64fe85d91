from dataclasses import dataclass

from archive.reading.reading_text import compose, plain_text_of
from archive.spans import TextSpan


@dataclass
class PageRow:
    sequence: int
    text: str
    runs_on: bool = False
    label: str = ""
    turns_at: int | None = None

    @property
    def pk(self):
        return self.sequence + 100


@dataclass
class SectionRow:
    position: int
    page_id: int
    offset: int = 0
    heading: str = ""
    kind: str = "body"
    level: int = 1


def shown(blocks):
    """Kind and text of each block, [n] where page n starts and «…» around marks."""
    return [(block.kind, "".join(map(show_part, block.parts))) for block in blocks]


def show_part(part):
    if part.page:
        return f"[{part.page.sequence}]"
    return f"«{part.text}»" if part.hit else part.text


def test_a_paragraph_that_runs_over_the_page_is_one_with_the_page_start_inside():
    pages = [PageRow(1, "First.\n\nThe treaty of", runs_on=True), PageRow(2, "Asunción.\n\nLast.")]
    assert shown(compose(pages)) == [
        ("paragraph", "[1]First."),
        ("paragraph", "The treaty of [2]Asunción."),
        ("paragraph", "Last."),
    ]


def test_a_page_that_does_not_run_on_begins_a_new_paragraph():
    assert shown(compose([PageRow(1, "One."), PageRow(2, "Two.")])) == [
        ("paragraph", "[1]One."),
        ("paragraph", "[2]Two."),
    ]


def test_a_heading_is_known_by_its_section():
    pages = [PageRow(1, "Two Summits\n\nThey met.\n\nTwo Summits\n\nAgain.")]
    blocks = compose(pages, [SectionRow(1, 101, 0, "Two Summits")])
    assert [block.kind for block in blocks] == ["heading", "paragraph", "paragraph", "paragraph"]
    assert blocks[0].anchor == "s1"


def test_lines_of_the_front_matter_are_told_from_paragraphs():
    pages = [PageRow(1, "On Tides\n\nInés Pradera\n\nTides come.")]
    blocks = compose(pages, [SectionRow(1, 101, kind="front"), SectionRow(2, 101, 24)])
    assert [block.is_front for block in blocks] == [True, True, False]


def test_a_heading_that_runs_into_its_paragraph_stays_in_it():
    blocks = compose([PageRow(1, "Reviewers. Many thanks.")], [SectionRow(1, 101, 0, "Reviewers")])
    assert shown(blocks) == [("paragraph", "[1]Reviewers. Many thanks.")]


def test_a_heading_does_not_continue_the_paragraph_of_the_page_before():
    pages = [PageRow(1, "It goes on", runs_on=True), PageRow(2, "Notes\n\nOne.")]
    blocks = compose(pages, [SectionRow(1, 102, 0, "Notes")])
    assert shown(blocks)[1] == ("heading", "[2]Notes")


def test_sections_shown_elsewhere_are_left_out_but_their_pages_keep_their_anchors():
    pages = [PageRow(1, "Body."), PageRow(2, "References\n\nPradera 2004."), PageRow(3, "Acknowledgement.")]
    sections = [
        SectionRow(1, 101),
        SectionRow(2, 102, 0, "References", "references"),
        SectionRow(3, 103, kind="back"),
    ]
    assert shown(compose(pages, sections, left_out={"references"})) == [
        ("paragraph", "[1]Body."),
        ("paragraph", "[2][3]Acknowledgement."),
    ]


def test_pages_without_text_at_the_end_keep_their_anchors():
    assert shown(compose([PageRow(1, "Body."), PageRow(2, ""), PageRow(3, " \n ")])) == [
        ("paragraph", "[1]Body."),
        ("pages", "[2][3]"),
    ]


def test_marks_carry_the_number_of_their_hit_and_the_first_piece_its_anchor():
    text = "free trade\n\nfree trade"
    blocks = compose([PageRow(1, text)], spans=[TextSpan(1, 1, 5, 16), TextSpan(2, 1, 17, 22)])
    assert shown(blocks) == [("paragraph", "[1]free «trade»"), ("paragraph", "«free» «trade»")]
    marks = [part for block in blocks for part in block.parts if part.hit]
    assert [(mark.hit, mark.opens_hit) for mark in marks] == [(1, True), (1, False), (2, True)]


def test_overlapping_marks_do_not_lose_or_repeat_text():
    blocks = compose(
        [PageRow(1, "abcdef")], spans=[TextSpan(1, 1, 0, 4), TextSpan(2, 1, 2, 6), TextSpan(3, 1, 1, 2)]
    )
    assert shown(blocks) == [("paragraph", "[1]«abcd»«ef»")]


def test_a_hit_over_the_page_break_is_marked_on_both_pages_with_one_anchor():
    pages = [PageRow(1, "free", runs_on=True), PageRow(2, "trade")]
    blocks = compose(pages, spans=[TextSpan(1, 1, 0, 4), TextSpan(1, 2, 0, 5)])
    assert [part.opens_hit for part in blocks[0].parts if part.hit] == [True, False]


def test_plain_text_names_the_page_where_it_starts():
    pages = [PageRow(1, "The treaty of", runs_on=True, label="265"), PageRow(2, "Asunción.")]
    assert plain_text_of(compose(pages)[0]) == "[p. 265] The treaty of [p. n2] Asunción."
