"""What a person is told of a wish to publish several articles: how many were, which were not, and why."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ingest.messages import Message
from ingest.store import Publication
from ingest.store.changes import named
from ingest.store.publishable import JUDGED


def tell_publication(request: HttpRequest, result: Publication) -> None:
    """What was refused and what was held back; the caller tells what was published."""
    for document, reason in result.refused:
        messages.error(request, str(Message("not_published", title=named(document), reason=reason)))
    if result.held_back:
        messages.warning(request, _of_held_back(result))


def _of_held_back(result: Publication) -> SafeString:
    """How many, with how often each value is in doubt, and the way to the first of them."""
    count = len(result.held_back)
    text = ngettext(
        "%(count)d article was held back because it was read with doubt: %(doubts)s.",
        "%(count)d articles were held back because they were read with doubt: %(doubts)s.",
        count,
    )
    fields = Counter(name for _document, doubtful in result.held_back for name in doubtful)
    doubts = ", ".join(
        _("%(field)s in %(number)d") % {"field": JUDGED[name], "number": number}
        for name, number in fields.items()
    )
    first = reverse("ingest:review", args=[result.held_back[0][0].identifier])
    link = ngettext("Review it", "Review the first of them", count)
    return format_html('{} <a href="{}">{}</a>', text % {"count": count, "doubts": doubts}, first, link)
