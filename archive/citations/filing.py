"""How titles and names are put in the order of the alphabet."""

from __future__ import annotations

from functools import lru_cache

from archive.citations.cite_keys import to_ascii
from archive.citations.languages import filing_offset, filing_offset_of_name

_SIGNS = "“‘\"'«[¿¡( "  # that may stand before the first word


def filed(text: str, language: str) -> str:
    """Folded, without the article at its head, whatever quotes stand before it.

    >>> filed("“The Éclair”", "en"), filed("La integración", "es"), filed("La integración", "en")
    ('eclair', 'integracion', 'la integracion')
    """
    bare = text.lstrip(_SIGNS)
    return folded(bare[filing_offset(bare, language) :])


def filed_name(name: str) -> str:
    """The same for the name of a journal, of which no language is recorded.

    >>> filed_name("The Zebra"), filed_name("¿Quién?"), filed_name("Los Angeles Review")
    ('zebra', 'quien', 'los angeles review')
    """
    bare = name.lstrip(_SIGNS)
    return folded(bare[filing_offset_of_name(bare) :])


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Without accents, case and signs; text in other scripts keeps its letters.

    >>> folded("Écoles & Co."), folded("Журнал 2")
    ('ecoles co', 'журнал 2')
    """
    is_latin = text.isascii() or all(to_ascii(character) for character in set(text) if character.isalpha())
    return (is_latin and to_ascii(text)) or text.casefold()
