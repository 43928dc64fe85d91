"""The index is what the database says, whatever happens."""

from pathlib import Path

import pytest
from haystack.query import SearchQuerySet

from archive.models import Document, OutboxEntry
from archive.outbox import enqueue_for_indexing
from search import engine, indexer
from search.backends.arrays import index_files
from search.backends.index_directory import BUILDING, CURRENT, FORMAT, IndexDirectory
from search.connection import current_engine, current_tokens
from search.errors import IndexAwayError, IndexBusyError
from search.tokens.token_file import Text
from tests.builders import make_document

ROOT = Path(__file__).resolve().parents[2]


def titles(text):
    return {row.document.title for row in engine.run(text).rows}


def directory() -> IndexDirectory:
    return current_engine().directory


def change(document, **fields):
    Document.objects.filter(pk=document.pk).update(**fields)
    enqueue_for_indexing([document.pk])


# ------------------------------------------------------------------ the outbox
def test_what_waits_is_brought_in_and_no_longer_waits(db):
    documents = [make_document(title) for title in ("Alpha", "Beta")]
    enqueue_for_indexing(document.pk for document in documents)
    enqueue_for_indexing([documents[0].pk])
    indexer.apply_outbox()
    assert titles("peoples") == {"Alpha", "Beta"}
    assert not OutboxEntry.objects.exists()
    assert not indexer.compare()


def test_what_is_no_longer_published_goes(publish):
    document = publish("Alpha")
    publish("Beta")
    change(document, state="withdrawn", withdrawn_reason="Printed twice.")
    assert indexer.apply_outbox() == 1
    assert titles("peoples") == {"Beta"}
    assert not indexer.compare()


def test_drafts_never_come_in(db):
    draft = make_document("Alpha", texts=("xylophone",), state="draft")
    enqueue_for_indexing([draft.pk])
    indexer.apply_outbox()
    snapshot = current_engine().snapshot()
    assert snapshot.count == 0
    assert snapshot.form_frequency("text", "xylophone") == 0


def test_the_words_of_what_went_are_offered_to_nobody(publish):
    document = publish("Alpha", texts=("xylophone",))
    publish("Beta", texts=("treaty",))
    change(document, state="withdrawn", withdrawn_reason="Printed twice.")
    indexer.apply_outbox()
    for text in ("xylophome", "xylophome OR zebra", "xylophome OR treaty zebra", "xylo* zebra"):
        assert "xylophone" not in repr(engine.run(text).help)
    assert current_engine().correct("xylophome") is None


def test_what_was_deleted_goes(publish):
    document = publish("Alpha")
    key = document.pk
    for row in (*document.sections.all(), *document.pages.all(), *document.authorships.all(), document):
        row.delete()
    enqueue_for_indexing([key])
    indexer.apply_outbox()
    assert titles("peoples") == set()


def test_more_than_a_batch_waits(db, monkeypatch):
    monkeypatch.setattr(indexer, "BATCH", 2)
    indexer.rebuild()
    enqueue_for_indexing(make_document(f"Article {n}").pk for n in range(5))
    assert indexer.apply_outbox() == 5
    assert len(SearchQuerySet()) == 5
    assert not indexer.compare()


def test_rows_stay_until_their_documents_are_written(publish, monkeypatch):
    document = publish("Alpha")
    change(document, title="Alpha and Omega")

    def fail(*args, **options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(index_files, "write", fail)
        with pytest.raises(OSError, match="No space left"):
            indexer.apply_outbox()
    assert OutboxEntry.objects.count() == 1
    assert titles("omega") == set()
    indexer.apply_outbox()
    assert titles("omega") == {"Alpha and Omega"}


def test_a_full_disk_in_the_middle_of_a_commit_leaves_the_index_as_it_was(publish, monkeypatch):
    document = publish("Alpha")
    change(document, title="Alpha and Omega")
    with monkeypatch.context() as patch:
        patch.setattr("search.backends.arrays.whoosh.writer.ArchiveWriter._finalize_segment", _no_space)
        with pytest.raises(OSError, match="No space left"):
            indexer.apply_outbox()
    assert titles("alpha") == {"Alpha and Omega"}  # the row of the database, found by its old title
    assert titles("omega") == set()
    indexer.apply_outbox()
    assert titles("omega") == {"Alpha and Omega"}


def _no_space(self):
    raise OSError(28, "No space left on device")


def test_one_document_that_cannot_be_analysed_does_not_stop_the_others(db, monkeypatch, caplog):
    documents = [make_document(title) for title in ("Alpha", "Beta", "Gamma")]
    cut_parts = index_files.cut_parts

    def fail_for_beta(text):
        if "Beta" in text:
            raise ValueError("broken")
        return cut_parts(text)

    monkeypatch.setattr(index_files, "cut_parts", fail_for_beta)
    enqueue_for_indexing(document.pk for document in documents)
    indexer.apply_outbox()
    assert titles("peoples") == {"Alpha", "Gamma"}
    assert not OutboxEntry.objects.exists()
    assert f"archive.document.{documents[1].pk} cannot be indexed" in caplog.text
    assert indexer.compare().missing == (f"archive.document.{documents[1].pk}",)


def test_only_one_process_writes(publish):
    document = publish("Alpha")
    change(document, title="Omega")
    with directory().writing():
        other = IndexDirectory(directory().path)
        with pytest.raises(IndexBusyError), other.writing(timeout=0.1):
            pass
    assert indexer.apply_outbox() == 1


def test_a_published_article_is_found_while_the_indexer_follows(publish, tmp_path):
    publish("Alpha")  # an index is there
    before = current_engine().snapshot()
    publish("Omega")
    after = current_engine().snapshot()
    assert before.count == 1
    assert after.count == 2
    assert {view.segment.segid for view in before.segments} <= {view.segment.segid for view in after.segments}


# ------------------------------------------------------------------ a new index beside the old one
def test_the_old_index_answers_until_the_new_one_is_active(publish, monkeypatch):
    document = publish("Alpha")
    old = directory().current()
    seen = []
    activate = IndexDirectory.activate

    def look_first(self, folder):
        seen.append(titles("peoples"))
        activate(self, folder)

    monkeypatch.setattr(IndexDirectory, "activate", look_first)
    assert indexer.rebuild() == 1
    assert seen == [{"Alpha"}]
    assert directory().current() != old
    assert not old.exists()
    assert titles("peoples") == {document.title}


def test_what_changes_during_a_rebuild_is_in_the_new_index(publish, monkeypatch):
    first, second = publish("Alpha"), publish("Beta")
    all_entries = indexer.all_entries

    def change_meanwhile():
        yield from all_entries()
        change(first, title="Alpha Renamed")
        change(second, state="withdrawn", withdrawn_reason="Printed twice.")
        third = make_document("Gamma")
        enqueue_for_indexing([third.pk])
        indexer.apply_outbox()

    with monkeypatch.context() as patch:
        patch.setattr(indexer, "all_entries", change_meanwhile)
        indexer.rebuild()
    assert titles("peoples") == {"Alpha Renamed", "Gamma"}
    assert titles("renamed") == {"Alpha Renamed"}
    assert not indexer.compare()


def test_a_rebuild_that_fails_leaves_everything_as_it_was(publish, monkeypatch):
    publish("Alpha")
    current = directory().current()
    with monkeypatch.context() as patch:
        patch.setattr(indexer, "all_entries", lambda: iter([object()]))
        with pytest.raises(AttributeError):
            indexer.rebuild()
    assert directory().current() == current
    assert [path.name for path in directory().path.glob("index-*")] == [current.name]
    assert titles("peoples") == {"Alpha"}


def test_what_a_dead_rebuild_left_behind_is_cleared_away(publish):
    publish("Alpha")
    left = directory().path / "index-0123456789ab"
    left.mkdir()
    (left / BUILDING).touch()
    indexer.rebuild()
    assert not left.exists()


def test_a_killed_rebuild_is_taken_up_where_it_ended(db, monkeypatch):
    monkeypatch.setattr("search.backends.arrays.whoosh.writer.MAX_POSITIONS", 20)
    rows = [make_document(f"Article {n}", texts=("one two three four five six seven",)) for n in range(6)]
    all_entries = indexer.all_entries

    class Killed(BaseException):
        """As by kill -9: nothing is cleared away."""

    def some():
        for number, entry in enumerate(all_entries()):
            if number == 4:
                raise Killed
            yield entry

    with monkeypatch.context() as patch:
        patch.setattr(indexer, "all_entries", some)
        with pytest.raises(Killed):
            indexer.rebuild()
    (left,) = directory().path.glob("index-*")
    change(rows[0], title="Article Renamed")
    change(rows[1], state="withdrawn", withdrawn_reason="Printed twice.")
    written = []
    prepare = index_files._prepare
    monkeypatch.setattr(
        index_files, "_prepare", lambda entry: written.append(entry.identity) or prepare(entry)
    )
    assert indexer.rebuild() == 5
    assert directory().current() == left
    assert f"archive.document.{rows[2].pk}" not in written  # it was there already
    assert len(titles('"three four"')) == 5
    assert titles("renamed") == {"Article Renamed"}
    assert not indexer.compare()


def test_what_a_killed_rebuild_left_unreadable_is_begun_anew(publish):
    publish("Alpha")
    left = directory().path / f"index-{FORMAT}-0123456789ab"
    left.mkdir()
    (left / BUILDING).touch()
    (left / "MAIN_1.toc").write_bytes(b"nonsense")
    assert indexer.rebuild() == 1
    assert directory().current() == left
    assert not indexer.compare()


def test_a_rebuild_fills_several_segments_when_one_is_not_enough(db, monkeypatch):
    monkeypatch.setattr("search.backends.arrays.whoosh.writer.MAX_POSITIONS", 40)
    for number in range(6):
        make_document(f"Article {number}", texts=("one two three four five six seven",))
    indexer.rebuild()
    assert len(current_engine().snapshot().segments) > 1
    assert len(titles('"three four"')) == 6
    assert not indexer.compare()


def test_open_snapshots_outlive_what_is_deleted_on_disk(publish):
    publish("Alpha")
    snapshot = current_engine().snapshot()
    indexer.rebuild()
    assert snapshot.term("text", ":en:peopl").documents.tolist() == [0]


# ------------------------------------------------------------------ damage
def damage_lists(folder):
    """The disk gives back other bytes than were written."""
    path = next(folder.glob("*.pst"))
    path.write_bytes(b"\xff" * path.stat().st_size)


def cut_short(folder):
    path = next(folder.glob("*.text.trm"))
    path.write_bytes(path.read_bytes()[:-7])


def spoil_contents(folder):
    next(folder.glob("*.toc")).write_bytes(b"no table of contents")


def empty_folder(folder):
    for path in folder.iterdir():
        path.unlink()


def lose_values(folder):
    next(folder.glob("*.val")).unlink()


def cut_shapes_short(folder):
    path = next(folder.glob("*.shp"))
    path.write_bytes(path.read_bytes()[:-8])


def values_of_another_version(folder):
    path = next(folder.glob("*.val"))
    content = bytearray(path.read_bytes())
    content[8] ^= 0x40
    path.write_bytes(content)


HARMS = [
    damage_lists, cut_short, spoil_contents, empty_folder, lose_values, cut_shapes_short, values_of_another_version,
]  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_index_is_told_and_made_anew(publish, harm, client):
    publish("Alpha")
    harm(directory().current())
    index_files.forget(directory().path)
    assert client.get("/search/", {"q": "peoples"}).status_code == 503
    assert client.get("/search/", {"q": "peoples"}).status_code == 503
    indexer.apply_outbox()
    assert titles("peoples") == {"Alpha"}
    assert client.get("/search/", {"q": "peoples"}).status_code == 200


def test_a_fault_of_the_program_is_no_damage(publish, monkeypatch):
    publish("Alpha")

    def fail(*args):
        raise ValueError("a fault")

    with monkeypatch.context() as patch:
        patch.setattr("search.backends.arrays.evaluation.Evaluation.match", fail)
        with pytest.raises(ValueError, match="a fault"):
            engine.run("peoples")
    assert titles("peoples") == {"Alpha"}


def test_without_an_index_the_indexer_makes_one(db):
    make_document("Alpha")
    with pytest.raises(IndexAwayError):
        engine.run("peoples")
    assert indexer.apply_outbox() == 1
    assert titles("peoples") == {"Alpha"}


def test_what_waited_before_a_rebuild_is_not_done_twice(db):
    enqueue_for_indexing([make_document().pk])
    indexer.rebuild()
    assert not OutboxEntry.objects.exists()
    assert indexer.apply_outbox() == 0


def test_an_index_of_another_format_is_made_anew(publish, monkeypatch):
    publish("Alpha")
    monkeypatch.setattr("search.backends.index_directory.FORMAT", "2-9.9")
    with pytest.raises(IndexAwayError):
        engine.run("peoples")
    indexer.apply_outbox()
    assert titles("peoples") == {"Alpha"}
    assert [path.name[:12] for path in directory().path.glob("index-*")] == ["index-2-9.9-"]


def test_a_pointer_to_nowhere_is_no_index(publish):
    publish("Alpha")
    for content in ("index-gone", "../../etc", "", "ünreadable"):
        (directory().path / CURRENT).write_text(content, "utf-8")
        with pytest.raises(IndexAwayError):
            directory().current()


# ------------------------------------------------------------------ the token store
def test_texts_follow_the_outbox(publish):
    document = publish("Alpha")
    assert current_tokens().digests().keys() == {document.pk}
    change(document, state="withdrawn", withdrawn_reason="Printed twice.")
    indexer.apply_outbox()
    assert current_tokens().digests() == {}


@pytest.mark.parametrize("harm", ["lost", "shortened", "another text"])
def test_texts_that_are_not_those_of_the_database_are_told_and_made_anew(publish, harm):
    document = publish("Alpha", texts=("The peoples of old. " * 30,))
    (path,) = current_tokens().path.glob("*.tok")
    if harm == "another text":
        with current_tokens().writing() as add:
            add(Text(document.pk, "en", ("no such text",)))
    else:
        content = path.read_bytes()
        path.unlink()
        if harm == "shortened":
            path.write_bytes(content[:-8])
    differences = indexer.compare()
    assert differences.outdated == (f"archive.document.{document.pk}",)
    assert bool(differences.damaged) == (harm == "shortened")
    assert engine.run("peoples").rows[0].hits == 30
    indexer.repair(differences)
    assert not indexer.compare()
    assert engine.run("peoples").rows[0].hits == 30


def test_a_text_changed_a_moment_ago_is_not_marked_by_the_places_of_the_old_one(publish):
    document = publish("Alpha", texts=("The peoples of old. " * 30,))
    document.pages.update(text="Peoples " + "of new and other peoples. " * 20)
    (row,) = engine.run("peoples").rows
    assert row.hits == 21


# ------------------------------------------------------------------ comparing
def test_comparing_sees_what_is_missing_outdated_and_superfluous(publish):
    outdated, superfluous = publish("Alpha"), publish("Beta")
    missing = make_document("Gamma")
    outdated.pages.update(text="other words")
    Document.objects.filter(pk=superfluous.pk).update(state="draft", published_at=None)
    differences = indexer.compare()
    assert differences.missing == (f"archive.document.{missing.pk}",)
    assert differences.outdated == (f"archive.document.{outdated.pk}",)
    assert differences.superfluous == (f"archive.document.{superfluous.pk}",)
    indexer.repair(differences)
    assert not indexer.compare()
    assert titles("other") == {"Alpha"}


def test_what_waits_in_the_outbox_is_no_difference(publish):
    document = publish("Alpha")
    change(document, title="Omega")
    differences = indexer.compare()
    assert not differences
    assert differences.waiting == 1


def test_a_flipped_bit_is_a_difference_and_is_repaired(publish):
    publish("Alpha")
    path = next(directory().current().glob("*.pst"))
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.write_bytes(content)
    differences = indexer.compare()
    assert differences.damaged[0].endswith(".pst")
    indexer.repair(differences)
    assert not indexer.compare()
