"""Where a work is cited the first time, again, or just before ("Choose", position)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.citations.csl.cited_works import Citation, CitedWork

FIRST = frozenset({"first"})
DEFAULT_NOTE_DISTANCE = 5


@dataclass(frozen=True, slots=True)
class Placed:
    """The positions of one cite, and the note in which its work was cited first."""

    positions: frozenset[str]
    first_note: str


def place(citations: Sequence[Citation], note_distance: int = DEFAULT_NOTE_DISTANCE) -> list[list[Placed]]:
    """For every cite of every citation, in their order."""
    placer = _Placer(note_distance)
    return [placer.place(citation) for citation in citations]


class _Placer:
    def __init__(self, note_distance: int) -> None:
        self.note_distance = note_distance
        self.first_notes: dict[str, int] = {}
        self.last_notes: dict[str, int] = {}
        self.before: dict[bool, Citation] = {}  # in notes, and in the text
        self.in_note: dict[int, list[Citation]] = {}

    def place(self, citation: Citation) -> list[Placed]:
        placed = []
        for n, work in enumerate(citation.works):
            placed.append(self._place(citation, n, work))
            self.first_notes.setdefault(work.id, citation.note)
            self.last_notes[work.id] = citation.note
        self.in_note.setdefault(citation.note, []).append(citation)
        self.before[bool(citation.note)] = citation
        return placed

    def _place(self, citation: Citation, n: int, work: CitedWork) -> Placed:
        if work.id not in self.first_notes:
            return Placed(FIRST, "")
        positions = {"subsequent"}
        before = citation.works[n - 1] if n else self._sole_before(citation)
        if before is not None and before.id == work.id:
            positions |= _ibid(before, work)
        last = self.last_notes[work.id]
        if citation.note and last and citation.note - last <= self.note_distance:
            positions.add("near-note")
        note = self.first_notes[work.id]
        return Placed(frozenset(positions), str(note) if note else "")

    def _sole_before(self, citation: Citation) -> CitedWork | None:
        """The only work of the citation before, where nothing came between."""
        before = self.before.get(bool(citation.note))
        if before is None:
            return None
        together = self.in_note[before.note] if before.note else [before]
        if before.note and citation.note != before.note:
            works = [work for each in together for work in each.works]
        else:
            works = list(before.works)
        if len({work.id for work in works}) != 1 or citation.note - before.note > 1:
            return None
        return works[-1] if len(before.works) == 1 or citation.note == before.note else None


def _ibid(before: CitedWork, work: CitedWork) -> set[str]:
    if before.locator is None:
        return {"ibid", "ibid-with-locator"} if work.locator else {"ibid"}
    if work.locator is None:
        return set()
    return {"ibid"} if work.locator == before.locator else {"ibid", "ibid-with-locator"}
