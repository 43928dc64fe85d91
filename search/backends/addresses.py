"""SEARCH_URL -> an engine. Where a package is missing or an address is none, that is told in words.

(empty)                                             the embedded engine, in SEARCH_DIR
tantivy:///absolute/folder                          tantivy, in a folder of one machine
solr+http://host1:8983,host2:8983/solr/NAME         a collection of SolrCloud, through any of these nodes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import NamedTuple

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.engine_protocol import SearchEngine

SECONDS = 1.0  # for one query
MakeEngine = Callable[[str, Sequence[str], float], SearchEngine]


def _arrays(url: str, word_fields: Sequence[str], seconds: float) -> SearchEngine:
    from search.backends.arrays.array_engine import ArrayEngine

    return ArrayEngine(settings.SEARCH_DIR, word_fields, seconds)


def _tantivy(url: str, word_fields: Sequence[str], seconds: float) -> SearchEngine:
    from search.backends.tantivy.tantivy_engine import TantivyEngine

    return TantivyEngine(url.removeprefix("tantivy://"), word_fields, seconds)


def _solr(url: str, word_fields: Sequence[str], seconds: float) -> SearchEngine:
    from search.backends.solr.solr_engine import SolrEngine

    return SolrEngine(url, word_fields, seconds)


class EngineKind(NamedTuple):
    """How its addresses begin, what they look like, the packages it takes, and how it is made."""

    scheme: str
    form: re.Pattern[str]
    packages: tuple[str, ...]
    make: MakeEngine


EMBEDDED = EngineKind("", re.compile(""), (), _arrays)
KINDS = (
    EngineKind("tantivy:", re.compile(r"tantivy:///[^?#]+"), ("tantivy",), _tantivy),
    EngineKind(
        "solr+",
        re.compile(
            r"solr\+https?://[\w.\-\[\]:]+(?:,[\w.\-\[\]:]+)*/(?:[\w.\-]+/)*[a-z][a-z0-9_\-]*(?:\?[\w=&]+)?"
        ),
        ("urllib3",),
        _solr,
    ),
)


def make_engine(url: str, word_fields: Sequence[str], seconds: float) -> SearchEngine:
    """The engine at an address. ImproperlyConfigured where `problem_of` says why there is none."""
    problem = problem_of(url)
    if problem is not None:
        raise ImproperlyConfigured(f"{problem.message} {problem.hint}")
    return _kind_of(url).make(url, word_fields, seconds)


def _kind_of(url: str) -> EngineKind | None:
    return next((kind for kind in KINDS if url.startswith(kind.scheme)), None) if url else EMBEDDED


class AddressProblem(NamedTuple):
    """Why an address names no engine, and what to do."""

    message: str
    hint: str | Promise


def problem_of(url: str) -> AddressProblem | None:
    kind = _kind_of(url)
    if kind is None or not kind.form.fullmatch(url):
        return AddressProblem(
            str(_("SEARCH_URL: “%s” is no address of a search engine.") % url),
            _(
                "Leave it empty for the embedded engine, or set it to tantivy:///absolute/folder or to "
                "solr+http://host1:8983,host2:8983/solr/NAME."
            ),
        )
    missing = [name for name in kind.packages if not find_spec(name)]
    if missing:
        return AddressProblem(
            str(_("SEARCH_URL names an engine whose packages are missing: %s.") % ", ".join(missing)),
            _("Install them: python -m pip install -r requirements-scale.txt"),
        )
    return None


@register()
def check_address(app_configs, **kwargs) -> list[CheckMessage]:
    problem = problem_of(settings.SEARCH_URL)
    return [] if problem is None else [Error(problem.message, hint=problem.hint, id="search.E001")]
