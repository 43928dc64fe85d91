import os
from uuid import uuid4

import pytest

from search.backends.solr.solr_engine import SolrEngine
from search.query_fields import WORD_FIELDS
from tests.solr.cloud import Cloud, NoCloudError


def pytest_collection_modifyitems(config, items):
    """What starts servers takes Java, Maven and two minutes: `make solr` asks for it."""
    if os.environ.get("SOLR"):
        return
    asking = [item for item in items if "shared_cloud" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=asking)
    items[:] = [item for item in items if item not in set(asking)]


@pytest.fixture(scope="session")
def shared_cloud(tmp_path_factory):
    """One for all processes of a test run."""
    base, run = tmp_path_factory.getbasetemp(), os.getpid()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base, run = base.parent, os.getppid()
    cloud = Cloud(base / "solr", run)
    try:
        cloud.join()
    except NoCloudError as error:
        pytest.skip(str(error))
    yield cloud
    cloud.leave()


@pytest.fixture
def cloud(shared_cloud):
    """That no other test breaks meanwhile."""
    with shared_cloud.used():
        yield shared_cloud


@pytest.fixture
def own_cloud(shared_cloud):
    """That no other test uses meanwhile: it may be broken, and is whole again after it."""
    with shared_cloud.used(alone=True):
        yield shared_cloud
        shared_cloud.heal()


def make(cloud, name, *, replicas=2, **options):
    address = f"solr+http://{','.join(cloud.addresses)}/solr/{name}?shards=2&replicas={replicas}"
    return SolrEngine(address, WORD_FIELDS, **options)


def take_away(engine):
    """The index and all that is kept beside it."""
    client, name = engine.client, engine.name
    client.read("admin/collections", {"action": "DELETEALIAS", "name": name}, 30)
    for collection in engine.cluster.collections():
        engine.cluster.delete(collection)
    client.write("archives_state/update", {"delete": {"query": f"id:{name}\\:*"}})


@pytest.fixture(scope="session")
def kept_name():
    return f"kept-{uuid4().hex[:8]}"


@pytest.fixture
def new_name(cloud):
    name = f"new-{uuid4().hex[:8]}"
    yield name
    take_away(make(cloud, name))
