"""A name of a record in its parts ("Name-part Order"): as CSL-JSON has it, with particles told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

# Scripts of East Asia, which write the family name first and no blank between the two.
_FAMILY_FIRST = re.compile(
    r"[\u1100-\u11ff\u2e80-\u31ff\u3400-\u9fff\ua000-\ua4cf\uac00-\ud7ff\uf900-\ufaff]"
)
_JOINS = "'’-\u2013.\xa0"


@dataclass(frozen=True, slots=True)
class NameValue:
    """`literal` is a body's name, or one that has no parts."""

    family: str = ""
    given: str = ""
    dropping: str = ""
    non_dropping: str = ""
    suffix: str = ""
    comma_suffix: bool = False
    static: bool = False  # family name first, whatever the script
    literal: str = ""

    @property
    def is_romanesque(self) -> bool:
        """Whether the given name comes first, as in the scripts of Europe and the Near East."""
        return not self.static and not _FAMILY_FIRST.search(self.family + self.given)

    @property
    def is_inverted_in_lists(self) -> bool:
        """Whether there is anything to turn round."""
        return bool(self.family and self.given) and self.is_romanesque

    @property
    def identity(self) -> NameValue:
        """The same for a body however it was entered: as a literal, or as a family name alone."""
        is_whole = self == NameValue(family=self.family)
        return NameValue(literal=self.family) if is_whole else self

    def __bool__(self) -> bool:
        return bool(self.literal or self.family or self.given)


def parse_names(value: Any) -> tuple[NameValue, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(name for each in value if isinstance(each, Mapping) and (name := parse_name(each)))


def parse_name(value: Mapping[str, Any]) -> NameValue:
    name = NameValue(
        family=_text(value.get("family")),
        given=_text(value.get("given")),
        dropping=_text(value.get("dropping-particle")),
        non_dropping=_text(value.get("non-dropping-particle")),
        suffix=_text(value.get("suffix")),
        comma_suffix=_is_set(value.get("comma-suffix")),
        static=_is_set(value.get("static-ordering")),
        literal=_text(value.get("literal")),
    )
    if name.literal:
        return NameValue(literal=name.literal)
    return _split_family(_split_given(_split_suffix(name)))


def _text(value: Any) -> str:
    return str(value).replace("'", "’") if value is not None else ""


def _is_set(value: Any) -> bool:
    return value not in (None, "", 0, "0", False, "false")


def _is_quoted(text: str) -> bool:
    """Quotation marks around a part keep it whole."""
    return len(text) > 2 and text[0] == text[-1] == '"'


def _split_suffix(name: NameValue) -> NameValue:
    """ "Martin Luther, Jr." as a given name; ",!" asks for a comma before the suffix."""
    if name.suffix or "," not in name.given or _is_quoted(name.given):
        return name
    given, _, suffix = name.given.partition(",")
    comma = suffix.startswith("!")
    return replace(name, given=given.strip(), suffix=suffix.lstrip("!").strip(), comma_suffix=comma)


def _is_particle(word: str) -> bool:
    letters = [each for each in word if each not in _JOINS]
    return bool(word) and all(each.islower() for each in letters)


def _split_given(name: NameValue) -> NameValue:
    """Words in lower case behind the given name are a dropping particle: "Alexander von"."""
    if name.dropping or _is_quoted(name.given):
        return name
    words = name.given.split(" ")
    count = 0
    while count < len(words) - 1 and _is_particle(words[-1 - count]):
        count += 1
    if not count:
        return name
    return replace(name, given=" ".join(words[:-count]), dropping=" ".join(words[-count:]))


def _split_family(name: NameValue) -> NameValue:
    """Words in lower case before the family name are a non-dropping particle: "van Gogh", "d’Alba"."""
    if _is_quoted(name.family):
        return replace(name, family=name.family[1:-1])
    if name.non_dropping:
        return name
    words = name.family.split(" ")
    count = 0
    while count < len(words) - 1 and _is_particle(words[count]):
        count += 1
    particle, family = " ".join(words[:count]), " ".join(words[count:])
    found = re.fullmatch(r"([^\W\d_A-Z]+[’'\-\u2013])([^\W\d_].*)", family)
    if found and found[1].islower() and not found[2][0].islower():
        particle, family = f"{particle} {found[1]}".strip(), found[2]
    return replace(name, family=family, non_dropping=particle) if particle else name
