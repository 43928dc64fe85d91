"""Files that earlier releases turned away by the clock are read again, and so are page images left without text.

The clock told nothing of them. Not those that would publish by themselves what a person may have taken back since.
They stand behind whatever is new in the queue, as what was put back does.
"""

from django.db import migrations

TOOK_LONGER = "reading took longer than "
SAID = "Read again after the upgrade: earlier releases counted the clock, which tells nothing of a file."


def read_again(apps, schema_editor):
    jobs = apps.get_model("ingest", "Job").objects
    events = apps.get_model("ingest", "JobEvent").objects
    pages = apps.get_model("archive", "Page").objects.order_by()
    held = set(pages.values_list("scan", flat=True).distinct())
    unread = set(pages.filter(text_source="none").values_list("scan", flat=True).distinct())
    last = {}  # the last job of each file
    for job in jobs.exclude(state="duplicate").select_related("batch").order_by("pk"):
        key = job.scan_id, job.rereads_id
        if last.get(key) is None or last[key].state not in ("waiting", "reading"):
            last[key] = job
    for job in last.values():
        by_clock = job.state == "rejected" and job.reason.startswith(TOOK_LONGER) and job.put_away_at is None
        is_unread = job.state in ("review", "done") and job.scan_id in unread
        if (by_clock or is_unread) and not (job.batch.publish and job.scan_id in held):
            start_again(job)
            events.create(job=job, text=SAID)


def start_again(job):
    job.state, job.step, job.reason, job.attempts, job.put_backs = "waiting", 0, "", 0, 1
    job.not_before = job.finished_at = job.put_away_at = job.pages_total = None
    job.pages_read = 0
    job.save()


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0009_days_of_issues"),
        ("ingest", "0009_put_backs"),
    ]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop)]
