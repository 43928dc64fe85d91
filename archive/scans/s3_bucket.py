"""A part of a bucket of S3, or of a server that speaks its protocol: `s3://bucket/prefix?endpoint=https://…&region=…`.

Who may write there is told by the variables of the environment or the files that boto3 reads. Only this module asks for
boto3, and only once a bucket is named. Originals, what is made of them, and backups lie in such buckets.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import parse_qs, urlsplit

logger = logging.getLogger(__name__)

CHUNK = 1024 * 1024
CHECKED = {"ChecksumAlgorithm": "SHA256"}  # the server compares it with what arrived
GONE = {"404", "NoSuchKey", "NotFound"}
HELD = {"412", "PreconditionFailed"}
MAX_SINGLE = 1024**3  # bytes that are sent as one; what is longer comes in parts
PART = 64 * 1024**2  # bytes of memory
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 5, 60, 4
SCHEME = "s3://"


class BucketAddressError(ValueError):
    """An address names no bucket, or nothing here can speak to one."""


class StoreAwayError(OSError):
    """The store of files, or the way to it, does not answer, or refuses us. Ask again later."""


class BucketEntry(NamedTuple):
    path: str
    size: int  # bytes
    written_at: datetime


class S3Bucket:
    """Files by their paths below the prefix. All raises StoreAwayError; what asks for one FileNotFoundError.

    A file is whole or not there: the server checks what arrives against its sha256, and takes up all of it or nothing.
    """

    def __init__(self, address: str) -> None:
        """Raises BucketAddressError."""
        parts = urlsplit(address)
        self.name, self.prefix = parts.netloc, parts.path.strip("/")
        self._address = address
        self._options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if parts.scheme != "s3" or not self.name or self._options.keys() - {"endpoint", "region"}:
            raise BucketAddressError(
                f"{address} names no bucket: write s3://bucket/prefix?endpoint=https://…&region=…"
            )
        try:
            import boto3  # noqa: F401
        except ImportError as error:
            raise BucketAddressError(
                "S3 takes a package more: python -m pip install -r requirements-s3.txt"
            ) from error

    def __str__(self) -> str:
        return self._address

    @property
    def _client(self) -> Any:
        """One a process: its connections are not to be shared with those forked off."""
        return _client_of(self._options.get("endpoint", ""), self._options.get("region", ""), os.getpid())

    def entries(self, below: str = "") -> Iterator[BucketEntry]:
        """Of all files whose paths begin so, in order of their paths."""
        begin = f"{self.prefix}/" if self.prefix else ""
        with _told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.name, Prefix=begin + below
            )
            for page in pages:
                for each in page.get("Contents", ()):
                    yield BucketEntry(each["Key"][len(begin) :], each["Size"], each["LastModified"])

    def facts(self, path: str) -> BucketEntry:
        with _told():
            told = self._client.head_object(**self._at(path))
        return BucketEntry(path, told["ContentLength"], told["LastModified"])

    def open(self, path: str) -> BinaryIO:
        """Its bytes as they come. Whoever reads them meets the errors of the way as StoreAwayError."""
        with _told():
            return _Stream(self._client.get_object(**self._at(path))["Body"])  # type: ignore[return-value]

    def read(self, path: str) -> Iterator[bytes]:
        with self.open(path) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk

    def write(self, path: str, content: bytes) -> None:
        with _told():
            self._client.put_object(**self._at(path), Body=content, **CHECKED)

    def upload(self, source: Path, path: str) -> None:
        """A file of this machine; another one under that path gives way."""
        with _told():
            self._client.upload_file(str(source), **self._at(path), ExtraArgs=CHECKED)

    def upload_new(self, source: Path, path: str, sha256: str) -> None:
        """A file of this machine whose sha256 (hexadecimal) is known. FileExistsError where there is one already."""
        if source.stat().st_size > MAX_SINGLE:
            self._upload_in_parts(source, path)
            return
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        with source.open("rb") as file, _told():
            self._client.put_object(**self._at(path), Body=file, ChecksumSHA256=checksum, IfNoneMatch="*")

    def _upload_in_parts(self, source: Path, path: str) -> None:
        """Nothing is there before the last step, which is refused where there is a file already."""
        place = self._at(path)
        with _told():
            upload = place | {
                "UploadId": self._client.create_multipart_upload(**place, **CHECKED)["UploadId"]
            }
            try:
                with source.open("rb") as file:
                    parts = [
                        self._upload_part(upload, number, part)
                        for number, part in enumerate(iter(lambda: file.read(PART), b""), 1)
                    ]
                self._client.complete_multipart_upload(
                    **upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
                )
            except BaseException:
                self._abort(upload)
                raise

    def _upload_part(self, upload: dict[str, str], number: int, part: bytes) -> dict[str, object]:
        checksum = base64.b64encode(hashlib.sha256(part).digest()).decode()
        sent = self._client.upload_part(**upload, PartNumber=number, Body=part, ChecksumSHA256=checksum)
        return {"PartNumber": number, "ETag": sent["ETag"], "ChecksumSHA256": checksum}

    def _abort(self, upload: dict[str, str]) -> None:
        """What cannot be taken back now goes with the abandoned ones."""
        try:
            with _told():
                self._client.abort_multipart_upload(**upload)
        except (StoreAwayError, FileNotFoundError) as error:
            logger.warning("%s: parts of %s are left for a while: %s", self, upload["Key"], error)

    def abort_abandoned(self, older_than: float) -> int:
        """Take back uploads in parts that were begun so many seconds ago and not ended; how many there were."""
        latest = datetime.now(UTC) - timedelta(seconds=older_than)
        with _told():
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.name, Prefix=self.prefix
            )
            begun = [each for page in pages for each in page.get("Uploads", ())]
        old = [each for each in begun if each["Initiated"] < latest]
        for each in old:
            self._abort({"Bucket": self.name, "Key": each["Key"], "UploadId": each["UploadId"]})
        return len(old)

    def remove(self, path: str) -> None:
        with _told():
            self._client.delete_object(**self._at(path))

    def check(self) -> None:
        """StoreAwayError where the bucket is not there or not ours to read."""
        with _told():
            self._client.list_objects_v2(Bucket=self.name, Prefix=self.prefix, MaxKeys=1)

    def _at(self, path: str) -> dict[str, str]:
        return {"Bucket": self.name, "Key": f"{self.prefix}/{path}".lstrip("/")}


class _Stream:
    """What a server sends, as a file that is read once."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int | None = None) -> bytes:
        with _told():
            return self._body.read(size)

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._body.close()


@lru_cache(maxsize=4)
def _client_of(endpoint: str, region: str, pid: int) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        region_name=region or ("us-east-1" if endpoint else None),
        config=Config(
            s3={"addressing_style": "path"} if endpoint else None,
            retries={"mode": "standard", "max_attempts": ATTEMPTS},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            max_pool_connections=32,
        ),
    )


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the server and of the way to it as those of a disk, which whoever asks expects."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code")
        if code in GONE:
            raise FileNotFoundError(str(error)) from error
        if code in HELD:
            raise FileExistsError(str(error)) from error
        raise StoreAwayError(str(error)) from error
    except (Boto3Error, BotoCoreError) as error:
        raise StoreAwayError(str(error)) from error
