"""HEAD says what GET does, and sends nothing."""

import io

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from archive.web.head_requests import without_body

ANSWERS = {
    "whole": lambda: HttpResponse("The ferry was late.", headers={"Content-Length": "19"}),
    "in pieces": lambda: StreamingHttpResponse(["The ferry ", "was late."], headers={"ETag": '"1"'}),
    "a file": lambda: FileResponse(io.BytesIO(b"The ferry was late.")),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_body_is_left_away_and_the_headers_stay(kind):
    answer = without_body(lambda request: ANSWERS[kind]())
    get, head = answer(RequestFactory().get("/")), answer(RequestFactory().head("/"))
    assert b"".join(get) == b"The ferry was late."
    assert b"".join(head) == b""
    assert dict(head.items()) == dict(get.items())
    assert getattr(head, "file_to_stream", None) is None  # the server would send it by itself


def test_the_web_server_gets_no_body(db):
    """As gunicorn calls us: the test client would take it away itself."""
    told = {}
    environ = RequestFactory()._base_environ(REQUEST_METHOD="HEAD", PATH_INFO="/about/")
    handler = WSGIHandler()
    body = handler(environ, lambda status, headers: told.update(dict(headers), status=status))
    assert told["status"] == "200 OK"
    assert int(told["Content-Length"]) > 1000
    assert b"".join(body) == b""
    assert settings.MIDDLEWARE.index("archive.web.head_requests.without_body") == 0
