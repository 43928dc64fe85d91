"""Plain text: encodings, and pages found with and without form feeds."""

import pytest

from ingest.parsing.layout.folios import read_folio, roman_value
from ingest.parsing.layout.pages_of_text import lines_of_text, split_pages
from ingest.sources import SourceRejected, read_source

TEXT = "La integración de los pueblos – una crónica de la “década”,\nescrita por Inés Vilar.\n"


def read(tmp_path, content: bytes, name="a.txt"):
    path = tmp_path / "upload"
    path.write_bytes(content)
    return read_source(path, name)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 big-endian", "utf-32", "windows-1252"],
)
def test_every_usual_encoding_gives_the_same_text(tmp_path, content):
    page = read(tmp_path, content).pages[0]
    assert page.raw_text == TEXT
    assert [line.text for line in page.lines] == TEXT.splitlines()
    assert page.text_source == "plain"


def test_utf_16_without_a_mark_is_seen_by_its_zero_bytes(tmp_path):
    plain = "The minutes of the harbour council, first part.\n" * 3
    assert read(tmp_path, plain.encode("utf-16-le")).pages[0].raw_text == plain


def test_latin_1_bytes_that_windows_1252_lacks_do_not_stop_it(tmp_path):
    assert (
        "señor\x81"
        in read(tmp_path, "El señor\x81 de la casa del puerto".encode("latin-1")).pages[0].raw_text
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" \n\n ", "no text"),
        (b"\xff\xfea", "not a kind of file"),
        (b"a" * 500_000, "no words could be found"),
    ],
)
def test_a_file_without_text_is_refused(tmp_path, content, reason):
    with pytest.raises(SourceRejected, match=reason):
        read(tmp_path, content)


def test_form_feeds_end_pages_and_blank_pages_stay(tmp_path):
    pages = read(tmp_path, b"First page here\n\fSecond page here\n\f\fFourth page here\n\f").pages
    assert [page.raw_text.strip() for page in pages] == [
        "First page here",
        "Second page here",
        "",
        "Fourth page here",
    ]
    assert [page.text_source for page in pages] == ["plain", "plain", "none", "plain"]


def test_blank_lines_and_indents_are_kept_within_a_page():
    lines = lines_of_text("\n\nOne line\n\n   An indented one \n\n")
    assert [line.text for line in lines] == ["One line", "", "   An indented one"]
    assert [len(line.words) for line in lines] == [2, 0, 3]


def body(first: str, count: int = 20, last: str = "and so it went on for the rest of the") -> list[str]:
    return [first, *[f"line {n} of the page, which says nothing" for n in range(count)], last]


def starts(text: list[str]) -> list[str]:
    """The first line with text of each page."""
    pages = split_pages("\n".join(text))
    return [next(line for line in page.split("\n") if line.strip()) for page in pages]


def test_a_folio_after_the_body_ends_the_page():
    text = [
        *body("alpha"),
        "",
        "GSP Forum 7",
        "",
        "",
        "",
        *body("beta"),
        "",
        "8 Journal 6(2)",
        "",
        "",
        "",
        *body("gamma"),
    ]
    assert starts(text) == ["alpha", "beta", "gamma"]


def test_a_folio_before_the_body_begins_the_page():
    text = [
        *body("alpha"),
        "",
        "",
        "212 GLOBAL REVIEW",
        "",
        *body("beta"),
        "",
        "",
        "Vilar: Ports 213",
        "",
        *body("gamma"),
    ]
    assert starts(text) == ["alpha", "212 GLOBAL REVIEW", "Vilar: Ports 213"]


def test_a_foot_and_the_next_head_part_between_them():
    text = [*body("alpha"), "", "[1]", "", "", "", "", "The Southern Forum", "", *body("beta"), "", "[2]", ""]
    assert starts(text) == ["alpha", "The Southern Forum"]


def test_roman_front_matter_goes_over_into_arabic():
    text = [
        *body("alpha"),
        "",
        "i",
        "",
        "",
        *body("beta"),
        "",
        "ii",
        "",
        "",
        *body("gamma"),
        "",
        "1",
        "",
        "",
        *body("delta"),
    ]
    assert starts(text) == ["alpha", "beta", "gamma", "delta"]


def test_folios_between_single_blank_lines_count_when_they_run_on():
    text = []
    for n in range(11, 16):
        text += [f"{n} JOURNAL OF PORTS", "", *body(f"page {n}"), ""]
    assert starts(text) == [f"{n} JOURNAL OF PORTS" for n in range(11, 16)]


def test_a_line_led_by_a_blank_that_goes_on_in_a_sentence_begins_a_page():
    text = [
        *body("alpha", last="the agreement on bi-lateral Free"),
        " Trade Agreements, combined with",
        *body("beta"),
    ]
    assert starts(text) == ["alpha", " Trade Agreements, combined with"]
    assert lines_of_text(split_pages("\n".join(text))[1])[0].text == "Trade Agreements, combined with"


def test_a_line_led_by_a_blank_after_a_closed_paragraph_is_an_indent():
    text = [
        *body("alpha", last="Porto, Brazil. [email: a@b.example]"),
        " A profound process began",
        *body("beta"),
    ]
    assert starts(text) == ["alpha"]


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 3",
        "Table 2",
        "In those years there were 12",
        "1. Introduction",
        "December 2006",
        "Capítulo 4",
    ],
)
def test_numbered_things_between_wide_gaps_are_no_pages_when_alone(line):
    assert starts([*body("alpha"), "", "", line, "", *body("beta")])[0] == "alpha"
    assert read_folio("Chapter 3") is None
    assert read_folio("Table 2") is None


@pytest.mark.parametrize(
    ("line", "number", "head"),
    [
        ("GSP Forum 269", 269, "GSP Forum"),
        ("— 2 —", 2, ""),
        ("[14]", 14, ""),
        ("iv", 4, ""),
        ("ii TEACHING AND METHOD", 2, "TEACHING AND METHOD"),
        ("Teaching and Method 11(4), 2010 17", 17, "Teaching and Method 11(4), 2010"),
    ],
)
def test_folios_are_read(line, number, head):
    folio = read_folio(line)
    assert (folio.number, folio.head) == (number, head)


def test_roman_numerals_have_their_values():
    assert [roman_value(n) for n in ("i", "iv", "ix", "xiv", "xl", "xcix")] == [1, 4, 9, 14, 40, 99]


def numbered(first: str, count: int = 30) -> list[str]:
    return [first, *[f"line {n} of a page that goes on" for n in range(count)]]


RECTO_FOLIOS = [
    *[*numbered("alpha"), "", "Forum 1", "", "", ""],
    *[
        *numbered("beta"),
        "",
        "¹ A note at the foot of the page.",
        *numbered("gamma"),
        "",
        "Forum 3",
        "",
        "",
        "",
    ],
    *[
        *numbered("delta"),
        "The end of a sentence.",
        "Sources",
        "",
        *numbered("epsilon"),
        "",
        "Forum 5",
        "",
        "",
        "",
    ],
    *[*numbered("zeta"), *numbered("eta"), "", "Forum 7", "", "", ""],
    *[*numbered("theta"), "", "Forum 8"],
]


def test_a_page_whose_folio_is_missing_ends_after_its_notes_or_before_a_heading_at_the_top():
    begun = starts(RECTO_FOLIOS)
    assert begun[:5] == ["alpha", "beta", "gamma", "delta", "Sources"]


def test_without_a_sign_the_end_lies_where_the_height_of_a_page_puts_it():
    pages = [page.strip("\n").count("\n") for page in split_pages("\n".join(RECTO_FOLIOS))]
    assert len(pages) == 8
    assert abs(pages[5] - pages[6]) <= 4


def test_a_jump_in_the_numbers_over_one_short_page_is_left_alone():
    text = [
        *numbered("alpha"),
        "",
        "Forum 1",
        "",
        "",
        *numbered("beta"),
        "",
        "Forum 4",
        "",
        "",
        *numbered("gamma"),
    ]
    assert starts(text) == ["alpha", "beta", "gamma"]


def test_a_page_that_an_article_leaves_half_empty_ends_before_the_title_of_the_next():
    tail = ["Ports and Forests, University of the North Coast. [email: vilar@research.example]"]
    title = ["Materials for a Short History", "of the Ice Houses", ""]
    text = [
        *numbered("alpha"),
        "",
        "",
        "iii THE FORUM",
        "",
        *numbered("beta"),
        "",
        "",
        "iv THE FORUM",
        "",
        *tail,
    ]
    text += [
        *title,
        *numbered("gamma", 26),
        "",
        "1",
        "",
        "",
        *numbered("delta"),
        "",
        "2",
        "",
        "",
        *numbered("epsilon"),
    ]
    assert starts(text) == ["alpha", "iii THE FORUM", "iv THE FORUM", title[0], "delta", "epsilon"]
