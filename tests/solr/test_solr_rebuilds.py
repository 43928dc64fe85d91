"""A new collection beside the old one: readers notice nothing, and what was killed is taken up again."""

import time

import pytest

from search.backends.solr import cluster, solr_engine
from search.errors import IndexBusyError, UnreachableError
from tests.search.test_engine_contract import add, entry, found, none_of
from tests.solr.conftest import make
from tests.solr.readers import searching

pytestmark = pytest.mark.external
ENTRIES = [entry(n, f"Number {n}", ("shared words",)) for n in range(30)]


@pytest.fixture
def engine(cloud, new_name):
    made = make(cloud, new_name, replicas=1)
    made.rebuild(ENTRIES, none_of)
    return made


def test_readers_are_answered_while_the_alias_moves(engine):
    with searching(engine) as readers:
        for _ in range(2):
            engine.rebuild(ENTRIES, none_of)
    answers = {repr(answer) for reader in readers for answer in reader.answers}
    assert answers == {repr((30, 20, {2007: 30}))}
    assert engine.cluster.collections() == [f"{engine.name}_3"]


def test_a_rebuild_that_was_killed_is_taken_up_where_it_ended(engine, monkeypatch):
    class KilledError(BaseException):
        """What no code handles."""

    def dying():
        yield from ENTRIES[:20]
        raise KilledError

    monkeypatch.setattr(cluster, "LEASE", 2.0)
    monkeypatch.setattr(solr_engine, "MAX_BYTES", 1)
    with pytest.raises(KilledError):
        engine.rebuild(dying(), none_of)
    assert len(found(engine, "")) == 30  # the old one answers
    with pytest.raises(IndexBusyError):  # it may still live
        engine.rebuild(ENTRIES, none_of)
    time.sleep(2.5)
    analysed = []
    make_document = solr_engine.make_document
    monkeypatch.setattr(
        solr_engine,
        "make_document",
        lambda entry, fields: analysed.append(entry) or make_document(entry, fields),
    )
    assert engine.rebuild([*ENTRIES[1:], entry(40, "Another")], none_of) == 30
    assert [each.identity for each in analysed] == [each.identity for each in (*ENTRIES[20:], entry(40))]
    assert engine.cluster.current() == f"{engine.name}_2"
    assert found(engine, "") == {*range(1, 30), 40}


def test_a_new_index_that_lacks_something_is_never_read(engine, monkeypatch):
    send = engine._send

    def losing(path, entries, building=None):
        return send(path, list(entries)[1:], building)

    monkeypatch.setattr(engine, "_send", losing)
    with pytest.raises(solr_engine.IndexAwayError, match="holds 29 entries instead of 30"):
        engine.rebuild(ENTRIES, none_of)
    assert engine.cluster.collections() == [f"{engine.name}_1"]
    assert len(found(engine, "")) == 30


def test_who_holds_the_lock_writes_alone_until_it_ends_by_itself(engine, monkeypatch):
    monkeypatch.setattr(cluster, "LEASE", 2.0)
    with engine.cluster.writing() as hold:
        with pytest.raises(IndexBusyError), engine.cluster.writing(timeout=0.3):
            pass
        time.sleep(2.5)  # as if this process had been stopped
        with engine.cluster.writing(timeout=0.3), pytest.raises(IndexBusyError):
            hold()
    add(engine, entry(50, "After"))
    assert 50 in found(engine, "")


def test_who_could_not_give_the_lock_back_takes_it_again(engine, monkeypatch):
    def away(*whats):
        raise UnreachableError("as if ZooKeeper were away")

    with monkeypatch.context() as patch:
        patch.setattr(engine.cluster, "_drop_state", away)
        with pytest.raises(UnreachableError), engine.cluster.writing():
            pass
    other = make_like(engine)
    with pytest.raises(IndexBusyError), other.cluster.writing(timeout=0.3):
        pass
    add(engine, entry(60, "Again"))
    add(other, entry(61, "Other"))
    assert {60, 61} <= found(engine, "")


def make_like(engine):
    """As another process has it."""
    nodes = ",".join(node.removeprefix("http://").removesuffix("/solr") for node in engine.address.nodes)
    return solr_engine.SolrEngine(f"solr+http://{nodes}/solr/{engine.name}", engine.word_fields)
