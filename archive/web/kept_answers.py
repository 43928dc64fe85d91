"""Answers that are kept until anything changes that readers may see, or the index, and shared by all processes.

Only what every reader is answered alike is kept: nothing for who has a session, or another cookie than those of
which the address of an answer knows. An answer that sets a cookie, has a form with a token, or says itself that
no cache may keep it, is not kept either. All answers have an ETag by what they say: 304 where it is the same.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from functools import wraps
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import cc_delim_re, get_conditional_response, patch_vary_headers
from django.utils.module_loading import import_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from archive.audiences import asking
from archive.citation_styles import COOKIE as STYLE_COOKIE
from archive.context import LOOKS_COOKIE, THEME_COOKIE
from archive.models import Document
from archive.text_copies import TextCopy
from archive.trouble import Trouble, tell, told_as_trouble
from archive.visibility import generation

View = Callable[..., HttpResponseBase]
# Cookies that an answer depends on.
ALSO_BY = (settings.LANGUAGE_COOKIE_NAME, THEME_COOKIE, LOOKS_COOKIE, STYLE_COOKIE)
OF_NO_MATTER = {settings.CSRF_COOKIE_NAME}  # where the answer has no form with a token
NOT_TO_KEEP = {"no-store", "private"}
LEVEL = 4  # of gzip: beyond it a page takes twice as long to be a twentieth smaller
CACHE_AWAY = Trouble("cache away", "", 0)  # nobody is told: all is made anew
MAX_SIZE = 200_000  # bytes of what is kept


class KeptAnswer(NamedTuple):
    body: bytes  # compressed
    headers: dict[str, str]


def kept(also: Callable[[HttpRequest], str] = lambda request: "") -> Callable[[View], View]:
    """Keep what the view answers. `also`: what it depends on beside the address, the language and the looks."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            key = _key(request, also)
            answer = _kept_under(key) if key else None
            if answer is None:
                response = view(request, *args, **kwargs)
                if (
                    response.status_code != 200
                    or response.streaming
                    or response.has_header("Content-Encoding")
                ):
                    return response
                answer = _made(response)
                if not key or not _may_be_kept(request, response, answer):
                    response["ETag"] = answer.headers["ETag"]
                    return get_conditional_response(request, etag=response["ETag"], response=response)
                _keep(key, answer)
            return _told(request, answer)

        return answered

    return decorate


def copies_of_text(document: Document) -> Iterator[TextCopy]:
    """All of them, of this article or not: what is kept is found by what it answers, and given to nobody any more."""
    if settings.CACHE_URL:
        yield TextCopy(_("Kept answers"), _("in the cache of all machines"), erase=caches["answers"].clear)
        return
    folder = Path(settings.CACHES["answers"]["LOCATION"])
    if count := sum(1 for _file in folder.glob("*.djcache")):
        place = ngettext("%d answer", "%d answers", count) % count
        yield TextCopy(_("Kept answers"), place, erase=caches["answers"].clear)


def _key(request: HttpRequest, also: Callable[[HttpRequest], str]) -> str:
    """ "" where the answer is that of one reader, or what readers may see is not known."""
    if request.method not in ("GET", "HEAD") or request.COOKIES.keys() - {*ALSO_BY, *OF_NO_MATTER}:
        return ""
    if not (seen := generation()):
        return ""
    looks = [request.COOKIES.get(name, "") for name in ALSO_BY]
    place = [request.scheme, request.get_host(), request.get_full_path(), get_language() or "", *looks]
    index = import_string(settings.INDEX_VERSION)()
    who, day = asking().name, timezone.localdate().isoformat()  # on a new day a text may have opened
    told = "\n".join([seen, index, *place, who, day, also(request)])
    return blake2b(told.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _kept_under(key: str) -> KeptAnswer | None:
    """None too where the disk does not give it: it is made again."""
    try:
        return caches["answers"].get(key)
    except OSError as error:
        _pass_over(error)
        return None


def _keep(key: str, answer: KeptAnswer) -> None:
    """Where there is room for it: the reader has it all the same."""
    try:
        caches["answers"].set(key, answer)
    except OSError as error:
        _pass_over(error)


def _pass_over(error: OSError) -> None:
    if isinstance(error, ConnectionError):
        tell(CACHE_AWAY, error, "kept answers")
        return
    if not told_as_trouble(error, "kept answers"):
        raise error


def _made(response: HttpResponse) -> KeptAnswer:
    etag = f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"'
    return KeptAnswer(gzip.compress(response.content, LEVEL, mtime=0), {**response.headers, "ETag": etag})


def _may_be_kept(request: HttpRequest, response: HttpResponse, answer: KeptAnswer) -> bool:
    said = set(cc_delim_re.split(response.get("Cache-Control", "").lower()))
    is_for_one = response.cookies or request.session.modified or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    return not (said & NOT_TO_KEEP or is_for_one or len(answer.body) > MAX_SIZE)


def _told(request: HttpRequest, answer: KeptAnswer) -> HttpResponse:
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        answer.body if takes_gzip else gzip.decompress(answer.body), headers=answer.headers
    )
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    is_page = response["Content-Type"].startswith(
        "text/html"
    )  # which has the reader's looks, and tells of a list
    patch_vary_headers(response, ["Accept-Encoding", *(["Cookie"] if is_page else [])])
    return get_conditional_response(request, etag=answer.headers["ETag"], response=response)
