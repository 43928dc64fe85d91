"""An article, its pages, their images."""

from django.http import Http404, HttpRequest, HttpResponse


def document(request: HttpRequest, address: str) -> HttpResponse:
    raise Http404


def page(request: HttpRequest, address: str, label: str) -> HttpResponse:
    raise Http404


def page_image(request: HttpRequest, identifier: str, label: str, width: int) -> HttpResponse:
    raise Http404


def original(request: HttpRequest, identifier: str) -> HttpResponse:
    raise Http404
