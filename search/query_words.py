"""Text -> the words of a query, as the index knows them."""

from __future__ import annotations

from search.analysis import COMBINING_FORMS, is_acronym, scan
from search.query_nodes import Mode, Word

MAX_WORD_LENGTH = 64


def words_of(text: str, mode: Mode = "stem") -> list[Word]:
    """The words of a text. Spellings in parts are one word; only the last is taken as a prefix or loosely."""
    words: list[Word] = []
    tokens = [token for token in scan(text) if token.span == 1]
    spans = {token.position: token.span for token in sorted(scan(text), key=lambda token: token.span)}
    index = 0
    while index < len(tokens):
        span = spans[tokens[index].position]
        parts = tokens[index : index + span]
        raw = text[parts[0].start : parts[-1].end]
        written = raw if span == 1 or " " not in raw else "-".join(raw.split())
        words.append(
            Word(written[:MAX_WORD_LENGTH], tuple(part.form for part in parts), "stem", is_acronym(raw))
        )
        index += span
    if words and mode != "stem":
        for position in range(len(words)) if mode == "exact" else (len(words) - 1,):
            words[position] = Word(words[position].text, words[position].forms, mode)
    return words


def join_combining(words: list[Word]) -> list[Word]:
    """ "neo liberal" inside a phrase is one word, as "neo-liberal" is."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.mode == "stem"
            and word.mode != "exact"
            and not before.is_acronym
            and len(before.forms) == 1
            and before.forms[0] in COMBINING_FORMS
            and word.text.isalpha()
        ):
            joined[-1] = Word(f"{before.text}-{word.text}", (*before.forms, *word.forms), word.mode)
        else:
            joined.append(word)
    return joined
