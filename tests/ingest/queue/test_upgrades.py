"""Archives of earlier releases are brought forward: files turned away by the clock, logs and reasons kept as sentences."""

from collections import defaultdict

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation

from archive.models import Page
from ingest.messages import Message
from ingest.models import Job, JobEvent, Revision
from ingest.queue import jobs
from tests.builders import make_document
from tests.ingest.queue.queue_rows import make_job, make_scan_of

BEFORE = [("ingest", "0009_put_backs")]
BY_CLOCK = {
    "state": "rejected",
    "reason": "reading took longer than 25 seconds, the time for so many pages: split the file and upload its parts",
    "attempts": 1,
    "pages_read": 3,
}


@pytest.fixture
def upgrade(transactional_db):
    """Fills the tables of the release before by `fill(model)`, and migrates them."""

    def run(fill):
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        try:
            apps = executor.loader.project_state(BEFORE).apps
            return fill(lambda name: apps.get_model("ingest", name).objects)
        finally:
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())

    return run


def test_files_turned_away_by_the_clock_are_read_again(upgrade):
    def fill(rows):
        batches = {publish: rows("Batch").create(publish=publish) for publish in (False, True)}
        made = {}

        def job(name, publish=False, scan=None, **fields):
            scan = scan or make_scan_of(name)
            made[name] = (
                rows("Job").create(batch=batches[publish], scan_id=scan.pk, name=name, **fields).pk,
                scan,
            )

        def unread(name, publish=False):
            job(name, publish, state="review", step=1)
            make_document(name, texts=("",), scan=made[name][1], state="draft")
            Page.objects.filter(scan=made[name][1]).update(text_source="none")

        job("clock.pdf", finished_at=timezone.now(), **BY_CLOCK)
        job("put away.pdf", put_away_at=timezone.now(), **BY_CLOCK)
        job("other.pdf", state="rejected", reason="damaged: mend it")
        job("read.pdf", state="review")
        job("twice.pdf", **BY_CLOCK)
        job("twice again.pdf", scan=made["twice.pdf"][1])
        job("twice clocked.pdf", **BY_CLOCK)
        job("twice clocked again.pdf", scan=made["twice clocked.pdf"][1], **BY_CLOCK)
        unread("unread.pdf")
        unread("published by itself.pdf", publish=True)
        return {name: pk for name, (pk, _scan) in made.items()}

    made = upgrade(fill)
    states = dict(Job.objects.values_list("name", "state"))
    assert states == {
        "clock.pdf": "waiting",
        "put away.pdf": "rejected",
        "other.pdf": "rejected",  # for another reason
        "read.pdf": "review",
        "twice.pdf": "rejected",  # of a file that came twice the last job tells
        "twice again.pdf": "waiting",
        "twice clocked.pdf": "rejected",
        "twice clocked again.pdf": "waiting",
        "unread.pdf": "waiting",
        "published by itself.pdf": "review",  # it may have been taken back since
    }
    old = Job.objects.get(pk=made["clock.pdf"])
    assert (old.reason, old.attempts, old.pages_read, old.finished_at) == (None, 0, 0, None)
    assert old.events.latest("pk").message == Message("read_again_after_upgrade")
    assert Job.objects.get(pk=made["unread.pdf"]).step == Job.Step.NONE
    new = make_job("new.pdf")
    claimed = [jobs.claim(f"w{number}") for number in range(5)]
    assert {"twice again.pdf", "new.pdf"} == {job.name for job in claimed[:2]}  # those stand behind
    assert new in claimed
    assert old in claimed[2:]


# What earlier releases kept, and what it is now.
SENTENCES = {
    "Received.": Message("received"),
    "password-protected: remove the password and upload again": Message("pdf_locked"),
    "damaged XML: a fault in line 3, column 4; upload a new copy": Message(
        "xml_damaged", error=Message("xml_fault_at", line="3", column="4")
    ),
    "not a kind of file that can be read: it looks like a RAR archive; unpack it and upload the files in it": Message(
        "file_unknown_kind", kind=Message("rar_archive"), advice=Message("unpack_files")
    ),
    "The archive failed (OSError), not the file. Tried 3 times. Run it again when that is mended.": Message(
        "given_up", what=Message("archive_failed", kind="OSError"), times="3"
    ),
    "“Published” was published by ana.": Message(
        "was_published", title="Published", by=Message("by", name="ana")
    ),
    "“Tides” was published.": Message("was_published", title="Tides", by=""),
    "“[Untitled, p. 4]” became a draft again.": Message(
        "is_draft_again", title=Message("untitled_page", page="4"), by=""
    ),
    "Something that an older release said.": Message("text", text="Something that an older release said."),
}
CHANGES = {
    "Published": Message("published"),
    "Undone: Withdrawn: Held twice: see 7k2m9x4q.": Message(
        "undone", what=Message("withdrawn", reason=Message("held_twice", identifier="7k2m9x4q"))
    ),
    "Discarded “Published”": Message("discarded", title="Published"),
    "“A. Pradera”, “Ana Pradera”: merged into “Pradera, Ana”": Message(
        "rows_merged", others="“A. Pradera”, “Ana Pradera”", kept="Pradera, Ana"
    ),
}


def test_sentences_become_codes_with_parameters_and_read_as_they_did(upgrade):
    def fill(rows):
        batch = rows("Batch").create()
        job = rows("Job").create(batch=batch, name="a.pdf", state="rejected", reason=next(iter(SENTENCES)))
        for text in SENTENCES:
            rows("JobEvent").create(job=job, text=text)
        for what in CHANGES:
            rows("Revision").create(what=what, changes=[])

    upgrade(fill)
    assert [event.message for event in JobEvent.objects.order_by("pk")] == list(SENTENCES.values())
    assert [each.message for each in Revision.objects.order_by("pk")] == list(CHANGES.values())
    assert Job.objects.get().reason == Message("received")
    with translation.override("en"):
        assert [str(event.message) for event in JobEvent.objects.order_by("pk")] == list(SENTENCES)
        assert [str(each) for each in Revision.objects.order_by("pk")] == list(CHANGES)
    counted = defaultdict(int)
    for code in JobEvent.objects.values_list("code", flat=True):
        counted[code] += 1
    assert counted["was_published"] == 2
