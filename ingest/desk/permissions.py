"""Who may do what at the desk, and what those learn who come too late to a text."""

import logging
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.accounts.permissions import View, for_holders_of
from archive.models import Document
from ingest.models import RevisedDocument

logger = logging.getLogger(__name__)

may_see_desk = for_holders_of("ingest.view_job")
may_see_catalogue = for_holders_of("archive.view_document")
may_upload = for_holders_of("ingest.add_job")
may_edit = for_holders_of("archive.change_document")


def editing(view: View) -> View:
    """For those who may change what the archive holds; by POST alone."""
    return by_form(may_edit(telling_of_the_gone(view)))


def by_form(view: View) -> View:
    """By POST alone. Who opens the address, as after signing in again, comes to the text or the queue."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return require_POST(view)(request, *args, **kwargs)
        identifier = kwargs.get("identifier")
        return redirect("ingest:review", identifier) if identifier else redirect("ingest:queue")

    return answer


def telling_of_the_gone(view: View) -> View:
    """A text that was merged or discarded meanwhile leads to its history, where that can be undone.

    Also where it went between two questions of the view: what is not there is not found, never a fault.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Http404, ObjectDoesNotExist) as error:
            if isinstance(error, ObjectDoesNotExist):
                logger.warning("went while it was worked on: %s", request.path, exc_info=error)
            identifier = kwargs.get("identifier", "")
            if not _is_gone(identifier):
                raise Http404(str(error)) from error
        messages.info(
            request, _("This text is no longer there. Here is what was done with it; it can be undone.")
        )
        return redirect("ingest:history", identifier)

    return answer


def _is_gone(identifier: str) -> bool:
    has_been = RevisedDocument.objects.filter(identifier=identifier).exists()
    return has_been and not Document.objects.filter(identifier=identifier).exists()
