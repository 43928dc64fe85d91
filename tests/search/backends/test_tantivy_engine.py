"""What is tantivy's own: damage, sorting by strings that begin alike, phrases in many ways, rows behind the rescored."""

import random
from itertools import pairwise

import pytest

pytest.importorskip("tantivy", reason="requirements-scale.txt is not installed")

from tantivy import Query

from search.backends.arrays.array_engine import ArrayEngine
from search.backends.tantivy import tantivy_engine, translation
from search.backends.tantivy.tantivy_engine import TantivyEngine
from search.engine_protocol import Entry, Question
from search.entries import identity_of
from search.errors import IndexAwayError, TooSlowError
from search.query_fields import WORD_FIELDS
from search.query_language import read
from tests.search.archives import WORDS, random_entries


@pytest.fixture
def engine(tmp_path):
    return TantivyEngine(tmp_path / "index", WORD_FIELDS)


def filled(engine, entries):
    engine.rebuild(entries, lambda identities: iter(()))
    return engine


def numbered(key, text="", **columns):
    words = dict.fromkeys(WORD_FIELDS, "") | {"text": text}
    return Entry(identity_of(key), "en", words, {"django_id": str(key), "language": "en", **columns})


def test_a_damaged_file_is_told_and_a_new_index_is_asked_for(engine):
    filled(engine, random_entries(1, 20))
    folder = engine.directory.current()
    path = next(folder.glob("*.store"))
    path.write_bytes(bytes(len(path.read_bytes())))
    assert engine.contents().damaged == (path.name,)
    with pytest.raises(IndexAwayError):
        engine.values(range(20))
    with pytest.raises(IndexAwayError):
        engine.version()


def test_a_file_cut_short_is_never_mapped(engine, tmp_path):
    filled(engine, random_entries(1, 20))
    path = next(engine.directory.current().glob("*.idx"))
    path.write_bytes(path.read_bytes()[:-100])
    other = TantivyEngine(tmp_path / "index", WORD_FIELDS)
    tantivy_engine.indexes._open.clear()
    with pytest.raises(IndexAwayError, match="another length"):
        other.ask(Question())


def test_a_rebuild_that_was_killed_is_taken_up(engine, monkeypatch):
    monkeypatch.setattr(tantivy_engine, "AT_ONCE", 5)
    entries = random_entries(2, 20)

    def killed():
        yield from entries[:12]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(killed(), lambda identities: iter(()))
    written = []
    write = tantivy_engine._write

    def counted(folder, batch, *rest):
        written.extend(batch)
        return write(folder, batch, *rest)

    monkeypatch.setattr(tantivy_engine, "_write", counted)
    assert engine.rebuild(entries, lambda identities: iter(())) == 20
    assert len(written) == 10  # two commits of five were there


@pytest.mark.parametrize(
    "sort_by", [("title_key", "-year"), ("-title_key", "year"), ("-year", "title_key"), ("year",)]
)
def test_rows_are_sorted_by_whole_values_at_every_offset(engine, sort_by):
    random_ = random.Random(5)
    begun = "the economic history of "
    entries = [
        numbered(
            key,
            title_key=random_.choice((None, begun + "a", begun + "b", begun, "x")),
            year=random_.choice((None, 1999, 2005)),
        )
        for key in range(40)
    ]
    filled(engine, entries)
    whole = list(engine.ask(Question(sort_by=sort_by)).keys)

    for one, other in pairwise(whole):
        for name in sort_by:
            first, second = (entries[key].columns[name.removeprefix("-")] for key in (one, other))
            if first != second:
                assert second is None or (first is not None and (first > second) == name.startswith("-"))
                break
    assert sorted(whole) == list(range(40))
    for start in range(0, 40, 7):
        assert (
            list(engine.ask(Question(sort_by=sort_by, start=start, end=start + 9)).keys)
            == whole[start : start + 9]
        )


def test_more_values_than_are_counted_in_one_go_are_counted(engine):
    filled(
        engine, [numbered(key, subjects=["all", *(f"s{key}-{n}" for n in range(700))]) for key in range(100)]
    )
    facets = engine.ask(Question(facets=("subjects", "language"))).facets
    assert len(facets["subjects"]) == 70_001
    assert facets["subjects"]["all"] == facets["language"]["en"] == 100


def test_a_phrase_that_goes_too_many_ways_finds_the_same(engine, monkeypatch):
    filled(engine, random_entries(3, 120))
    asked = [
        read(text).root
        for text in ('"nation* policy"', '"social integration trade"~6', '"the of"', '"neo-liberal trade"')
    ]
    plain = [set(engine.ask(Question(node)).keys) for node in asked]
    monkeypatch.setattr("search.backends.tantivy.translation.MAX_WAYS", 0)
    assert [set(engine.ask(Question(node)).keys) for node in asked] == plain
    assert any(plain)


def test_the_first_rows_have_the_scores_of_the_other_engine_and_pages_follow_on_each_other(
    engine, tmp_path, monkeypatch
):
    entries = random_entries(4, 150)
    filled(engine, entries)
    arrays = filled(ArrayEngine(tmp_path / "arrays", WORD_FIELDS), entries)
    for text in ("integration", "trade policy", "title:nation OR harbour", '"social integration"'):
        node = read(text).root
        one, other = engine.ask(Question(node, end=10)), arrays.ask(Question(node, end=10))
        assert one.scores == pytest.approx(other.scores, rel=1e-5)
    monkeypatch.setattr(tantivy_engine, "RESCORED", 7)
    node = read(" OR ".join(WORDS[:6])).root
    whole = engine.ask(Question(node))
    assert list(whole.scores) == sorted(whole.scores, reverse=True)
    assert sorted(whole.keys) == sorted(set(whole.keys))
    paged = [
        key
        for start in range(0, whole.total, 5)
        for key in engine.ask(Question(node, start=start, end=start + 5)).keys
    ]
    assert paged == list(whole.keys)


def test_what_was_found_before_the_time_was_used_up_is_told_as_part(engine, monkeypatch):
    filled(engine, random_entries(3, 120))
    node = read('"nation* policy"~50').root
    whole = engine.ask(Question(node))
    having, calls = translation.Translation._having, []

    def limited(self, term, field, documents):
        calls.append(documents)
        if len(calls) > 60:
            raise TooSlowError
        return having(self, term, field, documents)

    monkeypatch.setattr(translation, "MAX_WAYS", 0)
    monkeypatch.setattr(translation, "AT_ONCE", 1)
    monkeypatch.setattr(translation.Translation, "_having", limited)
    monkeypatch.setattr(
        translation.Translation, "_with_all_words", lambda self, term, field: Query.all_query()
    )
    part = engine.ask(Question(node))
    assert part.is_partial
    assert not whole.is_partial
    assert 0 < part.total < whole.total
    assert set(part.keys) < set(whole.keys)
    assert min(part.keys) > min(set(whole.keys) - set(part.keys))  # the newest were looked at first
