"""What the admin pages share: index work with every change, and lists that cost the same however long."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models, transaction
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils import timezone

from archive.models import Document
from archive.outbox import enqueue_for_indexing


class IndexedAdmin(admin.ModelAdmin):
    """Rows that documents are found by: what changes here is written to the outbox with the change.

    `documents_by` is the lookup from a document to this model: Document.objects.filter(**{it: row}).
    Django runs a page of the admin in one transaction; the action on a list gets one here.
    """

    documents_by = "pk"

    def documents_of(self, rows: models.QuerySet) -> list[int]:
        lookup = {f"{self.documents_by}__in": list(rows.values_list("pk", flat=True))}
        return list(Document.objects.filter(**lookup).order_by().values_list("pk", flat=True).distinct())

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._renew(self.documents_of(self.model.objects.filter(pk=form.instance.pk)))

    def _renew(self, documents: list[int]) -> None:
        """A journal's new title changes what is told of its articles: to readers, and to those who harvest."""
        Document.objects.filter(pk__in=documents).update(changed_at=timezone.now())
        enqueue_for_indexing(documents)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        self.delete_queryset(request, self.model.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with transaction.atomic():
            documents = self.documents_of(queryset)
            super().delete_queryset(request, queryset)
            self._renew(documents)


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
