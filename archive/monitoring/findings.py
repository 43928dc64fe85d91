"""What is found of the archive as it runs, and what to do where something must be done.

Each app has a table of its own, which the settings name. `manage.py doctor` prints all, the overview shows what needs a
person, `/metrics` gives what is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from archive.trouble import trouble_of


@dataclass(frozen=True, slots=True)
class Finding:
    name: str  # for programs; it stays
    told: str
    advice: str = ""  # what to do, where something must be done
    value: float | None = None


Check = Callable[[], Iterable[Finding]]


def all_findings() -> Iterator[Finding]:
    """What is in trouble is told once; the others are asked all the same."""
    away = set()
    for check in _checks():
        try:
            yield from check()
        except Exception as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            if trouble not in away:
                away.add(trouble)
                advice = _("See that it is there and has room; all goes on by itself then. It says: %s")
                yield Finding("trouble", str(trouble.told), advice % error)


def to_do() -> list[Finding]:
    return [finding for finding in all_findings() if finding.advice]


def _checks() -> Iterator[Check]:
    for table in settings.FINDINGS:
        yield from import_string(table)
