"""XML as the standards have it: by our own account of them, and by the published schemas where they are."""

import os
from pathlib import Path

import pytest
from lxml import etree

from archive.citations.formats import BY_KEY
from tests.archive.citation_records import NASTY
from tests.archive.citation_schemas import JATS_ORDER, MODS_CHILDREN

SCHEMAS = {
    "mods": "mods-3-8.xsd",
    "marcxml": "MARC21slim.xsd",
    "oai_dc": "oai_dc.xsd",
    "jats": "JATS-archivearticle1-3.xsd",
}
DUBLIN_CORE = (  # noqa: SIM905  (a list of words reads better as words)
    "title creator subject description publisher contributor date type format identifier source language "
    "relation coverage rights"
).split()


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
def test_marcxml_has_leaders_tags_and_indicators_of_their_length(name):
    (record,) = written("marcxml", name)
    tags = [field.get("tag") for field in record.iterfind("{*}datafield")]
    assert tags == sorted(tags, key=lambda tag: tag[0])
    for field in record.iterfind("{*}datafield"):
        assert len(field.get("tag")) == 3
        assert all(len(field.get(name)) == 1 for name in ("ind1", "ind2"))
        assert all(len(each.get("code")) == 1 and each.text for each in field)
    assert record.find("{*}leader").text[9] == "a"  # Unicode


@pytest.mark.parametrize("key", SCHEMAS)
def test_all_records_are_valid_by_the_published_schema(key):
    folder = os.environ.get("CITATION_SCHEMAS", "")
    if not folder:
        pytest.skip("CITATION_SCHEMAS names no folder with the published schemas")
    schema = etree.XMLSchema(file=str(Path(folder) / SCHEMAS[key]))
    for name in NASTY:
        root = written(key, name)
        assert schema.validate(root), (name, schema.error_log.last_error)
