"""Persons of the catalogue: two name forms that are one person."""

from django.utils.translation import gettext as _

from archive.models import Author, Authorship, Document
from archive.outbox import enqueue_for_indexing
from ingest.store.document_rows import evidence_of
from ingest.store.history import documents_told_of, recorded
from ingest.store.kept import noted
from ingest.store.writing import one_writer

IS_PERSON = noted("“{form}” is {name}")


class AuthorRefusedError(Exception):
    """The by-line stays as it is; says why."""


def say_same_person(authorship: Authorship, author: Author, user) -> None:
    """The by-line's name is a form of `author`'s name; from now on it is known as that.

    AuthorRefusedError where that person is an author of the text already.
    """
    with one_writer():
        document = Document.objects.select_for_update(of=("self",)).get(pk=authorship.document_id)
        authorship = document.authorships.select_related("author").get(pk=authorship.pk)
        if authorship.author_id == author.pk:
            return
        if document.authorships.filter(author=author).exists():
            raise AuthorRefusedError(_("%(name)s is an author of this text already.") % {"name": author})
        form = authorship.author.name
        author = Author.objects.get(pk=author.pk)
        what = IS_PERSON.format(form=form, name=author.name)
        with recorded([document], user, what, catalogue=[author]):
            authorship.author = author
            authorship.save()
            document.evidence["authors"] = evidence_of(user)
            document.save()
            if form not in (author.name, *author.variants):
                author.variants = [*author.variants, form]
                author.save(update_fields=["variants"])
        enqueue_for_indexing(documents_told_of([author]))
