"""The only writer of archive rows: scans, documents and what hangs on them, their states.

Every change and the index work it makes necessary are written in one transaction.
"""

from ingest.store.corrections import Correction, correct_document
from ingest.store.documents import StoredDocuments, store_documents
from ingest.store.publishable import PublishingProblem, problems
from ingest.store.publishing import Publication, held_back, publish, unpublish, withdraw, withdraw_all
from ingest.store.scan_rows import describe_scan, keep_scan
from ingest.store.writing import one_writer

__all__ = [
    "Correction",
    "Publication",
    "PublishingProblem",
    "StoredDocuments",
    "correct_document",
    "describe_scan",
    "held_back",
    "keep_scan",
    "one_writer",
    "problems",
    "publish",
    "store_documents",
    "unpublish",
    "withdraw",
    "withdraw_all",
]
