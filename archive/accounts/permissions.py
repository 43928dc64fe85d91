"""The permissions that the site asks for, by Django's names of them. Pure: no Django."""

SEE_CATALOGUE = (
    "archive.view_document"  # staff and librarians: records of all states, not the articles themselves
)
REVIEW = "archive.change_document"  # librarians: also drafts and withdrawn articles
SEE_DESK = "ingest.view_job"
UPLOAD = "ingest.add_job"
CHANGING = (REVIEW, UPLOAD)


def may_review(user) -> bool:
    return user.has_perm(REVIEW)
