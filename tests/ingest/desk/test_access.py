"""Every route for every person and every state of an article, as `access_table` says."""

import copy
import re
from collections.abc import Iterator
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.urls.resolvers import URLPattern, URLResolver

from archive.models import Acronym
from archive.outbox import enqueue_for_indexing
from archive.scans.page_images import WIDTHS
from ingest.models import Batch, Job, Report, Revision
from ingest.store.changes import change
from search import indexer
from tests.builders import make_author, make_typeset_document, save
from tests.ingest.desk.access_table import (
    ABSENT,
    FORBIDDEN,
    GONE,
    IN,
    LISTED,
    NOWHERE,
    PEOPLE,
    SIGN_IN,
    STATES,
    TABLE,
    Row,
)
from tests.ingest.desk.people import make_person

pytestmark = pytest.mark.django_db
CANARY = "Zyxquill"  # in the titles of what readers must not see


def routes(patterns=None, before: str = "") -> Iterator[str]:
    """As `resolve(…).route` writes them."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, before + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield before + str(each.pattern)


ADMIN = [route for route in routes() if route.startswith("admin/") and route != "admin/login/"]


@pytest.fixture
def people() -> dict[str, Client]:
    accounts = {
        "staff": make_person("sol", "staff"),
        "librarian": make_person("ana", "librarian"),
        "administrator": User.objects.create_superuser("adi", password="a long one"),
    }
    clients = {name: Client() for name in PEOPLE}
    for name, account in accounts.items():
        clients[name].force_login(account)
    return clients


@pytest.fixture
def things() -> dict[str, object]:
    """One article in each state, and a row of all else that an address names."""
    documents = {
        state: make_typeset_document(
            f"{'Open' if state == 'published' else CANARY} {state}",
            texts=(f"Of tides, {state}.",),
            subjects=["Tides"],
            state=state,
        )
        for state in STATES
    }
    published = documents["published"]
    for document in documents.values():
        place = {"page": document.pages.first(), "offset": 0}
        save(Acronym(document=document, short="TDS", long="Tidal Data Service", **place))
    enqueue_for_indexing(document.pk for document in documents.values())
    indexer.apply_outbox()
    batch = Batch.objects.create(created_by=User.objects.get(username="ana"))
    job = Job.objects.create(batch=batch, name="a.pdf", scan=published.pages.first().scan, state="done")
    job.events.create(code="pages_seem_blank", params={"pages": "1"})
    with change(None, "published", [published]):
        published.rights = "CC BY 4.0"
        published.save()
    return {
        "documents": documents,
        "journal": published.issue.journal.slug,
        "issue": published.issue.slug,
        "author": published.authors.first().slug,
        "other": make_typeset_document("Another", texts=("Of another.",), authors=["Bo Li"]),
        "author_pk": make_author("Another Author").pk,
        "subject": "tides",
        "acronym": "TDS",
        "scan": published.pages.first().scan.pk,
        "width": WIDTHS[0],
        "batch": batch.pk,
        "job": job.pk,
        "report": Report.objects.create(document=published, page=published.pages.first(), message="!").pk,
        "revision": Revision.objects.get().pk,
    }


def outcome(response) -> str:
    if response.status_code == 302 and response["Location"].startswith(reverse("sign_in")):
        return SIGN_IN
    return {403: FORBIDDEN, 404: ABSENT, 410: GONE}.get(response.status_code, IN)


def content_of(response) -> str:
    content = response.getvalue() if response.streaming else response.content
    return content.decode("utf-8", "replace")


def ask(client: Client, row: Row, things: dict, state: str, **how):
    """Nothing stays done."""
    document = things["documents"][state]
    names = things | {"document": document.identifier, "authorship": document.authorships.get().pk}
    names["other"] = things["other"].identifier
    data = {name: value.format(**names).split(",") for name, value in row.data.items()}
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        try:
            return getattr(client, row.method)(row.address.format(**names), data or None, **how)
        finally:
            transaction.set_rollback(True)
            client.cookies = cookies


def test_every_route_has_its_row():
    assert set(routes()) - set(ADMIN) - NOWHERE == set(TABLE)
    assert len(ADMIN) > 50


def test_each_person_gets_in_as_the_table_says(people, things):
    for route, row in TABLE.items():
        names_document = "{document}" in row.address or "{document}" in str(row.data)
        found, expected = {}, {}
        for state, person in product(STATES if names_document else ("published",), PEOPLE):
            response = ask(people[person], row, things, state)
            assert response.resolver_match.route == route
            assert response.status_code < 500, (route, person, state)
            found[person, state] = outcome(response)
            expected[person, state] = getattr(row.rule, person)[state]
            content = content_of(response)
            if (
                row.rule is not LISTED
                and person in ("anonymous", "staff")
                and outcome(response) in (IN, ABSENT)
            ):
                assert CANARY not in content, (route, person, state)
        assert found == expected, route


def test_the_admin_is_for_administrators_alone(people):
    for route, person in product(ADMIN, PEOPLE[:3]):
        address = "/" + re.sub(r"<[^>]+>|\(\?P<.*", "1", route.removesuffix("$"))
        assert resolve(address)
        response = people[person].get(address)
        asks_to_sign_in = outcome(response) == SIGN_IN or "/admin/login/" in response.get("Location", "")
        assert asks_to_sign_in or route == "admin/logout/", (route, person)
