"""The index is what the database says after thousands of changes, sudden deaths, and with many readers."""

import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from archive.models import Document, OutboxEntry
from archive.outbox import enqueue_for_indexing
from search import engine, indexer
from search.backends.arrays import index_files
from search.backends.arrays.whoosh import codec
from search.connection import current_engine
from tests.builders import make_document
from tests.search.archives import random_entries

ROOT = Path(__file__).resolve().parents[3]


def titles(text):
    return {row.document.title for row in engine.run(text).rows}


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
    monkeypatch.setattr("search.backends.arrays.whoosh.writer.MERGE_AT", 3)
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


def test_grown_segments_are_merged_no_more(publish, monkeypatch):
    monkeypatch.setattr("search.backends.arrays.whoosh.writer.MERGE_AT", 3)
    monkeypatch.setattr("search.backends.arrays.whoosh.writer.GROWN", 1)
    for number in range(5):
        publish(f"Article {number}")
    assert len(current_engine().snapshot().segments) == 5
    monkeypatch.setattr("search.backends.arrays.whoosh.writer.GROWN", 10_000_000)
    publish("Article 5")
    assert len(current_engine().snapshot().segments) == 1
    assert engine.run('"integration of peoples"').total == 6


def test_segments_stay_few(publish):
    for number in range(40):
        publish(f"Article {number}")
    snapshot = current_engine().snapshot()
    assert snapshot.count == 40
    assert len(snapshot.segments) < 20
    assert len(titles('"integration of peoples"')) == 20
    assert engine.run('"integration of peoples"').total == 40
    assert not indexer.compare()


# ------------------------------------------------------------------ sudden death
WRITER = """
import sys
from pathlib import Path
import django
django.setup()
from search.backends.arrays import index_files
from search.backends.arrays.whoosh import codec
from search.connection import current_engine
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
                found = snapshot.positions("text", "the!"), snapshot.positions("text", "of!")
                assert snapshot.count == 30
                assert all((positions[1:] > positions[:-1]).all() for positions in found)
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


# ------------------------------------------------------------------ indexes of earlier releases
@pytest.mark.parametrize("name", ["ArrayCodec", "WordsField"])
def test_what_an_index_of_an_earlier_release_pickled_is_found(name):
    """Its table of contents names the modules of then; the classes must be those of today."""
    held = pickle.loads(f"csearch.backends.whoosh_codec\n{name}\n.".encode())  # noqa: S301
    assert held is getattr(codec, name)


def test_every_class_that_a_new_index_pickles_is_one_that_lasts(tmp_path):
    """A module that is moved leaves its old name behind, as `search/backends/whoosh_codec.py` does."""
    index_files.create(tmp_path, index_files.make_schema(["text", "title"]))
    index_files.write(tmp_path, random_entries(1, 3))
    named = set()
    for path in tmp_path.iterdir():
        named |= set(re.findall(rb"(search\.[\w.]+)", path.read_bytes()))
    assert named == {b"search.backends.arrays.whoosh.codec"}
