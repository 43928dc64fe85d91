"""The librarian's way from a file to a findable article, and the staff's to a file of citations."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import expect

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture
def sign_in(archive, page, django_user_model):
    """Sign somebody of a group in, through the form."""

    def through_the_form(group: str) -> None:
        user = django_user_model.objects.create_user("imelda", password="a long enough secret")
        user.groups.add(Group.objects.get(name=group))
        page.goto(f"{archive['url']}/sign-in/")
        page.get_by_label("Username").fill("imelda")
        page.get_by_label("Password").fill("a long enough secret")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    return through_the_form


def test_a_librarian_uploads_watches_corrects_and_publishes(page, archive, sign_in, tmp_path):
    sign_in("librarian")
    page.get_by_role("link", name="Scans").click()
    page.get_by_role("link", name="Upload scans").click()
    page.wait_for_load_state("load")  # the form sends file by file from here on

    locked = tmp_path / "really-a-note.pdf"
    locked.write_text("This is no PDF.")
    page.get_by_label("Files").set_input_files([FIXTURES / "issues" / "rsp-forum-7-3.pdf", locked])
    page.get_by_label("Journal").fill("Regional Social Policy Forum")
    page.get_by_label("Volume").fill("7")
    page.get_by_label("Number").fill("3")
    page.get_by_label("Year").fill("2007")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("All that was sent is kept.")).to_be_visible()
    page.get_by_role("link", name="The page of this upload").click()
    expect(page.get_by_role("heading", name="2 files received")).to_be_visible()

    call_command("worker", once=True)
    page.goto(f"{archive['url']}/ingest/")
    expect(page.get_by_role("row", name="really-a-note.pdf")).to_contain_text("upload the real PDF")
    page.get_by_role("link", name="rsp-forum-7-3.pdf", exact=True).click()

    page.get_by_role("link", name="The Integration of Peoples").click()
    page.get_by_label("Title", exact=True).fill("The Integration of the Peoples")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("was published.").first).to_be_visible()

    call_command("indexer")
    page.goto(f"{archive['url']}/search/?q=title:%22integration of the peoples%22 summit")
    expect(page.locator(".result")).to_have_count(1)
    page.locator(".snippets a.folio").first.click()
    expect(page.locator("mark#hit-1")).to_be_in_viewport()


def test_staff_export_the_citations_of_a_search(page, archive, sign_in, capsys):
    sign_in("staff")
    page.goto(f"{archive['url']}/search/?q=integration")
    wanted = page.locator(".result").count()
    assert wanted > 1
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name="RIS").first.click()
    records = Path(download.value.path()).read_text("utf-8")
    assert records.count("ER  - ") == wanted

    page.locator(".result-title a").first.click()
    identifier = page.url.split("/d/")[1].split("-")[0]
    capsys.readouterr()
    call_command("cite", identifier, format="csl-json")
    (record,) = json.loads(capsys.readouterr().out)
    assert record["title"] in page.title()
