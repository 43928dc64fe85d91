"""Misread DOIs are mended by evidence, or left as they were read."""

import pytest

from ingest.parsing.references.misread_dois import MENDED, mend_by_siblings, mend_syntax, voted
from tests.ingest.parsing.parses import document, page


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("doi: 10.55 55/valley.7", "doi: 10.5555/valley.7"),
        ("DOL: l0.5S55/valley.7", "DOL: l0.5S55/valley.7"),  # S may be 5 or 8: left
        ("doi:1O.5555/valley.7", "doi:10.5555/valley.7"),
        ("https://doi.org/10.555l/valley.7", "https://doi.org/10.5551/valley.7"),
        ("doi:10.5555/).valley.7", "doi:10.5555/j.valley.7"),
        ("see section 10.2 3/4", "see section 10.2 3/4"),  # too short for a registrant
    ],
)
def test_the_syntax_leaves_one_reading(read, mended):
    assert mend_syntax(read) == mended


def scanned(doi, source="ocr"):
    return document(doi=doi, pages=(page(1, text_source=source),))


def test_the_stem_of_the_other_articles_decides():
    found = mend_by_siblings(
        [scanned("10.5555/jose.1"), scanned("10.5555/juse.2"), scanned("10.5555/jose.3")]
    )
    assert [each.doi for each in found] == ["10.5555/jose.1", "10.5555/jose.2", "10.5555/jose.3"]
    assert found[1].evidence["doi"].confidence == MENDED


@pytest.mark.parametrize(
    "others",
    [
        [scanned("10.5555/jose.1")],  # one witness is none
        [scanned("10.5555/jose.1"), scanned("10.5555/jest.3")],  # they disagree
        [scanned("10.5555/valley.1"), scanned("10.5555/valley.3")],  # another journal
    ],
)
def test_without_agreement_nothing_changes(others):
    assert mend_by_siblings([scanned("10.5555/juse.2"), *others])[0].doi == "10.5555/juse.2"


def test_what_a_file_says_itself_is_never_changed():
    others = [scanned("10.5555/jose.1"), scanned("10.5555/jose.3")]
    assert mend_by_siblings([scanned("10.5555/juse.2", "pdf"), *others])[0].doi == "10.5555/juse.2"


def test_foot_lines_outvote_one_misreading():
    feet = ["Valley 3 doi:10.5555/valley.31", "Valley 4 doi:10.5555/valley.31"]
    assert voted("10.5555/valley.3l", feet) == "10.5555/valley.31"
    assert voted("10.5555/valley.3l", feet[:1]) == "10.5555/valley.3l"
    assert voted("10.5555/other.99", feet) == "10.5555/other.99"
