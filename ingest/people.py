"""Who may do what at the desk."""

from django.views.decorators.http import require_POST

from archive.permissions import View, for_holders_of

may_see_desk = for_holders_of("ingest.view_job")
may_see_catalogue = for_holders_of("archive.view_document")
may_upload = for_holders_of("ingest.add_job")
may_edit = for_holders_of("archive.change_document")


def editing(view: View) -> View:
    """For those who may change what the archive holds; by POST alone."""
    return require_POST(may_edit(view))
