"""How titles and names are put in the order of the alphabet."""

from __future__ import annotations

from archive.citations.cite_keys import to_ascii
from archive.citations.languages import filing_offset


def filed(text: str, language: str) -> str:
    """Folded, without the article at its head, whatever quotes stand before it.

    >>> filed("“The Éclair”", "en"), filed("La integración", "es"), filed("La integración", "en")
    ('eclair', 'integracion', 'la integracion')
    """
    bare = text.lstrip("“‘\"'«[¿¡( ")
    return folded(bare[filing_offset(bare, language) :])


def folded(text: str) -> str:
    """Without accents, case and signs; other scripts keep their letters."""
    return to_ascii(text) or text.casefold()
