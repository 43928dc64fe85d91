"""A field of the query language is one row of a table, from which all others take it."""

import pytest
from haystack.fields import FacetField

from search.query_fields import FIELDS, QUERY_FIELDS, RECORD, WORD_FIELDS
from search.query_language import read
from search.query_nodes import Term
from search.search_indexes import DocumentIndex
from tests.builders import make_document


@pytest.mark.parametrize("typed", [name for name, field in FIELDS.items() if field.kind == "words"])
def test_each_name_of_a_field_of_words_asks_that_field(typed):
    (term,) = read(f"{typed}:Treaty").terms
    assert isinstance(term, Term)
    assert term.field == FIELDS[typed].name


def test_fields_of_words_are_those_of_the_index():
    words = {
        name
        for name, field in DocumentIndex.fields.items()
        if field.field_type == "string" and not field.is_multivalued and not isinstance(field, FacetField)
    }
    assert words == set(WORD_FIELDS)


def test_names_are_told_apart_and_rows_tell_where_their_words_come_from():
    assert len(FIELDS) == sum(1 + len(field.aliases) for field in QUERY_FIELDS)
    for field in QUERY_FIELDS:
        assert (field.texts is not None) == (field.kind == "words"), field.name
        assert all(operator.syntax.startswith(f"{field.name}:") for operator in field.operators)


def test_the_record_stands_in_the_whole_text_what_counts_most_first(db):
    assert [field.name for field in RECORD] == ["title", "author", "subject", "journal"]
    document = make_document("A Title", authors=("Ann Other",), subjects=("Trade",), texts=("A page.",))
    prepared = DocumentIndex().full_prepare(document)
    at = [prepared["text"].index(prepared[field.name]) for field in RECORD]
    assert at == sorted(at)
    assert all(prepared[field.name] for field in RECORD)
