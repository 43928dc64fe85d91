"""What a style says of itself before its rules: its names, its language, what it is for ("Info")."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.xml_input import Element, child, children, read_xml, text_of


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


_END = b"</info>"


def read_head(path: Path) -> StyleHead:
    """Of a published style: what stands behind its head, most of the file, is not parsed. Raises StyleError."""
    head, end, _rules = path.read_bytes().partition(_END)
    return head_of(path.stem, read_xml(head + end + b"</style>", "style"))


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
