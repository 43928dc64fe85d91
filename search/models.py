"""Who writes the index, and which engine serves."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexingTurn(models.Model):
    """The one row that says whose turn it is to write the index. See `search.indexing_turn`."""

    owner = models.CharField(_("owner"), max_length=100, blank=True, editable=False)
    until = models.DateTimeField(_("until"))
    host = models.CharField(_("host"), max_length=100, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("turn of an indexer"), _("turns of indexers")

    def __str__(self) -> str:
        return self.host


class EngineMove(models.Model):
    """One row at most. `instead_of` is what SEARCH_URL said when the archive was moved to `address`.

    Where it says anything else by now, it is followed.
    """

    address = models.CharField(max_length=1000, blank=True)
    instead_of = models.CharField(max_length=1000, blank=True)
    moved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.instead_of or '(embedded)'} -> {self.address or '(embedded)'}"
