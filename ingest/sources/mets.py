"""METS: which files show and hold the pages of an issue, and which blocks make its articles.

Understood: NDNP issues and reels, METS/ALTO of CCS and Veridian (a logical structMap that points at
blocks), and METS of Goobi and Kitodo (a structLink from logical to physical divisions).
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from ingest.sources.xml_input import Element, children, descendants, local, parse_xml, root_name

PAGE_TYPES = {"page", "target", "techtarget", "physpage"}
ARTICLE_TYPES = {
    "article",
    "advertisement",
    "comic",
    "column",
    "editorial",
    "interview",
    "letter",
    "news",
    "obituary",
    "poem",
    "review",
    "story",
}
XLINK = "{http://www.w3.org/1999/xlink}"


@dataclass(slots=True)
class MetsPage:
    """One physical page: its printed label and its files, by their paths in the zip."""

    label: str = ""
    files: list[str] = field(default_factory=list)
    id: str = ""


@dataclass(slots=True)
class MetsArticle:
    """A logical unit. `areas`: (path of the OCR file or "", block ID or "" for the whole page)."""

    kind: str
    title: str
    authors: tuple[str, ...]
    language: str
    areas: list[tuple[str, str]] = field(default_factory=list)
    page_ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Mets:
    """`is_reel`: it describes a microfilm reel with its calibration targets, not an issue."""

    info: dict[str, str]
    pages: list[MetsPage]
    articles: list[MetsArticle]
    is_reel: bool = False

    @property
    def issued(self) -> str:
        """When the issue came out, as its MODS writes it; "" where that is not one day, month or year."""
        return self.info.get("Date", "")


def recognises(head: bytes) -> bool:
    return root_name(head)[1] == "mets"


def read_mets(data: bytes, name: str) -> Mets:
    """The METS file `name` of a zip. Raises SourceRejected."""
    root = parse_xml(data)
    folder = posixpath.dirname(name)
    files = {file.get("ID", ""): _path(file, folder) for file in descendants(root, "file")}
    records = {section.get("ID", ""): section for section in descendants(root, "dmdSec")}
    maps = children(root, "structMap")
    pages = [_page(div, files, records) for tree in maps for div in _page_divs(tree)]
    links = _links(root)
    articles = [_article(div, files, records, links) for tree in maps for div in _article_divs(tree)]
    return Mets(_info(root, maps, records), pages, articles, is_reel="reel" in root.get("TYPE", "").lower())


def _path(file: Element, folder: str) -> str:
    """Where a file lies in the zip; "" for one elsewhere, which is never fetched."""
    for location in children(file, "FLocat"):
        parts = urlsplit(location.get(XLINK + "href", location.get("href", "")))
        if parts.scheme in ("", "file") and parts.path:
            return posixpath.normpath(posixpath.join(folder, unquote(parts.path).lstrip("/")))
    return ""


def _type(div: Element) -> str:
    return str(div.get("TYPE", "")).rpartition(":")[2].lower()


def _page_divs(tree: Element) -> list[Element]:
    if tree.get("TYPE", "").upper() == "LOGICAL":
        return []
    divs = [div for div in descendants(tree, "div") if _type(div) in PAGE_TYPES]
    orders = [div.get("ORDER", "") for div in divs]
    if all(order.isdecimal() for order in orders):
        divs.sort(key=lambda div: int(div.get("ORDER")))
    return divs


def _article_divs(tree: Element) -> list[Element]:
    """The outermost divisions that are articles or what stands beside them."""
    if tree.get("TYPE", "").upper() == "PHYSICAL":
        return []
    found: list[Element] = []
    for div in descendants(tree, "div"):
        is_inner = any(parent in found for parent in div.iterancestors())
        if _type(div) in ARTICLE_TYPES and not is_inner:
            found.append(div)
    return found


def _pointers(div: Element) -> list[tuple[str, str]]:
    """(file ID, block ID or "") below a division, in the order of the file."""
    return [
        (element.get("FILEID"), element.get("BEGIN", "") if local(element) == "area" else "")
        for element in div.iter("{*}fptr", "{*}area")
        if element.get("FILEID")
    ]


def _page(div: Element, files: dict[str, str], records: dict[str, Element]) -> MetsPage:
    paths = [files.get(file, "") for file, _ in _pointers(div)]
    label = div.get("ORDERLABEL", "") or _first_text(_records_of(div, records), "extent", "start")
    return MetsPage(label.strip(), [path for path in dict.fromkeys(paths) if path], div.get("ID", ""))


def _article(
    div: Element, files: dict[str, str], records: dict[str, Element], links: dict[str, list[str]]
) -> MetsArticle:
    described = _records_of(div, records)
    article = MetsArticle(
        kind=_type(div),
        title=_title(described) or div.get("LABEL", "").strip(),
        authors=_authors(described),
        language=_first_text(described, "language", "languageTerm"),
        areas=[(files.get(file, ""), block) for file, block in _pointers(div)],
    )
    if not article.areas:
        article.page_ids = links.get(div.get("ID", ""), [])
    return article


def _links(root: Element) -> dict[str, list[str]]:
    """Logical division to physical ones."""
    links: dict[str, list[str]] = {}
    for link in descendants(root, "smLink"):
        links.setdefault(link.get(XLINK + "from", ""), []).append(link.get(XLINK + "to", ""))
    return links


def _records_of(div: Element, records: dict[str, Element]) -> list[Element]:
    return [records[name] for name in div.get("DMDID", "").split() if name in records]


def _first_text(records: list[Element], *path: str) -> str:
    for record in records:
        for element in descendants(record, path[0]):
            for inner in descendants(element, path[-1]) if len(path) > 1 else [element]:
                if text := " ".join("".join(inner.itertext()).split()):
                    return text
    return ""


def _title(records: list[Element]) -> str:
    """Non-sort part, title and subtitle of the first titleInfo that is no host's."""
    for record in records:
        for info in descendants(record, "titleInfo"):
            if any(local(parent) == "relatedItem" for parent in info.iterancestors()):
                continue
            parts = {local(part): " ".join((part.text or "").split()) for part in info}
            title = " ".join(filter(None, (parts.get("nonSort"), parts.get("title"))))
            if title:
                return ": ".join(filter(None, (title, parts.get("subTitle"))))
    return ""


def _authors(records: list[Element]) -> tuple[str, ...]:
    names = []
    for record in records:
        for name in descendants(record, "name"):
            shown = _first_text([name], "displayForm")
            parts = {
                part.get("type", ""): " ".join((part.text or "").split())
                for part in children(name, "namePart")
            }
            built = " ".join(filter(None, (parts.get("given"), parts.get("family")))) or parts.get("", "")
            if text := shown or built:
                names.append(text)
    return tuple(dict.fromkeys(names))


def _info(root: Element, maps: list[Element], records: dict[str, Element]) -> dict[str, str]:
    """What the METS says of the issue as a whole."""
    tops = [div for tree in maps for div in children(tree, "div")]
    described = [record for div in tops for record in _records_of(div, records)]
    values = {
        "Title": root.get("LABEL", "") or _title(described),
        "Date": _issued(maps, records) or _issued_by(described),
        "Issue": _issue_number(described),
        "LCCN": next(
            (
                e.text or ""
                for record in described
                for e in descendants(record, "identifier")
                if e.get("type") == "lccn"
            ),
            "",
        ),
    }
    return {key: value.strip() for key, value in values.items() if value.strip()}


def _issued(maps: list[Element], records: dict[str, Element]) -> str:
    """The one date of all divisions that are issues."""
    issues = [div for tree in maps for div in descendants(tree, "div") if _type(div) == "issue"]
    return _issued_by([record for div in issues for record in _records_of(div, records)])


def _issued_by(records: list[Element]) -> str:
    """The key date, else the only one. The ends of a span are none, nor is what a copy or a host came out on."""
    dates = [
        date
        for record in records
        for date in descendants(record, "dateIssued")
        if not date.get("point") and not any(_is_of_another(parent) for parent in date.iterancestors())
    ]
    dates = [date for date in dates if date.get("keyDate") == "yes"] or dates
    texts = {" ".join("".join(date.itertext()).split()) for date in dates} - {""}
    return texts.pop() if len(texts) == 1 else ""


def _is_of_another(element: Element) -> bool:
    return local(element) == "relatedItem" or element.get("eventType", "").startswith("digiti")


def _issue_number(records: list[Element]) -> str:
    for record in records:
        for detail in descendants(record, "detail"):
            if detail.get("type") in ("issue", "number"):
                return _first_text([detail], "number")
    return ""
