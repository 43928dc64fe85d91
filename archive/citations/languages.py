"""Languages of the archive under the names that formats know them by; others are left out there."""

from __future__ import annotations

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


def _primary(language: str) -> str:
    return language.lower().partition("-")[0]
