"""What the desk is working on: batches of files, one job a file, and the log of each job."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models import YEAR_RANGE, Document, Issue, Page, Scan, refuse_no_day
from ingest.details import Details
from ingest.messages import Message
from ingest.querysets import JobQuerySet


class Batch(models.Model):
    """Files that came in together, with what a person said of them all."""

    class Origin(models.TextChoices):
        UPLOAD = "upload", _("uploaded")
        COMMAND = "command", _("command line")
        DEMO = "demo", _("demo archive")
        COMPARISON = "comparison", _("read again to be compared")
        HALVES = "halves", _("double pages split")

    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.UPLOAD)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("created by"),
    )
    journal = models.CharField(_("journal"), max_length=500, blank=True)
    journal_abbreviation = models.CharField(_("abbreviation of the journal"), max_length=100, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    volume = models.CharField(_("volume"), max_length=30, blank=True)
    number = models.CharField(_("number"), max_length=30, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, validators=YEAR_RANGE)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    day = models.PositiveSmallIntegerField(_("day"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    rights = models.CharField(_("rights"), max_length=500, blank=True)
    publish = models.BooleanField(_("publish without review"), default=False)
    publish_doubtful = models.BooleanField(
        _("publish what was read with doubt too"),
        default=False,
        help_text=_("else it waits for review, though the rest is published"),
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name, verbose_name_plural = _("batch"), _("batches")
        constraints = [
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__gte=1, month__lte=12), name="batch_month_in_year"
            ),
            models.CheckConstraint(
                condition=Q(day=None) | Q(year__isnull=False, month__isnull=False, day__range=(1, 31)),
                name="batch_day_in_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_origin_display()} {self.created_at:%Y-%m-%d %H:%M}"

    def clean(self) -> None:
        refuse_no_day(self.year, self.month, self.day)

    @property
    def appeared_in(self) -> str:
        """ "Regional Affairs 7(3), 2007", as much of it as was said."""
        dated = Issue(volume=self.volume, number=self.number, year=self.year, month=self.month, day=self.day)
        return f"{self.journal} {dated.designation}".strip()

    @property
    def said(self) -> str:
        """All that was said of its files, in a line."""
        return " · ".join(filter(None, (self.appeared_in, self.language, self.rights)))

    @property
    def details(self) -> Details:
        return Details(
            journal=self.journal,
            journal_abbreviation=self.journal_abbreviation,
            publisher=self.publisher,
            volume=self.volume,
            number=self.number,
            year=self.year,
            month=self.month,
            day=self.day,
            language=self.language,
            rights=self.rights,
        )


class PicturesDue(models.Model):
    """An order to draw the page images of a file ahead of readers. See `ingest.queue.drawing_ahead`."""

    scan = models.OneToOneField(Scan, models.CASCADE, related_name="+", verbose_name=_("scan"))
    asked_at = models.DateTimeField(_("asked at"))
    taken_until = models.DateTimeField(_("taken until"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("page images due"), _("page images due")

    def __str__(self) -> str:
        return str(self.scan)


class Job(models.Model):
    """One file on its way through reading, parsing and storing; or, with `rereads` in place of `scan`, one that
    is read again to be compared with what is held, and stores nothing. See `ingest.queue.readings`.

    With `halving` the file is first made from that which it `replaces`, its double pages in halves: `scan` is empty
    until it is. See `ingest.queue.halved_files`.

    A worker holds a job by a lease: `owner` is its token, and only while the token is the row's may
    it write. A lease that ran out may be claimed by another. See `ingest.queue.jobs`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("reading")
        REVIEW = "review", _("needs review")
        DONE = "done", _("done")
        DUPLICATE = "duplicate", _("held already")
        REJECTED = "rejected", _("rejected")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Step(models.IntegerChoices):
        """The last step whose rows are committed."""

        NONE = 0, _("nothing yet")
        STORED = 1, _("articles stored")
        PUBLISHED = 2, _("articles published")

    class Lane(models.IntegerChoices):
        """Which files come before others: that a person asked for, short ones, long ones, scans to be recognised."""

        FIRST = 0, _("first")
        SHORT = 1, _("short")
        LONG = 2, _("long")
        SCAN = 3, _("scan")

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="jobs", verbose_name=_("batch"))
    scan = models.ForeignKey(
        Scan, models.PROTECT, null=True, blank=True, related_name="jobs", verbose_name=_("scan")
    )
    replaces = models.ForeignKey(
        Scan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replacing_jobs",
        help_text=_("the scan whose place this better one takes"),
        verbose_name=_("replaces"),
    )
    rereads = models.ForeignKey(
        Scan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rereadings",
        help_text=_("the scan that is read again to be compared with what is held"),
        verbose_name=_("rereads"),
    )
    halving = models.JSONField(
        _("double pages to split"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_(
            "of the scan that it replaces: {gutters: {page: share of its width}, right_first: whether the right half"
            " is read first, pages: once they are made [[page, left, right], …]}"
        ),
    )
    name = models.CharField(_("file name"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # What happened, and what to do: a message (`ingest.messages`).
    reason_code = models.CharField(_("reason"), max_length=60, blank=True, db_index=True)
    reason_params = models.JSONField(_("parameters of the reason"), default=dict, blank=True)
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane, default=Lane.SHORT)
    step = models.PositiveSmallIntegerField(_("step"), choices=Step, default=Step.NONE)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    put_backs = models.PositiveSmallIntegerField(
        _("times put back"),
        default=0,
        editable=False,
        help_text=_("how often its reading stood still, which is no attempt"),
    )
    owner = models.CharField(_("owner"), max_length=100, blank=True, editable=False)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True, editable=False)
    not_before = models.DateTimeField(_("not before"), null=True, blank=True, editable=False)
    pages_read = models.PositiveIntegerField(_("pages read"), default=0)
    pages_total = models.PositiveIntegerField(_("pages total"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    dismissed_at = models.DateTimeField(
        _("dismissed at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("since when the queue no longer shows it"),
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("job"), _("jobs")
        indexes = [models.Index(fields=["state", "attempts", "lane"])]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="reading") & ~Q(owner="") & Q(lease_until__isnull=False))
                | (~Q(state="reading") & Q(owner="", lease_until=None)),
                name="job_lease_while_reading",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "failed"]) | ~Q(reason_code=""),
                name="job_reason_when_ended_ill",
            ),
            models.UniqueConstraint(
                fields=["scan"], condition=Q(state__in=["waiting", "reading"]), name="job_one_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["rereads"],
                condition=Q(state__in=["waiting", "reading"]),
                name="job_one_rereading_at_a_time",
            ),
            models.CheckConstraint(condition=Q(scan=None) | Q(rereads=None), name="job_of_one_file"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ingest:job", args=[self.pk])

    @property
    def reason(self) -> Message | None:
        """What happened, and what to do; None where there is nothing to say."""
        return Message.from_json(self.reason_code, self.reason_params) if self.reason_code else None

    @reason.setter
    def reason(self, message: Message | None) -> None:
        self.reason_code = message.code if message else ""
        self.reason_params = message.plain_params() if message else {}

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.WAITING, self.State.READING)

    @property
    def is_stalled(self) -> bool:
        """Its worker has not been heard of for a whole lease; the next free worker takes it up."""
        return self.state == self.State.READING and self.lease_until < timezone.now()

    @property
    def elapsed(self) -> timedelta | None:
        """From the start of the last attempt to its end, or until now."""
        if self.started_at is None:
            return None
        return max((self.finished_at or timezone.now()) - self.started_at, timedelta(0))

    @property
    def file(self) -> Scan | None:
        """What is read; None where nothing was received."""
        return self.scan or self.rereads

    @property
    def may_run_again(self) -> bool:
        return bool(self.scan_id or self.rereads_id or self.halving) and (
            self.is_stalled or not self.is_running
        )

    @property
    def replaced_by(self) -> "Job | None":
        """The job of the file that has taken the place of this one's; None where articles show it."""
        if self.scan is None or self.scan.pages.exists():
            return None
        after = Job.objects.filter(replaces=self.scan, scan__pages__isnull=False).distinct()
        return after.exclude(state=self.State.DUPLICATE).last()

    @property
    def same_file(self) -> models.Q:
        """The jobs of the file that is read, or is to be made."""
        name = next((each for each in ("scan_id", "rereads_id") if getattr(self, each)), "replaces_id")
        return models.Q(**{name: getattr(self, name)})

    @property
    def may_publish_again(self) -> bool:
        """The articles are stored, and the step that publishes them may be taken once more."""
        return self.may_run_again and self.batch.publish and self.state == self.State.REVIEW

    @property
    def may_go_first(self) -> bool:
        return self.state == self.State.WAITING and self.lane != self.Lane.FIRST

    @property
    def may_be_dismissed(self) -> bool:
        return not self.is_running and self.state != self.State.REVIEW and self.dismissed_at is None


class JobEvent(models.Model):
    """A line of a job's log."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="events", verbose_name=_("job"))
    at = models.DateTimeField(_("time"), auto_now_add=True)
    code = models.CharField(_("message"), max_length=60, db_index=True)
    params = models.JSONField(_("parameters"), default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("line of the log"), _("lines of the log")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def message(self) -> Message:
        return Message.from_json(self.code, self.params)


class WorkerPresence(models.Model):
    """A worker that is alive, or was when it was last heard of. See `ingest.queue.presence`."""

    name = models.CharField(_("name"), max_length=100, unique=True, editable=False)
    host = models.CharField(_("host"), max_length=100)
    pid = models.PositiveIntegerField(_("process"))
    started_at = models.DateTimeField(_("started at"))
    seen_at = models.DateTimeField(_("last heard of"), db_index=True)
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("works on")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("worker"), _("workers")

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Revision(models.Model):
    """A change that a person made, whole: what each row was before and is after. See `ingest.store.history`."""

    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="revisions",
        verbose_name=_("person"),
    )
    code = models.CharField(_("change"), max_length=60, db_index=True)
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    changes = models.JSONField(
        _("changes"),
        help_text=_("[{table, pk, before, after}]; before or after is null where there was no row"),
    )
    schema = models.PositiveSmallIntegerField(
        _("schema"),
        default=1,
        editable=False,
        help_text=_("what columns were called: ingest.store.history_schema"),
    )
    undoes = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="undone_by",
        editable=False,
        verbose_name=_("undoes"),
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name, verbose_name_plural = _("revision"), _("revisions")

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """What was changed."""
        return Message.from_json(self.code, self.params)


class RevisedDocument(models.Model):
    """Which documents a revision touches; by identifier, for it may have made or removed them."""

    revision = models.ForeignKey(
        Revision, models.CASCADE, related_name="documents", verbose_name=_("revision")
    )
    identifier = models.CharField(_("identifier"), max_length=8, db_index=True)
    title = models.CharField(_("title"), max_length=1000, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("changed article"), _("changed articles")
        constraints = [
            models.UniqueConstraint(fields=["revision", "identifier"], name="revision_document_once")
        ]

    def __str__(self) -> str:
        return self.title or self.identifier


class Report(models.Model):
    """What a reader says is wrong on a page: in words, or as another text of one paragraph."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    document = models.ForeignKey(Document, models.CASCADE, related_name="reports", verbose_name=_("article"))
    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("page")
    )
    printed = models.TextField(_("as it stands"), blank=True)
    suggested = models.TextField(_("as it should be"), blank=True)
    message = models.TextField(_("message"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    sender = models.CharField(
        _("sender"), max_length=64, db_index=True, editable=False, help_text=_("a keyed hash, no address")
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_reports",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("report"), _("reports")
        constraints = [
            models.CheckConstraint(condition=~Q(suggested="") | ~Q(message=""), name="report_says_something")
        ]

    def __str__(self) -> str:
        return self.message[:80] or self.suggested[:80]
