"""What the admin pages share: every change is recorded, and lists cost the same however long."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from archive.models import Document
from archive.outbox import enqueue_for_indexing


class RecordedAdmin(admin.ModelAdmin):
    """Rows that documents are found by: a change goes through the door of all changes (`settings.RECORD_CHANGE`).

    So it is kept in the history, can be undone there, and is followed by what follows any change: the index,
    links of citations, what harvesters are told. `documents_by` is the lookup from a document to this model:
    Document.objects.filter(**{it: row}).
    """

    documents_by = "pk"

    def documents_of(self, rows: models.QuerySet) -> models.QuerySet:
        lookup = {f"{self.documents_by}__in": list(rows.values_list("pk", flat=True))}
        return Document.objects.filter(**lookup).order_by().distinct()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id)) if object_id and request.method == "POST" else None
        if row is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with record_change(request.user, "row_edited", [row]):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            documents = self.documents_of(self.model.objects.filter(pk=form.instance.pk))
            enqueue_for_indexing(documents.values_list("pk", flat=True))

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self.delete_queryset(request, self.model.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with record_change(request.user, "row_deleted", list(queryset), self.documents_of(queryset)):
            super().delete_queryset(request, queryset)


def record_change(
    user: Any, code: str, rows: list[models.Model], documents: Iterable[Document] = ()
) -> AbstractContextManager:
    """A change of these rows, and of what these documents say with them; another app writes the history."""
    return import_string(settings.RECORD_CHANGE)(user, code, rows, documents)


class ReadOnly:
    """Shown, never changed: what is here is written by the archive itself."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FixedSlug:
    """A slug is an address: it is chosen once and never changed."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), *(("slug",) if obj else ()))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)


class KnownChoice(AutocompleteSelect):
    """An autocomplete whose chosen row is already in memory: Django's asks the database for each."""

    known: models.Model | None = None

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list:
        if self.known is not None and value == [str(self.known.pk)]:
            option = self.create_option(name, self.known.pk, str(self.known), True, 0, attrs=attrs)
            return [(None, [option], 0)]
        return super().optgroups(name, value, attrs)


class KnownChoiceFormSet(BaseInlineFormSet):
    """Rows that know their parent and, from the query of the formset, the row of `known_field`."""

    known_field = ""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk:
            setattr(form.instance, self.fk.name, self.instance)
            widget = form.fields[self.known_field].widget
            getattr(widget, "widget", widget).known = getattr(form.instance, self.known_field)
