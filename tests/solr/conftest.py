import os, uuid, pytest
from search.backends.solr.solr_engine import SolrEngine
from search.query_fields import WORD_FIELDS

@pytest.fixture
def make_engine():
    name=f"t{uuid.uuid4().hex[:8]}"
    made=[]
    def make(**o):
        e=SolrEngine(f"solr+http://127.0.0.1:28981,127.0.0.1:28982/solr/{name}?shards=2&replicas=1",WORD_FIELDS,**o)
        made.append(e)
        return e
    yield make
    c=made[0].cluster
    import contextlib
    with contextlib.suppress(Exception):
        c.client.read("admin/collections",{"action":"DELETEALIAS","name":name})
    for x in c._collections():
        c.delete(x)
