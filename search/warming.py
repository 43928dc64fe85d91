"""What a first search takes, done before the first reader comes: the web server does it before it forks.

Files of the index are mapped, word lists, templates and addresses loaded, and what they take stands in memory
once for all processes.
"""

from __future__ import annotations

import gc
import logging
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from django.urls import reverse

from search import engine
from search.dictionary import dictionary
from search.errors import IndexAwayError
from search.stemming import STEMMED
from search.word_lists import word_list

EXAMPLES = ("a", "e", "s")  # first letters of a word that most archives have
logger = logging.getLogger(__name__)


def warm_up(application: WSGIApplication) -> None:
    """Search once as a reader does. An archive that cannot be searched yet is served all the same."""
    try:
        _map_words()
        words = [word for letter in EXAMPLES for word in engine.complete(letter, 1)]
        status = _ask(application, reverse("search:results"), urlencode({"q": " ".join(words)}))
        if not status.startswith("200"):
            logger.error("A search before the first reader comes was answered with %s", status)
    except IndexAwayError as error:
        logger.info("No search before the first reader comes: %s", error)
    except Exception:
        logger.exception("No search could be tried before the first reader comes")
    finally:
        connections.close_all()  # a connection must not be shared by processes
        for each in connections.all(initialized_only=True):
            if close_pool := getattr(each, "close_pool", None):
                close_pool()
    gc.collect()
    gc.freeze()  # or the collector would write to all of it, and each process have its own


def _map_words() -> None:
    """Made the first time that an archive is served, so that no reader waits for it."""
    for language in STEMMED:
        word_list(language)
    dictionary()


def _ask(application: WSGIApplication, path: str, query: str) -> str:
    """The status of the answer, which is read to its end; under one of the names by which this archive is reached."""
    name = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    environment = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": name, "wsgi.url_scheme": "https"}
    setup_testing_defaults(environment)
    told: list[str] = []
    answer = application(environment, lambda status, *_: told.append(status))
    for _ in answer:
        pass
    answer.close()
    return told[0]
