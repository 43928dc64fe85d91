"""What was noted about a file or a change, in the language of who reads it now. It is kept in English, as the rows of
a log are."""

import re
from functools import cache

from django.utils.translation import gettext

from ingest.queue import jobs, worker  # noqa: F401  (what they and theirs may note is known once they are loaded)
from ingest.sandbox import parent  # noqa: F401  (what they and theirs may note is known once they are loaded)
from ingest.sources.noted import NOTED
from ingest.store import bounds, cataloguing, merged_people, merging, naming, undoing  # noqa: F401  (the same)

PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


def said(text: str) -> str:
    """The noted sentence, its placeholders filled as they were; what nobody noted comes back as it is.

    What fills a placeholder may be a noted sentence itself, but not where it stands in quotation marks: a
    text may be called “Published”. In brackets it is no text's title but what stands for one.
    """
    if text in NOTED:
        return gettext(text)
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return gettext(sentence).format(
                **{
                    name: value if f"“{{{name}}}”" in sentence and value[:1] != "[" else said(value)
                    for name, value in found.groupdict().items()
                }
            )
    return text


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Sentences with placeholders, those with the most words of their own first."""
    filled = [sentence for sentence in dict.fromkeys(NOTED) if "{" in sentence]
    filled.sort(key=lambda sentence: -len(re.sub(r"\{\w+\}", "", sentence)))
    return [
        (sentence, re.compile(PLACEHOLDER.sub(r"(?P<\1>.*)", re.escape(sentence)), re.DOTALL))
        for sentence in filled
    ]
