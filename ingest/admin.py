"""Batches and jobs as an administrator sees them: to look at, not to change. The desk does the work."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ingest.messages import Message
from ingest.models import Batch, Job, JobEvent, PicturesDue, WorkerPresence


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class EventInline(admin.TabularInline):
    model = JobEvent
    fields = readonly_fields = ["told"]  # under the row's name, which is its time
    extra = 0
    can_delete = False

    @admin.display(description=_("text"))
    def told(self, event: JobEvent) -> str:
        return str(event.message)

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "origin", "journal", "volume", "number", "year", "created_by"]
    list_filter = ["origin", "created_at"]
    list_select_related = ["created_by"]


class ReasonFilter(admin.SimpleListFilter):
    """By what happened, in words; what fills a sentence is left open."""

    title = _("what happened, and what to do")
    parameter_name = "reason"

    def lookups(self, request, model_admin):
        codes = (
            Job.objects.exclude(reason_code="").order_by("reason_code").values_list("reason_code", flat=True)
        )
        return [(code, str(Message(code))) for code in codes.distinct()]

    def queryset(self, request, queryset):
        return queryset.filter(reason_code=self.value()) if self.value() else queryset


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["name", "state", "step", "attempts", "owner", "lease_until", "created_at"]
    list_filter = ["state", ReasonFilter, "created_at"]
    search_fields = ["name", "scan__sha256"]
    inlines = [EventInline]
    exclude = ["reason_code", "reason_params"]
    readonly_fields = ["why"]

    @admin.display(description=_("what happened, and what to do"))
    def why(self, job: Job) -> str:
        return str(job.reason or "")


@admin.register(WorkerPresence)
class WorkerPresenceAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "started_at", "seen_at", "job"]
    list_select_related = ["job"]


@admin.register(PicturesDue)
class PicturesDueAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "asked_at", "taken_until"]
    list_select_related = ["scan"]
