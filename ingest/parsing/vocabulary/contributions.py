"""Words before the names of those who edited or translated an article: "Translated by", "Traducción de"."""

from __future__ import annotations

import re

from ingest.parsing.records import Role

_CUES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "translator",
        re.compile(
            r"^\(?(?:translated(?: from [^.,;:]{3,40}?)? by|(?:english |spanish )?translation(?: by|:)"
            r"|traducci[oó]n(?: del? (?:ingl[eé]s|franc[eé]s|portugu[eé]s|alem[aá]n|italiano))?(?: de| por|:)"
            r"|traducid[oa](?: del? [^.,;:]{3,30}?)? por|traduit(?: d[eu][^.,;:]{3,30}?)? par"
            r"|traduction(?: d[eu]l?|:)|tradu[cç][aã]o(?: de|:)|traduzid[oa](?: d[oe] [^.,;:]{3,30}?)? por"
            r"|(?:aus dem \w+ )?[uü]bersetzt von|[uü]bersetzung(?: von|:))\s*(?P<names>.*)$",
            re.I,
        ),
    ),
    (
        "editor",
        re.compile(
            r"^\(?(?:(?:introduced and )?edited by|edici[oó]n de|editad[oa] por|[eé]dit[eé] par"
            r"|herausgegeben von|edi[cç][aã]o de)\s*(?P<names>.+)$",
            re.I,
        ),
    ),
)


def read_contribution(line: str) -> tuple[Role | None, str]:
    """What somebody did who did not write the article, and the rest of the line, where the names stand.

    >>> read_contribution("Translated from the Spanish by Ana Sá"), read_contribution("Ana Sá")
    (('translator', 'Ana Sá'), (None, ''))
    """
    for role, cue in _CUES:
        if match := cue.match(line.strip()):
            return role, match["names"].strip(" .):")
    return None, ""
