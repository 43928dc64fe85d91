"""From rows to citations, and the addresses that give them."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.citation_builder import (
    UnknownPageError,
    build_record,
    citation_box,
    embedded_metadata,
    find_locator,
    with_page_labels,
)
from archive.citations.formats import BY_KEY, FORMATS
from archive.citations.record import Date, Organisation, Person
from archive.models import Author, Authorship, Document, Issue, Journal, Page
from tests.builders import make_author, make_document, make_issue, make_journal, make_scan, save

pytestmark = pytest.mark.django_db
SITE = "https://archive.example"


@pytest.fixture
def journal():
    return make_journal(
        "Regional Affairs Quarterly", abbreviation="Reg. Aff. Q.", issn="1468-0181", publisher="Quay Press"
    )


@pytest.fixture
def document(journal):
    return make_document(
        "The Integration of Peoples",
        subtitle="Treaties and Tides",
        issue=make_issue(journal=journal, month=7),
        texts=["One.", "Two.", "Three.", "Four.", "Five."],
        subjects=["Treaties", "Integration"],
        doi="10.5555/raq_1",
        abstract="What a treaty leaves out.",
    )


def for_citing(document) -> Document:
    return with_page_labels(Document.objects.for_citing()).get(pk=document.pk)


# ------------------------------------------------------------------ the record
def test_a_record_says_what_the_rows_say(document):
    record = build_record(for_citing(document), SITE)
    assert record.id == document.identifier
    assert record.type == "article-journal"
    assert record.title == "The Integration of Peoples: Treaties and Tides"
    assert record.title_short == "The Integration of Peoples"
    assert record.author == (Person("Pradera", "Inés"),)
    assert record.issued == Date(2007, 7)
    assert (record.container_title, record.container_title_short) == (
        "Regional Affairs Quarterly",
        "Reg. Aff. Q.",
    )
    assert (record.volume, record.issue, record.page()) == ("7", "3", "265-269")
    assert (record.publisher, record.ISSN, record.DOI) == ("Quay Press", "1468-0181", "10.5555/raq_1")
    assert f"{SITE}/d/{document.identifier}/" == record.URL
    assert record.keyword == ("Integration", "Treaties")
    assert record.abstract == "What a treaty leaves out."
    assert record.locator == ""


@pytest.mark.parametrize("authors", [1, 20])
def test_a_record_is_built_without_further_queries(authors, django_assert_num_queries):
    names = [f"Inés Pradera{chr(97 + n)}" for n in range(authors)]
    document = make_document(authors=names, subjects=["Integration"])
    with django_assert_num_queries(3):
        fetched = Document.objects.for_citing().get(pk=document.pk)
    with django_assert_num_queries(0):
        build_record(fetched, SITE)
        citation_box(fetched, SITE)


def test_what_is_not_known_stays_empty():
    document = save(Document(first_page="267"))
    record = build_record(for_citing(document), "")
    assert record.type == "document"
    assert record.title == record.container_title == record.URL == ""
    assert record.issued is None
    assert record.supplied_title == "[Untitled, p. 267]"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("journal", "article-journal"), ("magazine", "article-magazine"), ("newspaper", "article-newspaper")],
)
def test_the_kind_of_the_journal_decides_the_type(kind, expected):
    issue = make_issue(journal=make_journal("The Quay Herald", kind=kind))
    document = make_document(issue=issue, rights="© The Quay Herald")
    record = build_record(for_citing(document), SITE)
    assert (record.type, record.rights) == (expected, "© The Quay Herald")


def test_a_year_is_never_made_of_a_month():
    document = make_document(issue=make_issue(volume="8", year=None, month=7))
    assert build_record(for_citing(document), SITE).issued is None


@pytest.mark.parametrize(
    ("title", "subtitle", "expected"),
    [
        ("Peoples", "A Memoir", "Peoples: A Memoir"),
        ("Whose Peoples?", "A Memoir", "Whose Peoples? A Memoir"),
        ("Peoples:", "A Memoir", "Peoples: A Memoir"),
        ("Peoples", "", "Peoples"),
    ],
)
def test_a_subtitle_follows_a_colon_or_the_titles_own_stop(title, subtitle, expected):
    document = make_document(title, subtitle=subtitle)
    assert build_record(for_citing(document), SITE).title == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"family": "García Márquez", "given": "Luz"}, Person("García Márquez", "Luz")),
        ({"family": "King Jr.", "given": "Marta Luz"}, Person("King", "Marta Luz", suffix="Jr.")),
        ({"family": "King", "given": "Marta Luz, Jr."}, Person("King", "Marta Luz", suffix="Jr.")),
        ({"family": "Souza Filho", "given": "Ivo"}, Person("Souza Filho", "Ivo")),
        ({"family": "von der Leyen", "given": "Ursel"}, Person("von der Leyen", "Ursel")),
        ({"literal": "Centre for Trade and Labour"}, Organisation("Centre for Trade and Labour")),
    ],
)
def test_a_name_is_a_person_or_a_body(fields, expected):
    document = make_document(authors=())
    author = save(Author(slug="x", sort_key="x", **fields))
    save(Authorship(document=document, author=author, position=1))
    assert build_record(for_citing(document), SITE).author == (expected,)


def test_authors_stand_as_printed():
    document = make_document(authors=["Zoe Alba", "Ana Quiroga", "Bruno Mora"])
    families = [name.family for name in build_record(for_citing(document), SITE).author]
    assert families == ["Alba", "Quiroga", "Mora"]


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_no_export_has_an_e_mail_address(document, each, client):
    document.authorships.update(email="ines@quay.example", affiliation="Quay Institute, ines@quay.example")
    url = reverse("export", args=[document.identifier, each.extension])
    assert "@quay" not in client.get(url).text
    assert "@quay" not in json.dumps(embedded_metadata(for_citing(document), SITE))


# ------------------------------------------------------------------ the page cited
@pytest.mark.parametrize(
    ("asked", "locator"),
    [
        ("268", "268"),
        (" p. 268 ", "268"),
        ("[267]", "[267]"),
        ("267", "[267]"),
        ("267-268", "[267]–268"),
        ("268–269", "268–269"),
        ("n1", "265"),
    ],
)
def test_a_locator_is_the_printed_label_in_brackets_when_inferred(document, asked, locator):
    document.pages.filter(label="267").update(label_source="inferred")
    assert find_locator(for_citing(document), asked) == locator


def test_a_label_with_a_dash_is_read_as_one_page_before_it_is_a_range(document):
    for page in document.pages.all():
        label = f"A-{page.sequence}"
        Page.objects.filter(pk=page.pk).update(label=label, address=label)
    assert find_locator(for_citing(document), "A-4") == "A-4"
    assert find_locator(for_citing(document), "A-4-A-5") == "A-4–A-5"


@pytest.mark.parametrize("asked", ["999", "268-999", "-", "268-", "x" * 50])
def test_a_page_that_is_not_there_is_refused_with_those_that_are(document, asked):
    with pytest.raises(UnknownPageError, match="265, 266, 267, 268, 269"):
        find_locator(for_citing(document), asked)


def test_a_page_without_printed_number_cannot_be_cited_by_one(document):
    document.pages.filter(sequence=4).update(label="", label_source="", address="n4")
    with pytest.raises(UnknownPageError, match="no printed number"):
        find_locator(for_citing(document), "n4")


def test_the_box_of_a_page_cites_that_page(document):
    page = document.pages.get(label="268")
    box = citation_box(for_citing(document), SITE, page)
    assert [(each.key, each.in_text) for each in box.references] == [
        ("apa", "(Pradera, 2007, p. 268)"),
        ("mla", "(Pradera 268)"),
        ("chicago-author-date", "(Pradera 2007, 268)"),
        ("harvard", "(Pradera, 2007, p. 268)"),
    ]
    assert box.locator == "268"
    assert box.url == f"{SITE}/d/{document.identifier}/"
    assert box.page_url == f"{SITE}/d/{document.address}/p/268/"
    assert [export.url for export in box.exports] == [
        f"/d/{document.identifier}.{each.extension}?page=268" for each in FORMATS
    ]
    assert "265–269" in box.references[0].plain


def test_the_box_of_a_page_without_number_cites_the_article(document):
    document.pages.filter(sequence=4).update(label="", label_source="", address="n4")
    box = citation_box(for_citing(document), SITE, document.pages.get(sequence=4))
    assert box.locator == ""
    assert "?" not in box.exports[0].url
    assert box.page_url.endswith("/p/n4/")


# ------------------------------------------------------------------ /d/<identifier>.<extension>
@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.key)
def test_an_article_is_exported_in_every_format(client, document, each, django_assert_num_queries):
    with django_assert_num_queries(4):
        response = client.get(f"/d/{document.identifier}.{each.extension}")
    assert response.status_code == 200
    assert response["Content-Type"] == each.content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == (
        f'attachment; filename="pradera2007integration.{each.suffix or each.extension}"'
    )
    record = build_record(for_citing(document), "http://testserver")
    assert response.content.decode() == "".join(each.write([record]))


def test_an_address_with_the_title_or_in_capitals_exports_too(client, document):
    assert client.get(f"/d/{document.address}.bib").status_code == 200
    assert client.get(f"/d/{document.identifier.upper()}.BIB").status_code == 200


def test_the_site_url_of_the_settings_is_cited(client, document, settings):
    settings.SITE_URL = SITE
    assert f"UR  - {SITE}/d/{document.identifier}/\r\n" in client.get(f"/d/{document.identifier}.ris").text


def test_an_unknown_extension_names_the_formats(client, document):
    response = client.get(f"/d/{document.identifier}.exe")
    assert response.status_code == 404
    for each in FORMATS:
        assert f".{each.extension} ({each.label})" in response.text


def test_a_page_is_added_as_a_note_and_the_extent_stays(client, document):
    text = client.get(f"/d/{document.identifier}.bib?page=269").text
    assert "note = {Cited page: 269}," in text
    assert "pages = {265--269}," in text


def test_a_wrong_page_is_a_404_that_names_the_pages(client, document):
    response = client.get(f"/d/{document.identifier}.bib?page=<b>")
    assert response.status_code == 404
    assert "265, 266, 267, 268, 269" in response.text
    assert response["Content-Type"].startswith("text/plain")


def test_an_unknown_article_is_a_404(client, document):
    assert client.get("/d/00000000.bib").status_code == 404


def test_drafts_are_exported_to_reviewers_alone(client, admin_client):
    draft = make_document(state="draft")
    assert client.get(f"/d/{draft.identifier}.bib").status_code == 404
    response = admin_client.get(f"/d/{draft.identifier}.bib")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"


def test_a_withdrawn_article_is_gone_and_says_why(client):
    gone = make_document(state="withdrawn", withdrawn_reason="Printed twice.")
    response = client.get(f"/d/{gone.identifier}.bib")
    assert response.status_code == 410
    assert "Printed twice." in response.text


def test_only_reading_is_allowed(client, document):
    assert client.post(f"/d/{document.identifier}.bib").status_code == 405
    assert client.head(f"/d/{document.identifier}.bib").status_code == 200


# ------------------------------------------------------------------ /cite/
def test_the_cite_page_shows_every_style_and_format(client, document):
    response = client.get("/cite/", {"id": document.identifier, "p": "268"})
    for text in (
        "(Pradera, 2007, p. 268)",
        "(Pradera 268)",
        "(Pradera 2007, 268)",
        "<i>Regional Affairs Quarterly</i>",
    ):
        assert text in response.text
    for each in FORMATS:
        assert f'href="/d/{document.identifier}.{each.extension}?page=268"' in response.text


def test_the_cite_page_shows_the_style_that_is_asked_for_alone(client, document):
    response = client.get("/cite/", {"id": document.identifier, "p": "268", "style": "chicago-notes"})
    assert re.search(r"7, no\. 3 \([^)]*2007\): 268", response.text)
    assert "(Pradera, 2007, p. 268)" not in response.text
    assert '<option value="chicago-notes" selected>Chicago 17 (notes)</option>' in response.text
    named = client.get("/cite/", {"id": document.identifier, "style": "nature"})
    assert '<option value="nature" selected>Nature</option>' in named.text


def test_a_wrong_page_is_explained_beside_the_citation_of_the_article(client, document):
    response = client.get("/cite/", {"id": document.identifier, "p": "<b>999"})
    assert response.status_code == 404
    assert "There is no page “&lt;b&gt;999” in this article. Its pages are 265" in response.text
    assert "(Pradera, 2007)" in response.text


def test_several_articles_make_a_list_of_references(client, document):
    other = make_document("Álamos", texts=["Other."], authors=["Éva Alba"], issue=make_issue(number="4"))
    response = client.get("/cite/", {"id": [document.identifier, other.identifier], "style": "mla"})
    assert response.text.index("Alba, Éva.") < response.text.index("Pradera, Inés.")
    file = client.get("/cite/", {"id": [document.identifier, other.identifier], "format": "ris"})
    assert file["Content-Disposition"] == 'attachment; filename="citations.ris"'
    assert file.text.count("TY  - ") == 2


@pytest.mark.parametrize("style", ["none-such", "x" * 100])
def test_a_style_that_there_is_not_is_named_with_those_that_there_are(client, document, style):
    """Of one article, of several, of the reader's list, and in the reader's language."""
    other = make_document("Álamos", texts=["Other."])
    for address, query in (
        ("/cite/", {"id": document.identifier}),
        ("/cite/", {"id": [document.identifier, other.identifier]}),
        ("/cite/", {"id": document.identifier, "format": "ris"}),
        ("/list/references/", {"ids": document.identifier}),
    ):
        response = client.get(address, query | {"style": style}, headers={"accept-language": "es"})
        assert response.status_code == 400
        assert response.text.startswith(
            f"No existe el estilo «{style[:60]}». Son estos: apa (APA 7), mla (MLA 9)"
        )
        assert client.get(address, query | {"style": "MLA"}).status_code == 200
        assert client.get(address, query | {"style": ""}).status_code == 200


def test_a_format_that_there_is_not_is_told_with_those_that_there_are(client, document):
    response = client.get("/cite/", {"id": document.identifier, "format": "word"})
    assert response.status_code == 400
    assert response.text.startswith("There is no such format. These are: bibtex, ris, csl-json")


def test_works_cited_together_are_put_on_the_list_together(client, document):
    other = make_document("Álamos", texts=["Other."])
    identifiers = [document.identifier, other.identifier]
    page = client.get("/cite/", {"id": identifiers}).text
    assert 'formaction="/list/change/" formmethod="post" name="act" value="add"' in page
    client.post("/list/change/", {"id": identifiers, "format": "ris", "act": "add"})
    assert [row.document.identifier for row in client.get("/list/").context["rows"]] == identifiers


def test_the_cite_page_shows_no_draft_and_no_nonsense(client, document):
    draft = make_document("Draft", state="draft", texts=["Draft."])
    for query in ({}, {"id": draft.identifier}, {"id": "%00"}, {"id": document.identifier, "p": "999"}):
        assert client.get("/cite/", query).status_code == 404


@pytest.mark.parametrize("count", [2, 20])
def test_a_list_of_references_costs_the_same_whatever_its_length(client, count, django_assert_num_queries):
    documents = [make_document(f"Title {n}", texts=[f"Text {n}."]) for n in range(count)]
    with django_assert_num_queries(5):  # one of them: the styles of this archive
        client.get("/cite/", {"id": [document.identifier for document in documents]})


def test_titles_are_escaped_in_references(client, document):
    document.title = "<script>alert(1)</script> & co"
    document.save()
    text = client.get("/cite/", {"id": document.identifier}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in text


def test_an_unsigned_article_of_a_body_with_and_is_one_name(document):
    document.authorships.all().delete()
    body = save(Author(literal="Centre for Trade and Labour", slug="ctl", sort_key="centre"))
    save(Authorship(document=document, author=body, position=1))
    assert (
        "(Centre for Trade and Labour, 2007)"
        in citation_box(for_citing(document), SITE).references[0].in_text
    )
    assert make_author("Inés Pradera") not in document.authors.all()


# ------------------------------------------------------------------ in the head of the article's page
def head_of(document) -> dict:
    return embedded_metadata(Document.objects.for_reading().get(pk=document.pk), SITE)


def test_the_tags_are_those_that_scholarly_search_engines_read(document):
    metadata = head_of(document)
    address = f"{SITE}/d/{document.address}/"
    assert metadata["canonical"] == address
    assert metadata["tags"] == [
        ("citation_title", "The Integration of Peoples: Treaties and Tides"),
        ("citation_author", "Pradera, Inés"),
        ("citation_publication_date", "2007/07"),
        ("citation_journal_title", "Regional Affairs Quarterly"),
        ("citation_journal_abbrev", "Reg. Aff. Q."),
        ("citation_volume", "7"),
        ("citation_issue", "3"),
        ("citation_firstpage", "265"),
        ("citation_lastpage", "269"),
        ("citation_doi", "10.5555/raq_1"),
        ("citation_issn", "1468-0181"),
        ("citation_publisher", "Quay Press"),
        ("citation_language", "en"),
        ("citation_keywords", "Integration; Treaties"),
        ("citation_abstract_html_url", address),
        ("citation_fulltext_html_url", address),
        ("citation_public_url", f"{SITE}/d/{document.identifier}/"),
    ]


def test_the_pdf_named_is_the_articles_alone_and_below_its_page():
    scan = make_scan(b"%PDF-", "a.pdf", "application/pdf")
    document = make_document(scan=scan)
    make_document("Its neighbour", scan=scan, texts=["Neighbour."])
    tags = dict(head_of(document)["tags"])
    assert tags["citation_pdf_url"] == f"{tags['citation_abstract_html_url']}pdf"
    assert tags["citation_pdf_url"].endswith("-the-integration-of-peoples/pdf")


def test_the_pdf_made_of_page_images_is_named_too():
    scan = make_scan(b"\x89PNG", "a.png", "image/png")
    assert "citation_pdf_url" in dict(head_of(make_document(scan=scan))["tags"])


def test_no_pdf_is_named_where_none_can_be_made():
    assert "citation_pdf_url" not in dict(head_of(make_document("From plain text"))["tags"])


def test_structured_data_nest_issue_volume_and_journal(document):
    data = json.loads(head_of(document)["json_ld"])
    assert data["@type"] == "ScholarlyArticle"
    assert data["author"] == [
        {"@type": "Person", "name": "Inés Pradera", "familyName": "Pradera", "givenName": "Inés"}
    ]
    assert data["isPartOf"]["issueNumber"] == "3"
    assert data["isPartOf"]["isPartOf"]["volumeNumber"] == "7"
    assert data["isPartOf"]["isPartOf"]["isPartOf"]["issn"] == "1468-0181"
    assert data["sameAs"] == "https://doi.org/10.5555/raq_1"


def test_no_text_can_end_the_script_of_the_structured_data(document):
    document.title = "</script><script>alert(1)</script><!-- & ]]>"
    document.save()
    json_ld = head_of(document)["json_ld"]
    assert not re.search("[<>&]", json_ld)
    assert json.loads(json_ld)["headline"].startswith("</script>")


# ------------------------------------------------------------------ the panel
def panel(client, document, **query):
    return client.get("/cite/", {"id": document.identifier, **query})


@pytest.mark.parametrize(
    ("dating", "dated"),
    [
        ("", {"harvard"}),
        ("always", {"apa", "mla", "chicago-author-date", "harvard"}),
        ("never", set()),
        ("x", {"harvard"}),
    ],
)
def test_the_day_of_access_is_given_as_asked(client, document, dating, dated):
    Document.objects.update(doi="")
    references = panel(client, document, dating=dating).context["citations"].references
    today = str(timezone.localdate().year)
    assert {each.key for each in references if today in each.plain} == dated


def test_a_file_has_the_day_of_access_where_it_is_asked_for(client, document):
    box = panel(client, document, dating="always", p="268").context["citations"]
    url = next(export.url for export in box.exports if ".ris" in export.url)
    assert url == f"/d/{document.identifier}.ris?page=268&accessed=always"
    assert f"Y2  - {timezone.localdate():%Y/%m/%d}/" in client.get(url).text
    assert "Y2  - " not in client.get(f"/d/{document.identifier}.ris").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda document: document.authorships.all().delete(), "No author is named"),
        (lambda document: Document.objects.update(title=""), "No title is known"),
        (lambda document: Document.objects.update(doi=""), "no DOI: the permanent link"),
        (lambda document: Document.objects.update(first_page="", last_page=""), "page numbers are not known"),
        (lambda document: Document.objects.update(ends_after=True), "Part of the article is missing"),
        (lambda document: Issue.objects.update(year=None, month=None), "The year is not known"),
        (lambda document: Issue.objects.update(volume="", number=""), "Neither volume nor issue number"),
        (lambda document: Document.objects.update(issue=None), "The journal is not known"),
        (lambda document: Journal.objects.update(kind="newspaper"), "by which a newspaper is cited"),
    ],
)
def test_what_is_missing_is_said_plainly(client, document, change, said):
    assert panel(client, document).context["citations"].missing == []
    change(document)
    assert said in panel(client, document).text


def test_an_inferred_page_number_is_explained_and_one_that_is_not_printed_too(client, document):
    document.pages.filter(label="268").update(label_source="inferred")
    response = panel(client, document, p="268")
    assert "Cite page [268]" in response.text
    assert "A page number in brackets is not printed" in response.text
    document.pages.filter(sequence=4).update(label="", label_source="", address="n4")
    text = client.get(f"/d/{document.address}/p/n4/").text
    assert "This page has no printed number, so the article is cited as a whole." in text


def test_a_quotation_over_two_pages_has_both_and_the_record_keeps_the_extent(document):
    box = citation_box(for_citing(document), SITE, cited="268–269")
    assert [each.in_text for each in box.references] == [
        "(Pradera, 2007, pp. 268–269)",
        "(Pradera 268–69)",
        "(Pradera 2007, 268–69)",
        "(Pradera, 2007, pp. 268–269)",
    ]
    assert "265–269" in box.references[0].plain
    record = build_record(for_citing(document), SITE).with_locator(box.locator)
    for key, extent, note in (
        ("ris", "SP  - 265\r\nEP  - 269", "N1  - Cited pages: 268–269"),
        ("bibtex", "pages = {265--269}", "note = {Cited pages: 268–269}"),
    ):
        text = "".join(BY_KEY[key].write([record]))
        assert extent in text
        assert note in text
