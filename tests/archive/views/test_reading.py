"""The article page, the reader, downloads: what they show and to whom."""

import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission, User

from archive.models import Section
from archive.reading.passages import FoldedPages
from archive.scans.originals import original_path
from tests.builders import make_document, make_issue, make_reference, make_scan, make_typeset_document, save

pytestmark = pytest.mark.django_db

PAGES = (
    "The integration of peoples.\n\nFree trade brings integration to the",
    "harbour. Nobody asked.\n\nIntegration again.",
    "No match stands here.",
    "At last, integration.",
)


@pytest.fixture
def article():
    return make_typeset_document(texts=PAGES, runs_on=(1,))


@pytest.fixture
def librarian(client):
    user = User.objects.create_user("librarian", password="x")
    user.user_permissions.add(Permission.objects.get(codename="change_document"))
    client.force_login(user)
    return user


def get(client, address, status=200, **query):
    response = client.get(address, query)
    assert response.status_code == status, address
    return response.content.decode()


def page_address(document, label):
    return f"{document.get_absolute_url()}p/{label}/"


def marks(page):
    """(anchor or None, text) of each mark in the text."""
    return re.findall(
        r'<mark data-hit="\d+"(?: id="(hit-\d+)")?(?: class="now" aria-current="true")?>(.*?)</mark>', page
    )


# ------------------------------------------------------------------ addresses
def test_a_wrong_or_missing_slug_leads_to_the_right_address_and_keeps_the_query(client, article):
    for address in (f"/d/{article.identifier}/", f"/d/{article.identifier}-old-title/"):
        response = client.get(address, {"q": "trade"})
        assert response.status_code == 301
        assert response["Location"] == f"{article.get_absolute_url()}?q=trade"


def test_the_identifier_may_be_typed_in_capitals(client, article):
    response = client.get(f"/d/{article.identifier.upper()}/", follow=True)
    assert response.status_code == 200


@pytest.mark.parametrize("address", ["/d/00000000/", "/d/00000000/p/1/", "/d/x/", "/d/00000000/original"])
def test_an_unknown_article_is_not_found_and_search_is_offered(client, db, address):
    page = get(client, address, 404)
    assert 'role="search"' in page


@pytest.mark.parametrize("label", ["266", "[266]", "p. 266", "p. [266]", "Página 266", "n2"])
def test_a_page_is_found_by_its_label_as_printed_as_cited_or_by_its_number(client, article, label):
    response = client.get(f"{article.get_absolute_url()}p/", {"label": label, "q": "trade"})
    assert response.status_code == 302
    assert response["Location"] == f"{page_address(article, '266')}?q=trade"


def test_an_unknown_page_names_the_nearest_ones(client, article):
    page = get(client, page_address(article, "270"), 404)
    assert "There is no page “270”" in page
    assert [label for label in ("265", "266", "267", "268") if f"/p/{label}/" in page] == [
        "266",
        "267",
        "268",
    ]


def test_a_page_that_is_no_number_leads_to_the_first_ones(client, article):
    page = get(client, page_address(article, "frontispiece"), 404)
    assert [label for label in ("265", "266", "267", "268") if f"/p/{label}/" in page] == [
        "265",
        "266",
        "267",
    ]


def test_a_roman_label_is_found_in_either_case_and_before_an_arabic_one(client, article):
    page = article.pages.get(sequence=1)
    page.label = page.address = "iv"
    save(page)
    for label in ("iv", "IV", "p. iv", "[iv]"):
        response = client.get(f"{article.get_absolute_url()}p/", {"label": label})
        assert response["Location"] == page_address(article, "iv")


def test_from_a_page_that_does_not_exist_the_query_goes_on(client, article):
    for address, query in (
        (page_address(article, "270"), {}),
        (f"{article.get_absolute_url()}p/", {"label": "270"}),
    ):
        html = get(client, address, 404, q="trade", **query)
        assert f'href="{page_address(article, "266")}?q=trade"' in html
        assert '<input type="hidden" name="q" value="trade">' in html


def test_a_page_of_an_old_address_moves_with_its_query(client, article):
    response = client.get(f"/d/{article.identifier}/p/266/", {"q": "trade"})
    assert (response.status_code, response["Location"]) == (301, f"{page_address(article, '266')}?q=trade")


# ------------------------------------------------------------------ who sees what
@pytest.mark.parametrize("path", ["", "p/265/", "p/265/image-160.webp"])
def test_a_draft_is_not_found_by_the_public(client, path):
    draft = make_typeset_document(texts=PAGES, state="draft")
    base = f"/d/{draft.identifier}/" if "image" in path else draft.get_absolute_url()
    get(client, f"{base}{path}", 404)
    get(client, f"/d/{draft.identifier}/original", 404)
    get(client, f"/d/{draft.identifier}/text", 404)


def test_a_librarian_reads_a_draft_under_a_banner(client, librarian):
    draft = make_document(state="draft")
    page = get(client, draft.get_absolute_url())
    assert "This is a draft" in page
    assert 'content="noindex"' in page


@pytest.mark.parametrize("path", ["", "p/265/"])
def test_a_withdrawn_article_is_gone_but_its_citation_is_kept(client, path):
    withdrawn = make_document("Printed Twice", texts=("Secret text.",), state="withdrawn")
    page = get(client, f"{withdrawn.get_absolute_url()}{path}", 410)
    for part in ("Printed Twice", "Inés Pradera", "7(3), 2007", "Printed twice."):
        assert part in page
    assert "Secret text" not in page


# ------------------------------------------------------------------ the article
def test_an_article_shows_what_a_citation_has_and_its_text_with_page_anchors(client, article):
    page = get(client, article.get_absolute_url())
    for part in ("Regional Affairs Quarterly", "7(3), 2007", "pp. 265–268", "/a/ines-pradera/"):
        assert part in page
    for label in ("265", "266", "267", "268"):
        assert f'id="p{label}"' in page


def test_a_paragraph_over_the_page_break_is_whole_with_the_label_inside(client, article):
    page = get(client, article.get_absolute_url())
    (paragraph,) = re.findall(r"<p>Free trade.*?</p>", page, re.DOTALL)
    assert 'id="p266"' in paragraph
    assert (
        re.sub(r"<a .*?</a>", "|", paragraph)
        == "<p>Free trade brings integration to the |harbour. Nobody asked. |</p>"
    )


def test_the_outline_names_sections_with_their_page(client, article):
    article.sections.all().delete()
    page_row = article.pages.get(sequence=4)
    page_row.text = "Harbours\n\nAt last, integration."
    save(page_row)
    save(Section(document=article, position=1, page=article.pages.first()))
    save(Section(document=article, position=2, page=page_row, heading="Harbours"))
    page = get(client, article.get_absolute_url())
    assert '<a href="#s2">' in page
    assert '<h3 id="s2">' in page


def test_abstract_and_references_are_shown_once(client):
    document = make_document(
        texts=("Abstract words.\n\nBody words.\n\nReferences\n\nPradera (2006) On Treaties.",),
        abstract="Abstract words.",
    )
    first = document.pages.get()
    document.sections.all().delete()
    text = first.text
    for position, (kind, heading, offset) in enumerate(
        (
            ("abstract", "", 0),
            ("body", "", text.index("Body")),
            ("references", "References", text.index("Ref")),
        ),
        1,
    ):
        save(
            Section(
                document=document, position=position, kind=kind, heading=heading, page=first, offset=offset
            )
        )
    make_reference(document, "Pradera (2006) On Treaties.")
    page = get(client, document.get_absolute_url())
    main = page[page.index('class="article-text"') : page.index('class="article-side"')]
    assert main.count("Abstract words.") == 1
    assert main.count("On Treaties") == 1
    assert "Body words." in main


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("A & B, doi:10.1/x.", 'A &amp; B, doi:<a href="https://doi.org/10.1/x">10.1/x</a>.'),
        ("A & B.", 'A &amp; B. <a href="https://doi.org/10.1/x">10.1/x</a>'),
    ],
)
def test_the_doi_of_a_reference_is_a_link_where_it_is_printed(client, raw, shown):
    document = make_document()
    make_reference(document, raw, doi="10.1/x")
    assert f"<li>{shown}</li>" in get(client, document.get_absolute_url())


def test_neighbours_in_the_issue_are_linked_without_drafts(client):
    before = make_document("Before")
    make_document("Hidden", state="draft")
    here = make_document("Here")
    after = make_document("After")
    make_document("Elsewhere", issue=make_issue("8", "1", 2008))
    page = get(client, here.get_absolute_url())
    assert f'rel="prev" href="{before.get_absolute_url()}"' in page
    assert f'rel="next" href="{after.get_absolute_url()}"' in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"begins_before": True}, "The beginning of this article is missing"),
        ({"ends_after": True}, "The end of this article is missing"),
        ({"begins_before": True, "ends_after": True}, "The beginning and the end"),
    ],
)
def test_a_fragment_says_what_is_missing(client, fields, said):
    assert said in get(client, make_document(**fields).get_absolute_url())


def test_the_language_of_the_article_is_marked(client):
    page = get(client, make_document("El agua", language="es").get_absolute_url())
    assert '<h1 lang="es">El agua' in page


def test_an_article_without_issue_author_title_or_text_still_has_its_page(client):
    document = make_document("", texts=("",), authors=(), scan=make_scan())
    document.issue = None
    save(document)
    page = get(client, document.get_absolute_url())
    assert "[Untitled, p. 265]" in page
    assert 'id="p265"' in page
    get(client, page_address(document, "265"))


def test_markup_in_the_text_is_only_text(client):
    evil = "<script>alert(1)</script> & <b>bold</b>"
    document = make_typeset_document(evil, texts=(f"{evil} integration {evil}",), abstract=evil)
    make_reference(document, evil)
    for address in (document.get_absolute_url(), page_address(document, "265")):
        page = get(client, address, q=f'integration "{evil}"')
        assert "<script>alert" not in page
        assert "<b>bold" not in page


# ------------------------------------------------------------------ the reader
def test_hits_are_marked_in_the_text_and_boxed_on_the_scan_in_the_same_order(client, article):
    page = get(client, page_address(article, "265"), q="integration")
    assert marks(page) == [("hit-1", "integration"), ("hit-2", "integration")]
    boxes = re.findall(r'<rect data-hit="\d+" class="box[^"]*" x="([\d.]+)" y="([\d.]+)"', page)
    assert len(boxes) == 2
    assert boxes == sorted(boxes, key=lambda box: float(box[1]))


def test_a_box_lies_on_its_word(client, article):
    page = get(client, page_address(article, "266"), q="nobody")
    row = article.pages.get(sequence=2)
    start = row.text.index("Nobody")
    (word,) = [word for line in row.words for word in line if word[0] == start]
    ((x, y),) = re.findall(r'<rect data-hit="\d+" class="box[^"]*" x="([\d.]+)" y="([\d.]+)"', page)
    assert float(x) == pytest.approx(word[2], abs=0.1)
    assert float(y) == pytest.approx(word[3], abs=0.1)


def test_numbers_of_hits_run_through_the_article(client, article):
    page = get(client, page_address(article, "268"), q="integration")
    assert [anchor for anchor, _ in marks(page)] == ["hit-4"]
    assert "<b>4</b> of 4" in page


def test_stepping_crosses_pages_and_keeps_the_query(client, article):
    page = get(client, page_address(article, "266"), q="integration")
    assert f'href="{page_address(article, "265")}?q=integration&amp;hit=2#hit-2"' in page
    assert f'href="{page_address(article, "268")}?q=integration&amp;hit=4#hit-4"' in page


def test_a_page_without_match_leads_to_the_next_one_with_some(client, article):
    page = get(client, page_address(article, "267"), q="integration")
    assert "No match on this page." in page
    assert "matches on page 268" in page


def test_the_strip_counts_the_hits_of_each_page(client, article):
    page = get(client, page_address(article, "265"), q="integration")
    counts = re.findall(r'class="strip-hits">.*?<span aria-hidden="true">(.)</span>', page)
    assert counts == ["2", "1", "·", "1"]


def test_a_search_in_the_article_leaves_the_search_of_the_site_alone(client, article):
    page = get(client, page_address(article, "265"), q="integration", find="trade")
    assert marks(page) == [("hit-1", "trade")]
    assert f'href="/search/?q=integration#result-{article.identifier}"' in page
    assert f"{page_address(article, '266')}?q=integration&amp;find=trade" in page


def test_the_results_are_left_with_their_filters_and_found_again_from_any_page(client, article):
    left = "q=integration&author=ines-pradera&from=2003&page=2"
    address = page_address(article, "265")
    html = client.get(
        f"{address}?q=integration", headers={"referer": f"http://testserver/search/?{left}"}
    ).content.decode()
    back = left.replace("&", "&amp;")
    assert f'href="/search/?{back}#result-{article.identifier}"' in html
    (following,) = re.findall(r'data-key="n" href="([^"]+)"', html)
    html = client.get(following.replace("&amp;", "&")).content.decode()
    assert f'href="/search/?{back}#result-{article.identifier}"' in html


def test_the_page_of_an_article_leads_back_to_the_results_as_they_were_left(client, article):
    left = "q=integration&author=ines-pradera&from=2003"
    html = client.get(
        f"{article.get_absolute_url()}?q=integration",
        headers={"referer": f"http://testserver/search/?{left}"},
    ).text
    back = left.replace("&", "&amp;")
    assert f'href="/search/?{back}#result-{article.identifier}"' in html
    assert (
        f"{page_address(article, '265')}?{urlencode({'q': 'integration', 'back': left})}".replace(
            "&", "&amp;"
        )
        in html
    )


@pytest.mark.parametrize(
    "referrer",
    [
        "http://elsewhere.test/search/?q=integration&x=1",
        "http://testserver/search/?q=other&x=1",
        "http://testserver/browse/?q=integration&x=1",
        "",
        "http://[",
    ],
)
def test_what_is_no_results_page_of_this_search_is_not_gone_back_to(client, article, referrer):
    address = page_address(article, "265")
    response = client.get(f"{address}?q=integration", headers={"referer": referrer})
    assert f'href="/search/?q=integration#result-{article.identifier}"' in response.content.decode()


def test_the_strip_of_a_long_article_shows_what_matters_here_and_says_that_it_leaves_out(client):
    texts = ["harbour" if n in (3, 150, 299) else "sea" for n in range(1, 301)]
    document = make_document(texts=texts, first_label=1)
    html = get(client, page_address(document, "150"), q="harbour")
    strip = html[html.index('class="strip"') :]
    strip = strip[: strip.index("</nav>")]
    labels = [int(label) for label in re.findall(r'class="folio">(\d+)<', strip)]
    assert labels == [1, 3, *range(146, 155), 299, 300]
    assert strip.count("pages left out") == 3


def test_words_that_the_machine_was_not_sure_of_are_marked_and_explained(client, article):
    row = article.pages.get(sequence=2)
    row.text_source, row.text_confidence = "ocr", 0.7
    row.words[0][0][6] = 0.3
    save(row)
    html = get(client, page_address(article, "266"))
    assert '<span class="unsure">harbour.</span> Nobody' in html
    assert "Words with a dotted line" in html
    html = get(client, page_address(article, "266"), q="harbour")
    assert re.search(
        r'<mark data-hit="1" id="hit-1" class="now unsure" aria-current="true">harbour</mark>', html
    )
    assert "Words with a dotted line" not in get(client, page_address(article, "265"))


def test_a_phrase_over_the_page_break_is_marked_on_both_pages(client, article):
    assert marks(get(client, page_address(article, "265"), q='"the harbour"')) == [("hit-1", "the")]
    assert marks(get(client, page_address(article, "266"), q='"the harbour"')) == [("hit-1", "harbour")]


def test_label_and_number_of_the_page_are_both_shown(client, article):
    page = get(client, page_address(article, "266"))
    assert 'value="266"' in page
    assert "2 of 4" in page


def test_an_inferred_label_is_shown_in_brackets(client, article):
    row = article.pages.get(sequence=2)
    row.label_source = "inferred"
    save(row)
    assert "[266]" in get(client, page_address(article, "266"))


@pytest.mark.parametrize(
    ("view", "image", "text"),
    [("both", True, True), ("image", True, False), ("text", False, True), ("x", True, True)],
)
def test_the_view_is_chosen_by_the_address(client, article, view, image, text):
    page = get(client, page_address(article, "265"), view=view)
    assert ('class="scan' in page) is image
    assert ('class="running-text"' in page) is text


def test_links_keep_the_view(client, article):
    page = get(client, page_address(article, "265"), q="trade", view="text", lines="1")
    assert f"{page_address(article, '266')}?q=trade&amp;view=text&amp;lines=1" in page


def test_original_lines_are_the_text_as_read(client, article):
    page = get(client, page_address(article, "265"), lines="1")
    assert '<pre class="printed-lines"' in page
    assert "Regional Affairs  265" in page


def test_over_original_lines_matches_are_scrolled_to_on_the_scan(client, article):
    html = get(client, page_address(article, "265"), q="integration", lines="1")
    assert marks(html) == []
    assert re.search(r'<rect data-hit="1" id="hit-1"', html)


def test_the_layer_copies_as_lines_of_words(client, article):
    page = get(client, page_address(article, "265"))
    first = re.search(r"<text font-size[^>]*>(.*?)</text>", page).group(1)
    assert re.sub(r"<[^>]+>", "", first) == "The integration of peoples. "


def test_a_page_without_scan_says_so(client):
    page = get(client, page_address(make_document(), "265"))
    assert "There is no scan of this page" in page
    assert "<img" not in page


def test_a_page_that_no_machine_has_read_says_so(client, article):
    row = article.pages.get(sequence=1)
    row.text, row.words, row.text_source = "", [], "none"
    save(row)
    page = get(client, page_address(article, "265"))
    assert "has not been read by machine yet" in page
    assert "<img" in page


def test_text_read_by_machine_says_how_sure_it_is(client, article):
    row = article.pages.get(sequence=1)
    row.text_source, row.text_confidence = "ocr", 0.934
    save(row)
    assert "93 % sure of the words" in get(client, page_address(article, "265"))


@pytest.mark.parametrize(
    "query", ["hit=0", "hit=99", "hit=x", "zoom=7", "lines=maybe", "view=%00", "q=%22", "q=" + "a" * 5000]
)
def test_nonsense_in_the_address_is_forgiven(client, article, query):
    assert client.get(f"{page_address(article, '265')}?{query}").status_code == 200


def test_the_section_one_is_in_is_named(client, article):
    article.sections.all().delete()
    save(Section(document=article, position=1, page=article.pages.first(), heading="Harbours"))
    assert "Harbours" in get(client, page_address(article, "268"))


# ------------------------------------------------------------------ downloads
def test_the_original_comes_back_byte_for_byte_as_a_download(client, article):
    response = client.get(f"/d/{article.identifier}/original")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(response.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize("number", ["0", "2", "x", "-1"])
def test_an_original_that_is_not_there_is_not_found(client, article, number):
    get(client, f"/d/{article.identifier}/original", 404, n=number)


def test_a_lost_original_is_not_found_and_no_server_error(client):
    get(client, f"/d/{make_document().identifier}/original", 404)


def test_the_text_download_has_the_page_labels_and_no_entities(client):
    document = make_document("Trade & Treaties", texts=("Free trade with", "Asunción & more."), runs_on=(1,))
    text = get(client, f"/d/{document.identifier}/text")
    assert "[p. 265] Free trade with [p. 266] Asunción & more." in text
    assert text.startswith("Trade & Treaties\nInés Pradera\n")


def test_the_text_of_one_page_alone_can_be_had(client, article):
    assert f'href="/d/{article.identifier}/text?p=266"' in get(client, page_address(article, "266"))
    response = client.get(f"/d/{article.identifier}/text", {"p": "266"})
    assert response["Content-Disposition"] == f'attachment; filename="{article.address}-p266.txt"'
    text = response.content.decode()
    assert "[p. 266]" in text
    assert "[p. 265]" not in text
    get(client, f"/d/{article.identifier}/text", 404, p="999")


def test_librarians_are_led_from_a_page_to_its_text_to_correct_it(client, article, librarian):
    way = f"/ingest/d/{article.identifier}/?page=2"
    assert way in get(client, page_address(article, "266"))
    client.logout()
    assert way not in get(client, page_address(article, "266"))


# ------------------------------------------------------------------ works cited and citing
@pytest.mark.parametrize("state", ["published", "draft", "withdrawn"])
def test_a_cited_work_of_the_archive_is_linked_both_ways_if_readers_may_see_it(client, librarian, state):
    cited = make_document("Older Treaties", state=state)
    citing = make_document("Newer Treaties")
    make_reference(citing, "Pradera (2006).", cited=cited)
    html = get(client, citing.get_absolute_url())
    assert (f'href="{cited.get_absolute_url()}"' in html) == (state == "published")
    assert ("Older Treaties" in html) == (state == "published")


@pytest.mark.parametrize("state", ["published", "draft", "withdrawn"])
def test_an_article_names_those_that_cite_it_if_readers_may_see_them(client, state):
    cited = make_document("Older Treaties")
    citing = make_document("Newer Treaties", state=state, issue=make_issue("8", "1", 2008))
    for raw in ("Pradera (2006).", "Pradera (2006), p. 3."):
        make_reference(citing, raw, cited=cited)
    html = get(client, cited.get_absolute_url())
    assert html.count("Newer Treaties") == (state == "published")
    assert ("Cited in this archive by" in html) == (state == "published")


@pytest.mark.parametrize(
    ("received", "accepted", "shown"),
    [
        ("2021-08-30", "2021-11", "Received Aug. 30, 2021 · Accepted November 2021"),
        ("", "2021-11-02", "Accepted Nov. 2, 2021"),
        ("2021-02-30", "", "Received 2021-02-30"),
        ("2021", "", "Received 2021"),
    ],
)
def test_the_dates_that_the_journal_prints_are_shown(client, received, accepted, shown):
    html = get(client, make_document(received=received, accepted=accepted).get_absolute_url())
    assert shown in re.sub(r"<[^>]+>", "", html)


def test_a_scan_that_cannot_be_drawn_leaves_its_text_and_says_so(client):
    article = make_typeset_document(texts=("Words on a page.",))
    page = article.pages.get()
    original_path(page.scan.sha256).write_bytes(b"%PDF-1.4 torn")
    assert "<img" in get(client, page_address(article, "265"))
    client.get(f"/d/{article.identifier}/p/265/image-900.webp")
    html = get(client, page_address(article, "265"))
    assert "its file is damaged" in html
    assert "Words on a page." in html
    assert 'id="scan"' not in html


def test_a_long_article_shows_a_dozen_of_its_pages_those_with_matches_first(client):
    texts = tuple("On tariffs." if n > 18 else "On ports." for n in range(20))
    article = make_typeset_document(texts=texts, first_label=1)
    pictures = re.compile(r'<a href="[^"]*/p/(\d+)/[^>]*><img')
    html = get(client, article.get_absolute_url())
    at_once, more = html.split('<details class="more-pages-list">')
    assert pictures.findall(at_once) == [str(n) for n in range(1, 13)]
    assert "8 more pages" in more
    assert pictures.findall(more) == [str(n) for n in range(13, 21)]
    html = get(client, article.get_absolute_url(), q="tariffs")
    assert pictures.findall(html.split('<details class="more-pages-list">')[0]) == ["20"]


def test_an_article_that_was_not_read_yet_says_so(client):
    article = make_typeset_document(texts=("Words.",))
    said = "has not been read by machine yet: it has images"
    assert said not in get(client, article.get_absolute_url())
    article.pages.update(text="", raw_text="", words=[], text_source="none")
    assert said in get(client, article.get_absolute_url())


def test_authors_share_their_affiliation_and_many_are_folded(client):
    article = make_document(authors=("Ann One", "Ben Two", "Cid Three"))
    article.authorships.update(affiliation="University of Tarvita")
    assert "Ann One, Ben Two, Cid Three: University of Tarvita" in get(client, article.get_absolute_url())
    crowd = make_document("By many", authors=tuple(f"Ada Author{n}" for n in range(6)))
    for authorship in crowd.authorships.all():
        authorship.affiliation = f"Institute {authorship.position}"
        save(authorship)
    html = get(client, crowd.get_absolute_url())
    assert "<summary>6 affiliations</summary>" in html
    assert html.index("6 affiliations") < html.index("Institute 1")


def test_correspondence_is_for_people_not_for_harvesters(client):
    article = make_document()
    article.authorships.update(email="ines@tarvita.example")
    html = get(client, article.get_absolute_url())
    assert "Correspondence: Inés Pradera, ines (at) tarvita.example" in html
    assert "ines@" not in html


# ------------------------------------------------------------------ questions to the database
@pytest.mark.parametrize("rows", [1, 20])
def test_reading_asks_the_same_number_of_questions_for_any_number_of_pages(
    client, django_assert_num_queries, rows
):
    document = make_typeset_document(
        texts=tuple(f"Page {n} on trade." for n in range(rows)),
        authors=tuple(f"Ada Author{n}" for n in range(rows)),
        subjects=tuple(f"subject {n}" for n in range(rows)),
    )
    for n in range(rows):
        make_reference(document, f"Reference {n}", cited=make_document(f"Cited {n}", state="published"))
        make_reference(make_document(f"Citing {n}"), cited=document)
    with django_assert_num_queries(
        16
    ):  # three of them: the generation of what is kept, the styles of this archive, what waits for the indexer
        get(client, document.get_absolute_url())
    with django_assert_num_queries(11):
        get(client, page_address(document, "265"), q="trade")


# ------------------------------------------------------------------ a passage
def passage_in(article, start, end):
    pages = [(page.sequence, page.text) for page in article.pages.all()]
    return str(FoldedPages(pages).passage(start, end))


def test_a_link_to_a_passage_marks_it_on_every_page_it_stands_on(client, article):
    first, second = list(article.pages.all())[:2]
    at = passage_in(article, (1, PAGES[0].index("integration to")), (2, len("harbour")))
    page = get(client, page_address(article, first.address), at=at)
    assert marks(page) == [("hit-1", "integration to the")]
    page = get(client, page_address(article, second.address), at=at)
    assert marks(page) == [("hit-1", "harbour")]


def test_a_link_to_a_passage_holds_after_the_text_was_read_anew(client, article):
    at = passage_in(article, (2, 0), (2, len("harbour. Nobody")))
    page = article.pages.get(sequence=2)
    page.text = "A line found since.\n\nHar-bour, nobody asked."
    page.save(update_fields=["text"])
    shown = get(client, page_address(article, page.address), at=at)
    assert marks(shown) == [("hit-1", "Har-bour, nobody")]


def test_a_passage_that_stands_on_another_page_is_one_link_away(client, article):
    first, *_, last = article.pages.all()
    at = passage_in(article, (4, 0), (4, len("At last")))
    shown = get(client, page_address(article, first.address), at=at)
    assert marks(shown) == []
    assert f"{page_address(article, last.address)}?at=" in shown


@pytest.mark.parametrize("at", ["1.0.9~~notthere~~", "nonsense"])
def test_a_passage_that_is_gone_is_told(client, article, at):
    first = article.pages.first()
    assert "no longer found" in get(client, page_address(article, first.address), at=at)
