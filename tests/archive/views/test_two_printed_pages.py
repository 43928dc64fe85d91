"""Two printed pages on one image: one page of the archive, and each is found and cited by itself."""

from urllib.parse import quote as quoted_path

import pytest
from django.urls import reverse

from archive.citation_builder import UnknownPageError, find_locator
from archive.interop.iiif_manifest import build
from archive.models import Document
from archive.reading.page_labels import find_page, label_meant, nearest_pages
from archive.reading.passages import FoldedPages
from archive.reading.quotations import quote
from tests.builders import make_spread, save

pytestmark = pytest.mark.django_db

SITE = "https://archive.test"


@pytest.fixture
def article():
    return read(make_spread())


def read(document):
    return Document.objects.for_reading().get(pk=document.pk)


def quoted(document, opening, closing):
    (page, *_) = document.pages.all()
    passage = FoldedPages([(each.sequence, each.text) for each in document.pages.all()]).passage(
        (1, page.text.index(opening)), (1, page.text.index(closing) + len(closing))
    )
    return quote(document, str(passage), SITE)


# ------------------------------------------------------------------ found
@pytest.mark.parametrize(("asked", "anchor"), [("50", ""), ("51", "#p51"), ("p. 51", "#p51")])
def test_both_labels_lead_to_the_image(client, article, asked, anchor):
    there = f"{article.get_absolute_url()}p/{quoted_path('50–51')}/"
    led = client.get(f"{article.get_absolute_url()}p/{quoted_path(asked)}/?q=tariff")
    assert (led.status_code, led.headers["Location"]) == (301, f"{there}?q=tariff{anchor}")
    typed = client.get(f"{article.get_absolute_url()}p/", {"label": asked})
    assert typed.headers["Location"] == f"{there}{anchor}"
    assert client.get(there).status_code == 200


def test_the_label_of_a_page_of_its_own_goes_before():
    document = make_spread()
    other = document.pages.last()
    other.label = other.address = "51"
    save(other)
    pages = list(document.pages.order_by("sequence"))
    assert find_page(pages, "51") == other
    assert find_page(pages, "50") == pages[0]


def test_a_page_that_is_wrong_is_told_with_the_nearest(article):
    assert [page.label for page in nearest_pages(article.pages.all(), "53", 1)] == ["52"]
    assert [page.label for page in nearest_pages(article.pages.all(), "49", 1)] == ["50–51"]


def test_a_label_with_a_dash_on_an_image_of_one_page_stays_whole(article):
    page = article.pages.all()[0]
    page.turns_at = None
    assert find_page([page], "51") is None
    assert label_meant(page, "50–51") == "50–51"


# ------------------------------------------------------------------ read
def test_the_text_shows_where_the_second_page_starts(client, article):
    shown = client.get(article.get_absolute_url()).content.decode()
    first, second = shown.index(">50</a>"), shown.index(">51</a>")
    assert first < shown.index("The union met at") < second < shown.index("noon.")
    reader = client.get(f"{article.get_absolute_url()}p/{quoted_path('50–51')}/").content.decode()
    assert 'id="p51"' in reader
    assert "Page 50–51" in reader


def test_plain_text_and_the_copy_for_offline_have_both_labels(client, article):
    text = client.get(reverse("plain_text", args=[article.identifier])).content.decode()
    assert "[p. 50] The harbour was calm." in text
    assert "The union met at [p. 51] noon." in text
    offline = client.get(reverse("offline_copy", args=[article.identifier])).content.decode()
    assert "p. 50</a>" in offline
    assert "p. 51</a> noon." in offline


def test_a_mark_goes_over_the_turn_and_is_one(client, article):
    place = quoted(article, "met at", "noon")
    shown = client.get(f"{article.get_absolute_url()}p/{quoted_path('50–51')}/", {"at": place.at})
    content = shown.content.decode()
    assert content.count('id="hit-1"') == 1
    text = content[content.index('class="running-text"') :]
    assert text.index("met at </mark>") < text.index('id="p51"') < text.index(">noon</mark>")


# ------------------------------------------------------------------ cited
@pytest.mark.parametrize(
    ("opening", "closing", "cited"),
    [
        ("The harbour", "calm.", "50"),
        ("The union", "met at", "50"),
        ("noon.", "noon.", "51"),
        ("The tariff", "fell.", "51"),
        ("The union", "noon.", "50–51"),
    ],
)
def test_a_quotation_cites_the_page_on_which_it_stands(article, opening, closing, cited):
    quotation = quoted(article, opening, closing)
    assert quotation.locator == cited
    assert f"p. {cited})" in quotation.plain() or f"pp. {cited})" in quotation.plain()


@pytest.mark.parametrize(
    ("closing", "cited"), [("experience", "50–51"), ("an", "50"), ("experience of it", "50–51")]
)
def test_a_word_broken_at_the_fold_stands_on_both(closing, cited):
    document = make_spread(first="It was an experience", second="of it.")
    page = document.pages.first()
    page.raw_text = "It was an experi-\n\nence of it."
    save(page)
    assert quoted(read(document), "It was", closing).locator == cited


@pytest.mark.parametrize(
    ("asked", "cited"),
    [("50", "50"), ("51", "51"), ("50-51", "50–51"), ("51-52", "51–52"), ("p. 51", "51"), ("50–51", "50–51")],
)
def test_each_page_is_cited(client, article, asked, cited):
    assert find_locator(article, asked) == cited
    page = client.get(reverse("cite"), {"id": article.identifier, "p": asked})
    assert page.status_code == 200
    assert page.context["citations"].locator == cited


def test_an_inferred_label_is_cited_in_brackets(article):
    page = article.pages.all()[0]
    page.label_source = "inferred"
    assert find_locator(article, "51") == "[51]"
    with pytest.raises(UnknownPageError):
        find_locator(article, "49")


def test_sections_are_told_under_the_page_on_which_they_start(article):
    section = article.sections.first()
    assert section.cited_label == "50"
    section.offset = section.page.turns_at
    assert section.cited_label == "51"


# ------------------------------------------------------------------ shown by others
def test_in_a_manifest_the_canvas_shows_both_parts_of_the_opening(article):
    first, second = build(article, SITE)["items"]
    assert first["label"] == {"none": ["50–51"]}
    assert first["behavior"] == ["facing-pages"]
    assert "behavior" not in second
    assert build(article, SITE)["behavior"] == ["paged"]


def test_where_all_canvases_are_such_no_page_is_turned(article):
    article.pages.last().delete()
    manifest = build(read(article), SITE)
    assert manifest["behavior"] == ["individuals"]
    assert "behavior" not in manifest["items"][0]
