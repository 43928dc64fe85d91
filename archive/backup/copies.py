"""The originals of a backup: what is there already by its sha256 stays, all else is copied or, if so asked, linked."""

from collections.abc import Container, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archive.backup.facts import FileFacts, UnreadableOriginalError
from archive.backup.snapshot import Original
from archive.backup.stores import Store
from archive.scans.original_stores import store as own_store
from archive.scans.s3_bucket import StoreAwayError


def path_of(digest: str) -> str:
    """Where the original with this sha256 lies in a backup."""
    return f"originals/{digest[:2]}/{digest[2:4]}/{digest}"


def damaged_path_of(digest: str) -> str:
    """Where that lies in a backup which was found in the place of the original with this sha256."""
    return f"damaged/{digest}"


def bring(digest: str, store: Store, held: Container[str], *, hard_link: bool) -> tuple[str, FileFacts]:
    """Bring an original into a backup: (its path there, what it is). Raises UnreadableOriginalError.

    Bytes that are not those of the sha256 are brought too, to the folder of the damaged ones, beside those `held`
    there by earlier backups.
    """

    def name(facts: FileFacts) -> str:
        if facts.sha256 == digest:
            return path_of(digest)
        damaged = damaged_path_of(digest)
        return f"{damaged}-{facts.sha256}" if damaged in held else damaged

    with _as_it_is(digest) as source:
        return store.bring(source, name, hard_link=hard_link)


@contextmanager
def _as_it_is(digest: str) -> Iterator[Path]:
    """The archive's own file, right or not. StoreAwayError ends a backup: others would meet it too."""
    with ExitStack() as held:
        try:
            source = held.enter_context(own_store().as_it_is(digest))
        except FileNotFoundError as error:
            raise UnreadableOriginalError(error.strerror or str(error)) from error
        yield source


def trouble_with(original: Original) -> str:
    """What can be told of an original in the archive without reading it: "" where nothing is amiss."""
    try:
        size = own_store().size(original.sha256)
    except StoreAwayError:
        raise
    except OSError as error:
        return error.strerror or str(error)
    return "" if size == original.size else f"{size} bytes in place of {original.size}"
