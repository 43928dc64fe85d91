"""`manage.py check --deploy`: what a public site still lacks, setting by setting. The overview tells it too."""

import os
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.accounts.reading_rooms import networks_of
from archive.citations.styles import UnknownStyleError, find_style
from archive.scans.original_stores import store
from archive.scans.s3_bucket import BucketAddressError

OWN_MACHINE = {"127.0.0.1", "localhost", "[::1]"}


class Lack(NamedTuple):
    kind: type[CheckMessage]
    id: str
    is_there: Callable[[], bool]
    message: Promise
    hint: Promise


LACKS = (
    Lack(
        Error,
        "archive.E001",
        lambda: settings.DEBUG,
        gettext_lazy("DEBUG is on: errors would show the archive's inside."),
        gettext_lazy("Unset DEBUG."),
    ),
    Lack(
        Warning,
        "archive.W001",
        lambda: not os.environ.get("SECRET_KEY"),
        gettext_lazy("SECRET_KEY is not set: this machine made one of its own in its run-time folder."),
        gettext_lazy("Set SECRET_KEY to one long random value on every machine of the archive."),
    ),
    Lack(
        Warning,
        "archive.W002",
        lambda: not settings.SECOND_FACTOR,
        gettext_lazy("SECOND_FACTOR is off: a stolen password is enough to change what the archive holds."),
        gettext_lazy("Set SECOND_FACTOR to 1, as it is where BEHIND_TLS is and nothing else is said."),
    ),
    Lack(
        Warning,
        "archive.W003",
        lambda: OWN_MACHINE.issuperset(settings.ALLOWED_HOSTS),
        gettext_lazy("ALLOWED_HOSTS names this machine alone: the site answers under no public name."),
        gettext_lazy("Set ALLOWED_HOSTS to the names of the site, such as archive.example."),
    ),
    Lack(
        Warning,
        "archive.W004",
        lambda: not settings.SITE_URL,
        gettext_lazy("SITE_URL is not set: citations give the address that each request came to."),
        gettext_lazy(
            "Set SITE_URL to the address that readers are to cite, such as https://archive.example."
        ),
    ),
    Lack(
        Warning,
        "archive.W005",
        lambda: not settings.BEHIND_TLS,
        gettext_lazy("BEHIND_TLS is off: passwords and sessions travel in the clear."),
        gettext_lazy("Put a reverse proxy with TLS in front and set BEHIND_TLS to 1."),
    ),
)


@register()
def check_citation_styles(app_configs, **kwargs) -> list[CheckMessage]:
    return [
        Warning(
            _("CITATION_STYLES names “%s”, which is no published style.") % key,
            hint=_("It is left out of the menus unless it is a style that this archive was given itself."),
            id="archive.W006",
        )
        for key in settings.CITATION_STYLES
        if not _is_published(key)
    ]


def _is_published(key: str) -> bool:
    try:
        find_style(key)
    except UnknownStyleError:
        return False
    return True


@register()
def check_reading_rooms(app_configs, **kwargs) -> list[CheckMessage]:
    """What is no range of addresses would else be found out by the first reader."""
    try:
        networks_of(tuple(settings.READING_ROOM_ADDRESSES))
    except ValueError as error:
        hint = _("Set READING_ROOM_ADDRESSES to ranges such as 192.0.2.0/24,2001:db8::/32.")
        return [Error(f"READING_ROOM_ADDRESSES: {error}.", hint=hint, id="archive.E002")]
    return []


@register(Tags.security, deploy=True)
def check_public_site(app_configs, **kwargs) -> list[CheckMessage]:
    return [each.kind(each.message, hint=each.hint, id=each.id) for each in LACKS if each.is_there()]


@register()
def check_storage(app_configs, **kwargs) -> list[CheckMessage]:
    """What names no bucket would else be found out by the first upload."""
    try:
        store()
    except BucketAddressError as error:
        hint = _("Set STORAGE_URL to s3://bucket/prefix?endpoint=https://…, or leave it empty for a folder.")
        return [Error(f"STORAGE_URL: {error}", hint=hint, id="archive.E003")]
    return []
