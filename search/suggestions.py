"""What a reader may be about to type: titles, authors, subjects and acronyms of published articles, then words.

All come out of the index, so nothing that readers may not see can be suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.translation import get_language

from archive.addresses import address_of
from archive.models import Document
from search import engine
from search.folding import fold_word
from search.function_words import language_of
from search.query_expansion import Acronyms, Forms, forms_of
from search.query_nodes import And, Node, Term, Word
from search.query_words import words_of
from search.stemming import main_language

MIN_LENGTH = 2  # letters of the word that is being typed
MAX_LENGTH = 100  # characters; whoever typed more wants no suggestion
WORDS, NAMES = 4, 3  # at most so many of each kind
LOOKED_AT = 20  # articles in which names are looked for


@dataclass(frozen=True)
class Suggestion:
    """`kind`: title, author, subject, acronym, word. `query` asks for it; `url` leads to it, "" for words."""

    kind: str
    text: str
    query: str
    url: str = ""


def suggest(text: str) -> list[Suggestion]:
    """At most about a dozen, names first. IndexAwayError where there is no index."""
    words = words_of(text[:MAX_LENGTH])
    if not words or len(text) > MAX_LENGTH or len(words[-1].text) < MIN_LENGTH:
        return []
    names = [*_titles(words), *_authors(words), *_subjects(words), *_acronyms(words)]
    offered = {fold_word(each.text) for each in names}
    return [*names, *(each for each in _words(text, words) if fold_word(each.text) not in offered)]


def _words(text: str, words: Sequence[Word]) -> Iterator[Suggestion]:
    """What was typed, its last word made whole by words that stand with those before it in some article."""
    *before, word = words
    if len(word.forms) > 1 or not text.endswith(word.text):
        return
    typed = text[: len(text) - len(word.text)]
    language = language_of(words, main_language(get_language() or ""))
    forms = engine.complete(word.forms[0], WORDS, before, language)
    for form in forms or engine.complete(word.forms[0], WORDS, before):
        yield Suggestion("word", typed + form, typed + form)


# ------------------------------------------------------------------ names in the records of articles
def _articles(words: list[Word], field: str) -> list[Document]:
    """Articles in whose field all words stand, the last of them as the beginning of one."""
    *first, last = words
    last = replace(last, mode="prefix") if len(last.forms) == 1 and len(last.forms[0]) > MIN_LENGTH else last
    terms: tuple[Node, ...] = tuple(Term((word,), field) for word in (*first, last))
    return engine.matching(And(terms) if len(terms) > 1 else terms[0], LOOKED_AT)


def _titles(words: list[Word]) -> Iterator[Suggestion]:
    for document in _articles(words, "title")[:NAMES]:
        yield Suggestion("title", str(document), f'title:"{document.title}"', document.get_absolute_url())


def _authors(words: list[Word]) -> Iterator[Suggestion]:
    people = (row.author for document in _articles(words, "author") for row in document.bylines)
    for author in _fitting(people, words, lambda author: (author.name, *author.variants)):
        yield Suggestion("author", author.name, f'author:"{author.name}"', author.get_absolute_url())


def _subjects(words: list[Word]) -> Iterator[Suggestion]:
    subjects = (subject for document in _articles(words, "subject") for subject in document.subjects.all())
    for subject in _fitting(subjects, words, lambda subject: (subject.name,)):
        url = address_of("subject", subject.slug)
        yield Suggestion("subject", subject.name, f'subject:"{subject.name}"', url)


def _acronyms(words: list[Word]) -> Iterator[Suggestion]:
    """Short forms that begin as typed, and those of which a long form does."""
    typed = ["".join(word.forms) for word in words]
    known = engine.known_acronyms()
    found = (
        Suggestion(
            "acronym", f"{short} – {_long_form(known, short, forms)}", short, address_of("acronym", short)
        )
        for forms, shorts in known.shorts.items()
        for short in shorts
        if _begins(forms, typed) or _begins((fold_word(short),), typed)
    )
    yield from islice(found, NAMES)


def _begins(forms: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether what was typed, its last word perhaps in part, is how these words begin."""
    *whole, part = typed
    at = len(whole)
    return len(forms) > at and list(forms[:at]) == whole and forms[at].startswith(part)


def _long_form(known: Acronyms, short: str, forms: Forms) -> str:
    return next(long for long in known.longs[fold_word(short)] if forms_of(long) == forms)


def _fitting(candidates: Iterable, words: list[Word], names) -> list:
    """Those in whose names every word begins one: an article has other authors too."""
    wanted = ["".join(word.forms) for word in words]
    fitting = {}
    for each in candidates:
        parts = [part for name in names(each) for part in fold_word(name).split()]
        if all(any(part.startswith(form) for part in parts) for form in wanted):
            fitting[each.pk] = each
    return list(fitting.values())[:NAMES]
