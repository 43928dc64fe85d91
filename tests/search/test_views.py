"""The address of a search: what it shows, and that nothing in it breaks the page."""

import gc
import time
from dataclasses import replace

import pytest
from django.db import OperationalError
from django.urls import reverse

from archive import trouble
from archive.models import Document
from search import engine, links
from search.connection import reader_engine
from search.errors import TooSlowError
from search.results import Filters
from tests.archive.citations.word_files import paragraphs
from tests.builders import make_document


def get(client, path="/search/", **parameters):
    return client.get(path, parameters)


def chosen(context):
    return [chip.label for chip in context["chips"]]


def test_without_a_search_there_are_the_tips(client, db):
    response = get(client)
    assert response.status_code == 200
    assert response.context["results"] is None
    assert response.context["operators"]


def test_everything_is_in_the_address(client, small_archive):
    response = client.get(
        "/search/?q=policy&author=ines-pradera&author=tomas-berron&subject=trade&journal=regional-affairs-quarterly"
        "&lang=en&from=2006&to=2008&sort=oldest&per_page=50"
    )
    results = response.context["results"]
    assert results.filters == Filters(
        author=("ines-pradera", "tomas-berron"),
        journal=("regional-affairs-quarterly",),
        subject=("trade",),
        language=("en",),
        first_year=2006,
        last_year=2008,
    )
    assert [row.document.title for row in results.rows] == [
        "The Neo-Liberal Harbour",
        "Neoliberalism and Its Dockers",
    ]
    assert (results.sort, results.per_page) == ("oldest", 50)
    assert set(chosen(response.context)) == {
        "Pradera, Inés", "Berrón, Tomás", "Regional Affairs Quarterly", "Trade", "English", "2006–2008"
    }  # fmt: skip


def test_every_link_of_the_page_leads_somewhere(client, small_archive):
    context = client.get("/search/?q=harbour&author=ines-pradera&from=2000").context
    facets = [client.get(url).context["facet_links"] for url in context["more_links"].values()]
    address = links.Address("harbour", context["results"].filters)
    years = [address.narrowed(first_year=bar.year, last_year=bar.year) for bar in context["results"].years]
    addresses = [
        *(chip.url for chip in context["chips"]),
        *(url for values in facets for _value, url in values),
        *(year.url() for year in years),
        *(option.url for option in (*context["sorts"], *context["sizes"])),
        *(page.url for page in context["pagination"] if page.url),
        *(export.url for export in context["exports"]),
        context["clear_url"],
        context["exact_url"],
    ]
    assert len(addresses) > 15
    for link in addresses:
        assert client.get(link).status_code == 200, link
    for row in context["results"].rows:
        for page in row.pages:
            assert client.get(page.url).status_code == 200


def test_a_chip_takes_its_filter_away_and_a_facet_toggles(client, small_archive):
    context = client.get("/search/?q=harbour&author=ines-pradera&from=2000&page=1").context
    urls = {chip.label: chip.url for chip in context["chips"]}
    assert urls["Pradera, Inés"] == "/search/?q=harbour&from=2000"
    assert urls["from 2000"] == "/search/?q=harbour&author=ines-pradera"
    assert context["clear_url"] == "/search/?q=harbour"
    author = client.get(context["more_links"]["author"]).context["facet_links"]
    toggles = {value.value: url for value, url in author}
    assert toggles["ines-pradera"] == "/search/?q=harbour&from=2000"
    assert toggles["mara-quill"] == "/search/?q=harbour&author=ines-pradera&author=mara-quill&from=2000"


PAGES = [
    (1, 1, "[1]"),
    (1, 3, "[1] 2 3"),
    (1, 25, "[1] 2 3 … 25"),
    (9, 25, "1 … 7 8 [9] 10 11 … 25"),
    (25, 25, "1 … 23 24 [25]"),
    (4, 7, "1 2 3 [4] 5 6 7"),
]


@pytest.mark.parametrize(("page", "last", "expected"), PAGES)
def test_pages_of_results_leave_gaps(small_archive, page, last, expected):
    results = replace(engine.run("harbour"), page=page, total=20 * last)
    shown = links.pagination(results, links.Address("harbour", Filters(), page=page))
    written = [
        "…" if link.number is None else f"[{link.number}]" if link.is_current else str(link.number)
        for link in shown
    ]
    assert " ".join(written) == expected
    assert {link.url for link in shown if link.number == 3} <= {"/search/?q=harbour&page=3"}


NONSENSE = [
    "page=0", "page=-1", "page=abc", "page=99999999999999999999999999999999", "page=2", "page=1e9", "page=%00"
]  # fmt: skip


@pytest.mark.parametrize("parameter", NONSENSE)
def test_a_page_that_is_none_is_not_found(client, small_archive, parameter):
    response = client.get(f"/search/?q=harbour&{parameter}")
    assert response.status_code == 404
    assert response.context["unknown_page"] is True
    assert client.get(response.context["first_page_url"]).status_code == 200


def test_a_page_that_is_no_number_is_told_once(client, small_archive):
    told, beyond = (client.get(f"/search/?q=harbour&page={page}").content.decode() for page in ("zz", "999"))
    assert "“zz” is no page of results." in told
    assert "These results have fewer pages." not in told
    assert "These results have fewer pages." in beyond


MANGLED = [
    "from=abc", "to=-5", "from=99999999999", "sort=worst", "per_page=7", "per_page=1000000", "from=2009&to=2001",
    "author=", "author=%00", "author=nobody", "lang=klingon", "subject=" + "x" * 5000, "utm_source=x",
    "&".join(f"author=a{n}" for n in range(500)), "author[]=1", "q=again",
]  # fmt: skip


@pytest.mark.parametrize("parameters", MANGLED)
def test_mangled_parameters_are_answered_kindly(client, small_archive, parameters):
    assert client.get(f"/search/?q=harbour&{parameters}").status_code == 200


BOMBS = [
    "?*", "a*", "*" * 500, '"' * 501, "NOT " * 1000 + "a", "(" * 5000, "word~9", "x" * 100_000, "a OR " * 20_000 + "b",
    " ".join(f"{a}{b}{c}*" for a in "abc" for b in "aeiou" for c in "lmnrst"), '"the of and"~50', "\x00", "\ud800",
    "<script>alert(1)</script>", "'; DROP TABLE archive_document; --", "{{ 7*7 }}", "%s%n", "../../etc/passwd", "🙂",
    "title:" * 500, "year:1..9999", "language:" + "x" * 400, '"\u202e"', "=" * 600, '"a"~99999999999999999999',
]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_query_bombs_are_answered_within_a_second(client, small_archive, bomb):
    started = time.process_time()
    response = client.get("/search/", {"q": bomb.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200
    assert time.process_time() - started < 1
    assert b"<script>alert" not in response.content


def test_a_problem_is_on_the_page(client, small_archive):
    response = get(client, q='harbour "social')
    assert response.context["results"].problem.position == 8
    assert "A closing quote is missing." in response.content.decode()


def test_nothing_found_offers_ways_on(client, small_archive):
    context = get(client, q="harbuor zebra").context
    assert [link.url for link in context["term_links"]] == ["/search/?q=zebra", "/search/?q=harbuor"]
    context = get(client, q="harbuor").context
    assert context["spelling_url"] == "/search/?q=harbour"
    assert client.get(context["spelling_url"]).context["results"].total == 4
    context = get(client, q="pueblos", author="mara-quill").context
    assert context["unfiltered_url"] == "/search/?q=pueblos"


def test_without_an_index_the_page_says_so_and_browsing_works(client, db):
    make_document("Alpha")
    response = get(client, q="peoples")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert response.context["index_is_away"] is True
    assert client.get("/search/export.ris?q=peoples").status_code == 503
    assert client.get("/browse/").status_code == 200


# ------------------------------------------------------------------ export
def test_export_streams_the_whole_result(client, small_archive):
    response = client.get("/search/export.ris?q=harbour&sort=title")
    text = b"".join(response.streaming_content).decode()
    assert response.status_code == 200
    assert text.count("TY  - ") == 4
    assert 'filename="search.ris"' in response["Content-Disposition"]
    assert (
        text.index("Brücken und Häfen") < text.index("A Harbour Without Year") < text.index("The Neo-Liberal")
    )


def test_a_search_leaves_as_a_bibliography_in_a_style_up_to_a_bound(client, small_archive, monkeypatch):
    page = client.get("/search/?q=harbour").text
    assert 'formaction="/search/export.docx"' in page
    whole = client.get("/search/export.docx?q=harbour&style=mla")
    assert [style for style, _text in paragraphs(whole.content)][:2] == ["Title", "Bibliography"]
    assert client.get("/search/export.docx?q=harbour&style=none-such").status_code == 400
    monkeypatch.setattr("search.views.MAX_REFERENCES", 1)
    refused = client.get("/search/export.rtf?q=harbour")
    assert (refused.status_code, "at most 1 works" in refused.text) == (400, True)


def test_an_export_that_cannot_go_on_is_broken_off_and_not_ended(client, small_archive, monkeypatch, caplog):
    monkeypatch.setattr(engine, "READ_AT_ONCE", 1)
    monkeypatch.setattr(trouble, "_last", {})
    response = client.get("/search/export.ris?q=harbour")
    sent = iter(response.streaming_content)
    first = next(sent)
    monkeypatch.setattr(engine.Document.objects, "published", away)
    with pytest.raises(ConnectionResetError):
        list(sent)
    assert first.startswith(b"TY  - ")
    assert caplog.messages == ["database away: it is gone (GET /search/export.ris)"]


def test_an_export_whose_first_articles_cannot_be_read_says_so(client, small_archive, monkeypatch):
    monkeypatch.setattr(engine.Document.objects, "published", away)
    client.raise_request_exception = False
    assert client.get("/search/export.ris?q=harbour").status_code == 503


def away():
    raise OperationalError("it is gone")


def test_an_export_asks_the_index_before_it_begins(client, small_archive, monkeypatch):
    """An index that goes away after the first article cannot cut the file off."""
    monkeypatch.setattr(engine, "READ_AT_ONCE", 1)
    whole = b"".join(client.get("/search/export.ris?q=harbour").streaming_content)
    response = client.get("/search/export.ris?q=harbour")
    monkeypatch.setattr(reader_engine(), "ask", None)
    assert b"".join(response.streaming_content) == whole
    assert whole.count(b"TY  - ") == whole.count(b"\r\nER  - ") > 2


def test_an_export_holds_one_batch_of_articles_at_a_time(client, publish, monkeypatch):
    for n in range(12):
        publish(f"Harbour {n}", first_label=n + 1)
    monkeypatch.setattr(engine, "READ_AT_ONCE", 3)
    held = []
    gc.freeze()  # what there is already is neither counted nor looked at again
    try:
        for _chunk in client.get("/search/export.ris?q=harbour").streaming_content:
            gc.collect()
            held.append(sum(type(each) is Document for each in gc.get_objects()))
    finally:
        gc.unfreeze()
    assert len(held) >= 12
    assert max(held) <= 7  # a batch, the one before it and the first


@pytest.mark.parametrize(
    "path", ["export.ris?q=harbour", "results.atom?q=harbour", "facet/author/?q=harbour"]
)
def test_a_search_that_takes_too_long_is_told_plainly(client, small_archive, monkeypatch, path):
    def too_slow(*args, **kwargs):
        raise TooSlowError

    monkeypatch.setattr(reader_engine(), "ask", too_slow)
    response = client.get(f"/search/{path}")
    assert response.status_code == 503
    assert "took too long" in response.text


def test_export_follows_the_filters(client, small_archive):
    text = b"".join(client.get("/search/export.ris?author=mara-quill&to=2000").streaming_content).decode()
    assert text.count("TY  - ") == 1


@pytest.mark.parametrize(
    "path",
    ["export.exe?q=harbour", "export.ris", "export.ris?q=zebra", "export.ris?q=%3F%21", "export.?q=harbour"],
)
def test_what_cannot_be_exported_is_not_found(client, small_archive, path):
    assert client.get(f"/search/{path}").status_code == 404


def test_only_reading_is_allowed(client, small_archive):
    for name, arguments in (("results", []), ("tips", []), ("export", ["ris"])):
        assert client.post(reverse(f"search:{name}", args=arguments)).status_code == 405
    assert client.head("/search/?q=harbour").status_code == 200


def test_tips_show_the_notation(client, db):
    response = client.get("/search/tips/")
    assert response.status_code == 200
    assert "goverment~" in response.content.decode()


def test_the_words_of_drafts_are_nowhere(client, small_archive):
    make_document("Secret Xylophones", texts=("xylophone harbour",), state="draft", subjects=("Xylophones",))
    make_document("Gone Xylophones", texts=("xylophone harbour",), state="withdrawn")
    for query in ("xylophone", "xylophon~", "xylo*", "xylophome", "harbour -zebra", "subject:xylophones", ""):
        page = client.get("/search/", {"q": query, "sort": "title"}).content.decode()
        assert "Xylophones" not in page
    assert client.get("/search/", {"q": "xylophome"}).context["results"].help.spelling == ""
