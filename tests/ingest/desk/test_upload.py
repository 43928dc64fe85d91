import io
from hashlib import sha256
from pathlib import Path

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from lxml import html

from archive import trouble
from archive.models import Document, Scan
from archive.scans.originals import original_path, staging_dir
from ingest.desk import upload as uploading
from ingest.models import Batch, Job
from ingest.queue import jobs
from ingest.queue.worker import Worker
from ingest.store.cataloguing import set_rights
from tests.builders import make_document
from tests.full_disk import no_file_longer_than
from tests.ingest.desk.people import make_person
from tests.ingest.queue.queue_rows import make_scan_of

pytestmark = pytest.mark.django_db
UPLOAD = "/ingest/upload/"


def blank_pdf(*, pages=1, password=""):
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def send(client, *files, follow=True, **details):
    """Files are (name, content)."""
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(UPLOAD, {"files": uploads, **details}, follow=follow)


def staged():
    return list(staging_dir().iterdir()) if staging_dir().exists() else []


def text_of(response):
    return " ".join(response.content.decode().split())


# ------------------------------------------------------------------ who
@pytest.mark.parametrize(("group", "status"), [(None, 403), ("staff", 403), ("librarian", 200)])
def test_librarians_may_upload(client, group, status):
    client.force_login(make_person("somebody", group))
    assert client.get(UPLOAD).status_code == status
    assert client.post(UPLOAD).status_code == (403 if status == 403 else 422)


def test_others_are_asked_to_sign_in(client):
    assert client.get(UPLOAD)["Location"] == f"{reverse('sign_in')}?next={UPLOAD}"
    assert send(client, ("a.txt", b"text"), follow=False).status_code == 302
    assert not Scan.objects.exists()


def test_another_site_cannot_upload_for_a_librarian(librarian):
    client = Client(enforce_csrf_checks=True)
    client.force_login(librarian)
    assert send(client, ("a.txt", b"text")).status_code == 403
    assert not Scan.objects.exists()
    assert staged() == []
    token = client.get(UPLOAD).cookies["csrftoken"].value
    assert send(client, ("a.txt", b"text"), csrfmiddlewaretoken=token).status_code == 200
    assert Scan.objects.count() == 1


# ------------------------------------------------------------------ what comes of it
def test_files_are_kept_and_queued_with_what_was_said_of_them(desk, librarian):
    response = send(
        desk, ("a.txt", b"One."), ("b.txt", b"Two."), journal="Regional Affairs", volume="7", year="2007"
    )
    batch = Batch.objects.get()
    assert response.redirect_chain == [(f"/ingest/batches/{batch.pk}/", 302)]
    assert (batch.created_by, batch.journal, batch.volume, batch.year) == (
        librarian,
        "Regional Affairs",
        "7",
        2007,
    )
    assert [(job.name, job.state) for job in batch.jobs.all()] == [("a.txt", "waiting"), ("b.txt", "waiting")]
    scan = Scan.objects.get(original_name="a.txt")
    assert original_path(scan.sha256).read_bytes() == b"One."
    assert (scan.sha256, scan.uploaded_by, scan.size) == (sha256(b"One.").hexdigest(), librarian, 4)
    assert staged() == []
    assert "2 files received" in text_of(response)


def test_rights_said_of_an_upload_are_those_of_its_texts_until_somebody_says_others(desk, reading, librarian):
    send(desk, ("a.txt", b"The treaty was signed.\n"), rights="CC BY 4.0")
    Worker().run(until_empty=True)
    document = Document.objects.get()
    assert (document.rights, document.evidence["rights"]["source"]) == ("CC BY 4.0", "batch")
    set_rights([document], "All rights reserved", librarian)
    jobs.run_again(Job.objects.get())
    Worker().run(until_empty=True)
    assert Document.objects.get().rights == "All rights reserved"


def said_in(response) -> dict[str, str]:
    """What the fields of the upload form hold, where they hold something."""
    page = html.fromstring(response.content)
    fields = page.xpath("//form[@enctype]//fieldset//input[@name and @value]")
    return {field.get("name"): field.get("value") for field in fields}


def test_what_was_said_of_the_last_upload_is_offered_to_the_next_and_not_filled_in(desk):
    said = {"journal": "Rivista Regionale", "volume": "3", "number": "2", "year": "2004-05-06"}
    said |= {"language": "it", "rights": "CC BY 4.0"}
    send(desk, ("a.txt", b"One."), **said)
    send(desk, ("b.txt", b"Two."))  # nothing was said of this one
    empty = desk.get(UPLOAD)
    assert said_in(empty) == {}
    (offer,) = html.fromstring(empty.content).xpath('//a[@id="as-last"]')
    assert offer.text == "As in your last upload: Rivista Regionale 3(2), May 6, 2004 · it · CC BY 4.0"
    assert {name: offer.get(f"data-{name}") for name in said} == said
    taken = desk.get(UPLOAD + offer.get("href"))  # without script
    assert said_in(taken) == said
    assert "As in your last upload" not in text_of(taken)


def test_a_new_form_after_a_refusal_holds_nothing_that_nobody_said_of_it(desk, settings):
    send(desk, ("a.txt", b"One."), journal="Rivista Regionale")
    settings.UPLOAD_MAX_MB = 0
    refused = send(desk, ("b.txt", b"Two."), journal="Another")
    assert (refused.status_code, said_in(refused)) == (413, {})
    assert "As in your last upload: Rivista Regionale" in text_of(refused)


def test_nobody_is_offered_what_another_said(desk, client):
    send(desk, ("a.txt", b"One."), journal="Rivista Regionale")
    client.force_login(make_person("other", "librarian"))
    assert "last upload" not in text_of(client.get(UPLOAD))


def test_an_upload_that_is_gone_on_with_shows_its_whole_date(desk):
    send(desk, ("a.txt", b"One."), journal="Daily Port", year="2006-12-03")
    page = desk.get(UPLOAD, {"batch": Batch.objects.get().pk})
    assert said_in(page) == {"journal": "Daily Port", "year": "2006-12-03"}
    assert "last upload" not in text_of(page)


@pytest.mark.parametrize(
    ("details", "message"),
    [
        ({"year": "99"}, "1400"),
        ({"volume": "7"}, "to which journal"),
        ({"language": "english"}, "en, es or pt-BR"),
    ],
)
def test_a_wrong_detail_is_said_and_nothing_is_kept(desk, details, message):
    response = send(desk, ("a.txt", b"One."), **details)
    assert response.status_code == 422
    assert message in text_of(response)
    assert not Scan.objects.exists()
    assert staged() == []


def test_a_form_without_files_asks_for_one(desk):
    response = desk.post(UPLOAD, {"journal": "Regional Affairs"})
    assert response.status_code == 422
    assert "Choose at least one file." in text_of(response)


# ------------------------------------------------------------------ bad files
BAD = [
    ("empty.pdf", b"", "empty file"),
    ("words.pdf", b"Only words, no PDF.", "not a PDF"),
    ("locked.pdf", blank_pdf(password="secret"), "remove the password"),
    ("none.pdf", blank_pdf(pages=0), "without pages|no pages|nothing to read"),
]


def test_bad_files_say_what_why_and_what_to_do_and_stop_no_other(desk, reading):
    send(desk, *[(name, content) for name, content, _ in BAD], ("good.txt", b"The treaty was signed.\n"))
    Worker().run(until_empty=True)
    page = text_of(desk.get(f"/ingest/batches/{Batch.objects.get().pk}/"))
    jobs = {job.name: job for job in Job.objects.all()}
    for name, content, message in BAD:
        job = jobs[name]
        assert job.state == "rejected", name
        assert any(each in str(job.reason) for each in message.split("|")), job.reason
        assert str(job.reason)[1:].replace("'", "&#x27;") in page
        if content:
            assert original_path(job.scan.sha256).read_bytes() == content
    assert jobs["good.txt"].state == "review"
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.txt", "boot.txt"),
        ('<script>alert("x")</script>.txt', "script&gt;.txt"),
        ("a" * 300 + ".txt", "a" * 251 + ".txt"),
    ],
)
def test_the_name_of_a_file_is_only_a_name(desk, settings, sent, shown):
    body = (
        f'--X\r\nContent-Disposition: form-data; name="files"; filename="{sent.replace(chr(34), "%22")}"\r\n\r\n'
        "One.\r\n--X--\r\n"
    )
    response = desk.post(UPLOAD, body.encode(), content_type="multipart/form-data; boundary=X", follow=True)
    assert response.status_code == 200
    assert shown in text_of(response)
    assert "<script>alert" not in text_of(response)
    kept = [path for path in Path(settings.ORIGINALS_DIR).rglob("*") if path.is_file()]
    assert kept == [original_path(sha256(b"One.").hexdigest())]


def test_the_same_file_twice_is_held_once_and_the_way_to_it_is_shown(desk):
    scan = make_scan_of("first.pdf", b"same bytes")
    document = make_document(scan=scan)
    response = send(desk, ("second.pdf", b"same bytes"))
    job = Job.objects.get()
    assert job.state == "duplicate"
    assert "and is held: “first.pdf”, Regional Affairs Quarterly 7(3), 2007." in text_of(response)
    assert f'href="/ingest/jobs/{job.pk}/">Open it' in text_of(response)
    assert document.get_absolute_url() in text_of(desk.get(f"/ingest/jobs/{job.pk}/"))
    assert Scan.objects.count() == 1


def test_the_same_file_twice_in_one_upload_is_read_once(desk):
    send(desk, ("a.txt", b"One."), ("b.txt", b"One."))
    assert [job.state for job in Job.objects.all()] == ["waiting", "duplicate"]


# ------------------------------------------------------------------ limits
def test_too_much_at_once_is_refused_with_the_limit(desk, settings):
    settings.UPLOAD_MAX_MB = 1
    response = send(desk, ("a.txt", b"x" * 2_000_000))
    assert response.status_code == 413
    assert "at most 1 MB" in text_of(response)
    assert not Scan.objects.exists()


def test_too_many_files_at_once_are_refused_with_the_limit(desk, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = settings.UPLOAD_MAX_FILES = 2
    response = send(desk, *[(f"{n}.txt", b"One.") for n in range(3)])
    assert response.status_code == 413
    assert "At most 2 files" in text_of(response)
    assert staged() == []


def test_a_disk_that_fills_up_on_the_way_keeps_nothing_and_says_so(desk, monkeypatch, caplog):
    monkeypatch.setattr(trouble, "_last", {})
    with no_file_longer_than(8_000_000):
        response = send(desk, ("a.txt", b"One."), ("b.txt", b"x" * 9_000_000))
    assert response.status_code == 507
    assert "disk is full" in text_of(response)
    assert "Nothing was received" in text_of(response)
    assert not any(line.exc_info for line in caplog.records)
    assert any(line.startswith("disk full: ") for line in caplog.messages)
    assert staged() == []
    assert not Job.objects.exists()
    assert send(desk, ("a.txt", b"One.")).status_code == 200


def test_a_database_that_fills_up_says_which_files_were_not_received(desk, monkeypatch):
    receive = uploading.receive

    def full_at_the_second(kept, name, batch, **options):
        if name == "b.txt":
            raise OperationalError("database or disk is full")
        return receive(kept, name, batch)

    monkeypatch.setattr(uploading, "receive", full_at_the_second)
    response = send(desk, ("a.txt", b"One."), ("b.txt", b"Two."), ("c.txt", b"Three."))
    assert response.status_code == 507
    assert "Not received: b.txt, c.txt." in text_of(response)
    assert [job.name for job in Job.objects.all()] == ["a.txt"]
    assert f"/ingest/batches/{Batch.objects.get().pk}/" in text_of(response)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--X\r\nbroken",
        b'--X\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf',
    ],
)
def test_a_broken_body_is_no_server_error(desk, body):
    response = desk.post(UPLOAD, body, content_type="multipart/form-data; boundary=X")
    assert response.status_code in (302, 400, 422)
    assert len(staged()) == 0


# ------------------------------------------------------------------ queries
def test_the_page_of_an_upload_costs_the_same_for_one_file_and_for_twenty(
    desk, django_assert_max_num_queries
):
    send(desk, ("a.txt", b"One."))
    one = f"/ingest/batches/{Batch.objects.latest('pk').pk}/"
    send(desk, *[(f"{n}.txt", str(n).encode()) for n in range(20)])
    twenty = f"/ingest/batches/{Batch.objects.latest('pk').pk}/"
    for address in (UPLOAD, one, twenty):
        with django_assert_max_num_queries(9):
            assert desk.get(address).status_code == 200
