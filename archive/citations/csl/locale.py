"""Terms, date formats and options of a language (CSL 1.0.2, "Locale Files", "Locale Fallback")."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path

from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.xml_input import (
    LANGUAGE,
    Element,
    child,
    children,
    name_of,
    read_xml,
    text_of,
)

DEFAULT_LANGUAGE = "en-US"

# Where a language is written in several countries, the one whose locale stands for it alone.
_PRIMARY_DIALECTS = {
    "af": "af-ZA", "bg": "bg-BG", "ca": "ca-AD", "cs": "cs-CZ", "da": "da-DK", "de": "de-DE", "el": "el-GR",
    "en": "en-US", "es": "es-ES", "et": "et-EE", "fa": "fa-IR", "fi": "fi-FI", "fr": "fr-FR", "gl": "gl-ES",
    "he": "he-IL", "hr": "hr-HR", "hu": "hu-HU", "id": "id-ID", "is": "is-IS", "it": "it-IT", "ja": "ja-JP",
    "km": "km-KH", "ko": "ko-KR", "lt": "lt-LT", "lv": "lv-LV", "mn": "mn-MN", "nb": "nb-NO", "nl": "nl-NL",
    "nn": "nn-NO", "pl": "pl-PL", "pt": "pt-PT", "ro": "ro-RO", "ru": "ru-RU", "sk": "sk-SK", "sl": "sl-SI",
    "sr": "sr-Cyrl-RS", "sv": "sv-SE", "th": "th-TH", "tr": "tr-TR", "uk": "uk-UA", "vi": "vi-VN",
    "zh": "zh-CN",
}  # fmt: skip

# A form that a language does not have is answered with the next one ("Terms").
_FALLBACKS = {"verb-short": "verb", "symbol": "short", "verb": "long", "short": "long"}


@dataclass(frozen=True, slots=True)
class Term:
    single: str
    multiple: str
    gender: str = ""
    match: str = ""


@dataclass(frozen=True, slots=True)
class DateFormat:
    """A localized date: the attributes of cs:date and of its parts, as they stand in the file."""

    attributes: dict[str, str]
    parts: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Locale:
    """`terms` by name, form and gender form; `options` are those of cs:style-options."""

    language: str
    terms: dict[tuple[str, str, str], Term] = field(default_factory=dict)
    dates: dict[str, DateFormat] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)

    def term(self, name: str, form: str = "long", gender: str = "") -> Term | None:
        """The term in this form, else in the form that stands in for it; None where there is none."""
        while True:
            found = self.terms.get((name, form, gender)) or self.terms.get((name, form, ""))
            if found is not None or form not in _FALLBACKS:
                return found
            form = _FALLBACKS[form]

    def text(self, name: str, form: str = "long", plural: bool = False) -> str:
        """The words of a term, or ""."""
        found = self.term(name, form)
        if found is None:
            return ""
        return found.multiple if plural else found.single

    @property
    def ampersand(self) -> str:
        """The sign for "and"; the word does not stand in for it."""
        term = self.terms.get(("and", "symbol", ""))
        return term.single if term else "&"

    @property
    def puts_punctuation_in_quotes(self) -> bool:
        return self.options.get("punctuation-in-quote") == "true"

    @property
    def limits_ordinals_to_day_one(self) -> bool:
        return self.options.get("limit-day-ordinals-to-day-1") == "true"

    @property
    def quotes(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Opening and closing marks, outer and inner."""
        outer = self.text("open-quote") or "“", self.text("close-quote") or "”"
        inner = self.text("open-inner-quote") or "‘", self.text("close-inner-quote") or "’"
        return outer, inner

    def overridden(self, other: Locale) -> Locale:
        """This locale with what `other` says instead; its ordinals replace all of those here."""
        terms = self.terms
        if any(name.startswith("ordinal") for name, _, _ in other.terms):
            terms = {key: term for key, term in terms.items() if not key[0].startswith("ordinal")}
        return replace(
            self,
            terms={**terms, **other.terms},
            dates={**self.dates, **other.dates},
            options={**self.options, **other.options},
        )


# ------------------------------------------------------------------ reading
def parse_locale(root: Element) -> Locale:
    """Of a cs:locale, be it a file's root or within a style."""
    terms: dict[tuple[str, str, str], Term] = {}
    for group in children(root, "terms"):
        for element in children(group, "term"):
            key = element.get("name", ""), element.get("form", "long"), element.get("gender-form", "")
            terms[key] = _term(element)
    dates = {each.get("form", ""): _date_format(each) for each in children(root, "date")}
    options: dict[str, str] = {}
    for element in children(root, "style-options"):
        options.update(element.attrib)
    return Locale(root.get(LANGUAGE, ""), terms, dates, options)


def _term(element: Element) -> Term:
    single, multiple = child(element, "single"), child(element, "multiple")
    whole = "" if single is not None or multiple is not None else "".join(element.itertext())
    if single is not None or multiple is not None:
        one, many = text_of(single), text_of(multiple)
    else:
        one = many = whole if whole.strip() else ""
    return Term(one, many, element.get("gender", ""), element.get("match", ""))


def _date_format(element: Element) -> DateFormat:
    parts = tuple(dict(each.attrib) for each in element if name_of(each) == "date-part")
    return DateFormat(dict(element.attrib), parts)


# ------------------------------------------------------------------ the locale files
def locales_folder() -> Path:
    """Where the package of the locale files has them. Nothing of its code is run."""
    found = find_spec("citeproc")
    if found is None or found.origin is None:
        raise StyleError("The locale files of CSL are not installed (package citeproc-py).")
    return Path(found.origin).parent / "data" / "locales"


@lru_cache(maxsize=1)
def terms_languages() -> dict[str, str]:
    """The languages that have terms, as they call themselves: "es-MX" is "Español (México)"."""
    names = json.loads((locales_folder() / "locales.json").read_text("utf-8"))["language-names"]
    present = {path.stem.removeprefix("locales-") for path in locales_folder().glob("locales-*.xml")}
    return dict(
        sorted(((code, own) for code, (own, _english) in names.items() if code in present), key=itemgetter(1))
    )


def find_terms_language(asked: str) -> str:
    """The language with terms that is nearest: of "es" and "es-AR" it is "es-ES"; "" where there is none."""
    known = {code.lower(): code for code in terms_languages()}
    tags = asked.strip().replace("_", "-").lower().split("-")
    for length in range(len(tags), 1, -1):
        if found := known.get("-".join(tags[:length])):
            return found
    return known.get(_PRIMARY_DIALECTS.get(tags[0], tags[0]).lower(), "")


@lru_cache(maxsize=64)
def load_locale(language: str) -> Locale:
    """The locale file of a language, "es-AR" or "es"; American English where there is none.

    What the file of a dialect leaves out comes from the language's main dialect, then from English.
    """
    base = Locale(language)
    for name in reversed(_fallbacks(language)):
        path = locales_folder() / f"locales-{name}.xml"
        if path.is_file():
            base = replace(
                base.overridden(parse_locale(read_xml(path.read_bytes(), "locale"))), language=name
            )
    return replace(base, language=language)


def _fallbacks(language: str) -> list[str]:
    """The names of locale files in the order in which they are asked."""
    primary = language.split("-")[0].lower()
    names = [language, _PRIMARY_DIALECTS.get(primary, primary), DEFAULT_LANGUAGE]
    return list(dict.fromkeys(name for name in names if name))


def merge_locales(in_style: list[Locale], language: str) -> Locale:
    """The terms of a language as a style has them: without xml:lang, of the language, of the dialect."""
    merged = load_locale(language)
    primary = language.split("-")[0].lower()
    for wanted in dict.fromkeys(("", primary, language.lower())):
        for each in in_style:
            if each.language.lower() == wanted:
                merged = merged.overridden(each)
    return merged
