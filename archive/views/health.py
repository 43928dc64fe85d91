"""What a monitor asks."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseProblem
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive.trouble import AWAY, DISK, NO_INDEX, tell

logger = logging.getLogger(__name__)


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
    folder = Path(settings.ORIGINALS_DIR)
    try:
        os.scandir(folder if folder.exists() else folder.parent).close()
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
