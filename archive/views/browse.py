"""Home, journals, issues, authors, subjects."""

from django.http import Http404, HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    raise Http404


def browse(request: HttpRequest) -> HttpResponse:
    raise Http404


def journal(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


def issue(request: HttpRequest, journal_slug: str, slug: str) -> HttpResponse:
    raise Http404


def authors(request: HttpRequest) -> HttpResponse:
    raise Http404


def author(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


def subjects(request: HttpRequest) -> HttpResponse:
    raise Http404


def subject(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
