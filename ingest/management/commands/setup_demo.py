"""`manage.py setup_demo`: from a fresh clone to an archive with something in it. Safe to run again."""

import hashlib
import logging
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from archive.models import Document, OutboxEntry
from ingest import demo


class Command(BaseCommand):
    help = "Make the database, the static files, the demo archive and its index, as far as they are missing."
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, **options) -> None:
        logging.getLogger("ingest").setLevel(logging.WARNING)
        self._migrate()
        self._collect_static()
        self._fill()
        self._index()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)

    def _collect_static(self) -> None:
        """Only when a source has changed: its name, size or time."""
        stamp = Path(settings.VAR_DIR) / "static_stamp"
        now = _stamp_of_sources()
        is_there = Path(settings.STATIC_ROOT).is_dir() and stamp.exists()
        if not is_there or stamp.read_text("ascii") != now:
            self._say("Collecting the static files …")
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(now, "ascii")

    def _fill(self) -> None:
        if demo.is_for_others():
            self._say("The archive holds things of its own: the demo is not added.")
            return
        if not demo.is_begun():
            files = demo.begin()
            self._say(f"The demo librarian is “{demo.NAME}”, password: {demo.kept_password()}")
            self._say(f"(kept in {demo.password_file()})")
            self._say(f"Reading {files} issues of the demo archive …")
        if demo.unfinished():
            self._read()

    def _read(self) -> None:
        started = time.monotonic()
        for job in demo.work_off():
            self._say(f"  {job.name}: {job.get_state_display()} {job.reason or ''}".rstrip())
        if demo.unfinished():
            self._say("Some are still being read: a worker goes on with them.")
        count = Document.objects.published().count()
        self._say(f"{count} articles are published ({time.monotonic() - started:.0f} s).")

    def _index(self) -> None:
        """Named, not imported: ingest does not know how the archive is searched."""
        if OutboxEntry.objects.exists() or not import_string(settings.SEARCH_CHECK)():
            self._say("Indexing …")
            call_command("indexer", verbosity=0, stdout=self.stdout)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _stamp_of_sources() -> str:
    facts = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            facts.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return facts.hexdigest()
