"""A style is read or refused with a reason."""

from __future__ import annotations

import pytest

from archive.citations.csl.style import compile_style
from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.xml_input import MAX_BYTES
from tests.archive.citations.csl.small_styles import HEAD, cited, style, work

EMPTY = HEAD.format(kind="note", options="")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"<style", "not XML"),
        (b"<html/>", "not a CSL style"),
        (b"<style/>", "not a CSL style"),
        (f"{EMPTY}<info/></style>".encode(), "points to another style"),
        (f"{EMPTY}<citation/></style>".encode(), "no cs:layout"),
        (b"x" * (MAX_BYTES + 1), "larger than"),
        (
            f'{EMPTY}<citation><layout><text macro="lost"/></layout></citation></style>'.encode(),
            "macro “lost”",
        ),
        (
            f'{EMPTY}<macro name="a"><text macro="a"/></macro>'
            '<citation><layout><text macro="a"/></layout></citation></style>'.encode(),
            "calls itself",
        ),
        (f"{EMPTY}{'<macro>' * 150}{'</macro>' * 150}</style>".encode(), "nested"),
    ],
)
def test_a_file_that_is_no_usable_style_is_refused_with_a_reason(file, reason):
    with pytest.raises(StyleError, match=reason):
        compile_style(file)


def test_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    file = f'<!DOCTYPE style [<!ENTITY x SYSTEM "file://{secret}">]>{EMPTY}<info>&x;</info></style>'
    with pytest.raises(StyleError, match="document type"):
        compile_style(file.encode())


def test_macros_call_each_other_in_any_order():
    macros = '<macro name="a"><text macro="b"/></macro><macro name="b"><text variable="title"/></macro>'
    assert cited(style('<text macro="a"/>', macros=macros), work(title="Tides")) == "Tides"


def test_an_element_that_is_not_known_is_passed_over():
    assert cited(style('<sparkle/><text variable="title"/>'), work(title="Tides")) == "Tides"
