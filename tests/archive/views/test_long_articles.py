"""An article of three hundred pages is shown in parts: its pages cost what those of a short one do."""

import re

import pytest

from archive.models import Section
from archive.reading.passages import give_addresses
from archive.reading.reading_text import compose
from tests.builders import make_document, make_reference, save

pytestmark = pytest.mark.django_db
PARAGRAPH = "The customs union was debated in the harbour towns, where free trade had friends and foes. "
TEXT = (PARAGRAPH * 4 + "\n\n") * 5
PAGES = 300


@pytest.fixture
def memoir():
    """Of the text of page 150 no other has the word "lighthouse"; each tenth page begins a section."""
    texts = [TEXT] * PAGES
    texts[149] = "A lighthouse stood there.\n\n" + TEXT
    for n in range(0, PAGES, 10):
        texts[n] = f"Chapter {n}\n\n{texts[n]}"
    document = make_document("A Memoir", texts=texts, first_label=1)
    document.sections.all().delete()
    pages = list(document.pages.all())
    for position, n in enumerate(range(0, PAGES, 10), 1):
        save(Section(document=document, position=position, page=pages[n], heading=f"Chapter {n}"))
    return document


def get(client, address, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("query", [{}, {"q": "harbour"}])
def test_its_pages_are_light(client, memoir, query):
    article = get(client, memoir.get_absolute_url(), **query)
    assert 20_000 < len(article) <= 80_000
    assert article.count("<img") <= 40
    assert len(get(client, f"{memoir.get_absolute_url()}p/150/", **query)) <= 40_000


def test_its_parts_hold_the_whole_text_each_page_once(client, memoir):
    found, part = [], 1
    while True:
        html = get(client, memoir.get_absolute_url(), part=part)
        found += re.findall(r'class="folio page-start" id="p(\d+)"', html)
        if found[-1] == str(PAGES):
            break
        part += 1
    assert found == [str(n) for n in range(1, PAGES + 1)]
    assert f"{part}#text" in html


def test_a_match_and_a_passage_open_the_part_they_stand_in(client, memoir):
    html = get(client, memoir.get_absolute_url(), q="lighthouse")
    assert 'id="hit-1"' in html
    assert 'href="#hit-1"' in html
    elsewhere = get(client, memoir.get_absolute_url(), q="lighthouse", part=1)
    assert 'id="hit-1"' not in elsewhere
    assert 'href="?q=lighthouse#hit-1"' in elsewhere
    page = memoir.pages.get(sequence=150)
    blocks = compose([page])
    give_addresses(blocks, [page])
    assert 'id="hit-1"' in get(client, memoir.get_absolute_url(), at=blocks[0].at)


def test_its_contents_lead_into_the_parts(client, memoir):
    html = get(client, memoir.get_absolute_url())
    ways = re.findall(r'<li class="level-1"><a href="(?:\?part=(\d+))?#(s\d+)">', html)
    assert [anchor for _part, anchor in ways] == [f"s{n}" for n in range(1, 31)]
    for part, anchor in (ways[0], ways[15], ways[-1]):
        assert f'id="{anchor}"' in get(client, memoir.get_absolute_url(), part=part or 1)


def test_contents_of_very_many_headings_are_bounded(client, memoir):
    memoir.sections.all().delete()
    pages = list(memoir.pages.all())
    for n in range(PAGES):
        save(Section(document=memoir, position=n + 1, page=pages[n], heading=f"Day {n}"))
    html = get(client, memoir.get_absolute_url(), part=2)
    ways = re.findall(r'<li class="level-1"><a href="(?:\?part=\d+)?#(s\d+)">', html)
    assert len(ways) == 60
    here = re.findall(r'id="p(\d+)"', html)
    assert {f"s{n}" for n in here} <= set(ways)


def test_what_is_shown_apart_stays_so_where_it_runs_on_into_another_part(client, memoir):
    """The references of a book, over more pages than a part has, are not repeated as running text."""
    make_reference(memoir)
    memoir.sections.all().delete()
    save(Section(document=memoir, position=1, page=memoir.pages.get(sequence=1)))
    save(Section(document=memoir, position=2, kind="references", page=memoir.pages.get(sequence=151)))
    html = get(client, memoir.get_absolute_url(), part=12)
    assert PARAGRAPH not in html.split('<nav class="pager text-parts')[1]
    assert PARAGRAPH in get(client, memoir.get_absolute_url(), part=2)


def test_a_part_that_there_is_not_is_the_last_and_nonsense_the_first(client, memoir):
    last = get(client, memoir.get_absolute_url(), part=999)
    assert f'id="p{PAGES}"' in last
    for nonsense in ("0", "-1", "x", ""):
        assert 'id="p1"' in get(client, memoir.get_absolute_url(), part=nonsense)


def test_an_article_is_not_parted(client):
    article = make_document("An Article", texts=[TEXT] * 20)
    html = get(client, article.get_absolute_url())
    assert "text-parts" not in html
    assert html.count("page-start") == 20
