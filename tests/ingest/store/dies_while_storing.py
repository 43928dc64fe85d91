"""A worker that is killed (SIGKILL) in the middle of writing the rows of a file.

    python -m tests.ingest.store.dies_while_storing TABLE

TABLE: one of `ingest.store.file_rows.Tables`; it dies when the rows of this table are written, before the commit.
"""

import os
import signal
import sys

import django


def main(table: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
    django.setup()
    from ingest.queue import jobs, worker
    from ingest.store.file_rows import Tables
    from tests.ingest.store.test_write_locks import long_file

    written = getattr(Tables, table)
    insert = written.insert

    def insert_and_die(rows):
        insert(rows)
        os.kill(os.getpid(), signal.SIGKILL)

    written.insert = insert_and_die
    worker.store_contents(jobs.claim("one that dies"), long_file(10))


if __name__ == "__main__":
    main(sys.argv[1])
