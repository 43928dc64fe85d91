"""Where a text begins, moved; paragraphs that are furniture; levels of headings; hyphens decided."""

import pytest

from archive.models import Document, OutboxEntry
from ingest.desk.review_page import broken_words
from ingest.messages import RefusedError
from ingest.models import Revision
from ingest.store import publish
from ingest.store.bounds import begin_here, next_begins_here
from ingest.store.dividing import ParagraphPlace
from ingest.store.relabel_paragraph import relabel_paragraph, set_levels
from ingest.store.texts import decide_hyphen
from ingest.store.undoing import undo
from tests.ingest.store.test_history import LOWER, UPPER, held, state  # noqa: F401

PLACE = ParagraphPlace(1, len(UPPER) + 2)


def texts(row):
    return [page.text for page in row.pages.order_by("sequence")]


def shape(row):
    return [(page.text, page.words, page.label) for page in row.pages.order_by("sequence")]


# ------------------------------------------------------------------ bounds
def test_the_next_text_begins_earlier_and_keeps_what_is_known_of_it(held):  # noqa: F811
    next_begins_here(held[0], PLACE, None)
    first, last = Document.objects.order_by("pk")
    assert texts(first) == [UPPER]
    assert texts(last) == [LOWER, "It goes on. Paz, L. (2004) Rain.", "A last one."]
    assert (last.title, str(last.authorships.get().author), last.page_range) == ("Last", "Bo Li", "265–267")
    assert (first.title, first.page_range, first.ends_after) == ("The Integration of Peoples", "265", False)
    assert [section.heading for section in last.sections.all()] == ["On Rivers", ""]
    assert [reference.raw for reference in last.references.all()] == ["Paz, L. (2004) Rain."]
    for row in (first, last, *first.pages.all(), *last.pages.all(), *last.sections.all()):
        row.full_clean()


def test_moved_there_and_back_the_pages_are_what_they_were(held):  # noqa: F811
    before = [shape(row) for row in held]
    next_begins_here(held[0], PLACE, None)
    begin_here(held[1], ParagraphPlace(3, 0), None)
    assert [shape(row) for row in held] == before
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda first, last: next_begins_here(first, PLACE, None),
        lambda first, last: next_begins_here(first, ParagraphPlace(2, 0), None),
        lambda first, last: relabel_paragraph(first, first.pages.first(), 0, "furniture", None),
        lambda first, last: set_levels(first, {2: 3}, None),
    ],
    ids=["in a page", "at a page", "furniture", "level"],
)
def test_each_is_undone_to_the_very_rows(held, change):  # noqa: F811
    publish(held)
    before = state()
    OutboxEntry.objects.all().delete()
    change(*held)
    assert held[0].pk in {entry.document_pk for entry in OutboxEntry.objects.all()}
    assert state() != before
    undo(Revision.objects.latest("pk"), None)
    assert state() == before


def test_there_must_be_a_neighbour_and_a_paragraph(held):  # noqa: F811
    before = state()
    for refused in (
        lambda: begin_here(held[0], PLACE, None),
        lambda: next_begins_here(held[1], ParagraphPlace(1, 0), None),
        lambda: next_begins_here(held[0], ParagraphPlace(1, 3), None),
        lambda: begin_here(held[1], ParagraphPlace(1, 0), None),
    ):
        with pytest.raises(RefusedError):
            refused()
    assert state() == before


# ------------------------------------------------------------------ furniture, levels
def test_a_running_head_leaves_the_text_and_is_kept_with_its_place(held):  # noqa: F811
    page = held[0].pages.first()
    page.running_head = ""
    page.save()
    relabel_paragraph(held[0], page, 0, "furniture", None)
    page.refresh_from_db()
    assert (page.text, page.running_head) == (LOWER, UPPER)
    assert page.furniture == [[0.0, 0.0, 10.0 * len(UPPER), 9.0]]
    assert UPPER in page.raw_text
    heading, acronym = held[0].sections.last(), held[0].acronyms.get()
    assert page.text.startswith(heading.heading, heading.offset)
    assert page.text.startswith("(RA)", acronym.offset)
    with pytest.raises(RefusedError, match="heading of a section"):
        relabel_paragraph(held[0], page, 0, "furniture", None)


def test_levels_stay_between_one_and_six_and_untitled_parts_have_none(held):  # noqa: F811
    assert set_levels(held[0], {1: 4, 2: 99}, None)
    assert [section.level for section in held[0].sections.all()] == [1, 6]
    assert not set_levels(held[0], {2: 6}, None)


# ------------------------------------------------------------------ hyphens
def test_a_hyphen_is_decided_where_its_word_stands(held):  # noqa: F811
    page = held[0].pages.get(sequence=2)
    page.raw_text = "The peo-\nple came, and with the peo-\nple came people-\nbased songs."
    page.text = "The people came, and with the peo-ple came people-based songs."
    page.words = []
    page.save()
    second = page.raw_text.index("peo-", 10)
    decide_hyphen(page, second, None)
    page.refresh_from_db()
    assert page.text == "The people came, and with the people came people-based songs."
    (word,) = [each for each in broken_words(page.raw_text, page.text, "en") if each.first == "people"]
    assert (word.kept_as, word.otherwise) == ("people-based", "peoplebased")
    decide_hyphen(page, word.at, None)
    page.refresh_from_db()
    assert page.text.endswith("came peoplebased songs.")
    for nowhere in (0, 10_000):
        with pytest.raises(RefusedError):
            decide_hyphen(page, nowhere, None)


@pytest.mark.parametrize("sign", ["-", "\u00ad", "\u2010", "¬", "=", "⸗"])
def test_a_broken_word_is_known_by_any_sign_that_breaks_it(held, sign):  # noqa: F811
    page = held[0].pages.get(sequence=2)
    page.raw_text = f"The peo{sign}\nple came."
    page.text, page.words = "The people came.", []
    page.save()
    decide_hyphen(page, page.raw_text.index("peo"), None)
    page.refresh_from_db()
    assert page.text == "The peo-ple came."
