"""Pages whose images were recognised, kept until their file is stored: who goes on with it does not begin anew.

Derived: `derived/recognised/abcd…-1f2e3d4c.jsonl`, a line a page, as the reading child said them and for nobody but the
next child that reads the same file. A page is kept once it is recognised, so that a worker that is stopped or killed
costs the pages in hand. What another engine, another release or another choice of languages recognised is not taken.
"""

import hashlib
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from ingest.parsing.records import PARSER_VERSION
from ingest.sources.tesseract import available_engine

logger = logging.getLogger(__name__)

KEPT_FOR = 14 * 24 * 3600  # seconds after the last page: of a file that nobody goes on with


class RecognisedPages:
    """Those of one file, recognised in these languages (tesseract's codes)."""

    def __init__(self, sha256: str, languages: Sequence[str]) -> None:
        how = "\n".join((PARSER_VERSION, available_engine() or "", *languages))
        self.added = 0  # by whoever reads it now
        self.path = _folder() / f"{sha256}-{hashlib.sha256(how.encode()).hexdigest()[:8]}.jsonl"

    def keep(self, line: bytes) -> None:
        """Add what a child said of a page. A disk that is full costs the pages, and not the reading."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # One write of the whole line, behind whatever another worker writes.
            with self.path.open("ab", buffering=0) as file:
                file.write(line + b"\n")
        except OSError as error:
            logger.warning("a recognised page could not be kept: %s", error)
        else:
            self.added += 1


def forget(sha256: str) -> None:
    """The file is stored."""
    for path in kept_of(sha256):
        path.unlink(missing_ok=True)


def kept_of(sha256: str) -> list[Path]:
    return sorted(_folder().glob(f"{sha256}-*.jsonl"))


def clear_old() -> None:
    """Delete the pages of files with which nobody goes on."""
    oldest = time.time() - KEPT_FOR
    for path in _folder().glob("*.jsonl"):
        with suppress(FileNotFoundError):  # another worker was faster
            if path.stat().st_mtime < oldest:
                path.unlink()


def _folder() -> Path:
    return Path(settings.DERIVED_DIR) / "recognised"
