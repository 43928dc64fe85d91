"""The JSON of a parse holds what the contract says, and nothing invented."""

from ingest.parsing.explain import explain
from ingest.parsing.json_output import rejected_json, to_json
from ingest.parsing.pipeline import parse
from tests.ingest.parsing.page_builders import paragraph, text_file

TEXT = "\n".join(paragraph(60))
ARTICLE = f"""Water after the Contract

Ana Sá

Abstract: {TEXT}

The first well

{TEXT}

References

Sá, A. (2001) On water. Valley Press."""


def test_the_keys_of_a_file_a_page_and_a_document():
    found = to_json("a.txt", "0" * 64, parse(text_file(ARTICLE)))
    assert list(found) == ["source", "sha256", "status", "reason", "pages", "documents"]
    assert list(found["pages"][0]) == ["sequence", "label", "label_source", "running_head", "text"]
    assert list(found["documents"][0]) == [
        "title", "authors", "abstract", "keywords", "doi", "language", "first_page", "last_page", "begins_before",
        "ends_after", "sections", "references", "confidence",
    ]  # fmt: skip


def test_front_matter_and_references_are_not_repeated_as_paragraphs():
    (document,) = to_json("a.txt", "", parse(text_file(ARTICLE)))["documents"]
    assert document["sections"] == [
        {"heading": "The first well", "level": 1, "first_page": None, "paragraphs": [" ".join(TEXT.split())]}
    ]
    assert document["references"] == [{"raw": "Sá, A. (2001) On water. Valley Press.", "doi": None}]


def test_what_is_unknown_is_null_or_empty():
    (document,) = to_json("a.txt", "", parse(text_file(TEXT)))["documents"]
    unknown = ("title", "abstract", "doi", "first_page", "last_page")
    assert all(document[field] is None for field in unknown)
    assert document["authors"] == document["keywords"] == document["references"] == []
    assert document["confidence"]["title"] == 0.0


def test_a_section_that_a_footnote_interrupts_is_one_and_the_notes_come_last():
    half, rest = TEXT.split("\n", 1)
    pages = (f"{TEXT}\n\n{half}¹\n\n¹ The well was dug again.", f"{rest}\n\n{TEXT}")
    (document,) = to_json("a.txt", "", parse(text_file(*pages)))["documents"]
    assert [len(section["paragraphs"]) for section in document["sections"]] == [3, 1]
    assert document["sections"][1]["paragraphs"] == ["¹ The well was dug again."]


def test_a_rejected_file_has_its_reason():
    found = rejected_json("a.pdf", "0" * 64, "password-protected: remove the password and upload again")
    assert (found["status"], found["documents"]) == ("rejected", [])
    assert found["reason"].startswith("password-protected")


def test_an_explanation_names_the_rule_the_line_and_the_confidence():
    report = explain(text_file(ARTICLE))
    assert "Page 1: label unknown" in report
    assert "kinds: label of the references  | References" in report
    assert "title: Water after the Contract  [place, page 1, 0.95]" in report
    assert "author: Ana | Sá  [by-line, page 1" in report
    assert "references: 1" in report
