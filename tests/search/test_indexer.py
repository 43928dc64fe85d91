"""The index is what the database says, whatever happens."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from haystack import connections
from haystack.query import SearchQuerySet
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from archive.models import Document, OutboxEntry
from archive.outbox import enqueue_for_indexing
from search import engine, indexer
from search.backends import index_files
from search.backends.shelf import BUILDING, CURRENT, IndexAwayError, IndexBusyError, Shelf
from tests.builders import make_document
from tests.search.archives import random_entries

ROOT = Path(__file__).resolve().parents[2]


def titles(text):
    return {row.document.title for row in engine.run(text).rows}


def shelf() -> Shelf:
    return indexer.backend().shelf


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
    snapshot = indexer.backend().snapshot()
    assert snapshot.count == 0
    assert snapshot.form_frequency("text", "xylophone") == 0


def test_the_words_of_what_went_are_offered_to_nobody(publish):
    document = publish("Alpha", texts=("xylophone",))
    publish("Beta", texts=("treaty",))
    change(document, state="withdrawn", withdrawn_reason="Printed twice.")
    indexer.apply_outbox()
    for text in ("xylophome", "xylophome OR zebra", "xylophome OR treaty zebra", "xylo* zebra"):
        assert "xylophone" not in repr(engine.run(text).help)
    assert indexer.backend().correct("xylophome") is None


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
        patch.setattr("search.backends.whoosh_writer.ArchiveWriter._finalize_segment", _no_space)
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
    term_positions = index_files.term_positions

    def fail_for_beta(text, language):
        if "Beta" in text:
            raise ValueError("broken")
        return term_positions(text, language)

    monkeypatch.setattr(index_files, "term_positions", fail_for_beta)
    enqueue_for_indexing(document.pk for document in documents)
    indexer.apply_outbox()
    assert titles("peoples") == {"Alpha", "Gamma"}
    assert not OutboxEntry.objects.exists()
    assert f"archive.document.{documents[1].pk} cannot be indexed" in caplog.text
    assert indexer.compare().missing == (f"archive.document.{documents[1].pk}",)


def test_only_one_process_writes(publish):
    document = publish("Alpha")
    change(document, title="Omega")
    with shelf().writing():
        other = Shelf(shelf().path)
        with pytest.raises(IndexBusyError), other.writing(timeout=0.1):
            pass
    assert indexer.apply_outbox() == 1


def test_a_published_article_is_found_while_the_indexer_follows(publish, tmp_path):
    publish("Alpha")  # an index is there
    before = indexer.backend().snapshot()
    publish("Omega")
    after = indexer.backend().snapshot()
    assert before.count == 1
    assert after.count == 2
    assert {view.segment.segid for view in before.segments} <= {view.segment.segid for view in after.segments}


# ------------------------------------------------------------------ a new index beside the old one
def test_the_old_index_answers_until_the_new_one_is_put_up(publish, monkeypatch):
    document = publish("Alpha")
    old = shelf().current()
    seen = []
    put_up = Shelf.put_up

    def look_first(self, folder):
        seen.append(titles("peoples"))
        put_up(self, folder)

    monkeypatch.setattr(Shelf, "put_up", look_first)
    assert indexer.rebuild() == 1
    assert seen == [{"Alpha"}]
    assert shelf().current() != old
    assert not old.exists()
    assert titles("peoples") == {document.title}


def test_what_changes_during_a_rebuild_is_in_the_new_index(publish, monkeypatch):
    first, second = publish("Alpha"), publish("Beta")
    all_entries = indexer.all_entries

    def change_meanwhile(engine):
        yield from all_entries(engine)
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
    current = shelf().current()
    with monkeypatch.context() as patch:
        patch.setattr(indexer, "all_entries", lambda engine: iter([object()]))
        with pytest.raises(AttributeError):
            indexer.rebuild()
    assert shelf().current() == current
    assert [path.name for path in shelf().path.glob("index-*")] == [current.name]
    assert titles("peoples") == {"Alpha"}


def test_what_a_dead_rebuild_left_behind_is_cleared_away(publish):
    publish("Alpha")
    left = shelf().path / "index-0123456789ab"
    left.mkdir()
    (left / BUILDING).touch()
    indexer.rebuild()
    assert not left.exists()


def test_a_rebuild_fills_several_segments_when_one_is_not_enough(db, monkeypatch):
    monkeypatch.setattr("search.backends.whoosh_writer.MOST_POSITIONS", 40)
    for number in range(6):
        make_document(f"Article {number}", texts=("one two three four five six seven",))
    indexer.rebuild()
    assert len(indexer.backend().snapshot().segments) > 1
    assert len(titles('"three four"')) == 6
    assert not indexer.compare()


def test_open_snapshots_outlive_what_is_deleted_on_disk(publish):
    publish("Alpha")
    snapshot = indexer.backend().snapshot()
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


@pytest.mark.parametrize("harm", [damage_lists, cut_short, spoil_contents, empty_folder])
def test_a_damaged_index_is_told_and_made_anew(publish, harm, client):
    publish("Alpha")
    harm(shelf().current())
    index_files.forget(shelf().path)
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
        patch.setattr("search.backends.evaluation.Evaluation.match", fail)
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


def test_a_pointer_to_nowhere_is_no_index(publish):
    publish("Alpha")
    for content in ("index-gone", "../../etc", "", "ünreadable"):
        (shelf().path / CURRENT).write_text(content, "utf-8")
        with pytest.raises(IndexAwayError):
            shelf().current()


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
    path = next(shelf().current().glob("*.pst"))
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.write_bytes(content)
    differences = indexer.compare()
    assert differences.damaged[0].endswith(".pst")
    indexer.repair(differences)
    assert not indexer.compare()


# ------------------------------------------------------------------ many random changes
class IndexMachine(RuleBasedStateMachine):
    """Documents are made, changed, withdrawn and published again; the index follows, is merged and made anew."""

    def __init__(self) -> None:
        super().__init__()
        self.documents = []
        self.is_in_step = True

    @initialize()
    def start(self):
        OutboxEntry.objects.all().delete()
        for document in Document.objects.all():
            document.sections.all().delete()
            document.delete()
        indexer.rebuild()

    @rule(
        word=st.sampled_from(["harbour", "nation", "neo-liberal"]),
        state=st.sampled_from(["draft", "published"]),
    )
    def make(self, word, state):
        document = make_document(f"Article {len(self.documents)}", texts=(f"the {word} of old",), state=state)
        self.documents.append(document)
        self._enqueue(document)

    @precondition(lambda self: self.documents)
    @rule(data=st.data(), word=st.sampled_from(["harbour", "treaty"]))
    def rewrite(self, data, word):
        document = data.draw(st.sampled_from(self.documents))
        document.pages.update(text=f"a new {word} of old")
        self._enqueue(document)

    @precondition(lambda self: self.documents)
    @rule(data=st.data(), state=st.sampled_from(["draft", "published", "withdrawn"]))
    def restate(self, data, state):
        document = data.draw(st.sampled_from(self.documents))
        Document.objects.filter(pk=document.pk).update(
            state=state, published_at=document.created_at, withdrawn_reason="Printed twice."
        )
        self._enqueue(document)

    @rule()
    def apply(self):
        indexer.apply_outbox()
        self.is_in_step = True

    @rule()
    def rebuild(self):
        indexer.rebuild()

    def _enqueue(self, document):
        enqueue_for_indexing([document.pk])
        self.is_in_step = False

    @invariant()
    def agrees(self):
        if not self.documents:
            return
        assert not indexer.compare()
        if self.is_in_step:
            expected = {d.title for d in Document.objects.published() if "old" in d.pages.get().text}
            assert {row.document.title for row in engine.run('"of old"', per_page=100).rows} == expected


def test_index_equals_database_after_random_changes(db, monkeypatch):
    monkeypatch.setattr("search.backends.whoosh_writer.MERGE_AT", 3)
    quick = hypothesis_settings(max_examples=12, stateful_step_count=25, deadline=None)
    IndexMachine.TestCase.settings = quick
    machine = IndexMachine.TestCase()
    machine.runTest()


def test_a_process_that_comes_later_reads_the_same(tmp_path):
    index_files.create(tmp_path, index_files.make_schema(["text", "title"]))
    entries = random_entries(1, 9)
    index_files.write(tmp_path, entries)
    index_files.write(tmp_path, [], [entries[0].identity, entries[4].identity])
    warm = index_files.open_folder(tmp_path)
    index_files.forget(tmp_path)
    fresh = index_files.open_folder(tmp_path)
    for snapshot in (warm, fresh):
        stored = {key: snapshot.stored[number]["digest"] for key, number in snapshot.number_of.items()}
        assert stored == {e.identity: e.digest() for e in entries if e not in (entries[0], entries[4])}


def test_segments_stay_few(publish):
    for number in range(40):
        publish(f"Article {number}")
    snapshot = indexer.backend().snapshot()
    assert snapshot.count == 40
    assert len(snapshot.segments) < 20
    assert len(titles('"integration of peoples"')) == 20
    assert engine.run('"integration of peoples"').total == 40
    assert not indexer.compare()


# ------------------------------------------------------------------ sudden death
WRITER = """
import sys
from pathlib import Path
from search.backends import index_files
from tests.search.archives import random_entries
folder = Path(sys.argv[1])
print("ready", flush=True)
for seed in range(1000):
    index_files.write(folder, random_entries(seed, 8))
    print(seed, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_index(tmp_path):
    index_files.create(tmp_path, index_files.make_schema(["text", "title"]))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for round_ in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
        )
        assert writer.stdout.readline() == "ready\n"
        time.sleep(0.15 + 0.07 * round_)
        writer.send_signal(signal.SIGKILL)
        acknowledged = [int(line) for line in writer.communicate()[0].split()]
        assert index_files.damaged_files(tmp_path) == []
        snapshot = index_files.open_folder(tmp_path)
        assert snapshot.count in (0, 8)
        if acknowledged:
            # the last batch acknowledged, or the one after it, whole
            batches = [
                {e.identity: e.digest() for e in random_entries(acknowledged[-1] + n, 8)} for n in (0, 1)
            ]
            stored = {key: snapshot.stored[n]["digest"] for key, n in snapshot.number_of.items()}
            assert stored in batches
    index_files.write(tmp_path, random_entries(1, 8))
    assert index_files.open_folder(tmp_path).count == 8


def test_threads_read_while_another_writes(tmp_path):
    index_files.create(tmp_path, index_files.make_schema(["text", "title"]))
    index_files.write(tmp_path, random_entries(1, 30))
    stop = threading.Event()
    errors = []

    def read():
        while not stop.is_set():
            try:
                snapshot = index_files.open_folder(tmp_path)
                found = snapshot.places("text", "the!"), snapshot.places("text", "of!")
                assert snapshot.count == 30
                assert all((places[1:] > places[:-1]).all() for places in found)
            except Exception as error:  # noqa: BLE001 (told by the test itself)
                errors.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for seed in range(2, 14):
        index_files.write(tmp_path, random_entries(seed, 30))
    stop.set()
    for reader in readers:
        reader.join()
    assert errors == []


def test_searching_holds_no_database_open(publish):
    publish("Alpha")
    assert connections["default"].get_backend().snapshot().count == 1
    assert connection.vendor in {"sqlite", "postgresql"}
