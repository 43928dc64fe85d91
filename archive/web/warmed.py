"""The web server's entry, loaded and warmed once before gunicorn forks its processes."""

from django.conf import settings
from django.utils.module_loading import import_string

from archive.wsgi import application

# Models are known only once the application is loaded.
import_string("archive.citation_styles.published_names")()
import_string(settings.WARM_UP)(application)
