"""A process of the web server that takes no more connections than its neighbours.

Readers keep their connections open for minutes, and whoever accepts first would have them all: one process answers
then, with a queue of dozens, while the other waits. All processes tell each other how many they have, in memory that
they share. Who has more than another accepts none, and closes one after its answer: the reader comes again, to the
other.
"""

from __future__ import annotations

import mmap
import os
import time
from typing import Any

import numpy as np
from gunicorn.workers.gthread import ThreadWorker

MOST_PROCESSES = 64
SECONDS_UNSEEN = (
    5.0  # a process that was killed leaves its row behind; each of the others writes every second
)
# Made when gunicorn loads this module, before it forks. A row a process: its number, its connections, when it wrote.
_told = np.frombuffer(mmap.mmap(-1, MOST_PROCESSES * 3 * 8), np.float64).reshape(MOST_PROCESSES, 3)


class EvenWorker(ThreadWorker):
    def init_process(self) -> None:
        self._row = self.age % MOST_PROCESSES
        super().init_process()

    def more_than_another(self) -> int:
        """How many connections this process has beyond those of the one with the fewest."""
        now = time.monotonic()
        _told[self._row] = os.getpid(), self.nr_conns, now
        others = _told[(_told[:, 0] != 0) & (_told[:, 2] > now - SECONDS_UNSEEN)]
        return int(self.nr_conns - others[:, 1].min())

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled and self.more_than_another() <= 0)

    def accept(self, listener: Any) -> None:
        if self.more_than_another() <= 0:
            super().accept(listener)

    def handle_request(self, req: Any, conn: Any) -> Any:
        if self.more_than_another() > 1:
            req.should_close = _yes
        return super().handle_request(req, conn)

    def run(self) -> None:
        try:
            super().run()
        finally:
            _told[self._row] = 0


def _yes() -> bool:
    return True
