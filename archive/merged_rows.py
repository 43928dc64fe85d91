"""Old addresses of authors, journals and subjects that were merged: each leads to the one that stayed."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponseBase]


def leading_on(model: type[Model], name: str = "slug") -> Callable[[View], View]:
    """Where the view finds nothing under the slug `name`: on to the row that its row was merged into.

    301 with the query kept, not to be cached: a merge may be undone.
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def led(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
            try:
                return view(request, **kwargs)
            except Http404:
                kept = model._default_manager.filter(merged__slug=kwargs[name]).first()
                if kept is None:
                    raise
                place = reverse(request.resolver_match.view_name, kwargs=kwargs | {name: kept.slug})
                query = request.META.get("QUERY_STRING", "")
                response = redirect(f"{place}?{query}" if query else place, permanent=True)
                response["Cache-Control"] = "no-cache"
                return response

        return led

    return decorator
