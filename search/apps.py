"""The app of the search, and its system checks."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        import_string(settings.HAYSTACK_CONNECTIONS["default"]["ENGINE"])  # its modules register the checks
