"""What a monitor asks."""

from collections.abc import Callable

from django.conf import settings
from django.db import Error as DatabaseProblem
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from archive.monitoring.metrics import may_see, written
from archive.scans.original_stores import store
from archive.trouble import AWAY, DISK, NO_INDEX, tell


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process lives; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while readers can be served: the database, the index and the originals are there; else 503 and which is not."""
    for name, check in CHECKS.items():
        if not check():
            answer = JsonResponse({"status": f"no {name}"}, status=503)
            answer["Retry-After"] = str({"database": AWAY, "storage": DISK, "index": NO_INDEX}[name].seconds)
            return answer
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; for others there is nothing here."""
    if not may_see(request):
        raise Http404
    return HttpResponse(written(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def is_database_there() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseProblem as error:
        tell(AWAY, error, "readyz")
        return False
    return True


def is_storage_there() -> bool:
    """Whether what was uploaded can be read, or there is a folder in which the first of it will lie."""
    try:
        store().check()
    except OSError as error:
        tell(DISK, error, "readyz")
        return False
    return True


def is_index_there() -> bool:
    return bool(import_string(settings.SEARCH_CHECK)())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": is_database_there,
    "storage": is_storage_there,
    "index": is_index_there,
}
