"""A new reading of a held file: made by a worker, kept for all of its texts, taken over by a person."""

import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from archive.models import Document
from ingest.models import Job, Revision
from ingest.queue import jobs, readings
from ingest.sandbox import parent
from ingest.store import Correction, correct_document, publish, store_documents
from ingest.store.texts import correct_text
from ingest.store.undoing import undo
from tests.builders import make_document
from tests.ingest.desk.people import make_librarian
from tests.ingest.desk.test_review import text_of
from tests.ingest.parsing.parses import document, page, parsed_file
from tests.ingest.queue.queue_rows import make_scan_of

pytestmark = pytest.mark.django_db
ISSUE = Path(__file__).resolve().parents[3] / "fixtures" / "issues" / "rsp-forum-6-2.pdf"


class Readers:
    """What every file says when it is read, and how often one was."""

    def __init__(self, *texts) -> None:
        self.parsed = parsed_file(*texts, version=readings.PARSER_VERSION)
        self.languages, self.refusal = [], ""

    def read(self, path, name, on_tick, *, languages, kept):
        self.languages.append(languages)
        if self.refusal:
            raise parent.RejectedError(self.refusal)
        on_tick(1, 1)
        return parent.FileContents("application/pdf", self.parsed)


TEXTS = (document(1, title="Of Rivers"), document(2, 3, title="Of Seas"))
BETTER = (document(1, title="Of Great Rivers"), replace(TEXTS[1], pages=(page(2, "Read better."), page(3))))


@pytest.fixture
def readers(reading, monkeypatch):
    readers = Readers(*BETTER)
    monkeypatch.setattr(parent, "read", readers.read)
    return readers


@pytest.fixture
def held(db):
    """Two published texts of one file that came in before there were jobs."""
    rows = store_documents(parsed_file(*TEXTS), make_scan_of("issue.pdf")).documents
    publish(rows)
    return rows


def place(row, *others) -> str:
    names = ",".join(other.identifier for other in others)
    return reverse("ingest:compare", args=[row.identifier]) + (f"?then={names}" if names else "")


def work() -> None:
    call_command("worker", once=True)


def ask(desk, row, how="again"):
    answer = desk.post(place(row), {"read": how})
    assert answer["Location"] == f"{place(row)}?refresh=1"


def read_again(desk, row, how="again") -> None:
    ask(desk, row, how)
    work()


def seen(desk, address) -> dict[str, str]:
    """What the form on the page sends along."""
    context = desk.get(address).context
    return {
        "reading": context["reading"].key,
        "seen_at": context["document"].changed_at.isoformat(),
    }


def names_of(answer) -> list[str]:
    return [each.name for each in answer.context["differences"]]


# ------------------------------------------------------------------ read by a worker, once
def test_looking_reads_nothing_and_asks_for_nothing(desk, held, readers):
    answer = desk.get(place(held[0]))
    assert "has not been read again lately" in text_of(answer)
    assert (readers.languages, Job.objects.count()) == ([], 0)


def test_the_page_says_how_far_the_reading_is_and_shows_what_differs_when_it_is_there(desk, held, readers):
    ask(desk, held[0])
    waits = desk.get(place(held[0]), {"refresh": 1})
    assert ("being read again" in text_of(waits), waits["Refresh"]) == (True, "5")
    job = jobs.claim("somebody")
    jobs.renew(job, 3, 12)
    runs = desk.get(place(held[0]))
    assert "page 3 of 12" in text_of(runs)
    assert '<progress max="12" value="3"' in runs.text
    assert "Refresh" not in runs
    jobs.release(job)
    work()
    there = desk.get(place(held[0]), {"refresh": 1})
    assert names_of(there) == ["title"]
    assert "Refresh" not in there


def test_a_reading_that_waits_while_no_worker_runs_says_so(desk, held, readers):
    ask(desk, held[0])
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert "no worker is running" in text_of(desk.get(place(held[0])))


def test_all_texts_of_a_file_use_one_reading_which_looking_and_saving_never_renew(desk, held, readers):
    chosen = {"act": "compare", "documents": [row.identifier for row in held]}
    desk.post(reverse("ingest:change_documents"), chosen)
    ask(desk, held[1])
    work()
    ask(desk, held[0])
    assert [names_of(desk.get(place(row))) for row in held] == [["title"], ["text-1"]]
    for row, name in zip(held, ("title", "text-1"), strict=True):
        desk.post(place(row), {"take": name} | seen(desk, place(row)))
    assert Document.objects.get(pk=held[0].pk).title == "Of Great Rivers"
    assert held[1].pages.first().text == "Read better."
    assert (len(readers.languages), Job.objects.count()) == (1, 1)
    assert "says the same as is held" in text_of(desk.get(place(held[0])))


def test_what_readers_see_is_another_only_when_a_person_has_taken_it_over_and_can_be_undone(
    desk, held, readers
):
    before = list(Document.objects.values())
    read_again(desk, held[0])
    desk.get(place(held[0]))
    assert list(Document.objects.values()) == before
    desk.post(place(held[0]), {"take": ["nonsense", "text-7"]} | seen(desk, place(held[0])))
    assert list(Document.objects.values()) == before
    desk.post(place(held[0]), {"take": "title"} | seen(desk, place(held[0])))
    undo(Revision.objects.latest("pk"), None)
    assert Document.objects.get(pk=held[0].pk).title == "Of Rivers"


def test_page_images_are_recognised_in_the_languages_of_the_texts(desk, held, readers):
    Document.objects.filter(pk=held[0].pk).update(language="fr")
    make_document("Elsewhere", language="de")
    read_again(desk, held[0])
    assert [sorted(each) for each in readers.languages] == [["eng", "fra"]]


# ------------------------------------------------------------------ read anew
def test_a_file_is_read_anew_when_parser_or_language_is_another(desk, held, readers, monkeypatch):
    for changed in (
        lambda: monkeypatch.setattr(readings, "PARSER_VERSION", "2026"),
        lambda: Document.objects.filter(pk=held[1].pk).update(language="pt"),
    ):
        readers.parsed = replace(readers.parsed, parser_version=readings.PARSER_VERSION)
        read_again(desk, held[0], "anew")
        assert "the parser has changed" not in text_of(desk.get(place(held[0])))
        before = len(readers.languages)
        read_again(desk, held[0])
        assert len(readers.languages) == before
        changed()
        assert "the parser has changed" in text_of(desk.get(place(held[0])))
        readers.parsed = replace(readers.parsed, parser_version=readings.PARSER_VERSION)
        read_again(desk, held[0])
        assert len(readers.languages) == before + 1
        assert "the parser has changed" not in text_of(desk.get(place(held[0])))


def test_what_was_read_anew_since_the_page_was_opened_is_not_taken_over_unseen(desk, held, readers):
    read_again(desk, held[0])
    form = {"take": "title"} | seen(desk, place(held[0]))
    readers.parsed = parsed_file(document(1, title="Unseen"), BETTER[1])
    read_again(desk, held[0], "anew")
    answer = desk.post(place(held[0]), form, follow=True)
    assert "What was read is another since you opened this page" in text_of(answer)
    assert Document.objects.get(pk=held[0].pk).title == "Of Rivers"
    assert [each.read for each in answer.context["differences"]] == ["Unseen"]


# ------------------------------------------------------------------ what goes wrong
def test_a_file_that_can_no_longer_be_read_says_why_and_what_to_do(desk, held, readers):
    readers.refusal = "locked with a password: save it without one, upload that"
    read_again(desk, held[0])
    answer = desk.get(place(held[0]))
    assert "Locked with a password: save it without one" in text_of(answer)
    job = Job.objects.get()
    assert (job.state, job.may_run_again) == ("rejected", True)
    readers.refusal = ""
    read_again(desk, held[0], "anew")
    assert names_of(desk.get(place(held[0]))) == ["title"]
    assert "password" not in text_of(desk.get(place(held[0])))


def test_a_refusal_leaves_what_was_read_before(desk, held, readers):
    read_again(desk, held[0])
    readers.refusal = "damaged: print it anew"
    read_again(desk, held[0], "anew")
    answer = desk.get(place(held[0]))
    assert "Damaged: print it anew" in text_of(answer)
    assert names_of(answer) == ["title"]


def test_what_a_killed_worker_left_is_read_by_the_next(desk, held, readers):
    ask(desk, held[0])
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        assert jobs.claim(f"killed {attempt}").attempts == attempt
        assert "Stalled" not in text_of(desk.get(place(held[0])))
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert "Stalled: its worker is not heard of" in text_of(desk.get(place(held[0])))
        if attempt == 1:
            work()
            assert names_of(desk.get(place(held[0]))) == ["title"]
            ask(desk, held[0], "anew")
            Job.objects.update(attempts=1)
    work()
    assert "The work on this file broke off 3 times" in text_of(desk.get(place(held[0])))


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00", None])
def test_a_kept_reading_that_is_damaged_or_gone_is_read_again(desk, held, readers, content):
    read_again(desk, held[0])
    form = {"take": "title"} | seen(desk, place(held[0]))
    (path,) = readings._folder().iterdir()
    path.unlink() if content is None else path.write_bytes(content)
    answer = desk.post(place(held[0]), form, follow=True)
    assert "Nothing was saved" in text_of(answer)
    assert "has not been read again lately" in text_of(answer)
    read_again(desk, held[0])
    assert names_of(desk.get(place(held[0]))) == ["title"]


def test_a_file_that_is_divided_otherwise_now_offers_nothing(desk, held, readers):
    readers.parsed = parsed_file(document(1, 3))
    read_again(desk, held[0])
    assert "divides the file otherwise" in text_of(desk.get(place(held[0])))


def test_a_text_in_two_scans_cannot_be_compared(desk, held, readers):
    held[1].pages.filter(sequence=2).update(scan=make_scan_of("another.pdf"))
    for answer in (
        desk.get(place(held[1]), follow=True),
        desk.post(place(held[1]), {"read": "anew"}, follow=True),
    ):
        assert "does not stand in one scan alone" in text_of(answer)
    assert not Job.objects.exists()


# ------------------------------------------------------------------ side by side
@pytest.mark.parametrize("take", ["title", "text-1"])
def test_what_another_has_saved_meanwhile_is_not_overwritten(desk, held, readers, take):
    readers.parsed = parsed_file(document(1, title="Of Great Rivers", pages=(page(1, "Read better."),)))
    read_again(desk, held[0])
    form = {"take": take} | seen(desk, place(held[0]))
    bea, row = make_librarian("bea"), Document.objects.get(pk=held[0].pk)
    correct_document(row, replace(Correction.of(row), title="Of Brooks"), bea)
    correct_text(row.pages.get(), "Corrected by hand.", bea)
    answer = desk.post(place(held[0]), form, follow=True)
    assert "bea has changed this article since you opened it" in text_of(answer)
    row.refresh_from_db()
    assert (row.title, row.pages.get().text) == ("Of Brooks", "Corrected by hand.")
    assert {"title", "text-1"} <= set(names_of(answer))


def test_a_form_that_is_sent_twice_is_saved_once(desk, held, readers):
    read_again(desk, held[0])
    form = {"take": "title"} | seen(desk, place(held[0]))
    answers = [desk.post(place(held[0]), form, follow=True) for _ in range(2)]
    assert all("Saved." in text_of(answer) for answer in answers)
    assert Revision.objects.filter(documents__identifier=held[0].identifier, by__isnull=False).count() == 1


# ------------------------------------------------------------------ the queue
def test_reading_to_compare_leaves_the_queue_and_the_texts_as_they_are(desk, held, readers):
    Document.objects.filter(pk=held[1].pk).update(state="draft", published_at=None)
    make_document("Without a page", state="draft").pages.all().delete()
    scan = held[0].pages.get().scan
    own = Job.objects.create(batch=jobs.Batch.objects.create(), scan=scan, name="issue.pdf", state="review")
    ask(desk, held[0])
    job = Job.objects.get(rereads=scan)
    assert "to be compared" in text_of(desk.get(reverse("ingest:queue")))
    assert place(held[0]) in desk.get(job.get_absolute_url()).text
    work()
    job.refresh_from_db()
    assert (job.state, job.dismissed_at is not None) == ("done", True)
    assert "issue.pdf" not in text_of(desk.get(reverse("ingest:queue"), {"show": "done"}))
    publish([held[1]])
    job.refresh_from_db()
    own.refresh_from_db()
    assert (own.state, job.state) == ("done", "done")
    assert desk.get(reverse("ingest:review", args=[held[1].identifier])).context["job"] == own


def test_a_file_may_be_read_to_compare_while_it_waits_to_be_taken_in_again(desk, held, readers):
    scan = held[0].pages.get().scan
    own = jobs.enqueue(jobs.Batch.objects.create(), scan, "issue.pdf", again=True)
    read_again(desk, held[0])
    own.refresh_from_db()
    assert own.state == "done"
    assert names_of(desk.get(place(held[0]))) == ["title"]


def test_readings_that_nobody_asks_for_any_more_are_cleared_away(desk, held, readers):
    read_again(desk, held[0])
    (path,) = readings._folder().iterdir()
    left = path.with_name(".17-left-by-a-killed-worker.json.gz")
    left.write_bytes(b"half")
    work()
    assert {path, left} == set(readings._folder().iterdir())
    long_ago = time.time() - readings.KEPT_FOR.total_seconds() - 60
    for each in (path, left):
        os.utime(each, (long_ago, long_ago))
    work()
    assert not list(readings._folder().iterdir())
    assert "has not been read again lately" in text_of(desk.get(place(held[0])))


# ------------------------------------------------------------------ what differs
def test_of_two_texts_on_the_same_page_each_is_compared_with_its_own(desk, readers):
    texts = [document(title=f"{name} Notes") for name in ("Harbour", "Market")]
    rows = store_documents(parsed_file(*texts), make_scan_of("notes.pdf")).documents
    readers.parsed = parsed_file(*(replace(each, abstract="As now read.") for each in texts))
    read_again(desk, rows[0])
    assert [names_of(desk.get(place(row))) for row in rows] == [["abstract"], ["abstract"]]


def test_what_differs_deep_in_a_long_page_is_shown(desk, readers):
    words = [f"word{number}" for number in range(2000)]
    rows = store_documents(
        parsed_file(document(pages=(page(1, " ".join(words)),))), make_scan_of("long.pdf")
    ).documents
    words[1900] = "mended"
    readers.parsed = parsed_file(document(pages=(page(1, " ".join(words)),)))
    read_again(desk, rows[0])
    shown = text_of(desk.get(place(rows[0])))
    assert "… word1888" in shown
    assert "word1899 <del>word1900</del> <ins>mended</ins> word1901" in shown
    assert "word1912 …" in shown
    assert "word1000" not in shown


def test_what_a_person_corrected_differs_from_a_new_reading(desk, read_here):
    """A real file."""
    file = SimpleUploadedFile(ISSUE.name, ISSUE.read_bytes())
    desk.post(reverse("ingest:upload"), {"files": file})
    work()
    row = Document.objects.get(title="The Unfinished Andean Community")
    correct_document(row, replace(Correction.of(row), title="The Finished Andean Community"), None)
    read_again(desk, row)
    (found,) = desk.get(place(row)).context["differences"]
    assert (found.name, found.read) == ("title", "The Unfinished Andean Community")
    desk.post(place(row), {"take": "title"} | seen(desk, place(row)))
    row.refresh_from_db()
    assert row.title == "The Unfinished Andean Community"


# ------------------------------------------------------------------ one after the other
def test_chosen_texts_are_compared_one_after_the_other(desk, held, readers):
    chosen = {"act": "compare", "documents": [held[0].identifier, "nonsense", held[1].identifier]}
    response = desk.post(reverse("ingest:change_documents"), chosen)
    first, last = place(held[1], held[0]), place(held[0])
    assert response["Location"] == f"{first}&refresh=1"
    assert f'<a href="{last}">On to the last one</a>' in desk.get(first).text
    work()
    assert f'<a href="{last}">On to the last one</a>' in desk.get(first).text
    assert desk.post(first, seen(desk, first))["Location"] == last
    assert "On to" not in desk.get(last).text
    assert desk.post(last, seen(desk, last))["Location"] == reverse(
        "ingest:review", args=[held[0].identifier]
    )
    nothing = desk.post(reverse("ingest:change_documents"), {"act": "compare"}, follow=True)
    assert "Nothing was chosen." in nothing.text


def test_at_most_so_many_are_compared_at_once_and_it_is_said(desk, held, readers, monkeypatch):
    monkeypatch.setattr("ingest.desk.compare.MAX_AT_ONCE", 1)
    chosen = {"act": "compare", "documents": [row.identifier for row in held]}
    answer = desk.post(reverse("ingest:change_documents"), chosen, follow=True)
    assert "The first 1 of 2 are compared." in text_of(answer)
