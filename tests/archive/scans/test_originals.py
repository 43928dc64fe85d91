import io
import os
import stat
from hashlib import sha256

import pytest

from archive.scans.originals import (
    StagedFile,
    StorageFullError,
    clear_abandoned,
    keep,
    keep_chunks,
    original_path,
    staging_dir,
)
from tests.full_disk import no_file_longer_than


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_are_kept_under_their_hash_and_cannot_be_written():
    content = b"A scanned page." * 1000
    kept = keep(io.BytesIO(content))
    path = original_path(kept.sha256)
    assert kept.sha256 == sha256(content).hexdigest()
    assert (kept.size, kept.was_held) == (len(content), False)
    assert path.read_bytes() == content
    assert path.parts[-3:] == (kept.sha256[:2], kept.sha256[2:4], kept.sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_the_same_bytes_are_kept_once(settings):
    first = keep(io.BytesIO(b"same"))
    written = original_path(first.sha256).stat().st_mtime_ns
    second = keep_chunks([b"sa", b"me"])
    assert (first.was_held, second.was_held) == (False, True)
    assert original_path(first.sha256).stat().st_mtime_ns == written
    assert files_below(settings.ORIGINALS_DIR) == [original_path(first.sha256)]


def test_kept_bytes_are_never_overwritten():
    path = original_path(sha256(b"true").hexdigest())
    path.parent.mkdir(parents=True)
    path.write_bytes(b"what lies there")
    assert keep(io.BytesIO(b"true")).was_held
    assert path.read_bytes() == b"what lies there"


def test_a_file_that_is_not_kept_leaves_nothing(settings):
    with pytest.raises(RuntimeError), StagedFile() as staged:  # noqa: PT012
        staged.write(b"half a fi")
        raise RuntimeError("connection lost")
    assert files_below(settings.ORIGINALS_DIR) == []


@pytest.mark.parametrize("size", [5000, 3_000_000], ids=["found at the end", "found on the way"])
def test_a_full_disk_is_said_and_leaves_nothing_half_written(settings, size):
    with no_file_longer_than(4096), pytest.raises(StorageFullError, match="disk is full"):
        keep(io.BytesIO(b"x" * size))
    assert files_below(settings.ORIGINALS_DIR) == []
    assert keep(io.BytesIO(b"x" * size)).size == size  # and it goes on by itself


def test_staging_files_of_killed_processes_are_removed_after_a_day():
    keep(io.BytesIO(b"kept"))
    old, new = staging_dir() / "old", staging_dir() / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert clear_abandoned() == 1
    assert not old.exists()
    assert new.exists()
