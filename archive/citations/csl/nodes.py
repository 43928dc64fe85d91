"""Rendered text as a tree: what was put out, how it is set, and which part of the record it stands for.

Leaves are strings. What the data said is kept on the nodes (`tag`, `data`), so that names can be told
apart, repeated and collapsed after they are rendered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


class Joined(str):
    """Text that goes on within the same field: its seam to the text before is as the field has it."""

    __slots__ = ()


DISPLAYS = frozenset({"block", "left-margin", "right-inline", "indent"})


@dataclass(frozen=True, slots=True)
class Formatting:
    """How a node is set. `prefix` and `suffix` stand outside of the rest, except on a layout."""

    font_style: str = ""
    font_variant: str = ""
    font_weight: str = ""
    text_decoration: str = ""
    vertical_align: str = ""
    display: str = ""
    text_case: str = ""
    quotes: bool = False
    inner_quotes: bool = False  # quotes="false": marks within are those of a quotation within another
    strip_periods: bool = False
    no_case: bool = False  # keeps its case whatever is asked of the text around it
    prefix: Rendered = ""
    suffix: Rendered = ""
    delimiter: str = ""
    affixes_inside: bool = False
    link: str = ""
    sign: str = ""  # the one character that this raised text stands for: "²"

    def without_affixes(self) -> Formatting:
        return replace(self, prefix="", suffix="")


PLAIN = Formatting()


class Node:
    """Children with their formatting. `tag` says what they stand for, `data` what the record said there."""

    __slots__ = ("children", "data", "formatting", "tag")

    def __init__(
        self,
        children: list[Rendered],
        formatting: Formatting | None = None,
        tag: str = "",
        data: Any = None,
    ) -> None:
        self.children = children
        self.formatting = formatting
        self.tag = tag
        self.data = data

    def __repr__(self) -> str:
        return f"Node({self.children!r}, {self.tag!r})"


Rendered = Node | str


def wrap(
    children: list[Rendered], formatting: Formatting | None, tag: str = "", data: Any = None
) -> Rendered:
    """A node of the children that say something; nothing where none does."""
    kept = [each for each in children if each]
    if not kept:
        return ""
    if formatting is PLAIN:
        formatting = None
    if formatting is None and not tag and len(kept) == 1:
        return kept[0]
    return Node(kept, formatting, tag, data)


def join(children: list[Rendered], formatting: Formatting | None) -> Rendered:
    """As `wrap`, of children that all say something."""
    if formatting is None and len(children) == 1:
        return children[0]
    return Node(children, formatting)


def find(rendered: Rendered, tag: str) -> Node | None:
    """The first node with this tag, in the order of reading."""
    if isinstance(rendered, str):
        return None
    if rendered.tag == tag:
        return rendered
    for each in rendered.children:
        if isinstance(each, Node) and (found := find(each, tag)) is not None:
            return found
    return None


def find_all(rendered: Rendered, tag: str) -> list[Node]:
    """Every node with this tag, in the order of reading."""
    found: list[Node] = []
    _collect(rendered, tag, found)
    return found


def _collect(rendered: Rendered, tag: str, found: list[Node]) -> None:
    if isinstance(rendered, str):
        return
    if rendered.tag == tag:
        found.append(rendered)
    for each in rendered.children:
        _collect(each, tag, found)


def replaced(rendered: Rendered, old: Node, new: Rendered) -> Rendered:
    """The tree with `new` in the place of the node `old`, which is looked for by identity."""
    if rendered is old:
        return new
    if isinstance(rendered, str):
        return rendered
    changed = [replaced(each, old, new) for each in rendered.children]
    if all(a is b for a, b in zip(changed, rendered.children, strict=True)):
        return rendered
    return wrap(changed, rendered.formatting, rendered.tag, rendered.data)


def plain_text(rendered: Rendered) -> str:
    """The letters of the tree without its delimiters and affixes."""
    return rendered if isinstance(rendered, str) else "".join(map(plain_text, rendered.children))
