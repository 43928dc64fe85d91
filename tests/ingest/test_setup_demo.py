import stat
import tomllib
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from archive.models import Document, OutboxEntry, Scan
from ingest import demo
from ingest.details import Details
from ingest.models import Batch, Job
from tests.builders import make_document

FILES = """
[[files]]
name = "one.txt"
journal = "Regional Affairs"
journal_abbreviation = "Reg. Aff."
publisher = "Lake Press"
volume = "7"
number = "3"
year = 2007
month = 12
language = "en"

[[files]]
name = "two.txt"
journal = "Cuadernos"
year = 2008
"""


@pytest.fixture
def fixtures(tmp_path, settings, monkeypatch, reading):
    """A demo of two small files, an archive folder of its own, static files without hashes."""
    folder = tmp_path / "fixtures"
    folder.mkdir()
    (folder / "demo.toml").write_text(FILES)
    (folder / "one.txt").write_text("The treaty was signed by all.\n\fNobody came to the feast.\n")
    (folder / "two.txt").write_text("El tratado fue firmado por todos.\n")
    monkeypatch.setattr(demo, "demo_file", lambda: folder / "demo.toml")
    settings.VAR_DIR = tmp_path
    settings.SEARCH_DIR = tmp_path / "index"
    settings.STATIC_ROOT = tmp_path / "static"
    return folder


def setup_demo():
    out = StringIO()
    call_command("setup_demo", stdout=out)
    return out.getvalue()


# Two workers in threads of their own: the rows must be committed for them to see.
pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_run_fills_the_archive_through_the_real_ingest(fixtures, client, settings):
    told = setup_demo()
    assert sorted(str(d.issue) for d in Document.objects.published()) == [
        "Cuadernos 2008",
        "Regional Affairs 7(3), 2007",
    ]
    assert Document.objects.count() == 2
    assert Document.objects.get(issue__year=2007).pages.count() == 2
    assert not OutboxEntry.objects.exists()
    assert "2 articles are published" in told
    password = (settings.VAR_DIR / "demo_password").read_text().strip()
    assert password in told
    assert stat.S_IMODE((settings.VAR_DIR / "demo_password").stat().st_mode) == 0o600
    client.post("/sign-in/", {"username": "librarian", "password": password})
    assert client.get("/ingest/").status_code == 200
    assert list(settings.STATIC_ROOT.rglob("desk*.css"))


def test_the_second_run_repeats_nothing_and_brings_nothing_back(fixtures, settings):
    setup_demo()
    Document.objects.filter(issue__year=2008).delete()
    User.objects.all().delete()
    assert setup_demo() == ""
    assert Document.objects.count() == 1
    assert Job.objects.count() == Scan.objects.count() == 2


def test_a_run_that_was_killed_half_way_is_finished_by_the_next(fixtures):
    setup_demo_begun = demo.begin()
    assert setup_demo_begun == 2
    assert demo.unfinished() == 2
    password = demo.kept_password()
    setup_demo()
    assert Document.objects.published().count() == 2
    assert demo.kept_password() == password
    assert User.objects.get(username="librarian").check_password(password)


def test_a_run_that_was_killed_before_the_librarian_was_made_begins_again(fixtures):
    password = demo.kept_password()
    setup_demo()
    assert User.objects.get().check_password(password)
    assert Document.objects.published().count() == 2


def test_the_demo_keeps_out_of_an_archive_with_things_of_its_own(fixtures):
    make_document()
    assert "the demo is not added" in setup_demo()
    assert not Batch.objects.exists()
    assert not User.objects.exists()


def test_static_files_are_collected_again_when_a_source_has_changed(fixtures, settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.css").write_text("a {}")
    assert "Collecting" in setup_demo()
    assert "Collecting" not in setup_demo()
    (tmp_path / "sources" / "b.css").write_text("b {}")
    assert "Collecting" in setup_demo()
    assert (settings.STATIC_ROOT / "b.css").exists()


def test_the_demo_s_list_names_files_that_are_there_with_details_that_exist():
    entries = tomllib.loads(demo.demo_file().read_text("utf-8"))["files"]
    assert entries
    for entry in entries:
        assert (demo.demo_file().parent / entry["name"]).is_file()
        assert set(entry) - {"name"} <= set(Details.__slots__)
