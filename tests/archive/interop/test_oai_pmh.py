"""OAI-PMH: the protocol's rules one by one, then two real harvesters against a live server."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone
from lxml import etree
from oaipmh_scythe import Scythe
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

from archive.citations.formats import BY_KEY
from archive.interop import oai_records
from archive.interop.oai_records import METADATA_FORMATS
from archive.models import Document
from ingest.store.publishing import unpublish, withdraw
from tests.archive.citations.citation_readers import READERS
from tests.builders import make_document, make_issue, make_journal

SPACES = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
DATESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Answer:
    """One answer, checked against the rules that hold for all of them (schema OAI-PMH.xsd)."""

    def __init__(self, response):
        assert response.status_code == 200
        assert response["Content-Type"] == "text/xml; charset=utf-8"
        self.root = etree.fromstring(response.content)
        assert self.root.tag == f"{{{SPACES['o']}}}OAI-PMH"
        stamp, request, *rest = self.root
        assert DATESTAMP.fullmatch(stamp.text)
        assert etree.QName(request).localname == "request"
        assert request.text == "http://testserver/oai"
        assert rest
        names = {etree.QName(each).localname for each in rest}
        assert names == {"error"} or len(rest) == 1
        for header in self.all("//o:header"):
            children = [etree.QName(each).localname for each in header]
            assert children[:2] == ["identifier", "datestamp"]
            assert set(children[2:]) <= {"setSpec"}
            assert DATESTAMP.fullmatch(header[1].text)
        for record in self.all("//o:record"):
            children = [etree.QName(each).localname for each in record]
            assert children == (
                ["header"] if record[0].get("status") == "deleted" else ["header", "metadata"]
            )
        self.request = request

    def all(self, path: str) -> list:
        return self.root.xpath(path, namespaces=SPACES)

    @property
    def error(self) -> str:
        return ", ".join(self.all("//o:error/@code"))

    @property
    def token(self) -> str:
        return "".join(self.all("//o:resumptionToken/text()"))


@pytest.fixture
def ask(client, db):
    def asked(**arguments):
        since = arguments.pop("since", None)
        if since is not None:
            arguments["from"] = since
        return Answer(client.get("/oai", arguments))

    return asked


def make_shelf(count=7, **fields):
    issue = make_issue()
    return [make_document(f"Article {n}", first_label=n + 1, issue=issue, **fields) for n in range(count)]


def oai(document) -> str:
    return f"oai:testserver:{document.identifier}"


# ------------------------------------------------------------------ errors
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=Nonsense", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=x", "badArgument"),
        ("verb=GetRecord", "badArgument"),
        ("verb=GetRecord&identifier=oai:testserver:x", "badArgument"),
        ("verb=GetRecord&identifier=oai:testserver:x&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=GetRecord&identifier=%00&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=mods", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&colour=%01red", "badArgument"),
        ("verb=ListRecords&metadataPrefix=word", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2007", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2007-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2007-01-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2007-01-01&until=2007-01-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2007-01-02&until=2007-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2001-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=no-such-journal", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=abc", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=abc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListSets&resumptionToken=abc", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=", "badResumptionToken"),
        ("verb=ListMetadataFormats&identifier=oai:testserver:0000000k", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=7k2m9x4q", "idDoesNotExist"),
    ],
)
def test_each_fault_has_its_code(client, db, query, code):
    make_document()
    answer = Answer(client.get(f"/oai?{query}"))
    assert answer.error == code
    is_told = code not in ("badVerb", "badArgument")
    assert bool(answer.request.attrib) == is_told


def test_an_empty_archive_answers_every_verb(ask):
    assert ask(verb="Identify").error == ""
    assert ask(verb="ListSets").error == "noSetHierarchy"
    assert ask(verb="ListRecords", metadataPrefix="oai_dc").error == "noRecordsMatch"


def test_until_may_be_the_end_of_time(ask):
    make_document()
    answer = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", until="9999-12-31")
    assert len(answer.all("//o:header")) == 1


# ------------------------------------------------------------------ the verbs
def test_identify(ask, settings):
    settings.CONTACT_EMAIL = "desk@archive.example"
    document = make_document()
    answer = ask(verb="Identify")
    children = [etree.QName(each).localname for each in answer.all("//o:Identify")[0]]
    assert children == [
        "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord", "granularity",
    ]  # fmt: skip
    assert answer.all("string(//o:adminEmail)") == "desk@archive.example"
    assert answer.all("string(//o:earliestDatestamp)") == oai_records.datestamp(document.changed_at)
    assert answer.all("string(//o:deletedRecord)") == "persistent"
    assert answer.all("string(//o:granularity)") == "YYYY-MM-DDThh:mm:ssZ"


def test_identify_describes_its_identifiers_where_the_host_is_a_domain(client, db, settings):
    settings.SITE_URL = "https://archive.example"
    text = client.get("/oai?verb=Identify").text
    assert "<repositoryIdentifier>archive.example</repositoryIdentifier>" in text
    assert "<adminEmail>webmaster@archive.example</adminEmail>" in text


def test_get_record_by_get_and_by_post(client, ask):
    document = make_document("On Tides", subjects=("Trade",))
    arguments = {"verb": "GetRecord", "identifier": oai(document), "metadataPrefix": "oai_dc"}
    for answer in (ask(**arguments), Answer(client.post("/oai", arguments))):
        assert answer.all("string(//dc:title)") == "On Tides"
        assert answer.all("string(//o:header/o:identifier)") == oai(document)
        assert answer.all("//o:setSpec/text()") == [
            "regional-affairs-quarterly",
            "regional-affairs-quarterly:7-3-2007",
        ]
        assert dict(answer.request.attrib) == arguments


def test_a_harvester_needs_no_token_of_ours(db):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/oai", {"verb": "Identify"}).status_code == 200


@pytest.mark.parametrize("prefix", METADATA_FORMATS)
def test_every_format_is_in_its_namespace_and_reads_back(ask, prefix):
    document = make_document("On Tides & Treaties")
    answer = ask(verb="GetRecord", identifier=oai(document), metadataPrefix=prefix)
    (element,) = answer.all("//o:metadata/*")
    each = METADATA_FORMATS[prefix]
    assert {etree.QName(child).namespace for child in element.iter()} <= {
        each.namespace,
        SPACES["dc"],
    }
    location = element.get(f"{{{SPACES['xsi']}}}schemaLocation")
    assert location == f"{each.namespace} {each.schema}"
    if prefix != "jats":  # whose readers know no namespace
        (facts,) = READERS[prefix][0](etree.tostring(element, encoding="unicode"))
        assert facts["title"] == "On Tides & Treaties"


def test_the_formats_are_those_of_the_table(ask):
    document = make_document()
    for arguments in ({}, {"identifier": oai(document)}):
        answer = ask(verb="ListMetadataFormats", **arguments)
        prefixes = answer.all("//o:metadataPrefix/text()")
        assert prefixes == list(METADATA_FORMATS)
    assert set(prefixes) <= set(BY_KEY)


def test_sets_are_journals_and_their_issues(ask):
    make_shelf(2)
    make_document(issue=make_issue("1", "1", 1999, make_journal("Harbour Notes")))
    make_document(issue=make_issue("9", "9", 2009, make_journal("Drafts Only")), state="draft")
    answer = ask(verb="ListSets")
    specs = answer.all("//o:setSpec/text()")
    assert specs == [
        "regional-affairs-quarterly",
        "harbour-notes",
        "regional-affairs-quarterly:7-3-2007",
        "harbour-notes:1-1-1999",
    ]
    assert all(re.fullmatch(r"[\w\-.!~*'()]+(:[\w\-.!~*'()]+)*", spec) for spec in specs)
    counts = {
        spec: len(ask(verb="ListIdentifiers", metadataPrefix="mods", set=spec).all("//o:header"))
        for spec in specs
    }
    assert list(counts.values()) == [2, 1, 2, 1]


def test_sets_come_in_batches(ask, monkeypatch):
    monkeypatch.setattr(oai_records, "SETS_AT_ONCE", 2)
    for n in range(3):
        make_document(issue=make_issue(str(n), "1", 2000 + n, make_journal(f"Journal {n}")))
    specs, token = [], ""
    while True:
        answer = ask(verb="ListSets", **({"resumptionToken": token} if token else {}))
        specs += answer.all("//o:setSpec/text()")
        assert len(specs) <= 6
        if not (token := answer.token):
            break
    assert specs == ["journal-0", "journal-1", "journal-2"] + [
        f"journal-{n}:{n}-1-{2000 + n}" for n in range(3)
    ]


# ------------------------------------------------------------------ time
def test_bounds_belong_to_the_range_and_are_utc(ask, settings):
    settings.TIME_ZONE = "America/La_Paz"
    documents = make_shelf(3)
    for n, document in enumerate(documents):
        moment = datetime(2024, 5, 1, 23, 59, 58 + n if n < 2 else 59, 900_000, tzinfo=UTC) + timedelta(
            seconds=1 if n == 2 else 0
        )
        Document.objects.filter(pk=document.pk).update(changed_at=moment)

    def found(**bounds):
        answer = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **bounds)
        return len(answer.all("//o:header"))

    assert found(since="2024-05-01T23:59:59Z") == 2
    assert found(until="2024-05-01T23:59:59Z") == 2
    assert found(since="2024-05-01", until="2024-05-01") == 2
    assert found(since="2024-05-02") == 1
    assert found(since="2024-05-01T23:59:58Z", until="2024-05-01T23:59:58Z") == 1


# ------------------------------------------------------------------ deletion
def test_what_was_published_once_is_told_to_be_deleted(ask):
    kept, gone, back, never = [*make_shelf(3), make_document("Draft", state="draft")]
    withdraw(gone, "Printed twice.")
    unpublish([back])
    answer = ask(verb="ListRecords", metadataPrefix="oai_dc")
    states = {
        record.findtext("o:header/o:identifier", namespaces=SPACES): (
            record.find("o:header", SPACES).get("status"),
            record.find("o:metadata", SPACES) is not None,
        )
        for record in answer.all("//o:record")
    }
    assert states == {
        oai(kept): (None, True),
        oai(gone): ("deleted", False),
        oai(back): ("deleted", False),
    }
    answer = ask(verb="GetRecord", identifier=oai(gone), metadataPrefix="oai_dc")
    assert answer.all("//o:header/@status") == ["deleted"]
    assert ask(verb="GetRecord", identifier=oai(never), metadataPrefix="oai_dc").error == "idDoesNotExist"


def test_a_withdrawal_is_news_to_who_harvested_before(ask):
    documents = make_shelf(3)
    Document.objects.update(changed_at=timezone.now() - timedelta(days=30))
    withdraw(documents[1], "Printed twice.")
    yesterday = (timezone.now() - timedelta(days=1)).date().isoformat()
    answer = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", since=yesterday)
    assert answer.all("//o:identifier/text()") == [oai(documents[1])]


def test_a_subject_with_a_new_name_is_news_too(ask, admin_client):
    """What is told of an article changes with what it hangs on."""
    document, other = make_document("A", subjects=("Trade",)), make_document("B")
    Document.objects.update(changed_at=timezone.now() - timedelta(days=30))
    subject = document.subjects.get()
    response = admin_client.post(f"/admin/archive/subject/{subject.pk}/change/", {"name": "Commerce"})
    assert response.status_code == 302
    yesterday = (timezone.now() - timedelta(days=1)).date().isoformat()
    answer = ask(verb="ListRecords", metadataPrefix="oai_dc", since=yesterday)
    assert answer.all("//o:identifier/text()") == [oai(document)]
    assert answer.all("//dc:subject/text()") == ["Commerce"]
    assert other.identifier not in str(answer.all("//o:identifier/text()"))


# ------------------------------------------------------------------ harvesting
def harvest(ask, between=lambda: None, **arguments):
    answer = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **arguments)
    found = answer.all("//o:header/o:identifier/text()")
    while token := answer.token:
        between()
        answer = ask(verb="ListIdentifiers", resumptionToken=token)
        assert answer.error == ""
        found += answer.all("//o:header/o:identifier/text()")
    return found


@pytest.mark.parametrize("count", [1, 3, 4, 6, 7])
def test_every_record_comes_once(ask, monkeypatch, count):
    monkeypatch.setattr(oai_records, "RECORDS_AT_ONCE", 3)
    documents = make_shelf(count)
    assert harvest(ask) == [oai(document) for document in documents]


def test_records_of_one_moment_are_not_lost_between_batches(ask, monkeypatch):
    monkeypatch.setattr(oai_records, "RECORDS_AT_ONCE", 3)
    documents = make_shelf(8)
    Document.objects.update(changed_at=timezone.now())
    assert harvest(ask) == [oai(document) for document in documents]


def test_none_is_missed_while_the_archive_changes(ask, monkeypatch):
    """One that changes comes again later; a new one comes last; a withdrawn one stays, as deleted."""
    monkeypatch.setattr(oai_records, "RECORDS_AT_ONCE", 3)
    documents = make_shelf(9)
    changes = iter(
        (
            lambda: documents[0].save(),
            lambda: withdraw(documents[8], "Twice."),
            lambda: documents.append(make_document("New")),
        )
    )
    found = harvest(ask, between=lambda: next(changes, lambda: None)())
    assert set(found) == {oai(document) for document in documents}
    assert len(found) == len(documents) + 1


def test_the_list_says_how_long_it_is(ask, monkeypatch):
    monkeypatch.setattr(oai_records, "RECORDS_AT_ONCE", 3)
    make_shelf(7)
    answer = ask(verb="ListRecords", metadataPrefix="mods")
    places = []
    while True:
        (token,) = answer.all("//o:resumptionToken")
        places.append((token.get("cursor"), token.get("completeListSize"), bool(token.text)))
        if not token.text:
            break
        answer = ask(verb="ListRecords", resumptionToken=token.text)
    assert places == [("0", "7", True), ("3", "7", True), ("6", "7", False)]


def test_a_token_is_one_of_its_verb_and_cannot_be_altered(ask, monkeypatch):
    monkeypatch.setattr(oai_records, "RECORDS_AT_ONCE", 1)
    make_shelf(2)
    token = ask(verb="ListRecords", metadataPrefix="mods").token
    assert ask(verb="ListIdentifiers", resumptionToken=token).error == "badResumptionToken"
    assert ask(verb="ListRecords", resumptionToken=token[:-1]).error == "badResumptionToken"
    assert ask(verb="ListRecords", resumptionToken=token).error == ""


def test_a_batch_costs_the_same_however_many_records(ask, django_assert_num_queries):
    make_shelf(1, authors=("Inés Pradera", "Tomás Berrón"), subjects=("Trade",))
    with django_assert_num_queries(4):
        ask(verb="ListRecords", metadataPrefix="mods")
    make_shelf(20, authors=("Inés Pradera", "Tomás Berrón"), subjects=("Trade",))
    with django_assert_num_queries(4):
        ask(verb="ListRecords", metadataPrefix="mods")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("prefix", METADATA_FORMATS)
def test_two_harvesters_reach_the_last_record(live_server, monkeypatch, prefix):
    monkeypatch.setattr(oai_records, "RECORDS_AT_ONCE", 5)
    documents = make_shelf(23)
    withdraw(documents[4], "Printed twice.")
    address = f"{live_server.url}/oai"
    sickle = Sickle(address)
    assert sickle.Identify().deletedRecord == "persistent"
    records = list(sickle.ListRecords(metadataPrefix=prefix))
    assert len(records) == 23
    assert [record.deleted for record in records].count(True) == 1
    assert {record.header.identifier.rpartition(":")[2] for record in records} == {
        document.identifier for document in documents
    }
    assert len(list(sickle.ListRecords(metadataPrefix=prefix, ignore_deleted=True))) == 22
    posting = Sickle(address, http_method="POST")
    assert len(list(posting.ListIdentifiers(metadataPrefix=prefix))) == 23
    assert [each.metadataPrefix for each in sickle.ListMetadataFormats()] == list(METADATA_FORMATS)
    assert len(list(sickle.ListSets())) == 2
    with pytest.raises(NoRecordsMatch):
        sickle.ListRecords(metadataPrefix=prefix, **{"set": quote("no-such-journal")})
    with Scythe(address) as scythe:
        assert len(list(scythe.list_records(metadata_prefix=prefix))) == 23
        assert len(list(scythe.list_identifiers(metadata_prefix=prefix))) == 23
        one = scythe.get_record(identifier=records[0].header.identifier, metadata_prefix=prefix)
        assert one.header.identifier == records[0].header.identifier
