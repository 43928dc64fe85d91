"""Set-up shared by all tests: folders of their own, static files without hashes."""

import gc
import os
from math import inf
from pathlib import Path

import pytest
from django.utils import translation

SHARED = Path(__file__).resolve().parents[2] / "shared"
# What only shows or guards the rows: the same on every database.
ONE_DATABASE_TELLS = (
    "tests/browser/",
    "tests/archive/accounts/",
    "tests/archive/backup/test_many_backups",
    "tests/archive/citations/",
    "tests/archive/fixity/",
    "tests/archive/interop/test_api",
    "tests/archive/interop/test_closed_texts",
    "tests/archive/interop/test_iiif",
    "tests/archive/interop/test_nothing_leaks",
    "tests/archive/interop/test_scripts_of_others",
    "tests/archive/interop/test_signposting",
    "tests/archive/interop/test_unapi",
    "tests/archive/interop/test_zotero",
    "tests/archive/scans/test_article_pdf",
    "tests/archive/scans/test_original_stores",
    "tests/archive/scans/test_page_images",
    "tests/archive/scans/test_page_tiles",
    "tests/archive/test_admin",
    "tests/archive/views/test_about",
    "tests/archive/views/test_lists",
    "tests/archive/views/test_long_articles",
    "tests/archive/monitoring/",
    "tests/archive/views/test_looks",
    "tests/archive/views/test_negotiation",
    "tests/archive/views/test_offline",
    "tests/archive/views/test_own_styles",
    "tests/archive/views/test_place.py",
    "tests/archive/views/test_reading",
    "tests/archive/views/test_style_search",
    "tests/archive/views/test_walking",
    "tests/archive/views/test_weights",
    "tests/ingest/desk/test_access.py",
    "tests/ingest/parsing/",
    "tests/ingest/sources/",
    "tests/ingest/desk/test_upload_memory.py",
    "tests/search/backends/",
    "tests/search/test_engine.py",
    "tests/search/test_headings.py",
    "tests/search/test_partial_answers.py",
    "tests/search/test_query_expansion.py",
    "tests/search/test_questions.py",
    "tests/search/test_raising.py",
    "tests/search/test_results_page.py",
    "tests/search/test_variants.py",
    "tests/search/test_views.py",
    "tests/search/test_warming.py",
    "tests/solr/",
    "tests/test_spoken_language.py",
    "tests/trials/test_hostile_uploads.py",
)


def pytest_addoption(parser):
    parser.addoption(
        "--rewrite-goldens", action="store_true", help="write what parsing finds as the golden files"
    )
    parser.addoption(
        "--of-the-database", action="store_true", help="only tests that another database could change"
    )
    parser.addoption("--issues", type=int, default=3, help="how many shared issues a librarian reviews")
    parser.addoption("--kills", type=int, default=30, help="how many workers are killed (SIGKILL)")


def pytest_ignore_collect(collection_path, config):
    """For a second database: what only shows its rows was tested on the first, and is not even imported."""
    if config.getoption("--of-the-database"):
        place = f"{collection_path.relative_to(config.rootpath).as_posix()}/"
        return any(each in place for each in ONE_DATABASE_TELLS) or None
    return None


def pytest_collection_modifyitems(config, items):
    """And so was what never asks a database."""
    if not config.getoption("--of-the-database"):
        return
    kept = {item for item in items if _asks_a_database(item)}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def pytest_collection_finish():
    """The ten thousand tests stay to the end: no search for garbage need look at them again."""
    gc.collect()
    gc.freeze()


def _asks_a_database(item) -> bool:
    fixtures = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where EXTERNAL_REQUIRED=1 (.ci/run sets it) a test marked `external` that skips has failed.

    Not so one that also needs the shared corpus, which a clean checkout does not have.
    """
    report = yield
    names = {mark.name for mark in item.iter_markers()}
    is_required = os.environ.get("EXTERNAL_REQUIRED") == "1" and "external" in names and "corpus" not in names
    if is_required and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"a test of what .ci/run installs was skipped: {call.excinfo.value}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _made_once(tmp_path_factory):
    from tests.made_once import make_once

    with pytest.MonkeyPatch.context() as patch:
        make_once(patch, tmp_path_factory)
        yield


@pytest.fixture(autouse=True)
def _own_var(settings, tmp_path):
    """Each test has its own originals, page images and index, and speaks the archive's language.

    A request in another language leaves that one behind in its thread.
    """
    from archive import trouble

    translation.deactivate()
    trouble._last.clear()  # each has its own minute
    trouble._since.clear()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests
    settings.ORIGINALS_DIR = tmp_path / "originals"
    settings.DERIVED_DIR = tmp_path / "derived"
    answers = {**settings.CACHES["answers"], "LOCATION": tmp_path / "answers"}
    settings.CACHES = {**settings.CACHES, "answers": answers}
    _give_own_index(settings, tmp_path / "index")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _give_own_index(settings, folder):
    """An index folder that nothing has touched; it is made when a test first writes to it."""
    from haystack import connections

    from search import engine_in_use

    settings.SEARCH_DIR = folder
    if settings.SEARCH_URL.startswith("tantivy:"):
        settings.SEARCH_URL = f"tantivy://{folder}/tantivy"
    # Nothing was moved; a look each second would be a statement of the database that no test expects.
    engine_in_use._looked = engine_in_use._Looked(inf, settings.SEARCH_URL, settings.SEARCH_URL)
    connections.reload("default")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The shared corpus, or a skip where it is absent."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("the shared corpus is not beside this checkout")
    return folder
