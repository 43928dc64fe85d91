"""Words of the archive: those that begin so, those near to another, and what OCR made of one.

tantivy tells which terms begin so, and in how many documents each stands. A misreading that begins otherwise is made
by the same rules that tell how likely it is, and looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from tantivy import Occur, Query

from search.backends.edit_distance import distances_for, edit_distance
from search.backends.expanded_terms import forms_of
from search.backends.misreading import ANY, GROUPS, LETTERS, LOOK_ALIKE, is_inside, misreading_cost
from search.backends.tantivy.index_schema import words_field
from search.backends.tantivy.open_index import View, both
from search.backends.tantivy.translation import MAX_WAYS
from search.function_words import is_function_word
from search.lexicon import is_word
from search.query_fields import CONTENT
from search.query_nodes import Unit, Word
from search.stemming import main_language

CONSIDERED = 300  # of the words that begin so, the most frequent
READ = 100  # of these, as many as the words before share most articles with
MIN_LENGTH, LONG = 4, 9  # letters from which one look-alike is thought of, and two or any letter
RARER = 4  # so many times rarer than a word is what may be anything misread of it
MAX_FORMS = 12
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def complete(view: View, form: str, most: int, before: Sequence[Word] = (), language: str = "") -> list[str]:
    """At most so many, the most frequent first. With `before` those that stand with these words in an article.

    What follows them in most articles comes first. With a `language` those alone that stand in articles of it.
    """
    if not before and not language:
        terms = view.terms_from(CONTENT, form)
        ranked = _ranked(terms, form)
        return list(islice((each for each in ranked if view.has_form(CONTENT, each)), most))
    units = [unit for word in before for unit in word.alternatives[-1]]
    having = [view.any_of(CONTENT, unit.terms[1]) for unit in units]
    if language:
        having.append(view.having("language", lambda tag: main_language(tag) == language))
    among = view.visible(both(*((Occur.Must, query) for query in having)))
    shared = forms_of(view.terms_from(CONTENT, form, among))
    known = list(_ranked(view.terms_from(CONTENT, form), form))
    shared = {each: shared[each] for each in known if each in shared}
    if not before:
        found = sorted((0, -often, each) for each, often in shared.items())
    else:
        nearest = sorted(shared, key=lambda each: (-shared[each], each))[:READ]
        found = sorted(
            (-_behind(view, units, each, having), 0 if is_function_word(each) else -shared[each], each)
            for each in nearest
        )
    return [each for *counts, each in found if any(counts)][:most]


def _ranked(terms: Mapping[str, int], form: str) -> Iterator[str]:
    forms = forms_of(terms)
    words = (each for each in forms if each.isalpha() and each != form)
    yield from sorted(words, key=lambda each: (-terms.get(each, 0) - terms.get(f"{each}!", 0), each))[
        :CONSIDERED
    ]


def _behind(view: View, units: Sequence[Unit], form: str, having: Sequence[Query]) -> int:
    """In how many articles a form follows these words, wherever they stand one after the other."""
    steps = [[term for term in unit.terms[1] if view.frequency(CONTENT, term)] for unit in units]
    steps.append([term for term in (form, f"{form}!") if view.frequency(CONTENT, term)])
    ways = list(islice(product(*steps), MAX_WAYS))
    if not ways:
        return 0
    phrases = [
        (Occur.Should, Query.phrase_query(view.schema, words_field(CONTENT), list(way))) for way in ways
    ]
    return view.count_of(both(*((Occur.Must, query) for query in having), (Occur.Must, both(*phrases))))


def nearest_form(view: View, form: str) -> str | None:
    """The nearest form with the same first letter, of equally near ones the most frequent; None if none is near."""
    distances = distances_for(form)
    if not distances:
        return None
    forms = forms_of(view.terms_from(CONTENT, form[0]))
    near = {
        each: (distance, -often, each)
        for each, often in forms.items()
        if each != form
        and abs(len(each) - len(form)) < distances.stop
        and (distance := edit_distance(form, each, distances.stop - 1)) < distances.stop
    }
    return next((each for each in sorted(near, key=near.__getitem__) if view.has_form(CONTENT, each)), None)


def ocr_variants(view: View, form: str) -> tuple[str, ...]:
    """The likely misreadings of a form in documents of theirs, the likeliest and most frequent first.

    () for short words, numbers, and what neither the archive nor a language has: that is misspelt, not
    misread. A name, which no list holds, has misreadings only where it stands far more often than they do.
    """
    if len(form) < MIN_LENGTH or not form.isalpha():
        return ()
    languages = sorted(view.languages)
    frequency = view.form_frequency(CONTENT, form)
    is_known = is_word(form, languages)
    if not frequency and not is_known:
        return ()
    most = max(frequency, 1) if is_known else frequency // RARER
    limit = 2 * LOOK_ALIKE if len(form) >= LONG else LOOK_ALIKE
    near = []
    for candidate, often in _candidates(view, form, limit).items():
        cost = misreading_cost(form, candidate, limit)
        if not 0 < cost <= limit or (cost == ANY and not is_inside(form, candidate)):
            continue
        if often <= (frequency // RARER if cost == ANY else most) and not is_word(candidate, languages):
            near.append((cost, -often, candidate))
    found = (candidate for _, _, candidate in sorted(near) if view.has_form(CONTENT, candidate))
    return tuple(islice(found, MAX_FORMS))


def _candidates(view: View, form: str, limit: int) -> dict[str, int]:
    """Forms of the archive that may be misread, with their frequencies: what begins alike, and what ends alike."""
    misread = limit // LOOK_ALIKE
    shared = 3 if len(form) >= LONG else 2
    begun = forms_of(view.terms_from(CONTENT, form[:shared]))
    found = {
        each: often
        for each, often in begun.items()
        if abs(len(each) - len(form)) <= misread and each.isalpha()
    }
    made = set(_look_alikes(form, shared))
    if misread > 1:
        made |= {other for each in made for other in _look_alikes(each, len(each))}
        made |= set(_any_letter(form, shared))
    for each in made - found.keys():
        if each.isalpha() and (often := view.form_frequency(CONTENT, each)):
            found[each] = often
    return found


def _look_alikes(form: str, letters: int) -> Iterator[str]:
    """The form with letters that begin among the first so many read as others that look alike."""
    for one, other in _pairs():
        at = form.find(one)
        while 0 <= at < letters:
            yield form[:at] + other + form[at + len(one) :]
            at = form.find(one, at + 1)


def _pairs() -> Iterable[tuple[str, str]]:
    for pair in LETTERS.split():
        yield pair[0], pair[1]
        yield pair[1], pair[0]
    for group in GROUPS.split():
        one, _, other = group.partition(":")
        yield one, other
        yield other, one


def _any_letter(form: str, letters: int) -> Iterator[str]:
    """The form with any of its first letters but the very first added, left out or changed."""
    for at in range(1, letters):
        yield form[:at] + form[at + 1 :]
        for letter in ALPHABET:
            yield form[:at] + letter + form[at + 1 :]
            yield form[:at] + letter + form[at:]
