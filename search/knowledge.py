"""What the archive knows of words, for `search.query_expansion`: acronyms that its published articles define, other
spellings and translations that it has, OCR variants in its index. Read anew when the index has changed, so that
nothing of a withdrawn article stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice, product

from django.db.models import Count

from archive.models import Acronym, Page
from search.compounds import parts
from search.dictionary import dictionary, translations_of
from search.engine_protocol import Answer, Question, SearchEngine
from search.errors import TooSlowError
from search.folding import fold_word
from search.keyword_pairs import translations
from search.lexicon import is_foreign, rarity
from search.parallel_titles import pairs_that_meet
from search.query_expansion import Acronyms, Knowledge, forms_of
from search.query_nodes import Or, Term
from search.query_words import words_of
from search.stemming import main_language
from search.variants import variants_of

MAX_NAMING = 20  # articles in which an acronym may be named in another language
MAX_OF_PART, MAX_OF_COMPOUND = 3, 6  # what a part of a compound may be, and both together
NEAR_A_LANGUAGE = 6  # words between an acronym and the language in which it is another
LANGUAGE_CUES = (
    "spanish", "english", "portuguese", "french", "german", "español", "inglés", "portugués", "francés", "alemán",
    "castellano", "espanhol", "português", "siglas", "sigla", "espagnol", "anglais", "portugais", "spanisch",
    "englisch", "acronym",
)  # fmt: skip


def knowledge_of(engine: SearchEngine) -> Knowledge:
    """IndexAwayError without an index."""
    version = engine.version()
    return Knowledge(
        _acronyms(engine, version),
        engine.ocr_variants,
        lambda form: _variants(engine, form, version),
        engine.has_common_form,
        lambda form: rarity(form, _languages(engine, version)),
        lambda form: is_foreign(form, next(iter(_languages(engine, version)), "")),
    )


# Remembered: after each commit the same acronyms are read again.
_forms_of = lru_cache(maxsize=1 << 15)(forms_of)


@lru_cache(maxsize=6)  # of each kind of reader the newest, and the one before
def _acronyms(engine: SearchEngine, version: str) -> Acronyms:
    """Of the index in this version: pairs with how many articles define them, the most used first."""
    defined = (
        Acronym.objects.of_published()
        .values_list("short", "long")
        .annotate(articles=Count("pk"))  # each stands in an article once
        .order_by("-articles", "short", "long")
    )
    longs: dict[str, dict[tuple[str, ...], str]] = {}
    shorts: dict[tuple[str, ...], dict[str, str]] = {}
    for short, long, _articles in defined:
        form, forms = fold_word(short), _forms_of(long)
        if form and forms:
            longs.setdefault(form, {}).setdefault(forms, long)
            shorts.setdefault(forms, {}).setdefault(form, short)
    return Acronyms(
        {form: tuple(found.values()) for form, found in longs.items()},
        {forms: tuple(found.values()) for forms, found in shorts.items()},
        lambda form: _named_otherwise(engine, form, version),
    )


# ------------------------------------------------------------------ in other languages
@lru_cache(maxsize=1024)
def _named_otherwise(engine: SearchEngine, form: str, version: str) -> tuple[str, ...]:
    """What an acronym is in another language, where an article says so: "the FTAA (ALCA in Spanish)"."""
    (acronym,) = words_of(form.upper())
    naming = Or(tuple(Term((acronym, *words_of(cue)), slop=NEAR_A_LANGUAGE) for cue in LANGUAGE_CUES))
    keys = _ask(engine, Question(naming, end=MAX_NAMING)).keys
    found: dict[str, None] = {}
    pages = Page.objects.readable().filter(document__in=keys, text__contains=form.upper())
    for text in pages.values_list("text", flat=True):
        found.update(dict.fromkeys(other_names(form.upper(), text)))
    return tuple(found)


def other_names(short: str, text: str) -> list[str]:
    """The other acronym where a text gives both, side by side, and says that one is of another language."""
    both = r"\s*(?:[(,/]|\bor\b|\bo\b|\bou\b|\boder\b)[^().;A-ZÀ-Þ]{0,20}"
    cue = rf"[^().;]{{0,40}}?\b(?i:{'|'.join(LANGUAGE_CUES)})\b"
    names = rf"{short}{both}(?P<after>[A-Z]{{2,8}})|(?P<before>[A-Z]{{2,8}}){both}{short}"
    found = re.finditer(rf"\b(?:{names})\b(?={cue})", text)
    return [name for match in found if (name := match["after"] or match["before"]) != short]


@lru_cache(maxsize=4096)
def _variants(engine: SearchEngine, form: str, version: str) -> tuple[str, ...]:
    languages = _languages(engine, version)
    told = _translations(engine, version).get(form, ())
    translated = translations_of(form, languages, engine.holds)
    found = tuple(dict.fromkeys((*told, *translated, *variants_of(form, languages, engine.holds))))
    if found or engine.holds(form) or not is_foreign(form, next(iter(languages), "")):
        return found
    both = parts(form, lambda part: rarity(part, ("de",))) or ()
    meant = product(*(_meanings(engine, part, version) for part in both)) if both else ()
    return tuple(" ".join(each) for each in islice(meant, MAX_OF_COMPOUND))


def _meanings(engine: SearchEngine, part: str, version: str) -> tuple[str, ...]:
    """What the part of a compound is in the archive: what it stands for, else itself."""
    return _variants(engine, part, version)[:MAX_OF_PART] or ((part,) if engine.holds(part) else ())


# ------------------------------------------------------------------ as printed
def as_printed(engine: SearchEngine, forms: Sequence[str]) -> tuple[str, ...]:
    """Folded forms as the archive prints them: "privatizacion" as "privatización"."""
    version = engine.version()
    try:
        return tuple(_as_printed(engine, form, version) for form in forms)
    except TooSlowError:
        return tuple(forms)


@lru_cache(maxsize=4096)
def _as_printed(engine: SearchEngine, form: str, version: str) -> str:
    """As the first article that has it mostly does. What is not found so, for a hyphen at a line end, stays folded.

    Where the archive has several languages, the dictionary knows most words, and sooner.
    """
    languages = _languages(engine, version)
    if len(languages) > 1 and (known := dictionary().printed(form, languages)):
        return known
    keys = _ask(engine, Question(Term(tuple(words_of(form, "exact"))), end=1)).keys
    width = len(form.split())
    found: Counter[str] = Counter()
    pages = Page.objects.readable().filter(document__in=keys).order_by("sequence")
    for text in pages.values_list("text", flat=True):
        words = re.findall(r"\w+", text)
        runs = (
            words if width == 1 else (" ".join(words[start : start + width]) for start in range(len(words)))
        )
        found.update({run: often for run, often in Counter(runs).items() if fold_word(run) == form})
    return found.most_common(1)[0][0] if found else form


def _ask(engine: SearchEngine, question: Question) -> Answer:
    """TooSlowError where the answer is not whole: it would be remembered."""
    found = engine.ask(question)
    if found.is_partial:
        raise TooSlowError
    return found


@lru_cache(maxsize=6)  # of each kind of reader the newest, and the one before
def _languages(engine: SearchEngine, version: str) -> tuple[str, ...]:
    """Those of the articles, that of the most first."""
    counts: Counter[str] = Counter()
    for tag, articles in _values(engine, "language").items():
        counts[main_language(tag)] += articles
    return tuple(sorted(counts, key=lambda language: (-counts[language], language)))


@lru_cache(maxsize=6)  # of each kind of reader the newest, and the one before
def _translations(engine: SearchEngine, version: str) -> dict[str, tuple[str, ...]]:
    """Of the keywords and titles that articles give in two languages."""
    told = Counter(_values(engine, "translations"))
    told.update(pairs_that_meet(_values(engine, "meetings")))
    return translations(told)


def _values(engine: SearchEngine, field: str) -> Mapping[str, int]:
    """Those of all articles, and how many have each."""
    return engine.ask(Question(end=0, facets=(field,))).facets[field]
