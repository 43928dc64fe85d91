"""Four scanned pages whose ideal parse is known to the last character."""

import json

import pytest

from ingest.parsing.json_output import to_json
from ingest.parsing.pipeline import parse
from ingest.sources.registry import read_source

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def seed(corpus):
    path = corpus / "seed" / "gsp-forum-p269.txt"
    truth = json.loads((corpus / "seed" / "gsp-forum-p269.truth.json").read_text("utf-8"))
    parsed = parse(read_source(path, path.name))
    return truth, parsed, to_json(path.name, "", parsed)


def test_pages_have_their_labels_heads_and_texts(seed):
    truth, _, found = seed
    keys = ("sequence", "label", "label_source", "running_head", "text")
    assert [{k: page[k] for k in keys} for page in found["pages"]] == [
        {k: page[k] for k in keys} for page in truth["pages"]
    ]


@pytest.mark.parametrize(
    "field",
    [
        "title",
        "authors",
        "abstract",
        "keywords",
        "doi",
        "language",
        "first_page",
        "last_page",
        "begins_before",
    ],
)
def test_both_documents_say_what_is_printed_and_no_more(seed, field):
    truth, _, found = seed
    assert [d[field] for d in found["documents"]] == [d[field] for d in truth["documents"]]


def test_paragraphs_are_whole_over_every_page_break(seed):
    truth, _, found = seed
    for true, document in zip(truth["documents"], found["documents"], strict=True):
        assert [s["paragraphs"] for s in document["sections"]] == [s["paragraphs"] for s in true["sections"]]


def test_every_broken_word_is_joined_and_every_compound_kept(seed):
    truth, parsed, _ = seed
    text = "\n".join(page.text for page in parsed.pages)
    for hyphen in truth["hyphens"]:
        assert hyphen["joined"] in text
        assert hyphen["broken"].replace("|", "") not in text
    for compound in (
        "de-legitimation",
        "bi-lateral",
        "inter-regional",
        "people-based",
        "South–South",
        "G-22",
    ):
        assert compound in text


def test_each_document_has_its_part_of_the_shared_page_only(seed):
    _, parsed, _ = seed
    first, second = (document.pages[0] for document in parsed.documents)
    assert first.number == second.number == 1
    assert first.text.endswith("[email: asc@laneta.apc.org]")
    assert second.raw_text.startswith(" A profound process")
    assert "A profound" not in first.raw_text
    assert [page.runs_on for page in parsed.documents[1].pages] == [True, True, True, False]
