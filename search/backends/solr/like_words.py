"""The archive's own words nearest to one that it lacks, and those that OCR may have made of a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.backends.arrays.ocr_variants import LONG, MAX_FORMS, MIN_LENGTH, RARER
from search.backends.edit_distance import MAX_DISTANCE, edit_distance
from search.backends.edit_distance import MIN_LENGTH as MIN_SPELT
from search.backends.misreading import ANY, GROUPS, LETTERS, LOOK_ALIKE, is_inside, misreading_cost
from search.backends.solr.client import SolrClient
from search.backends.solr.counting import Counting
from search.backends.solr.solr_completing import FORMS
from search.backends.solr.terms import Terms
from search.lexicon import is_word
from search.stemming import STEMMED

MOST_NEAR = 100  # forms of Solr's, which are near by its own measure
ALIKE: dict[str, set[str]] = {}  # what a letter or a group of letters may be read as
for _pair in LETTERS.split():
    ALIKE.setdefault(_pair[0], set()).add(_pair[1])
    ALIKE.setdefault(_pair[1], set()).add(_pair[0])
for _group in GROUPS.split():
    _one, _, _other = _group.partition(":")
    ALIKE.setdefault(_one, set()).add(_other)
    ALIKE.setdefault(_other, set()).add(_one)


def suggest(client: SolrClient, name: str, counting: Counting, form: str) -> str | None:
    """The nearest form with the same first letter, of equally near ones the most frequent; None if none is near."""
    if len(form) < MIN_SPELT:
        return None
    limit = MAX_DISTANCE if len(form) > MIN_SPELT + 1 else 1
    near = _near(client, name, form)
    ranked = sorted((edit_distance(form, each, limit), -often, each) for each, often in near.items())
    forms = [each for distance, _, each in ranked if 0 < distance <= limit and each[0] == form[0]]
    return next(iter(counting.having(forms)), None) if forms else None


def _near(client: SolrClient, name: str, form: str) -> dict[str, int]:
    """Forms that Solr's automaton of Levenshtein's finds, with their frequencies."""
    asked = {
        "q": "*:*",
        "rows": 0,
        "spellcheck.q": form,
        "spellcheck.count": MOST_NEAR,
        "spellcheck.alternativeTermCount": MOST_NEAR,
        "spellcheck.extendedResults": "true",
    }
    told = client.read(f"{name}/spell", asked)["spellcheck"]["suggestions"]
    return {
        each["word"]: each["freq"]
        for found in told
        if isinstance(found, dict)
        for each in found.get("suggestion", ())
    }


def ocr_variants(
    client: SolrClient, name: str, terms: Terms, counting: Counting, form: str
) -> tuple[str, ...]:
    """The likely misreadings of a form, the likeliest and most frequent first, as the embedded engine chooses them.

    What may have been read is made letter by letter and looked up; what is anything misread is found as near.
    """
    if len(form) < MIN_LENGTH or not form.isalpha():
        return ()
    frequency = terms.frequencies([FORMS], [form])[FORMS].get(form, 0)
    languages = counting.languages() & STEMMED.keys()
    is_known = is_word(form, sorted(languages))
    if not frequency and not is_known:
        return ()
    most = max(frequency, 1) if is_known else frequency // RARER
    limit = 2 * LOOK_ALIKE if len(form) >= LONG else LOOK_ALIKE
    candidates = terms.frequencies([FORMS], sorted(_misread(form, limit // LOOK_ALIKE)))[FORMS]
    if len(form) >= LONG:
        candidates = {**_near(client, name, form), **candidates}
    near = []
    for candidate, often in candidates.items():
        cost = misreading_cost(form, candidate, limit)
        if (
            not candidate.isalpha()
            or not 0 < cost <= limit
            or (cost == ANY and not is_inside(form, candidate))
        ):
            continue
        if often <= (frequency // RARER if cost == ANY else most) and not is_word(
            candidate, sorted(languages)
        ):
            near.append((cost, -often, candidate))
    return tuple(counting.having([candidate for *_, candidate in sorted(near)]))[:MAX_FORMS] if near else ()


def _misread(form: str, times: int) -> set[str]:
    """What one or two misreadings of letters that look alike make of a form."""
    found, last = {form}, {form}
    for _ in range(times):
        last = {read for each in last for read in _once_misread(each)} - found
        found |= last
    return found - {form}


def _once_misread(form: str) -> Iterator[str]:
    for letters, others in ALIKE.items():
        at = form.find(letters)
        while at >= 0:
            yield from _replaced(form, at, len(letters), others)
            at = form.find(letters, at + 1)


def _replaced(form: str, at: int, length: int, others: Iterable[str]) -> Iterator[str]:
    for other in others:
        yield form[:at] + other + form[at + length :]
