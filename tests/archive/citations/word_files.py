"""What tests read of a file of Word: by python-docx, and the parts that it does not know by their XML."""

import io
import zipfile

from docx import Document
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# The order of the schema for the elements that we write (ECMA-376, part 1, annex A: CT_RPr, CT_PPr, CT_Settings).
ORDERS = {
    "rPr": "rStyle rFonts b i smallCaps color sz szCs u vertAlign lang".split(),  # noqa: SIM905
    "settings": "zoom proofState defaultTabStop characterSpacingControl footnotePr compat".split(),  # noqa: SIM905
}


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    """(name of the style, text) of each paragraph."""
    return [(each.style.name, each.text) for each in Document(io.BytesIO(content)).paragraphs]


def part(content: bytes, name: str):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return etree.fromstring(archive.read(name))


def footnotes(content: bytes) -> list[str]:
    """Their texts in the order in which the text refers to them; each is referred to once."""
    notes = {each.get(f"{W}id"): each for each in part(content, "word/footnotes.xml")}
    named = [each.get(f"{W}id") for each in part(content, "word/document.xml").iter(f"{W}footnoteReference")]
    assert len(named) == len(set(named))
    assert set(notes) == {"-1", "0", *named}
    assert [each.get(f"{W}id") for each in part(content, "word/settings.xml").iter(f"{W}footnote")] == [
        "-1",
        "0",
    ]
    return ["".join(notes[each].itertext(f"{W}t")).strip() for each in named]


def check(content: bytes) -> None:
    """Parts are declared, relations lead somewhere, elements stand in the order of the schema."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
    types = part(content, "[Content_Types].xml")
    declared = {each.get("PartName", "").lstrip("/") for each in types}
    for name in ("document", "footnotes"):
        if (path := f"word/{name}.xml") in names:
            assert path in declared
            _check_part(content, path, names)
    _check_order(part(content, "word/settings.xml"), "settings")


def _check_part(content: bytes, path: str, names: set[str]) -> None:
    folder, _, name = path.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    relations = {each.get("Id"): each for each in part(content, rels)} if rels in names else {}
    for relation in relations.values():
        target = f"{folder}/{relation.get('Target')}".replace("word/../", "")
        assert relation.get("TargetMode") == "External" or target in names
    root = part(content, path)
    for link in root.iter(f"{W}hyperlink"):
        assert relations[link.get(f"{R}id")].get("Target").startswith(("http://", "https://"))
    for properties in root.iter(f"{W}rPr"):
        _check_order(properties, "rPr")


def _check_order(element, kind: str) -> None:
    order = ORDERS[kind]
    children = [etree.QName(child).localname for child in element if isinstance(child.tag, str)]
    places = [order.index(name) for name in children if name in order]
    assert places == sorted(places), children
    assert kind != "rPr" or set(children) <= set(order), children
