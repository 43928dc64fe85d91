"""XML as the standards have it: by our own account of them, and by the published schemas where they are."""

import json
import re

import pytest
import yaml
from jsonschema import Draft7Validator
from lxml import etree

from archive.citations.formats import BY_KEY
from tests.archive.citations.citation_records import NASTY
from tests.archive.citations.citation_schemas import JATS_ORDER, MODS_CHILDREN
from tests.archive.citations.published_schemas import DUBLIN_CORE, SCHEMAS, path_of_schema, schema_of

# What is true of MARC 21 of every kind (MARCXML, version 1.2).
LEADER = r"[\d ]{5}[\dA-Za-z ][\dA-Za-z][\dA-Za-z ]{3}[2 ]{2}[\d ]{5}[\dA-Za-z ]{3}4500"
# Later versions of a standard only add: a record is asked by the rules of the version at hand.
XML_SCHEMAS = [key for key in SCHEMAS if key != "cff"]
VERSIONS = {"mods": ("version", "3.6"), "jats": ("dtd-version", "1.1")}
# The Publishing set, stricter than the Archiving set we write for, wants an ISSN and a plain year.
NOT_FOR_PUBLISHING = {"about a year", "about some years", "chapter", "no date", "nothing known", "two years"}


def written(key: str, name: str):
    return etree.fromstring("".join(BY_KEY[key].write([NASTY[name]])).encode())


def children_of(element) -> list[str]:
    return [etree.QName(child).localname for child in element]


@pytest.mark.parametrize("name", NASTY)
def test_jats_has_its_elements_in_the_order_of_the_standard(name):
    for element in written("jats", name).iter():
        if (allowed := JATS_ORDER.get(element.tag)) is None:
            continue
        order = allowed.split()
        places = [order.index(child) for child in children_of(element)]
        assert places == sorted(places), element.tag


@pytest.mark.parametrize("name", NASTY)
def test_mods_has_the_elements_that_its_version_knows(name):
    root = written("mods", name)
    for element in root.iter():
        allowed = MODS_CHILDREN.get(etree.QName(element).localname, "").split()
        if element is not root:
            assert set(children_of(element)) <= set(allowed), element.tag
    (mods,) = root
    assert mods.get("version") == "3.8"
    assert not [element for element in root.iter() if not len(element) and not (element.text or "").strip()]


@pytest.mark.parametrize("name", NASTY)
def test_dublin_core_has_its_fifteen_elements(name):
    assert set(children_of(written("oai_dc", name))) <= set(DUBLIN_CORE)


@pytest.mark.parametrize("name", NASTY)
def test_marcxml_has_leaders_tags_and_indicators_as_marc_21_has_them(name):
    (record,) = written("marcxml", name)
    assert children_of(record) == sorted(
        children_of(record), key=["leader", "controlfield", "datafield"].index
    )
    assert re.fullmatch(LEADER, record.find("{*}leader").text)
    assert record.find("{*}leader").text[9] == "a"  # Unicode
    assert all(re.fullmatch("00[1-9]", field.get("tag")) for field in record.iterfind("{*}controlfield"))
    tags = [field.get("tag") for field in record.iterfind("{*}datafield")]
    assert tags == sorted(tags, key=lambda tag: tag[0])
    for field in record.iterfind("{*}datafield"):
        assert re.fullmatch("[0-9]{2}[1-9]|[0-9][1-9]0|[1-9]00", field.get("tag"))
        assert all(re.fullmatch("[0-9a-z ]", field.get(name)) for name in ("ind1", "ind2"))
        assert len(field)
        assert all(re.fullmatch("[0-9a-z]", each.get("code")) and each.text for each in field)


# ------------------------------------------------------------------ as published
def invalid(key: str, names) -> dict[str, str]:
    """Those of the records that the published schema refuses, and why."""
    schema, refused = schema_of(key), {}
    for name in names:
        root = written(key, name)
        if key in VERSIONS:
            attribute, version = VERSIONS[key]
            for element in root.xpath(f"descendant-or-self::*[@{attribute}]"):
                element.set(attribute, version)
        if not schema.validate(root):
            refused[name] = str(schema.error_log.last_error)
    return refused


@pytest.mark.parametrize("key", XML_SCHEMAS)
def test_all_records_are_valid_by_the_published_schema(key):
    excused = NOT_FOR_PUBLISHING if key == "jats" else set()
    refused = invalid(key, NASTY)
    assert set(refused) == excused, refused


@pytest.mark.parametrize("key", XML_SCHEMAS)
def test_the_published_schema_does_refuse(key):
    root = written(key, "plain article")
    root.append(etree.fromstring("<trap/>"))
    assert not schema_of(key).validate(root)


# ------------------------------------------------------------------ CFF
def cff_schema() -> Draft7Validator:
    return Draft7Validator(json.loads(path_of_schema("cff").read_text("utf-8")))


@pytest.mark.parametrize("name", NASTY)
def test_cff_is_valid_by_its_published_schema(name):
    written = yaml.safe_load("".join(BY_KEY["cff"].write([NASTY[name], NASTY["plain article"]])))
    if name in {
        "plain article",
        "titles in three other languages",
    }:  # the format tells works apart by other fields
        written["references"].pop()
    assert [error.message for error in cff_schema().iter_errors(written)] == []


def test_the_published_schema_of_cff_does_refuse():
    assert [*cff_schema().iter_errors({"cff-version": "1.2.0", "references": [{"type": "trap"}]})]
