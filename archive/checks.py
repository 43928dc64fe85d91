"""System checks: refuse what would be unsafe in production."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def check_secret_is_set(app_configs, **kwargs):
    """A key made by the machine itself differs between two web servers of one archive."""
    import os

    if os.environ.get("SECRET_KEY"):
        return []
    return [
        Warning(
            "SECRET_KEY is not set: this machine made one of its own in its run-time folder.",
            hint="Set SECRET_KEY to one long random value on every machine of the archive.",
            id="archive.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_second_factor_is_asked_for(app_configs, **kwargs):
    if settings.SECOND_FACTOR:
        return []
    return [
        Warning(
            "SECOND_FACTOR is off: a stolen password is enough to change what the archive holds.",
            hint="Unset SECOND_FACTOR, or set it to 1.",
            id="archive.W002",
        )
    ]


@register(Tags.security, deploy=True)
def check_debug_is_off(app_configs, **kwargs):
    if not settings.DEBUG:
        return []
    return [
        Error("DEBUG is on: errors would show the archive's inside.", hint="Unset DEBUG.", id="archive.E001")
    ]
