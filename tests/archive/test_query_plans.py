"""What PostgreSQL reads to serve a page at 20,000 articles of ten pages.

The table of pages, the largest by far, is never read from end to end, nor are those of authorships and subjects. That of
articles still is where a page counts the whole archive, and where the planner takes it for the cheaper way.
"""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Document, Page
from tests.builders import make_document

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="asks a PostgreSQL server for its plans"),
]
JOURNALS, ISSUES, ARTICLES, PAGES, AUTHORS, SUBJECTS = 20, 2_000, 20_000, 10, 5_000, 200
LARGE = 10_000  # rows
BASE = 1_000_000  # of the numbers of those that are made here


def multiply(one, count: int, **columns: str) -> None:
    """Rows like this one, so many, with these expressions of n in their columns."""
    model = type(one)
    names = [field.column for field in model._meta.concrete_fields]
    columns = {model._meta.pk.column: f"{BASE} + n", **columns}
    values = ", ".join(columns.get(name, f'one."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    table, pk = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {values} FROM {table} one, generate_series(1, {count}) n "  # noqa: S608
            f'WHERE one."{pk}" = %s',
            [one.pk],
        )


def of(number: int) -> str:
    """One of so many rows that were made, turn about."""
    return f"{BASE} + 1 + n %% {number}"


@pytest.fixture
def large_archive():
    first = make_document(
        "Of Rivers", texts=("Trade.",), authors=("Inés Pradera",), subjects=("Trade",), abstract="On rivers."
    )
    multiply(first.issue.journal, JOURNALS, title="'Journal ' || n", slug="'journal-' || n")
    year = "1900 + n / 20"
    multiply(first.issue, ISSUES, journal_id=of(JOURNALS), slug="'issue-' || n", number="n::text", year=year)
    multiply(first.authorships.get().author, AUTHORS, slug="'author-' || n", sort_key="'author ' || n")
    multiply(first.subjects.get(), SUBJECTS, name="'Subject ' || n", slug="'subject-' || n")
    multiply(first.pages.get().scan, ISSUES, sha256="lpad(n::text, 64, 'a')")
    moment = "one.changed_at - n * interval '1 minute'"
    multiply(
        first, ARTICLES, identifier="lpad(n::text, 8, '0')", title="'Article ' || n", issue_id=of(ISSUES),
        doi="''", changed_at=moment, published_at=moment,
    )  # fmt: skip
    multiply(first.authorships.get(), ARTICLES, document_id=f"{BASE} + n", author_id=of(AUTHORS))
    subject = Document.subjects.through.objects.get()
    multiply(subject, ARTICLES, document_id=f"{BASE} + n", subject_id=of(SUBJECTS))
    multiply(
        first.pages.get(), ARTICLES * PAGES, document_id=f"{BASE} + 1 + (n - 1) / {PAGES}",
        sequence=f"1 + n %% {PAGES}", address=f"(1 + n %% {PAGES})::text", label=f"(1 + n %% {PAGES})::text",
        scan_id=f"{BASE} + 1 + (1 + (n - 1) / {PAGES}) %% {ISSUES}",
        scan_page=f"(n - 1) / {PAGES} / {ISSUES} * {PAGES} + 1 + n %% {PAGES}",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as the server does by itself after a while


def places() -> list[str]:
    article = Document.objects.get(pk=BASE + 77)
    here = article.get_absolute_url()
    return [
        "/",
        "/browse/",
        article.issue.journal.get_absolute_url(),
        article.issue.get_absolute_url(),
        here,
        f"{here}p/3/",
        article.authorships.get().author.get_absolute_url(),
        f"/s/{article.subjects.get().slug}/",
        "/feeds/articles.atom",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        f"/d/{article.identifier}.ris",
        f"/d/{article.identifier}/manifest.json",
    ]


def never() -> list[str]:
    """Of these places, those for which no large table at all is read so."""
    article = Document.objects.get(pk=BASE + 77)
    return [
        article.issue.get_absolute_url(),
        article.authorships.get().author.get_absolute_url(),
        f"/s/{article.subjects.get().slug}/",
        "/feeds/articles.atom",
        f"/d/{article.identifier}.ris",
    ]


def scans(plan: dict, large: set[str]) -> list[str]:
    """The large tables that a plan reads from end to end."""
    found = [plan["Relation Name"]] if plan["Node Type"] == "Seq Scan" else []
    below = [table for each in plan.get("Plans", ()) for table in scans(each, large)]
    return [table for table in found if table in large] + below


def large_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}


def test_what_grows_most_is_never_read_from_end_to_end(large_archive):
    large = large_tables()
    assert {"archive_document", "archive_page", "archive_authorship"} <= large
    assert Page.objects.count() == ARTICLES * PAGES + 1
    found = []
    for place in places():
        with CaptureQueriesContext(connection) as asked:
            answer = Client().get(place)
        assert answer.status_code == 200, place
        for query in asked.captured_queries:
            if not query["sql"].startswith(("SELECT", "WITH")):
                continue
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"].replace("%", "%%"), [])
                told = cursor.fetchone()[0]
            plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
            found += [(place, table, query["sql"][:1500]) for table in scans(plan, large)]
    assert [each for each in found if each[1] != "archive_document"] == []
    assert [each for each in found if each[0] in never()] == []
