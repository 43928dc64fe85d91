"""Who may do what at the desk."""

from archive.accounts.permissions import for_holders_of

may_see_desk = for_holders_of("ingest.view_job")
may_see_catalogue = for_holders_of("archive.view_document")
may_upload = for_holders_of("ingest.add_job")
may_edit = for_holders_of("archive.change_document")
