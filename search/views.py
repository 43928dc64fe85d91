"""Search results as a page and as a file.

Context of `search/results.html`:

`results`       `results.Results`, or None while nothing was asked and when the index is away
`form`          `forms.SearchForm`, bound: q, sort, per_page, author, journal, subject, lang, from, to
`q`             the reader's string
`chips`         chosen filters: `Chip(label, field, url)`, url being the search without it
`clear_url`     the search without any filter
`sorts`         `Option(value, label, url, is_chosen)`: relevance, newest, oldest, title
`sizes`         `Option(...)`: 20, 50, 100 a page
`pagination`    `PageLink(number, url, is_current)`; number None stands for a gap ("…")
`previous_url`, `next_url`   "" at the ends
`exports`       `Export(label, extension, url)`: the whole result set in each citation format
`styled_exports`  (label, address) of each format of references in a style, for a form that asks for one of the
                styles of `choice` and sends `search_fields`
`first_page_url` with `unknown_page`: the first page of these results
`operators`     with `results` None: rows of `query_language.OPERATORS` (syntax, example, meaning);
                `years` and `subjects` of the archive, to begin with
`views`         `Option(...)`: articles, pages; `shows_pages`: a row a page with hits
`more_links`    by facet name the page with all its values
`results_left`  the query string of these results, "" where it is the query alone: it goes along to the articles
`results_query`  the query string of their first page, always: for the page of one article among them
`feed_url`      the newest articles of this search as Atom
`address_problems`  sentences: what the address says that makes no sense, such as a year in letters
`also_links`    (`results.AlsoSearched`, url of the search without it)
`not_counted_url`, `fewer_words_url`   the search that counts function words, that asks for every word
`years_offered_url`   the search with years in its words as years of publication
`exact_url`     the search with every word taken exactly, "" when it already is
`spelling_url`, `fuzzy_url`, `relaxed_url`, `unfiltered_url`, `all_years_url`   ways on when nothing is found, "" when there is none
`term_links`    `TermLink(term, url)`: the search without one term; `term` is a `results.TermCount`
`index_is_away` True with status 503 while the index is missing, being rebuilt or out of reach: browsing works
`index_is_made` whether it is being made anew then
`unknown_page`  True with status 404 when the page of results asked for is none or beyond the last
`site_query`    the same as `q`, for the search box in the head of every page
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from itertools import chain, islice
from typing import Any, TypeVar

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.citation_builder import build_record
from archive.citation_styles import kept_choice
from archive.citations.formats import FileFormat, Format
from archive.citations.record import CitationRecord
from archive.context import site
from archive.forms import MAX_BACK
from archive.interop import feeds
from archive.interop.unavailable import broken_off
from archive.models import Document
from archive.views.citing import asked_style, citation_file, format_of, in_chosen_style, styled_exports
from archive.web.kept_answers import kept
from search import engine, links
from search.advanced import PARTS
from search.errors import IndexAwayError, TooSlowError, UnreachableError
from search.facets import FACETS, language_name, unknown_values
from search.folding import fold_word
from search.forms import AdvancedForm, SearchForm
from search.links import Address
from search.query_fields import Operator
from search.query_language import OPERATORS
from search.results import Filters, Results
from search.stemming import main_language
from search.suggestions import suggest

R = TypeVar("R", bound=HttpResponseBase)
SECONDS_UNTIL_RETRY = 30
RUN_WITH = ("sort", "page", "per_page")
FEED_ENTRIES = 50
VALUES_A_PAGE = 100
PAGES_OF_AN_ARTICLE = 50
SUBJECTS_AT_START = 24
MAX_REFERENCES = 1000  # of a bibliography in a style


@require_safe
@kept()
def results(request: HttpRequest) -> HttpResponse:
    """/search/?q=…: articles, their pages, and ways to narrow and to go on."""
    form = SearchForm(request.GET)
    values = form.values()
    context: dict[str, Any] = {"form": form, "q": values["q"], "site_query": values["q"], "results": None}
    context["address_problems"] = form.problems()
    if not values["q"] and not values["filters"]:
        return render(request, "search/results.html", context | _start())
    address = Address(**values)
    try:
        if form.asks_for_no_page:
            raise EmptyPage("no such page")
        found = engine.run(values["q"], values["filters"], **{name: values[name] for name in RUN_WITH})
    except EmptyPage:
        context |= {"unknown_page": True, "first_page_url": replace(address, page=1).url()}
        return render(request, "search/results.html", context, status=404)
    except IndexAwayError as error:
        context |= {"index_is_away": True, "index_is_made": not isinstance(error, UnreachableError)}
        response = render(request, "search/results.html", context, status=503)
        response["Retry-After"] = str(SECONDS_UNTIL_RETRY)
        return response
    context["address_problems"] += unknown_values(found.facets)
    context["choice"] = kept_choice(request)
    response = render(request, "search/results.html", context | _links(found, address))
    return _never_kept_if(response, found.is_partial)


def _start() -> dict[str, Any]:
    """Where to begin without a query."""
    published = Document.objects.published()
    return {
        "operators": _operators(),
        "years": published.per_year(),
        "subjects": published.per_subject().order_by("-articles", "slug")[:SUBJECTS_AT_START],
    }


def _links(found: Results, address: Address) -> dict[str, Any]:
    help_ = found.help
    return {
        "results": found,
        "chips": links.chips(found, address),
        "clear_url": replace(address, filters=Filters(), page=1).url(),
        "sorts": links.sorts(address),
        "sizes": links.sizes(address),
        "pagination": links.pagination(found, address),
        "previous_url": links.page_url(address, found.page - 1) if found.page > 1 else "",
        "next_url": links.page_url(address, found.page + 1) if found.page < found.page_total else "",
        "exports": links.exports(address) if found.total else [],
        "styled_exports": styled_exports("search:export") if found.total else [],
        "search_fields": replace(address, page=1).parameters(),
        "views": links.views(address),
        "shows_pages": address.view == "pages",
        "more_links": links.more_links(found, address),
        "results_left": _results_left(address),
        "results_query": urlencode(replace(address, page=1).parameters()),
        "feed_url": replace(address, page=1).url("search:feed"),
        "also_links": [(each, address.asking(each.query_without)) for each in found.also],
        "not_counted_url": address.asking(found.not_counted.query_with) if found.not_counted else "",
        "fewer_words_url": address.asking(found.fewer_words.query_for_all) if found.fewer_words else "",
        "years_offered_url": address.asking(found.years_offered.query) if found.years_offered else "",
        "exact_url": address.asking(found.exact_query),
        "spelling_url": address.asking(help_.spelling) if help_ else "",
        "fuzzy_url": address.asking(help_.fuzzy) if help_ else "",
        "relaxed_url": address.asking(help_.relaxed.query) if help_ and help_.relaxed else "",
        "unfiltered_url": _unfiltered(address, found),
        "all_years_url": _in_all_years(address, found),
        "term_links": links.term_links(found, address),
    }


def _results_left(address: Address) -> str:
    """The query string that goes with readers of an article; "" where it is the query alone, or long."""
    left = urlencode(address.parameters())
    is_more = address.q and left != urlencode({"q": address.q})
    return left if is_more and len(left) <= MAX_BACK else ""


def _unfiltered(address: Address, found: Results) -> str:
    """ "" where that finds no more than all years do."""
    help_ = found.help
    if help_ is None or help_.count_without_filters <= help_.count_in_all_years:
        return ""
    return replace(address, filters=Filters(), page=1).url()


def _in_all_years(address: Address, found: Results) -> str:
    if found.help is None or not found.help.count_in_all_years:
        return ""
    return address.narrowed(first_year=None, last_year=None).url()


def told_plainly(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """503 with the reason as plain text, where the index is away or the search takes too long."""

    @wraps(view)
    def answered(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        try:
            return view(request, **arguments)
        except IndexAwayError:
            why = _("The search is being rebuilt. Try again in a minute.")
        except TooSlowError:
            why = _("This search took too long. Narrow it with another word or a year.")
        headers = {"Retry-After": str(SECONDS_UNTIL_RETRY)}
        return HttpResponse(why, status=503, content_type="text/plain; charset=utf-8", headers=headers)

    return answered


@require_safe
@told_plainly
@in_chosen_style
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """/search/export.ris?q=…: the whole result set as citations, streamed; .docx&style=mla: as a bibliography."""
    each = format_of(extension)
    if each is None:
        raise Http404(_("There is no such format."))
    values = SearchForm(request.GET).values()
    if not values["q"] and not values["filters"]:
        raise Http404(_("There is nothing to export without a search."))
    found = engine.find_documents(values["q"], values["filters"], values["sort"])
    documents = iter(found)
    first = next(documents, None)
    if first is None:
        raise Http404(_("Nothing was found to export."))
    address = str(site(request)["site_url"])

    records = (build_record(document, address) for document in chain((first,), documents))
    if isinstance(each, Format):
        lines = broken_off(each.write(records), f"GET {request.path}")
        response = StreamingHttpResponse(lines, content_type=each.content_type)
    else:
        response = _bibliography(request, each, records)
    name = "-".join(("search", *(slugify(said) for said in _reservations(found))))
    response["Content-Disposition"] = content_disposition_header(True, each.file_name(name))
    return _never_kept_if(response, found.is_partial)


def _bibliography(
    request: HttpRequest, each: FileFormat, records: Iterator[CitationRecord]
) -> HttpResponseBase:
    """In the order of a style, for which all of them are in memory: a search that finds more is refused, and told so."""
    chosen = list(islice(records, MAX_REFERENCES + 1))
    if len(chosen) > MAX_REFERENCES:
        why = _("A bibliography holds at most %(most)s works: narrow the search, or export it as data.")
        return HttpResponse(
            why % {"most": MAX_REFERENCES}, status=400, content_type="text/plain; charset=utf-8"
        )
    return citation_file(chosen, each, asked_style(request))


def _reservations(found: engine.Found) -> list[str]:
    """What a title says of an answer that is not all articles with all of the words."""
    said = [_("most of the words")] if found.has_most_words else []
    return said + ([_("incomplete")] if found.is_partial else [])


def _never_kept_if(response: R, is_partial: bool) -> R:
    """What the time cut short is not kept by any cache: it may be whole the next time."""
    if is_partial:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@kept()
@told_plainly
def feed(request: HttpRequest) -> HttpResponse:
    """/search/results.atom?q=…: the articles of a search that were published last."""
    values = SearchForm(request.GET).values()
    if not values["q"] and not values["filters"]:
        raise Http404(_("There is no feed without a search."))
    found = engine.newest(values["q"], values["filters"], FEED_ENTRIES)
    page = Address(**values | {"page": 1}).url()
    title = _("%(site)s: %(query)s") % {"site": settings.SITE_NAME, "query": values["q"] or _("filtered")}
    if reservations := _reservations(found):
        title += f" ({', '.join(reservations)})"
    made, address = feeds.make_feed(request, title, page), str(site(request)["site_url"])
    for document in Document.objects.published().for_listing().filter(pk__in=found.keys).newest_first():
        feeds.add_entry(made, document, address)
    return _never_kept_if(feeds.answer(made), found.is_partial)


@require_safe
@kept()
@told_plainly
def facet(request: HttpRequest, name: str) -> HttpResponse:
    """/search/facet/author/?q=…: all values of one facet, by count or by name, a part of the name typed."""
    field = next((each for each in FACETS if each.name == name), None)
    if field is None:
        raise Http404(_("There is no such filter."))
    values = SearchForm(request.GET).values()
    address = Address(**values | {"page": 1})
    typed, by_name = request.GET.get("named", "")[:100], request.GET.get("order") == "name"
    found = engine.facet_values(values["q"], values["filters"], field)
    rows = [value for value in found.values if fold_word(typed) in fold_word(value.label)]
    if by_name:
        rows.sort(key=lambda value: field.filed(value.label))
    page = Paginator(rows, VALUES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "facet": field,
        "rows": page,
        "is_partial": found.is_partial,
        "typed": typed,
        "by_name": by_name,
        "q": values["q"],
        "site_query": values["q"],
        "results_url": address.url(),
        "kept": address.parameters(),
        "facet_links": [
            (value, address.toggled(field.attribute, value.value).url()) for value in page.object_list
        ],
    }
    return _never_kept_if(render(request, "search/facet.html", context), found.is_partial)


@require_safe
@kept()
@told_plainly
def pages_of_article(request: HttpRequest, identifier: str) -> HttpResponse:
    """/search/in/7k2m9x4q/?q=…: all pages of one article on which a query is found."""
    values = SearchForm(request.GET).values()
    row = engine.pages_found(values["q"], identifier)
    if row is None:
        raise Http404(_("There is no such article."))
    address = Address(**values | {"page": 1})
    context = {
        "row": row,
        "rows": Paginator(row.pages, PAGES_OF_AN_ARTICLE).get_page(request.GET.get("page")),
        "q": values["q"],
        "site_query": values["q"],
        "results_url": address.url(),
        "results_left": _results_left(address),
    }
    return render(request, "search/pages.html", context)


@require_safe
@kept()
def suggestions(request: HttpRequest) -> HttpResponse:
    """/search/suggest/?q=int: a plain list; with `format=json` as OpenSearch Suggestions 1.1."""
    text = SearchForm(request.GET).values()["q"]
    try:
        found = suggest(text)
    except IndexAwayError:
        found = []
    if request.GET.get("format") != "json":
        return render(request, "search/suggest.html", {"q": text, "site_query": text, "found": found})
    kinds = {
        "word": "",
        "title": _("title"),
        "author": _("author"),
        "subject": _("subject"),
        "acronym": _("acronym"),
    }
    rows = [(each.text, kinds[each.kind], each.url or Address(each.query, Filters()).url()) for each in found]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    answer = JsonResponse([text, *columns], safe=False, content_type="application/x-suggestions+json")
    answer.headers["Cache-Control"] = "public, no-cache"  # a withdrawal takes effect at once
    return answer


@require_safe
def advanced_search(request: HttpRequest) -> HttpResponse:
    """/search/advanced/: fields that write a query and show it; `go` leads to what it finds.

    With `format=json` the query alone, for the script that shows it while one types.
    """
    form = AdvancedForm(request.GET)
    query = form.query()
    if request.GET.get("format") == "json":
        return JsonResponse({"query": query})
    if "go" in request.GET and query and not form.problems():
        return redirect(Address(query, Filters()).url())
    typed, values = form.typed(), form.values()
    published = Document.objects.published()
    context = {
        "parts": [
            (part, part.label(_), example, part.written(example), typed[part.name])
            for part in PARTS
            for example in [part.example(_)]
        ],
        "query": query,
        "within": values["within"],
        "language": values["language"],
        "languages": [
            (code, language_name(code))
            for code in dict.fromkeys(main_language(tag) for tag in published.per_language())
        ],
        "years": published.per_year(),
        "year_from": values["years"][0],
        "year_to": values["years"][1],
        "address_problems": form.problems(),
        "is_empty": "go" in request.GET and not query,
    }
    return render(request, "search/advanced.html", context)


@require_safe
def tips(request: HttpRequest) -> HttpResponse:
    """How to write a query: `operators`, the rows of `query_language.OPERATORS`."""
    return render(request, "search/tips.html", {"operators": _operators()})


def _operators() -> list[Operator]:
    """With example and meaning in the reader's language."""
    return [each._replace(example=each.example(_), meaning=each.meaning(_)) for each in OPERATORS]


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Lets a browser search here from its own search box (OpenSearch 1.1)."""
    answer = render(request, "search/opensearch.xml", content_type="application/opensearchdescription+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
