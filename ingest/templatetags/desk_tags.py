"""What only the librarian's pages need."""

import re
from datetime import timedelta
from typing import NamedTuple

from django import template
from django.apps import apps
from django.db.models import DateTimeField, Field
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ingest.desk.review_page import DifferencePiece, difference
from ingest.messages import Message
from ingest.store.history import COLUMNS, changes_of

register = template.Library()
HELD_TWICE = re.compile(
    r"Held twice: see (\w+)\."
)  # the archive's own reason, which readers are told in their language
register.filter("difference_to", difference)


@register.filter
def lasting(time: timedelta) -> str:
    """ "4 s", "2 min 5 s", "1 h 3 min": the two largest parts."""
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)d s") % {"seconds": seconds}


LONG = 120  # characters from which two values are told word by word
AROUND = 6  # words shown on either side of a change


class RowDifference(NamedTuple):
    name: str
    before: str
    after: str

    @property
    def pieces(self) -> list[DifferencePiece]:
        """Of a long text only what changed, with a few words around it; [] of a short one."""
        if not (self.before and self.after and max(len(self.before), len(self.after)) > LONG):
            return []
        pieces = difference(self.before, self.after)
        return [
            _shortened(piece, is_first=piece is pieces[0], is_last=piece is pieces[-1]) for piece in pieces
        ]


def _shortened(piece: DifferencePiece, *, is_first: bool, is_last: bool) -> DifferencePiece:
    words = piece.text.split()
    if piece.kind != "same" or len(words) <= 2 * AROUND:
        return piece
    before, after = words[: 0 if is_first else AROUND], words[len(words) if is_last else -AROUND :]
    return DifferencePiece(piece.kind, " ".join([*before, "…", *after]))


UNSHOWN = {
    "words",
    "furniture",
    "evidence",
    "address",
    "document",
    "confidence",
}  # follow from the others, or say nothing


@register.filter
def differences(revision) -> list[RowDifference]:
    """What a revision changed, field by field, in words; a row that came or went in one line."""
    rows, names = [], {}
    for change in changes_of(revision):
        model = apps.get_model(change["table"])
        before, after = change["before"], change["after"]
        if before is None or after is None:
            whole = _in_one_line(before or after)
            row = RowDifference(
                str(model._meta.verbose_name), whole if before else "", whole if after else ""
            )
            rows.append(row)
            continue
        columns = COLUMNS.get(change["table"], set())
        for name in (name for name in after if name not in UNSHOWN):
            if name not in columns:  # of an earlier release
                rows.append(RowDifference(name.replace("_", " "), str(before[name]), str(after[name])))
                continue
            field = model._meta.get_field(name)
            told = (_plain(row[name], field, names) for row in (before, after))
            rows.append(RowDifference(str(field.verbose_name), *told))
    return rows


def _in_one_line(values: dict) -> str:
    names = ("title", "heading", "name_as_printed", "raw", "short", "label", "text")
    return " · ".join(str(values[name]) for name in names if values.get(name))


def _plain(value: object, field: Field, names: dict[tuple[type, int], str]) -> str:
    """A kept value as a person reads it: the word for a state, a time by the archive's clock, what a number
    names (asked once: `names`)."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_plain(each, field, names) for each in value)
    if field.is_relation and isinstance(value, int):
        key = (field.related_model, value)
        if key not in names:
            names[key] = str(key[0]._default_manager.filter(pk=value).first() or value)
        return names[key]
    if isinstance(field, DateTimeField) and (time := parse_datetime(str(value))):
        return f"{localtime(time):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.name == "withdrawn_reason" and (twice := HELD_TWICE.fullmatch(value)):
        return str(Message("held_twice", identifier=twice[1]))
    return str(dict(field.flatchoices).get(value, value) if hasattr(field, "flatchoices") else value)
