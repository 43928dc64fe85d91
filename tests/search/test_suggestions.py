"""What is offered while a reader types, all values of a facet, the feed of a search, pages as rows."""

import json

import feedparser
import pytest
from django.urls import reverse
from django.utils import translation
from lxml import etree

from archive.models import Acronym
from search.facets import SHOWN
from search.suggestions import suggest
from tests.builders import make_author, make_document, save


def kinds(text):
    return {kind: [each.text for each in suggest(text) if each.kind == kind] for kind in
            ("word", "title", "author", "subject", "acronym")}  # fmt: skip


def test_words_titles_people_and_subjects_are_offered(small_archive):
    found = kinds("harb")
    assert "harbour" in found["word"]
    assert "The Neo-Liberal Harbour" in found["title"]
    assert found["subject"] == ["Harbours"]
    assert "harbours" not in found["word"]  # offered once
    assert kinds("prad")["author"] == ["Inés Pradera"]
    assert kinds("Ines Pra")["author"] == ["Inés Pradera"]
    assert kinds("BERRON")["author"] == ["Tomás Berrón"]


def test_the_last_word_is_made_whole_behind_the_others(small_archive):
    assert "nobody dated the harbour" in [each.text for each in suggest("nobody dated the harb")]


@pytest.mark.parametrize("text", ["", "h", "zzz", "-", '"', "x" * 5000, "a b c d e f g h i j"])
def test_what_cannot_be_completed_is_answered_with_nothing(small_archive, text):
    assert suggest(text) == []


def test_nothing_of_a_draft_or_a_withdrawn_text_is_offered(publish):
    from archive.outbox import enqueue_for_indexing
    from search import indexer

    publish("Seen", texts=("Seen words.",))
    make_document("Xyloph Draft", texts=("xylophone xylophone",), authors=("Xyl Ophone",), state="draft")
    gone = publish("Xylem Gone", texts=("xylem",), authors=("Xyla Gone",), subjects=("Xylems",))
    gone.state, gone.withdrawn_reason = "withdrawn", "Twice."
    gone.save()
    enqueue_for_indexing([gone.pk])
    indexer.apply_outbox()
    assert suggest("xyl") == []


def test_co_authors_who_do_not_fit_are_left_out(small_archive):
    assert "Inés Pradera" not in kinds("berr")["author"]


# ------------------------------------------------------------------ what comes first, and what follows
@pytest.fixture
def water(publish):
    text = (
        "The privatization of water failed. Water privatization came late; the price rose. Water prices too."
    )
    first = publish("The Integration of Water", texts=(text,), subjects=("Water",))
    page = first.pages.first()
    save(Acronym(document=first, short="WPA", long="Water Price Authority", page=page, offset=0))
    publish("La principal", texts=("El agua principal y el water principal.",), language="es")
    publish("Prisons", texts=("The principal prison had no neighbour.",))
    return first


def test_names_stand_before_words(water):
    found = [each.kind for each in suggest("wat")]
    assert found == sorted(found, key=("title", "author", "subject", "acronym", "word").index)
    assert {"title", "subject", "acronym"} <= set(found)


def test_words_are_completed_only_as_they_stand_with_those_before_and_best_behind_them(water):
    assert kinds("water pri")["word"] == ["water prices", "water privatization", "water price"]
    assert kinds("rose pri")["word"] == ["rose price", "rose prices", "rose privatization"]
    assert kinds("neighbour privat")["word"] == []
    assert kinds("zebra pri")["word"] == []
    assert kinds("the privatization of wa")["word"] == ["the privatization of water"]
    assert "water the" not in kinds("water th")["word"]  # a function word only completes what it follows


def test_words_are_completed_in_the_language_of_the_query(water):
    with translation.override("es"):
        assert kinds("water pri")["word"] == ["water principal"]
        assert "principal" in kinds("princ")["word"]
    assert kinds("el agua prin")["word"] == ["el agua principal"]


def test_the_beginning_of_a_title_leads_to_it(water):
    (title,) = [each for each in suggest("the integration of") if each.kind == "title"]
    assert (title.text, title.url) == ("The Integration of Water", water.get_absolute_url())


@pytest.mark.parametrize("typed", ["wpa", "WP", "water price", "Water Price Auth"])
def test_an_acronym_is_offered_by_either_form(client, water, typed):
    (found,) = [each for each in suggest(typed) if each.kind == "acronym"]
    assert found.text == "WPA – Water Price Authority"
    assert "Water Price Authority" in client.get(found.url).content.decode()


def test_a_subject_leads_to_its_page(client, water):
    (found,) = [each for each in suggest("wat") if each.kind == "subject"]
    assert client.get(found.url).context["subject"].name == "Water"


# ------------------------------------------------------------------ pages
def test_suggestions_come_as_a_list_and_for_machines(client, small_archive):
    page = client.get(reverse("search:suggest"), {"q": "harb"}).content.decode()
    assert "The Neo-Liberal Harbour" in page
    answer = client.get(reverse("search:suggest"), {"q": "harb", "format": "json"})
    assert answer["Content-Type"] == "application/x-suggestions+json"
    text, texts, notes, urls = json.loads(answer.content)
    assert text == "harb"
    assert len(texts) == len(notes) == len(urls) > 3
    for url in urls:
        assert client.get(url).status_code == 200
    assert json.loads(client.get(reverse("search:suggest"), {"format": "json"}).content) == ["", [], [], []]


def test_opensearch_names_the_suggestions(client, db):
    root = etree.fromstring(client.get("/opensearch.xml").content)
    kinds = {url.get("type") for url in root if url.tag.endswith("Url")}
    assert kinds == {"text/html", "application/x-suggestions+json", "application/atom+xml"}


@pytest.fixture
def many_authors(publish):
    for number in range(SHOWN + 4):
        publish(f"Text {number}", texts=("A harbour.",), authors=(f"Ana Núñez{number:02}",))


def test_a_facet_with_many_values_has_a_page_of_its_own(client, many_authors):
    results = client.get("/search/", {"q": "harbour"})
    url = results.context["more_links"]["author"]
    assert url in results.content.decode().replace("&amp;", "&")
    page = client.get(url)
    assert len(page.context["facet_links"]) == SHOWN + 4
    (found,) = client.get(url, {"q": "harbour", "named": "nunez03"}).context["facet_links"]
    assert found[0].label == "Núñez03, Ana"
    chosen = client.get(found[1])
    assert chosen.context["results"].total == 1
    assert client.get("/search/facet/colour/", {"q": "harbour"}).status_code == 404


def test_values_can_be_sorted_by_name(client, many_authors):
    page = client.get("/search/facet/author/", {"q": "harbour", "order": "name"})
    labels = [value.label for value, _url in page.context["facet_links"]]
    assert labels == sorted(labels)


def test_a_search_is_a_feed_of_its_newest_articles(client, small_archive):
    answer = client.get("/search/results.atom", {"q": "harbour"})
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert {entry.title for entry in feed.entries} >= {"The Neo-Liberal Harbour", "Nations at Sea"}
    assert "/search/?q=harbour" in feed.feed.link
    assert (
        'application/atom+xml" title="New articles for harbour"'
        in client.get("/search/", {"q": "harbour"}).content.decode()
    )
    assert client.get("/search/results.atom").status_code == 404
    assert not feedparser.parse(client.get("/search/results.atom", {"q": "zeppelin"}).content).entries


def test_pages_can_be_the_rows(client, small_archive):
    answer = client.get("/search/", {"q": "policy", "view": "pages", "sort": "title"})
    page = answer.content.decode()
    assert page.count("page-row") == answer.context["results"].pages_with_hits > 2
    assert client.get("/search/", {"q": "policy", "view": "sideways"}).context["shows_pages"] is False


def test_what_was_also_searched_is_said_with_a_way_out(client, publish):
    for number in range(5):
        publish(f"Right {number}", texts=("The commission raised it.",))
    publish("Misread", texts=("The cornmission raised it.",))
    page = client.get("/search/", {"q": "commission"})
    assert "<q>cornmission</q>" in page.content.decode()
    (each, url) = page.context["also_links"][0]
    assert client.get(url).context["results"].total == 5
    assert each.kind == "near"


def test_a_name_variant_leads_to_its_author(publish):
    make_author("Inés Pradera")
    publish("Text", texts=("Words.",), authors=("Inés Pradera",))
    author = make_author("Inés Pradera")
    author.variants = ["Agnes Meadow"]
    author.save()
    publish("Other", texts=("More.",), authors=("Inés Pradera",))
    assert kinds("meadow")["author"] == ["Inés Pradera"]
