"""Who may do what at the desk. Others sign in, or learn that they may not."""

from django.contrib.auth.decorators import login_required, permission_required
from django.views.decorators.http import require_POST


def _with(permission: str):
    def decorator(view):
        return login_required(permission_required(permission, raise_exception=True)(view))

    return decorator


may_see_desk = _with("ingest.view_job")
may_see_catalogue = _with("archive.view_document")
may_upload = _with("ingest.add_job")
may_edit = _with("archive.change_document")


def editing(view):
    """For those who may change what the archive holds; by POST alone."""
    return require_POST(may_edit(view))
