"""The database, the disk, the settings, backup and fixity; what else it runs on."""

import platform
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.core.checks import CheckMessage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.backup.latest import last as last_backup
from archive.checks import OWN_MACHINE, check_citation_styles, check_public_site
from archive.fixity.rounds import last as last_fixity
from archive.monitoring.findings import Check, Finding
from archive.scans.original_stores import store
from archive.version import own_version

BACKUP_EVERY = timedelta(days=2)
FIXITY_EVERY = timedelta(days=30)
ROOM = 5  # times DISK_FLOOR_MB: when there is less, somebody is told before uploads are refused
MEGABYTE = 1024**2


def versions() -> dict[str, str]:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        database = f"SQLite {'.'.join(map(str, connection.Database.sqlite_version_info))}"
    else:
        database = f"PostgreSQL {'.'.join(map(str, connection.get_database_version()))}"
    return {
        "hemeroteca": own_version(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": database,
    }


def _versions() -> Iterator[Finding]:
    told = versions()
    yield Finding(
        "versions",
        f"Hemeroteca {told['hemeroteca']}, Python {told['python']}, Django {told['django']}, {told['database']}.",
    )


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        yield Finding("migrations_missing", _("The database has the tables of this version."), value=0)
        return
    told = ngettext(
        "The database lacks %d change of this version.",
        "The database lacks %d changes of this version.",
        missing,
    )
    yield Finding("migrations_missing", told % missing, _("Run: python manage.py migrate"), missing)


def _room() -> Iterator[Finding]:
    """Of a bucket nobody knows its end; uploads and copies take room here all the same."""
    if settings.STORAGE_URL:
        yield Finding("storage", _("Originals lie in %(place)s.") % {"place": store()})
    folder = Path(settings.ORIGINALS_DIR)
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    told = _("%(room)s MB are free for originals.") % {"room": f"{free / MEGABYTE:,.0f}"}
    advice = ""
    if free < ROOM * settings.DISK_FLOOR_MB * MEGABYTE:
        advice = _("Make room: uploads that would leave less than %(floor)s MB are refused.") % {
            "floor": settings.DISK_FLOOR_MB
        }
    yield Finding("free_bytes", told, advice, free)


def _folder() -> Iterator[Finding]:
    """Who has an account on the machine has none in the archive by that."""
    folder = Path(settings.ORIGINALS_DIR).parent
    if folder.stat().st_mode & stat.S_IRWXO:
        yield Finding(
            "open_folder",
            _("Everybody on this machine can read the archive's folder, drafts and closed texts too."),
            _("Run: %s") % f"chmod o= {folder}",
        )


def _settings() -> Iterator[Finding]:
    found: list[CheckMessage] = check_citation_styles(None)
    is_public = settings.BEHIND_TLS or not OWN_MACHINE.issuperset(settings.ALLOWED_HOSTS)
    if is_public:
        found += check_public_site(None)
    for each in found:
        yield Finding("settings", str(each.msg), str(each.hint))
    if not found:
        yield Finding("settings", _("The settings are in order."))


def _backup() -> Iterator[Finding]:
    last = last_backup()
    advice = _("Have a backup taken each night: python manage.py backup FOLDER")
    if last is None:
        yield Finding("last_backup_timestamp_seconds", _("No backup was ever taken."), advice, 0)
        return
    told = _("The last backup was taken on %s.") % _day(last.taken_at)
    is_old = abs(timezone.now() - last.taken_at) > BACKUP_EVERY  # a date in the future is a wrong one
    yield Finding("last_backup_timestamp_seconds", told, advice if is_old else "", last.taken_at.timestamp())
    if last.problems:
        told = ngettext(
            "The last backup lacks %d original, or has it damaged.",
            "The last backup lacks %d originals, or has them damaged.",
            last.problems,
        )
        yield Finding("backup_problems", told % last.problems, _("See which: python manage.py fixity"))


def _fixity() -> Iterator[Finding]:
    name, advice = "last_fixity_timestamp_seconds", _("Look at them: python manage.py fixity")
    last = last_fixity()
    if last is None:
        told = _("It was never looked at whether all originals are as they came in.")
        yield Finding(name, told, advice, 0)
        return
    is_old = abs(timezone.now() - last.ended_at) > FIXITY_EVERY
    told = _("All originals were last looked at on %s.") % _day(last.ended_at)
    yield Finding(name, told, advice if is_old else "", last.ended_at.timestamp())
    if damaged := last.damaged_now:
        told = ngettext("%d original is damaged or missing.", "%d originals are damaged or missing.", damaged)
        yield Finding(
            "damaged_originals",
            told % damaged,
            _("Restore from a backup what is named by: python manage.py fixity"),
            damaged,
        )


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


FINDINGS: tuple[Check, ...] = (_versions, _migrations, _room, _folder, _settings, _backup, _fixity)
