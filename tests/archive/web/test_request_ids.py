"""The id of a request, in the answer and in each line of the log; names that are not the site's."""

import json
import logging
import re

import pytest

from archive.web.log_lines import JsonLines, WithRequestId


def test_an_id_that_a_proxy_gives_is_kept_and_else_one_is_made(client):
    assert client.get("/healthz", headers={"x-request-id": "proxy-17"})["X-Request-ID"] == "proxy-17"
    made = {client.get("/healthz")["X-Request-ID"] for _number in range(2)}
    assert len(made) == 2
    assert all(re.fullmatch("[0-9a-f]{8}", each) for each in made)


@pytest.mark.parametrize("given", ["two words", "a" * 65, "new\nline", ""])
def test_one_that_would_spoil_the_log_is_not(given, client):
    assert client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"] != given


def test_lines_as_json_have_it(client, caplog):
    caplog.handler.addFilter(WithRequestId())
    with caplog.at_level(logging.INFO):
        client.get("/help/", headers={"x-request-id": "proxy-17", "host": "stranger.example"})
    line = json.loads(JsonLines().format(caplog.records[0]))
    assert (line["request_id"], line["level"], line["logger"]) == (
        "proxy-17",
        "INFO",
        "archive.web.known_hosts",
    )


def test_a_traceback_stands_within_one_line_of_json():
    try:
        raise ValueError("a slip\nof two lines")
    except ValueError:
        record = logging.getLogger("a").makeRecord("a", logging.ERROR, "", 1, "said", (), True)
        import sys

        record.exc_info = sys.exc_info()
    told = JsonLines().format(record)
    assert "\n" not in told
    assert "ValueError: a slip\nof two lines" in json.loads(told)["error"]


def test_a_name_that_is_not_the_sites_is_one_line_at_info(client, caplog):
    with caplog.at_level(logging.INFO):
        response = client.get("/", headers={"host": "stranger.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert [(line.levelname, line.exc_info) for line in caplog.records] == [("INFO", None)]
    assert "'stranger.example'" in caplog.messages[0]
