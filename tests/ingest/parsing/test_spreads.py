"""Two printed pages on one image: read left before right, kept as one page under both numbers."""

from dataclasses import replace

import pytest

from ingest.parsing.layout.spreads import find_gutter, joined_label
from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile, SourcePage
from tests.ingest.parsing.page_builders import paragraph, printed_line

WIDTH, HEIGHT = 842.0, 595.0


def half(left, number, words, seed=0, last=""):
    """The lines of a printed page whose text begins at `left`."""
    lines = [printed_line(f"{number}", x=left + 120, y=30)]
    body = paragraph(words, seed, width=44)
    if last:
        body[-1] = last
    return lines + [printed_line(text, x=left, y=60 + 14 * n) for n, text in enumerate(body)]


def spread(*lines, number=1, **fields):
    lines = tuple(sorted((each for some in lines for each in some), key=lambda line: line.box[1]))
    raw = "\n".join(line.text for line in lines)
    return replace(SourcePage(number, lines, raw, WIDTH, HEIGHT, "", "ocr"), **fields)


def file_of(*pages):
    return SourceFile("image/tiff", pages)


def test_each_half_is_read_as_a_page_and_both_are_one():
    page = spread(half(60, 50, 150, last="and went on with"), half(480, 51, 150, 3))
    parsed = parse(file_of(page))
    (document,) = parsed.documents
    (both,) = document.pages
    assert [(each.number, each.label, each.label_source) for each in parsed.pages] == [
        (1, "50–51", "printed")
    ]
    assert (both.number, both.label, both.width) == (1, "50–51", WIDTH)
    assert parsed.pages[0].text.split() == both.text.split()
    assert (document.first_page, document.last_page) == ("50", "51")
    left, right = both.text.split("and went on with")
    assert left.startswith("The council of the valley")
    assert "50" not in both.text
    assert "51" not in both.text
    assert right.strip()


def test_words_keep_their_places_on_the_image():
    page = spread(half(60, 50, 150), half(480, 51, 150, 3))
    (document,) = parse(file_of(page)).documents
    (both,) = document.pages
    words = [word for line in both.lines for word in line]
    assert all(both.text[word.start : word.end] for word in words)
    assert {word.box[0] > WIDTH / 2 for word in words} == {True, False}
    starts = [word.start for word in words if word.box[0] > WIDTH / 2]
    assert min(starts) > max(word.start for word in words if word.box[0] < WIDTH / 2)


def test_two_columns_without_numbers_are_one_page():
    lines = [
        printed_line(text, x=x, y=60 + 14 * n) for x in (60, 480) for n, text in enumerate(paragraph(90))
    ]
    assert find_gutter(spread(lines)) == 0.0


def test_what_the_image_shows_needs_no_numbers():
    left = [printed_line(text, x=60, y=60 + 14 * n) for n, text in enumerate(paragraph(90, width=44))]
    right = [printed_line(text, x=480, y=60 + 14 * n) for n, text in enumerate(paragraph(90, 3, width=44))]
    (document,) = parse(file_of(spread(left, right, gutter=WIDTH / 2))).documents
    assert document.pages[0].label == ""
    assert document.pages[0].text.index(left[0].text[:20]) < document.pages[0].text.index(right[1].text[:20])


def test_an_article_that_begins_on_the_right_has_that_number_alone():
    title = [
        printed_line("A Note on Bread", x=480, y=70, size=18, bold=True),
        printed_line("Inés M. Pradera", x=480, y=100, size=11),
    ]
    right = [
        replace(line, box=(line.box[0], line.box[1] + 80, *line.box[2:]))
        for line in half(480, 51, 120, 3)[1:]
    ]
    folio = [printed_line("51", x=600, y=30)]
    pages = [
        spread(half(60, 48, 150), half(480, 49, 150, 3)),
        spread(half(60, 50, 150), folio, title, right, number=2),
    ]
    first, second = parse(file_of(*pages)).documents
    assert [page.label for page in first.pages] == ["48–49", "50"]
    assert [page.label for page in second.pages] == ["51"]
    assert second.title == "A Note on Bread"


@pytest.mark.parametrize(
    ("labels", "joined"), [(["50", "51"], "50–51"), (["", "51"], "51"), (["50", ""], "50"), (["", ""], "")]
)
def test_labels_of_both_halves(labels, joined):
    assert joined_label(labels) == joined


def test_head_lines_that_a_text_layer_joins_over_the_fold_are_two():
    left, right = half(60, 50, 150), half(480, 51, 150, 3)
    words = (*left[0].words, *right[0].words)
    head = replace(left[0], words=words, text="50 51", box=(180.0, 30.0, 430.0, 10.0))
    page = spread([head], left[1:], right[1:])
    (document,) = parse(file_of(page)).documents
    (both,) = document.pages
    assert both.label == "50–51"
    assert both.text == parse(file_of(spread(left, right))).documents[0].pages[0].text


def test_a_line_with_a_wide_gap_stays_whole_on_a_page_of_its_own():
    lines = half(60, 50, 150)
    low = lines[5].box[1]
    apart = printed_line("towns", x=480, y=low).words[0]
    joined = replace(lines[5], words=(*lines[5].words, apart), text=f"{lines[5].text} towns")
    joined = replace(joined, box=(60.0, low, 445.0, 10.0))
    (document,) = parse(file_of(spread([*lines[:5], joined, *lines[6:]]))).documents
    (alone,) = document.pages
    assert alone.turns_at is None
    assert f"{lines[5].text} towns" in alone.text


def test_where_the_text_goes_over_to_the_second_page_is_kept():
    whole = spread(half(60, 50, 150, last="and went on with"), half(480, 51, 150, 3))
    single = spread(half(480, 52, 150, 5), number=2)
    (document,) = parse(file_of(whole, single)).documents
    both, alone = document.pages
    rest = both.text[both.turns_at :]
    assert both.text[: both.turns_at].rstrip().endswith("went on with")
    assert both.turns_at <= min(word.start for line in both.lines for word in line if word.box[0] > WIDTH / 2)
    assert rest == rest.strip() != ""
    assert alone.turns_at is None


def test_where_the_script_runs_to_the_left_the_right_page_comes_first():
    def hebrew(left, number, word):
        body = [printed_line(f"{word} שלום ירושלים עיתון", x=left, y=60 + 14 * n) for n in range(12)]
        return [printed_line(f"{number}", x=left + 120, y=30), *body]

    page = spread(hebrew(60, 51, "שמאל"), hebrew(480, 50, "ימין"))
    assert find_gutter(page) > 0
    (document,) = parse(file_of(page)).documents
    (both,) = document.pages
    assert both.label == "50–51"
    assert "שמאל" not in both.text[: both.turns_at]
    assert "ימין" not in both.text[both.turns_at :]
