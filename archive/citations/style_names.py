"""All published styles by their names, disciplines and ISSNs: read once from the styles, then kept in one file."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from archive.citations.csl.style_files import style_paths
from archive.citations.csl.style_heads import StyleHead, read_head

MAX_WORDS = 12  # of a question, the rest is passed over
NEAR = 5  # names that are told where one is unknown
_ALIKE = 0.6


@dataclass(frozen=True)
class StyleNames:
    """A line for each style, and the same folded: all that a search looks at."""

    lines: tuple[str, ...]
    folded: tuple[str, ...]

    def found(self, words: str, field: str = "") -> list[StyleHead]:
        """Those with words that begin so, of a discipline where one is named; the nearest first."""
        asked = fold(words).split()[:MAX_WORDS]
        wanted = [f" {word}" for word in asked] + ([f"\t{field}\t"] if field else [])
        if not wanted:
            return []
        at = [n for n, line in enumerate(self.folded) if all(each in line for each in wanted)]
        return sorted((_read_line(self.lines[n]) for n in at), key=lambda head: _rank(head, " ".join(asked)))

    def near(self, name: str) -> list[StyleHead]:
        """A few that are likely to be meant where a name is unknown."""
        if found := self.found(name.replace("-", " ")):
            return found[:NEAR]
        names = [line.partition("\t")[0] for line in self.lines]
        close = set(get_close_matches(name.lower(), names, NEAR, _ALIKE))
        return [_read_line(line) for line in self.lines if line.partition("\t")[0] in close]


def fold(text: str) -> str:
    """Small letters without accents; what is neither letter nor digit parts words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split()
    )


def _rank(head: StyleHead, asked: str) -> tuple[bool, bool, bool, int, str]:
    """What is called so, then what begins so, then styles of their own, then the short names."""
    names = [fold(each) for each in (head.title, head.short, head.name)]
    begins = any(each.startswith(asked) for each in names)
    return asked not in names, not begins, bool(head.parent), len(head.title), head.title


# ------------------------------------------------------------------ the file
def _write_line(head: StyleHead) -> str:
    fields = " ".join(head.fields)
    texts = (head.name, head.title, head.short, head.parent, head.language, head.format, fields)
    return "\t".join(" ".join(each.split()) for each in (*texts, " ".join(head.issns)))


def _read_line(line: str) -> StyleHead:
    name, title, short, parent, language, format, fields, issns = line.split("\t")
    return StyleHead(
        name, title, short, parent, language, format, tuple(fields.split()), tuple(issns.split())
    )


def _fold_line(line: str) -> str:
    """ " 1570 8705 ad hoc networks \tengineering\tscience\t": words behind blanks, disciplines between tabs."""
    head = _read_line(line)
    words = fold(" ".join((head.name, head.title, head.short, *head.issns)))
    return f" {words}\t" + "".join(f"{field}\t" for field in head.fields)


def _lines(heads: Iterable[StyleHead]) -> list[str]:
    return sorted(_write_line(head) for head in heads)


@lru_cache(maxsize=1)
def load_names(file: Path) -> StyleNames:
    """Of the file; made from the styles where it does not exist."""
    if not file.exists():
        _keep(file, _lines(map(read_head, style_paths())))
    lines = tuple(file.read_text("utf-8").splitlines())
    return StyleNames(lines, tuple(map(_fold_line, lines)))


def _keep(file: Path, lines: list[str]) -> None:
    """In one step: another process finds the whole file or none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write("\n".join(lines))
    Path(name).replace(file)
