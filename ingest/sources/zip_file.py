"""A zip of pages: images, OCR files, PDFs and texts. Image and text of the same stem are one page.

With a METS in it, the METS says which files are pages, in which order, and which blocks are articles.
"""

from __future__ import annotations

import io
import posixpath
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image

from ingest.parsing.records import Note, SourceArticle, SourcePage
from ingest.sources import alto, hocr, images, mets, page_xml, pdf, plain_text
from ingest.sources.opened_file import MAX_PAGES, WHOLE_PAGE, OpenedFile, SourceRejected
from ingest.sources.recognised import RecognisedPage
from ingest.sources.xml_input import is_markup
from ingest.sources.zip_members import ZipMembers, natural_order

MEDIA_TYPE = "application/zip"
HEAD_BYTES = 4096
Kind = str

# What a member is by its first bytes; the first that says yes. Order is also that of preference.
KINDS: tuple[tuple[Kind, Callable[[bytes], bool]], ...] = (
    ("mets", mets.recognises),
    ("alto", alto.recognises),
    ("page", page_xml.recognises),
    ("hocr", hocr.recognises),
    ("pdf", pdf.recognises),
    ("image", images.recognises),
    ("zip", lambda head: head.startswith(b"PK\x03\x04")),
    ("markup", is_markup),
    ("text", plain_text.recognises),
)
READERS: dict[Kind, Callable[[bytes], Iterator[RecognisedPage]]] = {
    "alto": alto.read_alto,
    "page": page_xml.read_page_xml,
    "hocr": hocr.read_hocr,
}
OFFICE = {"[Content_Types].xml", "mimetype", "META-INF/container.xml"}
_EXTENSION = re.compile(
    r"\.(?:xml|alto|ocr|page|hocr|x?html?|tiff?|jpe?g|png|jp2|j2k|webp|hei[cf]|avif|gif|bmp|txt|gt|pdf)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Page:
    """Members that belong to one page, by kind."""

    members: dict[Kind, str] = field(default_factory=dict)
    label: str = ""
    issued: str = ""
    mets_id: str = ""
    named: tuple[str, ...] = ()  # all its files by METS, those that are not here too

    def add(self, kind: Kind, name: str) -> None:
        self.members.setdefault(kind, name)


def recognises(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def open_zip(path: Path) -> OpenedFile:
    """All pages in the zip. Raises SourceRejected, also while they are walked."""
    members = ZipMembers(path)
    if OFFICE & set(members.names):
        raise SourceRejected("zip_is_office_document")
    kinds = {name: kind for name in members.names if (kind := _kind(members.head(name, HEAD_BYTES)))}
    nested = [name for name, kind in kinds.items() if kind == "zip"]
    if nested:
        raise SourceRejected("zip_in_zip", name=nested[0][:80])
    if "mets" in kinds.values():
        pages, described, info = _pages_of_mets(members, kinds)
    else:
        pages, described, info = _pages_by_stem(kinds), [], {}
    if not pages:
        raise SourceRejected("zip_mets_without_pages" if "mets" in kinds.values() else "zip_without_pages")
    walk = _Walk(members, pages, described)
    return OpenedFile(
        MEDIA_TYPE, walk.pages(), info, picture=walk.picture, articles=walk.articles, notes=walk.notes
    )


def _kind(head: bytes) -> Kind:
    return next((kind for kind, recognises in KINDS if recognises(head)), "")


def _pages_by_stem(kinds: dict[str, Kind]) -> list[_Page]:
    usable = {name: kind for name, kind in kinds.items() if kind in {*READERS, "pdf", "image", "text"}}
    if any(kind != "text" for kind in usable.values()):
        usable = {
            name: kind for name, kind in usable.items() if kind != "text" or name.lower().endswith(".txt")
        }
    are_unique = _are_unique(usable)
    groups: dict[str, _Page] = {}
    for name in sorted(usable, key=natural_order):
        place = stem(name) if are_unique else posixpath.join(posixpath.dirname(name), stem(name))
        groups.setdefault(place, _Page()).add(usable[name], name)
    return list(groups.values())


def _are_unique(kinds: dict[str, Kind]) -> bool:
    """Whether no two members of a kind share a stem: then images and texts may lie in separate folders."""
    seen = [(kind, stem(name)) for name, kind in kinds.items()]
    return len(seen) == len(set(seen))


def stem(name: str) -> str:
    """`alto/0003.alto.xml` is 0003."""
    name = posixpath.basename(name)
    while (shorter := _EXTENSION.sub("", name)) not in (name, ""):
        name = shorter
    return name


def _pages_of_mets(
    members: ZipMembers, kinds: dict[str, Kind]
) -> tuple[list[_Page], list[mets.MetsArticle], dict[str, str]]:
    """Pages of all METS files that have any here. Of two that name the same pages the first counts."""
    names = sorted(
        (name for name, kind in kinds.items() if kind == "mets"), key=lambda n: (len(n), natural_order(n))
    )
    described = [mets.read_mets(members.read(name), name) for name in names]
    issues = [read for read in described if not read.is_reel] or described
    pages: list[_Page] = []
    articles: list[mets.MetsArticle] = []
    info: dict[str, str] = {}
    used: set[str] = set()
    for read in issues:
        found = [page for page in (_page_of_mets(page, read, kinds) for page in read.pages) if page.members]
        named = {member for page in found for member in page.members.values()}
        if not found or used & named:
            continue
        used |= named
        pages += found
        articles += read.articles
        info = info or read.info
    return pages, articles, info


def _page_of_mets(described: mets.MetsPage, issue: mets.Mets, kinds: dict[str, Kind]) -> _Page:
    page = _Page({}, described.label, issue.issued, described.id, tuple(described.files))
    for name in described.files:
        if name in kinds:
            page.add(kinds[name], name)
    return page


class _Walk:
    """Reads the pages one after the other and remembers what METS needs to name the articles."""

    def __init__(self, members: ZipMembers, pages: list[_Page], described: list[mets.MetsArticle]) -> None:
        self.members = members
        self.groups = pages
        self.described = described
        self.articles: list[SourceArticle] = []
        self.notes: list[Note] = []
        self.blocks: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self.by_mets_id: dict[str, list[tuple[int, int]]] = {}
        self.unread: dict[str, tuple[int, int]] = {}  # by file or ID: pages whose blocks are not known yet
        self.image = ""
        self.inner: OpenedFile | None = None
        self.inner_number = 1  # of the page last given, in the inner file

    def pages(self) -> Iterator[SourcePage]:
        number = 0
        try:
            for group in self.groups:
                for page in self._pages_of(group, number + 1):
                    number += 1
                    if number > MAX_PAGES:
                        raise SourceRejected("too_many_pages", number=MAX_PAGES)
                    self._remember_unread(group, page)
                    yield replace(page, file_label=group.label or page.file_label, issued=group.issued)
            self._name_articles()
        finally:
            self.members.close()

    def picture(self, number: int) -> Image.Image | None:
        """The image of the page last given."""
        if self.inner is not None and self.inner.picture is not None:
            return self.inner.picture(self.inner_number)
        if self.image and images.recognises(self.members.head(self.image, HEAD_BYTES)):
            return images.picture(io.BytesIO(self.members.read(self.image)))
        return None

    def _pages_of(self, group: _Page, first: int) -> Iterator[SourcePage]:
        self.image = group.members.get("image", "")
        recognised = next((kind for kind in READERS if kind in group.members), "")
        if recognised:
            yield from self._recognised(group, recognised, first)
        elif "text" in group.members:
            yield from self._text(group, first)
        elif "pdf" in group.members:
            yield from self._file(group.members["pdf"], pdf.open_pdf, first)
        elif self.image:
            yield from self._file(self.image, images.open_image, first)

    def _recognised(self, group: _Page, kind: Kind, first: int) -> Iterator[SourcePage]:
        name = group.members[kind]
        image = self.image or group.members.get("pdf", "")
        for number, page in enumerate(READERS[kind](self.members.read(name)), first):
            read = replace(page.to_source_page(number), image=image)
            self._remember(name, group.mets_id, page, read)
            yield read

    def _text(self, group: _Page, first: int) -> Iterator[SourcePage]:
        """A text with an image is the text of that page; one alone is a file of pages of its own."""
        name = group.members["text"]
        if self.image:
            text = plain_text.decode(self.members.read(name), self.notes)
            yield replace(plain_text.page_of_text(first, text), image=self.image)
            return
        yield from self._file(name, plain_text.open_text, first)

    def _file(self, name: str, open_file: Callable[[Path], OpenedFile], first: int) -> Iterator[SourcePage]:
        """The pages of a member that is a file of its own, read from a copy without its name."""
        with tempfile.NamedTemporaryFile(prefix="member-") as copy:
            copy.write(self.members.read(name))
            copy.flush()
            self.inner = open_file(Path(copy.name))
            self.notes += [note for note in self.inner.notes if note not in self.notes]
            is_image = self.inner.media_type.startswith("image/")
            try:
                for number, page in enumerate(self.inner.pages, first):
                    begins = number == first and not is_image
                    self.inner_number = page.number
                    yield replace(page, number=number, image=_shown_by(name, page.number), begins_file=begins)
            finally:
                self.inner = None

    def _remember(self, name: str, mets_id: str, page: RecognisedPage, read: SourcePage) -> None:
        filled = sorted({line.block for line in read.lines})
        places = [(read.number, block) for block in filled]
        self.blocks.setdefault((name, ""), []).extend(places)
        self.by_mets_id.setdefault(mets_id, []).extend(places)
        for block, block_id in enumerate(page.block_ids):
            if block_id and block in filled:
                self.blocks[(name, block_id)] = [(read.number, block)]

    def _remember_unread(self, group: _Page, page: SourcePage) -> None:
        """A page without OCR file in the zip: articles are known to stand on it, not where."""
        if not any(kind in group.members for kind in READERS):
            for name in filter(None, (*group.named, group.mets_id)):
                self.unread.setdefault(name, (page.number, WHOLE_PAGE))

    def _name_articles(self) -> None:
        unread = [self._on_unread(article) for article in self.described]
        claims = Counter(place for places in unread for place in places)
        are_apart = all(count == 1 for count in claims.values())
        for article, whole_pages in zip(self.described, unread, strict=True):
            places = [place for area in article.areas for place in self.blocks.get(area, [])]
            places += [place for page in article.page_ids for place in self.by_mets_id.get(page, [])]
            if are_apart:  # else nothing says which part of a shared page is whose: parsing divides it
                places += whole_pages
            if places:
                self.articles.append(
                    SourceArticle(
                        tuple(dict.fromkeys(places)),
                        article.title,
                        article.authors,
                        article.kind,
                        article.language,
                    )
                )

    def _on_unread(self, article: mets.MetsArticle) -> list[tuple[int, int]]:
        names = [name for name, _ in article.areas] + article.page_ids
        return list(dict.fromkeys(self.unread[name] for name in names if name in self.unread))


def _shown_by(name: str, number: int) -> str:
    """The member, with the number of the page in it where it is not the first."""
    return name if number == 1 else f"{name}#{number}"
