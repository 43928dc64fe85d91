"""A serving archive from one engine to another: the new one is filled beside the old, compared, and then taken.

Readers are answered by the old one until the moment of the switch. What changes meanwhile goes into the old one alone;
at the end its writer is held for as long as it takes to bring over where the two differ. Killed at any moment it is
done again: what the new one has by then stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from archive.models import OutboxEntry
from search.engine_protocol import Contents, Entry, SearchEngine
from search.entries import all_entries, entries_of, identities_of, identity_of
from search.errors import IndexAwayError, SearchError

BATCH = 200  # documents of one commit
MAX_ROUNDS = 5  # of comparing with the database before the switch

Told = Callable[[str, int], None]  # a step and how many documents it took


class MoveError(SearchError):
    """The new index is not what the archive holds; nothing was switched."""


def move(old: SearchEngine, new: SearchEngine, switch: Callable[[], None], told: Told) -> int:
    """How many entries the new engine has. `switch` makes it the one that serves."""
    _fill(new, told)
    _equal_to_the_database(new, told)
    _switch(old, new, switch, told)
    return len(new.contents().digests)


def _fill(new: SearchEngine, told: Told) -> None:
    """Anew, unless there is an index that a move before this one has left."""
    try:
        contents = new.contents()
        if contents.digests and not contents.doubled and not contents.damaged:
            told("found", len(contents.digests))
            return
    except IndexAwayError:
        pass
    told("filled", new.rebuild(all_entries(), entries_of))


def _equal_to_the_database(new: SearchEngine, told: Told) -> None:
    """Until a look at all documents finds no difference but what has just changed."""
    for _ in range(MAX_ROUNDS):
        differing = _differing(_digests(all_entries()), _sound(new).digests) - _waiting()
        told("compared", len(differing))
        if not differing:
            return
        _bring(new, differing)
    raise MoveError("documents change faster than they are brought over")


def _switch(old: SearchEngine, new: SearchEngine, switch: Callable[[], None], told: Told) -> None:
    """While nobody writes to the old engine."""
    try:
        held = old.contents().digests
    except IndexAwayError:  # nothing to wait for: what the database says is there
        switch()
        return
    _bring(new, _differing(held, new.contents().digests))
    with old.writing():
        differing = _differing(old.contents().digests, new.contents().digests)
        _bring(new, differing)
        told("brought over", len(differing))
        wrong = _differing(_digests(entries_of(differing)), _of(new.contents(), differing)) - _waiting()
        if wrong:
            raise MoveError(f"{len(wrong)} entries are not as they were written, such as {min(wrong)}")
        switch()


def _bring(new: SearchEngine, identities: Iterable[str]) -> None:
    """As the database has them now."""
    wanted = sorted(identities)
    for first in range(0, len(wanted), BATCH):
        batch = wanted[first : first + BATCH]
        entries = list(entries_of(batch))
        gone = {*identities_of(batch)} - {entry.identity for entry in entries}
        with new.writing() as write:
            write(entries, gone)


def _digests(entries: Iterable[Entry]) -> dict[str, str]:
    return {entry.identity: entry.digest() for entry in entries}


def _of(contents: Contents, identities: set[str]) -> dict[str, str]:
    wanted = set(identities_of(identities))
    return {identity: digest for identity, digest in contents.digests.items() if identity in wanted}


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> set[str]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _sound(engine: SearchEngine) -> Contents:
    contents = engine.contents()
    if contents.doubled or contents.damaged:
        raise MoveError("the new index is damaged: run the command again")
    return contents


def _waiting() -> set[str]:
    """Documents that an indexer brings in next, whichever engine serves."""
    keys = OutboxEntry.objects.values_list("document_pk", flat=True)
    return set(identities_of(map(identity_of, keys)))
