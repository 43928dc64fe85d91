"""cs:choose: what is put out depends on the record and on the cite ("Choose")."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from archive.citations.csl.cite import Cite
from archive.citations.csl.date_values import DateValue
from archive.citations.csl.elements import Element, cut_all
from archive.citations.csl.items import NUMBER_VARIABLES
from archive.citations.csl.nodes import Rendered
from archive.citations.csl.numbers import is_numeric
from archive.citations.csl.shapes import MADE_VARIABLES, Shape

Test = Callable[[Cite, str], bool]


def _has_variable(cite: Cite, variable: str) -> bool:
    return bool(cite.text(variable)) if variable in MADE_VARIABLES else variable in cite.values


def _has_type(cite: Cite, name: str) -> bool:
    return cite.item.type == name


def _is_numeric(cite: Cite, variable: str) -> bool:
    return is_numeric(cite.text(variable))


def _is_uncertain(cite: Cite, variable: str) -> bool:
    value = cite.value(variable)
    return isinstance(value, DateValue) and value.is_circa


def _has_locator(cite: Cite, label: str) -> bool:
    return cite.locator is not None and cite.locator.label.replace(" ", "-") == label


def _has_position(cite: Cite, position: str) -> bool:
    return position in cite.positions


def _is_ambiguous(cite: Cite, value: str) -> bool:
    return cite.distinction.condition == (value == "true")


_TESTS: dict[str, Test] = {
    "variable": _has_variable,
    "type": _has_type,
    "is-numeric": _is_numeric,
    "is-uncertain-date": _is_uncertain,
    "locator": _has_locator,
    "position": _has_position,
    "disambiguate": _is_ambiguous,
}


class Branch:
    """cs:if, cs:else-if or cs:else, which holds always."""

    __slots__ = ("elements", "match", "tests")

    def __init__(self, match: str, tests: Sequence[tuple[str, str]], elements: Sequence[Element]) -> None:
        self.match = match
        self.tests = tests  # the name of each and its value
        self.elements = elements

    def holds(self, cite: Cite) -> bool:
        if self.match == "any":
            return any(_TESTS[name](cite, value) for name, value in self.tests)
        if self.match == "none":
            return not any(_TESTS[name](cite, value) for name, value in self.tests)
        return all(_TESTS[name](cite, value) for name, value in self.tests)

    def cut_to(self, shape: Shape) -> Branch | None:
        """With the tests that the shape does not settle; None where they cannot hold."""
        left = []
        ends_with = self.match != "all"  # the outcome of a test that settles them all
        for name, value in self.tests:
            known = _known(name, value, shape)
            if known is None:
                left.append((name, value))
            elif known == ends_with:
                return Branch("all", (), cut_all(self.elements, shape)) if self.match == "any" else None
        if not left and self.match == "any" and self.tests:
            return None
        return Branch(self.match if left else "all", left, cut_all(self.elements, shape))


def read_branch(attributes: Mapping[str, str], elements: Sequence[Element]) -> Branch:
    tests = [
        (name, value) for name, values in attributes.items() if name in _TESTS for value in values.split()
    ]
    return Branch(attributes.get("match", "all"), tests, elements)


def _known(name: str, value: str, shape: Shape) -> bool | None:
    """The outcome of a test for records of this shape; None where it depends on more."""
    reader = _OF_SHAPE.get(name)
    return reader(shape, value) if reader else None


def _knows_variable(shape: Shape, variable: str) -> bool | None:
    if variable == "locator" or variable not in MADE_VARIABLES:
        return shape.has(variable)
    return None


def _knows_numeric(shape: Shape, variable: str) -> bool | None:
    if variable in NUMBER_VARIABLES and variable not in MADE_VARIABLES:
        return variable in shape.numeric
    return None if shape.has(variable) else False


_OF_SHAPE: dict[str, Callable[[Shape, str], bool | None]] = {
    "type": lambda shape, value: shape.type == value,
    "variable": _knows_variable,
    "is-numeric": _knows_numeric,
    "is-uncertain-date": lambda shape, value: value in shape.uncertain,
    "locator": lambda shape, value: bool(shape.locator) and shape.locator.replace(" ", "-") == value,
    "position": lambda shape, value: value in shape.positions,
    "disambiguate": lambda shape, value: shape.is_ambiguous == (value == "true"),
}


class Choose(Element):
    """Its branch stands as if it were written in its place: delimiters around pass through it."""

    __slots__ = ("branches",)

    def __init__(self, branches: Sequence[Branch]) -> None:
        self.branches = branches

    def render(self, cite: Cite) -> Rendered:
        raise NotImplementedError("a choose is rendered into what is around it")

    def render_into(self, cite: Cite, out: list[Rendered]) -> None:
        for branch in self.branches:
            if branch.holds(cite):
                for each in branch.elements:
                    each.render_into(cite, out)
                return

    def cut_to(self, shape: Shape) -> list[Element]:
        branches: list[Branch] = []
        for branch in self.branches:
            cut = branch.cut_to(shape)
            if cut is None:
                continue
            branches.append(cut)
            if not cut.tests:
                break
        if branches and not branches[0].tests:
            return list(branches[0].elements)
        return [Choose(branches)] if branches else []
