"""Questions about jobs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from archive.models import Document, Page

LONGEST_LEASE = timedelta(minutes=1)


class JobQuerySet(models.QuerySet):
    def claimable(self, now: datetime) -> JobQuerySet:
        """Those that wait, and those whose worker let its lease run out; the least tried first, then by lane, then those
        least put back. A lease longer than any was written before the clock was put back, and holds nothing.

        So a file on which workers die again and again never stands before the others.
        """
        is_due = Q(state="waiting") & (Q(not_before=None) | Q(not_before__lte=now))
        is_left = Q(state="reading") & (Q(lease_until__lt=now) | Q(lease_until__gt=now + LONGEST_LEASE))
        return self.filter(is_due | is_left).order_by("attempts", "lane", "put_backs", "pk")

    def needing_you(self) -> JobQuerySet:
        return self.filter(state="review")

    def running(self) -> JobQuerySet:
        return self.filter(state__in=["waiting", "reading"])

    def done(self) -> JobQuerySet:
        return self.filter(state__in=["done", "duplicate", "cancelled"], dismissed_at=None)

    def ended_ill(self) -> JobQuerySet:
        return self.filter(state__in=["rejected", "failed"], dismissed_at=None)

    def dismissed(self) -> JobQuerySet:
        return self.exclude(dismissed_at=None)

    def unclaimed(self, since: datetime) -> JobQuerySet:
        """Those that no worker has taken up since then: all are at work, or none is running (`ingest.queue.presence`)."""
        waiting = Q(state="waiting", created_at__lt=since) & (Q(not_before=None) | Q(not_before__lt=since))
        return self.filter(waiting | Q(state="reading", lease_until__lt=since))

    def for_queue(self) -> JobQuerySet:
        """With all that a row of the queue shows: `documents` and `drafts` count the documents of its file,
        `first_draft` is the identifier of the one to review first."""
        documents = Document.objects.filter(pages__scan=OuterRef("scan")).order_by()
        counted = documents.values("pages__scan").annotate(number=Count("pk", distinct=True)).values("number")
        drafts = Page.objects.openings().filter(scan=OuterRef("scan"), document__state="draft")
        return (
            self.select_related("batch__created_by", "scan", "rereads")
            .prefetch_related("events")
            .annotate(
                documents=Coalesce(Subquery(counted), 0),
                drafts=Coalesce(Subquery(counted.filter(state="draft")), 0),
                first_draft=Subquery(drafts.values("document__identifier")[:1]),
            )
        )
