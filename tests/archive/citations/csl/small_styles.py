"""Styles of a few lines and works by invented authors, rendered to text."""

from __future__ import annotations

from typing import Any

from archive.citations.csl.cite import Locator
from archive.citations.csl.cited_works import Citation, CitedWork
from archive.citations.csl.items import parse_item
from archive.citations.csl.output.html import to_html
from archive.citations.csl.output.plain import to_plain
from archive.citations.csl.processor import Processor
from archive.citations.csl.style import Style, compile_style

HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="{kind}" {options}>'
NO_TERMS = "<locale><terms/></locale>"


def style(
    layout: str,
    *,
    citation: str = "",
    delimiter: str = "; ",
    sort: str = "",
    bibliography: str = "",
    macros: str = "",
    locale: str = "",
    kind: str = "in-text",
    options: str = "",
    language: str = "en-US",
) -> Style:
    """`layout` is what stands in the citation's cs:layout, `citation` are its attributes."""
    xml = (
        HEAD.format(kind=kind, options=options)
        + f"<info><title>Small</title></info>{locale}{macros}"
        + f'<citation {citation}>{sort}<layout delimiter="{delimiter}">{layout}</layout></citation>'
        + f"{bibliography}</style>"
    )
    return compile_style(xml.encode(), language)


def work(id: str = "w1", **values: Any) -> dict[str, Any]:
    """A record of CSL-JSON; "_" stands for "-" in the names of its variables."""
    return {"id": id, "type": "book"} | {name.replace("_", "-"): value for name, value in values.items()}


def person(family: str, given: str = "", **parts: str) -> dict[str, str]:
    return {"family": family, "given": given} | {name.replace("_", "-"): part for name, part in parts.items()}


def year(number: int, *more: int) -> dict[str, Any]:
    return {"date-parts": [[number, *more]]}


def cited(
    read: Style, *works: dict[str, Any], html: bool = False, locator: str = "", label: str = "page"
) -> str:
    """One citation of all the works."""
    items = [parse_item(each) for each in works]
    place = Locator(locator, label) if locator else None
    processor = Processor(read, items, [Citation(tuple(CitedWork(item.id, place) for item in items))])
    return (to_html if html else to_plain)(processor.cite(0), read.locale)


def cited_in_turn(read: Style, works: list[dict[str, Any]], *citations: Citation) -> list[str]:
    """The text of each citation."""
    processor = Processor(read, [parse_item(each) for each in works], citations)
    return [to_plain(processor.cite(n), read.locale) for n in range(len(citations))]


def listed(read: Style, *works: dict[str, Any], html: bool = False) -> list[str]:
    """The entries of the bibliography."""
    processor = Processor(read, [parse_item(each) for each in works])
    return [
        (to_html if html else to_plain)(entry.rendered, read.locale) for entry in processor.bibliography()
    ]
