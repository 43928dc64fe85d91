"""The page of results: every state of it, in words a reader understands."""

import re
import shutil

import pytest
from django.core.management import call_command

from search.query_language import OPERATORS
from tests.builders import make_document, make_issue

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
    assert [each.identifier for each, _note in client.get("/list/").context["rows"]] == chosen[:2]


def test_a_row_leads_to_the_search_within_its_article(client, archive):
    page = get(client, q="trade rivers")
    link = re.search(r'href="([^"]+)#find">Find in this article', page)[1]
    assert 'id="find"' in client.get(link).content.decode()


def test_a_search_that_took_too_long_says_so(client, archive, monkeypatch):
    from search.backends.arrays.evaluation import Evaluation, TooSlowError

    def run_out(self, node):
        raise TooSlowError

    monkeypatch.setattr(Evaluation, "match", run_out)
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
