"""What a search answers: plain values for templates, exports and the command line.

`engine.run()` makes them; nothing here asks the index. Texts marked "safe" are escaped by
`snippets.py` and hold no markup but `<mark>`; all others are plain and are escaped by the template.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from archive.models import Document
from search.years_offered import YearsOffered

PAGES_AT_ONCE = 3  # pages with hits of an article that are shown without asking
MOST_PAGES = (
    10  # that stand on a page of results at all; of longer articles all of them are a page of their own
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrowed the search to: OR inside a field, AND across fields.

    Authors, journals and subjects by their slug, languages by their code. Years are inclusive.
    """

    author: tuple[str, ...] = ()
    journal: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None

    def __bool__(self) -> bool:
        years = (self.first_year, self.last_year) != (None, None)
        return bool(self.author or self.journal or self.subject or self.language or years)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a part of the query could not be followed, and where: `position` counts characters from 0.

    The query was then searched as plain words, or without that part; `message` says which.
    """

    message: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """A safe excerpt with its hits in `<mark>`, and the address that opens the page at its first hit."""

    text: SafeString
    url: str


@dataclass(frozen=True, slots=True)
class PageHits:
    """The hits on one page of an article.

    `address` is that of the page below the article's, `page_url` the whole of it; `label` is the printed label as cited ("269", "[268]"
    when inferred, "" when unknown), `sequence`
    the number of the page in the article from 1. `first_hit` is the number of its first hit in the
    article, from 1, as `locate_in_document` counts them. `url` ends in `?q=…#hit-N`.
    """

    address: str
    page_url: str
    label: str
    sequence: int
    hits: int
    first_hit: int
    url: str
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One article found.

    `document` comes with all that a listing shows (as of `Document.objects.for_listing()`).
    `url` opens the article at its first hit, or the article itself where only its record matches;
    `article_url` the article in any case, `all_pages_url` the page with all its pages that have hits.
    `title` is the safe title with hits marked, never empty. `found_in` names the parts of the record
    in which the query is found besides the pages: "title", "author", "subject", "journal".
    `opening` is the safe beginning of the text, for rows without hits on any page.
    """

    document: Document
    number: int  # 1 is the first of all results
    url: str
    article_url: str
    all_pages_url: str
    title: SafeString
    hits: int
    pages: tuple[PageHits, ...]  # those with hits, in reading order
    page_count: int  # of the article
    found_in: tuple[str, ...]
    opening: SafeString

    @property
    def first_pages(self) -> tuple[PageHits, ...]:
        """The pages shown at once; the template keeps `more_pages` behind a disclosure."""
        return self.pages[:PAGES_AT_ONCE]

    @property
    def more_pages(self) -> tuple[PageHits, ...]:
        """Of a long article none: they have a page of their own."""
        return self.pages[PAGES_AT_ONCE:] if len(self.pages) <= MOST_PAGES else ()

    @property
    def listed_pages(self) -> tuple[PageHits, ...]:
        """Those that are rows where each page is one."""
        return self.pages[:MOST_PAGES]

    @property
    def pages_apart(self) -> int:
        """How many pages with hits stand on the article's own page of results, 0 where there is none."""
        return len(self.pages) if len(self.pages) > MOST_PAGES else 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value one can narrow to. `count`: articles found if it is chosen too."""

    value: str  # as it stands in the address
    label: str  # as the reader sees it
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One field to narrow by. `name` is the name of its parameter: author, journal, subject, lang.

    Chosen values come first and stay even with a count of 0, then the most frequent ones.
    `hidden` is the number of further values that are not shown.
    """

    name: str
    label: str
    values: tuple[FacetValue, ...]
    hidden: int = 0

    @property
    def chosen(self) -> tuple[FacetValue, ...]:
        return tuple(value for value in self.values if value.is_chosen)


@dataclass(frozen=True, slots=True)
class YearBar:
    """One year of the histogram, empty years between included. `height` is 0 to 100 of the tallest."""

    year: int
    count: int
    height: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TermCount:
    """One part of a query that found nothing: how many articles it finds alone, and the rest without it."""

    term: str
    count: int
    query_without: str
    count_without: int


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A query that asks for less than one that found nothing, and finds `count` articles.

    `kind`: words (of phrases, in any order), found (without the parts that find nothing), any (of the parts),
    spelling (words of the archive like these).
    """

    kind: str
    query: str
    count: int


@dataclass(frozen=True, slots=True)
class Help:
    """Ways on when nothing was found. Each query is ready for a link; counts are of articles."""

    terms: tuple[TermCount, ...] = ()
    spelling: str = ""  # the query with the archive's own nearest words, "" when there is none
    spelling_count: int = 0
    fuzzy: str = ""  # the query with every word taken loosely, "" when that finds nothing either
    fuzzy_count: int = 0
    count_without_filters: int = 0
    count_in_all_years: int = 0  # with the other filters; 0 where no years are chosen
    relaxed: Relaxed | None = None  # where the archive's own spelling finds nothing


@dataclass(frozen=True, slots=True)
class AlsoSearched:
    """What was searched beside the reader's words, and the query that leaves it out.

    `kind`: acronyms (the other form of an acronym), variants (other spellings, and what a word is in other
    languages) or near (what OCR made of a word).
    """

    kind: str
    written: str
    forms: tuple[str, ...]
    query_without: str
    printed: tuple[str, ...]  # the forms with their case and accents


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Function words of the query that only rank, and the query that counts and marks them too."""

    words: tuple[str, ...]
    query_with: str


@dataclass(frozen=True, slots=True)
class FewerWords:
    """Articles with most of the words are told, since only `with_all` have every one; the query that asks for those."""

    with_all: int
    query_for_all: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results.

    `query` is the reader's string, `read_as` how it was understood in full notation, `exact_query` the
    same with every word taken exactly ("" when it already is). `total` counts all articles found;
    `hits` and `pages_with_hits` are those of the articles shown here.
    `is_partial`: the time ran out, so there may be more.
    """

    query: str
    read_as: str
    exact_query: str
    problem: Problem | None
    filters: Filters
    sort: str
    page: int
    per_page: int
    total: int
    rows: tuple[Row, ...]
    facets: tuple[Facet, ...]
    years: tuple[YearBar, ...]
    articles_without_year: int
    help: Help | None
    is_partial: bool
    milliseconds: int
    notes: tuple[str, ...] = field(default=())  # hints about single terms, such as a prefix cut short
    also: tuple[AlsoSearched, ...] = field(default=())
    not_counted: NotCounted | None = None
    fewer_words: FewerWords | None = None
    years_offered: YearsOffered | None = None

    @property
    def hits(self) -> int:
        return sum(row.hits for row in self.rows)

    @property
    def pages_with_hits(self) -> int:
        return sum(len(row.pages) for row in self.rows)

    @property
    def page_total(self) -> int:
        """Number of result pages, at least 1."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first_number(self) -> int:
        return self.rows[0].number if self.rows else 0

    @property
    def last_number(self) -> int:
        return self.rows[-1].number if self.rows else 0
