"""What the archive knows of words, for `search.query_expansion`: acronyms that its published articles define, OCR
variants in its index. Read anew when the index has changed, so that nothing of a withdrawn article stays.
"""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Count

from archive.models import Acronym, Document
from search.engine_protocol import SearchEngine
from search.folding import fold_word
from search.query_expansion import Acronyms, Knowledge, forms_of


def knowledge_of(engine: SearchEngine) -> Knowledge:
    """IndexAwayError without an index."""
    return Knowledge(_acronyms(engine.version()), engine.ocr_variants, engine.has_common_form)


@lru_cache(maxsize=2)
def _acronyms(version: str) -> Acronyms:
    """Of the index in this version: pairs with how many articles define them, the most used first."""
    defined = (
        Acronym.objects.filter(document__state=Document.State.PUBLISHED)
        .values_list("short", "long")
        .annotate(articles=Count("document", distinct=True))
        .order_by("-articles", "short", "long")
    )
    longs: dict[str, dict[tuple[str, ...], str]] = {}
    shorts: dict[tuple[str, ...], dict[str, str]] = {}
    for short, long, _articles in defined:
        form, forms = fold_word(short), forms_of(long)
        if form and forms:
            longs.setdefault(form, {}).setdefault(forms, long)
            shorts.setdefault(forms, {}).setdefault(form, short)
    return Acronyms(
        {form: tuple(found.values()) for form, found in longs.items()},
        {forms: tuple(found.values()) for forms, found in shorts.items()},
    )
