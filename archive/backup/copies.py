"""The originals of a backup: what is there already by its sha256 stays, all else is copied or, if so asked, linked."""

from collections.abc import Container

from archive.backup.facts import FileFacts
from archive.backup.snapshot import Original
from archive.backup.stores import Store
from archive.scans.originals import original_path


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

    return store.bring(original_path(digest), name, hard_link=hard_link)


def trouble_with(original: Original) -> str:
    """What can be told of an original in the archive without reading it: "" where nothing is amiss."""
    try:
        size = original_path(original.sha256).stat().st_size
    except OSError as error:
        return error.strerror or str(error)
    return "" if size == original.size else f"{size} bytes in place of {original.size}"
