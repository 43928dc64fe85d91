"""What an answer says in the language of the sources because nobody gave it to the catalogue.

Under `marked_spanish()` every letter of a translation is written in full width (“Ａｙｕｄａ”); what fills it and its
markup are left alone. What an answer then shows in ordinary letters never went through the catalogue, not even as a
part of a translated sentence. Rows made for such a test have `DATA` in each of their words.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import trans_real
from lxml import etree, html

DATA = "zy"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
IN_FULL_WIDTH = str.maketrans(LETTERS, "".join(chr(ord(each) + 0xFEE0) for each in LETTERS))
# In a translation: what is filled in, and markup.
NOT_SAID = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>|&\w+;")
# Files, addresses, dates, media types, endings, pairs of names and values, elements, what a script fills in.
PLACES = re.compile(r"""\S*[\d/@_]\S*|\S*[.:=]["\w]\S*|\{\w+\}|<[^>]*>""")
SHOWN = ("title", "alt", "aria-label", "aria-description", "aria-roledescription", "placeholder", "label")
# Protocols, formats and units, which are called so everywhere.
OF_PROTOCOLS = (*("unAPI", "OpenAPI", "OAI-PMH", "IIIF", "ORCID", "DOI", "doi:", "ISSN", "SHA-256", "JSON"),)
NOT_SHOWN = ("script", "style", "code", "kbd", "pre")
# A reference is written as its style has it, in the style's own words.
STYLED = "//dd/span[starts-with(@id, 'cite-')] | //ul[contains(@class, 'cite-list')]"


class _Marked(trans_real.DjangoTranslation):
    def gettext(self, message: str) -> str:
        return marked(super().gettext(message)) if message in self._catalog else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        try:
            return marked(self._catalog.plural(msgid1, n))
        except KeyError:
            return super().ngettext(msgid1, msgid2, n)


def marked(text: str) -> str:
    """
    >>> marked("De %(name)s <b>aquí</b>")
    'Ｄｅ %(name)s <b>ａｑｕí</b>'
    """
    said = [part.translate(IN_FULL_WIDTH) for part in NOT_SAID.split(text)]
    kept = [*NOT_SAID.findall(text), ""]
    return "".join(part + rest for part, rest in zip(said, kept, strict=True))


@contextmanager
def marked_spanish() -> Iterator[None]:
    """Whoever is spoken to in Spanish is spoken to in full width."""
    usual = trans_real.translation("es")
    trans_real._translations["es"] = _Marked("es")
    try:
        yield
    finally:
        trans_real._translations["es"] = usual


def untranslated(texts: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """Of the texts those with an ordinary word that belongs to no name and is neither data nor a place. Each once."""
    known = tuple(names)
    found = (" ".join(text.split()) for text in texts)
    return [text for text in dict.fromkeys(found) if text and _has_words(text, known)]


@cache
def _pattern_of(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<![\w=/.])(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?![\w/])")


@cache  # most of a page stands on all of them
def _has_words(text: str, names: tuple[str, ...]) -> bool:
    """A word has a vowel, which identifiers and most abbreviations have not."""
    words = _pattern_of(names).sub(" ", text).split()
    kept = (PLACES.sub(" ", word) for word in words if DATA not in word.lower())
    return any(re.search(r"[AEIOUY]", word, re.I) for word in re.findall(r"[A-Za-z]{2,}", " ".join(kept)))


# ------------------------------------------------------------------ what an answer shows
def texts_of(response: HttpResponseBase) -> list[str]:
    """All that a person may see or hear of an answer; of data for machines, the sentences."""
    content = response.getvalue() if response.streaming else response.content
    kind = response.get("Content-Type", "").partition(";")[0]
    if not content:
        return []
    if kind == "text/html":
        return list(texts_of_page(content.decode()))
    if kind.endswith("json"):
        return [text for text in _strings(json.loads(content)) if " " in text]
    if kind in ("application/atom+xml", "text/xml"):
        return [text for text in _texts_of_xml(content) if " " in text]
    if kind == "text/csv":
        return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    return content.decode().splitlines() if kind == "text/plain" else []


def texts_of_page(page: str) -> Iterator[str]:
    root = html.document_fromstring(page)
    for reference in root.xpath(STYLED):
        reference.clear(keep_tail=True)
    for element in root.iter(etree.Element):
        if element.tag not in NOT_SHOWN:
            yield element.text or ""
        yield element.tail or ""
        yield from (value for name, value in element.items() if _is_shown(element, name, value))


def _is_shown(element: html.HtmlElement, name: str, value: str) -> bool:
    """Sentences in `data-…` are shown by a script."""
    is_button = element.tag == "input" and element.get("type") in ("submit", "button", "reset")
    is_description = element.tag == "meta" and element.get("name") == "description"
    return (
        name in SHOWN
        or (name.startswith("data-") and " " in value and not value.startswith(("[", "{")))
        or (name == "value" and is_button)
        or (name == "content" and is_description)
    )


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _strings(each)


def _texts_of_xml(content: bytes) -> Iterator[str]:
    for element in etree.fromstring(content).iter(etree.Element):
        yield element.text or ""
