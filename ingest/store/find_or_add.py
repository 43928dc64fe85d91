"""Finding journals, issues, authors and subjects under the names they have, or adding them.

To be called under `one_writer`.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from django.db.models import Q

from archive.citations.record import part_suffix
from archive.identifiers import is_orcid
from archive.models import Author, Issue, Journal, Subject, is_day
from archive.outbox import enqueue_for_indexing
from archive.sort_keys import fold_name, sort_key
from ingest.details import Details
from ingest.parsing.records import ParsedAuthor, ParsedDocument
from ingest.store.wording import address_part, cut, free_slug, one_line

YEARS = range(1400, 2201)
ISO_DATE = re.compile(r"(?:1[4-9]|20)\d\d(?:-\d\d(?:-\d\d)?)?")


# ------------------------------------------------------------------ where it appeared
def printed_details(document: ParsedDocument, said: Details) -> Details:
    """What a person said, completed by the date that the file's metadata give and by what the pages print
    of the same journal."""
    said = _dated(said, document.issued)
    printed_year = document.year if document.year in YEARS else None
    if said.journal and document.journal and fold_name(said.journal) != fold_name(document.journal):
        return said  # the pages speak of another journal: its volume is not this one's
    return replace(
        said,
        journal=cut(one_line(said.journal or document.journal), 500),
        volume=cut(one_line(said.volume or document.volume), 30),
        number=cut(one_line(said.number or document.number), 30),
        year=said.year or printed_year,
    )


def _dated(said: Details, issued: str) -> Details:
    """With what is not said of the date, unless the two are of different days."""
    if not ISO_DATE.fullmatch(issued):
        return said
    told = dict(zip(("year", "month", "day"), map(int, issued.split("-")), strict=False))
    if any(getattr(said, name) not in (None, value) for name, value in told.items()):
        return said
    return replace(said, **told) if is_day(**{"month": 1, "day": 1} | told) else said


def find_or_add_issue(details: Details) -> Issue | None:
    """The issue, as far as it is known; None when its journal or all of its numbers are unknown."""
    if not details.journal or not (details.volume or details.number or details.year):
        return None
    journal = find_or_add_journal(details)
    has_numbers = bool(details.volume or details.number)
    held = journal.issues.filter(volume=details.volume, number=details.number)
    same = [issue for issue in held.filter(year=details.year) if is_of_day(issue, details)]
    if not same and details.year is None:
        same = list(held)  # "7(3)" is the 7(3) of 2007 where there is only that one
    if len(same) == 1:
        return _complete_date(same[0], details)
    numbers = f"{details.volume} {details.number} {details.year or ''}" if has_numbers else details.date
    taken = set(journal.issues.values_list("slug", flat=True))
    return Issue.objects.create(
        journal=journal,
        volume=details.volume,
        number=details.number,
        year=details.year,
        month=details.month,
        day=details.day,
        slug=free_slug(address_part(numbers, "undated", 90), taken),
    )


def is_of_day(issue: Issue, details: Details | Issue) -> bool:
    """Whether month and day are those said; of an issue with numbers, whether they can be."""
    has_numbers = bool(issue.volume or issue.number)
    pairs = ((issue.month, details.month), (issue.day, details.day))
    return all(held == said or (has_numbers and None in (held, said)) for held, said in pairs)


def _complete_date(issue: Issue, details: Details) -> Issue:
    """What was not known of its date; its articles are sorted by that."""
    missing = {name: getattr(details, name) for name in ("month", "day") if getattr(issue, name) is None}
    if any(missing.values()) and issue.year == details.year:
        for name, value in missing.items():
            setattr(issue, name, value)
        issue.save(update_fields=list(missing))
        enqueue_for_indexing(issue.documents.published().values_list("pk", flat=True))
    return issue


def find_or_add_journal(details: Details) -> Journal:
    """By title or abbreviation, without regard to case and diacritics."""
    wanted = fold_name(details.journal)
    for journal in Journal.objects.select_related("merged_into"):
        if wanted in (fold_name(journal.title), fold_name(journal.abbreviation)):
            return _complete_journal(journal.merged_into or journal, details)
    return Journal.objects.create(
        title=details.journal,
        slug=free_slug(
            address_part(details.journal, "journal", 90), set(Journal.objects.values_list("slug", flat=True))
        ),
        abbreviation=details.journal_abbreviation,
        publisher=details.publisher,
    )


def _complete_journal(journal: Journal, details: Details) -> Journal:
    missing = {
        name: value
        for name, value in (
            ("abbreviation", details.journal_abbreviation),
            ("publisher", details.publisher),
        )
        if value and not getattr(journal, name)
    }
    for name, value in missing.items():
        setattr(journal, name, value)
    if missing:
        journal.save(update_fields=list(missing))
    return journal


# ------------------------------------------------------------------ subjects
def find_or_add_subjects(names: tuple[str, ...]) -> list[Subject]:
    return Subjects().find_or_add(names)


class Subjects:
    """Finds subjects by name: "Free trade" and "free trade" are one."""

    def find_or_add(self, names: tuple[str, ...]) -> list[Subject]:
        """In the order given."""
        subjects = {}
        for name in (cut(one_line(name), 200) for name in names):
            if name:
                row = self._held.get(fold_name(name)) or self._add(name)
                subjects[row.pk] = row
        return list(subjects.values())

    def _add(self, name: str) -> Subject:
        slug = free_slug(address_part(name, "subject", 190), self._slugs)
        self._slugs.add(slug)
        self._held[fold_name(name)] = row = Subject.objects.create(name=name, slug=slug)
        return row

    @cached_property
    def _every(self) -> list[Subject]:
        return list(Subject.objects.select_related("merged_into"))

    @cached_property
    def _held(self) -> dict[str, Subject]:
        return {fold_name(subject.name): subject.merged_into or subject for subject in self._every}

    @cached_property
    def _slugs(self) -> set[str]:
        return {subject.slug for subject in self._every}


# ------------------------------------------------------------------ authors
@dataclass(frozen=True, slots=True)
class NameForm:
    """A name cut to what the columns take."""

    given: str
    family: str
    literal: str
    suffix: str = ""

    @classmethod
    def of(cls, author: ParsedAuthor) -> "NameForm":
        names = map(one_line, (author.family, author.given, author.suffix))
        family, given, suffix = part_suffix(*names)
        family, given = cut(family, 200), cut(given, 200)
        if family:
            return cls(given, family, "", cut(suffix, 20))
        # A lone given name is all there is of the name: it stands as it is.
        return cls("", "", cut(one_line(author.literal) or given or one_line(author.name_as_printed), 400))

    def __str__(self) -> str:
        return self.literal or " ".join(filter(None, [self.given, self.family, self.suffix]))


class Authors:
    """Finds authors by ORCID, else by exactly the same name form, the known variants included."""

    def __init__(self) -> None:
        self._same: dict[NameForm, list[Author]] = {}  # as far as they were looked up
        self._taken: set[str] = set()  # of the slugs that these forms would have

    def expect(self, printed: Iterable[ParsedAuthor]) -> None:
        """Look up at once those who will be asked for."""
        self._look_up({NameForm.of(author) for author in printed} - self._same.keys())

    def find_or_add(self, printed: ParsedAuthor) -> Author | None:
        """None when nothing of the name is left."""
        form = NameForm.of(printed)
        orcid = printed.orcid if is_orcid(printed.orcid) else ""
        if not str(form):
            return None
        if form not in self._same:
            self._look_up({form})
        return self._by_orcid(orcid, form) or self._by_name(orcid, form) or self._add(orcid, form)

    def _look_up(self, forms: set[NameForm]) -> None:
        self._same |= {form: [] for form in forms}
        families, bodies = {form.family for form in forms} - {""}, {form.literal for form in forms} - {""}
        # The name of one that was merged is a variant of the other.
        held = Author.objects.filter(Q(family__in=families) | Q(literal__in=bodies), merged_into=None)
        for author in held.order_by("pk"):
            form = NameForm(author.given, author.family, author.literal, author.suffix)
            if form in forms:
                self._same[form].append(author)
        wanted = {_slug(form) for form in forms}
        self._taken.update(Author.objects.filter(slug__in=wanted).values_list("slug", flat=True))

    def _by_orcid(self, orcid: str, form: NameForm) -> Author | None:
        author = Author.objects.filter(orcid=orcid).first() if orcid else None
        if author and str(form) not in (author.name, *author.variants):
            author.variants = [*author.variants, str(form)]
            author.save(update_fields=["variants"])
        return author

    def _by_name(self, orcid: str, form: NameForm) -> Author | None:
        """One of another ORCID is another person of the same name."""
        for author in [*self._same[form], *self._by_variant.get(str(form), [])]:
            if orcid and not author.orcid:
                author.orcid = orcid
                author.save(update_fields=["orcid"])
            if not orcid or author.orcid == orcid:
                return author
        return None

    @cached_property
    def _by_variant(self) -> dict[str, list[Author]]:
        """Few authors have variants: those of them all are read once a batch of documents."""
        found: dict[str, list[Author]] = {}
        for author in Author.objects.exclude(variants=[]).filter(merged_into=None).order_by("pk"):
            for variant in author.variants:
                found.setdefault(variant, []).append(author)
        return found

    def _add(self, orcid: str, form: NameForm) -> Author:
        slug = _slug(form)
        if slug in self._taken:
            like_it = Author.objects.filter(slug__startswith=slug).values_list("slug", flat=True)
            slug = free_slug(slug, set(like_it))
        self._taken.add(slug)
        author = Author.objects.create(
            **asdict(form),
            orcid=orcid,
            slug=slug,
            sort_key=sort_key(form.family, form.given, form.literal, form.suffix),
        )
        self._same[form].append(author)
        return author


def _slug(form: NameForm) -> str:
    return address_part(str(form), "author", 180)
