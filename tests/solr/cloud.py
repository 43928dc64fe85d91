"""A real SolrCloud for tests: ZooKeeper and two nodes on the loopback address, each a process that can be killed.

Solr comes from Maven once and is kept below ~/.m2. The processes of one test run share one cloud: the first that needs
it starts it, the last that ends stops it. It also ends by itself with the run.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import urllib3

HERE = Path(__file__).parent
KEPT = Path.home() / ".m2" / "hemeroteca-solr"
NODES = ("one", "two")
SECONDS_TO_RESOLVE, SECONDS_TO_START = 300, 120
MEMORY = {"zookeeper": "-Xmx128m", "one": "-Xmx512m", "two": "-Xmx512m"}
# A few seconds of each start are saved: nothing here runs for long.
JAVA = ("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
ZOOKEEPER = """tickTime=500
dataDir={folder}
clientPort={port}
clientPortAddress=127.0.0.1
admin.enableServer=false
"""


class NoCloudError(Exception):
    """Java or Maven is missing, or what is needed cannot be fetched."""


@contextmanager
def locked(path, kind=fcntl.LOCK_EX):
    with path.open("a+") as file:
        fcntl.flock(file, kind)
        yield file


def libraries():
    """The folder of Solr's libraries, fetched the first time for all."""
    for program in ("java", "javac", "mvn"):
        if shutil.which(program) is None:
            raise NoCloudError(f"{program} is not installed")
    KEPT.mkdir(parents=True, exist_ok=True)
    with locked(KEPT / "lock"):
        wanted, resolved = (HERE / "pom.xml").read_text(), KEPT / "pom.xml"
        if not resolved.exists() or resolved.read_text() != wanted:
            shutil.rmtree(KEPT / "lib", ignore_errors=True)
            _fetch()
            resolved.write_text(wanted)
    return KEPT / "lib"


def _fetch():
    command = (
        "mvn",
        "-q",
        "-B",
        "-f",
        HERE / "pom.xml",
        "dependency:copy-dependencies",
        "-DincludeScope=runtime",
    )
    try:
        subprocess.run(
            [*command, f"-DoutputDirectory={KEPT / 'lib'}"],
            check=True,
            capture_output=True,
            timeout=SECONDS_TO_RESOLVE,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NoCloudError(f"Maven does not get Solr: {(error.stdout or b'').decode()[-500:]}") from error


class Cloud:
    """In a folder that the processes of a test run share."""

    def __init__(self, folder, run):
        self.folder = folder
        self.run = run  # the process that the cloud ends with
        self.ports = {}
        self._state = folder / "cloud.json"

    @property
    def addresses(self):
        return [f"127.0.0.1:{self.ports[name]}" for name in NODES]

    # ------------------------------------------------------------------ shared by processes
    def join(self):
        """Start it, if no other process of the run has."""
        self.folder.mkdir(exist_ok=True)
        with locked(self.folder / "joining"):
            state = json.loads(self._state.read_text()) if self._state.exists() else None
            if state is None:
                self._begin()
                state = {"ports": self.ports, "users": 0}
            self.ports = state["ports"]
            self._state.write_text(json.dumps({**state, "users": state["users"] + 1}))

    def leave(self):
        """Stop it, if no other process uses it."""
        with locked(self.folder / "joining"):
            state = json.loads(self._state.read_text())
            users = state["users"] - 1
            self._state.write_text(json.dumps({**state, "users": users}))
            if not users:
                for name in self.ports:
                    self.kill(name)
                self._state.unlink()

    @contextmanager
    def used(self, *, alone=False):
        """By many tests at once, or by one that breaks it."""
        with locked(self.folder / "used", fcntl.LOCK_EX if alone else fcntl.LOCK_SH):
            yield

    # ------------------------------------------------------------------ its processes
    def _begin(self):
        found = libraries()
        classes = self.folder / "classes"
        subprocess.run(["javac", "-cp", f"{found}/*", "-d", classes, HERE / "SolrNode.java"], check=True)
        self.ports = {name: _free_port() for name in MEMORY}
        self.start("zookeeper")
        wait_for(lambda: _listens(self.ports["zookeeper"]))
        for name in NODES:
            self.start(name)
        self.wait_until_whole()

    def start(self, name):
        """Again after it was killed: with what it had on its disk."""
        own = self.folder / name
        own.mkdir(exist_ok=True)
        port, zookeeper = str(self.ports[name]), f"127.0.0.1:{self.ports['zookeeper']}"
        given = [own, port, zookeeper]
        if name == "zookeeper":
            configuration = own / "zoo.cfg"
            configuration.write_text(ZOOKEEPER.format(folder=own, port=port))
            given = [configuration]
        classpath = f"{self.folder / 'classes'}:{KEPT / 'lib'}/*"
        with (own / "log").open("ab") as log:
            process = subprocess.Popen(
                [*JAVA, MEMORY[name], "-cp", classpath, "SolrNode", str(self.run), *given],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (own / "pid").write_text(str(process.pid))
        _CHILDREN[process.pid] = process

    def kill(self, name):
        """As a power cut does."""
        process = int((self.folder / name / "pid").read_text())
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            return
        if process in _CHILDREN:
            _CHILDREN.pop(process).wait()

    def heal(self):
        """Start what was killed."""
        for name, port in self.ports.items():
            if not _listens(port):
                self.start(name)
        self.wait_until_whole()

    def wait_until_whole(self):
        """Both nodes live and every replica is active."""
        wait_for(self._is_whole)

    def _is_whole(self):
        if not all(
            map(_listens, self.ports.values())
        ):  # ZooKeeper takes some seconds to notice that one is dead
            return False
        status = self.status()
        if status is None or len(status["live_nodes"]) < len(NODES):
            return False
        replicas = [
            replica["state"]
            for collection in status.get("collections", {}).values()
            for shard in collection["shards"].values()
            for replica in shard["replicas"].values()
        ]
        return all(state == "active" for state in replicas)

    def status(self):
        """What the first node that answers says of the cluster; None where none does."""
        for address in self.addresses:
            try:
                answer = urllib3.request(
                    "GET",
                    f"http://{address}/solr/admin/collections?action=CLUSTERSTATUS",
                    timeout=5,
                    retries=False,
                )
            except urllib3.exceptions.HTTPError:
                continue
            if answer.status == 200:
                return answer.json()["cluster"]
        return None


_CHILDREN = {}  # of this process


def wait_for(is_so, seconds=SECONDS_TO_START):
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"not so after {seconds} seconds: {is_so}")
        time.sleep(0.2)


def _listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
