"""References as RTF: ASCII alone, braces escaped, every setting closed."""

from __future__ import annotations

from archive.citations.csl.items import parse_item
from archive.citations.csl.output.rtf import rtf_document, to_rtf
from archive.citations.csl.processor import Processor
from tests.archive.citations.csl.small_styles import style, work


def rendered(title):
    read = style(
        "<text value='x'/>",
        bibliography='<bibliography><layout><text variable="title" font-style="italic"/></layout></bibliography>',
    )
    return Processor(read, [parse_item(work(title=title))]).bibliography()[0].rendered, read.locale


def test_settings_are_groups_and_what_rtf_reads_is_escaped():
    assert to_rtf(*rendered("A {b} \\c <b>d</b> H<sub>2</sub>O")) == (
        r"{\i A \{b\} \\c }{\i\b d}{\i  H}{\i\sub 2}{\i O}"
    )


def test_letters_beyond_ascii_are_numbers_also_beyond_the_basic_plane():
    assert to_rtf(*rendered("é–𝄞")) == r"{\i \u233?\u8211?\u-10188?\u-8930?}"


def test_a_document_has_one_paragraph_an_entry():
    entry, locale = rendered("Tides")
    document = rtf_document([entry, entry], locale)
    assert document.isascii()
    assert document.startswith(r"{\rtf1")
    assert document.endswith("}")
    assert document.count(r"\par" + "\n") == 2
    assert document.count("{") == document.count("}")
