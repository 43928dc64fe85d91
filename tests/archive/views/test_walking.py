"""The walk from match to match goes on through the articles of the results, in their order and with their filters."""

import re
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from haystack import connections

from ingest.store.publishing import withdraw
from tests.builders import make_document, make_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    """Four articles on tariffs, a year each, of one page or two; the last is found by its title alone."""
    texts = (
        ("Tariffs were low.", "Nobody paid tariffs, and tariffs paid nobody."),
        ("The tariffs of the harbour.",),
        ("A sermon on tariffs.", "Amen."),
        ("The word stands in the title.",),
    )
    rows = [
        make_document(
            title, texts=text, first_label=10 * n, issue=make_issue(str(n), "1", 2000 + n), authors=(author,)
        )
        for n, (title, text, author) in enumerate(
            zip(
                ("Customs", "Dues", "Excise", "Tariffs Forgotten"),
                texts,
                ("Ada Agua", "Bea Barro", "Ada Agua", "Ada Agua"),
                strict=True,
            ),
            1,
        )
    ]
    call_command("rebuild_index", verbosity=0)
    return rows


def read(client, document, label, query, **headers):
    response = client.get(f"{document.get_absolute_url()}p/{label}/?{query}", headers=headers)
    assert response.status_code == 200
    return response.text


def steps(html):
    """By key the address of the step that is offered."""
    found = {}
    for tag in re.findall(r'<a class="step" data-key="[np]"[^>]*>', html):
        if " hidden" not in tag:
            found[re.search('data-key="(.)"', tag)[1]] = re.search('href="([^"]*)"', tag)[1].replace(
                "&amp;", "&"
            )
    return found


def told(html):
    nav = re.search(r'<nav class="walk-on.*?</nav>', html, re.DOTALL)
    words = re.sub(r"</?(?:a|span)\b[^>]*>", "", nav[0]) if nav else ""
    return [" ".join(each.split()) for each in re.findall(r"<p>(.*?)</p>", words, re.DOTALL)]


OLDEST = "q=tariffs&back=q%3Dtariffs%26sort%3Doldest"


def test_after_the_last_match_the_next_article_of_the_results_is_offered(client, shelf):
    customs, dues, *_ = shelf
    html = read(client, customs, "11", f"{OLDEST}&hit=3")
    assert told(html) == ["Next article with matches: Dues, 1 match"]
    url = steps(html)["n"]
    assert url.startswith(f"{dues.get_absolute_url()}p/20/?")
    assert url.endswith("&hit=1#hit-1")
    assert parse_qs(urlsplit(url).query)["back"] == ["q=tariffs&sort=oldest"]


def test_before_the_first_match_the_last_match_of_the_article_before_is_offered(client, shelf):
    customs, dues, *_ = shelf
    html = read(client, dues, "20", OLDEST)
    assert told(html) == [
        "Previous article with matches: Customs, 3 matches",
        "Next article with matches: Excise, 1 match",
    ]
    assert steps(html)["p"].startswith(f"{customs.get_absolute_url()}p/11/?")
    assert steps(html)["p"].endswith("&hit=3#hit-3")


def test_inside_the_article_the_walk_stays_in_it(client, shelf):
    customs = shelf[0]
    html = read(client, customs, "10", OLDEST)
    assert told(html) == []
    assert steps(html)["n"].startswith(f"{customs.get_absolute_url()}p/11/?")


def test_filters_and_order_are_those_of_the_results_that_were_left(client, shelf):
    customs, _dues, excise, forgotten = shelf
    newest = "q=tariffs&author=ada-agua&sort=newest"
    html = read(client, excise, "30", "q=tariffs", referer=f"http://testserver/search/?{newest}")
    assert told(html) == [
        "Previous article found: Tariffs Forgotten",
        "Next article with matches: Customs, 3 matches",
    ]
    assert steps(html)["p"].startswith(f"{forgotten.get_absolute_url()}?q=tariffs&back=")
    years = "q=tariffs&back=q%3Dtariffs%26from%3D2003%26to%3D2003"
    assert told(read(client, excise, "30", years)) == []
    assert told(read(client, customs, "11", years)) == []  # not among these results


def test_the_results_of_a_long_question_are_walked_as_they_were_answered(client, shelf):
    question = "q=harbour+tariffs+sermon+nobody+paid"
    page = client.get(f"/search/?{question}").text
    titles = [
        re.sub("<[^>]*>", "", each) for each in re.findall(r'<h2 class="result-title">(.*?)</h2>', page)
    ]
    assert len(titles) > 1
    by_title = {str(row): row for row in shelf}
    for title, following in zip(titles, [*titles[1:], ""], strict=True):
        row = by_title[title]
        last = row.pages.last().address
        on = [each for each in told(read(client, row, last, question)) if each.startswith("Next article")]
        assert [following in each for each in on] == ([True] if following else []), title


def test_an_article_withdrawn_a_moment_ago_is_passed_over(client, shelf):
    customs, dues, *_ = shelf
    withdraw(dues, "Printed twice.")
    assert told(read(client, customs, "11", f"{OLDEST}&hit=3")) == [
        "Next article with matches: Excise, 1 match"
    ]


def test_the_neighbours_in_the_issue_are_offered_where_the_article_ends(client, shelf):
    issue = shelf[1].issue
    make_document("Quays", texts=("Of quays.",), first_label=25, issue=issue)
    assert told(read(client, shelf[1], "20", OLDEST))[-1] == "Next in this issue: Quays"
    assert told(read(client, shelf[1], "20", "")) == ["Next in this issue: Quays"]


def test_a_search_in_the_article_stays_in_it(client, shelf):
    assert told(read(client, shelf[1], "20", f"{OLDEST}&find=harbour")) == []


def test_the_title_says_which_match_and_the_current_mark_is_told(client, shelf):
    html = read(client, shelf[0], "11", f"{OLDEST}&hit=3")
    assert "<title>Match 3 of 3 · p. 11 · Customs" in html
    assert re.findall(r'<mark data-hit="(\d)"[^>]*aria-current="true">', html) == ["3"]
    assert "<title>p. 11 · Customs" in read(client, shelf[0], "11", "")


def test_without_an_index_the_page_is_read_as_ever(client, shelf, settings):
    shutil.rmtree(settings.SEARCH_DIR)
    connections.reload("default")
    assert told(read(client, shelf[0], "11", f"{OLDEST}&hit=3")) == []


def test_the_number_of_questions_does_not_grow_with_the_results(client, django_assert_max_num_queries, shelf):
    with django_assert_max_num_queries(26):
        read(client, shelf[1], "20", OLDEST)


def test_filters_and_order_go_along_in_the_address_where_there_are_any(client, shelf):
    """So that a link kept for later, or opened anew, still leads on in the same results."""
    dues = shelf[1]
    here = f"{dues.get_absolute_url()}p/20/"
    plain = client.get("/search/?q=tariffs").text
    assert f'href="{here}?q=tariffs&amp;hit=1#hit-1"' in plain
    for view in ("", "&view=pages"):
        html = client.get(f"/search/?q=tariffs&sort=oldest{view}").text
        left = f"q%3Dtariffs{view.replace('&', '%26').replace('=', '%3D')}%26sort%3Doldest"
        (url,) = set(re.findall(rf'href="({here}[^"#]*hit=1[^"]*)"', html))
        assert url == f"{here}?q=tariffs&amp;hit=1&amp;back={left}#hit-1"
        assert "Next article with matches: Excise, 1 match" in told(
            client.get(url.replace("&amp;", "&")).text
        )
