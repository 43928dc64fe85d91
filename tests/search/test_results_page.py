"""The page of results: every state of it, in words a reader understands."""

import gzip
import random
import re
import shutil

import pytest
from django.core.management import call_command
from django.urls import URLResolver

from archive.models import Section
from search.query_language import OPERATORS
from tests.builders import make_document, make_issue, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    """Three articles with the word trade, over seven pages of which five have it."""
    first = make_document(
        "Trade and Rivers",
        texts=("Free trade.", "Trade again.", "Nothing.", "Trade, trade.", "More trade."),
        subjects=("rivers",),
        issue=make_issue("7", "3", 2007),
    )
    make_document("Old Harbours", texts=("The trade of harbours.",), issue=make_issue("1", "1", 1997))
    make_document("Comercio", texts=("El trade, como dicen.",), language="es", authors=("Ana Ruiz",))
    call_command("rebuild_index", verbosity=0)
    return first


def get(client, status=200, **query):
    response = client.get("/search/", query)
    assert response.status_code == status
    return response.content.decode()


def test_an_article_is_shown_with_its_pages_by_their_printed_labels(client, archive):
    page = get(client, q="trade rivers")
    assert "<mark>Trade</mark> and <mark>Rivers</mark>" in page
    labels = re.findall(r'class="folio" href="[^"]*/p/(\d+)/\?q=trade\+rivers[^"]*#hit-\d+"', page)
    assert labels == ["265", "266", "268", "269"]
    assert "1 more page with matches" in page


def test_the_counts_are_of_articles_matches_and_pages(client, archive):
    assert re.search(r"<b>3</b> articles,\s+7 matches\s+on 6 pages", get(client, q="trade"))


def test_how_the_query_was_read_is_told(client, archive):
    assert "Read as <code>trade" in get(client, q="trade")


def test_chosen_filters_stand_as_links_that_remove_them(client, archive):
    page = get(client, q="trade", author="ines-pradera", **{"from": "2000", "to": "2010"})
    chips = re.findall(r'<a class="chip" href="([^"]*)"', page)
    assert len(chips) == 2
    assert all("q=trade" in chip for chip in chips)
    assert sum("author=ines-pradera" in chip for chip in chips) == 1
    assert "Clear all" in page


def test_facets_are_a_form_that_keeps_query_and_order(client, archive):
    page = get(client, q="trade", sort="newest", author="ana-ruiz")
    assert '<input type="hidden" name="q" value="trade">' in page
    assert '<input type="hidden" name="sort" value="newest">' in page
    assert '<input type="checkbox" name="author" value="ana-ruiz" checked>' in page
    assert 'name="from"' in page


def test_years_are_bars_that_keep_the_query(client, archive):
    page = get(client, q="trade")
    assert 'href="?q=trade&amp;from=1997&amp;to=1997" aria-label="1997: 1 article"' in page


def test_results_can_be_ordered_and_exported(client, archive):
    page = get(client, q="trade")
    assert "sort=oldest" in page
    assert "/search/export.ris?q=trade" in page


def test_nothing_found_tells_what_each_part_finds_and_offers_the_rest(client, archive):
    page = get(client, q="trade zeppelin")
    assert "No article matches." in page
    assert "What each part finds alone" in page
    assert "3 articles for" in page


@pytest.mark.parametrize(
    ("q", "said", "address"),
    [
        ("trade zeppelin submarine", "Only what is found:", "?q=trade"),
        ('"rivers trade zeppelin"', "Only what is found:", "?q=rivers+AND+trade"),
        ('"rivers and trade"', "The words in any order:", "?q=rivers+AND+trade"),
    ],
)
def test_nothing_found_offers_a_query_that_asks_for_less(client, archive, q, said, address):
    page = get(client, q=q)
    assert f'{said} <a href="/search/{address}">' in page


def test_a_misspelt_word_is_answered_with_a_better_one(client, archive):
    page = get(client, q="harbuors")
    assert "Did you mean" in page
    assert "harbours" in page


def test_filters_that_leave_nothing_can_be_taken_off(client, archive):
    page = get(client, q="harbours", author="ana-ruiz")
    assert "Search without the filters" in page


def test_bad_syntax_is_told_kindly_and_searched_all_the_same(client, archive):
    page = get(client, q='"trade')
    assert 'id="problem"' in page
    assert 'aria-describedby="problem"' in page
    assert "Trade and Rivers" in re.sub(r"</?mark>", "", page)


def test_without_a_query_the_page_says_how_to_begin(client, archive):
    page = get(client)
    assert "Type a few words." in page
    assert "/search/tips/" in page


def test_a_page_beyond_the_last_leads_back(client, archive):
    page = get(client, 404, q="trade", page="9")
    assert "Back to the first page" in page


def test_a_missing_index_leaves_the_archive_open_for_browsing(client, archive, settings):
    from haystack import connections

    shutil.rmtree(settings.SEARCH_DIR)
    connections.reload("default")
    page = get(client, 503, q="trade")
    assert "The search is being prepared anew" in page
    assert 'href="/browse/"' in page


def test_what_was_typed_is_only_text(client, archive):
    for query in ("<script>alert(1)</script>", "\"><img src=x onerror='x'>", "trade <b>"):
        page = get(client, q=query)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>trade" not in page


def test_the_field_of_the_page_holds_the_query(client, archive):
    assert 'name="q" type="search" value="trade &amp; rivers"' in get(client, q="trade & rivers")


def test_the_tips_show_every_operator_with_an_example_to_try(client):
    page = client.get("/search/tips/").content.decode()
    assert page.count("<tr>") == len(OPERATORS) + 1
    assert 'href="/search/?q=%22social+integration%22"' in page


def test_results_ask_the_same_number_of_questions_for_any_number_of_rows(
    client, django_assert_max_num_queries
):
    for number in range(20):
        make_document(
            f"Trade {number}", texts=("Trade.",) * 3, authors=(f"Ada Author{number}", "Inés Pradera")
        )
    call_command("rebuild_index", verbosity=0)
    get(client, q="trade")  # facet names are kept
    with django_assert_max_num_queries(8):
        get(client, q="trade")


# ------------------------------------------------------------------ further states, by name
def test_nothing_in_the_chosen_years_leads_to_all_years(client, archive):
    page = get(client, q="harbours", **{"from": "2001", "to": "2005"})
    assert '<a href="/search/?q=harbours">Search all years</a>' in page
    assert "Search without the filters" not in page


def test_all_years_keep_the_other_filters(client, archive):
    page = get(client, q="trade", lang="es", **{"from": "1901", "to": "1902"})
    assert '<a href="/search/?q=trade&amp;lang=es">Search all years</a>' in page
    assert '<a href="/search/?q=trade">Search without the filters</a>' in page


def test_chosen_rows_are_cited_together(client, archive):
    page = get(client, q="trade")
    assert '<form id="cite-chosen" class="not-printed" action="/cite/" method="get">' in page
    chosen = re.findall(r'<input type="checkbox" name="id" value="([^"]+)" form="cite-chosen">', page)
    assert len(chosen) == 3
    references = client.get("/cite/", {"id": chosen[:2]})
    assert references.status_code == 200
    assert "Trade and Rivers" in references.content.decode()
    assert 'formaction="/list/change/" formmethod="post" name="act" value="add">Add selected to list' in page
    client.post("/list/change/", {"id": chosen[:2], "act": "add"})
    assert [row.document.identifier for row in client.get("/list/").context["rows"]] == chosen[:2]


def test_a_row_leads_to_the_search_within_its_article(client, archive):
    page = get(client, q="trade rivers")
    link = re.search(r'href="([^"]+)#find">Find in this article', page)[1]
    assert 'id="find"' in client.get(link).content.decode()


def test_a_search_that_took_too_long_says_so(client, archive, monkeypatch):
    from search.connection import current_engine
    from search.errors import TooSlowError

    engine = type(current_engine())
    ask = engine.ask

    def run_out(self, question):
        if question.node is None:
            return ask(self, question)
        raise TooSlowError

    monkeypatch.setattr(engine, "ask", run_out)
    page = get(client, q="trade")
    assert "too long" in page


def test_a_row_a_page_in_the_pages_view(client, archive):
    page = get(client, q="trade", view="pages")
    assert page.count('class="result page-row"') == 6
    assert page.count('class="unapi-id"') == 3  # one an article
    assert "Cite selected" not in page


def test_exact_words_only_is_a_link_and_then_gone(client, archive):
    exact = re.search(r'href="([^"]+)">these exact words only', get(client, q="harbour"))[1]
    page = client.get(exact.replace("&amp;", "&")).content.decode()
    assert "No article matches." in page
    assert "these exact words only" not in page


def test_pages_behind_the_disclosure_have_one_excerpt_each(client):
    text = "Trade stood here. " + "And nothing else was said of it for a long while. " * 12 + "Trade again."
    make_document("Long", texts=(text,) * 5)
    call_command("rebuild_index", verbosity=0)
    first, more = get(client, q="trade").split('<details class="more-pages">')
    assert (first.count('class="snippet"'), more.count('class="snippet"')) == (6, 2)


def test_all_values_of_a_facet_are_a_page_of_links(client, archive):
    page = client.get("/search/facet/author/?q=trade").content.decode()
    assert 'href="/search/?q=trade&amp;author=ana-ruiz"' in page


# ------------------------------------------------------------------ bounded, and nothing said twice
@pytest.fixture
def long_article():
    document = make_document("A Long Report", texts=tuple(f"Trade on page {n}." for n in range(120)))
    call_command("rebuild_index", verbosity=0)
    return document


def test_the_pages_of_a_long_article_stand_behind_a_link(client, long_article):
    page = get(client, q="trade")
    assert page.count('class="snippet"') == 3
    link = re.search(r'href="([^"]+)" data-load="[^"]+">All 120 pages with matches', page)[1]
    own = client.get(link)
    assert own.content.decode().count('class="snippet"') == 50
    assert "120 matches on 120 pages" in own.content.decode()
    assert client.get(link + "&page=3").content.decode().count('class="snippet"') == 20
    assert f"/search/?q=trade#result-{long_article.identifier}" in own.content.decode()


def test_filters_go_along_to_the_pages_of_an_article_and_back(client, long_article):
    for view in ("articles", "pages"):
        page = get(client, q="trade", lang="en", view=view)
        link = re.search(r'href="(/search/in/[^"]+)"', page)[1].replace("&amp;", "&")
        assert "q=trade&lang=en" in link
        back = client.get(link).content.decode()
        assert (
            f"lang=en{'&amp;view=pages' if view == 'pages' else ''}#result-{long_article.identifier}" in back
        )


def test_rows_of_pages_are_bounded_too(client, long_article):
    page = get(client, q="trade", view="pages")
    assert page.count('class="folio"') == 10
    assert "All 120 pages with matches in A Long Report" in page


def test_pages_of_what_is_not_published_are_not_found(client, long_article):
    draft = make_document("Draft", texts=("Trade.",), state="draft")
    assert client.get(f"/search/in/{draft.identifier}/?q=trade").status_code == 404
    empty = client.get(f"/search/in/{long_article.identifier}/?q=zeppelin")
    assert "The words stand on none of its pages." in empty.content.decode()


def test_the_title_leads_to_the_article_and_excerpts_to_the_hits(client, archive):
    page = get(client, q="rivers trade")
    assert f'<h2 class="result-title"><a href="{archive.get_absolute_url()}?q=rivers+trade"' in page
    assert re.search(r'<p class="snippet"><a href="[^"]*/p/265/\?q=[^"]*#hit-1"', page)


def front_of(document, *parts):
    """Sections as they are read: each begins where its words stand."""
    document.sections.all().delete()
    page = document.pages.first()
    for position, (kind, heading, words) in enumerate(parts, 1):
        offset = page.text.index(words)
        save(
            Section(
                document=document, position=position, kind=kind, heading=heading, page=page, offset=offset
            )
        )


FRONT = "Trade and Its Rivers\n\nInés Pradera\n\nPuerto Azul\n\nAbstract\n\nWhat trade did.\n\nTrade came by water."


def test_excerpts_repeat_neither_title_nor_by_line_nor_the_heading_of_the_abstract(client):
    read = make_document("Trade and Its Rivers", texts=(FRONT,))
    front_of(
        read, ("front", "", "Trade and"), ("abstract", "Abstract", "Abstract"), ("body", "", "Trade came")
    )
    unread = make_document("Trade Winds", texts=("TRADE WINDS\n\nInés Pradera\n\nThe trade was slow.",))
    call_command("rebuild_index", verbosity=0)
    shown = re.findall(r'<p class="snippet"><a[^>]*>(.*?)</a>', get(client, q="trade"))
    assert set(shown) == {
        "What <mark>trade</mark> did. ¶ <mark>Trade</mark> came by water.",
        "The <mark>trade</mark> was slow.",
    }
    assert unread.pages.count() == 1


def test_a_page_with_hits_in_its_title_alone_is_shown_by_what_follows(client):
    document = make_document("Zebras", texts=("Zebras\n\nThey graze.",))
    call_command("rebuild_index", verbosity=0)
    page = get(client, q="zebras")
    assert '/p/265/?q=zebras&amp;hit=1#hit-1">They graze.</a>' in page
    assert document.identifier in page


def test_the_opening_of_an_article_found_by_its_record_repeats_no_title(client):
    document = make_document(
        "Quiet Rivers", texts=("Quiet Rivers\n\nInés Pradera\n\nThey flow.",), subjects=("hydrology",)
    )
    call_command("rebuild_index", verbosity=0)
    assert '<p class="opening" lang="en">They flow.</p>' in get(client, q="hydrology")
    assert document.pages.count() == 1


# ------------------------------------------------------------------ what the address says
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "abc"}, "“abc” is no year to search from"),
        ({"to": "-5"}, "“-5” is no year to search to"),
        ({"from": "2009", "to": "2001"}, "The years stood the wrong way round: 2001–2009 is searched."),
        ({"sort": "worst"}, "There is no order “worst”"),
        ({"view": "sideways"}, "There is no view “sideways”"),
        ({"per_page": "7"}, "“7” is no number of articles a page"),
        ({"author": "nobody"}, "The archive knows no “nobody” to filter by (Author)."),
        ({"lang": "klingon"}, "The archive knows no “klingon” to filter by (Language)."),
        ({"colour": "red"}, "“colour” in the address is no filter and was left out."),
    ],
)
def test_what_makes_no_sense_in_the_address_is_said(client, archive, query, said):
    assert said in get(client, q="trade", **query)


def test_a_page_that_is_no_number_is_said(client, archive):
    assert "“abc” is no page of results." in get(client, 404, q="trade", page="abc")


def test_what_others_hang_on_to_addresses_is_not_spoken_of(client, archive):
    assert "notice" not in get(client, q="trade", utm_source="x", fbclid="y")


def test_each_group_of_filters_has_a_button_of_its_own(client, archive):
    refine = get(client, q="trade").split('id="refine-heading"')[1].split("</aside>")[0]
    assert refine.count("<fieldset") == refine.count('<button type="submit"') > 3


def test_the_largest_page_of_results_stays_light(client):
    """A hundred long articles, each with the word on each of its pages, as they are sent."""
    words = random.Random(7)
    for number in range(100):
        texts = [
            " ".join("".join(words.choices("aeioulnrst", k=words.randint(2, 9))) for _ in range(45))
            + " trade ends"
            for _ in range(11)
        ]
        make_document(f"Trade report {number}", texts=tuple(texts), authors=(f"Ada Author{number}",))
    call_command("rebuild_index", verbosity=0)
    for per_page, most in ((20, 30_000), (100, 60_000)):
        page = get(client, q="trade", per_page=per_page)
        assert len(gzip.compress(page.encode())) <= most, per_page


def test_patterns_of_addresses_are_looked_through_no_more_often_for_more_rows(client, archive, monkeypatch):
    """A page of results has hundreds of links."""
    for number in range(12):
        title, text = f"Trade Winds {number}", f"Trade wind {number}."
        make_document(
            title, texts=(text,) * 12, subjects=(f"Wind {number}",), authors=(f"Ana {number} Ruiz",)
        )
    call_command("rebuild_index", verbosity=0)
    asked, own = [], URLResolver._reverse_with_prefix
    monkeypatch.setattr(
        URLResolver,
        "_reverse_with_prefix",
        lambda resolver, *args, **names: (asked.append(args), own(resolver, *args, **names))[1],
    )
    told = {}
    for turn in ("first", "second"):  # what is learned once is learned in the first
        for query in ("trade", "rivers"):
            asked.clear()
            page = get(client, q=query, turn=turn)
            told[query] = len(asked), page.count(" href=")
    (asked_for_many, many), (asked_for_few, few) = told["trade"], told["rivers"]
    assert many > few + 150
    assert asked_for_many <= asked_for_few + 1  # the pager's
