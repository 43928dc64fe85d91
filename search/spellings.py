"""Other spellings of a word in its own language: British and American, before and after a reform, old and new.

A row of SPELLINGS is one difference, which is tried both ways. It says little by itself ("our" and "or"):
what it makes counts only where it is a word too, see `search.variants`. Everything is folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Spelling(NamedTuple):
    """`one` or `other` between what `before` and `after` match. Where `one` is old, no list has all words with it."""

    one: str
    other: str
    before: str = ".*"
    after: str = ".*"
    is_old: bool = False


def _old(one: str, other: str, before: str = ".*", after: str = ".*") -> Spelling:
    return Spelling(one, other, before, after, is_old=True)


_VOWEL = "[aeiouy]"
SPELLINGS: dict[str, tuple[Spelling, ...]] = {
    "en": (
        Spelling("is", "iz", ".{3,}", "(?:e|ed|es|er|ers|ing|able|ations?|ational)"),
        Spelling("ys", "yz", ".{3,}", "(?:e|ed|es|er|ers|ing)"),
        Spelling("our", "or", ".{2,}[^aeiou]"),
        Spelling("re", "er", ".+[bt]", "s?"),
        Spelling("ll", "l", f".*{_VOWEL}[^aeiouy]+{_VOWEL}", "(?:ed|ing|ings|ers?|ors?)"),
        Spelling("l", "ll", "(?:ful|enro|insta|disti|ski|wi)", "(?:s|ments?|ful|fully)?"),
        Spelling("ogue", "og", ".{2,}", "s?"),
        Spelling("ence", "ense", "(?:def|off|lic|pret)", "(?:s|less)?"),
        Spelling("ice", "ise", "pract", "[sd]?"),
        Spelling("ae", "e", ".*", ".{4,}"),
        Spelling("oe", "e", ".*", ".{4,}"),
        Spelling("ph", "f", "sul", ".*"),
        Spelling("amme", "am", ".*gr", "s?"),
        Spelling("ey", "ay", "gr", "(?:s|er|ish|ness)?"),
        Spelling("ough", "ow", "pl", ".*"),
        Spelling("ou", "o", "(?:m|sm)", "(?:ld|lder|lt)(?:s|ed|ing|y)?"),
        Spelling("sc", "sk", "", "eptic.*"),
        Spelling("gement", "gment", ".*d", "s?"),
        Spelling("ageing", "aging", "", ""),
        Spelling("inium", "inum", "alum", ""),
        Spelling("arte", "arti", "", "facts?"),
        Spelling("enquir", "inquir"),
        _old("xion", "ction", ".{2,}"),
        _old("shew", "show", "", "(?:s|n|ed|ing)?"),
        _old("gaol", "jail", "", "(?:s|er|ers)?"),
        _old("ick", "ic", ".{3,}", ""),
        _old("leat", "let", "comp", ".*"),
    ),
    "es": (
        Spelling("p", "", ".+[eiu]", "(?:tiembre|tim[oa]s?|tor|torio|cion)"),
        Spelling("b", "", ".*[ou]", "s[ct].+"),
        Spelling("ps", "s", "", ".{5,}"),
        Spelling("n", "", "tra", "s.{4,}"),
        Spelling("t", "", "pos", "[^aeiou].{3,}"),
        Spelling("x", "j", "(?:me|te|oa)", "[aio].*"),
        _old("x", "j", "d", "[ioe].*"),
        _old("qua", "cua", "", ".{2,}"),
        _old("g", "j", ".+", "er(?:es)?"),
        _old("ph", "f"),
        _old("th", "t"),
    ),
    "pt": (
        Spelling("c", "", ".*[aeiou]", "c(?:ao|oes|ion.+)"),
        Spelling("p", "", ".*[aeiou]", "c(?:ao|oes|ion.+)"),
        Spelling("c", "", "(?:[aeiou]|fa|.{2,}[aeiou])", "t.+"),
        Spelling("p", "", "(?:o|a|ado|exce|egi|ba)", "t.+"),
        _old("ph", "f"),
        _old("th", "t"),
        _old("y", "i"),
        _old("p", "", ".*m", "t.+"),
        *(_old(2 * letter, letter, ".+", ".{2,}") for letter in "bcfglmnpt"),
    ),
    "fr": (
        _old("oi", "ai", ".{2,}", "(?:s|t|ent|re)"),
        _old("n", "nt", ".+[ae]", "s"),
        _old("tem", "temp", "(?:long|print)?", "s"),
    ),
    "de": (
        _old("th", "t"),
        _old("c", "k"),
        _old("c", "z", ".*", "[ei].*"),
        _old("ir", "ier", ".{3,}", "(?:en|t|te|ten|ung|ungen)"),
        _old("ie", "i", "", "bt"),
        _old("giebt", "gibt", "(?:er|um|an|auf)?", ""),
        Spelling("ff", "fff", ".+", ".{3,}"),
    ),
}  # fmt: skip


def respelt(form: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the form would be in other spellings of a language, and those of both that must be words of it."""
    for row in SPELLINGS.get(language, ()):
        for written, instead in ((row.one, row.other), (row.other, row.one)):
            for start in _places(form, written):
                before, after = form[:start], form[start + len(written) :]
                if re.fullmatch(row.before, before) and re.fullmatch(row.after, after):
                    other = before + instead + after
                    new = other if written == row.one else form
                    yield other, ((new,) if row.is_old else (form, other))


def _places(form: str, written: str) -> Iterator[int]:
    start = form.find(written)
    while 0 <= start < len(form):
        yield start
        start = form.find(written, start + 1)
