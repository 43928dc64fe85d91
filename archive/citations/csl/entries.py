"""The entries of a bibliography: names that repeat, and the second field aligned ("Bibliography-specific Options")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from archive.citations.csl.markup import parse_markup
from archive.citations.csl.names import NameList
from archive.citations.csl.nodes import Formatting, Node, Rendered, find, find_all, plain_text, replaced, wrap


def substitute_authors(entries: Iterable[Rendered], attributes: Mapping[str, str]) -> Iterator[Rendered]:
    """Names that the entry before has too as the style's sign ("Reference Grouping")."""
    if "subsequent-author-substitute" not in attributes:
        yield from entries
        return
    sign = parse_markup(attributes["subsequent-author-substitute"])
    rule = attributes.get("subsequent-author-substitute-rule", "complete-all")
    before: Node | None = None
    for entry in entries:
        names = find(entry, "names")
        yield entry if names is None else _substituted(entry, names, before, sign, rule)
        before = names


def _substituted(entry: Rendered, names: Node, before: Node | None, sign: Rendered, rule: str) -> Rendered:
    if before is None:
        return entry
    own, others = _names_of(names), _names_of(before)
    if rule in {"complete-all", "complete-each"} or not own:
        is_same = own == others if own else not others and plain_text(names) == plain_text(before)
        if not is_same:
            return entry
        if rule == "complete-all" or not own:
            return replaced(entry, names, _replace_all(names, sign))
        count = len(own)
    else:
        count = _alike(own, others)
        if rule == "partial-first":
            count = min(count, 1)
    for node in find_all(names, "name")[:count]:
        entry = replaced(entry, node, sign)
    return entry


def _names_of(names: Node) -> tuple[object, ...]:
    data: NameList = names.data
    return tuple(name.identity for name in data.names)


def _alike(own: Sequence[object], others: Sequence[object]) -> int:
    """How many names from the first on are the same."""
    count = 0
    for a, b in zip(own, others, strict=False):
        if a != b:
            break
        count += 1
    return count


def _replace_all(names: Node, sign: Rendered) -> Rendered:
    """The sign for the names with all that is between them; a label stays."""
    inner = [n for n, each in enumerate(names.children) if _is_of_names(each)]
    if not inner:
        return sign
    children = [*names.children[: inner[0]], sign, *names.children[inner[-1] + 1 :]]
    return wrap(children, names.formatting, names.tag, names.data)


def _is_of_names(rendered: Rendered) -> bool:
    return isinstance(rendered, Node) and (rendered.tag in {"name", "et-al"})


def align_second_field(children: list[Rendered]) -> list[Rendered]:
    """The first field in the margin, the others beside it."""
    if len(children) < 2:
        return children
    return [
        Node([children[0]], Formatting(display="left-margin")),
        Node(children[1:], Formatting(display="right-inline")),
    ]


def wrap_entry(children: list[Rendered], layout: Formatting) -> Rendered:
    """The entry with what the layout sets around it; its suffix goes into the last block."""
    kept = [each for each in children if each]
    if layout.suffix and kept and (closed := _close_block(kept[-1], layout.suffix)) is not None:
        return wrap([*kept[:-1], closed], replace(layout, suffix=""))
    return wrap(kept, layout)


def _close_block(rendered: Rendered, suffix: Rendered) -> Rendered | None:
    """The block at the end of the tree with the suffix in it; None where none is there."""
    if isinstance(rendered, str):
        return None
    formatting = rendered.formatting
    if formatting is not None and formatting.display:
        inner = Node(rendered.children, replace(formatting, display=""))
        return Node([inner, suffix], Formatting(display=formatting.display), rendered.tag, rendered.data)
    last = _close_block(rendered.children[-1], suffix)
    if last is None:
        return None
    return Node([*rendered.children[:-1], last], formatting, rendered.tag, rendered.data)
