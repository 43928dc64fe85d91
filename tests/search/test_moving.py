"""`manage.py migrate_search`: from one engine to another while readers search and librarians publish."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

pytest.importorskip("tantivy", reason="requirements-scale.txt is not installed")

from archive.models import Document
from archive.outbox import enqueue_for_indexing
from search import engine_in_use, indexer, moving, watching
from search.backends.arrays.array_engine import ArrayEngine
from search.backends.tantivy.tantivy_engine import TantivyEngine
from search.connection import current_engine, writing
from search.engine import run
from search.entries import identity_of
from search.errors import SearchError
from search.index_copies import copies_of_text
from tests.builders import make_document


@pytest.fixture
def address(tmp_path, settings):
    settings.SEARCH_URL = ""
    engine_in_use.newest_address()
    return f"tantivy://{tmp_path}/moved"


def move(address):
    call_command("migrate_search", to=address)


def changed(document):
    enqueue_for_indexing([document.pk])
    indexer.apply_outbox()


def test_the_other_engine_serves_with_all_that_the_archive_holds(small_archive, address, capsys):
    before = run("harbour")
    move(address)
    assert isinstance(current_engine(), TantivyEngine)
    assert not indexer.compare()
    after = run("harbour")
    assert {row.document.pk for row in after.rows} == {row.document.pk for row in before.rows}
    assert f"Set SEARCH_URL to '{address}'" in capsys.readouterr().out
    move("")
    assert isinstance(current_engine(), ArrayEngine)
    assert not indexer.compare()


def test_what_is_published_while_it_is_filled_is_brought_over(small_archive, address, monkeypatch):
    equal = moving._equal_to_the_database

    def publishing(new, told):
        equal(new, told)
        changed(make_document("Published Meanwhile", texts=("An umbrella.",)))
        Document.objects.filter(pk=small_archive[0].pk).update(
            state="withdrawn", withdrawn_reason="Asked for."
        )
        changed(small_archive[0])

    monkeypatch.setattr(moving, "_equal_to_the_database", publishing)
    move(address)
    assert run("umbrella").total == 1
    assert small_archive[0].pk not in {row.document.pk for row in run("harbour").rows}
    assert not indexer.compare()


def test_the_row_holds_until_the_setting_says_something_else(small_archive, address, settings):
    move(address)
    settings.SEARCH_URL = address
    assert engine_in_use.newest_address() == address
    settings.SEARCH_URL = "tantivy:///somewhere/else"
    assert engine_in_use.newest_address() == "tantivy:///somewhere/else"
    settings.SEARCH_URL = ""
    assert engine_in_use.newest_address() == address


@pytest.mark.parametrize("step", ["_fill", "_equal_to_the_database", "_bring", "use"])
def test_killed_at_any_step_it_is_taken_up_again(small_archive, address, monkeypatch, step):
    place = indexer if step == "use" else moving
    whole = getattr(place, step)

    def killed(*args):
        whole(*args) if step != "use" else None
        raise KeyboardInterrupt

    monkeypatch.setattr(place, step, killed)
    if step == "_bring":
        monkeypatch.setattr(moving, "_differing", lambda one, other: {"archive.document.1"})
    with pytest.raises(KeyboardInterrupt):
        move(address)
    monkeypatch.undo()
    assert isinstance(current_engine(), ArrayEngine)
    assert run("harbour").total
    changed(make_document("Published Between", texts=("An umbrella.",)))
    move(address)
    assert run("umbrella").total == 1
    assert not indexer.compare()


def test_an_indexer_that_waited_writes_into_the_new_engine(small_archive, address, monkeypatch):
    old, key = current_engine(), small_archive[0].pk
    move(address)
    told = iter(["", address, address, address])  # moved while it waited for the old one's lock
    monkeypatch.setattr("search.connection.newest_address", lambda: next(told))
    with writing() as write:
        write((), [identity_of(key)])
    assert key not in current_engine().values([key])
    assert key in old.values([key])


def test_an_address_that_is_none_is_told(small_archive, address):
    with pytest.raises(CommandError, match="no address"):
        move("elastic://host")


@pytest.mark.django_db(transaction=True)
def test_no_search_fails_while_the_archive_moves(small_archive, address):
    stopped, totals, failed = threading.Event(), [], []

    def search():
        try:
            while not stopped.is_set():
                totals.append(run("harbour").total)
        except SearchError as error:
            failed.append(error)
        finally:
            connection.close()

    readers = [threading.Thread(target=search) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(2):
        move(address)
        move("")
    stopped.set()
    for reader in readers:
        reader.join()
    assert not failed
    assert len(totals) > 3
    assert set(totals) == {run("harbour").total}


def test_doctor_and_takedown_tell_of_the_move_until_the_setting_follows(small_archive, address, settings):
    document = small_archive[0]
    move(address)
    (engine, *_) = watching._engine()
    assert address in engine.told
    assert address in engine.advice
    names = [copy.place for copy in copies_of_text(document)]
    assert any("before the move" in place for place in names)
    indexer.empty_index_before()
    assert not any("before the move" in copy.place for copy in copies_of_text(document))
    assert run("harbour").total
    settings.SEARCH_URL = address
    engine_in_use.newest_address()
    (engine,) = watching._engine()
    assert not engine.advice
