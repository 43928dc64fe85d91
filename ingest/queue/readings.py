"""What the parser finds now in a file that is held: read again by a worker, kept to be compared.

Derived: `derived/readings/abcd….json.gz` may be deleted at any time, and is read again when somebody asks. There is one
for a scan, whichever of its articles are compared, without what is not compared: a scan of 300 pages needs 0.3 MB.
"""

import gzip
import hashlib
import json
import logging
import os
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from archive.models import Document, Scan
from archive.scans import derived_files
from ingest.parsing.records import PARSER_VERSION, DocumentPage, ParsedDocument, ParsedFile
from ingest.sandbox import parent
from ingest.sandbox.record_json import decode, to_json

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class KeptReading:
    key: str  # the same for the same contents
    read_at: datetime
    languages: tuple[str, ...]  # in which page images were recognised, tesseract's codes
    parsed: ParsedFile

    def is_current(self, scan: Scan) -> bool:
        """Whether reading the scan once more would be in vain."""
        is_same_parser = self.parsed.parser_version == PARSER_VERSION
        return is_same_parser and set(self.languages) == set(languages_of(scan))


def languages_of(scan: Scan) -> list[str]:
    """Tesseract's codes for the languages of the articles of a scan, that of most of them first."""
    held = Document.objects.filter(pages__scan=scan).order_by().values_list("pk", "language").distinct()
    codes = Counter(code for _pk, language in held for code in parent.ocr_languages(language))
    return [code for code, _number in codes.most_common()] or list(settings.OCR_LANGUAGES)


def keep(scan: Scan, parsed: ParsedFile) -> None:
    """Keep what was read in place of what was read before; what nobody needs any more goes."""
    documents = tuple(_compared(document) for document in parsed.documents)
    record = to_json([languages_of(scan), replace(parsed, pages=(), documents=documents)])
    path = path_of(scan)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    unfinished.write_bytes(gzip.compress(record.encode("ascii"), 6))
    derived_files.put(unfinished, path)
    clear_old()


def kept(scan: Scan) -> KeptReading | None:
    """What was read last; None where nothing is kept, or it is of another shape than this release writes."""
    path = path_of(scan)
    if not derived_files.find(path):
        return None
    try:
        read_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        record = gzip.decompress(path.read_bytes())
        languages, parsed = json.loads(record)
        return KeptReading(
            hashlib.sha256(record).hexdigest()[:16],
            read_at,
            decode(tuple[str, ...], languages),
            decode(ParsedFile, parsed),
        )
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError):
        logger.warning("a kept reading cannot be used: %s", path, exc_info=True)
        return None


def clear_old() -> None:
    """Delete the readings that nobody has asked for anew for so long, and what a killed worker left of one."""
    derived_files.clear_older(_folder(), KEPT_FOR.total_seconds())


def _folder() -> Path:
    return Path(settings.DERIVED_DIR) / "readings"


def path_of(scan: Scan) -> Path:
    return _folder() / f"{scan.sha256}.json.gz"


def _compared(document: ParsedDocument) -> ParsedDocument:
    """The same without what is never compared: above all the places of the words, nine tenths of it."""
    pages = tuple(_page_compared(page) for page in document.pages)
    return replace(document, pages=pages, sections=(), references=(), acronyms=(), evidence={})


def _page_compared(page: DocumentPage) -> DocumentPage:
    return replace(page, raw_text="", lines=(), furniture=(), label_evidence=None)
