"""Passages quoted: what is copied, the page that cites them, and the links to them."""

import re

import pytest

from archive.models import Document
from archive.reading.passages import FoldedPages
from archive.reading.quotations import PassageGoneError, quote
from tests.builders import make_document, save

pytestmark = pytest.mark.django_db

TEXTS = (
    "The harbour\nwas calm.\n\n“Free trade,” they said, came by",
    "rail and by sea.\n\nThe tariff fell.",
    "Nobody asked.",
)


@pytest.fixture
def article():
    return make_document(texts=TEXTS, runs_on=(1,))


def address_of(document, start, end):
    """The address of what stands from the words `start` on one page to the end of `end` on another."""
    texts = [(page.sequence, page.text) for page in document.pages.all()]
    (first, opening), (last, closing) = start, end
    closes = texts[last - 1][1].index(closing) + len(closing)
    return str(FoldedPages(texts).passage((first, texts[first - 1][1].index(opening)), (last, closes)))


def quoted(document, start, end):
    document = Document.objects.for_reading().get(pk=document.pk)
    return quote(document, address_of(document, start, end), "https://archive.test")


def test_a_quotation_has_whole_words_its_citation_with_the_page_and_its_link(article):
    lines = quoted(article, (2, "The tariff"), (2, "fell.")).plain().splitlines()
    assert lines[0] == "“The tariff fell.” (Pradera, 2007, p. 266)"
    assert lines[2].startswith("Pradera, I. (2007). The Integration of Peoples.")
    assert lines[3].startswith(f"https://archive.test/d/{article.identifier}/p/266/?at=2.")


def test_a_quotation_over_pages_has_a_range_of_labels_and_one_running_text(article):
    quotation = quoted(article, (1, "“Free"), (2, "sea."))
    assert quotation.paragraphs == ["“Free trade,” they said, came by rail and by sea."]
    assert "265–266" in quotation.reference().in_text


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        (("experience", "experience"), "265–266"),
        (("the harbour", "experience,"), "265–266"),
        (("the harbour", "was an"), "265"),  # before the broken word
        (("harbour", "harbour"), "265"),  # broken, but on one page
    ],
)
def test_a_word_broken_over_the_end_of_a_page_stands_on_two_pages(words, cited):
    article = make_document(texts=("Whoever saw the harbour was an experience,", "they said."), runs_on=(1,))
    read = ("Who- 265\nWhoever saw the har-\nbour was an experi-\n(a footnote)", "266\nence, they said.")
    for page, raw_text in zip(article.pages.all(), read, strict=True):
        page.raw_text = raw_text
        save(page)
    quotation = quoted(article, (1, words[0]), (1, words[1]))
    assert quotation.citations.cited == cited
    assert len(quotation.paragraphs) == 1


def test_a_last_word_that_is_whole_stands_on_its_own_page(article):
    assert quoted(article, (1, "came"), (1, "by")).citations.cited == "265"


def test_paragraphs_stay_apart_and_lines_are_joined(article):
    quotation = quoted(article, (1, "The harbour"), (3, "Nobody"))
    assert quotation.paragraphs == [
        "The harbour was calm.",
        "“Free trade,” they said, came by rail and by sea.",
        "The tariff fell.",
        "Nobody",
    ]
    assert quotation.html().count("<p>") == 6  # and two of the citation


def test_an_inferred_label_is_cited_in_brackets(article):
    page = article.pages.get(sequence=2)
    page.label_source = "inferred"
    save(page)
    assert "[266]" in quoted(article, (2, "The tariff"), (2, "fell")).reference().in_text


def test_a_page_without_a_label_is_cited_without_one(article):
    page = article.pages.get(sequence=2)
    page.label, page.label_source, page.address = "", "", "n2"
    save(page)
    quotation = quoted(article, (2, "The tariff"), (2, "fell"))
    assert quotation.reference().in_text == "(Pradera, 2007)"
    assert "/p/n2/?at=" in quotation.url


def test_markup_in_a_quotation_is_only_text():
    document = make_document("<b>", texts=('A <script>alert("1")</script> stands here.',))
    html = quoted(document, (1, "A"), (1, "here.")).html()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_words_that_are_gone_cannot_be_quoted(article):
    document = Document.objects.for_reading().get(pk=article.pk)
    for at in ("1.0.5.0.0~~nowhere~~", "x", ""):
        with pytest.raises(PassageGoneError):
            quote(document, at, "")


# ------------------------------------------------------------------ pages
def test_the_page_of_a_quotation_cites_it_in_every_style_with_its_pages(client, article):
    at = address_of(article, (1, "Free trade"), (2, "sea"))
    html = client.get(f"/d/{article.identifier}/quote", {"at": at}).content.decode()
    assert "<p>Free trade,” they said, came by rail and by sea</p>" in html
    for in_text in ("(Pradera, 2007, pp. 265–266)", "(Pradera 265–66)", "(Pradera 2007, 265–66)"):
        assert in_text in html
    assert "?page=265%E2%80%93266" in html
    assert 'content="noindex"' in html


def test_what_is_copied_comes_as_json(client, article):
    at = address_of(article, (2, "The tariff"), (2, "fell"))
    address = f"/d/{article.identifier}/quote"
    answer = client.get(address, {"at": at, "format": "json", "style": "mla"}).json()
    assert answer["plain"].startswith("“The tariff fell” (Pradera 266)")
    assert answer["html"].startswith('<blockquote lang="en"')
    assert answer["url"] in answer["plain"]


def test_a_style_that_there_is_not_is_told_to_the_script_that_copies(client, article):
    at = address_of(article, (2, "The tariff"), (2, "fell"))
    address = f"/d/{article.identifier}/quote"
    answer = client.get(address, {"at": at, "format": "json", "style": "none-such"})
    assert answer.status_code == 400
    assert answer.json()["problem"].startswith("There is no style “none-such”. These are: apa (APA 7)")


@pytest.mark.parametrize("at", ["", "1.0.5.0.0~~nowhere~~", "\0", "a" * 2000])
def test_a_passage_that_is_gone_is_answered_kindly(client, article, at):
    response = client.get(f"/d/{article.identifier}/quote", {"at": at})
    assert response.status_code == 404
    assert "no longer found" in response.content.decode()
    response = client.get(f"/d/{article.identifier}/quote", {"at": at, "format": "json"})
    assert (response.status_code, list(response.json())) == (404, ["problem"])


def test_a_passage_is_offered_for_citing_only_where_it_is_found(client, article):
    for address in (article.get_absolute_url(), f"{article.get_absolute_url()}p/265/"):
        found = client.get(address, {"at": address_of(article, (1, "“Free"), (1, "trade,”"))})
        assert "This quotation" in found.content.decode(), address
        gone = client.get(address, {"at": "1.0.9.0.0~~nobodyeversaidthis~~"})
        assert "no longer found" in gone.content.decode(), address
        assert "This quotation" not in gone.content.decode(), address


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("withdrawn", 410)])
def test_what_is_not_public_cannot_be_quoted(client, state, status):
    document = make_document(texts=("Secret words.",), state=state)
    at = address_of(document, (1, "Secret"), (1, "words."))
    response = client.get(f"/d/{document.identifier}/quote", {"at": at, "format": "json"})
    assert response.status_code == status
    assert "Secret" not in response.content.decode()


# ------------------------------------------------------------------ links
def marks(html):
    return re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)


def test_the_permanent_link_leads_to_the_marked_passage(client, article):
    url = quoted(article, (2, "The tariff"), (2, "fell.")).url
    html = client.get(url.removeprefix("https://archive.test"), follow=True).content.decode()
    assert marks(html) == ["The tariff fell."]
    assert f'href="/d/{article.identifier}/quote?at=' in html


def test_the_link_leads_on_when_the_label_of_the_page_has_changed(client, article):
    url = quoted(article, (2, "The tariff"), (2, "fell.")).url.removeprefix("https://archive.test")
    page = article.pages.get(sequence=2)
    page.label = page.address = "1266"
    save(page)
    response = client.get(url, follow=True)
    assert response.redirect_chain[-1][0].startswith(f"{article.get_absolute_url()}p/1266/?at=")
    assert marks(response.content.decode()) == ["The tariff fell."]


def test_every_paragraph_has_a_link_that_marks_it(client, article):
    here, there = "rail and by sea.", "The tariff fell."
    for address, expected in (
        (f"{article.get_absolute_url()}p/266/", [here, there]),
        (article.get_absolute_url(), ["The harbour\nwas calm.", here, there, "Nobody asked."]),
    ):
        html = client.get(address).content.decode()
        links = re.findall(r'class="passage-link" href="([^"#]+)#hit-1"', html)
        ends = [marks(client.get(address + link).content.decode())[-1] for link in links]
        assert ends == expected


def test_the_article_marks_a_passage_over_pages_once(client, article):
    at = address_of(article, (1, "came by"), (2, "rail"))
    html = client.get(article.get_absolute_url(), {"at": at}).content.decode()
    assert marks(html) == ["came by", "rail"]
    assert html.count('id="hit-1"') == 1
    assert "The quoted passage is marked" in html
    assert "no longer found" in client.get(article.get_absolute_url(), {"at": "gone"}).content.decode()


def test_the_article_marks_what_a_search_found_and_counts_it_by_page(client, article):
    html = client.get(article.get_absolute_url(), {"q": "by"}).content.decode()
    assert marks(html) == ["by", "by"]
    assert html.count("1 match<") == 2
    assert f'href="{article.get_absolute_url()}p/265/?q=by"' in html


def test_the_link_is_short_enough_for_a_footnote_and_opens_at_the_passage(client, article):
    url = quoted(article, (1, "The harbour"), (2, "fell.")).url
    assert len(url.removeprefix("https://archive.test")) <= 60
    moved = client.get(url.removeprefix("https://archive.test"))
    assert moved.status_code == 301
    assert moved["Location"].endswith("#hit-1")
    html = client.get(moved["Location"]).text
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)[0].startswith("The harbour")
    assert "<title>Quoted passage · p. 265 ·" in html
    notice = re.search(r'<p class="[^"]*passage-notice">(.*?)</p>', html, re.DOTALL)[1]
    assert "“The harbour was calm." in notice
    assert f'<a href="{moved["Location"].partition("?")[0]}">Clear the mark</a>' in notice


def test_a_long_link_of_an_earlier_release_is_served_and_quoted_with_a_short_one(client, article):
    at = address_of(article, (1, "Free trade"), (2, "sea"))
    assert "~" in at
    html = client.get(f"{article.get_absolute_url()}p/265/", {"at": at}).text
    assert "Passage quoted from here" in html
    after = re.search(r'<a class="step" rel="next"[^>]*href="([^"]*)"', html)[1].replace("&amp;", "&")
    assert after.endswith("#hit-1")  # it goes on there
    assert "rail and by sea" in re.findall(r"<mark[^>]*>(.*?)</mark>", client.get(after).text)[0]
    url = client.get(f"/d/{article.identifier}/quote", {"at": at, "format": "json"}).json()["url"]
    assert "~" not in url


def test_a_link_to_a_page_that_is_labelled_otherwise_now_leads_to_the_passage(client, article):
    url = quoted(article, (2, "The tariff"), (2, "fell.")).url.removeprefix("https://archive.test")
    article.pages.filter(sequence=2).update(label="270", address="270")
    response = client.get(url)
    assert response["Location"].partition("?")[0] == f"{article.get_absolute_url()}p/270/"
    assert response["Location"].endswith("#hit-1")
