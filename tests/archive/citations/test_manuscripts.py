"""Bibliographies, and texts with their notes, as files of Word, RTF and plain text."""

import re

import pytest

from archive.citations.formats import STYLED_BY_KEY, STYLED_FORMATS
from archive.citations.manuscript import (
    CitedPassage,
    Kind,
    Manuscript,
    Paragraph,
    bibliography_of,
    working_text,
)
from archive.citations.rich_text import StyledRun
from archive.citations.styles import STYLES, find_style
from tests.archive.citations.citation_records import NASTY, record
from tests.archive.citations.word_files import W, check, footnotes, paragraphs, part

IBID = "chicago-notes-bibliography-subsequent-ibid-17th-edition"
TIDES = record()
SHIPS = record(id="0000000z", title="Ships", title_short="", author=NASTY["suffix"].author, DOI="")
PASSAGES = [
    CitedPassage(
        TIDES.with_locator("268–269"), ("First words,", "and a second paragraph."), "For chapter 2."
    ),
    CitedPassage(TIDES.with_locator("269"), ("Just after.",)),
    CitedPassage(SHIPS, remark="To be read.\nTwice."),
    CitedPassage(TIDES.with_locator("265"), ("Later.",)),
]


def written(key: str, manuscript) -> bytes:
    return STYLED_BY_KEY[key].write(manuscript)


def notes_in(style: str) -> list[str]:
    return footnotes(written("docx", working_text(PASSAGES, find_style(style), "Chapter 2", "References")))


# ------------------------------------------------------------------ notes
def test_notes_come_whole_then_short_with_the_pages_of_each():
    first, again, other, later = notes_in("chicago-notes")
    assert first.startswith("Gonzalo Berrón, “The Integration of Peoples: Treaties and Tides,”")
    assert "): 268–69, https://doi.org/" in first
    assert other.startswith("Marta Luz King Jr. and Ann Reed III, “Ships,”")
    assert (again, later) == ("Berrón, 269.", "Berrón, “The Integration of Peoples,” 265.")


def test_a_style_that_says_ibid_says_it_of_the_work_just_cited_alone():
    _first, again, _other, later = notes_in(IBID)
    assert (again, later) == ("Ibid., 269.", "Berrón, “The Integration of Peoples,” 265.")


def test_a_style_without_notes_cites_within_the_text():
    content = written("docx", working_text(PASSAGES, find_style("apa"), "Chapter 2", "References"))
    texts = [text for _style, text in paragraphs(content)]
    assert "and a second paragraph. (Berrón, 2007, pp. 268–269)" in texts
    assert not list(part(content, "word/document.xml").iter(f"{W}footnoteReference"))


def test_quotations_remarks_and_references_stand_in_their_own_styles():
    content = written("docx", working_text(PASSAGES, find_style("chicago-notes"), "Chapter 2", "References"))
    check(content)
    assert [(style, text[:12]) for style, text in paragraphs(content)] == [
        ("Title", "Chapter 2"),
        ("Quote", "First words,"),
        ("Quote", "and a second"),
        ("Normal", "For chapter "),
        ("Quote", "Just after."),
        ("Normal", "Ships"),
        ("Normal", "To be read."),
        ("Normal", "Twice."),
        ("Quote", "Later."),
        ("Heading 1", "References"),
        ("Bibliography", "Berrón, Gonz"),
        ("Bibliography", "King, Marta "),
    ]


# ------------------------------------------------------------------ bibliographies
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
@pytest.mark.parametrize("each", STYLED_FORMATS, ids=lambda each: each.key)
def test_every_odd_record_is_in_the_bibliography_in_every_style(each, style):
    manuscript = bibliography_of(NASTY.values(), style, "References")
    content = each.write(manuscript)
    assert len(manuscript.paragraphs) == len(NASTY) + 1
    if each.key == "docx":
        check(content)
        texts = ["".join(run.text for run in paragraph.text) for paragraph in manuscript.paragraphs]
        assert [text for _style, text in paragraphs(content)] == texts
    elif each.key == "rtf":
        text = content.decode("ascii")
        bare = re.sub(r"\\[\\{}]", "", text)
        assert bare.count("{") == bare.count("}")
        assert text.count("\\par\n") == len(NASTY) + 1
    else:
        assert content.decode().count("\n\n") == len(NASTY) + 1


def test_settings_of_letters_links_and_language_reach_word():
    odd = record(title="Water", container_title="Tides & <Ships>")
    manuscript = bibliography_of([odd], find_style("apa").in_language("es-ES"), "Referencias")
    content = written("docx", manuscript)
    document = part(content, "word/document.xml")
    italic = [run for run in document.iter(f"{W}r") if run.find(f"{W}rPr/{W}i") is not None]
    assert [run.findtext(f"{W}t") for run in italic] == ["Tides & <Ships>", "7"]
    (link,) = document.iter(f"{W}hyperlink")
    assert "".join(link.itertext(f"{W}t")) == "https://doi.org/10.5555/raq_1468_0181"
    assert part(content, "word/styles.xml").find(f".//{W}rPrDefault//{W}lang").get(f"{W}val") == "es-ES"
    indent = next(
        style.find(f"{W}pPr/{W}ind")
        for style in part(content, "word/styles.xml").iter(f"{W}style")
        if style.get(f"{W}styleId") == "Bibliography"
    )
    assert indent.get(f"{W}hanging") == indent.get(f"{W}left")


def test_small_capitals_and_raised_and_lowered_letters_reach_word_and_rtf():
    runs = (
        StyledRun("King", is_small_caps=True, is_bold=True, is_underlined=True),
        StyledRun("2", vertical="sup"),
        StyledRun("0", vertical="sub"),
    )
    manuscript = Manuscript("en-US", "", (Paragraph(Kind.REFERENCE, runs),))
    content = written("docx", manuscript)
    check(content)
    found = [
        [child.tag.removeprefix(W) for child in each]
        for each in part(content, "word/document.xml").iter(f"{W}rPr")
    ]
    assert found == [["b", "smallCaps", "u"], ["vertAlign"], ["vertAlign"]]
    assert r"{\b\scaps\ul King}{\super 2}{\sub 0}" in written("rtf", manuscript).decode()


@pytest.mark.parametrize("each", STYLED_FORMATS, ids=lambda each: each.key)
def test_what_a_reader_typed_and_a_machine_read_breaks_no_file(each):
    odd = "a\x0cb\x00 \x1b[1m {\\rtf} <w:t> \ud800 \uffff 🌊"
    manuscript = working_text([CitedPassage(TIDES, (odd, ""), odd)], find_style("apa"), odd, "References")
    content = each.write(manuscript)
    if each.key == "docx":
        check(content)
        assert ("Quote", "a b [1m {\\rtf} <w:t> 🌊") in paragraphs(content)


def test_rtf_has_footnotes_links_italics_and_the_language_of_each_text():
    manuscript = working_text(PASSAGES, find_style("chicago-notes").in_language("es-ES"), "Capítulo", "Obras")
    text = written("rtf", manuscript).decode("ascii")
    assert text.startswith(r"{\rtf1\ansi")
    assert text.count(r"{\super\chftn}{\footnote\pard") == len(PASSAGES)
    assert r'{\field{\*\fldinst{HYPERLINK "https://doi.org/10.5555/raq_1468_0181"}}' in text
    assert r"{\i Regional Affairs Quarterly}" in text
    assert r"\deflang3082" in text
    assert r"\li567\ri567\sa120\plain\f0\fs24\lang1033 First words," in text


def test_plain_text_has_the_notes_at_its_end_by_their_numbers():
    text = written("text", working_text(PASSAGES, find_style(IBID), "Chapter 2", "References")).decode()
    assert "    Just after. [2]\n\n" in text
    assert text.index("References") < text.index("[1] Gonzalo Berrón") < text.index("[2] Ibid., 269.")
