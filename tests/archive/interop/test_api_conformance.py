"""Schemathesis asks every address of the API with good and bad values, and holds the answers to the description."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode

from archive.outbox import enqueue_for_indexing
from search import indexer
from tests.builders import make_document, make_issue, make_reference, make_typeset_document


@pytest.fixture
def described(db, _static_root):
    """The description over an archive that has something at every address."""
    documents = [
        make_typeset_document("On Tides", texts=("One tide.", "Two tides."), subjects=("Trade",)),
        make_document("", authors=(), issue=make_issue("4", "", None), language="", doi="10.5555/x"),
        make_document("Gone", state="withdrawn"),
        make_document("Draft", state="draft"),
    ]
    make_reference(documents[0])
    enqueue_for_indexing(document.pk for document in documents)
    indexer.apply_outbox()
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    schema.config.generation.update(modes=list(GenerationMode))
    return schema


api = schemathesis.pytest.from_fixture("described")


@api.parametrize()
@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_described(case):
    case.call_and_validate()
