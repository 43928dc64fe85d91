"""A manuscript as a file of Word (DOCX, ECMA-376), with real footnotes, links and the language of each text.

python-docx makes the package, the styles and the properties. It knows no footnotes and no links: these are elements
of our own (ECMA-376, part 1: 17.11 footnotes, 17.16.22 hyperlink).
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from archive.citations.manuscript import Kind, Manuscript, Paragraph
from archive.citations.rich_text import Rich, StyledRun

STYLES = {
    Kind.TITLE: "Title",
    Kind.HEADING: "Heading 1",
    Kind.TEXT: "Normal",
    Kind.QUOTATION: "Quote",
    Kind.REFERENCE: "Bibliography",
}
FONT = "Times New Roman"
HANGING = Cm(1.27)
NOTE_TEXT, NOTE_REFERENCE, LINK = "FootnoteText", "FootnoteReference", "Hyperlink"
# The lines that part notes from text, which every part of footnotes begins with (17.11.23).
SEPARATORS = f"""\
<w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


def write(manuscript: Manuscript) -> bytes:
    document = Document()
    _set_properties(document, manuscript)
    _set_styles(document)
    footnotes = _Footnotes(document)
    styles = {kind: document.styles[name].style_id for kind, name in STYLES.items()}
    end = document.element.body.sectPr
    for paragraph in manuscript.paragraphs:
        added = _paragraph(styles[paragraph.kind])
        _append(added, paragraph.text, document.part, paragraph.language)
        if paragraph.note:
            footnotes.add(added, paragraph)
        end.addprevious(added)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# ------------------------------------------------------------------ the document as a whole
def _set_properties(document: Any, manuscript: Manuscript) -> None:
    properties = document.core_properties
    properties.title, properties.language = manuscript.title[:255], manuscript.language
    properties.author = properties.comments = ""
    default = document.styles.element.find(".//" + qn("w:rPrDefault"))
    language = default.find(".//" + qn("w:lang"))
    language.set(qn("w:val"), manuscript.language)


def _set_styles(document: Any) -> None:
    styles = document.styles
    for name in ("Normal", "Title", "Heading 1", "Quote"):
        _set_font(styles[name])
    styles["Normal"].font.size = Pt(12)
    styles["Quote"].font.italic = False
    styles["Quote"].paragraph_format.left_indent = styles["Quote"].paragraph_format.right_indent = Cm(1)
    reference = styles.add_style("Bibliography", WD_STYLE_TYPE.PARAGRAPH)
    reference.base_style = styles["Normal"]
    reference.paragraph_format.left_indent = HANGING
    reference.paragraph_format.first_line_indent = -HANGING
    note = styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.size, note.element.styleId = styles["Normal"], Pt(10), NOTE_TEXT
    mark = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript, mark.element.styleId = True, NOTE_REFERENCE
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.element.styleId = True, LINK


def _set_font(style: Any) -> None:
    """In every script: the template has fonts of its theme, which would win."""
    style.font.name = FONT
    style.font.color.rgb = None
    fonts = style.element.rPr.rFonts
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


# ------------------------------------------------------------------ footnotes
class _Footnotes:
    """The part of the footnotes, made with the first of them."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.part: XmlPart | None = None
        self.count = 0

    def add(self, paragraph: Any, noted: Paragraph) -> None:
        self.count += 1
        part = self.part = self.part or self._new_part()
        note = OxmlElement("w:footnote", {qn("w:id"): str(self.count)})
        text = _paragraph(NOTE_TEXT)
        text.append(_mark(OxmlElement("w:footnoteRef")))
        _append(text, (StyledRun(" "), *noted.note), part)
        note.append(text)
        part.element.append(note)
        paragraph.append(_mark(OxmlElement("w:footnoteReference", {qn("w:id"): str(self.count)})))

    def _new_part(self) -> XmlPart:
        package = self.document.part.package
        name = PackURI("/word/footnotes.xml")
        part = XmlPart(name, CONTENT_TYPE.WML_FOOTNOTES, parse_xml(SEPARATORS), package)
        self.document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        self._name_separators()
        return part

    def _name_separators(self) -> None:
        """In the settings, before what follows by the schema (CT_Settings)."""
        settings = self.document.settings.element
        properties = OxmlElement("w:footnotePr")
        for number in ("-1", "0"):
            properties.append(OxmlElement("w:footnote", {qn("w:id"): number}))
        settings.find(qn("w:compat")).addprevious(properties)


def _mark(child: Any) -> Any:
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    properties.append(OxmlElement("w:rStyle", {qn("w:val"): NOTE_REFERENCE}))
    run.append(properties)
    run.append(child)
    return run


# ------------------------------------------------------------------ paragraphs and runs
def _paragraph(style: str) -> Any:
    """An empty one. python-docx would look for the style again in all of them, and for a link among all links."""
    paragraph, properties = OxmlElement("w:p"), OxmlElement("w:pPr")
    properties.append(OxmlElement("w:pStyle", {qn("w:val"): style}))
    paragraph.append(properties)
    return paragraph


def _append(paragraph: Any, text: Rich, part: Part, language: str = "") -> None:
    for each in text:
        run = _run(each, language)
        if each.href.startswith(("https://", "http://")):
            name = f"link{len(part.rels)}"
            part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, each.href, name, is_external=True)
            link = OxmlElement("w:hyperlink", {qn("r:id"): name})
            link.append(run)
            run = link
        paragraph.append(run)


def _run(run: StyledRun, language: str) -> Any:
    """The properties stand in the order of the schema (CT_RPr)."""
    is_link = run.href.startswith(("https://", "http://"))
    rows = (
        ("w:rStyle", LINK if is_link else ""),
        ("w:b", run.is_bold),
        ("w:i", run.is_italic),
        ("w:smallCaps", run.is_small_caps),
        ("w:u", "single" if run.is_underlined else ""),
        ("w:vertAlign", {"sup": "superscript", "sub": "subscript"}.get(run.vertical, "")),
        ("w:lang", language),
    )
    element, properties = OxmlElement("w:r"), OxmlElement("w:rPr")
    for name, value in rows:
        if value:
            properties.append(OxmlElement(name, {} if value is True else {qn("w:val"): str(value)}))
    if len(properties):
        element.append(properties)
    text = OxmlElement("w:t", {qn("xml:space"): "preserve"})
    text.text = run.text
    element.append(text)
    return element
