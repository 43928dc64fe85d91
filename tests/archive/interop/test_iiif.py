"""IIIF: manifests and collections loaded by iiif-prezi3, words in their places, content search."""

import json
import re
import warnings

import pytest
from django.urls import reverse

from archive.interop import iiif_text
from archive.models import Document, Section
from archive.reading.hits import hits_in
from tests.builders import make_document, make_issue, make_journal, make_typeset_document, save

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import iiif_prezi3

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
TEXTS = (
    "The Long Road\n\nThe integration of peoples was never read. It took place in hotels, and the minutes were "
    "kept by a few diplo|mats who spoke of integration.",
    "Two Summits\n\nNobody had asked them. The integration of peoples stood in the decla|ration.",
    "An end.",
)


@pytest.fixture
def document():
    document = make_typeset_document(
        "The Integration of Peoples",
        subtitle="A Memoir",
        texts=TEXTS,
        abstract="What a treaty leaves out.",
        doi="10.5555/raq_1",
        subjects=("Trade",),
        rights="https://creativecommons.org/licenses/by/4.0/",
    )
    document.sections.all().delete()
    pages = list(document.pages.all())
    for position, (page, level, heading) in enumerate(
        ((pages[0], 1, "The Long Road"), (pages[1], 2, "Two Summits"), (pages[2], 1, "An End")), 1
    ):
        save(Section(document=document, position=position, page=page, level=level, heading=heading))
    return document


def get(client, address, **headers):
    response = client.get(address.removeprefix(SITE), headers=headers)
    assert response.status_code == 200, response.content
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def manifest_of(client, document):
    return get(client, f"/d/{document.identifier}/manifest.json")


# ------------------------------------------------------------------ manifest
def test_a_manifest_loads_and_says_what_the_article_is(client, document):
    data = manifest_of(client, document)
    manifest = iiif_prezi3.Manifest(**data)
    assert manifest.id == f"{SITE}/d/{document.identifier}/manifest.json"
    assert data["label"] == {"en": ["The Integration of Peoples: A Memoir"]}
    assert data["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    assert data["navDate"] == "2007-01-01T00:00:00Z"
    assert [canvas["label"]["none"] for canvas in data["items"]] == [["265"], ["266"], ["267"]]
    values = {pair["label"]["en"][0]: next(iter(pair["value"].values())) for pair in data["metadata"]}
    assert values["Authors"] == ["Inés Pradera"]
    assert values["Pages"] == ["265–267"]
    assert values["DOI"] == ["10.5555/raq_1"]
    assert "Regional Affairs Quarterly 7(3), 2007, pp. 265–267" in json.dumps(
        data["requiredStatement"], ensure_ascii=False
    )
    assert {each["label"]["en"][0] for each in data["seeAlso"]} == {"MODS", "BibTeX", "CSL-JSON", "RIS"}
    assert [each["id"].rpartition("/")[2] for each in data["rendering"]] == ["pdf", "original", "text"]
    assert [each["format"] for each in data["rendering"]] == ["application/pdf"] * 2 + ["text/plain"]


def test_every_address_in_a_manifest_is_there(client, document):
    text = json.dumps(manifest_of(client, document))
    addresses = set(re.findall(rf'"id":\s*"({SITE}[^"]*)"', text))
    made_up = re.compile(r"/(canvas/\d+(/images?)?|range/\d+)$")  # names of things inside the manifest
    asked = {address for address in addresses if not made_up.search(address)}
    assert len(asked) > 20
    for address in asked:
        response = client.get(address.removeprefix(SITE), follow=True)
        assert response.status_code == 200, address
        for close in response._resource_closers:
            close()


def test_canvases_have_the_shape_of_the_pages_and_their_images(client, document):
    data = manifest_of(client, document)
    for canvas, page in zip(data["items"], document.pages.all(), strict=True):
        assert canvas["height"] / canvas["width"] == pytest.approx(page.height / page.width, rel=0.001)
        (painting,) = canvas["items"][0]["items"]
        assert painting["target"] == canvas["id"]
        info = get(client, painting["body"]["service"][0]["id"] + "/info.json")
        assert info["width"] / info["height"] == pytest.approx(canvas["width"] / canvas["height"], rel=0.002)


def test_sections_are_nested_ranges_over_their_pages(client, document):
    (top,) = manifest_of(client, document)["structures"]
    shape = [
        (section["label"]["en"][0], [item["type"] for item in section["items"]]) for section in top["items"]
    ]
    assert shape == [("The Long Road", ["Canvas", "Range"]), ("An End", ["Canvas"])]
    nested = top["items"][0]["items"][1]
    assert nested["items"][0]["id"].endswith("/canvas/2")


def test_an_inferred_label_is_in_brackets_and_an_unknown_one_is_the_place(client):
    document = make_document(texts=("One.", "Two."))
    first, second = document.pages.all()
    first.label_source = "inferred"
    second.label, second.label_source = "", ""
    save(first)
    save(second)
    data = manifest_of(client, document)
    assert [canvas["label"]["none"] for canvas in data["items"]] == [["[265]"], ["[2]"]]


def test_an_article_without_images_or_issue_or_title_is_valid_too(client):
    document = make_document("", authors=(), texts=("Only words.",))
    Document.objects.filter(pk=document.pk).update(issue=None, language="")
    data = manifest_of(client, document)
    iiif_prezi3.Manifest(**data)
    assert data["label"] == {"none": ["[Only words]"]}
    assert "items" not in data["items"][0]


@pytest.mark.parametrize(("language", "direction"), [("he", "right-to-left"), ("es", None), ("", None)])
def test_a_manifest_tells_the_direction_in_which_pages_follow(client, language, direction):
    data = manifest_of(client, make_document(language=language))
    iiif_prezi3.Manifest(**data)
    assert data.get("viewingDirection") == direction


def test_a_manifest_costs_the_same_however_many_pages(client, django_assert_num_queries):
    short, long = make_document(texts=("One.",)), make_document("B", texts=["Text."] * 30)
    for document in (short, long):
        with django_assert_num_queries(8):  # two of them: the generation, what else stands in the files
            manifest_of(client, document)


def test_json_ld_to_whom_asks_for_it(client, document):
    address = f"/d/{document.identifier}/manifest.json"
    profile = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    assert client.get(address, headers={"accept": "application/ld+json"})["Content-Type"] == profile
    assert client.get(address)["Content-Type"] == "application/json"


# ------------------------------------------------------------------ collections
def test_collections_lead_from_the_archive_to_each_article(client):
    review = make_journal("Harbour Notes")
    documents = [
        make_document("One"),
        make_document("Two", issue=make_issue("1", "1", 1999, review)),
        make_document("Three", issue=make_issue("1", "1", 1999, review)),
    ]
    make_document("Draft", state="draft", issue=make_issue("2", "1", 2000, review))
    found = []

    def walk(address):
        data = get(client, address)
        iiif_prezi3.Collection(**data)
        assert data["id"] == SITE + address.removeprefix(SITE)
        for item in data["items"]:
            if item["type"] == "Manifest":
                found.append(item["id"])
            else:
                walk(item["id"])

    walk(reverse("collection"))
    assert sorted(found) == sorted(f"{SITE}/d/{each.identifier}/manifest.json" for each in documents)


def test_collections_of_nothing_are_not_found(client):
    for address in ("/j/nothing/collection.json", "/j/nothing/1/collection.json"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


# ------------------------------------------------------------------ the text of a page
def box_of(target: str) -> tuple[int, ...]:
    return tuple(map(int, re.fullmatch(r".*#xywh=(\d+),(\d+),(\d+),(\d+)", target).groups()))


def test_the_lines_of_a_page_stand_in_their_places(client, document):
    canvas = manifest_of(client, document)["items"][0]
    data = get(client, canvas["annotations"][0]["id"])
    iiif_prezi3.AnnotationPage(**data)
    page = document.pages.first()
    assert len(data["items"]) == len(page.words)
    words = " ".join(item["body"]["value"] for item in data["items"]).split()
    assert "".join(words) == "".join(page.text.split())
    before = 0
    for item, line in zip(data["items"], page.words, strict=True):
        x, y, width, height = box_of(item["target"])
        assert item["target"].startswith(canvas["id"] + "#")
        assert x + width <= canvas["width"]
        assert y + height <= canvas["height"]
        assert x == pytest.approx(line[0][2] * canvas["width"] / page.width, abs=1)
        assert y > before
        before = y


def test_a_page_without_boxes_has_its_text_as_a_whole(client):
    document = make_document(texts=("Only words.",))
    data = get(client, f"/d/{document.identifier}/canvas/1/text.json")
    (item,) = data["items"]
    assert item["body"]["value"] == "Only words."
    assert item["target"] == f"{SITE}/d/{document.identifier}/canvas/1"
    assert client.get(f"/d/{document.identifier}/canvas/2/text.json").status_code == 404
    assert client.get(f"/d/{document.identifier}/canvas/{10**30}/text.json").status_code == 404


# ------------------------------------------------------------------ content search
def search(client, document, query, **more):
    parameters = {"q": query, **more}
    response = client.get(f"/d/{document.identifier}/iiif-search", parameters)
    assert response.status_code == 200
    return response.json()


def test_the_hits_are_those_of_the_reader_on_the_boxes_of_the_words(client, document):
    data = search(client, document, "integration peoples")
    iiif_prezi3.AnnotationPage(
        **{k: v for k, v in data.items() if k not in ("@context", "ignored", "annotations")}
    )
    hits = hits_in(Document.objects.for_reading().get(pk=document.pk), "integration peoples")
    contexts = data["annotations"][0]["items"]
    assert len(contexts) == len(hits) > 2
    pages = {page.sequence: page for page in document.pages.all()}
    for item, span in zip(data["items"], hits.spans, strict=True):
        canvas, _, _ = item["target"].partition("#")
        assert canvas.endswith(f"/canvas/{span.sequence}")
        page = pages[span.sequence]
        (word,) = [
            word for line in page.words for word in line if word[0] <= span.start and word[1] >= span.end
        ]
        x, y, width, height = box_of(item["target"])
        scale = 1800 / page.width
        assert (x, y) == pytest.approx((word[2] * scale, word[3] * scale), abs=1.5)
        assert (width, height) == pytest.approx((word[4] * scale, word[5] * scale), abs=2)
        assert item["body"]["value"] == page.text[span.start : span.end]


def test_a_word_broken_at_a_line_end_has_a_box_on_each_line(client, document):
    items = search(client, document, "declaration")["items"]
    assert [item["body"]["value"] for item in items] == ["declaration", "declaration"]
    (first, second) = (box_of(item["target"]) for item in items)
    assert second[1] > first[1]


def test_the_words_around_a_hit_come_with_it(client, document):
    data = search(client, document, '"asked them"')
    (context,) = data["annotations"][0]["items"]
    (selector,) = context["target"]["selector"]
    assert selector["exact"] == "asked them"
    assert selector["prefix"].endswith("Nobody had ")
    assert selector["suffix"].startswith(". The integration")
    assert context["target"]["source"] == data["items"][0]["id"]
    assert len({item["id"] for item in data["items"]}) == len(data["items"])
    assert all(item["id"].startswith(f"{data['id']}#") for item in data["items"])


def test_nothing_asked_and_nothing_found_are_empty_pages(client, document):
    for query in ("", "zzzz", '"', "a" * 5000, "\x00"):
        data = search(client, document, query)
        assert data["type"] == "AnnotationPage"
        assert data["items"] == []


def test_what_has_no_meaning_here_is_said_to_be_ignored(client, document):
    assert search(client, document, "peoples", motivation="painting", user="x")["ignored"] == [
        "motivation",
        "user",
    ]


def test_many_hits_come_in_pages(client, document, monkeypatch):
    monkeypatch.setattr(iiif_text, "HITS_AT_ONCE", 2)
    whole = hits_in(Document.objects.for_reading().get(pk=document.pk), "integration")
    data = search(client, document, "integration")
    assert (data["startIndex"], data["partOf"]["total"]) == (0, len(whole))
    values = len(data["items"])
    while "next" in data:
        data = get(client, data["next"]["id"])
        values += len(data["items"])
    assert values == len(whole.spans)
    for page in ("0", "-1", "x", "9" * 30):
        assert client.get(f"/d/{document.identifier}/iiif-search?q=a&page={page}").status_code == 400


def test_words_of_the_article_are_offered(client, document):
    data = get(client, f"/d/{document.identifier}/iiif-words?q=inte")
    assert data["items"] == [{"value": "integration", "total": 3}]
    assert get(client, f"/d/{document.identifier}/iiif-words?q=")["items"] == []


# ------------------------------------------------------------------ content search 1.0
def search_1(client, document, query, **more):
    response = client.get(f"/d/{document.identifier}/iiif-search/1", {"q": query, **more})
    assert response.status_code == 200
    return response.json()


def test_a_manifest_names_both_versions_of_the_search(client, document):
    """Viewers look for the profile of version 1 (manifesto.js, Utils.getService)."""
    second, first = manifest_of(client, document)["service"]
    assert (second["type"], first["@type"]) == ("SearchService2", "SearchService1")
    assert first["@id"] == f"{SITE}/d/{document.identifier}/iiif-search/1"
    assert first["profile"] == "http://iiif.io/api/search/1/search"
    (words,) = first["service"]
    assert words["profile"] == "http://iiif.io/api/search/1/autocomplete"
    terms = get(client, f"{words['@id']}?q=inte")
    assert terms["@type"] == "search:TermList"
    (term,) = terms["terms"]
    assert (term["match"], term["count"]) == ("integration", 3)
    assert get(client, term["url"])["within"]["total"] == 3
    assert get(client, f"{words['@id']}?q=&user=x") | {"@id": ""} == {
        "@context": "http://iiif.io/api/search/1/context.json",
        "@id": "",
        "@type": "search:TermList",
        "ignored": ["user"],
        "terms": [],
    }


def test_the_first_version_gives_the_same_hits_in_the_same_places(client, document):
    first, second = (ask(client, document, "integration peoples") for ask in (search_1, search))
    assert first["@context"] == [
        "http://iiif.io/api/presentation/2/context.json",
        "http://iiif.io/api/search/1/context.json",
    ]
    assert first["@type"] == "sc:AnnotationList"
    assert [each["on"] for each in first["resources"]] == [each["target"] for each in second["items"]]
    assert [each["resource"]["chars"] for each in first["resources"]] == [
        each["body"]["value"] for each in second["items"]
    ]
    assert all(each["motivation"] == "sc:painting" for each in first["resources"])
    named = [name for hit in first["hits"] for name in hit["annotations"]]
    assert named == [each["@id"] for each in first["resources"]]
    assert len(set(named)) == len(named)
    selectors = [each["target"]["selector"][0] for each in second["annotations"][0]["items"]]
    assert [(hit["before"], hit["match"], hit["after"]) for hit in first["hits"]] == [
        (each["prefix"], each["exact"], each["suffix"]) for each in selectors
    ]
    assert first["within"] == {"@type": "sc:Layer", "total": len(first["hits"])}


def test_a_hit_of_the_first_version_may_have_several_places(client, document):
    (hit,) = search_1(client, document, "declaration")["hits"]
    assert (len(hit["annotations"]), hit["match"]) == (2, "declaration")


def test_without_boxes_the_first_version_marks_the_page(client):
    document = make_document(texts=("Nobody had asked them.",))
    (resource,) = search_1(client, document, "nobody")["resources"]
    assert resource["on"].endswith("/canvas/1#xywh=0,0,1800,2546")


def test_hits_of_the_first_version_come_in_pages(client, document, monkeypatch):
    monkeypatch.setattr(iiif_text, "HITS_AT_ONCE", 2)
    first = search_1(client, document, "integration", date="2007")
    assert (first["startIndex"], first["within"]["total"], first["within"]["ignored"]) == (0, 3, ["date"])
    assert "prev" not in first
    last = get(client, first["next"])
    assert (last["startIndex"], last["@id"]) == (2, first["within"]["last"])
    assert last["prev"] == first["within"]["first"]
    assert "next" not in last
    assert len(first["hits"]) + len(last["hits"]) == 3
    assert search_1(client, document, "zzzz")["hits"] == []
    assert client.get(f"/d/{document.identifier}/iiif-search/1?q=a&page=0").status_code == 400


# ------------------------------------------------------------------ who may see it
PARTS = (
    *("manifest.json", "canvas/1/text.json", "iiif-search?q=secret", "iiif-words?q=s"),
    *("iiif-search/1?q=secret", "iiif-words/1?q=s"),
)


@pytest.mark.parametrize("part", PARTS)
def test_drafts_and_withdrawn_articles_have_nothing(client, admin_client, part):
    draft = make_document("D", texts=("secret",), state="draft")
    gone = make_document("W", texts=("secret words",), state="withdrawn")
    for one in (client, admin_client):
        assert one.get(f"/d/{draft.identifier}/{part}").status_code == 404
        response = one.get(f"/d/{gone.identifier}/{part}")
        assert (response.status_code, response.json()["reason"]) == (410, "Printed twice.")
        assert "secret" not in response.text
