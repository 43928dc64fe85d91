"""Rules as rows of tables: a name that an explanation prints, a condition, an example from a page, a weight."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

# How sure a value is said to be. With SURE and more, 95 of 100 are right; a reader should look at the others.
CERTAIN = 0.98  # of a form that nothing else has, where such a value stands: a DOI in the front
SUREST = 0.97  # the most that weighed signs give
SURE = 0.95
LIKELY = 0.9
PROBABLE = 0.85
FAIR = 0.8
POSSIBLE = 0.7
WEAK = 0.6
GUESSED = 0.5
UNSURE = 0.4
LEAST = 0.1  # what is said at all


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """`weight`: what it adds for or against, in tables that are summed; the others stop at the first row."""

    name: str
    holds: Callable[[T], bool]
    example: str
    weight: float = 1.0


def first_of(rules: Sequence[Rule[T]], thing: T) -> Rule[T] | None:
    """The first row whose condition holds."""
    return next((rule for rule in rules if rule.holds(thing)), None)


def name_of(rules: Sequence[Rule[T]], thing: T) -> str:
    """The name of that row, "" if none holds."""
    rule = first_of(rules, thing)
    return rule.name if rule else ""


def all_of(rules: Sequence[Rule[T]], thing: T) -> list[Rule[T]]:
    """Every row whose condition holds."""
    return [rule for rule in rules if rule.holds(thing)]


def chance(rules: Sequence[Rule[T]], thing: T, start: float) -> float:
    """How sure a value is of which `thing` tells: the weights are log odds, added to those of no sign at all."""
    odds = start + weigh(rules, thing)
    return round(min(SUREST, max(LEAST, 1 / (1 + math.exp(-odds)))), 2)


def weigh(rules: Sequence[Rule[T]], thing: T) -> float:
    """What the rows that hold add up to."""
    return sum(rule.weight for rule in all_of(rules, thing))
