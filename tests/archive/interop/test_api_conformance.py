"""Schemathesis asks every address of the API with good and bad values, and holds the answers to the description."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from archive.interop.api import serializers
from archive.interop.api.description import endpoints
from archive.outbox import enqueue_for_indexing
from search import indexer
from tests.builders import make_document, make_issue, make_reference, make_typeset_document


@pytest.fixture
def _one_connection():
    """The rows of a test are seen by its own connection alone: no request may close it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(db, _static_root, _one_connection):
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
    return schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("endpoint", endpoints(), ids=lambda endpoint: endpoint.name)
def test_answers_are_as_described(described, endpoint, mode):
    operation = described[f"/{endpoint.path}"]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=25,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def asked(case):
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    if mode.is_negative and not (endpoint.parts or endpoint.parameters):
        pytest.skip("nothing could be wrong")
    asked()


def test_the_check_itself_sees_an_answer_that_is_not_as_described(described, monkeypatch):
    """Were a field missing, the conformance test would fall."""
    monkeypatch.setattr(serializers, "subject", lambda row, site: {"name": row["name"]})
    case = described["/subjects"]["GET"].Case()
    with pytest.raises(FailureGroup, match="slug"):
        case.call_and_validate(headers={"Accept-Encoding": "identity"})
