"""Requests to any of the nodes of a SolrCloud: from one that fails to the next, and again while something is written.

Haystack's own backend and `pysolr` know one address and send a query as one string of Lucene's; here there are
several addresses, and what is asked is a tree in named parameters. So the two would be in the way.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3

from search.errors import IndexAwayError, NoIndexError, TooSlowError, UnreachableError

SECONDS_TO_CONNECT = 2.0
SECONDS_TO_READ = 10.0  # for an answer, beyond the time that the question itself may take
SECONDS_TO_ASK_AGAIN = 3.0  # while nodes answer that they cannot: a shard has no leader, an alias moves
SECONDS_TO_WRITE = 60.0  # until what cannot be written is given up: a new leader is found in some seconds
SECONDS_AWAY = 1.0  # for so long nobody asks again after no node could be reached
SECONDS_SHUNNED = 5.0  # for so long a node that failed is asked last
FIRST_PAUSE, MAX_PAUSE = 0.1, 2.0  # seconds between two rounds
SECONDS_BETWEEN_LINES = 60.0  # of the log about one node
CONNECTIONS = 16  # to each node, kept open
OF_ZOOKEEPER = ("from ZK", "ZooKeeper", "KeeperErrorCode")  # in what Solr tells while it has lost ZooKeeper
TOO_MANY = "maxClauseCount"  # in what it tells of a query with more clauses than it takes
BAD_REQUEST, NOT_FOUND, CONFLICT, FAILING = 400, 404, 409, 500
logger = logging.getLogger(__name__)

Parameters = Mapping[str, Any]


class ConflictError(Exception):
    """Somebody else has changed meanwhile what was to be changed."""


class _FailedError(Exception):
    """A node did not answer as it should; another one may. `is_reached`: there was an answer."""

    def __init__(self, reason: str, is_reached: bool) -> None:
        super().__init__(reason)
        self.is_reached = is_reached


class SolrClient:
    """`nodes` are addresses as http://host:8983/solr; others of the same cluster are learnt when one fails."""

    def __init__(self, nodes: Iterable[str]) -> None:
        self._nodes = list(nodes)
        self._failed_at: dict[str, float] = {}
        self._told_at: dict[str, float] = {}  # in the log
        self._away_until = 0.0
        self._lock = threading.Lock()
        self._pool: urllib3.PoolManager | None = None
        self._process = 0

    # ------------------------------------------------------------------ what is sent
    def read(
        self, path: str, parameters: Parameters, seconds: float = 0.0, *, is_patient: bool = False
    ) -> dict[str, Any]:
        """The answer of the first node that has one. UnreachableError where none has.

        `is_patient`: it is asked for by who writes, and tried for as long as that.
        """
        if not is_patient and time.monotonic() < self._away_until:
            raise UnreachableError("no node of Solr answered a moment ago")
        body = urlencode({**parameters, "wt": "json"}, doseq=True).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        again = SECONDS_TO_WRITE if is_patient else SECONDS_TO_ASK_AGAIN
        return self._until(path, body, headers, again, seconds + SECONDS_TO_READ, is_patient=is_patient)

    def write(self, path: str, content: Any, parameters: Parameters | None = None) -> dict[str, Any]:
        """`content` as JSON, or bytes as they are; doing it twice must be as good as once."""
        is_bytes = isinstance(content, bytes)
        body = content if is_bytes else json.dumps(content, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/octet-stream" if is_bytes else "application/json"}
        query = urlencode({**(parameters or {}), "wt": "json"})
        return self._until(
            f"{path}?{query}", body, headers, SECONDS_TO_WRITE, SECONDS_TO_WRITE, is_patient=True
        )

    # ------------------------------------------------------------------ to whom
    def _until(
        self,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        again: float,
        timeout: float,
        *,
        is_patient: bool = False,
    ) -> dict[str, Any]:
        """Node by node, and once more all of them while the time lasts: where one was reached, or with patience."""
        deadline = time.monotonic() + again
        pause = FIRST_PAUSE
        while True:
            is_reached, missing = False, None
            for node in self._ordered():
                try:
                    answer = self._send(node, path, body, headers, timeout)
                except _FailedError as error:
                    is_reached |= error.is_reached
                    reason = f"{node}: {error}"
                    self._failed(node, reason)
                except NoIndexError as error:  # a node may not know yet what another one made
                    missing = error
                else:
                    self._failed_at.pop(node, None)
                    return answer
            if missing is not None and pause > FIRST_PAUSE:
                raise missing
            if missing is None and (time.monotonic() + pause > deadline or not (is_reached or is_patient)):
                self._away_until = time.monotonic() + (0 if is_reached else SECONDS_AWAY)
                raise UnreachableError(f"no node of Solr can answer; {reason}")
            time.sleep(pause)
            pause = min(2 * pause, MAX_PAUSE)

    def _send(
        self, node: str, path: str, body: bytes, headers: Mapping[str, str], timeout: float
    ) -> dict[str, Any]:
        limits = urllib3.Timeout(connect=SECONDS_TO_CONNECT, read=timeout)
        try:
            answer = self._connections().request(
                "POST", f"{node}/{path}", body=body, headers=headers, timeout=limits, retries=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise _FailedError(type(error).__name__, is_reached=False) from error
        if answer.status >= BAD_REQUEST:
            told = _told(answer.data)
            if TOO_MANY in told:
                raise TooSlowError(told)
            if answer.status >= FAILING or any(name in told for name in OF_ZOOKEEPER):
                raise _FailedError(f"{answer.status} {told}", is_reached=True)
            raise _refusal(answer.status, told)
        try:
            return json.loads(answer.data)
        except ValueError as error:
            raise _FailedError("an answer that is no JSON", is_reached=True) from error

    def _connections(self) -> urllib3.PoolManager:
        """Of this process: one that was forked must not speak through its parent's."""
        if self._pool is None or self._process != os.getpid():
            self._pool = urllib3.PoolManager(num_pools=16, maxsize=CONNECTIONS)
            self._process = os.getpid()
        return self._pool

    def _ordered(self) -> list[str]:
        """Those that failed a moment ago come last."""
        now = time.monotonic()
        return sorted(
            self._nodes, key=lambda node: now - self._failed_at.get(node, -SECONDS_SHUNNED) < SECONDS_SHUNNED
        )

    def _failed(self, node: str, reason: str) -> None:
        if time.monotonic() - self._told_at.get(node, -SECONDS_BETWEEN_LINES) >= SECONDS_BETWEEN_LINES:
            self._told_at[node] = time.monotonic()
            logger.warning("A node of Solr failed: %s", reason)
        self._failed_at[node] = time.monotonic()
        self._learn(but=node)

    def _learn(self, but: str) -> None:
        """The nodes that live, from one of the others: those that join later are asked too."""
        parts = urlsplit(but)
        for node in self._nodes:
            if node == but or node in self._failed_at:
                continue
            try:
                status = self._send(
                    node, "admin/collections?action=CLUSTERSTATUS", b"", {}, SECONDS_TO_CONNECT
                )
            except (_FailedError, IndexAwayError):
                continue
            with self._lock:
                for name in status["cluster"]["live_nodes"]:
                    host, _, root = name.partition("_")
                    address = f"{parts.scheme}://{host}/{root}"
                    if address not in self._nodes:
                        self._nodes.append(address)
            return


def _told(data: bytes) -> str:
    """What Solr says is wrong."""
    try:
        return str(json.loads(data)["error"]["msg"])[:500]
    except (ValueError, KeyError, TypeError):
        return data[:100].decode(errors="replace")


def _refusal(status: int, told: str) -> Exception:
    if status == CONFLICT:
        return ConflictError(told)
    if status == NOT_FOUND:
        return NoIndexError(f"Solr has no such collection: {told}")
    return IndexAwayError(f"Solr refuses the request ({status}): {told}")
