"""What every template knows of the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from archive.addresses import address_of
from archive.kept_lists import held_by

THEMES = {"auto": _("Auto"), "light": _("Light"), "sepia": _("Sepia"), "dark": _("Dark")}
THEME_COOKIE = "theme"
LOOKS_COOKIE = "looks"
# How a text is set: of each choice the values, the first where nothing was chosen.
LOOKS = {
    "size": {"normal": _("Normal"), "large": _("Large"), "largest": _("Largest")},
    "measure": {"normal": _("Normal"), "narrow": _("Narrow"), "wide": _("Wide")},
    "scans": {"shown": _("Shown"), "off": _("Off")},
}
LOOKS_NAMES = {"size": _("Size of the text"), "measure": _("Width of the lines"), "scans": _("Scans")}
SEARCH_URL = "/search/"  # a promise of the whole site; the archive does not know the search app


def site(request: HttpRequest) -> dict[str, object]:
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL or request.build_absolute_uri("/").rstrip("/"),
        "search_url": SEARCH_URL,
        "own_list_url": address_of("list"),
        "list_change_url": address_of("list_change"),
        "contact_email": settings.CONTACT_EMAIL,
        "reading_list": SimpleLazyObject(lambda: held_by(request.session)),
        "themes": THEMES.items(),
        "theme": theme if theme in THEMES else "auto",
        "looks": looks_of(request),
        "looks_choices": [(name, LOOKS_NAMES[name], LOOKS[name].items()) for name in LOOKS],
    }


def looks_of(request: HttpRequest) -> dict[str, str]:
    """What the reader chose of LOOKS, "" where it is the usual: "large.normal.off" in the cookie."""
    kept = request.COOKIES.get(LOOKS_COOKIE, "").split(".")
    chosen = dict(zip(LOOKS, kept, strict=False))
    return {name: chosen[name] if chosen.get(name) in list(LOOKS[name])[1:] else "" for name in LOOKS}
