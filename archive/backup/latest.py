"""The last backup of this archive that was finished, as far as this archive's folder tells: for who watches it."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class LastBackup:
    taken_at: datetime
    place: str  # a folder, or the address of a bucket
    problems: int  # originals that the archive lacked or held damaged


def _path() -> Path:
    return Path(settings.ORIGINALS_DIR).parent / "last_backup.json"


def last() -> LastBackup | None:
    """None where none was ever taken, or the note of it is gone."""
    try:
        told = json.loads(_path().read_bytes())
        return LastBackup(datetime.fromisoformat(told["taken_at"]), str(told["place"]), int(told["problems"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def note(backup: LastBackup) -> None:
    """Kept beside the database, not in it: an archive that is restored has not been backed up."""
    told = {**asdict(backup), "taken_at": backup.taken_at.isoformat()}
    made = _path().with_suffix(f".{os.getpid()}")
    made.write_text(json.dumps(told), "utf-8")
    made.replace(_path())
