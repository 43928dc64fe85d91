"""What every template knows of the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from archive.reader_list import ReadingList

THEMES = {"auto": _("Auto"), "light": _("Light"), "dark": _("Dark")}
THEME_COOKIE = "theme"
SEARCH_URL = "/search/"  # a promise of the whole site; the archive does not know the search app


def site(request: HttpRequest) -> dict[str, object]:
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL or request.build_absolute_uri("/").rstrip("/"),
        "search_url": SEARCH_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "reading_list": SimpleLazyObject(lambda: ReadingList(request.session)),
        "themes": THEMES.items(),
        "theme": theme if theme in THEMES else "auto",
    }
