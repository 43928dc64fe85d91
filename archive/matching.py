"""Articles named by identifiers, addresses, DOIs or titles, as people and spreadsheets write them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from urllib.parse import unquote, urlsplit

import numpy as np
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from archive import author_year
from archive.author_year import AuthorYears
from archive.citations.cite_keys import to_words
from archive.identifiers import is_identifier, possible_identifiers
from archive.models import Document

CLOSE = 0.8  # share of words in common (Dice) from which one title alone is taken for the other
ALIKE = 0.5  # and from which a person is asked
MAX_OFFERED = 5
MAX_SEARCHED = 200  # characters
MIN_WORDS = 3  # of a title that counts as found inside a longer line
MAX_SLIPS = 2  # wrong letters in a title
MIN_LETTERS = 5  # of a word that may hold them
MIN_ALIKE = 4  # words of a title that another may be taken for: "Water" is not "On Water"


@dataclass(frozen=True)
class WorkMatch:
    """One line and what it names: one article, several to choose from, or none and why."""

    asked: str
    how: str = ""  # "DOI", "title", …
    found: tuple[Document, ...] = ()
    reason: str = ""

    @property
    def is_sure(self) -> bool:
        return len(self.found) == 1 and not self.reason

    @property
    def words(self) -> str:
        """What to search for where nothing was found; "" of a DOI, an address or a single word."""
        words = [] if doi_in(self.asked) or "://" in self.asked else re.findall(r"\w+", self.asked)
        return " ".join(words)[:MAX_SEARCHED] if len(words) > 1 else ""


# ------------------------------------------------------------------ what a line may hold
_DOI = re.compile(
    r"https?://(?:dx\.)?doi\.org/(?P<escaped>10\.\d{4,9}(?:/|%2F)\S+)|(?:doi:\s*)?(?P<bare>10\.\d{4,9}/\S+)",
    re.IGNORECASE,
)


def doi_in(text: str) -> str:
    """ "10.5555/x" of "https://doi.org/10.5555/x", "doi:10.5555/x" or itself; else ""."""
    found = _DOI.fullmatch(text.strip())
    return (found["bare"] or unquote(found["escaped"])) if found else ""


def doi_inside(text: str) -> str:
    """The DOI of a whole reference, or one with a stop or bracket behind it; else ""."""
    found = _DOI.search(text)
    return doi_in(found[0].rstrip(".,;)]>")) if found else ""


def identifier_in(text: str) -> str:
    """ "7k2m9x4q" of "7K2M9X4Q-the-title", "7k2m9x4q.bib" or "https://archive.example/d/7k2m9x4q-the-title/p/4/"."""
    try:
        path = urlsplit(text.strip()).path
    except ValueError:  # "http://[": not an address after all
        path = text
    found = re.search(r"(?:^|/)d/([^/]+)", path)
    return re.split(r"[-.]", found[1] if found else path)[0].lower()


# ------------------------------------------------------------------ titles
def is_mistyped(line: Sequence[str], title: Sequence[str]) -> bool:
    """Whether words differ from a title's by slips of the keys alone: one or two letters, no digit.

    "neo liberal" for "neoliberal" is one as well; "war" for "law" is another word.
    """
    if min(len(line), len(title)) < MIN_ALIKE or abs(len(line) - len(title)) > MAX_SLIPS:
        return False
    slips = 0
    for kind, i, j, k, m in SequenceMatcher(None, line, title, autojunk=False).get_opcodes():
        if kind != "equal":
            slips += _slips(" ".join(line[i:j]), " ".join(title[k:m]))
    return slips <= MAX_SLIPS


def _slips(typed: str, meant: str) -> int:
    """How many letters are wrong; more than are allowed where these are two words rather than one mistyped."""
    both = typed + meant
    if min(len(typed), len(meant)) < MIN_LETTERS or any(map(str.isdigit, both)):
        return MAX_SLIPS + 1
    matcher = SequenceMatcher(None, typed, meant, autojunk=False)
    return sum(max(j - i, m - k) for kind, i, j, k, m in matcher.get_opcodes() if kind != "equal")


def _is_another_number(line: str, title: str) -> bool:
    """Part 12 is not part 13."""
    ours, theirs = re.findall(r"\d+", line), re.findall(r"\d+", title)
    return bool(ours and theirs) and not set(theirs) <= set(ours)


@dataclass
class Titles:
    """The titles asked for, compared with those of all published articles in one pass over the table.

    Memory grows with the titles asked for, not with the archive.
    """

    asked: Sequence[str]
    _scores: dict[int, list[tuple[float, int]]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def found(self) -> dict[str, list[tuple[float, int]]]:
        """For each title (score, primary key) of those alike, the best first; 1.0 is the same title."""
        if self.asked:
            titles = Document.objects.published().exclude(title="").values_list("pk", "title", "subtitle")
            for pk, title, subtitle in titles.iterator():
                for form in {to_words(title), to_words(f"{title} {subtitle}")}:
                    self.compare(pk, form)
                self._compare_head(pk, title)
        return {each: self._best(n) for n, each in enumerate(self.asked)}

    @cached_property
    def _lines(self) -> list[str]:
        return [f" {to_words(each)} " for each in self.asked]

    @cached_property
    def _sizes(self) -> np.ndarray:
        """How many different words each line has."""
        return np.array([len(set(line.split())) for line in self._lines])

    @cached_property
    def _lines_with(self) -> dict[str, np.ndarray]:
        """For each word the numbers of the lines that have it."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, line in enumerate(self._lines):
            for word in set(line.split()):
                found[word].append(n)
        return {word: np.array(numbers) for word, numbers in found.items()}

    def compare(self, pk: int, title: str) -> None:
        """Score a title, folded to words, against all lines at once."""
        own = set(title.split())
        if not (places := [self._lines_with[word] for word in own if word in self._lines_with]):
            return
        common = np.bincount(np.concatenate(places), minlength=len(self.asked))
        scores = 2 * common / (len(own) + self._sizes)
        holds_all = (common == len(own)) & (len(own) >= MIN_WORDS)
        for n in np.flatnonzero((scores >= ALIKE) | holds_all):
            score = self._score(int(n), title, float(scores[n]), bool(holds_all[n]))
            if score >= ALIKE:
                self._scores[int(n)].append((score, pk))

    def _compare_head(self, pk: int, title: str) -> None:
        """What stands before the colon is how people remember a long title."""
        head, colon, _rest = title.partition(": ")
        words = to_words(head)
        if colon and len(words.split()) >= MIN_WORDS:
            for n in self._lines_that_are.get(words, ()):
                self._scores[n].append((CLOSE, pk))

    @cached_property
    def _lines_that_are(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for n, line in enumerate(self._lines):
            found[line.strip()].append(n)
        return found

    def _score(self, n: int, title: str, score: float, holds_all: bool) -> float:
        if self._lines[n].strip() == title:
            return 1.0
        if is_mistyped(self._lines[n].split(), title.split()):
            return 0.99
        if holds_all and f" {title} " in self._lines[n]:
            return max(score, CLOSE)  # a whole reference, with the title in it
        is_short = min(int(self._sizes[n]), len(set(title.split()))) < MIN_ALIKE
        is_asked = is_short or _is_another_number(self._lines[n], title)
        return min(score, CLOSE - 0.01 if is_asked else 0.99)

    def _best(self, n: int) -> list[tuple[float, int]]:
        best: dict[int, float] = {}
        for score, pk in self._scores[n]:
            best[pk] = max(score, best.get(pk, 0))
        return sorted(((score, pk) for pk, score in best.items()), key=lambda each: (-each[0], each[1]))[
            :MAX_OFFERED
        ]


# ------------------------------------------------------------------ all lines
def match_lines(lines: Iterable[str]) -> list[WorkMatch]:
    """A match for each line, in order; six queries at most, whatever their number."""
    asked = list(lines)
    dois = {doi.lower() for each in asked for doi in (doi_in(each), doi_inside(each)) if doi}
    names = {identifier_in(each) for each in asked}
    identifiers = {one for name in names for one in (name, *_meant(name)) if is_identifier(one)}
    published = Document.objects.published()
    by_identifier = dict(published.filter(identifier__in=identifiers).values_list("identifier", "pk"))
    with_doi = published.annotate(folded=Lower("doi")).filter(folded__in=dois)
    by_doi = dict(with_doi.values_list("folded", "pk"))
    open_lines = [each for each in asked if not doi_in(each) and identifier_in(each) not in by_identifier]
    titles, authors = Titles(open_lines), AuthorYears(open_lines)
    drawn = [_draw(each, by_identifier, by_doi, titles, authors) for each in asked]
    pks = {pk for _how, found, _reason in drawn for pk in found}
    documents = published.for_citing().in_bulk(pks)
    return [
        WorkMatch(each, how, tuple(documents[pk] for pk in found if pk in documents), reason)
        for each, (how, found, reason) in zip(asked, drawn, strict=True)
    ]


Drawn = tuple[str, list[int], str]  # how, primary keys, reason


def _draw(
    line: str, by_identifier: dict[str, int], by_doi: dict[str, int], titles: Titles, authors: AuthorYears
) -> Drawn:
    for doi in (doi_in(line), doi_inside(line)):
        if pk := by_doi.get(doi.lower()):
            return "DOI", [pk], ""
    if doi_in(line):
        return "", [], _("No published article has this DOI.")
    if pk := by_identifier.get(identifier_in(line)):
        return _("identifier") if "/" not in line else _("address"), [pk], ""
    by_title = _by_title(line, titles) if titles.found[line] else None
    by_author = _by_author(line, authors) if authors.found[line] else None
    for drawn in (by_title, by_author):
        if drawn and not drawn[2]:
            return drawn
    if drawn := by_title or by_author:
        return drawn
    meant = [by_identifier[each] for each in _meant(identifier_in(line)) if each in by_identifier]
    if meant:
        return _("mistyped identifier"), meant, _("One character of this identifier is wrong. Is this meant?")
    return "", [], _why_not(line)


def _meant(name: str) -> list[str]:
    """The identifiers that a mistyped one may stand for."""
    return [] if is_identifier(name) else sorted(possible_identifiers(name))


def _by_title(line: str, titles: Titles) -> Drawn:
    found = titles.found[line]
    best = [pk for score, pk in found if score == found[0][0]]
    if found[0][0] == 1:
        return _("title"), best, "" if len(best) == 1 else _("Several articles have this title.")
    if found[0][0] >= CLOSE and len(best) == 1:
        return _("similar title"), best, ""
    asked = _("Is this meant?") if len(found) == 1 else _("Which of them is meant?")
    return _("similar title"), [pk for _score, pk in found], asked


def _by_author(line: str, authors: AuthorYears) -> Drawn:
    found = authors.found[line]
    best = [pk for score, pk in found if score == found[0][0]]
    if found[0][0] >= author_year.CLOSE and len(best) == 1:
        return _("author and year"), best, ""
    offered = [pk for _score, pk in found][:MAX_OFFERED]
    asked = _("Is this meant?") if len(offered) == 1 else _("Which of them is meant?")
    return _("author and year"), offered, asked


REASONS: tuple[tuple[Callable[[str], bool], Callable[[], str]], ...] = (
    (
        lambda line: is_identifier(identifier_in(line)),
        lambda: _("No published article has this identifier."),
    ),
    (
        lambda line: bool(re.fullmatch(r"[0-9a-zA-Z]{8}", line)) and any(map(str.isdigit, line)),
        lambda: _("This is not an identifier: its check character is wrong. It may be mistyped."),
    ),
    (
        lambda line: "://" in line,
        lambda: _("This address is none of this archive's articles."),
    ),
)


def _why_not(line: str) -> str:
    for is_so, reason in REASONS:
        if is_so(line):
            return reason()
    return _("No published article has this title, nor one like it.")
