"""`manage.py cite ID… --format bibtex`: citations on the command line."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archive.citation_builder import UnknownPageError, build_record, find_locator, with_page_labels
from archive.citation_styles import UnknownLanguageError, describe_unknown, find, in_terms, near_styles
from archive.citations import formats, styles
from archive.citations.record import CitationRecord
from archive.citations.styles import Rich, Style, UnknownStyleError
from archive.identifiers import is_identifier
from archive.matching import doi_in, identifier_in
from archive.models import Document

TEXT_FORMATS = {"text": styles.to_plain, "html": styles.to_html}
AT_ONCE = 200  # documents in memory


class Command(BaseCommand):
    help = "Print citations of articles, in a data format or as references in a style."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "ids",
            nargs="+",
            metavar="ID",
            help="identifier (7k2m9x4q), address (7k2m9x4q-the-title or the whole URL) or DOI of an article",
        )
        parser.add_argument(
            "--format",
            choices=[*formats.BY_KEY, *TEXT_FORMATS],
            help="data format, or text or html for references in a style; bibtex unless --style is given",
        )
        parser.add_argument(
            "--style",
            type=style_named,
            help="style of references: one of those shown first, or any by its name in the CSL project; "
            "apa unless given",
        )
        parser.add_argument(
            "--language", default="", help="of the terms of the style, es-ES; the style's own unless given"
        )
        parser.add_argument(
            "--page", default="", help="page or pages cited, as printed: 268 or 268-269; for one ID"
        )

    def handle(
        self,
        *,
        ids: Sequence[str],
        format: str | None,
        style: Style | None,
        page: str,
        language: str,
        **options,
    ) -> None:
        format = format or ("text" if style else "bibtex")
        if style and format not in TEXT_FORMATS:
            raise CommandError(f"--style goes with --format text or html, not with {format}.")
        if page and len(ids) > 1:
            raise CommandError("--page goes with one ID.")
        pks = find_all(ids)  # all are found before anything is printed
        if not settings.SITE_URL:
            self.stderr.write("SITE_URL is not set: the citations have no address of this archive.")
        records = records_of(pks, page)
        if page:
            records = iter(list(records))  # a wrong page is noticed before anything is printed
        if format in TEXT_FORMATS:
            try:
                chosen = in_terms(style or find(""), language)
            except UnknownLanguageError as error:
                raise CommandError(describe_unknown(error)) from error
            chunks = references(records, chosen, TEXT_FORMATS[format])
        else:
            chunks = formats.BY_KEY[format].write(records)
        for chunk in chunks:
            self.stdout.write(chunk, ending="")


def style_named(name: str) -> Style:
    try:
        return find(name)
    except UnknownStyleError as error:
        first = ", ".join(map(repr, styles.BY_KEY))
        near = "".join(f"\n  {each}" for each in near_styles(name))
        raise ArgumentTypeError(
            f"invalid choice: {name!r} (choose from {first}, or any of CSL){near and f'; near to it:{near}'}"
        ) from error


def references(
    records: Iterable[CitationRecord], style: Style, render: Callable[[Rich], str]
) -> Iterator[str]:
    """One reference a line; with a locator, the form for the text on the next line."""
    for record in records:
        yield render(style.reference(record)) + "\n"
        if record.locator:
            yield render(style.in_text(record)) + "\n"


def records_of(pks: Sequence[int], page: str) -> Iterator[CitationRecord]:
    """Records in the order of `pks`, fetched some at a time."""
    for start in range(0, len(pks), AT_ONCE):
        chosen = pks[start : start + AT_ONCE]
        found = with_page_labels(Document.objects.for_citing()).in_bulk(chosen)
        for pk in chosen:
            yield record_of(found[pk], page)


def record_of(document: Document, page: str) -> CitationRecord:
    record = build_record(document, settings.SITE_URL)
    try:
        return record.with_locator(find_locator(document, page)) if page.strip() else record
    except UnknownPageError as error:
        raise CommandError(str(error)) from error


# ------------------------------------------------------------------ what an ID may be
def find_all(ids: Sequence[str]) -> list[int]:
    """Primary keys in the order of `ids`, each once. Raises CommandError naming every ID that is wrong."""
    identifiers = {identifier_in(each) for each in ids}
    known = dict(Document.objects.filter(identifier__in=identifiers).values_list("identifier", "pk"))
    found: dict[int, None] = {}
    problems = []
    for each in ids:
        try:
            found[find_one(each, known)] = None
        except LookupError as error:
            problems.append(str(error))
    if problems:
        raise CommandError("\n".join(problems))
    return list(found)


def find_one(text: str, known: dict[str, int]) -> int:
    """The primary key of the article that `text` names. Raises LookupError."""
    if doi := doi_in(text):
        return find_by_doi(doi)
    identifier = identifier_in(text)
    if not is_identifier(identifier):
        raise LookupError(f"{text}: this is not an identifier; it may be mistyped.")
    if identifier not in known:
        raise LookupError(f"{text}: the archive has no such article.")
    return known[identifier]


def find_by_doi(doi: str) -> int:
    """A published article before a draft or a withdrawn one of the same DOI."""
    candidates = list(Document.objects.filter(doi__iexact=doi).values_list("pk", "identifier", "state"))
    chosen = [each for each in candidates if each[2] == Document.State.PUBLISHED] or candidates
    if not chosen:
        raise LookupError(f"{doi}: the archive has no article with this DOI.")
    if len(chosen) > 1:
        identifiers = ", ".join(identifier for _pk, identifier, _state in chosen)
        raise LookupError(f"{doi}: more than one article has this DOI: {identifiers}.")
    return chosen[0][0]
