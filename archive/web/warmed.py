"""The web server's entry, loaded and warmed once before gunicorn forks its processes."""

from django.conf import settings
from django.utils.module_loading import import_string

from archive.citation_styles import published_names
from archive.wsgi import application

published_names()
import_string(settings.WARM_UP)(application)
