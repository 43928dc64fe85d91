"""Collections behind an alias: one is read, another may be in the making; and who may write.

    NAME              the alias that is read
    NAME_1, NAME_2 …  collections, one of which it names
    archives_state    one small collection for all archives of a cluster. Who writes reads its documents as they
                      were last written, before any commit; who takes one must have known its last version:
        NAME:lock       who writes, and until when nobody else may
        NAME:version    another value after each change of the index
        NAME:building   the collection in the making, by whom, and until when it counts as alive
        NAME:note:…     an identity that was written meanwhile, to be written again before the switch

A lock ends by itself: who holds it was killed. The clocks of machines that write may differ by some seconds.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from search.backends.solr import configset
from search.backends.solr.address import Address
from search.backends.solr.client import ConflictError, SolrClient
from search.errors import IndexAwayError, IndexBusyError, NoIndexError, UnreachableError

STATE = "archives_state"
MIN_COPIES = 2  # of the state, which all archives need to be written
LEASE = 75.0  # seconds: longer than a write is tried again
SECONDS_TO_WAIT = 60.0  # for the other writer, who may wait for a new leader
SECONDS_BETWEEN = 0.05
MUST_BE_NEW = -1  # as the version that is expected


class Cluster:
    """What there is of one archive."""

    def __init__(self, client: SolrClient, address: Address, word_fields: Sequence[str]) -> None:
        self.client = client
        self.address = address
        self.name = address.name
        self._files = configset.make_files(word_fields)
        self._left_locked: set[str] = set()  # owners whose lock could not be given back

    # ------------------------------------------------------------------ collections
    def current(self) -> str:
        """The collection that is read. NoIndexError without one."""
        aliases = self.client.read("admin/collections", {"action": "LISTALIASES"})["aliases"]
        if self.name not in aliases:
            raise NoIndexError(f"Solr has no alias {self.name}")
        return str(aliases[self.name])

    def create(self, collection: str, shards: int, replicas: int) -> None:
        configuration = configset.name_of(self._files)
        known = self.client.read("admin/configs", {"action": "LIST"})["configSets"]
        if configuration not in known:
            upload = {"action": "UPLOAD", "name": configuration, "overwrite": "true"}
            self.client.write("admin/configs", configset.packed(self._files), upload)
        self.client.read(
            "admin/collections",
            {
                "action": "CREATE",
                "name": collection,
                "numShards": shards,
                "replicationFactor": replicas,
                "collection.configName": configuration,
                "waitForFinalState": "true",
            },
            seconds=60,
        )

    def create_next(self) -> str:
        """An empty collection, with the number after all others'."""
        numbers = [int(name.rpartition("_")[2]) for name in self.collections()]
        collection = f"{self.name}_{max(numbers, default=0) + 1}"
        self.create(collection, self.address.shards, self.address.replicas)
        return collection

    def collections(self) -> list[str]:
        pattern = re.compile(f"{re.escape(self.name)}_[0-9]+")
        return [name for name in self._all_collections() if pattern.fullmatch(name)]

    def _all_collections(self) -> list[str]:
        return list(self.client.read("admin/collections", {"action": "LIST"})["collections"])

    def activate(self, collection: str) -> None:
        """Make a collection the one that is read, and delete those that nobody reads. Under `writing()` only."""
        self.client.read(
            "admin/collections",
            {"action": "CREATEALIAS", "name": self.name, "collections": collection},
            seconds=30,
        )
        self.change_version()
        self._forget_building(collection)
        for other in self.collections():
            if other != collection:
                self.delete(other)

    def delete(self, collection: str) -> None:
        self.client.read("admin/collections", {"action": "DELETE", "name": collection}, seconds=60)

    # ------------------------------------------------------------------ state
    def make_state(self) -> None:
        if STATE not in self._all_collections():
            try:
                self.create(STATE, 1, max(MIN_COPIES, self.address.replicas))
            except IndexAwayError:
                if STATE not in self._all_collections():  # or another process made it meanwhile
                    raise

    def _state(self, what: str) -> dict[str, Any] | None:
        """As it was last written. For who writes: while a shard has no leader, it is asked again and again."""
        asked = {"id": f"{self.name}:{what}"}
        return self.client.read(f"{STATE}/get", asked, is_patient=True)["doc"]

    def _set_state(self, what: str, version: int = 0, **values: Any) -> None:
        """ConflictError where it is not of the version that is expected; 0 expects nothing."""
        document = {"id": f"{self.name}:{what}", "_version_": version, **values}
        self.client.write(f"{STATE}/update", [document])

    def _drop_state(self, *whats: str) -> None:
        self.client.write(f"{STATE}/update", {"delete": [f"{self.name}:{what}" for what in whats]})

    def version(self) -> str:
        """For readers: as it was last committed, from any replica."""
        asked = {"q": f"{{!term f=id}}{self.name}:version", "fl": "s_stamp"}
        try:
            found = self.client.read(f"{STATE}/select", asked)["response"]["docs"]
        except NoIndexError:
            if STATE in self._all_collections():
                raise UnreachableError(f"Solr has {STATE} and does not know it yet") from None
            raise
        if not found:
            raise NoIndexError(f"Solr has no index {self.name}")
        return str(found[0]["s_stamp"])

    def change_version(self) -> None:
        self._set_state("version", s_stamp=uuid4().hex)
        self.client.write(f"{STATE}/update", {"commit": {"softCommit": True}})

    # ------------------------------------------------------------------ the one writer
    @contextmanager
    def writing(self, timeout: float = SECONDS_TO_WAIT) -> Iterator[Callable[[], None]]:
        """Be the one writer. IndexBusyError where another one does not finish in time.

        What is given is called before anything is sent: it holds the lock for longer, or says that it is lost.
        """
        owner = uuid4().hex
        deadline = time.monotonic() + timeout
        while not self._take("lock", owner):
            if time.monotonic() >= deadline:
                raise IndexBusyError(f"{self.name} is being written by another process")
            time.sleep(SECONDS_BETWEEN)

        taken = time.monotonic()

        def hold() -> None:
            if time.monotonic() - taken > LEASE / 5 and not self._take("lock", owner):
                raise IndexBusyError(f"{self.name} was taken over by another process")

        try:
            yield hold
        finally:
            self._give_back(owner)

    def _give_back(self, owner: str) -> None:
        """The lock. Where Solr cannot be told, this process may take it again before it ends by itself."""
        self._left_locked.add(owner)
        if (self._state("lock") or {}).get("s_owner") == owner:
            self._drop_state("lock")
        self._left_locked.discard(owner)

    def _take(self, what: str, owner: str, **values: Any) -> bool:
        """Take what nobody holds, or no longer; go on holding what is one's own."""
        state = self._state(what)
        own = {owner, *self._left_locked}
        if state is not None and state["s_owner"] not in own and state["n_until"] > time.time():
            return False
        version = MUST_BE_NEW if state is None else state["_version_"]
        try:
            self._set_state(what, version, s_owner=owner, n_until=int(time.time() + LEASE), **values)
        except ConflictError:
            return (self._state(what) or {}).get("s_owner") == owner  # tried twice, done the first time
        return True

    # ------------------------------------------------------------------ a new one
    @contextmanager
    def building(self) -> Iterator[Building]:
        """A collection for a new index: the one that a killed process left unfinished, else an empty one.

        After an error it is deleted.
        """
        owner = uuid4().hex
        left = self._state("building")
        if left is not None and left["n_until"] > time.time():
            raise IndexBusyError(f"another process makes a new index of {self.name}")
        is_left = left is not None and left["s_collection"] in self.collections()
        collection = left["s_collection"] if left is not None and is_left else self.create_next()
        building = Building(self, owner, collection)
        if not building.goes_on():
            raise IndexBusyError(f"another process makes a new index of {self.name}")
        try:
            yield building
        except Exception:
            self._forget_building(collection)
            self.delete(collection)
            raise

    def _forget_building(self, collection: str) -> None:
        notes = [f"note:{collection}:{identity}" for identity in self.noted(collection)]
        self._drop_state("building", *notes)

    def note_for_builder(self, identities: Iterable[str]) -> None:
        """Have the index in the making take these documents up again."""
        if (building := self._state("building")) is None:
            return
        collection = building["s_collection"]
        notes = [
            {
                "id": f"{self.name}:note:{collection}:{identity}",
                "v_of": [f"{self.name}:{collection}"],
                "s_identity": identity,
            }
            for identity in dict.fromkeys(identities)
        ]
        if notes:
            self.client.write(f"{STATE}/update", notes)

    def noted(self, collection: str) -> list[str]:
        """The identities noted for a collection in the making."""
        self.client.write(f"{STATE}/update", {"commit": {}})
        asked = {"q": f"{{!term f=v_of}}{self.name}:{collection}", "fl": "s_identity", "sort": "id asc"}
        found, mark = [], "*"
        while True:
            told = self.client.read(f"{STATE}/select", {**asked, "rows": 1000, "cursorMark": mark})
            found += [each["s_identity"] for each in told["response"]["docs"]]
            if told["nextCursorMark"] == mark:
                return found
            mark = told["nextCursorMark"]


class Building:
    """A collection in the making, and that it is still being made."""

    def __init__(self, cluster: Cluster, owner: str, collection: str) -> None:
        self._cluster = cluster
        self._owner = owner
        self.collection = collection
        self._told_at = 0.0

    def goes_on(self) -> bool:
        """Say so now and then; whether it is still ours."""
        if time.monotonic() - self._told_at < LEASE / 5 and self._told_at:
            return True
        self._told_at = time.monotonic()
        return self._cluster._take("building", self._owner, s_collection=self.collection)
