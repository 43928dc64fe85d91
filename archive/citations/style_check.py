"""A citation style that somebody hands in: whether it can be used, and if not, why and in which line."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from archive.citations.bibliography import bibliography
from archive.citations.csl.style_errors import StyleError, gettext_noop
from archive.citations.csl.style_files import own_language, read_style_file
from archive.citations.csl.style_heads import StyleHead, head_of
from archive.citations.csl.xml_input import Element, child, children, name_of, read_xml, text_of
from archive.citations.record import CitationRecord, Date, Organisation, Person
from archive.citations.rich_text import to_plain
from archive.citations.styles import Style

# Elements, macros put in where they are called; the largest published style has 1,700,000.
MAX_RENDERED = 5_000_000
MAX_SECONDS = (
    5.0  # of the processor, for the works of the trial; the slowest published style takes half of one
)
MAX_TRIES = 150  # to find the place at which a style leaves the schema
MAX_SHOWN = 20_000  # characters of one reference
_AUTHORS = (
    Person("Alba", "Ana María"),
    Person("García Márquez", "Luz", suffix="Jr."),
    Organisation("Board of Ports"),
)

# Works of every kind that the archive has, whole and with what is often missing.
TRIALS = (
    CitationRecord(
        "1", title="Tides of the South: A History", title_short="Tides", author=_AUTHORS, issued=Date(2007, 7, 4),
        container_title="Review of Tides", volume="7", issue="3", page_first="265", page_last="269",
        DOI="10.5555/tides", ISSN="1468-0181", URL="https://archive.example/d/1/", language="en",
        publisher="Quay Press", accessed=Date(2026, 7, 5), locator="268",
    ),
    CitationRecord("2", type="article-newspaper", title="Who Asked?", container_title="The Herald", issued=Date(1907, 3)),
    CitationRecord("3", type="article-magazine", author=_AUTHORS[1:2], title="“Free” Trade", issued=Date(1900, is_circa=True)),
    CitationRecord("4", type="document", title="A", issued=Date(2007, end_year=2008), author=_AUTHORS[:1] * 9),
    CitationRecord("5", supplied_title="[Untitled]", author=_AUTHORS[2:]),
    CitationRecord("6"),
)  # fmt: skip


def checked_style(data: bytes) -> tuple[StyleHead, bytes]:
    """What the style says of itself, and its text, of one that stands for another as one of its own. Raises StyleError."""
    root = read_xml(data, "style")
    _refuse_invalid(root)
    head = head_of(key_of(root), root)
    if not head.name:
        raise StyleError(gettext_noop("The id of the style holds no name that could stand in an address."))
    if head.parent:
        data = _independent(root, head)
    _refuse_endless(read_xml(data, "style"))
    _refuse_unreadable(Style(head.name, head.title, "", source=data))
    return head, data


def key_of(root: Element) -> str:
    """The last part of the style's id: "our-notes" of "http://www.zotero.org/styles/our-notes"."""
    info = child(root, "info")
    name = (
        text_of(child(info, "id") if info is not None else None)
        .rstrip("/")
        .rpartition("/")[2]
        .removesuffix(".csl")
        .lower()
    )
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-")[:100]


# ------------------------------------------------------------------ the schema
@lru_cache(maxsize=1)
def _schema() -> etree.RelaxNG:
    """That of CSL."""
    return etree.RelaxNG(_schema_tree())


@lru_cache(maxsize=1)
def _schema_tree() -> Any:
    """As its package ships it."""
    found = find_spec("citeproc")
    if found is None or found.origin is None:
        raise StyleError("The schema of CSL is not installed (package citeproc-py).")
    return etree.parse(Path(found.origin).parent / "data" / "schema" / "schemas" / "styles" / "csl.rng")


def _refuse_invalid(root: Element) -> None:
    schema = _schema()
    if schema.validate(root):
        return
    told = [error for error in schema.error_log if error.line > 1]
    _refuse_unknown_names(root)
    if (place := next(_places(root, [MAX_TRIES]), None)) is not None:
        reason = gettext_noop("By the schema of CSL this does not belong there: %(element)s.")
        raise StyleError(reason, place.sourceline, element=_shown(place))
    first = told[0] if told else schema.error_log[0]
    reason = gettext_noop("It does not follow the schema of CSL: %(message)s.")
    raise StyleError(reason, first.line, message=first.message)


def _refuse_unknown_names(root: Element) -> None:
    """Slips in names, which are told better so than by the schema's reader."""
    tree = _schema_tree()
    known = {each.get("name") for each in tree.iter("{*}element", "{*}attribute")}
    known |= {each.text for each in tree.iter("{*}name")}
    known = {str(name).removeprefix("cs:") for name in known}
    for each in root.iter():
        if name_of(each) not in known:
            reason = gettext_noop("CSL has no such element: %(element)s.")
            raise StyleError(reason, each.sourceline, element=_shown(each))
        for name in each.attrib:
            if name not in known and not name.startswith("{"):
                reason = gettext_noop("CSL has no attribute “%(name)s”: %(element)s.")
                raise StyleError(reason, each.sourceline, name=name, element=_shown(each))


def _places(element: Element, tries: list[int]) -> Iterator[Element]:
    """The innermost elements without which the style is valid: the schema's reader often names another."""
    for n, each in enumerate(list(element)):
        if tries[0] <= 0:
            return
        tries[0] -= 1
        element.remove(each)
        is_valid = _schema().validate(element.getroottree())
        element.insert(n, each)
        if is_valid:
            yield next(_places(each, tries), each)
            return
    for each in element:
        yield from _places(each, tries)


def _shown(element: Element) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return f"<{name_of(element)}{attributes[:120]}>"


# ------------------------------------------------------------------ what a schema does not see
def _independent(root: Element, head: StyleHead) -> bytes:
    """The text of the parent under the head of the style that stands for it."""
    try:
        parent = read_xml(read_style_file(head.parent), "style")
    except StyleError as error:
        reason = gettext_noop("It stands for the style “%(name)s”, which is none of the published ones.")
        raise StyleError(reason, root.sourceline, name=head.parent) from error
    parent.replace(child(parent, "info"), child(root, "info"))
    if language := head.language or own_language(head.parent):
        parent.set("default-locale", language)
    return bytes(etree.tostring(parent, encoding="utf-8"))


def _refuse_endless(root: Element) -> None:
    """Macros that call macros many times over would render for hours, and those that call themselves for ever."""
    macros = {each.get("name", ""): each for each in children(root, "macro")}
    sizes: dict[str, int] = {}
    for each in macros.values():
        _refuse_large(_size(each, macros, sizes, ()), each)
    for name in ("citation", "bibliography"):
        if (area := child(root, name)) is not None:
            _refuse_large(_size(area, macros, sizes, ()), area)


def _refuse_large(size: int, element: Element) -> None:
    if size > MAX_RENDERED:
        raise StyleError(gettext_noop("Its macros call each other too many times."), element.sourceline)


def _size(
    element: Element, macros: dict[str, Element], sizes: dict[str, int], calling: tuple[str, ...]
) -> int:
    size = 0
    for each in element.iter():
        size += 1
        name = each.get("macro")
        if name is None:
            continue
        if name not in macros:
            reason = gettext_noop("The style calls the macro “%(name)s”, which it does not have.")
            raise StyleError(reason, each.sourceline, name=name)
        if name in calling:
            raise StyleError(gettext_noop("The macro “%(name)s” calls itself."), each.sourceline, name=name)
        if name not in sizes:
            sizes[name] = _size(macros[name], macros, sizes, (*calling, name))
        size += sizes[name]
    return size


def _refuse_unreadable(style: Style) -> None:
    """By setting works: each must come out as something."""
    began = time.process_time()
    shown = bibliography(TRIALS[:1], style)
    if time.process_time() - began < MAX_SECONDS:
        shown = bibliography(TRIALS, style)
    if time.process_time() - began > MAX_SECONDS:
        raise StyleError(gettext_noop("It takes too long to set a few works."))
    if all(not to_plain(entry.reference + entry.in_text).strip() for entry in shown):
        raise StyleError(gettext_noop("It puts out nothing for a work."))
    if any(len(to_plain(entry.reference + entry.in_text)) > MAX_SHOWN for entry in shown):
        raise StyleError(gettext_noop("It makes a text without end of one work."))
