"""Citation records of an article, in each format."""

from django.http import Http404, HttpRequest, HttpResponse


def export(request: HttpRequest, identifier: str, extension: str) -> HttpResponse:
    raise Http404
