"""A real Chromium on a live server; every page is watched for console messages and policy reports."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.browser.chromium import FLAGS, find_chromium
from tests.browser.demo import keep_demo, make_demo, restore_demo
from tests.browser.places import DEMO_ISSUE

WATCH_THE_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`);
});
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright(django_db_setup, playwright):
    """Playwright runs an event loop in this thread, where Django refuses the ORM unless told otherwise.

    It stays so until Playwright ends, also for tests of other packages that come later.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield playwright
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = find_chromium()
    if chromium is None:
        missing = "Chromium is not on this machine: name it in CHROMIUM, or install it, to run browser tests"
        if os.environ.get("CHROMIUM_REQUIRED") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def base_url():
    """Addresses in these tests are whole: the live server's changes from run to run."""
    return None


@pytest.fixture(scope="session")
def _static_root():
    """The server warns of a missing folder when it starts; nothing is collected for tests."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def live_server(_static_root, live_server):
    return live_server


@pytest.fixture(scope="session")
def kept_demo(tmp_path_factory):
    """Where the first test that asks for the small archive leaves a copy of it for the others."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def archive(transactional_db, live_server, kept_demo):
    """The rows of the small archive, indexed and served; `archive["url"]` is where."""
    rows = restore_demo(kept_demo)
    if rows is None:
        rows = make_demo()
        call_command("rebuild_index", verbosity=0)
        keep_demo(kept_demo, rows)
    return rows | {"url": live_server.url}


@pytest.fixture(scope="session")
def kept_drafts(tmp_path_factory):
    """The same for `archive_with_drafts`."""
    return tmp_path_factory.mktemp("drafts")


@pytest.fixture
def archive_with_drafts(archive, kept_drafts):
    """The small archive with the drafts of a demo issue, as `ingest` leaves them."""
    if restore_demo(kept_drafts) is None:
        call_command("ingest", str(DEMO_ISSUE), verbosity=0)
        keep_demo(kept_drafts, archive)
    return archive


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def page(page, complaints):
    """A page that fails its test when the console or the content security policy has anything to say."""
    page.add_init_script(WATCH_THE_POLICY)
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    yield page
    assert not complaints
