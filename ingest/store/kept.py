"""Sentences that the rows keep: in English, whatever the language of who acts. `ingest.desk.log_messages` translates them."""

from typing import Any

from django.utils.translation import override

from ingest.sources import noted as of_sources


class Kept(str):
    """A sentence that names rows as English does: "[Untitled, p. 4]", "no. 14, 2010"."""

    __slots__ = ()

    def format(self, *args: object, **words: Any) -> str:
        with override("en"):
            return super().format(*args, **words)


def noted(sentence: str) -> Kept:
    """As in `ingest.sources.noted`."""
    return Kept(of_sources.noted(sentence))


# What stands for the title of a text that has none (`Document.placeholder_title`).
UNTITLED = noted("[Untitled]")
UNTITLED_PAGE = noted("[Untitled, p. {page}]")
