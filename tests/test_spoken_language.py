"""No sentence reaches a person who reads Spanish but through the catalogue: every address is asked, rightly and wrongly.

`tests.untranslated` says how a sentence is known that did not.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urljoin

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.text import capfirst
from lxml import html

from archive import settings as defaults
from archive.citations.csl.locale import terms_languages
from archive.citations.csl.style_heads import StyleHead
from archive.citations.formats import FORMATS, STYLED_FORMATS
from archive.citations.style_names import StyleNames
from archive.citations.styles import STYLES
from archive.interop.api.description import endpoints
from archive.interop.oai_arguments import VERBS
from archive.outbox import enqueue_for_indexing
from archive.scans.page_images import WIDTHS
from ingest.messages import Message
from ingest.models import Batch, Job, Report, Revision
from ingest.queue import jobs
from ingest.store.changes import change
from search import indexer
from search.engine import SORTS
from tests.builders import make_author, make_issue, make_journal, make_reference, make_typeset_document
from tests.ingest.desk.access_table import STATES, TABLE, Row
from tests.ingest.desk.people import make_person
from tests.ingest.queue.queue_rows import make_job
from tests.untranslated import OF_PROTOCOLS, marked_spanish, texts_of, untranslated

pytestmark = pytest.mark.django_db

# What is called the same in every language.
NAMES = (
    defaults.SITE_NAME,
    *(name for _code, name in defaults.LANGUAGES),
    *(each.label for each in (*FORMATS, *STYLED_FORMATS, *STYLES)),
    *(each.key for each in (*STYLES, *STYLED_FORMATS)),
    *terms_languages(),
    *terms_languages().values(),  # as they call themselves
    *OF_PROTOCOLS,
    *("AND", "OR", "NOT"),  # of a query
    *("en", "es"),  # codes of languages
    *("de", "a las"),  # of a date, as Django writes it: “3 de mayo”
    *("Regional Affairs", "canary", "tides", "Printed twice."),  # rows and queries that other tests share
)
# What protocols name in data for machines.
PROTOCOL_WORDS = (
    *(status.phrase for status in HTTPStatus),  # RFC 9457: the title of a problem is that of its status
    *("GET", "HEAD", "OPTIONS", "POST", "next", "mark"),
    *(each.key for each in FORMATS),
    *(parameter.name for endpoint in endpoints() for parameter in endpoint.parameters),
    *SORTS,
    *VERBS,
    *{name for verb in VERBS.values() for name in verb.required | verb.optional},
    *("resumptionToken", "year", "default", "color", "jpg", "webp"),
)
BAD = ("", "zy", "999", "zy" * 400)
SHORT = 12  # fields; of a long form those on the screen answer all at once
QUERIES = (
    *('"zy', "zy* (zyb", "year:zy", "year:2009..2001", "(" * 9 + "zy", "zyk:zya", "zy AND", 'author:""'),
    *("z*", "zy~9", "NOT zy", '"zy*"~99', "zy " * 40, "language:zyzy", "=", "-zy", '""', "title:zy*"),
)


@pytest.fixture(autouse=True)
def _spoken(monkeypatch, settings) -> Iterator[None]:
    settings.OCR_LANGUAGES = []  # those that are not installed are told by their codes
    found = [StyleHead("zystyle", "Zystyle")]  # the published ones are called so in every language
    monkeypatch.setattr(StyleNames, "found", lambda self, *asked: found)
    monkeypatch.setattr(StyleNames, "near", lambda self, *asked: found)
    with marked_spanish():
        yield


@pytest.fixture
def things() -> dict[str, object]:
    """As `test_access` has them, in words that no sentence has."""
    ana = make_person("zyana", "librarian")
    issue = make_issue(journal=make_journal("Zyr Zyal"))
    documents = {
        state: make_typeset_document(
            f"Zyquill {number}",
            texts=(f"Zyof zytides {number}.",),
            authors=["Zyli Zybo"],
            subjects=["Zytides"],
            issue=issue,
            state=state,
            withdrawn_reason="Zytwice." if state == "withdrawn" else "",
        )
        for number, state in enumerate(STATES)
    }
    published = documents["published"]
    make_reference(published, "Zyli, Z. (2006) Zyon Zytreaties.")
    other = make_typeset_document("Zyother", texts=("Zyof zyother.",), authors=["Zybo Zyli"], issue=issue)
    enqueue_for_indexing(document.pk for document in (*documents.values(), other))
    indexer.apply_outbox()
    page = published.pages.get()
    batch = Batch.objects.create(created_by=ana)
    job = Job.objects.create(batch=batch, name="zya.pdf", scan=page.scan, state="done")
    jobs.log(job, Message("texts_found", number=3))
    make_job("zy-reading.pdf", batch)
    jobs.claim("zyworker")
    for state in set(Job.State.values) - {Job.State.READING}:
        make_job(f"zy-{state}.pdf", batch, state=state, reason_code="unreadable")
    with change(None, "published", [published]):
        published.rights = "Zycc"
        published.save()
    return {
        "documents": documents,
        "journal": issue.journal.slug,
        "issue": issue.slug,
        "author": published.authors.get().slug,
        "other": other.identifier,
        "author_pk": make_author("Zyanother Zyauthor").pk,
        "subject": "zytides",
        "acronym": "ZYT",
        "scan": page.scan.pk,
        "width": WIDTHS[0],
        "batch": batch.pk,
        "job": job.pk,
        "report": Report.objects.create(document=published, page=page, message="Zy!").pk,
        "revision": Revision.objects.get().pk,
    }


@dataclass
class Reader:
    """Asks as someone who reads Spanish, and notes what was said in words of the sources."""

    name: str
    client: Client
    found: dict[str, str] = field(default_factory=dict)  # text → what was asked

    def ask(self, method: str, address: str, data=None):
        """The last answer, where one leads to another. Nothing stays done."""
        cookies = copy.deepcopy(self.client.cookies)
        headers = {"accept-language": "es"}
        with transaction.atomic():
            try:
                response = getattr(self.client, method)(address, data or None, headers=headers, follow=True)
                texts = texts_of(response)
            finally:
                transaction.set_rollback(True)
                self.client.cookies = cookies
        is_page = response.get("Content-Type", "").startswith("text/html")
        for text in untranslated(texts, NAMES if is_page else (*NAMES, *PROTOCOL_WORDS)):
            self.found.setdefault(text, f"{self.name}: {method} {address} {data or ''}")
        return response


@pytest.fixture
def readers(things) -> dict[str, Reader]:
    accounts = {
        "librarian": User.objects.get(username="zyana"),
        "administrator": User.objects.create_superuser("zyadi"),
    }
    clients = {"anonymous": Client(), **{name: Client() for name in accounts}}
    for name, account in accounts.items():
        clients[name].force_login(account)
    return {name: Reader(name, client) for name, client in clients.items()}


@pytest.fixture
def asked_for(monkeypatch) -> set[str]:
    """Names of parameters, as views look for them."""
    names: set[str] = set()

    def noting(usual: Callable) -> Callable:
        def look(given, name, *rest):
            names.add(name)
            return usual(given, name, *rest)

        return look

    for method in ("get", "getlist", "__getitem__", "__contains__"):
        monkeypatch.setattr(QueryDict, method, noting(getattr(QueryDict, method)))
    return names


def filled(row: Row, things: dict, state: str = "published") -> tuple[str, dict[str, list[str]]]:
    document = things["documents"][state]
    names = things | {"document": document.identifier, "authorship": document.authorships.get().pk}
    data = {name: value.format(**names).split(",") for name, value in row.data.items()}
    return row.address.format(**names), data


# Robots are told nothing in sentences; who chooses another language is answered in it.
ROWS = [row for route, row in TABLE.items() if route not in ("robots.txt", "language/", "metrics")]


# ------------------------------------------------------------------ addresses
def test_no_address_answers_in_words_that_are_not_in_the_catalogue(things, readers):
    for row in ROWS:
        names_document = "{document}" in row.address or "{document}" in str(row.data)
        for state in STATES if names_document else ("published",):
            for name in ("anonymous", "librarian"):
                readers[name].ask(row.method, *filled(row, things, state))
        readers["administrator"].ask(row.method, *filled(row, things))
    assert all_found(readers) == {}


def test_no_address_that_leads_nowhere_is_told_so_in_such_words(things, readers):
    """Each part of an address in turn names nothing, and each is asked by the other method."""
    librarian, identifier = readers["librarian"], things["documents"]["published"].identifier
    mistyped = identifier[:-1] + ("2" if identifier[-1] != "2" else "3")
    for row in ROWS:
        address, data = filled(row, things)
        path, _, query = address.partition("?")
        for part in resolve(path).kwargs.values():
            for bad in ("zy", "999", *((mistyped,) if part == identifier else ())):
                head, _, tail = path.rpartition(str(part))
                librarian.ask(row.method, f"{head}{bad}{tail}?{query}", data)
        librarian.ask("post" if row.method == "get" else "get", address)
    assert all_found(readers) == {}


def test_no_parameter_is_refused_in_such_words(things, readers, asked_for):
    """Whatever a view looks for in its address is sent to it in every bad form."""
    librarian = readers["librarian"]
    for row in ROWS:
        address, data = filled(row, things)
        path, _, query = address.partition("?")
        asked_for.clear()
        librarian.ask(row.method, address, data)
        names = sorted(asked_for - {"csrfmiddlewaretoken"})
        for bad in ("zy", "999"):
            if row.method == "post":
                librarian.ask("post", path, dict.fromkeys(names, bad))
                continue
            for name in names:
                librarian.ask("get", f"{path}?{urlencode(dict(parse_qsl(query)) | {name: bad})}")
    assert all_found(readers) == {}


def test_no_query_is_corrected_in_such_words(things, readers):
    for place in ("/search/", "/api/search", "/search/suggest/", "/search/facet/author/"):
        for query in QUERIES:
            readers["anonymous"].ask("get", f"{place}?{urlencode({'q': query})}")
    assert all_found(readers) == {}


# ------------------------------------------------------------------ forms
def test_no_form_is_answered_in_such_words(things, readers):
    """As it stands, with every field filled wrongly, and with each field of a short form filled wrongly alone."""
    seen = set()
    for reader in readers.values():
        for row in ROWS:
            for form, action in forms_on(reader, *filled(row, things)):
                values = dict(form.form_values())
                names = {name for name in form.fields if name and name != "csrfmiddlewaretoken"}
                if (key := (resolve(urljoin("/", action)).route, *sorted(names))) in seen:
                    continue
                seen.add(key)
                reader.ask("post", action, values)
                for bad in BAD:
                    reader.ask("post", action, dict.fromkeys(names, bad))
                for name in sorted(names) if len(names) <= SHORT else ():
                    reader.ask("post", action, values | {name: "zy"})
    assert len(seen) > 30
    assert all_found(readers) == {}


def forms_on(reader: Reader, address: str, data: dict) -> Iterator[tuple[html.FormElement, str]]:
    response = reader.ask("get", address, data)
    if response.streaming or not response.content or "html" not in response["Content-Type"]:
        return
    for form in html.document_fromstring(response.content.decode()).forms:
        if form.method == "POST":
            yield form, urljoin(address, form.get("action") or "").partition("?")[0]


# ------------------------------------------------------------------ the admin
OURS = ("archive", "ingest")
# Packages whose records an administrator sees under the names that they give them; Django's own few words.
OF_PACKAGES = [
    str(name)
    for model in site._registry
    if model._meta.app_label not in (*OURS, "auth")
    for name in (capfirst(model._meta.verbose_name_plural), model._meta.app_config.verbose_name)
]
OF_DJANGO = (
    "Search",
    "True",
    "False",
    "Document-subject relationship",
    "Document-subject relationships",
    "object",
)


def test_no_page_of_the_admin_speaks_such_words(things, readers):
    administrator = readers["administrator"]
    administrator.ask("get", reverse("admin:index"))
    for model in (each for each in site._registry if each._meta.app_label in OURS):
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses = [reverse(f"{place}_changelist"), reverse(f"{place}_add")]
        if first := model._default_manager.first():
            addresses += [
                reverse(f"{place}_{name}", args=[first.pk]) for name in ("change", "delete", "history")
            ]
        for address in addresses:
            for form, action in forms_on(administrator, address, {}):
                administrator.ask("post", action, dict(form.form_values()))
                administrator.ask("post", action, dict.fromkeys(filter(None, form.fields), "999"))
    assert untranslated(all_found(readers), (*NAMES, *OF_PACKAGES, *OF_DJANGO)) == []


def test_every_record_and_field_has_a_name_in_the_language_of_the_reader():
    """The history of changes and the admin show them."""
    with translation.override("es"):
        told = [
            str(text)
            for app in OURS
            for model in apps.get_app_config(app).get_models()
            for named in (model._meta, *model._meta.fields, *model._meta.local_many_to_many)
            for text in (named.verbose_name, getattr(named, "help_text", ""), *choices_of(named))
        ]
    assert untranslated(told, (*NAMES, "ID")) == []


def choices_of(named) -> list[str]:
    return [str(label) for _value, label in getattr(named, "flatchoices", None) or ()]


def all_found(readers: dict[str, Reader]) -> dict[str, str]:
    return {text: place for reader in readers.values() for text, place in reader.found.items()}
