"""Backups in a bucket of S3 or of a server that speaks its protocol: `s3://bucket/prefix?endpoint=https://…`.

Who may write there is told by the variables of the environment or the files that boto3 reads. Only this module asks for
boto3, and only once a bucket is named.
"""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from archive.backup.facts import NAME, BackupError, FileFacts, UnreadableOriginalError
from archive.backup.stores import UNFINISHED, Store, check_plain, facts_of
from archive.scans.originals import CHUNK

MARK = f"{UNFINISHED}/mark"
CHECKED = {"ChecksumAlgorithm": "SHA256"}  # the server compares it with what arrived
GONE = {"404", "NoSuchKey", "NotFound"}


class Bucket:
    """A part of a bucket. One backup at a time: each marks the place, and ends where another has marked it since."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.name, self.prefix = parts.netloc, parts.path.strip("/")
        self._address = address
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if not self.name or options.keys() - {"endpoint", "region"}:
            raise BackupError(
                f"{address} names no bucket: write s3://bucket/prefix?endpoint=https://…&region=…"
            )
        try:
            import boto3
            from botocore.config import Config
        except ImportError as error:
            raise BackupError(
                "S3 takes a package more: python -m pip install -r requirements-s3.txt"
            ) from error
        path_style = {"addressing_style": "path"} if "endpoint" in options else None
        self._client = boto3.client(
            "s3",
            endpoint_url=options.get("endpoint"),
            region_name=options.get("region", "us-east-1" if "endpoint" in options else None),
            config=Config(s3=path_style, retries={"mode": "standard", "max_attempts": 5}),
        )

    def __str__(self) -> str:
        return self._address

    def entries(self) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        begin = f"{self.prefix}/" if self.prefix else ""
        with _told():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=begin)
            for page in pages:
                found |= {each["Key"][len(begin) :]: each["Size"] for each in page.get("Contents", ())}
        return found

    def read(self, path: str) -> Iterator[bytes]:
        with _told():
            yield from self._client.get_object(**self._at(path))["Body"].iter_chunks(CHUNK)

    def write(self, path: str, content: bytes) -> None:
        with _told():
            self._client.put_object(**self._at(path), Body=content, **CHECKED)

    def bring(
        self, source: Path, name: Callable[[FileFacts], str], *, hard_link: bool
    ) -> tuple[str, FileFacts]:
        if hard_link:
            raise BackupError(f"{self} holds no hard links. Leave out --hard-links.")
        check_plain(source)
        try:
            facts = facts_of(source)
        except OSError as error:
            raise UnreadableOriginalError(error.strerror) from error
        self._upload(source, name(facts))
        return name(facts), facts

    def take_in(self, source: Path, path: str) -> FileFacts:
        facts = facts_of(source)
        self._upload(source, path)
        return facts

    def remove(self, path: str) -> None:
        with _told():
            self._client.delete_object(**self._at(path))

    def check_place(self) -> None:
        held = self.entries()
        if held and NAME not in held and not self._mark():
            raise BackupError(
                f"{self} is not empty: name a new prefix, or one that holds backups of this archive."
            )

    def free_bytes(self) -> int | None:
        return None

    @contextmanager
    def local(self, path: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".backup-") as folder:
            kept = Path(folder) / "file"
            with kept.open("wb") as file:
                for chunk in self.read(path):
                    file.write(chunk)
            yield kept

    @contextmanager
    def writing(self) -> Iterator[tuple[Store, Path]]:
        own = uuid.uuid4().hex.encode()
        self.write(MARK, own)
        with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".backup-") as folder:
            yield _Marked(self, own), Path(folder)
        self.remove(MARK)

    def _mark(self) -> bytes:
        try:
            return b"".join(self.read(MARK))
        except FileNotFoundError:
            return b""

    def _upload(self, source: Path, path: str) -> None:
        with _told():
            self._client.upload_file(str(source), **self._at(path), ExtraArgs=CHECKED)

    def _at(self, path: str) -> dict[str, str]:
        return {"Bucket": self.name, "Key": f"{self.prefix}/{path}".lstrip("/")}


class _Marked:
    """A bucket as one backup writes to it: it writes no manifest and removes nothing once another has begun."""

    def __init__(self, bucket: Bucket, own: bytes) -> None:
        self._bucket, self._own = bucket, own

    def __str__(self) -> str:
        return str(self._bucket)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bucket, name)

    def write(self, path: str, content: bytes) -> None:
        self._check()
        self._bucket.write(path, content)

    def remove(self, path: str) -> None:
        self._check()
        self._bucket.remove(path)

    def _check(self) -> None:
        if self._bucket._mark() != self._own:
            raise BackupError(f"Another backup writes to {self}: this one ends, and what was there stays.")


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the server and of the way to it as those of a disk, which whoever asks expects."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in GONE:
            raise FileNotFoundError(str(error)) from error
        raise OSError(str(error)) from error
    except (Boto3Error, BotoCoreError) as error:
        raise OSError(str(error)) from error
