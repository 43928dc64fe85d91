"""What a style says of itself before its rules: its names, its language, what it is for ("Info")."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.xml_input import NAMESPACE, Element, child, children, text_of

CHUNK = 4096  # bytes, more than most heads have


@dataclass(frozen=True, slots=True)
class StyleHead:
    """`name` is that of the file, `parent` the name of the style that a dependent one stands for."""

    name: str
    title: str
    short: str = ""
    parent: str = ""
    language: str = ""  # of its terms, where it names one
    format: str = ""  # "author-date", "note"
    fields: tuple[str, ...] = ()  # disciplines, by the words of the specification
    issns: tuple[str, ...] = ()


def read_head(path: Path) -> StyleHead:
    """Of a published style, read no further than its head. Raises StyleError."""
    parser = etree.XMLPullParser(
        events=("end",), tag=f"{NAMESPACE}info", resolve_entities=False, no_network=True
    )
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            parser.feed(chunk)
            for _event, info in parser.read_events():
                return head_of(path.stem, info.getparent())
    raise StyleError(f"The style “{path.stem}” has no cs:info.")


def head_of(name: str, root: Element) -> StyleHead:
    """What the root element of a style says. Raises StyleError."""
    info = child(root, "info")
    if info is None:
        raise StyleError("The style has no cs:info.")
    categories = children(info, "category")
    return StyleHead(
        name,
        text_of(child(info, "title")),
        text_of(child(info, "title-short")),
        parent_of(root),
        str(root.get("default-locale", "")),
        next((each.get("citation-format") for each in categories if each.get("citation-format")), ""),
        tuple(each.get("field") for each in categories if each.get("field")),
        tuple(text_of(each) for each in (*children(info, "issn"), *children(info, "eissn"))),
    )


def parent_of(root: Element) -> str:
    """The name of the independent style that a dependent one stands for, or ""."""
    info = child(root, "info")
    for link in children(info, "link") if info is not None else []:
        if link.get("rel") == "independent-parent":
            return str(link.get("href", "")).rstrip("/").rpartition("/")[2]
    return ""
