"""The uploaded bytes, kept for ever under their sha256: `originals/ab/cd/abcd…`."""

from pathlib import Path

from django.conf import settings


def original_path(sha256: str) -> Path:
    """Where the bytes with this sha256 (64 hexadecimal digits) lie, or would lie."""
    return Path(settings.ORIGINALS_DIR) / sha256[:2] / sha256[2:4] / sha256
