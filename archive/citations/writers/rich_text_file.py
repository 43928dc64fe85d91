"""A manuscript as RTF 1.9, with footnotes, links and the language of each paragraph. In ASCII."""

from __future__ import annotations

from archive.citations.csl.output.rtf import HANGING, HEAD, escape, set_text
from archive.citations.manuscript import Kind, Manuscript, Paragraph
from archive.citations.rich_text import Rich, StyledRun

PARAGRAPHS = {
    Kind.TITLE: r"\pard\sa240\plain\f0\b\fs32",
    Kind.HEADING: r"\pard\keepn\sb240\sa120\plain\f0\b\fs28",
    Kind.TEXT: r"\pard\sa120\plain\f0\fs24",
    Kind.QUOTATION: r"\pard\li567\ri567\sa120\plain\f0\fs24",
    Kind.REFERENCE: rf"{HANGING.rstrip()}\plain\f0\fs24",
}
# Numbers of languages in Windows ("Language Identifiers", MS-LCID), as RTF has them.
LANGUAGES = {
    "ca": 1027, "cs": 1029, "da": 1030, "de": 1031, "en": 1033, "en-gb": 2057, "en-us": 1033, "es": 3082,
    "es-ar": 11274, "es-mx": 2058, "eu": 1069, "fi": 1035, "fr": 1036, "gl": 1110, "it": 1040, "la": 1142,
    "nl": 1043, "pl": 1045, "pt": 2070, "pt-br": 1046, "ro": 1048, "ru": 1049, "sv": 1053, "tr": 1055, "uk": 1058,
}  # fmt: skip
NO_LANGUAGE = 1024  # which is not checked for spelling


def write(manuscript: Manuscript) -> bytes:
    info = f"{{\\info{{\\title {escape(manuscript.title)}}}}}\\deflang{_number(manuscript.language)}\n"
    paragraphs = "".join(_paragraph(each, manuscript.language) for each in manuscript.paragraphs)
    return f"{HEAD}{info}{paragraphs}}}\n".encode("ascii")


def _paragraph(paragraph: Paragraph, language: str) -> str:
    number = _number(paragraph.language or language)
    note = _note(paragraph.note, language) if paragraph.note else ""
    return f"{PARAGRAPHS[paragraph.kind]}\\lang{number} {_text(paragraph.text)}{note}\\par\n"


def _note(text: Rich, language: str) -> str:
    return rf"{{\super\chftn}}{{\footnote\pard\plain\f0\fs20\lang{_number(language)} {{\super\chftn}} {_text(text)}}}"


def _text(rich: Rich) -> str:
    return "".join(map(_run, rich))


def _run(run: StyledRun) -> str:
    text = set_text(run.text, run)
    if not run.href.startswith(("https://", "http://")):
        return text
    address = escape(run.href.replace('"', "%22"))
    return f'{{\\field{{\\*\\fldinst{{HYPERLINK "{address}"}}}}{{\\fldrslt {text}}}}}'


def _number(language: str) -> int:
    language = language.lower()
    return LANGUAGES.get(language) or LANGUAGES.get(language.partition("-")[0], NO_LANGUAGE)
