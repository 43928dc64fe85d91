"""The styles of references that this archive offers, and which of them a reader chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.citations.csl.locale import find_terms_language, terms_languages
from archive.citations.csl.style_files import styles_version
from archive.citations.style_names import StyleNames, load_names
from archive.citations.styles import STYLES, Style, UnknownStyleError, find_style
from archive.models import CitationStyle

COOKIE = "style"
A_YEAR = 365 * 24 * 3600
SHOWN_AT_ONCE = 4  # in a citation box
FIRST_LANGUAGES = ("en", "es", "fr", "pt", "de")  # those in which articles are read


class UnknownLanguageError(LookupError):
    """No terms are in the language that was asked for, which is the argument."""


# ------------------------------------------------------------------ what there is
def find(key: str) -> Style:
    """A style shown first, a published one, or one of this archive's own; "" for the first. Raises UnknownStyleError."""
    if not key.strip():
        return first_styles()[0]
    try:
        return find_style(key)
    except UnknownStyleError:
        own = CitationStyle.objects.filter(key=key.strip().lower()).first()
        if own is None:
            raise
        return own.style


def first_styles() -> list[Style]:
    """Those that the menus begin with: of the setting, else the usual ones. `manage.py check` names unknown ones."""
    return [style for key in settings.CITATION_STYLES if (style := _found(key))] or list(STYLES)


def _found(key: str) -> Style | None:
    try:
        return find(key)
    except UnknownStyleError:
        return None


def offered_styles(*chosen: Style) -> list[Style]:
    """For menus, as names: the first, this archive's own, and what the reader chose of all others."""
    own = [Style(key, title, "") for key, title in CitationStyle.objects.values_list("key", "title")]
    return list({style.key: style for style in (*first_styles(), *own, *chosen)}.values())


def published_names() -> StyleNames:
    """All published styles by their names. The file is made where it is missing, and may be deleted."""
    return load_names(settings.DERIVED_DIR / f"citation-styles-{styles_version()}.tsv")


# ------------------------------------------------------------------ the language of the terms
def in_terms(style: Style, language: str = "") -> Style:
    """With terms in the language, else in the style's own, else in that of the page. Raises UnknownLanguageError."""
    known = find_terms_language(language)
    if language and not known:
        raise UnknownLanguageError(language)
    return style.in_language(known, find_terms_language(get_language() or settings.LANGUAGE_CODE))


# ------------------------------------------------------------------ what a reader chose
@dataclass(frozen=True)
class StyleChoice:
    """`style` is a key, "" for those shown first; `language` that of the terms, "" as the style has it."""

    style: str = ""
    language: str = ""

    @property
    def styles(self) -> list[Style]:
        """Raises UnknownStyleError and UnknownLanguageError."""
        chosen = [find(self.style)] if self.style else first_styles()[:SHOWN_AT_ONCE]
        return [in_terms(style, self.language) for style in chosen]

    @property
    def single(self) -> Style:
        """The one style of a list of references."""
        return in_terms(find(self.style), self.language)

    @property
    def offered(self) -> list[Style]:
        return offered_styles(*([find(self.style)] if self.style else []))

    @property
    def languages(self) -> Iterable[tuple[str, str]]:
        return terms_languages().items()

    @property
    def first_languages(self) -> list[tuple[str, str]]:
        """For the box on every page of an article, where all of them would be a tenth of the page."""
        first = {*map(find_terms_language, FIRST_LANGUAGES), self.language}
        return [each for each in self.languages if each[0] in first]


USUAL = StyleChoice()


def choice_of(request: HttpRequest) -> StyleChoice:
    """What the address asks for, else what the reader chose last. Raises as `StyleChoice.styles` where it is unknown."""
    kept = kept_choice(request)
    asked = replace(
        kept, **{name: request.GET[name].strip() for name in ("style", "language") if name in request.GET}
    )
    if asked == kept:
        return kept
    return replace(asked, style=_key(asked.style), language=_language(asked.language))


def _key(asked: str) -> str:
    return find(asked).key if asked else ""


def _language(asked: str) -> str:
    if asked and not find_terms_language(asked):
        raise UnknownLanguageError(asked)
    return find_terms_language(asked)


def kept_choice(request: HttpRequest) -> StyleChoice:
    """Of the cookie; what is not known any more counts as not chosen."""
    style, _slash, language = unquote(request.COOKIES.get(COOKIE, "")).partition("/")
    known = find_terms_language(language[:20])
    return StyleChoice(style if style and _found(style[:200]) else "", known)


def keep_choice(request: HttpRequest, response: HttpResponse) -> None:
    """Remember what was chosen on a page of ours, which browsers tell; a link from elsewhere changes nothing."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin" or "style" not in request.GET:
        return
    choice = choice_of(request)
    if choice == kept_choice(request):
        return
    response["Cache-Control"] = "private, no-cache"
    if choice == USUAL:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        quote(f"{choice.style}/{choice.language}"),
        max_age=A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


# ------------------------------------------------------------------ what there is not
def describe_unknown(error: UnknownStyleError | UnknownLanguageError) -> str:
    """What there is instead, and what was perhaps meant."""
    asked = str(error.args[0])[:60]
    if isinstance(error, UnknownLanguageError):
        return _("No style has terms in “%(language)s”. There are terms in: %(languages)s.") % {
            "language": asked,
            "languages": ", ".join(terms_languages()),
        }
    styles = ", ".join(f"{style.key} ({style.label})" for style in offered_styles())
    text = _("There is no style “%(style)s”. These are: %(styles)s.") % {"style": asked, "styles": styles}
    if near := near_styles(asked):
        text += " " + _("Near to it: %(styles)s.") % {"styles": ", ".join(near)}
    return text


def near_styles(asked: str) -> list[str]:
    """ "nature-genetics (Nature Genetics)"."""
    return [f"{head.name} ({head.title})" for head in published_names().near(asked)]
