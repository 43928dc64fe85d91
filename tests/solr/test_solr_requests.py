"""What is sent to Solr, without one."""

import re
import time
from itertools import product
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from search.analysis import PART_GAP
from search.backends.solr.address import Address, read_address
from search.backends.solr.client import SolrClient
from search.backends.solr.configset import make_files, name_of
from search.backends.solr.documents import analysed, make_document
from search.backends.solr.terms import _one_edit_away
from search.errors import UnreachableError
from search.query_fields import WORD_FIELDS
from search.query_nodes import is_one_edit_away
from tests.search.test_engine_contract import entry


def test_an_address_names_nodes_archive_and_how_it_is_spread():
    assert read_address("solr+http://one:8983,two:8983/solr/archive") == Address(
        ("http://one:8983/solr", "http://two:8983/solr"), "archive"
    )
    assert read_address("solr+https://one/solr/archive?shards=4&replicas=3") == Address(
        ("https://one/solr",), "archive", 4, 3
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://one:8983/solr/archive",
        "solr+http://one:8983/archive",
        "solr+http:///solr/archive",
        "solr+http://one/solr/Archive!",
        "solr+http://one/solr/archive?copies=2",
        "solr+http://one/solr/archive?shards=many",
    ],
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError, match=r"is not like|is unknown|invalid literal"):
        read_address(url)


def test_terms_are_sent_at_their_positions():
    document = make_document(entry(1, "", ("neo-liberal = policy",)), WORD_FIELDS)
    assert document["text"].startswith("1 =\x1e\x1eneo-liberal \\= policy= ")
    place, placed = -1, set()
    for token in document["text"].rpartition("= ")[2].split(" "):
        term, _, step = token.partition(",i=")
        place += int(step or 1)
        placed.add((place, term))
    begin = 2 * PART_GAP  # behind two ends of parts
    assert placed == {
        *((begin, term) for term in ("neo", ":en:neo", "neoliberal+2", ":en:neoliber+2")),
        *((begin + 1, term) for term in ("liberal", ":en:liber")),
        *((begin + 2, term) for term in ("policy", ":en:polici")),
    }
    assert "title" not in document
    assert {*document["forms"].split()} == {"neo", "liberal", "policy"}
    assert (document["n_year"], document["main_language"], document["v_language"]) == (2007, "en", ["en"])


def test_signs_of_the_notation_are_escaped():
    assert analysed({"a,b": [0], "c=d": [0, 2]}, "x=y\\z") == "1 =x\\=y\\\\z= a\\,b c\\=d,i=0 c\\=d,i=2"


def test_what_is_one_edit_away_has_a_pattern():
    pattern = re.compile(_one_edit_away("abcd"))
    forms = {"".join(letters) for length in (3, 4, 5) for letters in product("abcd", repeat=length)}
    forms = {form for form in forms if form.startswith("ab")}
    assert {form for form in forms if pattern.fullmatch(form)} == {
        form for form in forms if is_one_edit_away("abcd", form)
    }
    assert pattern.fullmatch("abcx!+2")


def test_a_configset_has_a_field_for_each_field_of_words_and_another_name_for_other_fields(tmp_path, capsys):
    call_command("solr_configset", "--out", str(tmp_path))
    schema = ElementTree.parse(tmp_path / "schema.xml").getroot()  # noqa: S314  (ours)
    assert {*WORD_FIELDS} <= {field.get("name") for field in schema.iter("field")}
    assert ElementTree.parse(tmp_path / "solrconfig.xml").getroot().tag == "config"  # noqa: S314
    name = name_of(make_files(WORD_FIELDS))
    assert name in capsys.readouterr().out
    assert name_of(make_files(WORD_FIELDS[:-1])) != name


def test_where_no_node_answers_it_is_told_at_once():
    client = SolrClient(["http://127.0.0.1:1/solr", "http://127.0.0.1:2/solr"])
    begun = time.monotonic()
    for _ in range(2):
        with pytest.raises(UnreachableError):
            client.read("archive/select", {"q": "*:*"})
    assert time.monotonic() - begun < 1
