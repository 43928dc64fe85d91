"""Questions about jobs."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Count, Q


class JobQuerySet(models.QuerySet):
    def claimable(self, now: datetime) -> JobQuerySet:
        """Those that wait, and those whose worker let its lease run out; the least tried first.

        So a file on which workers die again and again never stands before the others.
        """
        is_due = Q(state="waiting") & (Q(not_before=None) | Q(not_before__lte=now))
        return self.filter(is_due | Q(state="reading", lease_until__lt=now)).order_by("attempts", "pk")

    def needing_you(self) -> JobQuerySet:
        return self.filter(state="review")

    def running(self) -> JobQuerySet:
        return self.filter(state__in=["waiting", "reading"])

    def done(self) -> JobQuerySet:
        return self.filter(state__in=["done", "duplicate"])

    def ended_ill(self) -> JobQuerySet:
        return self.filter(state__in=["rejected", "failed"])

    def for_queue(self) -> JobQuerySet:
        """With all that a row of the queue shows; `texts` and `drafts` count the documents of its file."""
        document = "scan__pages__document"
        return self.select_related("batch__created_by", "scan").annotate(
            texts=Count(document, distinct=True),
            drafts=Count(document, filter=Q(**{f"{document}__state": "draft"}), distinct=True),
        )

    def of_scans(self, scan_pks) -> JobQuerySet:
        return self.filter(scan__in=scan_pks)
