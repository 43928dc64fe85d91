"""Home and the lists: what they show, what they hide, and how many questions they ask the database."""

from html import unescape

import pytest
from django.urls import reverse

from archive.models import Acronym, Document
from tests.builders import (
    make_author,
    make_document,
    make_issue,
    make_journal,
    make_reference,
    make_scan,
    make_typeset_document,
    save,
)

pytestmark = pytest.mark.django_db


def fill(count, **fields):
    """So many articles, each with its own journal, issue, author and subject, two of them shared."""
    for number in range(count):
        journal = make_journal(f"Journal {number:02}")
        make_document(
            f"Article {number:02}",
            issue=make_issue("1", str(number + 1), 1990 + number, journal),
            authors=("Inés Pradera", f"Ada Author{number:02}"),
            subjects=("borders", f"subject {number:02}"),
            **fields,
        )


# ------------------------------------------------------------------ what is shown
def test_an_empty_archive_says_so_kindly(client):
    page = client.get("/").content.decode()
    assert "Nothing here yet." in page
    assert "Newest issues" not in page


def test_the_front_page_tells_the_size_of_the_archive(client):
    make_document(texts=("One.", "Two."))
    make_document("Another", texts=("Three.",), issue=make_issue("1", "1", 1997))
    page = client.get("/").content.decode()
    assert "2 articles" in page
    assert "3 pages" in page
    assert "1997–2007" in page


def test_bars_of_the_years_are_links_with_a_name(client):
    make_document()
    make_document("Another", issue=make_issue("1", "1", 1997))
    page = client.get("/").content.decode()
    assert 'href="/browse/?from=2007&amp;to=2007" aria-label="2007: 1 article"' in page
    assert 'role="group"' in page


def test_bars_of_the_years_lead_to_a_search_where_it_answers(client, settings):
    settings.SEARCH_CHECK = "builtins.dict"
    make_document()
    make_document("Another", issue=make_issue("1", "1", 1997))
    assert 'href="/search/?from=2007' not in client.get("/").content.decode()
    settings.SEARCH_CHECK = "builtins.object"
    assert 'href="/search/?from=2007&amp;to=2007"' in client.get("/").content.decode()


def test_newest_issues_show_their_first_page_in_the_order_of_print(client):
    issue = make_issue()
    pdf = {"name": "issue.pdf", "media_type": "application/pdf"}
    make_document("Hidden", state="draft", first_label=1, issue=issue, scan=make_scan(b"%PDF-0", **pdf))
    make_document("Text", first_label=9, issue=issue)
    make_document("Later", first_label=100, issue=issue, scan=make_scan(b"%PDF-1", **pdf))
    first = make_document("First", first_label=20, issue=issue, scan=make_scan(b"%PDF-2", **pdf))
    make_document("As text", issue=make_issue("8", "1", 2008))
    page = client.get("/").content.decode()
    assert page.count('class="cover"') == 1
    assert f"/d/{first.identifier}/p/20/image-160" in page
    assert page.count('class="cover cover-blank"') == 1
    assert f"/d/{first.identifier}/p/20/image-160" in client.get(issue.get_absolute_url()).content.decode()


def test_of_two_issues_of_a_year_number_ten_comes_after_number_nine(client):
    for number in ("9", "10"):
        make_document(f"In {number}", issue=make_issue("7", number, 2007))
    page = client.get("/").content.decode()
    assert page.index("7(10), 2007") < page.index("7(9), 2007")


def test_an_issue_leads_to_the_ones_held_before_and_after_it(client):
    for number in ("9", "10", "11"):
        make_document(f"In {number}", issue=make_issue("7", number, 2007))
    make_document("Hidden", state="draft", issue=make_issue("7", "12", 2007))
    page = client.get(make_issue("7", "10", 2007).get_absolute_url()).content.decode()
    assert 'rel="prev" href="/j/regional-affairs-quarterly/7-9-2007/"' in page
    assert 'rel="next" href="/j/regional-affairs-quarterly/7-11-2007/"' in page
    last = client.get(make_issue("7", "11", 2007).get_absolute_url()).content.decode()
    assert 'rel="next"' not in last


def test_drafts_and_withdrawn_articles_are_counted_and_listed_nowhere(client):
    make_document("Hidden draft", state="draft", authors=("Ada Draft",), subjects=("secrets",))
    make_document("Hidden withdrawn", state="withdrawn", authors=("Ada Withdrawn",), subjects=("scandals",))
    for name in ("home", "browse", "authors", "subjects"):
        page = client.get(reverse(name)).content.decode()
        for word in ("Hidden", "Ada", "secrets", "scandals", "Regional Affairs"):
            assert word not in page, (name, word)


def test_pages_of_journals_authors_and_subjects_with_nothing_published_are_not_found(client):
    draft = make_document("Draft", state="draft", subjects=("Secrets",))
    author = draft.authors.get()
    for address in (
        author.get_absolute_url(),
        draft.issue.get_absolute_url(),
        f"/s/{draft.subjects.get().slug}/",
        "/j/regional-affairs-quarterly/",
    ):
        assert client.get(address).status_code == 404, address


def test_an_issue_lists_its_articles_in_print_order_with_page_labels(client):
    make_document("First", first_label=1)
    make_document("Second", first_label=9, texts=("a", "b"))
    page = client.get(make_issue().get_absolute_url()).content.decode()
    assert page.index("First") < page.index("Second")
    assert "9–10" in page


def test_articles_stand_by_their_page_in_whatever_order_they_came(client):
    for label in (100, 9, 21):
        make_document(f"On {label}", first_label=label)
    without = make_document("On an unnumbered page")
    without.first_page = ""
    without.save()
    page = client.get(make_issue().get_absolute_url()).content.decode()
    places = [page.index(title) for title in ("On an unnumbered", "On 9", "On 21", "On 100")]
    assert places == sorted(places)
    middle = client.get(Document.objects.get(title="On 21").get_absolute_url()).content.decode()
    assert middle.index("Before in this issue") < middle.index("On 9") < middle.index("On 100")


def test_a_journal_can_be_searched_by_itself(client):
    make_document()
    page = client.get(make_journal().get_absolute_url()).content.decode()
    assert 'name="journal" value="regional-affairs-quarterly"' in page


def test_a_journal_says_what_is_not_held(client):
    for number in ("1", "3"):
        make_document(f"In {number}", issue=make_issue("7", number, 2007))
    page = client.get(make_journal().get_absolute_url()).content.decode()
    assert 'class="not-held">No. 2 <span class="count">not held</span>' in page
    assert "No. 4" not in page


def test_years_narrow_the_issues(client):
    make_document("Old", issue=make_issue("1", "1", 1997))
    make_document("New", issue=make_issue("7", "3", 2007))
    page = client.get("/browse/?from=1990&to=1999").content.decode()
    assert "1(1), 1997" in page
    assert "2007" not in page
    assert "holds nothing" in client.get("/browse/?from=1800&to=1801").content.decode()


@pytest.mark.parametrize(
    "query", ["?from=x&to=", "?page=99", "?page=-1", "?page=x", "?from=99999999999999999999"]
)
def test_nonsense_in_the_address_is_forgiven(client, query):
    make_document()
    assert client.get(f"/browse/{query}").status_code == 200
    assert client.get(f"/authors/{query}").status_code == 200


def test_authors_stand_in_alphabetical_order_without_regard_to_accents(client):
    make_document(authors=("Zoë Ábalos", "Ann Zed", "Mia Adler"))
    page = client.get("/authors/").content.decode()
    assert page.index("Ábalos, Zoë") < page.index("Adler, Mia") < page.index("Zed, Ann")


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?l=b", "Berrón, Gonzalo", "Pradera, Inés"),
        ("?name=BERRON", "Berrón, Gonzalo", "Pradera, Inés"),
        ("?name=gon", "Berrón, Gonzalo", "Pradera, Inés"),
        ("?name=gonzalo+berron", "Berrón, Gonzalo", "Pradera, Inés"),
    ],
)
def test_authors_can_be_narrowed(client, query, shown, hidden):
    make_document(authors=("Gonzalo Berrón", "Inés Pradera"))
    page = client.get(f"/authors/{query}").content.decode()
    assert shown in page
    assert hidden not in page


def test_a_name_that_nobody_has_gets_advice_and_is_escaped(client):
    make_document()
    page = client.get("/authors/?name=<script>").content.decode()
    assert "No author is called" in page
    assert "<script>" not in page


def test_an_author_has_works_companions_and_subjects(client):
    make_document("Together", authors=("Inés Pradera", "Tomás Quiroga"), subjects=("borders",))
    page = client.get(make_author().get_absolute_url()).content.decode()
    assert "Together" in page
    assert "Tomás Quiroga" in page
    assert "/s/borders/" in page


def test_an_author_has_the_affiliations_that_published_articles_print(client):
    for title, year, state in (("Old", 2001, "published"), ("New", 2007, "published"), ("No", 2008, "draft")):
        document = make_document(title, issue=make_issue("1", str(year), year), state=state)
        document.authorships.update(affiliation=f"University of {title}")
    page = client.get(make_author().get_absolute_url()).content.decode()
    assert page.index("University of New") < page.index("University of Old")
    assert "University of No " not in page


def test_a_subject_that_is_an_acronym_says_what_it_stands_for(client):
    document = make_document(subjects=("HSA",))
    hidden = make_document("Draft", state="draft", subjects=("HSA",))
    for each, long in ((document, "Hemispheric Social Alliance"), (hidden, "Hidden Secret Alliance")):
        save(Acronym(document=each, short="HSA", long=long, page=each.pages.first(), offset=0))
    page = client.get("/s/hsa/").content.decode()
    assert "Hemispheric Social Alliance" in page
    assert "Hidden" not in page


@pytest.mark.parametrize("address", ["/a/ines-pradera/", "/s/borders/", "/j/regional-affairs-quarterly/"])
def test_librarians_have_the_way_into_the_catalogue(client, admin_client, address):
    make_document(subjects=("borders",))
    assert "/ingest/catalogue/" not in client.get(address).content.decode()
    assert "/ingest/catalogue/" in admin_client.get(address).content.decode()


def test_subjects_stand_in_alphabetical_order_without_regard_to_accents_and_capitals(client):
    make_document(subjects=("Zeal", "água", "Alba", "borders"))
    page = client.get("/subjects/").content.decode()
    assert page.index("água") < page.index("Alba") < page.index("borders") < page.index("Zeal")


def test_a_subject_lists_its_articles(client):
    make_document("About borders", subjects=("borders",))
    page = client.get("/s/borders/").content.decode()
    assert "About borders" in page
    assert client.get("/s/nothing/").status_code == 404


def test_titles_are_escaped_everywhere(client):
    document = make_document("<b>Bold</b> & “quoted”", subjects=("<i>x</i>",), authors=("Ann <u>Bad</u>",))
    places = ["/", "/authors/", "/subjects/", document.issue.get_absolute_url()]
    for address in places:
        page = client.get(address).content.decode()
        assert "<b>Bold" not in page
        assert "<i>x" not in page
        assert "<u>Bad" not in page


def test_a_long_list_is_split_into_pages_that_keep_the_query(client):
    fill(3)
    for number in range(130):
        make_document(f"More {number}", authors=(f"Bo Bauer{number:03}",), issue=make_issue())
    page = client.get("/authors/?l=B").content.decode()
    assert "?l=B&amp;page=2" in page


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/", "Hemeroteca keeps printed journals"),
        ("/a/ines-pradera/", "Inés Pradera · 1 article · Hemeroteca"),
        ("/s/borders/", "borders · 1 article · Hemeroteca"),
        (
            "/j/regional-affairs-quarterly/",
            "Regional Affairs Quarterly · 1 issue · 1 article · 2007",
        ),
        ("/j/regional-affairs-quarterly/7-3-2007/", "Regional Affairs Quarterly 7(3), 2007 · 1 article"),
    ],
)
def test_search_engines_are_told_what_a_page_is(client, address, told):
    make_document(subjects=("borders",))
    page = " ".join(unescape(client.get(address).content.decode()).split())
    assert page.count('<meta name="description"') == 1
    assert f'<meta name="description" content="{told}' in page


def test_an_article_is_told_by_its_abstract(client):
    document = make_document(abstract="How a “phrase” <came>.")
    page = client.get(document.get_absolute_url()).content.decode()
    assert '<meta name="description" content="How a “phrase” &lt;came&gt;.">' in page


# ------------------------------------------------------------------ places worth a visit
@pytest.fixture
def shelf():
    """Two years of a journal on borders, in which one article is cited by two others, one of them a draft."""
    known = make_document("The Known", subjects=("borders", "rivers"), authors=("Inés Pradera", "Ada Lago"))
    later = make_document("The Later", subjects=("borders",), issue=make_issue("8", "1", 2008))
    draft = make_document("The Draft", state="draft", issue=make_issue("8", "1", 2008))
    for citing in (later, draft):
        make_reference(citing, cited=known)
    make_reference(known, cited=known)
    return known


@pytest.mark.parametrize("address", ["/s/borders/", "/j/regional-affairs-quarterly/"])
def test_a_place_tells_its_years_and_what_is_cited_most(client, shelf, address):
    page = unescape(client.get(address).content.decode())
    assert "2008: 1 article" in page
    cited = page.split("Cited most in this archive")[1].split("</section>")[0]
    assert "The Known" in cited
    assert "cited by 1 article" in cited
    assert "The Later" not in cited


def test_a_subject_tells_who_writes_on_it(client, shelf):
    assert [(each.name, each.articles) for each in client.get("/s/borders/").context["writers"]] == [
        ("Inés Pradera", 2),
        ("Ada Lago", 1),
    ]


def test_an_author_tells_the_years(client, shelf):
    assert 'href="/search/?author=ines-pradera&from=2007&to=2007"' in unescape(
        client.get("/a/ines-pradera/").content.decode()
    )


def test_a_journal_shows_covers_where_it_has_any(client, shelf):
    assert "Newest issues" not in client.get(shelf.issue.journal.get_absolute_url()).content.decode()
    make_typeset_document("Pictured", texts=("One.",), issue=shelf.issue)
    page = client.get(shelf.issue.journal.get_absolute_url())
    assert [issue.year for issue, _cover in page.context["newest"]] == [2008, 2007]
    assert 'class="cover"' in page.content.decode()


# ------------------------------------------------------------------ questions to the database
ADDRESSES = {
    "/": 6,
    "/browse/": 4,
    "/browse/?from=1900&to=2100": 2,
    "/authors/": 3,
    "/a/ines-pradera/": 9,
    "/subjects/": 4,
    "/s/borders/": 10,
}


@pytest.mark.parametrize(("address", "queries"), ADDRESSES.items())
@pytest.mark.parametrize("rows", [1, 20])
def test_lists_ask_the_same_number_of_questions_for_any_number_of_rows(
    client, django_assert_num_queries, address, queries, rows
):
    fill(rows)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 20])
def test_a_journal_and_an_issue_ask_the_same_number_of_questions(client, django_assert_num_queries, rows):
    journal = make_journal()
    for number in range(rows):
        make_document(f"A{number}", authors=("Inés Pradera", f"Ada Author{number}"), issue=make_issue())
        make_document(f"B{number}", issue=make_issue("8", str(number), 2008))
    with django_assert_num_queries(7):
        assert client.get(journal.get_absolute_url()).status_code == 200
    address = make_issue().get_absolute_url()
    with django_assert_num_queries(7):
        assert client.get(address).status_code == 200
