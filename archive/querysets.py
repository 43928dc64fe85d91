"""Questions about many rows, each with a name. What feeds a page fetches all that the page needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When, Window
from django.db.models.functions import Length, RowNumber, Substr, Upper
from django.utils import timezone
from django.utils.text import slugify

from archive.accounts.permissions import may_review
from archive.audiences import Audience, asking
from archive.citations.supplied_titles import READ

if TYPE_CHECKING:
    from archive.models import Author, Document, Issue, Page, Subject

NEWEST_ISSUE_FIRST = (
    F("year").desc(nulls_last=True),
    *(order for name in ("volume", "number") for order in (Length(name).desc(), F(name).desc())),
    *(F(name).desc(nulls_last=True) for name in ("month", "day")),
)  # 10 after 9: of two numbers the longer one is the higher

NAMED_BY = (
    *("identifier", "title", "first_page", "state", "begins_before"),
    *("text_access", "open_from"),
)  # the fields that name an article
MORE_THAN = {
    Audience.EVERYONE: ("premises", "staff"),
    Audience.PREMISES: ("staff",),
    Audience.STAFF: (),
}  # by who asks, the values of `text_access` for those who see more
OLDEST_IN_YEAR = ("issue__volume", "issue__number", "issue__month", "issue__day")


def print_order(document: str = "") -> tuple:
    """How articles stand in an issue, for `order_by`; `document` leads to them, as in "document__".

    By the number of the first page; before them what has none, or a roman one, in the order of upload.
    """
    label = f"{document}first_page"
    is_number = {f"{label}__regex": r"^[0-9]+$"}
    digits = Case(When(**is_number, then=Length(label)), default=0)
    return digits, Case(When(**is_number, then=F(label)), default=Value("")), f"{document}pk"


def closed_to(audience: Audience, document: str = "") -> Q:
    """The documents whose text these readers may not read today; `document` leads to them, as in "document__"."""
    is_embargoed = Q(**{f"{document}open_from": None}) | Q(
        **{f"{document}open_from__gt": timezone.localdate()}
    )
    return Q(**{f"{document}text_access__in": MORE_THAN[audience]}) & is_embargoed


def _related(name: str) -> type[models.Model]:
    return apps.get_model("archive", name)


def beside(row: models.Model, rows: models.QuerySet) -> tuple[models.Model | None, models.Model | None]:
    """Those before and after `row` among `rows`, in their order: two queries. None beside one that has just gone."""
    keys = [None, *rows.values_list("pk", flat=True), None]
    if row.pk not in keys:
        return None, None
    place = keys.index(row.pk)
    before, after = keys[place - 1], keys[place + 1]
    found = rows.in_bulk([key for key in (before, after) if key])
    return found.get(before), found.get(after)


class DocumentQuerySet(models.QuerySet["Document"]):
    def published(self) -> DocumentQuerySet:
        return self.filter(state="published")

    def ever_published(self) -> DocumentQuerySet:
        """Published ones, and those that were once: machines that copied them must learn that they went."""
        return self.exclude(published_at=None)

    def visible_to(self, user) -> DocumentQuerySet:
        """Published ones; for those who may review also drafts and withdrawn ones."""
        return self if may_review(user) else self.published()

    def readable(self) -> DocumentQuerySet:
        """Published ones whose text may be read by who asks."""
        return self.published().exclude(closed_to(asking()))

    def by_author(self, author: Author) -> DocumentQuerySet:
        return self.filter(authorships__author=author)

    def in_issue(self, issue: Issue) -> DocumentQuerySet:
        return self.filter(issue=issue)

    def in_print_order(self) -> DocumentQuerySet:
        return self.order_by("issue__year", *OLDEST_IN_YEAR, *print_order())

    def newest_first(self) -> DocumentQuerySet:
        return self.order_by("-published_at", "-pk")

    def newest_issue_first(self) -> DocumentQuerySet:
        """By year of print, newest first; within a year as printed."""
        by_year = F("issue__year").desc(nulls_last=True)
        return self.order_by(by_year, *OLDEST_IN_YEAR, *print_order())

    def neighbours_of(self, document: Document) -> tuple[Document | None, Document | None]:
        """The published articles before and after this one in its issue."""
        if document.issue_id is None:
            return None, None
        shown = self.filter(Q(state="published") | Q(pk=document.pk), issue=document.issue_id)
        return beside(document, shown.only(*NAMED_BY).telling_openings().order_by(*print_order()))

    def per_year(self) -> dict[int, int]:
        """How many there are of each year that is known, in order."""
        years = self.exclude(issue__year=None).order_by("issue__year").values_list("issue__year")
        return dict(years.annotate(models.Count("pk")))

    def per_subject(self, named: str = "") -> models.QuerySet:
        """Rows of `name`, `slug` and `articles`, by slug: by name without regard to accents and capitals.

        With `named` those that have each of its words, or words that begin so.
        """
        rows = self.exclude(subjects=None).values(name=F("subjects__name"), slug=F("subjects__slug"))
        for word in slugify(named).split("-"):
            rows = rows.filter(Q(slug__startswith=word) | Q(slug__contains=f"-{word}"))
        return rows.order_by("slug").annotate(articles=Count("pk"))

    def subjects_beside(self, subject: Subject) -> models.QuerySet:
        """Rows like those of `per_subject`: the other subjects of its articles, the most frequent first."""
        together = self.filter(pk__in=self.filter(subjects=subject).values("pk"))
        return together.per_subject().exclude(slug=subject.slug).order_by("-articles", "slug")

    def per_subject_and_year(self, slugs: Collection[str]) -> dict[str, dict[int, int]]:
        """Slug of the subject → year → how many; one query for all."""
        found: dict[str, dict[int, int]] = {slug: {} for slug in slugs}
        dated = self.filter(subjects__slug__in=slugs).exclude(issue__year=None).order_by()
        for slug, year, count in dated.values_list("subjects__slug", "issue__year").annotate(Count("pk")):
            found[slug][year] = count
        return found

    def per_language(self) -> dict[str, int]:
        """How many there are in each language that is known, most first."""
        known = self.exclude(language="").values_list("language").annotate(count=Count("pk"))
        return dict(known.order_by("-count", "language"))

    def for_citing(self) -> DocumentQuerySet:
        """With all that a citation record needs, 2 further queries, and `has_pages`."""
        return self.with_record().telling_pages().telling_openings()

    def with_record(self) -> DocumentQuerySet:
        """With what tells of an article beside its pages, 2 further queries."""
        authorships = _related("Authorship").objects.select_related("author").order_by("position")
        return self.select_related("issue__journal").prefetch_related(
            Prefetch("authorships", authorships), "subjects"
        )

    def telling_pages(self) -> DocumentQuerySet:
        """With `has_pages`: of some the record alone is held."""
        pages = _related("Page").objects.filter(document=OuterRef("pk")).order_by()
        return self.annotate(has_pages=Exists(pages))

    def telling_openings(self) -> DocumentQuerySet:
        """With `first_opening` and `first_head` of the articles without title: what they are named by."""
        first = _related("Page").objects.filter(document=OuterRef("pk")).order_by("sequence")
        opening = Subquery(first.values(cut=Substr("text", 1, READ))[:1])
        head = Subquery(first.values("running_head")[:1])
        return self.annotate(
            first_opening=Case(When(title="", then=opening), default=Value("")),
            first_head=Case(When(title="", then=head), default=Value("")),
        )

    def citing(self, document: Document) -> DocumentQuerySet:
        """Published documents that cite this one, the newest first."""
        citing = self.published().filter(references__cited=document).exclude(pk=document.pk)
        return citing.distinct().newest_issue_first()

    def cited_most(self) -> DocumentQuerySet:
        """Those that other published articles cite, annotated with `times_cited`, most often first."""
        citing = Q(citations__document__state="published") & ~Q(citations__document=F("pk"))
        counted = self.annotate(times_cited=Count("citations__document", filter=citing, distinct=True))
        return counted.filter(times_cited__gt=0).order_by("-times_cited", "pk")

    def for_listing(self) -> DocumentQuerySet:
        """With all that a row of a list shows."""
        return self.for_citing()

    def for_reading(self) -> DocumentQuerySet:
        """With all that the article page and the reader show, except the words' boxes of its pages.

        Of what is closed to who asks, the record alone: no pages, no headings, no cited works.
        """
        is_closed = closed_to(asking(), "document__")
        pages = _related("Page").objects.select_related("scan").exclude(is_closed)
        sections = _related("Section").objects.exclude(is_closed)
        references = _related("Reference").objects.exclude(is_closed).select_related("cited")
        return self.for_citing().prefetch_related(
            Prefetch(
                "pages",
                pages.defer("words", "raw_text", "label_evidence", "furniture").order_by("sequence"),
            ),
            Prefetch("sections", sections.order_by("position")),
            Prefetch("references", references.order_by("position")),
        )

    def for_indexing(self) -> DocumentQuerySet:
        """With all that an index entry is made of."""
        return (
            self.published()
            .for_citing()
            .prefetch_related(
                Prefetch("pages", _related("Page").objects.defer("words", "raw_text").order_by("sequence")),
                Prefetch("sections", _related("Section").objects.order_by("position")),
            )
        )


class PageQuerySet(models.QuerySet):
    def published(self) -> PageQuerySet:
        return self.filter(document__state="published")

    def readable(self) -> PageQuerySet:
        """Those whose text may be read by who asks, as far as it hangs on the access to the article."""
        return self.exclude(closed_to(asking(), "document__"))

    def covers_of(self, issues: Iterable[Issue]) -> dict[int, Page]:
        """Primary key of the issue → the first page of its first article that has an image; one query."""
        scanned = Q(scan__media_type="application/pdf") | Q(scan__media_type__startswith="image/")
        zipped = Q(scan__media_type="application/zip") & ~Q(scan_member="")
        place = Window(RowNumber(), partition_by="document__issue", order_by=print_order("document__"))
        first = self.published().filter(scanned | zipped, document__issue__in=list(issues), sequence=1)
        pages = first.annotate(place=place).filter(place=1).select_related("scan", "document")
        return {page.document.issue_id: page for page in pages.defer("words", "raw_text", "text")}

    def without_text(self) -> PageQuerySet:
        """Pages that wait for a machine to read them."""
        return self.filter(text_source="none")

    def illegible(self) -> PageQuerySet:
        """Pages on which something stands that no machine could read: a person is asked what it is."""
        return self.filter(text_source="illegible")

    def openings(self) -> PageQuerySet:
        """First pages in the order in which their files print them; parts of one page as they are read."""
        return self.filter(sequence=1).order_by("scan_page", "begins_at", "document")


class AcronymQuerySet(models.QuerySet):
    def of_published(self) -> AcronymQuerySet:
        """Those that published articles explain in texts that may be read by who asks."""
        return self.filter(document__state="published").exclude(closed_to(asking(), "document__"))

    def explained_beside(self, short: str) -> models.QuerySet:
        """Rows of `short` and `articles`: what the published articles that explain this one explain too."""
        documents = self.of_published().filter(short=short).values("document")
        beside = self.filter(document__in=documents).exclude(short=short).order_by().values("short")
        return beside.annotate(articles=Count("document", distinct=True)).order_by("-articles", "short")

    def long_forms(self) -> models.QuerySet:
        """Each once, the most frequent first."""
        by_form = self.order_by().values("long").annotate(count=Count("pk"))
        return by_form.order_by("-count", "long").values_list("long", flat=True)


class JournalQuerySet(models.QuerySet["Journal"]):
    def with_counts(self) -> JournalQuerySet:
        """Those with published articles, annotated with `articles`, `issues_held`, `year_first`, `year_last`."""
        published = Q(issues__documents__state="published")
        counted = self.filter(published).annotate(
            articles=Count("issues__documents", filter=published, distinct=True),
            issues_held=Count("issues", filter=published, distinct=True),
            year_first=models.Min("issues__year", filter=published),
            year_last=models.Max("issues__year", filter=published),
        )
        return counted.order_by("sort_key", "title")  # grouping drops the order of the model


class IssueQuerySet(models.QuerySet["Issue"]):
    def of_years(self, year_from: int | None, year_to: int | None) -> IssueQuerySet:
        """Those of the years from … to, both included; None leaves a side open."""
        issues = self if year_from is None else self.filter(year__gte=year_from)
        return issues if year_to is None else issues.filter(year__lte=year_to)

    def with_counts(self) -> IssueQuerySet:
        """Those with published articles, annotated with `articles`; newest first."""
        published = Q(documents__state="published")
        return (
            self.filter(published)
            .select_related("journal")
            .annotate(articles=Count("documents", filter=published, distinct=True))
            .order_by(*NEWEST_ISSUE_FIRST)
        )

    def beside_in_journal(self, issue: Issue) -> tuple[Issue | None, Issue | None]:
        """The issues held before and after this one."""
        published = _related("Document").objects.published().filter(issue=models.OuterRef("pk"))
        held = self.filter(models.Exists(published), journal=issue.journal_id).select_related("journal")
        after, before = beside(issue, held.order_by(*NEWEST_ISSUE_FIRST))
        return before, after


class AuthorQuerySet(models.QuerySet["Author"]):
    def per_letter(self) -> dict[str, int]:
        """How many with published articles stand under each first letter of the sort key, in order."""
        letters = self.filter(documents__state="published").annotate(letter=Upper(Substr("sort_key", 1, 1)))
        return dict(letters.order_by("letter").values_list("letter").annotate(Count("pk", distinct=True)))

    def affiliations_of(self, author: Author) -> dict[str, list[int]]:
        """Affiliation as printed → the years known, in order; the newest affiliation first."""
        printed = author.authorships.filter(document__state="published").exclude(affiliation="")
        found: dict[str, list[int]] = {}
        for name, year in printed.order_by("document__issue__year").values_list(
            "affiliation", "document__issue__year"
        ):
            found.setdefault(name, []).extend([year] if year else [])
        return dict(sorted(found.items(), key=lambda row: row[1][-1:], reverse=True))

    def known_otherwise(self) -> AuthorQuerySet:
        """Those with published articles who are printed under other forms of their name too."""
        return self.filter(documents__state="published").exclude(variants=[]).distinct()

    def writing_with(self, author: Author) -> AuthorQuerySet:
        """Those with published articles together with this one, annotated with `articles`, by name."""
        together = Q(documents__state="published", documents__authors=author)
        others = self.exclude(pk=author.pk).filter(together)
        return others.annotate(articles=Count("documents", distinct=True)).order_by("sort_key", "pk")

    def writing_on(self, subject: Subject) -> AuthorQuerySet:
        """Those with published articles on it, annotated with `articles`, most first."""
        on_it = Q(documents__state="published", documents__subjects=subject)
        found = self.filter(on_it).annotate(articles=Count("documents", distinct=True))
        return found.order_by("-articles", "sort_key", "pk")

    def under_letter(self, letter: str) -> AuthorQuerySet:
        return self.filter(sort_key__istartswith=letter)

    def named_like(self, text: str) -> AuthorQuerySet:
        """Those whose name has every word of `text`, or words that begin so; accents and case do not matter."""
        found = self
        for word in slugify(text).split("-"):
            found = found.filter(Q(sort_key__startswith=word) | Q(sort_key__contains=f" {word}"))
        return found

    def with_counts(self) -> AuthorQuerySet:
        """Those with published articles, annotated with `articles`, by name."""
        published = Q(documents__state="published")
        counted = self.filter(published).annotate(
            articles=Count("documents", filter=published, distinct=True)
        )
        return counted.order_by("sort_key", "pk")  # grouping drops the order of the model
