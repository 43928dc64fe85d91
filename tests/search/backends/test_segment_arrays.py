"""What is derived of a segment: values come back, lists are one over all segments, windows change no count."""

import random

import numpy as np
import pytest

from search.array_file import pack_arrays
from search.backends.arrays import index_files, phrases
from search.backends.arrays.columns import VERSION, Columns, make_columns
from search.backends.arrays.evaluation import Evaluation
from search.backends.arrays.spelling import edit_distance, suggest
from search.backends.arrays.word_shapes import FieldShapes, make_shapes
from search.backends.column_values import check_row
from search.backends.expanded_terms import forms_of
from search.query_language import read
from search.query_nodes import is_one_edit_away
from tests.search.archives import random_entries

ROWS = [
    {"django_id": "7", "id": "a.7", "year": 2007, "authors": ["b", "a", "b"], "lengths": {"text": 5}, "extents": {"text": 9}},
    {"django_id": "3", "id": "a.3", "year": None, "authors": [], "lengths": {"text": 70_000}, "extents": {"text": 70_064}},
    {"django_id": "9", "id": "a.9", "authors": "été", "key": -(2**63), "lengths": {}, "extents": {}},
]  # fmt: skip


def columns_of(rows):
    return Columns(b"".join(pack_arrays(VERSION, make_columns(rows))))


def test_values_come_back_as_they_were_written():
    columns = columns_of(ROWS)
    expected = [{**row, "lengths": {"text": row["lengths"].get("text", 0)}} for row in ROWS]
    expected = [{**row, "extents": {"text": row["extents"].get("text", 0)}} for row in expected]
    assert [columns[number] for number in range(3)] == expected
    assert columns.keys.tolist() == [7, 3, 9]
    assert columns.column("authors").having("b").tolist() == [0, 0]
    assert columns.column("authors").having("c").tolist() == []
    assert columns.lengths("title").tolist() == [0, 0, 0]


@pytest.mark.parametrize("value", [1.5, True, b"x", ("a",), [1.5], 2**63, "\ud800", {"a": 1}])
def test_what_no_column_can_hold_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        check_row({"django_id": "1", "year": value})
    with pytest.raises((KeyError, ValueError)):
        check_row({"django_id": "one"} if value == 1.5 else {})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("index")
    index_files.create(made, index_files.make_schema(["text", "title"]))
    for first in range(0, 60, 20):
        index_files.write(made, random_entries(3, 60)[first : first + 20], merges=False)
    return made


def test_a_commit_has_only_the_new_segment_read(folder):
    before = index_files.open_folder(folder)
    values = before.column("language").values
    ranks = {before.stored[n]["id"]: rank for n, rank in enumerate(before.ranks("year").tolist())}
    index_files.write(folder, random_entries(3, 61)[60:], merges=False)
    after = index_files.open_folder(folder)
    assert after.segments[:-1] == before.segments
    assert after.column("language").values[: len(values)] == values
    assert {
        after.stored[n]["id"]: r for n, r in enumerate(after.ranks("year").tolist()) if n < before.size
    } == ranks
    assert after.numbers_of([5, 60, 999]) == {5: 5, 60: 60}
    assert after.find("archive.document.60") == [60]


@pytest.mark.parametrize(
    "text", ['"of the"', '"nation of the"~12', '"the of"~3', '"the nation"~4', "neoliberal", '"neo trade"']
)
def test_windows_change_no_count(folder, monkeypatch, text):
    snapshot = index_files.open_folder(folder)
    (term,) = read(text).terms
    whole = Evaluation(snapshot, 60)._counts(term, "text").tolist()
    monkeypatch.setattr(phrases, "WINDOW", 1)
    assert Evaluation(snapshot, 60)._counts(term, "text").tolist() == whole
    assert any(whole)
    found = Evaluation(snapshot, 60).occurrences(term, range(snapshot.size))
    assert [n for n, places in found.items() if places] == np.flatnonzero(whole).tolist()


def test_shapes_leave_out_no_word_that_is_near():
    random_ = random.Random(2)
    words = {"".join(random_.choice("abeñ統1") for _ in range(random_.randint(2, 7))) for _ in range(400)}
    words = sorted({f"ab{word}" for word in words})
    terms = sorted(term.encode() for word in words for term in (word, f"{word}!", f"{word}+2", f":en:{word}"))
    shapes = FieldShapes(*make_shapes(terms).values())
    every = np.arange(len(terms))
    for form in words[::7]:
        for distance in (1, 2):
            like = [terms[n].decode() for n in shapes.like(every, form, 2 * distance, distance)]
            near = {word for word in words if edit_distance(form, word, distance) <= distance}
            assert near <= set(forms_of(dict.fromkeys(like, 1)))
            assert not any(":" in term or "+" in term for term in like)
        joined = {terms[n].decode() for n in shapes.like(every, form, 2, 1, joined=True)}
        assert {f"{word}+2" for word in words if is_one_edit_away(form, word)} <= joined
        tail = form.encode()[-3:]
        ending = {terms[n] for n in shapes.ending_with(tail).tolist()}
        assert ending == {
            t for t in terms if t.rstrip(b"!").endswith(tail) and t[:1] != b":" and b"+" not in t
        }


def test_the_spelling_offered_is_the_nearest_and_most_frequent(folder):
    snapshot = index_files.open_folder(folder)
    assert suggest(snapshot, "text", "natoin") == "nation"
    assert suggest(snapshot, "text", "harboor") == "harbour"
    assert suggest(snapshot, "text", "zzzzzz") is None
