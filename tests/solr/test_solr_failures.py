"""Nodes and ZooKeeper are killed: readers are answered or told, and nothing is lost or doubled."""

import random
from http import HTTPStatus

import pytest
import urllib3
from haystack import connections

from archive.models import OutboxEntry
from archive.outbox import enqueue_for_indexing
from search import indexer
from search.backends.solr import client as solr_client
from search.connection import current_engine
from search.engine_protocol import Question
from search.entries import identity_of
from search.errors import UnreachableError
from tests.builders import make_document
from tests.search.test_engine_contract import entry, none_of
from tests.solr.cloud import wait_for
from tests.solr.conftest import make, take_away
from tests.solr.readers import searching

pytestmark = pytest.mark.external
COUNT = 300


@pytest.fixture
def engine(own_cloud):
    """Of two shards, each on both nodes, with an empty index."""
    made = make(own_cloud, f"failing-{random.randrange(10**9)}")
    made.rebuild((), none_of)
    yield made
    own_cloud.heal()
    take_away(make(own_cloud, made.name))


@pytest.fixture
def solr_archive(db, engine, own_cloud, settings, monkeypatch):
    """The archive with that engine for its search."""
    address = f"solr+http://{','.join(own_cloud.addresses)}/solr/{engine.name}"
    options = {"ENGINE": "tests.solr.haystack_backend.Engine", "URL": address}
    settings.HAYSTACK_CONNECTIONS = {"default": options}
    monkeypatch.setattr(connections, "connections_info", settings.HAYSTACK_CONNECTIONS)
    connections.reload("default")
    yield current_engine()
    del connections.thread_local.connections["default"]


def counts_of_replicas(cloud, collection):
    """By shard how many documents each of its replicas holds."""
    shards = cloud.status()["collections"][collection]["shards"]
    return {
        name: [_count(replica) for replica in shard["replicas"].values()] for name, shard in shards.items()
    }


def _count(replica):
    """None while it does not answer: it has only just started."""
    address = f"{replica['base_url']}/{replica['core']}/select?q=*:*&rows=0&distrib=false"
    try:
        answer = urllib3.request("GET", address, timeout=10, retries=False)
    except urllib3.exceptions.HTTPError:
        return None
    return answer.json()["response"]["numFound"] if answer.status == HTTPStatus.OK else None


def is_alike(cloud, collection, count):
    """Whether the replicas of each shard hold the same, and all of it together."""
    counts = counts_of_replicas(cloud, collection)
    held = [of[0] for of in counts.values() if len(set(of)) == 1 and of[0] is not None]
    return len(held) == len(counts) and sum(held) == count


def test_a_node_is_killed_while_readers_search_and_much_is_indexed(solr_archive, own_cloud, monkeypatch):
    """All are answered, the outbox drains, nothing is lost or doubled, and the node is whole when it comes back."""
    with solr_archive.writing() as write:
        write([entry(10**9 + n, f"Number {n}", ("shared words",)) for n in range(COUNT)], ())
    monkeypatch.setattr(indexer, "BATCH", 10)
    enqueue_for_indexing(make_document(f"Article {n}").pk for n in range(60))
    renew, batches = indexer._renew, []

    def kill_during_the_second(write, identities):
        batches.append(identities)
        if len(batches) == 2:
            own_cloud.kill("two")
        renew(write, identities)

    monkeypatch.setattr(indexer, "_renew", kill_during_the_second)
    with searching(solr_archive) as readers:
        indexer.apply_outbox()
    answers = [repr(answer) for reader in readers for answer in reader.answers]
    assert len(answers) > 20
    assert set(answers) == {repr((COUNT, 20, {2007: COUNT}))}
    assert not OutboxEntry.objects.exists()
    assert len(batches) == 6
    assert solr_archive.ask(Question(end=0)).total == 60 + COUNT
    solr_archive.remove(identity_of(10**9 + n) for n in range(COUNT))
    assert not indexer.compare()
    own_cloud.heal()
    collection = solr_archive.cluster.current()
    wait_for(lambda: is_alike(own_cloud, collection, 60))


def test_zookeeper_and_then_all_of_solr_are_away(solr_archive, own_cloud, client, monkeypatch):
    monkeypatch.setattr(solr_client, "SECONDS_TO_WRITE", 3.0)
    first = make_document("Alpha", texts=("The peoples met.",))
    enqueue_for_indexing([first.pk])
    indexer.apply_outbox()
    second = make_document("Beta", texts=("The peoples parted.",))
    enqueue_for_indexing([second.pk])

    own_cloud.kill("zookeeper")
    assert "Alpha" in client.get("/search/", {"q": "peoples"}).content.decode()
    wait_for(lambda: is_refused(second), 60)  # Solr may take some more until it notices
    assert set(OutboxEntry.objects.values_list("document_pk", flat=True)) == {second.pk}
    own_cloud.start("zookeeper")
    wait_for(lambda: drained(), 60)
    assert "Beta" in client.get("/search/", {"q": "peoples"}).content.decode()

    for name in ("one", "two"):
        own_cloud.kill(name)
    answer = client.get("/search/", {"q": "peoples"})
    assert answer.status_code == 503
    assert "The search cannot answer at the moment." in answer.content.decode()
    assert client.get(second.get_absolute_url()).status_code == 200
    assert client.get("/browse/").status_code == 200
    enqueue_for_indexing([make_document("Gamma", texts=("The peoples came back.",)).pk])
    with pytest.raises(UnreachableError):
        indexer.apply_outbox()
    own_cloud.heal()
    wait_for(lambda: drained(), 60)
    assert "Gamma" in client.get("/search/", {"q": "peoples"}).content.decode()
    assert not indexer.compare()


def is_refused(document):
    """Nothing was written; where only the lock could not be given back, all was."""
    enqueue_for_indexing([document.pk])
    return not drained() and OutboxEntry.objects.exists()


def drained():
    try:
        indexer.apply_outbox()
    except UnreachableError:
        return False
    return not OutboxEntry.objects.exists()
