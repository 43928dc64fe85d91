"""DOIs and ORCIDs as pages print them."""

import pytest

from ingest.parsing.vocabulary.identifiers import find_doi, find_dois, find_orcids, is_orcid


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.5555/valley.2007.3", "10.5555/valley.2007.3"),
        ("DOI: 10.5555/valley.2007.3.", "10.5555/valley.2007.3"),
        ("(doi:10.5555/0263-7855(96)00018-5)", "10.5555/0263-7855(96)00018-5"),
        ("see 10.5555/abc, and more", "10.5555/abc"),
        ("pp. 10.5 of 20", ""),
    ],
)
def test_a_doi_is_found_without_its_punctuation(text, doi):
    assert find_doi(text) == doi


def test_all_dois_in_order():
    assert find_dois("10.5555/a1; 10.5555/b2") == ["10.5555/a1", "10.5555/b2"]


def test_an_orcid_needs_its_check_digit():
    assert find_orcids("https://orcid.org/0000-0002-1825-0097") == ["0000-0002-1825-0097"]
    assert find_orcids("0000-0002-1825-0098") == []
    assert is_orcid("000000021694233X")
