"""What one asks of the catalogue: which articles lack something, were read with doubt, or have pages without words."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from archive.document_fields import FIELDS
from archive.models import Authorship, Document, Page
from ingest.parsing.records import DOUBTFUL
from ingest.store.publishable import JUDGED

_pages = Page.objects.filter(document=OuterRef("pk"))
_has_unread = Q(Exists(_pages.without_text())) | Q(Exists(_pages.illegible()))  # each has an index
_is_doubtful = Q()
for _name in JUDGED:
    _is_doubtful |= Q(**{f"evidence__{_name}__confidence__lt": DOUBTFUL})

# What an article may lack: (name in the address, in words, condition)
MISSING = tuple((each.lacking_name or each.name, each.word, each.lacking) for each in FIELDS if each.lacking)
LACKING = {name: condition for name, _words, condition in MISSING}

# States one may ask for: without one, all that is held, which is all that was not withdrawn.
STATES = {
    "": ["draft", "published"],
    "draft": ["draft"],
    "published": ["published"],
    "withdrawn": ["withdrawn"],
    "all": ["draft", "published", "withdrawn"],
}


def in_state(state: str = "") -> QuerySet[Document]:
    return Document.objects.filter(state__in=STATES[state])


def narrow(documents: QuerySet[Document], asked: dict) -> QuerySet[Document]:
    """Those that fit everything `asked` for; what is empty asks nothing."""
    conditions = {
        "journal": lambda value: Q(issue__journal=value),
        "issue": lambda value: Q(issue=value),
        "missing": lambda value: LACKING[value],
        "text_access": lambda value: Q(text_access=value),
        "doubtful": lambda value: _is_doubtful,
        "unread": lambda value: _has_unread,
        "subject": lambda value: Q(
            pk__in=Document.subjects.through.objects.filter(subject=value).values("document")
        ),
        "author": lambda value: Q(pk__in=Authorship.objects.filter(author=value).values("document")),
        "since": lambda value: Q(created_at__date__gte=value),
        "until": lambda value: Q(created_at__date__lte=value),
        "published_since": lambda value: Q(published_at__date__gte=value),
        "published_until": lambda value: Q(published_at__date__lte=value),
        "q": _named_like,
    }
    for name, condition in conditions.items():
        if asked.get(name):
            documents = documents.filter(condition(asked[name]))
    return documents


def _named_like(words: str) -> Q:
    found = Q()
    for word in words.split():
        found &= Q(title__icontains=word) | Q(identifier=word.lower()) | Q(doi__iexact=word)
    return found


def count_lacking(documents: QuerySet[Document]) -> dict[str, int]:
    """For each name of MISSING, "doubtful", "unread" and each state, how many there are: one query."""
    conditions = LACKING | {"doubtful": _is_doubtful, "unread": _has_unread}
    return documents.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
