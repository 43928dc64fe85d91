"""What a reader may be about to type: words, titles, authors and subjects of published articles.

All come out of the index, so nothing that readers may not see can be suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive.models import Document
from search import engine
from search.folding import fold_word
from search.query_nodes import And, Node, Term, Word
from search.query_words import words_of

MIN_LENGTH = 2  # letters of the word that is being typed
MAX_LENGTH = 100  # characters; whoever typed more wants no suggestion
WORDS, NAMES = 5, 3  # at most so many of each kind
LOOKED_AT = 20  # articles in which names are looked for


@dataclass(frozen=True)
class Suggestion:
    """`kind`: word, title, author, subject. `query` asks for it; `url` leads to it, "" for words."""

    kind: str
    text: str
    query: str
    url: str = ""


def suggest(text: str) -> list[Suggestion]:
    """At most about a dozen, words first. IndexAwayError where there is no index."""
    words = words_of(text[:MAX_LENGTH])
    if not words or len(text) > MAX_LENGTH or len(words[-1].text) < MIN_LENGTH:
        return []
    found = list(_words(text, words[-1]))
    offered = {fold_word(each.text) for each in found}
    subjects = (each for each in _subjects(words) if fold_word(each.text) not in offered)
    return [*found, *_titles(words), *_authors(words), *subjects]


def _words(text: str, word: Word) -> Iterator[Suggestion]:
    """What was typed, its last word made whole by the archive's most frequent words that begin so."""
    if len(word.forms) > 1 or not text.endswith(word.text):
        return
    before = text[: len(text) - len(word.text)]
    for form in engine.complete(word.forms[0], WORDS):
        yield Suggestion("word", before + form, before + form)


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
    people = (row.author for document in _articles(words, "author") for row in document.authorships.all())
    for author in _fitting(people, words, lambda author: (author.name, *author.variants)):
        yield Suggestion("author", author.name, f'author:"{author.name}"', author.get_absolute_url())


def _subjects(words: list[Word]) -> Iterator[Suggestion]:
    subjects = (subject for document in _articles(words, "subject") for subject in document.subjects.all())
    for subject in _fitting(subjects, words, lambda subject: (subject.name,)):
        yield Suggestion("subject", subject.name, f'subject:"{subject.name}"')


def _fitting(candidates: Iterable, words: list[Word], names) -> list:
    """Those in whose names every word begins one: an article has other authors too."""
    wanted = ["".join(word.forms) for word in words]
    fitting = {}
    for each in candidates:
        parts = [part for name in names(each) for part in fold_word(name).split()]
        if all(any(part.startswith(form) for part in parts) for form in wanted):
            fitting[each.pk] = each
    return list(fitting.values())[:NAMES]
