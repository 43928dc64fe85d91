"""When the archive was last backed up, and when all originals were last looked at; None where it never was."""

import json
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings


def last_backup() -> datetime | None:
    """As the note says that is kept beside the database, not in it: an archive that is restored has none."""
    try:
        told = json.loads((Path(settings.ORIGINALS_DIR).parent / "last_backup.json").read_bytes())
        return datetime.fromisoformat(told["taken_at"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def last_fixity() -> tuple[datetime, int] | None:
    """When the last look at all originals ended, and how many were found damaged."""
    try:
        rounds = apps.get_model("archive", "FixityRound").objects
    except LookupError:
        return None
    last = rounds.exclude(ended_at=None).order_by("-ended_at").first()
    return (last.ended_at, last.damaged) if last else None
