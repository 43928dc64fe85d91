"""Splits, merges, discards and corrected texts, and that an undo restores the very rows."""

from itertools import pairwise

import pytest
from django.core import serializers
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Acronym, Authorship, Document, OutboxEntry, Page, Reference, Section
from ingest.messages import RefusedError
from ingest.models import Revision
from ingest.parsing.records import ParsedAcronym, ParsedReference, ParsedSection, PlacedWord
from ingest.store import correct_document, publish, store_documents, unpublish, withdraw
from ingest.store.cataloguing import add_subjects
from ingest.store.corrections import Correction
from ingest.store.dividing import ParagraphPlace, discard, merge_with_previous, split
from ingest.store.merging import merge
from ingest.store.texts import align, clean, correct_text
from ingest.store.undoing import undo
from ingest.templatetags.desk_tags import differences
from tests.builders import make_scan
from tests.ingest.parsing.parses import author, document, page, parsed_file
from tests.ingest.queue.queue_rows import make_job

ROWS = (Document, Page, Section, Authorship, Reference, Acronym)


def lines_of(text):
    """One line of words for each paragraph, each word a box as wide as it is long."""
    lines, at = [], 0
    for number, paragraph in enumerate(text.split("\n\n")):
        line, start = [], at
        for word in paragraph.split():
            line.append(
                PlacedWord(start, start + len(word), (10.0 * start, 20.0 * number, 10.0 * len(word), 9.0))
            )
            start += len(word) + 1
        lines.append(tuple(line))
        at += len(paragraph) + 2
    return tuple(lines)


def text_page(number, text):
    return page(number, text, lines=lines_of(text))


UPPER = "The first article ends here."
LOWER = "On Rivers\n\nThe second (RA) begins in the middle."


@pytest.fixture
def held(db):
    """One text over two pages that is really two, and one behind it."""
    both = document(
        pages=(text_page(1, f"{UPPER}\n\n{LOWER}"), text_page(2, "It goes on. Paz, L. (2004) Rain.")),
        sections=(
            ParsedSection("body", "", 1, 0, 0),
            ParsedSection("body", "On Rivers", 1, 0, len(UPPER) + 2),
        ),
        references=(ParsedReference("Li, B. (2001) Sand."), ParsedReference("Paz, L. (2004) Rain.")),
        acronyms=(ParsedAcronym("RA", "River Assembly", 0, len(UPPER) + 24),),
        keywords=("rivers",),
        ends_after=True,
    )
    after = document(pages=(text_page(3, "A last one."),), title="Last", authors=(author("Bo Li"),))
    return store_documents(parsed_file(both, after), make_scan()).documents


def state():
    rows = serializers.serialize("python", [row for model in ROWS for row in model.objects.order_by("pk")])
    for row in rows:
        row["fields"].pop("changed_at", None)
    return rows


def cut(row):
    return split(row, ParagraphPlace(1, len(UPPER) + 2), None)


# ------------------------------------------------------------------ split
def test_a_split_gives_each_text_what_stands_in_it(held):
    old, new = held[0], cut(held[0])
    old.refresh_from_db()
    new.refresh_from_db()
    assert [p.text for p in old.pages.all()] == [UPPER]
    assert [p.text for p in new.pages.all()] == [LOWER, "It goes on. Paz, L. (2004) Rain."]
    assert (new.title, new.state, new.page_range) == ("On Rivers", "draft", "265–266")
    assert (old.page_range, old.ends_after, new.ends_after) == ("265", False, True)
    assert [(s.heading, s.offset) for s in new.sections.all()] == [("On Rivers", 0)]
    assert [s.heading for s in old.sections.all()] == [""]
    assert [r.raw for r in old.references.all()] == ["Li, B. (2001) Sand."]
    assert [(r.position, r.raw) for r in new.references.all()] == [(1, "Paz, L. (2004) Rain.")]
    assert new.acronyms.get().offset == 22
    first = new.pages.first()
    for line in first.words:
        for start, end, x, *_ in line:
            assert x == 10.0 * (start + len(UPPER) + 2)
            assert " " not in first.text[start:end]
    for row in (*old.pages.all(), *new.pages.all(), old, new):
        row.full_clean()


def test_no_word_is_lost_or_doubled_by_a_split(held):
    words = sorted(word for p in held[0].pages.all() for word in p.text.split())
    new = cut(held[0])
    parts = Page.objects.filter(document__in=[held[0], new])
    assert sorted(word for p in parts for word in p.text.split()) == words


def test_a_split_at_the_top_of_a_page_moves_whole_pages(held):
    new = split(held[0], ParagraphPlace(2, 0), None)
    assert [(p.sequence, p.address) for p in new.pages.all()] == [(1, "266")]
    assert [s.kind for s in new.sections.all()] == ["body"]


@pytest.mark.parametrize("place", [ParagraphPlace(1, 0), ParagraphPlace(1, 5), ParagraphPlace(9, 0)])
def test_a_split_where_nothing_begins_is_refused(held, place):
    before = state()
    with pytest.raises(RefusedError):
        split(held[0], place, None)
    assert state() == before


def test_a_text_is_split_within_a_paragraph_after_a_blank_line_is_put_there(held):
    row = held[0].pages.first()
    correct_text(row, row.text.replace("begins in", "begins\n\nin"), None)
    row.refresh_from_db()
    new = split(held[0], ParagraphPlace(1, row.text.index("in the middle")), None)
    first = new.pages.first()
    assert (first.text, first.raw_text) == ("in the middle.", "in the middle.")
    placed = {first.text[start:end]: x for line in first.words for start, end, x, *_ in line}
    assert placed["middle."] == 10.0 * (len(UPPER) + 2 + LOWER.index("middle."))


def test_parts_of_one_page_stand_in_the_order_in_which_they_are_read(db):
    """Also where the first of them was divided last: the new text stands between the two."""
    first = document(pages=(text_page(1, f"{UPPER}\n\n{LOWER}"),))
    second = document(pages=(text_page(1, "A note below."), text_page(2, "It goes on.")), title="Note")
    one, note = store_documents(parsed_file(first, second), make_scan()).documents
    new = cut(one)
    order = list(Page.objects.openings().values_list("document", flat=True))
    assert order == [one.pk, new.pk, note.pk]
    merged = merge_with_previous(note, None)
    assert merged == new
    assert merged.pages.first().text == f"{LOWER}\n\nA note below."


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("The first article ends here.", "Inter-\nnational (RA) begins in the middle."),
        ("The first article ends hcre.", "0n Rivers\nThe second (RA) begins in the middle."),
        ("The first article ends here.", "0nRivers\nThe sec0nd (RA) beg1ns in the middle."),
    ],
)
def test_a_split_parts_the_text_as_read_where_its_words_were_joined_or_corrected(held, upper, lower):
    """Else the lines of the lower one would be shown, and found, as lines of the upper one."""
    row = held[0].pages.first()
    if "Inter" in lower:
        row.text = row.text.replace("On Rivers\n\nThe second", "International")
    row.raw_text = f"{upper}\n{lower}"
    row.save()
    new = cut(held[0])
    assert held[0].pages.first().raw_text.strip() == upper
    assert new.pages.first().raw_text.strip() == lower


# ------------------------------------------------------------------ merge and discard
def test_a_merge_takes_a_split_back(held):
    before = [(p.text, p.words) for p in held[0].pages.all()]
    new = cut(held[0])
    merged = merge_with_previous(new, None)
    assert merged == held[0]
    assert not Document.objects.filter(pk=new.pk).exists()
    assert [(p.text, p.words) for p in merged.pages.all()] == before
    assert [s.position for s in merged.sections.all()] == [1, 2]
    assert [r.position for r in merged.references.all()] == [1, 2]
    assert merged.ends_after


def test_what_readers_have_seen_is_neither_merged_away_nor_discarded(held):
    publish([held[1]])
    for act in (merge_with_previous, discard):
        with pytest.raises(RefusedError, match="Withdraw it instead"):
            act(held[1], None)
    with pytest.raises(RefusedError, match="No article stands before"):
        merge_with_previous(held[0], None)


def test_index_work_follows_what_readers_see(held):
    publish([held[0]])
    OutboxEntry.objects.all().delete()
    cut(held[0])
    assert [entry.document_pk for entry in OutboxEntry.objects.all()] == [held[0].pk]


def test_a_part_that_was_split_off_is_discarded_as_no_copy_of_the_rest(held):
    new = cut(held[0])
    words = "the same words " * 30
    for row in (new, held[0]):
        row.pages.update(text=words)
    assert discard(new, None) is None
    assert not Document.objects.filter(pk=new.pk).exists()


# ------------------------------------------------------------------ undo
def correct_title(row, title="Corrected"):
    correct_document(row, Correction.of(row).__class__(title=title), None)


@pytest.mark.parametrize(
    "change",
    [
        cut,
        lambda row: split(row, ParagraphPlace(2, 0), None),
        lambda row: discard(row, None),
        lambda row: merge_with_previous(Document.objects.get(title="Last"), None),
        lambda row: correct_text(row.pages.first(), "Another\n\ntext altogether.", None),
        correct_title,
    ],
    ids=["split", "split at a page", "discard", "merge", "text", "correction"],
)
def test_an_undo_restores_the_very_rows_and_an_undo_of_it_what_was_done(held, change):
    before = state()
    change(held[0])
    after = state()
    assert after != before
    undoing = undo(Revision.objects.latest("pk"), None)
    assert state() == before
    undo(undoing, None)
    assert state() == after


def test_many_changes_are_undone_one_after_the_other(held):
    states = [state()]
    new = cut(held[0])
    states.append(state())
    correct_text(new.pages.first(), "On the Rivers\n\nOther words.", None)
    states.append(state())
    discard(Document.objects.get(title="Last"), None)
    for revision, wanted in zip(list(Revision.objects.order_by("-pk")), reversed(states), strict=True):
        undo(revision, None)
        assert state() == wanted


def test_an_undo_leaves_no_later_change_behind(held):
    new = cut(held[0])
    revision = Revision.objects.get()
    correct_title(new)
    before = state()
    with pytest.raises(RefusedError, match="later changes first"):
        undo(revision, None)
    assert state() == before


def test_a_published_half_of_a_split_is_not_undone_away(held):
    new = cut(held[0])
    publish([new])
    divided, published = Revision.objects.order_by("pk")
    with pytest.raises(RefusedError):
        undo(divided, None)
    undo(published, None)  # a draft again, but readers have seen it
    with pytest.raises(RefusedError):
        undo(divided, None)
    assert Document.objects.filter(pk=new.pk).exists()


def test_a_change_is_undone_once(held):
    cut(held[0])
    revision = Revision.objects.get()
    undo(revision, None)
    with pytest.raises(RefusedError, match="already"):
        undo(revision, None)


# ------------------------------------------------------------------ what readers see
STATE = ("state", "withdrawn_reason", "merged_into", "published_at")


def states_of(documents):
    return list(Document.objects.filter(pk__in=[row.pk for row in documents]).order_by("pk").values(*STATE))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda one, other: unpublish([one, other], None), "Made a draft again"),
        (lambda one, other: withdraw(one, "Printed twice.", None), "Withdrawn: Printed twice."),
        (lambda one, other: merge(one, other), "“The Integration of Peoples” is the same article"),
        (lambda one, other: unpublish([withdraw(one, "Twice.")], None), "Made a draft again"),
    ],
    ids=["unpublish", "withdraw", "same article", "restore"],
)
def test_what_readers_see_is_recorded_and_undone(held, change, what):
    publish(held)
    before = states_of(held)
    change(*held)
    after = states_of(held)
    OutboxEntry.objects.all().delete()
    last = Revision.objects.latest("pk")
    assert str(last.message).startswith(what)
    for revision in Revision.objects.filter(undoes=None).exclude(code="published").order_by("-pk"):
        undo(revision, None)
    assert states_of(held) == before
    assert held[0].pk in {entry.document_pk for entry in OutboxEntry.objects.all()}
    for undoing in Revision.objects.exclude(undoes=None).order_by("-pk"):
        undo(undoing, None)
    assert states_of(held) == after


def test_publishing_many_is_undone_at_once_and_their_files_need_review_again(held, librarian):
    job = make_job("issue.pdf", state="done", reason="")
    Page.objects.update(scan=job.scan)
    publish(held, librarian)
    job.refresh_from_db()
    assert job.state == "done"
    revision = Revision.objects.get()
    assert (str(revision.message), revision.by, revision.documents.count()) == ("Published", librarian, 2)
    undo(revision, librarian)
    job.refresh_from_db()
    assert job.state == "review"
    assert {row["state"] for row in states_of(held)} == {"draft"}
    assert all(row["published_at"] for row in states_of(held))  # readers have seen it
    assert "Undone for “Last”: Published" in str(job.events.last().message)


def test_what_was_not_published_is_not_named_in_the_history(held):
    Document.objects.filter(pk=held[1].pk).update(state="withdrawn", withdrawn_reason="Twice.")
    publish(held)
    assert [each.identifier for each in Revision.objects.get().documents.all()] == [held[0].identifier]


def test_an_undo_publishes_no_second_text_under_one_doi(held):
    for row in held:
        row.doi = "10.5555/one"
        row.save()
    publish(held[:1])
    unpublish(held[:1])
    publish(held[1:])
    with pytest.raises(RefusedError, match="is published under this DOI"):
        undo(Revision.objects.get(code="draft_again"), None)


@pytest.mark.parametrize("act", [discard, merge_with_previous])
def test_a_file_whose_last_draft_is_gone_needs_nobody(held, act):
    job = make_job("issue.pdf", state="review")
    Page.objects.update(scan=job.scan)
    publish(held[:1])
    act(held[1], None)
    job.refresh_from_db()
    assert job.state == "done"
    undo(Revision.objects.latest("pk"), None)
    job.refresh_from_db()
    assert job.state == "review"


def test_a_split_of_what_is_published_leaves_a_draft_to_review(held):
    job = make_job("issue.pdf", state="review")
    Page.objects.update(scan=job.scan)
    publish(held)
    cut(held[0])
    job.refresh_from_db()
    assert job.state == "review"


# ------------------------------------------------------------------ texts
def test_a_corrected_text_keeps_the_boxes_of_its_words(held):
    row = held[0].pages.first()
    assert correct_text(row, row.text.replace("middle", "midst of it"), None, seen=row.text)
    row.refresh_from_db()
    held[0].refresh_from_db()
    placed = {row.text[start:end]: box for line in row.words for start, end, *box in line}
    assert placed["second"][0] == 10.0 * (len(UPPER) + 2 + len("On Rivers") + 2 + len("The "))
    old_start = 10.0 * (len(UPPER) + 2 + LOWER.index("middle"))
    assert placed["midst"][0] == old_start
    assert old_start < placed["of"][0] < placed["it."][0] < old_start + 10.0 * len("middle.")
    assert held[0].sections.last().heading == "On Rivers"
    assert held[0].evidence["text"]["source"] == "person"


def test_a_corrected_heading_is_the_heading_of_its_section(held):
    row = held[0].pages.first()
    correct_text(row, row.text.replace("first", "very first").replace("On Rivers", "Of Rivers"), None)
    row.refresh_from_db()
    section = held[0].sections.last()
    assert section.heading == "Of Rivers"
    assert row.text.startswith("Of Rivers", section.offset)
    assert row.text.startswith("(RA)", held[0].acronyms.get().offset)


def test_nobody_overwrites_the_text_of_another(held):
    row = held[0].pages.first()
    seen = row.text
    correct_text(row, "One.", None, seen=seen)
    with pytest.raises(RefusedError, match="Somebody else"):
        correct_text(row, "Two.", None, seen=seen)


WORD = st.text("abc", min_size=1, max_size=4)
TEXT = st.lists(WORD, max_size=12).map(" ".join)


@given(TEXT, TEXT)
def test_every_box_stands_for_a_word_of_the_new_text(old, new):
    lines = [[[w.start, w.end, *w.box, w.confidence] for w in line] for line in lines_of(old)]
    words, moves = align(old, new, lines)
    spans = sorted((start, end) for line in words for start, end, *_ in line)
    for start, end in spans:
        assert new[start:end]
        assert " " not in new[start:end]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(0 <= moves(offset) <= len(new) for offset in range(len(old) + 1))
    assert clean(new) == new
    if old == new:
        assert words == [line for line in lines if line]


# ------------------------------------------------------------------ as a person reads it
def test_what_changed_is_told_in_words(held):
    add_subjects(held[:1], ["rivers", "Tides"], None)
    publish(held)
    told = [(each.name, each.before, each.after) for each in differences(Revision.objects.earliest("pk"))]
    assert told == [("subjects", "rivers", "Tides, rivers")]
    state, published = differences(Revision.objects.latest("pk"))[:2]
    assert (state.before, state.after) == ("draft", "published")
    assert published.after == f"{timezone.now():%Y-%m-%d %H:%M}"
