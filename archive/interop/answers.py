"""What all answers to machines share: open to scripts of other sites, renewed only when changed, plain errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import wraps

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from archive.access import Record, access
from archive.audiences import Audience, asked_by, asking, by_everyone
from archive.context import site
from archive.identifiers import identifier_of, is_identifier
from archive.models import Document
from archive.querysets import DocumentQuerySet
from archive.web.kept_answers import kept

View = Callable[..., HttpResponseBase]
A_DAY = 24 * 3600
EXPOSED = "ETag, Last-Modified, Link, Content-Location, Retry-After"
TITLES = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    410: "Gone",
    501: "Not Implemented",
    503: "Service Unavailable",
}


def site_url(request: HttpRequest) -> str:
    """The address readers cite, without a slash at the end."""
    return str(site(request)["site_url"])


# ------------------------------------------------------------------ who may ask, and how
def open_to_scripts(
    view: View, methods: Sequence[str] = ("GET", "HEAD"), *, for_readers: bool = False
) -> View:
    """Scripts of every site may read it (CORS, Fetch standard): it is public and knows no session.

    Whoever asks is told what everyone is; with `for_readers` what he or she may see. To no script of another site is
    told what is open on the premises alone: a browser there asks for it from the address of the reading room.
    """
    allowed = ", ".join((*methods, "OPTIONS"))

    @wraps(view)
    def opened(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204, headers={"Allow": allowed})
            response["Access-Control-Allow-Methods"] = allowed
            response["Access-Control-Allow-Headers"] = "*"
            response["Access-Control-Max-Age"] = str(A_DAY)
        elif request.method not in methods:
            response = problem(405, _("Only these methods are answered here: %s.") % allowed)
            response["Allow"] = allowed
        else:
            with nullcontext() if for_readers else asked_by(by_everyone):
                response = view(request, *args, **kwargs)
        if for_readers and asking() is Audience.PREMISES:
            return response
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        return response

    return opened


def for_machines(view: View) -> View:
    """Open to scripts, kept, with an ETag; 304 where nothing has changed since."""
    return open_to_scripts(conditional_page(kept(lambda request: request.headers.get("Accept", ""))(view)))


def of_published(
    documents: Callable[[], DocumentQuerySet], *, with_text: bool = False
) -> Callable[[View], View]:
    """Give the view the published document of the address; 404 for any other, 410 for a withdrawn one.

    `with_text`: the view tells words or shows pages; 403 where these are not open to everyone.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def found(request: HttpRequest, identifier: str, **rest) -> HttpResponseBase:
            wanted = identifier_of(identifier)
            document = documents().filter(identifier=wanted).first()
            record = access(None, document).record if document else Record.ABSENT
            if document is None or record is Record.ABSENT:
                return no_such_article(wanted)
            if record is Record.GONE:
                return withdrawn(document)
            if with_text and not access(None, document).text:
                return closed(document)
            return view(request, document, **rest)

        return found

    return decorate


# ------------------------------------------------------------------ what they get
def json_answer(
    data: object, content_type: str = "application/json", status: int = 200, **headers: str
) -> HttpResponse:
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, content_type=content_type, status=status)
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def problem(status: int, detail: str, **more: object) -> HttpResponse:
    """An error that programs and people can read (RFC 9457)."""
    data = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail, **more}
    return json_answer(data, "application/problem+json", status)


def no_such_article(identifier: str) -> HttpResponse:
    if is_identifier(identifier):
        return problem(404, _("There is no such article."))
    return problem(404, _("This identifier is mistyped: its last character does not confirm the others."))


def withdrawn(document: Document) -> HttpResponse:
    """What stays of a withdrawn article: that it was here, and why it went."""
    return problem(
        410,
        _("This article has been withdrawn from the archive."),
        identifier=document.identifier,
        reason=document.why_withdrawn,
    )


def closed(document: Document) -> HttpResponse:
    """That the text is not open to everyone, and when it opens; the record is."""
    opens = document.open_from.isoformat() if document.open_from else None
    return problem(
        403, document.why_closed, identifier=document.identifier, access=document.text_access, open_from=opens
    )


def known(values: Mapping[str, object]) -> dict[str, object]:
    """Without what is not known: None, "" and empty lists; False and 0 are values."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}
