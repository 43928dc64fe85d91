"""Home, journals, issues, authors, subjects."""

from django.conf import settings
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from archive.access import ask_together
from archive.forms import NamesForm, YearsForm
from archive.holdings import volumes
from archive.models import Acronym, Author, Document, Issue, Journal, Page, Subject
from archive.name_forms import SeeReference, see_references
from archive.reader_list import share_query
from archive.views.place import place_kept
from archive.year_bars import year_chart

NEWEST_ISSUES = 6
ROWS = 50
NAMES = 120
ISSUES = 400
RELATED = 12
CITED = 5


def list_page(request: HttpRequest, rows: QuerySet, size: int = ROWS) -> ListPage:
    """The page of the list that the address asks for; the nearest one when there is no such page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def language_name(code: str) -> str:
    """In the reader's language; the code itself where nobody has named it."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    published = Document.objects.published()
    newest = list(Issue.objects.with_counts()[:NEWEST_ISSUES])
    covers = Page.objects.covers_of(newest)
    ask_together(covers.values(), request.user)
    context = {
        "articles": published.count(),
        "pages": Page.objects.published().count(),
        "years": published.per_year(),
        "newest": [(issue, covers.get(issue.pk)) for issue in newest],
        "search_answers": import_string(settings.SEARCH_CHECK)(),
        "place": place_kept(request),
        "latest": published.newest_first().values_list("published_at", flat=True).first(),
    }
    response = render(request, "archive/home.html", context)
    if context["place"]:
        response["Cache-Control"] = "private, no-cache"  # no cache may give it to another reader
    return response


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """All journals; with years in the address the issues of these years."""
    years = YearsForm(request.GET).values()
    if any(years.values()):
        issues = list_page(request, Issue.objects.with_counts().of_years(**years))
        return render(request, "archive/years.html", {"section": "issues", "issues": issues, **years})
    context = {
        "section": "issues",
        "journals": list_page(request, Journal.objects.with_counts()),
        "years": Document.objects.published().per_year(),
        "languages": [
            (language_name(code), code, count)
            for code, count in Document.objects.published().per_language().items()
        ],
    }
    return render(request, "archive/browse.html", context)


@require_safe
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    journal = get_object_or_404(Journal.objects.with_counts(), slug=slug)
    issues = list_page(request, journal.issues.with_counts(), ISSUES)
    published = Document.objects.published().filter(issue__journal=journal)
    newest = list(issues)[:NEWEST_ISSUES]
    covers = Page.objects.covers_of(newest)
    ask_together(covers.values(), request.user)
    context = {
        "section": "issues",
        "journal": journal,
        "issues": issues,
        "volumes": volumes(issues),
        "newest": [(issue, covers.get(issue.pk)) for issue in newest] if covers else [],
        "years": published.per_year(),
        "subjects": published.per_subject().order_by("-articles", "slug")[:RELATED],
        "cited_most": published.cited_most()[:CITED],
    }
    return render(request, "archive/journal.html", context)


@require_safe
def issue(request: HttpRequest, journal_slug: str, slug: str) -> HttpResponse:
    issue = get_object_or_404(Issue.objects.with_counts(), journal__slug=journal_slug, slug=slug)
    documents = Document.objects.in_issue(issue).published().for_listing().in_print_order()
    before, after = Issue.objects.beside_in_journal(issue)
    context = {
        "section": "issues",
        "issue": issue,
        "documents": documents,
        "cover": Page.objects.covers_of([issue]).get(issue.pk),
        "before": before,
        "after": after,
        "as_list": f"?{share_query([document.identifier for document in documents])}",
    }
    return render(request, "archive/issue.html", context)


@require_safe
def authors(request: HttpRequest) -> HttpResponse:
    asked = NamesForm(request.GET).values()
    letter, name = (asked["l"] or "").upper(), asked["name"] or ""
    rows = Author.objects.with_counts()
    if letter:
        rows = rows.under_letter(letter)
    if name:
        rows = rows.named_like(name)
    context = {
        "section": "authors",
        "authors": list_page(request, rows, NAMES),
        "letters": Author.objects.per_letter(),
        "letter": letter,
        "name": name,
        "see": _see(letter, name),
    }
    return render(request, "archive/authors.html", context)


def _see(letter: str, name: str) -> list[SeeReference]:
    """Other forms of names, where one looks for a letter or a name."""
    return see_references(Author.objects.known_otherwise(), letter, name) if letter or name else []


@require_safe
def author(request: HttpRequest, slug: str) -> HttpResponse:
    author = get_object_or_404(Author.objects.with_counts(), slug=slug)
    works = Document.objects.by_author(author).published()
    context = {
        "section": "authors",
        "author": author,
        "documents": list_page(request, works.for_listing().newest_issue_first()),
        "subjects": works.per_subject(),
        "years": works.per_year(),
        "coauthors": Author.objects.writing_with(author),
        "affiliations": Author.objects.affiliations_of(author).items(),
    }
    return render(request, "archive/author.html", context)


@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    published = Document.objects.published()
    name = NamesForm(request.GET).values()["name"] or ""
    rows = list_page(request, published.per_subject(name), NAMES)
    years = list(published.per_year())
    by_year = published.per_subject_and_year([row["slug"] for row in rows])
    span = (years[0], years[-1]) if years else None
    context = {
        "section": "subjects",
        "subjects": rows,
        "name": name,
        "rows": [(row, year_chart(by_year[row["slug"]], span)) for row in rows],
        "span": span,
    }
    return render(request, "archive/subjects.html", context)


@require_safe
def subject(request: HttpRequest, slug: str) -> HttpResponse:
    published = Document.objects.published()
    subject = get_object_or_404(Subject, Exists(published.filter(subjects=OuterRef("pk"))), slug=slug)
    works = published.filter(subjects=subject)
    context = {
        "section": "subjects",
        "subject": subject,
        "documents": list_page(request, works.for_listing().newest_issue_first()),
        "years": works.per_year(),
        "related": published.subjects_beside(subject)[:RELATED],
        "cited_most": works.cited_most()[:CITED],
        "writers": Author.objects.writing_on(subject)[:RELATED],
        "meanings": Acronym.objects.of_published().filter(short=subject.name).long_forms(),
        "quoted": f'"{subject.name}"' if " " in subject.name else subject.name,
    }
    return render(request, "archive/subject.html", context)
