"""Hits -> excerpts that are safe to show."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from search.locate import locate
from search.query_language import read
from search.snippets import excerpts, mark, merge, opening

LONG = "word " * 100


def snippets(text, pages, page=0, **options):
    hits = locate(read(text), pages, "en")
    return [excerpt for excerpt, _ in excerpts(hits, page, pages, **options)]


def test_hits_are_marked_and_all_else_is_escaped():
    assert snippets("forum", ["<b>The</b> forum & more"]) == [
        "&lt;b&gt;The&lt;/b&gt; <mark>forum</mark> &amp; more"
    ]


def test_an_excerpt_is_cut_between_words_and_says_so():
    (found,) = snippets("forum", [f"{LONG}forum {LONG}"])
    assert found.startswith("…word")
    assert found.endswith("word…")
    assert "<mark>forum</mark>" in found
    assert len(found) < 270


def test_near_hits_share_an_excerpt_and_far_ones_have_their_own():
    text = f"forum one forum {LONG} forum"
    first, second = snippets("forum", [text])
    assert first.count("<mark>") == 2
    assert second.count("<mark>") == 1
    assert snippets("forum", [text], most=1) == [first]


def test_a_hit_that_runs_on_is_shown_whole():
    pages = [f"{LONG}They spoke of social", f"integration and more. {LONG}"]
    (found,) = snippets('"social integration"', pages)
    assert "<mark>social</mark> <mark>integration</mark> and more." in found
    assert snippets('"social integration"', pages, page=1) == []


def test_line_ends_become_spaces_and_paragraph_ends_are_shown():
    assert snippets("forum", ["the\n\nforum\nmet"]) == ["the ¶ <mark>forum</mark> met"]
    assert snippets('"forum met"', ["\n\nthe forum\n\nmet\n\n"]) == ["the <mark>forum ¶ met</mark>"]


def test_one_endless_word_is_still_an_excerpt():
    (found,) = snippets("forum", ["x" * 1000 + " forum " + "y" * 1000])
    assert "<mark>forum</mark>" in found


def test_opening_is_the_beginning():
    assert opening("The <first> words.") == "The &lt;first&gt; words."
    assert opening(LONG).endswith("word…")
    assert len(opening(LONG)) < 250


def test_overlapping_marks_become_one():
    assert merge([(5, 9), (0, 3), (2, 4), (9, 9)]) == [(0, 4), (5, 9)]
    assert mark("abcdef", [(1, 3), (2, 4)]) == "a<mark>bcd</mark>ef"


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


@settings(deadline=None)
@given(text=st.text(max_size=40), spans=spans)
def test_marks_add_no_text_and_no_other_markup(text, spans):
    marked = mark(text, [span for span in spans if span[1] <= len(text)])
    plain = re.sub("</?mark>", "", marked)
    assert "<" not in plain
    assert ">" not in plain
    assert marked.count("<mark>") == marked.count("</mark>")
    for code, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        plain = plain.replace(code, character)
    assert plain == text


@settings(deadline=None)
@given(
    pages=st.lists(st.text(alphabet="ab <&\n", max_size=80), min_size=1, max_size=3),
    length=st.integers(5, 60),
)
def test_every_excerpt_shows_its_hit(pages, length):
    hits = locate(read("a"), pages, "en")
    for page in range(len(pages)):
        for excerpt, hit in excerpts(hits, page, pages, most=9, length=length):
            assert hit.page == page
            assert "<mark>" in excerpt
