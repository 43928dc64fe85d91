"""The app of bringing in: its roles are made after each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IngestConfig(AppConfig):
    name = "ingest"
    verbose_name = _("Ingest")

    def ready(self) -> None:
        from ingest.roles import make_groups

        post_migrate.connect(make_groups, sender=self)
