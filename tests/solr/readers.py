"""Readers who search all the time, while something else happens."""

import threading
from contextlib import contextmanager

from search.engine_protocol import Question
from search.query_language import read


class Reader(threading.Thread):
    """Who searches for "shared" again and again, and writes down what was answered."""

    def __init__(self, engine):
        super().__init__()
        self.engine = engine
        self.answers, self.errors, self.is_done = [], [], threading.Event()

    def run(self):
        while not self.is_done.is_set():
            try:
                found = self.engine.ask(Question(read("shared").root, end=20, facets=("year",)))
                self.answers.append((found.total, len(found.keys), dict(found.facets["year"])))
            except Exception as error:  # noqa: BLE001  (who reads asserts that there are none)
                self.errors.append(error)


@contextmanager
def searching(engine, count=2):
    """So many of them, until the end of the block; none of them may meet an error."""
    readers = [Reader(engine) for _ in range(count)]
    for reader in readers:
        reader.start()
    try:
        yield readers
    finally:
        for reader in readers:
            reader.is_done.set()
            reader.join()
    assert [error for reader in readers for error in reader.errors] == []
