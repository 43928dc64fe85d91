"""One request has one allowance, however many questions it asks of the index."""

import time

import pytest

from search import engine, time_allowance
from search.backends.arrays.array_engine import ArrayEngine
from search.connection import current_engine
from search.engine_protocol import Question
from search.errors import TooSlowError
from search.time_allowance import allows_excerpts, for_all_requests, left, one_request


def work(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_outside_a_request_each_question_has_its_own_time():
    assert left(0.4) == 0.4
    assert allows_excerpts()


def test_what_a_request_used_is_not_left_to_its_later_questions():
    with one_request(0.2):
        work(0.05)
        assert left(1.0) < 0.16
        with one_request(5.0):  # no new one inside
            assert left(1.0) < 0.16
        work(0.2)
        assert left(1.0) < 0
    assert left(1.0) == 1.0


def test_what_serves_all_requests_is_not_counted():
    with one_request(0.2):
        with for_all_requests():
            work(0.3)
        assert left(1.0) > 0.15


def test_excerpts_have_a_little_more(monkeypatch):
    monkeypatch.setattr(time_allowance, "EXCERPTS", 0.2)
    with one_request(0.01):
        work(0.05)
        assert left(1.0) < 0
        assert allows_excerpts()
        work(0.2)
        assert not allows_excerpts()


def test_an_engine_is_not_asked_when_the_time_is_used_up(small_archive):
    with one_request(0.0), pytest.raises(TooSlowError):
        current_engine().ask(Question())


def test_the_page_of_a_request_without_time_left_says_so(client, small_archive, monkeypatch):
    monkeypatch.setattr(ArrayEngine, "_seconds_left", lambda self: 0.0)
    response = client.get("/search/?q=harbour")
    assert response.status_code == 200
    assert "took too long" in response.content.decode()


def test_rows_for_whose_hits_there_is_no_time_show_how_they_begin(client, small_archive, monkeypatch):
    monkeypatch.setattr(engine, "allows_excerpts", lambda: False)
    results = client.get("/search/?q=harbour").context["results"]
    assert results.is_partial
    assert results.rows
    assert all(row.opening and row.page_count and not row.pages for row in results.rows)
