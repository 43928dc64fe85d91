"""Who may do what at the desk."""

from archive.accounts.permissions import REVIEW, SEE_CATALOGUE, SEE_DESK, UPLOAD
from archive.accounts.restricted_views import for_holders_of

may_see_desk = for_holders_of(SEE_DESK)
may_see_catalogue = for_holders_of(SEE_CATALOGUE)
may_upload = for_holders_of(UPLOAD)
may_edit = for_holders_of(REVIEW)
