"""Languages of the archive under the names that formats know them by; others are left out there."""

from __future__ import annotations

import re

# BCP 47 primary subtag: (babel, for BibLaTeX; ISO 639-2/B, for MARC)
_NAMES = {
    "ca": ("catalan", "cat"),
    "de": ("german", "ger"),
    "en": ("english", "eng"),
    "es": ("spanish", "spa"),
    "eu": ("basque", "baq"),
    "fr": ("french", "fre"),
    "gl": ("galician", "glg"),
    "gn": ("", "grn"),
    "it": ("italian", "ita"),
    "la": ("latin", "lat"),
    "nl": ("dutch", "dut"),
    "pl": ("polish", "pol"),
    "pt": ("portuguese", "por"),
    "qu": ("", "que"),
    "ru": ("russian", "rus"),
}

# Articles at the head of a title, which a catalogue passes over when it sorts.
_ARTICLES = {
    "ca": ("el ", "la ", "els ", "les ", "l'", "l’"),
    "de": ("der ", "die ", "das ", "ein ", "eine "),
    "en": ("the ", "an ", "a "),
    "es": ("el ", "la ", "los ", "las ", "un ", "una "),
    "fr": ("le ", "la ", "les ", "l'", "l’", "un ", "une "),
    "it": ("il ", "lo ", "la ", "i ", "gli ", "le ", "l'", "l’"),
    "pt": ("o ", "a ", "os ", "as ", "um ", "uma "),
}


# Of names the language is not known. A single letter may be another word ("A Contracorriente"), and what
# belongs to the name of a place stays ("Los Angeles Review").
_ARTICLES_OF_NAMES = sorted(
    {word for words in _ARTICLES.values() for word in words if len(word.rstrip()) > 1} - {"as "}
)
_PLACES = re.compile(
    r"(?:el (?:cairo|paso|salvador)|la (?:habana|jolla|paz|plata|rioja)|las (?:palmas|vegas)|los [aá]ngeles|le havre)\b"
)


def babel_name(language: str) -> str:
    """ "spanish" for "es-AR", or ""."""
    return _NAMES.get(_primary(language), ("", ""))[0]


def marc_code(language: str) -> str:
    """ "spa" for "es-AR"; "und" when it is not known."""
    return _NAMES.get(_primary(language), ("", "und"))[1]


def filing_offset(title: str, language: str) -> int:
    """How many characters a catalogue passes over: 4 for "The Integration of Peoples" in English."""
    lowered = title.lower()
    return next((len(word) for word in _ARTICLES.get(_primary(language), ()) if lowered.startswith(word)), 0)


def filing_offset_of_name(name: str) -> int:
    """The same for the name of a journal, in whatever language: 4 for "The Zebra", 3 for "La Voz"."""
    lowered = name.lower()
    if _PLACES.match(lowered):
        return 0
    return next((len(word) for word in _ARTICLES_OF_NAMES if lowered.startswith(word)), 0)


def _primary(language: str) -> str:
    return language.lower().partition("-")[0]
