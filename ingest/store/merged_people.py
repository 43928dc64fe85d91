"""Persons of the catalogue: two name forms that are one person."""

from archive.models import Author, Authorship, Document
from ingest.messages import RefusedError
from ingest.store.changes import change
from ingest.store.document_rows import evidence_of


def say_same_person(authorship: Authorship, author: Author, user) -> None:
    """The by-line's name is a form of `author`'s name; from now on it is known as that.

    RefusedError where that person is an author of the article already.
    """
    with change(user, "same_person", [Document(pk=authorship.document_id)], catalogue=[author]) as changes:
        document = changes.document
        authorship = document.authorships.select_related("author").get(pk=authorship.pk)
        if authorship.author_id == author.pk:
            return
        author = Author.objects.get(pk=author.pk)
        if document.authorships.filter(author=author, role=authorship.role).exists():
            raise RefusedError("is_author_already", name=author)
        form = authorship.author.name
        changes.params.update(form=form, name=author.name)
        authorship.author = author
        authorship.save()
        document.evidence["authors"] = evidence_of(user)
        document.save()
        if form not in (author.name, *author.variants):
            author.variants = [*author.variants, form]
            author.save(update_fields=["variants"])
