"""Uploading with script: files one by one, two at a time, each with its own end."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from ingest.models import Job
from tests.browser.chromium import COUNT_REQUESTS
from tests.browser.people import sign_in, sign_in_as


@pytest.fixture
def uploading(archive, page):
    sign_in_as(page, archive["url"], "librarian")
    page.goto(f"{archive['url']}/ingest/upload/")
    return page


def texts(folder, *names):
    for name in names:
        (folder / name).write_text(f"A report on {name}.\n\nWhat was said of it at the meeting.", "utf-8")
    return [folder / name for name in names]


def hold_back(page):
    """What is sent from now on waits in this list."""
    held = []
    page.route("**/files/", lambda route: held.append(route))
    return held


def release_all(page, held):
    page.route("**/files/", lambda route: route.continue_())  # what comes now; it goes before the other
    for route in held:
        route.continue_()


def row(page, name):
    return page.locator("#uploads tr", has=page.get_by_role("rowheader", name=name, exact=True))


def test_each_file_has_its_own_end(uploading, tmp_path):
    page = uploading
    files = texts(tmp_path, "a.txt", "b.txt", "twin.txt")
    (tmp_path / "twin.txt").write_bytes((tmp_path / "a.txt").read_bytes())
    (tmp_path / "empty.pdf").write_bytes(b"")
    page.get_by_label("Journal").fill("Regional Affairs")
    page.get_by_label("Year").fill("2007")
    page.get_by_label("Files").set_input_files([*files, tmp_path / "empty.pdf"])
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "b.txt")).to_contain_text("waiting")
    expect(row(page, "empty.pdf")).to_contain_text("holds no bytes")
    expect(row(page, "twin.txt")).to_contain_text("being read already")
    expect(page.get_by_text("All that was sent is kept.")).to_be_visible()

    call_command("worker", once=True)
    expect(row(page, "b.txt").get_by_role("link", name="Review")).to_be_visible(timeout=15_000)
    expect(page.locator("#uploads output")).to_have_text("4 of 4 done")
    job = Job.objects.get(name="b.txt")
    assert (job.batch.journal, job.batch.year, job.batch.jobs.count()) == ("Regional Affairs", 2007, 4)


def test_at_most_two_files_are_on_their_way_and_none_is_lost(uploading, tmp_path):
    page = uploading
    page.evaluate(COUNT_REQUESTS)
    names = [f"{number:03}.txt" for number in range(100)]
    page.get_by_label("Files").set_input_files(texts(tmp_path, *names))
    page.get_by_role("button", name="Upload").click()
    try:
        expect(page.locator("#uploads tr[data-runs]")).to_have_count(100, timeout=60_000)
    except AssertionError:
        print(
            "LEFT",
            page.locator("#uploads tbody tr:not([data-runs])").all_inner_texts(),
            page.locator(".halted").inner_text(),
            Job.objects.count(),
            flush=True,
        )
        raise
    assert page.evaluate("window.mostAtOnce") == 2
    assert sorted(Job.objects.values_list("name", flat=True)) == names
    page.get_by_role("link", name="The page of this upload").click()
    expect(page.get_by_role("heading", name="100 files received")).to_be_visible()
    expect(page.locator("tr[data-job]")).to_have_count(100)


def test_a_lost_connection_halts_all_files_and_loses_none(uploading, tmp_path, complaints):
    page = uploading
    page.route("**/files/", lambda route: route.abort())
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt", "b.txt", "c.txt"))
    page.get_by_role("button", name="Upload").click()
    halted = page.locator(".halted")
    expect(halted).to_contain_text("The connection broke off. Nothing is lost")
    expect(halted).to_contain_text("tried again in 3 seconds")
    expect(page.locator("#uploads tr[data-unsent]")).to_have_count(3)
    assert not Job.objects.exists()
    page.unroute("**/files/")
    expect(page.locator("#uploads tr[data-runs]")).to_have_count(3, timeout=10_000)  # by itself
    expect(halted).to_be_hidden()
    assert sorted(Job.objects.values_list("name", flat=True)) == ["a.txt", "b.txt", "c.txt"]
    assert all("ERR_FAILED" in text for text in complaints)
    complaints.clear()


def test_who_was_signed_out_signs_in_elsewhere_and_goes_on(uploading, archive, tmp_path, complaints):
    page = uploading
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt"))
    page.context.clear_cookies()
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".halted")).to_contain_text("You are no longer signed in.")
    other = page.context.new_page()
    sign_in(other, archive["url"])
    page.get_by_role("button", name="Go on now").click()
    expect(row(page, "a.txt")).to_have_attribute("data-runs", "")
    complaints.clear()


def test_an_upload_that_broke_off_goes_on_where_it_ended(uploading, tmp_path):
    page = uploading
    files = texts(tmp_path, "a.txt", "b.txt", "c.txt")
    page.get_by_label("Files").set_input_files(files[:2])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#uploads tr[data-runs]")).to_have_count(2)
    page.reload()
    expect(page.locator("#uploads tr[data-runs]")).to_have_count(2)
    page.evaluate(COUNT_REQUESTS)
    page.get_by_label("Files").set_input_files(files)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#uploads tr[data-runs]")).to_have_count(3)
    expect(page.locator("#uploads tbody tr")).to_have_count(3)
    assert page.evaluate("window.filesSent") == 1
    assert sorted(Job.objects.values_list("name", flat=True)) == ["a.txt", "b.txt", "c.txt"]
    assert Job.objects.values("batch").distinct().count() == 1


def test_the_same_files_chosen_twice_stand_in_the_list_once(uploading, tmp_path):
    page = uploading
    files = texts(tmp_path, "a.txt", "b.txt")
    for _ in range(2):
        page.get_by_label("Files").set_input_files(files)
    expect(page.locator("#uploads tbody tr")).to_have_count(2)
    expect(page.get_by_text("Nothing is sent yet.")).to_be_visible()


def test_files_that_were_chosen_before_the_script_came_are_sent_by_it(uploading, tmp_path):
    page, held = uploading, []
    page.route("**/upload*.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt"))
    held[0].continue_()
    expect(row(page, "a.txt")).to_contain_text("waiting")
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "a.txt")).to_have_attribute("data-runs", "")


def test_a_kind_of_file_that_cannot_be_read_is_asked_about_before_it_is_sent(uploading, tmp_path):
    page = uploading
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt", "minutes.docx"))
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "minutes.docx")).to_contain_text("Save it as PDF")
    expect(row(page, "a.txt")).to_have_attribute("data-runs", "")
    assert [job.name for job in Job.objects.all()] == ["a.txt"]
    row(page, "minutes.docx").get_by_role("button", name="Send it anyway").click()
    expect(row(page, "minutes.docx")).to_have_attribute("data-runs", "")


def test_sending_is_paused_and_goes_on(uploading, tmp_path):
    page = uploading
    held = hold_back(page)
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt", "b.txt", "c.txt"))
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "a.txt")).to_contain_text("sending")
    page.get_by_role("button", name="Pause").click()
    release_all(page, held)
    expect(page.locator("#uploads tr[data-runs]")).to_have_count(2)
    expect(row(page, "c.txt")).to_contain_text("waiting")
    page.get_by_role("button", name="Go on now").click()
    expect(page.locator("#uploads tr[data-runs]")).to_have_count(3)


def test_a_file_can_be_taken_back_before_and_after_it_was_sent(uploading, tmp_path):
    page = uploading
    held = hold_back(page)
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt", "b.txt", "c.txt"))
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "b.txt")).to_contain_text("sending")
    expect(row(page, "a.txt")).to_contain_text("sending")
    row(page, "c.txt").get_by_role("button", name="Cancel").click()
    row(page, "a.txt").get_by_role("button", name="Cancel").click()
    expect(page.locator("#uploads tbody tr")).to_have_count(1)
    release_all(page, held)
    expect(row(page, "b.txt")).to_have_attribute("data-runs", "")
    row(page, "b.txt").get_by_role("button", name="Cancel").click()
    expect(row(page, "b.txt")).to_contain_text("Cancelled. The file is kept")
    expect(page.locator("#status")).to_have_text("b.txt: cancelled")
    assert list(Job.objects.values_list("name", "state")) == [("b.txt", "cancelled")]


def test_details_that_cannot_be_are_told_and_mended(uploading, tmp_path, complaints):
    page = uploading
    page.get_by_label("Volume").fill("7")
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt"))
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".halted")).to_contain_text("Say to which journal these numbers belong.")
    page.get_by_label("Journal").fill("Regional Affairs")
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "a.txt")).to_have_attribute("data-runs", "")
    assert all("422" in text for text in complaints)
    complaints.clear()


def test_what_was_said_of_the_last_upload_is_filled_in_by_one_click(uploading, archive, tmp_path):
    """The files that were chosen before stay chosen."""
    page = uploading
    page.get_by_label("Journal").fill("Rivista Regionale")
    page.get_by_label("Volume").fill("3")
    page.get_by_label("Year").fill("2004")
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt"))
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "a.txt")).to_have_attribute("data-runs", "")
    page.goto(f"{archive['url']}/ingest/upload/")
    expect(page.get_by_label("Journal")).to_have_value("")
    page.get_by_label("Files").set_input_files(texts(tmp_path, "b.txt"))
    page.get_by_role("link", name="As in your last upload: Rivista Regionale 3, 2004").click()
    for label, value in (("Journal", "Rivista Regionale"), ("Volume", "3"), ("Year", "2004"), ("Number", "")):
        expect(page.get_by_label(label)).to_have_value(value)
    expect(page.get_by_label("Journal")).to_be_focused()
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "b.txt")).to_have_attribute("data-runs", "")
    expect(page.get_by_role("link", name="As in your last upload")).to_have_count(0)
    job = Job.objects.get(name="b.txt")
    assert (job.batch.journal, job.batch.volume, job.batch.year) == ("Rivista Regionale", "3", 2004)


def test_folders_are_chosen_as_they_are(uploading, tmp_path):
    page = uploading
    folder = tmp_path / "issue"
    folder.mkdir()
    texts(folder, "1.txt", "2.txt", ".hidden")
    page.locator("#folder").set_input_files(folder)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#uploads tr[data-runs]")).to_have_count(2)
    assert sorted(Job.objects.values_list("name", flat=True)) == ["1.txt", "2.txt"]


def test_files_and_folders_are_dropped_anywhere_on_the_page(uploading, tmp_path):
    page = uploading
    inner = tmp_path / "issue" / "plates"
    inner.mkdir(parents=True)
    texts(tmp_path, "alone.txt")
    texts(tmp_path / "issue", "1.txt", "Thumbs.db")
    texts(inner, "2.txt")
    devtools = page.context.new_cdp_session(page)
    dropped = {"items": [], "files": [str(tmp_path / "issue"), str(tmp_path / "alone.txt")]}
    for kind in ("dragEnter", "dragOver", "drop"):
        data = dropped | {"dragOperationsMask": 1}
        devtools.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data})
    expect(page.locator("#uploads tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#uploads tr[data-runs]")).to_have_count(3)
    assert sorted(Job.objects.values_list("name", flat=True)) == ["1.txt", "2.txt", "alone.txt"]


def test_leaving_warns_while_something_is_not_sent_yet(uploading, archive, tmp_path):
    page, asked = uploading, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt"))
    page.get_by_label("Year").click()  # browsers ask only those who did something on the page
    page.goto(f"{archive['url']}/ingest/")
    assert asked == ["beforeunload"]
    page.goto(f"{archive['url']}/ingest/upload/")
    page.get_by_label("Files").set_input_files(tmp_path / "a.txt")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("All that was sent is kept.")).to_be_visible()
    page.goto(f"{archive['url']}/ingest/")
    assert asked == ["beforeunload"]


def test_a_page_that_watches_the_queue_shows_what_happens(uploading, archive, tmp_path):
    page = uploading
    page.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt"))
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "a.txt")).to_have_attribute("data-runs", "")
    page.goto(f"{archive['url']}/ingest/")
    call_command("worker", once=True)
    watched = page.locator("table.watched tr", has_text="a.txt")
    expect(watched).to_contain_text("needs review", timeout=15_000)
    expect(page.get_by_role("status")).to_have_text("a.txt: needs review")
