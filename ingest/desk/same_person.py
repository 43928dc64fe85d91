""" "Same person?": authors of the catalogue who may be the one that a by-line names."""

from dataclasses import dataclass

from archive.models import Author, Authorship, Document
from archive.sort_keys import fold_name

MAX_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    authorship: Authorship
    candidates: list[Author]


def likenesses(document: Document) -> list[Likeness]:
    """For each author of a document the others of the catalogue with whom he or she may be one."""
    rows = list(document.authorships.select_related("author").order_by("position"))
    taken = {row.author_id for row in rows}
    found = []
    for row in rows:
        if not row.author.family:
            continue
        others = Author.objects.exclude(pk__in=taken).filter(literal="", authorships__isnull=False).distinct()
        others = others.filter(sort_key__startswith=_family_key(row.author))
        if alike := [other for other in others if may_be_one(row.author, other)][:MAX_CANDIDATES]:
            found.append(Likeness(row, alike))
    return found


def _family_key(author: Author) -> str:
    """What the sort keys of one family name share: its first word, so that second surnames may lack."""
    return author.sort_key.split(" ")[0]


def may_be_one(one: Author, other: Author) -> bool:
    """Whether two name forms may stand for one person: "G. Berrón", "Gonzalo Berron", "Berrón Silva, G."

    Two ORCID iDs are two persons. A given name agrees with another or with its initial.
    """
    if one.orcid and other.orcid:
        return one.orcid == other.orcid
    if fold_name(str(other)) in {fold_name(variant) for variant in one.variants}:
        return True
    family, others = fold_name(one.family).split(), fold_name(other.family).split()
    shorter = min(len(family), len(others))
    if family[:shorter] != others[:shorter]:
        return False
    return _agree(_givens(one), _givens(other))


def _givens(author: Author) -> list[str]:
    return fold_name(author.given).replace(".", " ").replace("-", " ").split()


def _agree(some: list[str], others: list[str]) -> bool:
    """As far as both say something: initials stand for any name that begins so."""
    pairs = list(zip(some, others, strict=False))
    return bool(pairs) and all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in pairs)
