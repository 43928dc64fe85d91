"""What is found of a running archive, by `manage.py doctor`, on the overview and for Prometheus."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from archive.backup import latest
from archive.fixity.rounds import LastRound
from archive.models import OutboxEntry
from archive.monitoring import machine
from archive.monitoring.findings import all_findings
from archive.outbox import enqueue_for_indexing
from ingest.models import Job, WorkerPresence
from search import indexer
from tests import troubles
from tests.builders import make_document
from tests.ingest.desk.people import make_librarian, make_person
from tests.ingest.queue.queue_rows import make_job

pytestmark = pytest.mark.django_db


def found() -> dict:
    return {finding.name: finding for finding in all_findings()}


def to_do() -> set[str]:
    return {finding.name for finding in all_findings() if finding.advice}


def doctor() -> tuple[int, str]:
    """Its exit status and what it says."""
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def looked_at(ended_at, damaged=0) -> LastRound:
    return LastRound(ended_at, ended_at, 12, 0, damaged)


def note_backup(settings, taken_at, problems=0) -> None:
    settings.ORIGINALS_DIR.parent.mkdir(parents=True, exist_ok=True)
    told = {"taken_at": taken_at.isoformat(), "place": "/backups", "problems": problems}
    (settings.ORIGINALS_DIR.parent / "last_backup.json").write_text(json.dumps(told))


@pytest.fixture
def healthy(settings, monkeypatch):
    """An archive of which nothing must be done."""
    settings.DISK_FLOOR_MB = 0
    monkeypatch.setattr(machine, "OWN_MACHINE", set(settings.ALLOWED_HOSTS))
    settings.OCR_LANGUAGES = []
    monkeypatch.setattr("ingest.queue.watching.available_engine", lambda: "an engine 1.0")
    monkeypatch.setattr(machine, "last_fixity", lambda: looked_at(timezone.now()))
    note_backup(settings, timezone.now())
    indexer.apply_outbox()
    now = timezone.now()
    return WorkerPresence.objects.create(name="a", host="h", pid=1, started_at=now, seen_at=now)


def test_of_a_healthy_archive_nothing_must_be_done(healthy):
    status, said = doctor()
    assert (status, to_do()) == (0, set())
    assert all(line.startswith("ok  ") for line in said.splitlines())
    assert "1 worker is alive." in said


@pytest.mark.usefixtures("healthy")
class TestWhatMustBeDone:
    def test_no_worker(self, healthy):
        healthy.delete()
        assert to_do() == {"workers_alive"}
        status, said = doctor()
        assert status == 1
        assert "do  0 workers are alive.\n    → Start one: python manage.py worker" in said

    def test_a_worker_that_has_said_nothing_for_long_is_not_alive(self, healthy):
        WorkerPresence.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
        assert found()["workers_alive"].value == 0

    def test_a_file_that_waits_for_long(self, healthy):
        make_job()
        assert (to_do(), found()["jobs_waiting"].value) == (set(), 1)
        Job.objects.update(created_at=timezone.now() - timedelta(hours=2))
        assert to_do() == {"jobs_waiting"}
        assert found()["oldest_job_seconds"].value == pytest.approx(7200, abs=60)

    def test_an_outbox_that_nobody_empties(self, healthy):
        document = make_document()
        enqueue_for_indexing([document.pk, document.pk])
        assert (to_do(), found()["outbox_articles"].value) == (set(), 1)
        OutboxEntry.objects.update(written_at=timezone.now() - timedelta(minutes=20))
        assert to_do() == {"outbox_articles"}
        assert found()["outbox_oldest_seconds"].value == pytest.approx(1200, abs=60)

    def test_no_index(self, healthy):
        with troubles.no_index():
            assert to_do() == {"index_ready"}

    def test_little_room(self, healthy, settings):
        settings.DISK_FLOOR_MB = 10**9
        assert to_do() == {"free_bytes"}

    def test_languages_that_are_not_installed(self, healthy, settings):
        settings.OCR_LANGUAGES = ["eng", "xxx"]
        assert "tesseract-ocr-xxx" in found()["ocr_languages_missing"].advice

    def test_no_engine(self, healthy, monkeypatch):
        monkeypatch.setattr("ingest.queue.watching.available_engine", lambda: None)
        assert to_do() == {"ocr_languages_missing"}

    def test_backup(self, healthy, settings):
        note_backup(settings, timezone.now() - timedelta(days=3))
        assert to_do() == {"last_backup_timestamp_seconds"}
        note_backup(settings, timezone.now(), problems=2)
        assert to_do() == {"backup_problems"}
        (settings.ORIGINALS_DIR.parent / "last_backup.json").write_text("{half a n")
        assert latest.last() is None
        assert found()["last_backup_timestamp_seconds"].told == "No backup was ever taken."

    def test_folder_that_others_read(self, healthy, settings):
        settings.ORIGINALS_DIR.parent.chmod(0o755)
        assert to_do() == {"open_folder"}
        settings.ORIGINALS_DIR.parent.chmod(0o750)
        assert to_do() == set()

    def test_fixity(self, healthy, monkeypatch):
        monkeypatch.setattr(machine, "last_fixity", lambda: None)
        assert to_do() == {"last_fixity_timestamp_seconds"}
        monkeypatch.setattr(machine, "last_fixity", lambda: looked_at(timezone.now() - timedelta(days=40)))
        assert to_do() == {"last_fixity_timestamp_seconds"}
        monkeypatch.setattr(machine, "last_fixity", lambda: looked_at(timezone.now(), 2))
        assert to_do() == {"damaged_originals"}

    def test_settings_of_a_public_site(self, healthy, settings):
        settings.ALLOWED_HOSTS = ["archive.example"]
        settings.SITE_URL = ""
        said = [finding.told for finding in all_findings() if finding.name == "settings"]
        assert "SITE_URL is not set: citations give the address that each request came to." in said

    def test_changes_of_the_database_that_were_not_made(self, healthy, monkeypatch):
        monkeypatch.setattr(machine.MigrationExecutor, "migration_plan", lambda *_: [1, 2])
        assert found()["migrations_missing"].value == 2
        assert to_do() == {"migrations_missing"}


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told_once_and_all_else_all_the_same(client):
    with troubles.database_away():
        told = list(all_findings())
        status, _said = doctor()
        figures = client.get("/metrics")
    names = [finding.name for finding in told]
    assert names.count("trouble") == 1
    assert {"free_bytes", "settings", "last_backup_timestamp_seconds", "index_ready"} <= set(names)
    assert status == 1
    assert "hemeroteca_free_bytes" in figures.text


# ------------------------------------------------------------------ the overview
def test_librarians_are_told_on_the_overview_what_needs_a_person(client, healthy):
    client.force_login(make_librarian())
    assert "What the archive needs" not in client.get("/ingest/overview/").text
    healthy.delete()
    page = client.get("/ingest/overview/").text
    assert "What the archive needs" in page
    assert "0 workers are alive." in page
    assert "can be searched" not in page
    assert "necesita" in client.get("/ingest/overview/", headers={"accept-language": "es"}).text


def test_staff_are_not(client, healthy):
    healthy.delete()
    client.force_login(make_person("sol", "staff"))
    assert "What the archive needs" not in client.get("/ingest/overview/").text


# ------------------------------------------------------------------ figures
def figures(client, **headers) -> dict[str, float]:
    text = client.get("/metrics", headers=headers).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {sample.name: sample.value for sample in samples if not sample.labels}


def test_figures_are_those_of_the_findings(client, healthy):
    told = figures(client)
    assert told["hemeroteca_workers_alive"] == 1
    assert told["hemeroteca_to_do"] == 0
    assert told["hemeroteca_index_ready"] == 1
    assert told["hemeroteca_free_bytes"] > 0
    assert 'hemeroteca_info{database="' in client.get("/metrics").text


def test_they_are_for_this_machine_alone_or_for_who_knows_the_token(client, settings):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    for elsewhere in ("192.0.2.7", "10.0.0.1", ""):
        assert client.get("/metrics", REMOTE_ADDR=elsewhere).status_code == 404
    for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "Via"):
        assert client.get("/metrics", headers={name: "192.0.2.7"}).status_code == 404
    settings.METRICS_TOKEN = "a long one"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer a long on"}).status_code == 404
    response = client.get("/metrics", headers={"authorization": "Bearer a long one"}, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 200


def test_requests_are_counted_by_method_and_status(client):
    def counted(status):
        labels = f'hemeroteca_requests_total{{method="GET",status="{status}"}} '
        found = [line for line in client.get("/metrics").text.splitlines() if line.startswith(labels)]
        return float(found[0].rpartition(" ")[2]) if found else 0

    before = counted(404)
    client.get("/no/such/address")
    assert counted(404) == before + 1


def test_the_processes_of_a_web_server_count_together(tmp_path):
    """As gunicorn's do: forked, each with a file of its own; also one that has ended."""
    import os
    import subprocess
    import sys

    count = """
import os
from archive.monitoring.metrics import REQUESTS, SECONDS, written
for _process in range(3):
    if not (pid := os.fork()):
        for _number in range(5):
            REQUESTS.labels("GET", 200).inc()
            SECONDS.observe(0.02)
        os._exit(0)
    os.waitpid(pid, 0)
REQUESTS.labels("GET", 200).inc()
import django
from archive.monitoring import metrics
metrics.all_findings = lambda: []
metrics.versions = lambda: {}
print(written().decode())
"""
    environment = os.environ | {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }
    script = "import django; django.setup()\n" + count
    said = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert 'hemeroteca_requests_total{method="GET",status="200"} 16.0' in said
    assert "hemeroteca_request_seconds_count 15.0" in said
