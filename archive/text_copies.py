"""Where else the text of an article lies: what whoever takes it down must know of, and what can be erased.

Each app tells of its own copies; settings name the functions (TEXT_COPIES), since the archive knows neither ingest nor
the search. What keeps copies of texts from now on (an export, a data set) is a function more there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from archive.models import Document


@dataclass(frozen=True, slots=True)
class TextCopy:
    """`place`: a file, an address, or how much there is; `stays`: why it is not erased, "" where `erase` does it.

    What `erase` deletes is derived, and is made again for those alone who may have it.
    """

    name: str
    place: str
    stays: str = ""
    erase: Callable[[], object] | None = None


def copies_of(document: Document) -> Iterator[TextCopy]:
    for name in settings.TEXT_COPIES:
        yield from import_string(name)(document)


def erase_derived(document: Document) -> list[TextCopy]:
    """Erase what can be; what that was."""
    erased = [copy for copy in copies_of(document) if copy.erase]
    for erase in dict.fromkeys(copy.erase for copy in erased):
        if erase:
            erase()
    return erased
