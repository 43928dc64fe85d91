"""The app of the archive itself: its system checks, and the generation of what readers may see."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = _("Archive")

    def ready(self) -> None:
        from archive import checks  # noqa: F401  (registers the system checks)
        from archive.visibility import watch_writes

        connection_created.connect(watch_writes)
