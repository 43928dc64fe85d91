"""Rows of a document in a form: its titles in other languages, the works that it reviews. One spare row of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ingest.desk.plain_fields import LANGUAGE_TAG, LineField, TextField
from ingest.parsing.records import ParsedParallel, ParsedReview

MAX_ROWS = 20


@dataclass(frozen=True, slots=True)
class RowKind:
    """`name`: of the column and of the correction; `asked`: the field of each part of a row."""

    name: str
    label: Promise
    add: Promise
    record: type[ParsedParallel | ParsedReview]
    asked: dict[str, Callable[..., forms.Field]]


def _line(label: Promise, longest: int, **more: Any) -> Callable[..., forms.Field]:
    return lambda **said: LineField(label=label, max_length=longest, required=False, **more, **said)


KINDS = (
    RowKind(
        "parallel_texts",
        _("Title and abstract in other languages"),
        _("Add a language"),
        ParsedParallel,
        {
            "language": _line(_("Language"), 35, validators=[LANGUAGE_TAG]),
            "title": _line(_("Title"), 1000),
            "abstract": lambda **said: TextField(
                label=_("Abstract"), max_length=50_000, required=False, **said
            ),
        },
    ),
    RowKind(
        "reviewed_works",
        _("Review of"),
        _("Add a work"),
        ParsedReview,
        {
            "title": _line(_("Title"), 1000),
            "authors": _line(
                _("Authors"), 1000, help_text=_("surname first, semicolons between: Paz, Luis; Sá, Ana")
            ),
            "publisher": _line(_("Publisher"), 300),
            "year": _line(_("Year"), 20),
        },
    ),
)


class RowFields:
    """The fields of one kind of rows, in the form that they stand in."""

    def __init__(
        self, form: forms.Form, kind: RowKind, held: Iterable[ParsedParallel | ParsedReview]
    ) -> None:
        self.form, self.kind = form, kind
        self.held = tuple(held)
        self.rows = [*self.held, kind.record()][:MAX_ROWS]
        for number, row in enumerate(self.rows):
            for part, make in kind.asked.items():
                form.fields[self._name(number, part)] = make(initial=_in_a_line(getattr(row, part)))

    def _name(self, number: int, part: str) -> str:
        return f"{self.kind.name}_{number}_{part}"

    @property
    def shown(self) -> list[dict[str, forms.BoundField]]:
        """By part, row for row; the last row is empty."""
        return [
            {part: self.form[self._name(number, part)] for part in self.kind.asked}
            for number in range(len(self.rows))
        ]

    def has_changed(self) -> bool:
        return any(name.startswith(f"{self.kind.name}_") for name in self.form.changed_data)

    def said(self) -> tuple[ParsedParallel | ParsedReview, ...]:
        """Without the rows that a person left empty."""
        empty = self.kind.record()
        rows = (
            self.kind.record(
                **{
                    part: _as_kept(self.form.cleaned_data[self._name(number, part)], getattr(empty, part))
                    for part in self.kind.asked
                }
            )
            for number in range(len(self.rows))
        )
        return tuple(row for row in rows if row != empty)


def kind_of(name: str) -> str:
    """ "parallel_texts" for "parallel_texts_0_title"; "" for other fields."""
    return next((kind.name for kind in KINDS if name.startswith(f"{kind.name}_")), "")


def _in_a_line(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def _as_kept(said: str, empty: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """Several names stand between semicolons."""
    if isinstance(empty, str):
        return said
    return tuple(name for each in said.split(";") if (name := each.strip()))
