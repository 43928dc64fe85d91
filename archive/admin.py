"""The catalogue for staff. States, pages and scans are not changed here: ingest is their writer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin_parts import FixedSlug, KnownChoice, KnownChoiceFormSet, ReadOnly, RecordedAdmin
from archive.document_fields import named
from archive.models import (
    Author,
    Authorship,
    Document,
    FixityCheck,
    FixityRound,
    Issue,
    Journal,
    OutboxEntry,
    Page,
    Reference,
    Scan,
    Section,
    Subject,
)
from archive.sort_keys import sort_key

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("Catalogue")


# ------------------------------------------------------------------ journals, issues, subjects
@admin.register(Journal)
class JournalAdmin(FixedSlug, RecordedAdmin):
    documents_by = "issue__journal"
    list_display = ["title", "abbreviation", "issn", "publisher", "issues"]
    search_fields = ["title", "abbreviation", "issn", "publisher"]
    prepopulated_fields = {"slug": ["title"]}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).annotate(issue_count=Count("issues"))

    @admin.display(description=_("issues"), ordering="issue_count")
    def issues(self, journal: Any) -> int:
        return journal.issue_count


@admin.register(Issue)
class IssueAdmin(FixedSlug, RecordedAdmin):
    documents_by = "issue"
    list_display = ["__str__", "journal", "volume", "number", "year", "month", "day", "articles"]
    list_filter = ["journal"]
    list_select_related = ["journal"]
    search_fields = ["journal__title", "journal__abbreviation", "volume", "number", "year"]
    autocomplete_fields = ["journal"]
    prepopulated_fields = {"slug": ["volume", "number", "year"]}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        issues = super().get_queryset(request).select_related("journal")
        return issues.annotate(article_count=Count("documents"))

    @admin.display(description=_("articles"), ordering="article_count")
    def articles(self, issue: Any) -> int:
        return issue.article_count


@admin.register(Subject)
class SubjectAdmin(FixedSlug, RecordedAdmin):
    documents_by = "subjects"
    list_display = ["name", "articles"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).annotate(article_count=Count("documents"))

    @admin.display(description=_("articles"), ordering="article_count")
    def articles(self, subject: Any) -> int:
        return subject.article_count


# ------------------------------------------------------------------ authors
@admin.register(Author)
class AuthorAdmin(FixedSlug, RecordedAdmin):
    documents_by = "authorships__author"
    list_display = ["name", "orcid", "articles"]
    search_fields = ["family", "given", "literal", "sort_key", "orcid"]
    prepopulated_fields = {"slug": ["given", "family", "literal"]}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).annotate(article_count=Count("authorships"))

    @admin.display(description=_("name"))
    def name(self, author: Author) -> str:
        return author.inverted_name

    @admin.display(description=_("articles"), ordering="article_count")
    def articles(self, author: Any) -> int:
        return author.article_count

    def save_model(self, request: HttpRequest, obj: Author, form: ModelForm, change: bool) -> None:
        obj.sort_key = sort_key(obj.family, obj.given, obj.literal, obj.suffix)
        super().save_model(request, obj, form, change)


# ------------------------------------------------------------------ documents
class AuthorshipFormSet(KnownChoiceFormSet):
    known_field = "author"


class AuthorshipInline(admin.TabularInline):
    model = Authorship
    formset = AuthorshipFormSet
    extra = 0
    fields = ["position", "role", "author", "name_as_printed", "affiliation", "email"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("author")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "author":
            kwargs["widget"] = KnownChoice(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SectionInline(admin.TabularInline):
    """Headings and places are those of the text; what they are taken for may be corrected."""

    model = Section
    extra = 0
    can_delete = False
    fields = ["position", "heading", "starts_on", "kind", "level"]
    readonly_fields = ["position", "heading", "starts_on"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        sections = super().get_queryset(request).select_related("page")
        return sections.defer("page__words", "page__raw_text", "page__text")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("starts on page"))
    def starts_on(self, section: Section) -> str:
        return section.cited_label or section.page.address


class ReferenceInline(admin.TabularInline):
    model = Reference
    fk_name = "document"
    extra = 0
    fields = ["position", "raw", "authors", "year", "title", "container", "volume", "pages", "doi"]


class DocumentForm(ModelForm):
    class Meta:
        widgets = {
            "title": AdminTextInputWidget({"class": "vLargeTextField"}),
            "subtitle": AdminTextInputWidget({"class": "vLargeTextField"}),
        }

    def clean_doi(self) -> str:
        """The database keeps a DOI to one published article; this says which one has it."""
        doi = self.cleaned_data["doi"]
        others = Document.objects.published().filter(doi__iexact=doi).exclude(pk=self.instance.pk)
        if doi and self.instance.is_published and (other := others.first()):
            raise ValidationError(
                gettext("“%(title)s” (%(identifier)s) is published under this DOI."),
                params={"title": other, "identifier": other.identifier},
            )
        return doi


@admin.register(Document)
class DocumentAdmin(RecordedAdmin):
    """Documents come from scans and stay: one that should not be read is withdrawn, not deleted."""

    form = DocumentForm
    list_display = ["__str__", "identifier", "written_by", "issue", "printed_on", "state"]
    list_filter = ["state", "text_access", "issue__journal", "language"]
    list_select_related = ["issue__journal"]
    search_fields = ["title", "subtitle", "identifier", "=doi", "authorships__author__sort_key"]
    search_help_text = _("Title, identifier, DOI, or an author’s name without accents")
    autocomplete_fields = ["issue", "subjects"]
    inlines = [AuthorshipInline, SectionInline, ReferenceInline]
    fieldsets = [
        (None, {"fields": named(lambda field: field.admin_group == "text")}),
        (_("Where it was printed"), {"fields": ["issue", *named(lambda field: field.admin_group == "print"), "received", "accepted"]}),
        (_("What it is about"), {"fields": ["subjects"]}),
        (_("Who may read the text"), {"fields": named(lambda field: field.admin_group == "access")}),
        (
            _("State"),
            {
                "fields": ["identifier", "state", "published_at", "why", "merged_into", "changed_at"],
                "description": _("Articles are published and withdrawn where they are reviewed."),
            },
        ),
        (_("Where each value comes from"), {"fields": ["evidence", "parser_version"], "classes": ["collapse"]}),
    ]  # fmt: skip
    readonly_fields = [
        "identifier",
        "state",
        "published_at",
        "why",
        "merged_into",
        "changed_at",
        "evidence",
        "parser_version",
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).for_listing()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("authors"))
    def written_by(self, document: Document) -> str:
        return "; ".join(authorship.author.inverted_name for authorship in document.bylines)

    @admin.display(description=_("pages"))
    def printed_on(self, document: Document) -> str:
        return document.page_range

    @admin.display(description=_("reason of withdrawal"))
    def why(self, document: Document) -> str:
        return document.why_withdrawn

    def save_model(self, request: HttpRequest, obj: Document, form: ModelForm, change: bool) -> None:
        for name in form.changed_data:
            note_person(obj, EVIDENCE_NAMES.get(name, name), request.user, _was(form, name))
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        name = EVIDENCE_NAMES.get(formset.prefix)
        if name and formset.has_changed():
            note_person(form.instance, name, request.user, None)
            form.instance.save(update_fields=["evidence", "changed_at"])


# Names of fields and of inlines in the evidence of a document, where they differ.
EVIDENCE_NAMES = {
    "subjects": "keywords",
    "authorships": "authors",
    "references": "references",
    "sections": "sections",
}


def note_person(document: Document, name: str, user: Any, was: object) -> None:
    """A value that a person gave is certain, and no machine changes it any more."""
    document.evidence[name] = {
        "source": "person",
        "confidence": 1.0,
        "by": str(user),
        "at": timezone.now().isoformat(timespec="seconds"),
        "was": was,
    }


def _was(form: ModelForm, name: str) -> object:
    """The value before the change, as JSON and a reader take it."""
    value, field = form.initial.get(name), form.fields[name]
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(field.clean(value)) if isinstance(field, ModelChoiceField) and value else value


@admin.register(Reference)
class ReferenceAdmin(RecordedAdmin):
    documents_by = "references"
    list_display = ["raw", "doi", "document"]
    list_select_related = ["document"]
    search_fields = ["raw", "=doi", "document__title"]
    autocomplete_fields = ["document", "cited"]

    def save_model(self, request: HttpRequest, obj: Reference, form: ModelForm, change: bool) -> None:
        """The references of the article are a person's from now on, as when they are changed with it."""
        super().save_model(request, obj, form, change)
        note_person(obj.document, "references", request.user, form.initial.get("raw"))
        obj.document.save(update_fields=["evidence", "changed_at"])


# ------------------------------------------------------------------ what only ingest writes
@admin.register(Page)
class PageAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["document", "sequence", "label", "label_source", "text_source", "text_confidence"]
    list_filter = ["text_source", "label_source"]
    list_select_related = ["document"]
    search_fields = ["=document__identifier", "document__title", "=label"]
    exclude = ["words"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Without the texts: a list of a hundred pages would carry megabytes."""
        pages = super().get_queryset(request)
        is_list = request.resolver_match and request.resolver_match.url_name == "archive_page_changelist"
        return pages.defer("words", "raw_text", "text") if is_list else pages.defer("words")


@admin.register(Scan)
class ScanAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["original_name", "media_type", "size", "uploaded_at", "uploaded_by", "pages_read"]
    list_filter = ["media_type"]
    list_select_related = ["uploaded_by"]
    search_fields = ["original_name", "=sha256", "provenance"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).annotate(page_count=Count("pages"))

    @admin.display(description=_("pages"), ordering="page_count")
    def pages_read(self, scan: Any) -> int:
        return scan.page_count


@admin.register(FixityCheck)
class FixityCheckAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "finding", "detail", "checked_at"]
    list_filter = ["finding"]
    search_fields = ["name"]
    ordering = ["name"]


@admin.register(FixityRound)
class FixityRoundAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["begun_at", "ended_at", "files", "damaged", "in_background"]
    ordering = ["-begun_at"]


@admin.register(OutboxEntry)
class OutboxEntryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["document_pk", "written_at"]
