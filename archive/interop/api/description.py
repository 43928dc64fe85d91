"""The API described: for programs by OpenAPI 3.1, for people by a page. Both come from the tables."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, resolve
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.interop.answers import TITLES, for_machines, json_answer, open_to_scripts, problem, site_url
from archive.interop.api.endpoints import Endpoint, Json
from archive.interop.api.schemas import SCHEMAS, ref
from archive.version import own_version


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """Of all apps: the settings name their tables, since the archive does not know the search."""
    return tuple(endpoint for table in settings.API_TABLES for endpoint in import_string(table))


# ------------------------------------------------------------------ for programs
@for_machines
def openapi(request: HttpRequest) -> HttpResponseBase:
    return json_answer(describe(site_url(request)))


def describe(site: str) -> Json:
    contact = {"email": settings.CONTACT_EMAIL} if settings.CONTACT_EMAIL else {}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.SITE_NAME,
            "version": own_version(),
            "description": _("Articles, their pages and words. Only what is published; no key is needed."),
            **({"contact": contact} if contact else {}),
        },
        "servers": [{"url": f"{site}/api"}],
        "paths": {f"/{endpoint.path}": {"get": _operation(endpoint)} for endpoint in endpoints()},
        "components": {"schemas": SCHEMAS},
    }


def _operation(endpoint: Endpoint) -> Json:
    in_path = [
        {
            "name": part.name,
            "in": "path",
            "required": True,
            "description": part.description,
            "schema": {"type": "string", "pattern": part.pattern},
        }
        for part in endpoint.parts
    ]
    in_query = [
        {
            "name": parameter.name,
            "in": "query",
            "description": parameter.description,
            "schema": parameter.kind.schema()
            | ({} if parameter.default in (None, ()) else {"default": parameter.default}),
        }
        for parameter in endpoint.parameters
    ]
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": in_path + in_query,
        "responses": {
            "200": {
                "description": TITLES.get(200, "OK"),
                "content": {"application/json": {"schema": ref(endpoint.schema)}},
            },
            **{str(status): _error(status) for status in (400, 405, *endpoint.errors)},
        },
    }


def _error(status: int) -> Json:
    return {
        "description": TITLES[status],
        "content": {"application/problem+json": {"schema": ref("Problem")}},
    }


# ------------------------------------------------------------------ for people
@require_safe
def help_page(request: HttpRequest) -> HttpResponseBase:
    return render(request, "archive/interop/api.html", {"endpoints": endpoints(), "errors": TITLES})


@open_to_scripts
def nothing(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Leads on where only a slash at the end is too much: many clients add one."""
    if rest.strip("/") and rest.endswith("/") and resolve(request.path_info.rstrip("/")).url_name:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(request.path.rstrip("/") + (f"?{query}" if query else ""))
    return problem(404, _("There is no such address. /api/ tells which there are."))


def patterns() -> list[URLPattern]:
    return [
        path("api/", help_page, name="api"),
        path("api/openapi.json", openapi, name="openapi"),
        *(path(endpoint.route, endpoint.view(), name=f"api_{endpoint.name}") for endpoint in endpoints()),
        path("api/<path:rest>", nothing),
    ]
